"""Which records go into which output: item filters for feeds.

    FEEDS = {
        "complete.jsonl": {"item_filter": "crawler.filters.Complete"},
        "truncated.jsonl": {"item_filter": "crawler.filters.Truncated"},
        "meters.jsonl": {"item_filter": "crawler.filters.ArticleFilter", "only": "wall=meter status=truncated"},
    }

On the command line, the setting `COPYDESK_FEED_FILTERS` says the same for the outputs given there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import UsageError
from scrapy.extensions.feedexport import ItemFilter

from crawler.items import Article, Declared, Status, Wall

if TYPE_CHECKING:
    from collections.abc import Callable

NONE = "none"
"""Stands in a condition for null."""


@dataclass(slots=True, frozen=True)
class Key:
    """What can be asked of a record."""

    value: Callable[[Article], str | bool | None]
    words: frozenset[str] | None = None
    """What it can be, beside `none`; null where that is no closed list."""


_YES_NO = frozenset({"yes", "no"})
KEYS = {
    "status": Key(lambda article: article.access.status, frozenset(Status)),
    "wall": Key(lambda article: article.access.wall, frozenset(Wall)),
    "declared": Key(lambda article: article.access.declared, frozenset(Declared)),
    "reserved": Key(lambda article: article.rights.reserved, _YES_NO),
    "withheld": Key(lambda article: article.rights.withheld, _YES_NO),
    "duplicate": Key(lambda article: article.story.duplicate_of is not None, _YES_NO),
    "language": Key(lambda article: article.language),
    "site": Key(lambda article: article.site),
}


class ArticleFilter(ItemFilter):
    """Takes the articles that meet every condition of the feed's option `only`.

    A condition is a key of `KEYS` with the values that will do: as a text, `status=complete,excerpt reserved=no,none`,
    or as a mapping, `{"status": ["complete", "excerpt"]}`. Items of other classes are not taken. Raises UsageError for
    conditions that say nothing.
    """

    fixed: ClassVar[str | None] = None
    """The conditions of a filter that is ready-made."""

    def __init__(self, feed_options: dict[str, Any] | None) -> None:
        super().__init__(feed_options)
        self.conditions: list[tuple[Key, frozenset[str]]] = []
        for only in (self.fixed, (feed_options or {}).get("only")):
            if only is not None:
                self.conditions += [(KEYS[name], values) for name, values in read_conditions(only).items()]

    def accepts(self, item: Any) -> bool:
        return (
            isinstance(item, Article)
            and super().accepts(item)
            and all(_word(key.value(item)) in values for key, values in self.conditions)
        )


class Complete(ArticleFilter):
    """Copies that hold the whole story."""

    fixed = f"status={Status.COMPLETE}"


class Truncated(ArticleFilter):
    """Copies that a wall or a cut ends."""

    fixed = f"status={Status.TRUNCATED}"


class Unreserved(ArticleFilter):
    """Articles for which no signal reserves text and data mining or AI use."""

    fixed = f"reserved=no,{NONE}"


def read_conditions(only: Any) -> dict[str, frozenset[str]]:
    """The values that will do, by key. Raises UsageError."""
    if isinstance(only, str):
        pairs = [part.partition("=") for part in only.split()]
        if wrong := [name for name, sign, _ in pairs if not sign]:
            raise UsageError(f"a filter's condition is KEY=VALUE, such as status=complete; not {wrong[0]!r}")
        asked: dict[str, Any] = {name: value.split(",") for name, _, value in pairs}
    elif isinstance(only, Mapping):
        asked = {str(name): [value] if isinstance(value, str) else value for name, value in only.items()}
    else:
        raise UsageError(f"a filter's conditions are a text or a mapping, not {only!r}")
    if not asked:
        raise UsageError("a filter without a condition")
    return {name: _values(name, values) for name, values in asked.items()}


def _values(name: str, values: Any) -> frozenset[str]:
    key = KEYS.get(name)
    if key is None:
        raise UsageError(f"filters know no {name!r}; they know {', '.join(KEYS)}")
    if not isinstance(values, list | tuple | set | frozenset):
        raise UsageError(f"filter {name}: a list of values, please, not {values!r}")
    words = frozenset(_word(value) for value in values)
    if unknown := sorted(words - key.words - {NONE} if key.words is not None else words & {""}):
        known = ", ".join(sorted(key.words)) if key.words else "a value"
        raise UsageError(f"filter {name}: {unknown[0]!r}, where {known} or {NONE} should be")
    return words


def _word(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
