"""All that a page states of itself, gathered in one pass over its elements; nothing is chosen here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import lxml.etree

from pipelines import jsonld
from pipelines.fields.microdata import value_of

MAX_STEPS = 400
"""Edges of elements in a heading that are gone through."""
MAX_OF_EACH = 200
"""Elements of one sort that are kept: a page that has more says nothing by them."""


@dataclass(slots=True)
class Statements:
    """What a page's markup says, each in the page's order."""

    url: str
    tree: lxml.etree._Element
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by property, name or itemprop, in lower case."""
    nodes: list[dict[str, Any]] = field(default_factory=list)
    """All objects of all JSON-LD scripts."""
    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD object of the page's own article; empty where there is none."""
    props: dict[str, list[lxml.etree._Element]] = field(default_factory=dict)
    """Elements with microdata by the name of the property, meta elements left out."""
    page_title: str = ""
    heads: list[str] = field(default_factory=list)
    """Headings of the first rank."""
    head_elements: list[lxml.etree._Element] = field(default_factory=list)
    times: list[lxml.etree._Element] = field(default_factory=list)
    author_links: list[lxml.etree._Element] = field(default_factory=list)
    canonical: str | None = None
    next_links: list[str] = field(default_factory=list)
    """Addresses of links with `rel=next`."""
    second_links: list[str] = field(default_factory=list)
    """Addresses of links that say "2"."""

    def one(self, *names: str) -> str | None:
        """The first content of the first of these meta names that the page has."""
        return next((self.meta[name][0] for name in names if self.meta.get(name)), None)

    def prop(self, *names: str) -> str | None:
        """The value of the first of these microdata properties that has one."""
        return next(
            (value for name in names for el in self.props.get(name, ()) if (value := value_of(el)) is not None), None
        )


_LEADS = re.compile("canonical|author|next", re.IGNORECASE)
_SPEAKING = ("meta", "script", "a", "link", "h1", "time", "title")
"""Elements that state something by their tag."""


def gather(tree: lxml.etree._Element, url: str, *, microdata: bool = True) -> Statements:
    """The statements of a parsed page. `microdata`: whether any element may have a property; each is asked then."""
    found = Statements(url, tree)
    scripts: list[str] = []
    for el in tree.iter() if microdata else tree.iter(*_SPEAKING):
        tag = el.tag
        if tag == "a" or tag == "link":
            rel = el.get("rel")
            if rel is not None and _LEADS.search(rel):
                _add_link(found, el, str(rel).lower().split())
            elif tag == "a" and _is_second(el) and len(found.second_links) < MAX_OF_EACH:
                found.second_links.append(str(el.get("href") or ""))
        elif tag == "meta":
            _add_meta(found, el)
            continue
        elif tag == "script":
            kind = el.get("type")
            if kind is not None and "ld+json" in str(kind).lower() and el.text:
                scripts.append(str(el.text))
            continue
        elif tag == "h1":
            if len(found.heads) < MAX_OF_EACH and (text := heading(el)):
                found.heads.append(text)
                found.head_elements.append(el)
        elif tag == "time":
            if len(found.times) < MAX_OF_EACH:
                found.times.append(el)
        elif tag == "title" and not found.page_title:
            found.page_title = flat("".join(map(str, el.itertext())))
        if microdata and (prop := el.get("itemprop")) is not None:
            for name in str(prop).lower().split():
                elements = found.props.setdefault(name, [])
                if len(elements) < MAX_OF_EACH:
                    elements.append(el)
    found.nodes = jsonld.nodes_of(scripts)
    found.article = jsonld.own_article(found.nodes, url, [*found.heads, found.page_title])
    return found


def _add_meta(found: Statements, el: lxml.etree._Element) -> None:
    key = el.get("property") or el.get("name") or el.get("itemprop")
    value = el.get("content") or el.get("value")
    if key and value and str(value).strip():
        found.meta.setdefault(str(key).strip().lower(), []).append(flat(str(value)))


def _add_link(found: Statements, el: lxml.etree._Element, rel: list[str]) -> None:
    if "canonical" in rel and el.tag == "link":
        if found.canonical is None:
            found.canonical = el.get("href")
    elif "author" in rel and el.tag == "a":
        if len(found.author_links) < MAX_OF_EACH:
            found.author_links.append(el)
    elif "next" in rel and len(found.next_links) < MAX_OF_EACH:
        found.next_links.append(str(el.get("href") or ""))


def _is_second(el: lxml.etree._Element) -> bool:
    """Whether a link says "2" and no more, as in the row of numbers below the first of several pages."""
    text = el.text
    if (text is None or text.isspace()) and len(el) == 1:
        text = el[0].text
    return text is not None and text.strip() == "2"


def flat(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


_APART = frozenset(["div", "p", "br", "small", "h2", "h3", "li"])
_UNSEEN = frozenset(["script", "style", "svg", "noscript", "template"])


def heading(el: lxml.etree._Element) -> str:
    """The text of a heading, parts that stand on lines of their own set apart."""
    if len(el) == 0:
        return flat(str(el.text or ""))
    pieces: list[str] = []
    steps = lxml.etree.iterwalk(el, events=("start", "end"))
    for event, node in islice(steps, MAX_STEPS):
        if event == "start":
            if node.tag in _UNSEEN:
                steps.skip_subtree()
                continue
            text = node.text
        else:
            text = node.tail if node is not el else None
        if node.tag in _APART:
            pieces.append(" ")
        if text:
            pieces.append(str(text))
    return flat("".join(pieces))
