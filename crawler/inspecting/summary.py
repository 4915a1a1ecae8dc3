"""What is said of a whole page, above and below its blocks, whatever it is drawn on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Article
    from pipelines.draft import Draft


class Line(NamedTuple):
    """A name and what belongs to it."""

    name: str
    values: tuple[str, ...]


def head(article: Article) -> Iterator[Line]:
    """Title, address, authors, dates and language, as far as they are known."""
    yield Line("title", (article.title or "(none)",))
    yield Line("url", (article.canonical_url or article.url,))
    for name, value in (
        ("authors", ", ".join(article.authors)),
        ("published", article.published),
        ("modified", article.modified),
        ("language", article.language),
        ("publisher", article.publisher),
        ("section", article.section),
    ):
        if value:
            yield Line(name, (value,))
    if article.http_status is not None:
        yield Line("status", (f"HTTP {article.http_status}",))


def verdict(draft: Draft, article: Article) -> Iterator[Line]:
    """What this copy holds of the story, and what that rests on."""
    access = article.access
    yield Line("access", (access.status.value if access.status else "none", f"{access.confidence:.2f}"))
    yield Line("wall", (access.wall.value if access.wall else "none seen",))
    yield Line("declared", (access.declared.value if access.declared else "nothing",))
    yield Line("words", _words(draft, article))
    yield Line("struck out", (_artifacts(article),))
    for evidence in access.evidence:
        yield Line("evidence", (evidence.signal, evidence.rule or "-", evidence.detail or ""))
    if article.rights.reserved is not None or article.rights.signals:
        word = {True: "reserved", False: "granted", None: "nothing on AI or mining"}[article.rights.reserved]
        left_out = ("a record holds no text",) if article.rights.withheld else ()
        yield Line("rights", (word, *left_out, *article.rights.signals))
    if article.error is not None:
        yield Line("error", (article.error,))


def _words(draft: Draft, article: Article) -> tuple[str, ...]:
    expected = article.access.expected_words
    if not expected:
        return (str(article.words),)
    told = f" by {draft.metadata.expected_from}" if draft.metadata.expected_from else ""
    return (f"{article.words} of {expected} declared{told} ({article.words / expected:.0%})",)


def _artifacts(article: Article) -> str:
    kinds = Counter(artifact.kind.value for artifact in article.artifacts)
    return ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()) or "nothing"
