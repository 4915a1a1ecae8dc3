"""Stage 2: what the page says of its article outside the text.

Trust, in this order: JSON-LD of an article, Open Graph and other meta elements, microdata and `time`, what stands visibly.
Of a locked page's declared text only its length is taken, never a word.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.items import Declared
from pipelines import jsonld
from pipelines.dates import from_url, iso
from pipelines.draft import Draft, Metadata
from pipelines.sentences import count_words
from pipelines.stage import Stage
from pipelines.urls import absolute, declared_canonical

if TYPE_CHECKING:
    import lxml.etree

MAX_TITLES = 100
"""Declared titles, and headings of the first rank, that are looked at: each of these is held against each of those."""


def metadata(draft: Draft) -> Draft:
    """Fill `metadata` and what the publisher declares in `access`."""
    if draft.tree is None:
        if draft.page.title and draft.page.title.strip():
            draft.metadata.title = " ".join(draft.page.title.split())
            draft.metadata.headlines = [draft.metadata.title]
        return draft
    draft.metadata = read(draft.tree, draft.page.url)
    if draft.metadata.title is None and draft.page.title:
        draft.metadata.title = draft.page.title
    draft.access.declared = draft.metadata.declared
    draft.access.expected_words = draft.metadata.expected_words
    return draft


def read(tree: lxml.etree._Element, url: str) -> Metadata:
    """The metadata of a parsed page."""
    meta = _metas(tree)
    nodes = jsonld.nodes(tree)
    article: dict[str, Any] = next((n for n in nodes if jsonld.is_article(n)), {})
    found = Metadata()
    heads = [" ".join("".join(h.itertext()).split()) for h in islice(tree.iter("h1"), MAX_TITLES)]
    page_title = next((" ".join("".join(t.itertext()).split()) for t in tree.iter("title")), "")
    found.publisher = jsonld.first(article.get("publisher")) or _one(meta, "og:site_name", "application-name")
    found.headlines = _distinct(
        [
            *jsonld.texts(article.get("headline")),
            *meta.get("og:title", []),
            *meta.get("twitter:title", []),
            *meta.get("dc.title", []),
            page_title,
            *jsonld.texts(article.get("alternativeHeadline")),
        ]
    )[:MAX_TITLES]
    found.headlines += own_heads(heads, found.headlines)
    found.title = title(found.headlines, heads, found.publisher, page_title)
    found.authors = authors(article, meta, tree)
    found.published = (
        iso(jsonld.first(article.get("datePublished"), "@value"))
        or iso(
            _one(
                meta,
                "article:published_time",
                "datepublished",
                "date",
                "dc.date",
                "dc.date.issued",
                "pubdate",
                "publishdate",
                "parsely-pub-date",
                "sailthru.date",
                "cxenseparse:recs:publishtime",
                "og:published_time",
                "dcterms.created",
            )
        )
        or _time_element(tree)
        or from_url(url)
    )
    found.modified = iso(jsonld.first(article.get("dateModified"), "@value")) or iso(
        _one(meta, "article:modified_time", "datemodified", "og:updated_time", "last-modified", "dcterms.modified")
    )
    found.language = _language(tree, article, meta)
    found.section = jsonld.first(article.get("articleSection")) or _one(
        meta, "article:section", "section", "parsely-section"
    )
    found.tags = _tags(article, meta)
    found.description = _one(
        meta, "og:description", "description", "twitter:description", "dc.description"
    ) or jsonld.first(article.get("description"))
    image = jsonld.first(article.get("image"), "url") or _one(meta, "og:image", "og:image:url", "twitter:image")
    found.image = absolute(image, url) if image else None
    canonical = next(
        (l.get("href") for l in tree.iter("link") if "canonical" in str(l.get("rel") or "").lower().split()), None
    )
    found.canonical_url = declared_canonical(canonical, url) or declared_canonical(_one(meta, "og:url"), url)
    found.next_page = next(
        (
            page
            for l in tree.iter("link", "a")
            if (page := next_page(str(l.get("rel") or ""), str(l.get("href") or ""), url))
        ),
        None,
    )
    found.declared = declared(nodes, meta)
    found.expected_words, found.expected_from = expected(article, nodes)
    found.page_type = next(iter(jsonld.types(article)), None) or _one(meta, "og:type")
    return found


def _metas(tree: lxml.etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for el in tree.iter("meta"):
        key = el.get("property") or el.get("name") or el.get("itemprop")
        value = el.get("content") or el.get("value")
        if key and value and value.strip():
            found.setdefault(str(key).strip().lower(), []).append(" ".join(str(value).split()))
    return found


def _one(meta: dict[str, list[str]], *names: str) -> str | None:
    return next((meta[name][0] for name in names if meta.get(name)), None)


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(v for v in values if v))


def own_heads(heads: list[str], headlines: list[str]) -> list[str]:
    """The headings of the first rank that are this article's own: its only one, or those that share most words with its title."""
    heads = _distinct(heads)
    if len(heads) == 1:
        return [head for head in heads if head not in headlines]
    known = [set(re.findall(r"\w{3,}", headline.casefold())) for headline in headlines]
    own = []
    for head in heads:
        words = set(re.findall(r"\w{3,}", head.casefold()))
        if words and any(2 * len(words & other) > len(words) for other in known):
            own.append(head)
    return [head for head in own or heads[:1] if head not in headlines]


