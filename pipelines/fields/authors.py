"""Who wrote it: the sources of names in their order of trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import jsonld
from pipelines.fields.bylines import LEADS_ON, listed, signed, visible
from pipelines.fields.microdata import text_of, value_of
from pipelines.fields.names import best, is_house_of, is_team, people, signs, without_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    import lxml.etree

    from pipelines.draft import Block
    from pipelines.fields.statements import Statements

_META = (
    "author",
    "article:author",
    "article:author_name",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "citation_authors",
    "cxenseparse:author",
    "cxense-author",
    "vr:author",
    "twitter:data1",
)
MAX_VALUES = 50
"""Declared authors of one source that are read."""
_SCOPES_OF_OTHERS = ("comment", "review", "product", "rating", "recipe", "book", "movie", "person")


def authors(
    said: Statements, site_names: Sequence[str], blocks: Sequence[Block], headline: str | None, place: int
) -> tuple[str, list[str], list[tuple[str, list[str]]]]:
    """The source that decided, the people named as authors, and all sources that name any.

    Trust: JSON-LD of the article; microdata; meta elements; links with `rel=author`; the byline that a reader sees.
    The last one is read only where the others name no person. `place`: index of the headline's block.
    """
    declared = [
        ("json-ld", _of_jsonld(said)),
        ("microdata", _of_microdata(said)),
        ("meta", _of_meta(said, site_names)),
        ("rel=author", _of_links(said)),
    ]
    found = [(source, names) for source, names in declared if names]
    if not any(signs(name, site_names) or is_team(name) for _, names in found for name in names):
        names = visible(said.tree, said.head_elements, blocks, headline, place, loose=not found)
        if names:
            found.append(("byline", names))
    source, names = best(found, site_names)
    if source != "byline" and (line := signed(blocks, place)):
        line = [name for name in line if not is_house_of(name, site_names)] or line
        found.append(("byline", line))
        if not _agree(names, line):
            return "byline", line, found
    if source != "byline" and len(names) == 1 and len(line := listed(blocks, place)) > 1:
        found.append(("byline", line))
        if any(_bare(names[0]) == _bare(name) for name in line):
            return "byline", line, found
    return source, names, found


def _agree(declared: Sequence[str], line: Sequence[str]) -> bool:
    """Whether a declaration names those whom the line at the headline names, or some of them as it does and no fewer."""
    known = [_bare(name) for name in declared]
    shared = sum(any(one in other or other in one for other in known) for one in map(_bare, line))
    return shared > 0 and len(line) <= len(declared)


def _bare(name: str) -> str:
    return "".join(without_title(name).casefold().split())


def _of_jsonld(said: Statements) -> list[str]:
    named = _named(said.article.get("author")) or _named(said.article.get("creator"))
    if named:
        return people(named[:MAX_VALUES])
    # Elsewhere in the graph: an author that no article claims.
    loose = [name for node in said.nodes if "Person" in jsonld.types(node) for name in jsonld.texts(node.get("name"))]
    return people(loose) if len(set(loose)) == 1 and not said.article else []


def _named(value: Any) -> list[str]:
    """The names in a JSON-LD value; of people without one, their given and family names."""
    if found := jsonld.texts(value):
        return found
    listed = value if isinstance(value, list) else [value]
    parts = [
        (jsonld.first(each.get("givenName")), jsonld.first(each.get("familyName")))
        for each in listed
        if isinstance(each, dict)
    ]
    return [" ".join(filter(None, each)) for each in parts if any(each)]


def _of_microdata(said: Statements) -> list[str]:
    values: list[str] = []
    scope: object = None
    for el in said.props.get("author", ()):
        around = _scope_of(el)
        if around is not None and _is_of_others(around):
            continue
        if values and around is not scope:
            break  # of another article on the page
        if not _in_figure(el) and (value := value_of(el)) is not None:
            scope = around
            values.append(value)
    return people(values[:10])


def _scope_of(el: lxml.etree._Element) -> lxml.etree._Element | None:
    """The item that a property belongs to."""
    up = el.getparent()
    for _ in range(30):
        if up is None or up.get("itemscope") is not None:
            return up
        up = up.getparent()
    return None


def _is_of_others(scope: lxml.etree._Element) -> bool:
    """Whether an item is a comment on the article, or something that it reviews."""
    kind = f"{scope.get('itemtype') or ''} {scope.get('itemprop') or ''}".lower()
    return any(other in kind for other in _SCOPES_OF_OTHERS)


def _in_figure(el: lxml.etree._Element) -> bool:
    """Whether an element names the author of a picture."""
    up = el.getparent()
    for _ in range(6):
        if up is None:
            return False
        if up.tag in {"figure", "figcaption"}:
            return True
        up = up.getparent()
    return False


def _of_meta(said: Statements, site_names: Sequence[str]) -> list[str]:
    """The authors in the first of the meta elements that names a person, or else in the first that names anyone."""
    first: list[str] = []
    for name in _META:
        values = said.meta.get(name, [])[:MAX_VALUES]
        if name == "twitter:data1" and not any(
            "by" in label.casefold() or "author" in label.casefold() or "autor" in label.casefold()
            for label in said.meta.get("twitter:label1", ())
        ):
            continue
        if not values or not (names := people(values)):
            continue
        if any(signs(each, site_names) for each in names):
            return names
        first = first or names
    return first


def _of_links(said: Statements) -> list[str]:
    """The names of the first links to an author, those that stand in one place."""
    found: list[str] = []
    first: lxml.etree._Element | None = None
    for el in said.author_links[:5]:
        text = text_of(el)
        if not text or LEADS_ON.match(text):
            continue
        around = el.getparent()
        around = around if around is None else around.getparent()
        if found and around is not first:
            break
        first = around
        found.append(text)
    return people(found)
