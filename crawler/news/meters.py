"""Whether a record shows that its site's meter is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Kind, Status, Wall
from pipelines.catalogue.rules import Cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Article
    from pipelines.catalogue.rules import Rule


class MeterReader:
    """Reads meters off records, by the rules that spoke on their pages."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        notices = [rule for rule in rules if rule.wall is Wall.METER]
        self.spent_rules = frozenset(rule.id for rule in notices if rule.cut is not Cut.NONE)
        """Wordings of a limit that is reached."""
        self.open_rules = frozenset(rule.id for rule in notices if rule.cut is Cut.NONE)
        """Wordings that count what is left."""

    def spent(self, article: Article) -> list[str] | None:
        """The lines that tell of a spent meter, the plainest first; null where it is not spent.

        A limit that is said to be reached is spent, also over a text that is all there: the publisher asks the reader
        to stop. So is a cut text behind a meter's wall, unless the page says that something is left.
        """
        said = [e.detail or "" for e in article.access.evidence if e.rule in self.spent_rules]
        said += [a.text for a in article.artifacts if a.rule in self.spent_rules]
        notices = [a.text for a in article.artifacts if a.kind is Kind.METER_NOTICE and a.text not in said]
        if said:
            return said + notices
        counting = any(a.rule in self.open_rules for a in article.artifacts)
        if article.access.status is Status.TRUNCATED and article.access.wall is Wall.METER and not counting:
            return notices
        return None