_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]{1,2}\s+|\s*[|｜]\s*")


def title(headlines: list[str], heads: list[str], publisher: str | None, page_title: str) -> str | None:
    """The headline without the site's name."""
    if not headlines:
        return None
    best = headlines[0]
    # The one h1 that the title element repeats is the headline as it stands on the page.
    for head in heads:
        if len(head) > 10 and head in page_title:
            return head
    return without_site_name(best, publisher)


def without_site_name(text: str, publisher: str | None) -> str:
    """A page title without the name of the paper behind, or before, its last separator."""
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    separators = list(_SEPARATOR.finditer(text))
    last = separators[-1]
    tail = text[last.end() :]
    named = publisher is not None and _same(tail, publisher)
    if named or (
        len(tail.split()) <= 3
        and len(text[: last.start()]) > 2 * len(tail)
        and last.group().strip() in {"|", "｜", "–", "—", "-", "·"}
    ):
        return text[: last.start()].strip()
    if publisher is not None and _same(parts[0], publisher):
        return text[separators[0].end() :].strip()
    return text


def _same(a: str, b: str) -> bool:
    a, b = (re.sub(r"[\W_]+", "", t.casefold()) for t in (a, b))
    return bool(a) and bool(b) and (a in b or b in a)


_BY = re.compile(r"^(?:by|von|par|por|di|da|door|av|af|przez|tekst|texto|text)\s*:?\s+", re.IGNORECASE)


def authors(article: dict[str, Any], meta: dict[str, list[str]], tree: lxml.etree._Element) -> list[str]:
    """People named as authors."""
    named = jsonld.texts(article.get("author"))
    if not named:
        named = (
            meta.get("author", [])
            or meta.get("article:author", [])
            or meta.get("parsely-author", [])
            or meta.get("dc.creator", [])
        )
    if not named:
        named = [
            " ".join("".join(el.itertext()).split())
            for el in tree.iter("a")
            if "author" in str(el.get("rel") or "").lower().split()
        ][:5]
    people: list[str] = []
    for value in named:
        for part in re.split(r"\s*[,;]\s*|\s+(?:and|und|et|y|e|&)\s+", value) if len(value) < 200 else [value]:
            name = _BY.sub("", part).strip(" .,-–|")
            if 2 < len(name) < 80 and not name.startswith(("http", "@", "/")) and "://" not in name:
                people.append(name)
    return _distinct(people)


def _time_element(tree: lxml.etree._Element) -> str | None:
    for el in tree.iter("time"):
        if value := iso(el.get("datetime")):
            return value
    return None


