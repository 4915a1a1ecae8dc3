"""What a record says of its page, from the pipelines or read back from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from crawler.items import Status
from crawler.news.digests import digest
from crawler.state.keys import moment

if TYPE_CHECKING:
    from crawler.items import Article

_WHOLE = frozenset({Status.COMPLETE, Status.EXCERPT})
_REFUSED = frozenset({401, 402, 403, 451})


@dataclass(frozen=True, slots=True)
class Had:
    """What is kept of a record."""

    url: str
    canonical: str
    hash: bytes
    published: int | None
    modified: int | None
    cut: bool
    """Whether the copy is truncated: the same address may give more another time, under the same validators."""
    whole: bool
    """Whether it holds the article: a change from or to one that does not is none of the article's."""
    refused: bool
    """Whether the server refused: it is not asked again of its own accord."""

    @classmethod
    def of(cls, article: Article) -> Self:
        """From an article."""
        return cls(
            url=article.url,
            canonical=article.canonical_url or article.url,
            hash=digest(article.title, article.text, article.access.status),
            published=moment(article.published),
            modified=moment(article.modified),
            cut=article.access.status is Status.TRUNCATED,
            whole=article.access.status in _WHOLE,
            refused=article.http_status in _REFUSED,
        )

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """From a record as it stands in a file. Raises KeyError or TypeError where it is none of ours."""
        return cls(
            url=record["url"],
            canonical=record["canonical_url"] or record["url"],
            hash=digest(record["title"], record["text"], record["access"]["status"]),
            published=moment(record["published"]),
            modified=moment(record["modified"]),
            cut=record["access"]["status"] == Status.TRUNCATED,
            whole=record["access"]["status"] in _WHOLE,
            refused=record["http_status"] in _REFUSED,
        )
