"""JSON-LD as pages really carry it: graphs, lists, comments around it, trailing commas, broken escapes."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import lxml.etree

MAX_CHARS = 2_000_000
MAX_NODES = 2_000

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "BackgroundNewsArticle",
        "AskPublicNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "TechArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "Report",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "Review",
        "Recipe",
        "HowTo",
        "MedicalScholarlyArticle",
        "DiscussionForumPosting",
    ]
)

_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINE_COMMENT = re.compile(r"^[ \t]*//[^\n]*$", re.MULTILINE)
_BAD_ESCAPE = re.compile(r'\\(?=[^"\\/bfnrtu]|u(?![0-9a-fA-F]{4}))')
_TYPE = re.compile(r'"@type"\s*:\s*"(\w{4,40})"')
_SAID = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage|articleSection|isAccessibleForFree)"\s*:\s*"((?:[^"\\\n]|\\.){1,500}+)"'
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,300}?"name"\s*:\s*"((?:[^"\\\n]|\\.){1,200}+)"')


def is_article_type(page_type: str | None) -> bool:
    """Whether a declared type (`NewsArticle`, or `article` as Open Graph has it) is that of an article."""
    return page_type is not None and (page_type in ARTICLE_TYPES or page_type.lower() == "article")


def nodes(tree: lxml.etree._Element) -> list[dict[str, Any]]:
    """All objects of all JSON-LD scripts of a page, outer ones first; a script that can't be read is passed over."""
    return nodes_of(
        str(script.text)
        for script in tree.iter("script")
        if script.text and "ld+json" in str(script.get("type") or "").lower()
    )


def nodes_of(scripts: Iterable[str]) -> list[dict[str, Any]]:
    """All objects of these scripts, at most `MAX_NODES`."""
    found: list[dict[str, Any]] = []
    for text in scripts:
        for node in _walk(parse(text)):
            found.append(node)
            if len(found) >= MAX_NODES:
                return found
    return found


def parse(text: str) -> Any:
    """The data of one script; null where no reading of it is JSON and none of what an article says stands in it."""
    text = text[:MAX_CHARS]
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        text = _WRAPPING.sub("", text).strip().rstrip(";")
    for mended in _mended(text):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return _several(text) or _salvaged(text)


def _mended(text: str) -> Iterator[str]:
    """The script without what people and templates put wrong into it, one mistake more a time."""
    yield text
    yield _TRAILING_COMMA.sub(r"\1", text)
    yield html.unescape(text)
    text = _BAD_ESCAPE.sub(r"\\\\", _LINE_COMMENT.sub("", _without_comments(text)))
    yield text
    yield _TRAILING_COMMA.sub(r"\1", text)


def _without_comments(text: str) -> str:
    """The script without what stands between `/*` and `*/`."""
    kept: list[str] = []
    at = 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        kept.append(text[at:start])
        at = end + 2
    return "".join([*kept, text[at:]])


def _several(text: str) -> list[Any]:
    """Objects that stand one behind the other, up to the first that is broken."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    while at < len(text) and len(found) < MAX_NODES:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def _salvaged(text: str) -> dict[str, Any] | None:
    """The short statements of an article in a script that no reading makes JSON, such as one with bare quotes in its text."""
    kinds = [kind for kind in _TYPE.findall(text) if kind in ARTICLE_TYPES]
    if not kinds:
        return None
    said: dict[str, Any] = {"@type": kinds[0]}
    for key, value in _SAID.findall(text):
        said.setdefault(key, _unescaped(value))
    if (author := _AUTHOR.search(text)) is not None:
        said["author"] = _unescaped(author[1])
    return said if len(said) > 1 else None


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def own_article(found: list[dict[str, Any]], url: str, titles: Iterable[str]) -> dict[str, Any]:
    """The object of the article that the page is about, where it carries several; empty where there is none.

    That is the one that names the page as its own, or has its headline, or else the first one with a headline. What
    its author and publisher only refer to, by `@id`, stands in their place.
    """
    articles = [node for node in found if is_article(node)]
    if not articles:
        return {}
    own = articles[0]
    if len(articles) > 1:
        page, heads = _address(url), " ".join(titles).casefold()
        own = max(articles, key=lambda node: _is_own(node, page, heads))  # the first one of the best
    return _with_references(own, found)


_SELDOM_THE_PAGE = frozenset(["Review", "Recipe", "HowTo"])


def _is_own(node: dict[str, Any], page: str, heads: str) -> int:
    named = [*texts(node.get("url"), "@id"), *texts(node.get("mainEntityOfPage"), "@id"), *texts(node.get("@id"))]
    headline = (first(node.get("headline")) or first(node.get("name")) or "").casefold()
    return (
        4 * any(_address(address) == page for address in named)
        + 3 * bool(len(headline) > 10 and headline in heads)
        + 2 * (not _SELDOM_THE_PAGE.issuperset(types(node)))
        + bool(headline)
        + bool(node.get("datePublished"))
    )


def _address(url: str) -> str:
    """An address without scheme, query and fragment, to compare."""
    return re.split(r"[?#]", re.sub(r"^https?://(?:www\.)?", "", url))[0].rstrip("/")


_REFERRING = ("author", "creator", "publisher", "image")


def _with_references(node: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = [key for key in _REFERRING if _refers(node.get(key))]
    if not wanted:
        return node
    named = {str(other["@id"]): other for other in reversed(found) if "@id" in other and len(other) > 1}
    whole = dict(node)
    for key in wanted:
        value = node[key]
        listed = value if isinstance(value, list) else [value]
        whole[key] = [named.get(str(each["@id"]), each) if _refers(each) else each for each in listed]
    return whole


def _refers(value: Any) -> bool:
    if isinstance(value, list):
        return any(_refers(each) for each in value if isinstance(each, dict))
    return isinstance(value, dict) and "@id" in value and not (value.get("name") or value.get("url"))


def _walk(data: Any) -> Iterator[dict[str, Any]]:
    """Breadth first, so that an article comes before what it cites."""
    queue: list[tuple[Any, int]] = [(data, 0)]
    for item, depth in queue:
        if isinstance(item, dict):
            yield item
        if depth < 6 and len(queue) <= 20 * MAX_NODES:
            inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            queue.extend((value, depth + 1) for value in inside if isinstance(value, dict | list))


def types(node: dict[str, Any]) -> list[str]:
    """The types of a node, without the vocabulary's address."""
    value = node.get("@type")
    if isinstance(value, str):
        return [value.rsplit("/", 1)[-1]]
    listed = value if isinstance(value, list) else [value]
    return [str(v).rsplit("/", 1)[-1] for v in listed if isinstance(v, str)]


def is_article(node: dict[str, Any]) -> bool:
    """Whether a node describes an article or a post."""
    return not ARTICLE_TYPES.isdisjoint(types(node))


def texts(value: Any, key: str = "name") -> list[str]:
    """Texts of a value that may be a text, an object with a name, or a list of either."""
    found: list[str] = []
    # Not by recursion: lists can be a thousand deep.
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(" ".join(html.unescape(item).split()))
        elif isinstance(item, dict):
            waiting.append(item.get(key))
        elif isinstance(item, list):
            waiting.extend(reversed(item))
    return [text for text in found if text]


def first(value: Any, key: str = "name") -> str | None:
    """The first of `texts`."""
    found = texts(value, key)
    return found[0] if found else None