_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]|$)")


def _language(tree: lxml.etree._Element, article: dict[str, Any], meta: dict[str, list[str]]) -> str | None:
    for value in (
        tree.get("lang"),
        jsonld.first(article.get("inLanguage")),
        _one(meta, "og:locale", "content-language", "language", "dc.language"),
    ):
        if value and (found := _LANGUAGE.match(str(value).strip())):
            return found[1].lower()
    return None


def _tags(article: dict[str, Any], meta: dict[str, list[str]]) -> list[str]:
    named = (
        jsonld.texts(article.get("keywords"))
        or meta.get("article:tag", [])
        or meta.get("news_keywords", [])
        or meta.get("keywords", [])
    )
    parts = [part.strip() for value in named for part in (value.split(",") if "," in value else [value])]
    return _distinct([part for part in parts if 1 < len(part) < 80])[:50]


def truth(value: Any) -> bool | None:
    """`isAccessibleForFree` in all its spellings: a boolean, a text in any case, an address of schema.org."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
    return None


def declared(nodes: list[dict[str, Any]], meta: dict[str, list[str]]) -> Declared | None:
    """What the publisher says of the price; the strictest statement of the article counts."""
    tier = _one(
        meta, "article:content_tier", "article:content-tier", "article_content_tier", "content_tier", "bb:content-tier"
    )
    by_tier = {"locked": Declared.PAID, "paid": Declared.PAID, "metered": Declared.METERED, "free": Declared.FREE}.get(
        (tier or "").lower()
    )
    if by_tier in {Declared.PAID, Declared.METERED}:
        return by_tier
    free: list[bool] = []
    for node in nodes:
        if jsonld.is_article(node) or "WebPage" in jsonld.types(node):
            value = truth(node.get("isAccessibleForFree"))
            if value is not None:
                free.append(value)
    said = meta.get("isaccessibleforfree", []) + meta.get("subscriptions-accessible-for-free", [])
    free += [flag for text in said if (flag := truth(text)) is not None]
    if False in free:
        return Declared.PAID
    return Declared.FREE if free else by_tier


_COUNT = re.compile(r"\s*\d{2,6}\s*")


def expected(article: dict[str, Any], nodes: list[dict[str, Any]]) -> tuple[int | None, str | None]:
    """Declared length of the whole story in words, and what declares it. Lengths only."""
    lengths: list[tuple[int, str]] = []
    for node in [article, *(n for n in nodes if jsonld.is_article(n))]:
        body = node.get("articleBody")
        if isinstance(body, str) and (words := count_words(body)) >= 30:
            lengths.append((words, "articleBody"))
        count = node.get("wordCount")
        if isinstance(count, int | str) and _COUNT.fullmatch(str(count)) and 30 <= int(count) <= 100_000:
            lengths.append((int(count), "wordCount"))
        if lengths:
            break
    return max(lengths) if lengths else (None, None)


_PAGE = re.compile(r"(?:[/?&_.-]|^)(?:page|seite|pagina|p|pg)?[=/_-]?(\d{1,2})(?:\.html?)?/?$", re.IGNORECASE)


def next_page(rel: str, href: str, url: str) -> str | None:
    """The address of a link with `rel=next`, where it leads to the second or a later page of the same text."""
    if "next" not in rel.lower().split() or not href:
        return None
    try:
        there = urljoin(url, href)
        path, here = urlsplit(there), urlsplit(url)
    except ValueError:
        return None
    stem = re.sub(r"\.html?$|/$", "", here.path)
    whole = path.path + ("?" + path.query if path.query else "")
    if path.hostname != here.hostname or len(stem) < 2 or not whole.startswith(stem) or whole.rstrip("/") == stem:
        return None
    number = _PAGE.search(whole[len(stem) :])
    return there if number and int(number[1]) >= 2 else None


class MetadataStage(Stage):
    """`metadata` as an item pipeline."""

    name = "metadata"
    run = metadata
