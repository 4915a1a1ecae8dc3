"""Stage 2: what the page says of its article outside the text.

`fields.statements` gathers all that the markup says in one pass; the other modules of `fields` choose from it. Trust,
where a module says nothing else: JSON-LD of an article, meta elements, microdata, `time` and links, what stands visibly.
Sources that disagree are named in the log at debug level. Of a locked page's declared text only its length is taken, never a word.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.items import Declared
from pipelines import jsonld
from pipelines.draft import Draft, Metadata
from pipelines.fields.authors import authors
from pipelines.fields.bylines import place_of
from pipelines.fields.dating import chosen, dates
from pipelines.fields.language import declared_language
from pipelines.fields.statements import Statements, gather
from pipelines.fields.titles import MAX_TITLES, distinct, forms, own_heads, site_names, title
from pipelines.sentences import count_words
from pipelines.stage import Stage
from pipelines.urls import absolute, declared_canonical, declared_original

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import lxml.etree

    from pipelines.draft import Block

__all__ = ["MAX_TITLES", "MetadataStage", "metadata", "read"]

logger = logging.getLogger(__name__)

MAX_TAGS = 50
"""Keywords that are kept."""


def metadata(draft: Draft) -> Draft:
    """Fill `metadata` and what the publisher declares in `access`."""
    if draft.tree is None:
        if draft.page.title and draft.page.title.strip():
            draft.metadata.title = " ".join(draft.page.title.split())
            draft.metadata.headlines = [draft.metadata.title]
        return draft
    microdata = "itemprop" in draft.page.body
    draft.metadata = read(draft.tree, draft.page.url, draft.blocks, fetched=draft.page.fetched, microdata=microdata)
    if draft.metadata.title is None and draft.page.title:
        draft.metadata.title = draft.page.title
    draft.access.declared = draft.metadata.declared
    draft.access.expected_words = draft.metadata.expected_words
    return draft


def read(
    tree: lxml.etree._Element,
    url: str,
    blocks: Sequence[Block] = (),
    *,
    fetched: str | None = None,
    microdata: bool = True,
) -> Metadata:
    """The metadata of a parsed page. `blocks` show what a reader sees, where the markup does not say it.

    `fetched`: when the page was, ISO 8601, for dates that cannot be. `microdata`: false where the page is known to have none.
    """
    said = gather(tree, url, microdata=microdata)
    article, meta = said.article, said.meta
    found = Metadata()
    found.publisher = jsonld.first(article.get("publisher")) or said.one("og:site_name", "application-name")
    found.headlines = forms(said)
    names = site_names(said, found.publisher)
    found.title = title(said, names)
    found.headlines = distinct([*found.headlines, *own_heads(said.heads[:MAX_TITLES], found.headlines)])
    at = place_of(blocks, found.title)
    tag = declared_language(tree, article, meta)
    found.language = tag.language
    source, found.authors, named = authors(said, names, blocks, found.title, at)
    _note_disagreement(url, "authors", [(each, ", ".join(people)) for each, people in named], source)
    published, modified = dates(said, blocks, at, tag.language, tag.region, fetched)
    _note_disagreement(url, "published", [(each, day[:10]) for each, day in published])
    _note_disagreement(url, "modified", [(each, day[:10]) for each, day in modified])
    found.published, found.modified = chosen(published), chosen(modified)
    found.section = (
        jsonld.first(article.get("articleSection"))
        or said.one(
            "article:section",
            "og:article:section",
            "section",
            "parsely-section",
            "sailthru.section",
            "dc.subject.section",
        )
        or said.prop("articlesection")
    )
    found.tags = _tags(article, meta)
    found.description = said.one(
        "og:description", "description", "twitter:description", "dc.description", "dcterms.description"
    ) or jsonld.first(article.get("description"))
    found.image = _image(said)
    found.canonical_url = declared_canonical(said.canonical, url) or declared_canonical(said.one("og:url"), url)
    found.original_url = declared_original(said.canonical, url) or declared_original(
        said.one("syndication-source", "original-source"), url
    )
    found.page_type = next(iter(jsonld.types(article)), None) or said.one("og:type")
    found.next_page = next((page for href in said.next_links if (page := next_page(href, url))), None)
    if found.next_page is None and jsonld.is_article_type(found.page_type):
        seconds = (next_page(href, url) for href in said.second_links)
        found.next_page = next((page for page in seconds if page and not _LISTED.search(page)), None)
    found.declared = declared(said.nodes, meta)
    found.expected_words, found.expected_from = expected(article, said.nodes)
    return found


def _note_disagreement(url: str, what: str, given: Sequence[tuple[str, str]], decided: str | None = None) -> None:
    """Name sources that say different things, where anyone listens."""
    if len(given) > 1 and logger.isEnabledFor(logging.DEBUG) and len({value for _, value in given}) > 1:
        said = "; ".join(f"{source}: {value}" for source, value in given)
        logger.debug("%s of %s: %s counts; said are %s", what, url, decided or given[0][0], said)


def _image(said: Statements) -> str | None:
    """The lead picture with a whole address; the first source that has one."""
    values: Iterable[str] = (
        *jsonld.texts(said.article.get("image"), "url"),
        *jsonld.texts(said.article.get("image"), "contentUrl"),
        *(
            said.meta[name][0]
            for name in (
                "og:image",
                "og:image:url",
                "og:image:secure_url",
                "twitter:image",
                "twitter:image:src",
                "thumbnail",
            )
            if name in said.meta
        ),
    )
    return next((whole for value in values if (whole := absolute(value, said.url))), None)


def _tags(article: dict[str, Any], meta: dict[str, list[str]]) -> list[str]:
    named = (
        jsonld.texts(article.get("keywords"))
        or meta.get("article:tag", [])
        or meta.get("og:article:tag", [])
        or meta.get("news_keywords", [])
        or meta.get("parsely-tags", [])
        or meta.get("keywords", [])
    )
    parts = [part.strip(" #") for value in named for part in re.split(r"[,;、]", value)]
    kept: dict[str, str] = {}
    for part in parts:
        if 1 < len(part) < 80:
            kept.setdefault(part.casefold(), part)
    return list(kept.values())[:MAX_TAGS]


def truth(value: Any) -> bool | None:
    """`isAccessibleForFree` in all its spellings: a boolean, a text in any case, an address of schema.org."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
    return None


_TIERS = (
    "article:content_tier",
    "article:content-tier",
    "article_content_tier",
    "content_tier",
    "bb:content-tier",
)


def declared(nodes: list[dict[str, Any]], meta: dict[str, list[str]]) -> Declared | None:
    """What the publisher says of the price; the strictest statement of the article counts."""
    tier = next((meta[name][0] for name in _TIERS if name in meta), None)
    by_tier = {"locked": Declared.PAID, "paid": Declared.PAID, "metered": Declared.METERED, "free": Declared.FREE}.get(
        (tier or "").lower()
    )
    if by_tier in {Declared.PAID, Declared.METERED}:
        return by_tier
    free: list[bool] = []
    for node in nodes:
        if "isAccessibleForFree" in node and (jsonld.is_article(node) or "WebPage" in jsonld.types(node)):
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
    declaring = (n for n in nodes if ("articleBody" in n or "wordCount" in n) and jsonld.is_article(n))
    for node in (article, *declaring):
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


# Numbers below an article also turn the pages of its comments.
_LISTED = re.compile(r"comment|review|coment|kommentar|reacti", re.IGNORECASE)


def next_page(href: str, url: str) -> str | None:
    """The address of a link, where it leads to the second or a later page of the text at `url`."""
    if not href:
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
