"""Who wrote it: the sources of names in their order of trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines import jsonld
from pipelines.fields.bylines import visible
from pipelines.fields.microdata import text_of, value_of
from pipelines.fields.names import best, is_team, people, signs

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
        ("meta", _of_meta(said)),
        ("rel=author", people(text_of(el) for el in said.author_links[:5])),
    ]
    found = [(source, names) for source, names in declared if names]
    if not any(signs(name, site_names) or is_team(name) for _, names in found for name in names):
        names = visible(said.tree, said.head_elements, blocks, headline, place, loose=not found)
        if names:
            found.append(("byline", names))
    source, names = best(found, site_names)
    return source, names, found


def _of_jsonld(said: Statements) -> list[str]:
    named = jsonld.texts(said.article.get("author")) or jsonld.texts(said.article.get("creator"))
    if named:
        return people(named[:MAX_VALUES])
    # Elsewhere in the graph: an author that no article claims.
    loose = [name for node in said.nodes if "Person" in jsonld.types(node) for name in jsonld.texts(node.get("name"))]
    return people(loose) if len(set(loose)) == 1 and not said.article else []


def _of_microdata(said: Statements) -> list[str]:
    values: list[str] = []
    scope: object = None
    for el in said.props.get("author", ()):
        around = _scope_of(el)
        if around is not None and any(other in str(around.get("itemtype")).lower() for other in _SCOPES_OF_OTHERS):
            continue
        if values and around is not scope:
            break  # of another article on the page
        if (value := value_of(el)) is not None:
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


def _of_meta(said: Statements) -> list[str]:
    for name in _META:
        values = said.meta.get(name, [])[:MAX_VALUES]
        if name == "twitter:data1" and not any(
            "by" in label.casefold() or "author" in label.casefold() or "autor" in label.casefold()
            for label in said.meta.get("twitter:label1", ())
        ):
            continue
        if names := people(values):
            return names
    return []
