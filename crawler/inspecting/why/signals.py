"""Rules and signals in plain words: what stands behind the id that a block carries as its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.roles import Role

if TYPE_CHECKING:
    from pipelines.catalogue.matcher import Matcher
    from pipelines.draft import Block, Container

_SIGNALS = {
    "body": "it is the story",
    "metadata.headline": "it is the headline that the page names",
    "leads.copy": "it stands on the page once more",
    "leads.cut": "a longer block begins as it does",
    "leads.quote": "it stands inside a longer block",
    "leads.quote-edited": "it is set apart, and its words stand in the same order in a paragraph near",
    "leads.quoted-by": "it says whose words a pull quote holds",
    "site.memory": "it stands on many articles of the site",
    "shape.arrow": "a line with a link that begins with an arrow leads elsewhere",
    "shape.linked-line": "a line as long as a headline that is mostly link leads to another story",
    "shape.short-link": "a short line that is mostly link is a menu's",
    "shape.date": "a short line with a date or a time",
    "shape.rest": "neither wording nor markup nor shape tell what it is",
    "shape.link-between-paragraphs": "a link or two between paragraphs point to other stories",
    "shape.headline-run": "it stands in a run of lines like headlines",
    "shape.between-alike": "it stands between two lines of one offer",
}


def said_of(rule: str, matcher: Matcher) -> str:
    """What the rule of a block means; empty for one that is not known here."""
    if rule in _SIGNALS:
        return _SIGNALS[rule]
    if rule in matcher.by_id:
        return "its wording"
    if rule in matcher.element_ids:
        return "the element it stands in"
    if rule.startswith("below "):
        return "it stands below a heading that opens a list"
    if rule.startswith("markup."):
        return f"its markup says {rule.partition('.')[2].replace('_', ' ')}"
    return ""


def markup_of(block: Block, rule: str) -> str:
    """The nearest element that gives a block the role that its rule names, as an opening tag; empty where none does."""
    name = rule.partition(".")[2].upper() if rule.startswith("markup.") else ""
    return _tag(block.container, int(Role[name])) if name in Role.__members__ else ""


def _tag(container: Container | None, role: int) -> str:
    # The nearest: what one around most of the page's prose says may have been left out.
    while container is not None and not container.roles & role:
        container = container.parent
    return f"<{container.tag} {container.names}>".replace(" >", ">") if container is not None else ""


def roles_of(block: Block) -> list[str]:
    """All that markup says of a block, in small letters."""
    return [(role.name or "").lower().replace("_", " ") for role in Role if block.roles & role]
