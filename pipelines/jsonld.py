"""JSON-LD as pages really carry it: graphs, lists, comments around it, trailing commas, broken escapes."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def nodes(tree: lxml.etree._Element) -> list[dict[str, Any]]:
    """All objects of all JSON-LD scripts of a page, outer ones first; a script that can't be read is passed over."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        kind = script.get("type")
        if kind is None or "ld+json" not in str(kind).lower() or not script.text:
            continue
        data = parse(str(script.text))
        for node in _walk(data):
            found.append(node)
            if len(found) >= MAX_NODES:
                return found
    return found


def parse(text: str) -> Any:
    """The data of one script; null where no reading of it is JSON."""
    text = _WRAPPING.sub("", text[:MAX_CHARS]).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


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
    listed = value if isinstance(value, list) else [value]
    return [str(v).rsplit("/", 1)[-1] for v in listed if isinstance(v, str)]


def is_article(node: dict[str, Any]) -> bool:
    """Whether a node describes an article or a post."""
    return any(t in ARTICLE_TYPES for t in types(node))


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
