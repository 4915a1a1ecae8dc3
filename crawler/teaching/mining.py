"""Lines that stand where stories end, page after page, and that no rule knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from crawler.items import Kind, Status
from crawler.report.records import Record, RecordError, parse
from crawler.schema.lines import read_lines
from crawler.teaching.counting import CAPACITY, Counts
from crawler.teaching.generalising import wording
from pipelines.sentences import count_words, sentences, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.report.records import Struck
    from pipelines.catalogue.matcher import Matcher

BEHIND = 8
"""Artifacts right behind the last paragraph that are looked at."""
LAST = 2
"""Sentences at the end of the text that are looked at."""
MOST_WORDS, LEAST_WIDTH = 25, 8
"""Words of the longest line that can be a rule's, and columns of the shortest."""
INSIDE_CHARS = 300
"""Paragraphs up to so many characters are searched for lines that stand inside stories."""
_NO_WORDING = ("leads.", "metadata.", "markup.nav", "markup.footer", "shape.date")
_BY_SIGNAL = ("shape.", "markup.", "site.memory", "below ", "empty")
_OWN = frozenset({Kind.HEADLINE, Kind.BYLINE_DATE, Kind.PHOTO_CREDIT, Kind.TAGS, Kind.READER_COMMENT, Kind.AUTHOR_BIO})
_SAYS_NOTHING = frozenset({Kind.BOILERPLATE.value, Kind.RELATED_HEADLINES.value})
_CUT = frozenset({Status.TRUNCATED.value, Status.EXCERPT.value})


@dataclass(slots=True)
class Mined:
    """What was found in record files."""

    counts: Counts
    pages: int = 0
    bad: int = 0
    """Lines that were no records."""
    sites: set[int] = field(default_factory=set)
    """Hashes of the sites."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence where a story ends."""

    text: str
    is_last: bool
    """It is of the story's own last paragraph, not of what is behind it."""
    is_alone: bool
    """It is all of its line."""
    kind: str | None
    """What other signals took it for; null where they say nothing."""


def mine(
    names: Sequence[str],
    matcher: Matcher,
    *,
    language: str | None = None,
    capacity: int = CAPACITY,
    say: Callable[[str], None],
) -> Mined:
    """Count the lines of record files, one record at a time. Raises OSError for a file that can't be read."""
    mined = Mined(Counts(capacity))
    for name in names:
        for line in read_lines(name):
            try:
                record = parse(line)
            except RecordError as error:
                mined.bad += 1
                say(f"{name}:{line.number}: {error}")
                continue
            if language is None or record.language == language:
                _count(mined, record, matcher)
    return mined


def _count(mined: Mined, record: Record, matcher: Matcher) -> None:
    mined.pages += 1
    # All papers on one machine without a name are told apart by who publishes them.
    site = record.paper
    mined.sites.add(crc32(site.encode()))
    brands = [name for name in (record.publisher, (record.site or "").partition(".")[0]) if name]
    done: set[str] = set()
    for place in places(record, matcher):
        key = wording(place.text, brands)
        if key is None or key in done:
            continue
        done.add(key)
        seen = mined.counts[key]
        seen.pages += 1
        seen.note_site(site)
        seen.note_example(place.text)
        seen.languages[record.language] += 1
        seen.last += place.is_last
        seen.behind += not place.is_last
        seen.alone += place.is_alone
        seen.cut += record.status in _CUT
        if place.kind is not None:
            seen.kinds[place.kind] += 1
    for key in _inside(record, brands):
        if key in mined.counts and key not in done:
            done.add(key)
            mined.counts[key].inside += 1


def places(record: Record, matcher: Matcher) -> Iterator[Place]:
    """The sentences right behind a story that no rule knows, and those that it ends with."""
    paragraphs = record.text.split("\n\n") if record.text else []
    if not paragraphs:
        return
    behind = [each for each in record.artifacts if each.offset is None and each.after >= len(paragraphs)][:BEHIND]
    for artifact in behind:
        if _is_open(artifact):
            kind = artifact.kind if artifact.kind not in _SAYS_NOTHING else None
            yield from _unknown(artifact.text, matcher, kind, is_last=False)
    last = paragraphs[-1].split("\n")[-1]
    spans = sentences(last)
    if spans and len(paragraphs) > 1:
        yield from _unknown(last[spans[-LAST:][0][0] :], matcher, None, is_last=True, whole=len(spans) <= LAST)


def _is_open(artifact: Struck) -> bool:
    """Whether no rule of the catalogue named an artifact, and it can have a wording of its own."""
    rule = artifact.rule
    return rule.startswith(_BY_SIGNAL) and not rule.startswith(_NO_WORDING) and artifact.kind not in _OWN


def _unknown(text: str, matcher: Matcher, kind: str | None, *, is_last: bool, whole: bool = True) -> Iterator[Place]:
    spans = sentences(text)
    marks = matcher.marks(text)
    for start, end in spans:
        sentence = text[start:end].strip()
        if any(mark.start < end and start < mark.end for mark in marks):
            continue
        if width(sentence) >= LEAST_WIDTH and count_words(sentence) <= MOST_WORDS:
            yield Place(sentence, is_last, whole and len(spans) == 1, kind)


def _inside(record: Record, brands: Sequence[str]) -> Iterator[str]:
    for paragraph in record.text.split("\n\n")[:-1]:
        if len(paragraph) <= INSIDE_CHARS:
            for start, end in sentences(paragraph):
                if (key := wording(paragraph[start:end], brands)) is not None:
                    yield key
