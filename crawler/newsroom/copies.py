"""One copy of a story, line by line: what a reader is served, and what is true of it.

`compose` lays out the copy that the pages print. `expected` reads the truth off the same lines, so that a test
can hold it against what the desk makes of the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from crawler.items import PAYWALL_FAMILY, Kind, Status, Wall
from crawler.newsroom.stories import NEVER_SERVED, Behaviour, Story, Verdict, WallAt, load_articles
from crawler.newsroom.words import Words, load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.items import Declared

WORDS_A_MINUTE = 220
CHARACTERS_A_MINUTE = 500
WITHOUT_SPACES = frozenset({"ja", "zh"})
OVERLAY_AFTER = 2
RELATED = 3
MOST_READ = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line of a page."""

    kind: Kind
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand in one element, and which part of the page it is."""

    part: str
    lines: tuple[Line, ...]


class Titled(Protocol):
    """What a list of headlines has to know of a story."""

    @property
    def title(self) -> str: ...

    @property
    def path(self) -> str: ...


@dataclass(slots=True)
class Copy:
    """The page of one story, zone by zone in document order."""

    story: Story
    verdict: Verdict
    top: list[Group] = field(default_factory=list)
    head: list[Group] = field(default_factory=list)
    flow: list[Group] = field(default_factory=list)
    tail: list[Group] = field(default_factory=list)
    aside: list[Group] = field(default_factory=list)
    foot: list[Group] = field(default_factory=list)
    end: list[Group] = field(default_factory=list)

    @property
    def near(self) -> list[Line]:
        """Lines of the story's own region."""
        return _lines([*self.head, *self.flow, *self.tail])

    @property
    def lines(self) -> list[Line]:
        """All lines, in the page's order."""
        return _lines([*self.top, *self.head, *self.flow, *self.tail, *self.aside, *self.foot, *self.end])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the desk should make of one copy of a story."""

    status: Status
    wall: Wall | None
    declared: Declared | None
    paragraphs: tuple[str, ...]
    """The story's paragraphs on this copy, each once."""
    artifacts: tuple[Line, ...]
    """Lines in the story's region that are not the story, and lines of the paywall family anywhere."""


def expected(article: Story, reads_before: int = 0, others: Sequence[Titled] | None = None) -> Expectation:
    """What is true of the copy that a reader gets who has opened `reads_before` metered articles of this paper.

    `others` are those of `compose`.
    """
    if article.behaviour in NEVER_SERVED or article.behaviour is Behaviour.CONSENT:
        return Expectation(article.verdict.status, article.verdict.wall, None, (), ())
    copy = compose(article, reads_before, others)
    near = copy.near
    artifacts = [line for line in near if line.kind is not Kind.BODY]
    artifacts += [line for line in _lines(copy.end) if line.kind in PAYWALL_FAMILY]
    return Expectation(
        copy.verdict.status,
        copy.verdict.wall,
        article.declared,
        tuple(line.text for line in near if line.kind is Kind.BODY),
        tuple(artifacts),
    )


def compose(story: Story, reads_before: int = 0, others: Sequence[Titled] | None = None) -> Copy:
    """Lay out the copy of a story that such a reader gets; `others` are the stories that its lists name.

    Without them, the lists name the other stories of the house's paper.
    """
    if others is None:
        others = around(story, [other for other in load_articles() if other.paper == story.paper])
    words = load_words(story.paper.language)
    spent = story.behaviour is Behaviour.METERED and reads_before >= story.paper.limit
    verdict = story.spent if spent and story.spent else story.verdict
    copy = Copy(story, verdict)
    for zone in ("top", "head", "tail", "aside", "foot"):
        groups = [furnish(part, story, words, others) for part in getattr(story.paper, zone)]
        getattr(copy, zone).extend(group for group in groups if group is not None)
    copy.flow = flow(story, words, cut=spent)
    if story.behaviour is Behaviour.METERED and not spent:
        notice = Group("meter", (meter_notice(story, words, story.paper.limit - reads_before - 1),))
        if story.paper.meter_at == "head":
            copy.head.append(notice)
        else:
            copy.tail.insert(0, notice)
    if story.behaviour is Behaviour.OVERLAY and story.wall_at is WallAt.END:
        copy.end.append(Group("overlay", wall_lines(story, words, verdict.wall)))
    return copy


def flow(story: Story, words: Words, *, cut: bool) -> list[Group]:
    """The story's paragraphs and what stands between them; `cut` for a reader whose meter is spent."""
    paragraphs = [_body(text) for text in story.paragraphs]
    if cut:
        wall = wall_lines(story, words, story.spent.wall if story.spent else None)
        return [*_with_inserts(story, words, paragraphs[: story.shown]), Group("wall", wall)]
    wall = wall_lines(story, words, story.verdict.wall)
    match story.behaviour:
        case Behaviour.WALL:
            return [*_with_inserts(story, words, paragraphs[: story.shown]), Group("wall", wall)]
        case Behaviour.COUNTED:
            wall = (counted(story, words), *wall)
            return [*_with_inserts(story, words, paragraphs[: story.shown]), Group("wall", wall)]
        case Behaviour.CUT:
            torn = " ".join(story.paragraphs[story.shown].split()[: story.cut_words]) + " …"
            return _with_inserts(story, words, [*paragraphs[: story.shown], _body(torn)])
        case Behaviour.OVERLAY if story.wall_at is WallAt.FLOW:
            groups = _with_inserts(story, words, paragraphs)
            at = [number for number, group in enumerate(groups) if group.part == "p"][OVERLAY_AFTER]
            return [*groups[:at], Group("overlay", wall), *groups[at:]]
        case Behaviour.TEASER:
            first = [
                Group("p", (replace(line, kind=Kind.DUPLICATE_LEAD),))
                for group in paragraphs[: story.teaser]
                for line in group.lines
            ]
            return [*first, Group("wall", wall), *_with_inserts(story, words, paragraphs)]
        case Behaviour.EXCERPT if story.original is not None:
            text = words.excerpt.format(source=story.original.name)
            link = Group("onward", (Line(Kind.READ_MORE_LINK, text, story.original.url),))
            return [*_with_inserts(story, words, paragraphs), link]
        case _:
            return _with_inserts(story, words, paragraphs)


def furnish(part: str, story: Story, words: Words, others: Sequence[Titled]) -> Group | None:
    """One piece of a page's furniture by its name in `papers.toml`; None where the story has no use for it."""
    paper = story.paper
    match part:
        case "section":
            href = f"{paper.home}/{story.section}/"
            return Group(part, (Line(Kind.BOILERPLATE, story.section_name, href),))
        case "headline":
            return Group(part, (Line(Kind.HEADLINE, story.title),))
        case "standfirst":
            return Group(part, (Line(Kind.BODY, story.lead),))
        case "byline":
            return Group(part, tuple(Line(Kind.BYLINE_DATE, text) for text in byline(story, words)))
        case "share":
            return Group(part, tuple(Line(Kind.SHARE_FOLLOW, text, "#") for text in words.share))
        case "audio":
            return Group(part, (Line(Kind.AUDIO_VIDEO, words.audio),))
        case "tags":
            names = [Line(Kind.TAGS, tag, f"{paper.home}/{story.section}/") for tag in story.tags]
            return Group(part, (Line(Kind.TAGS, words.tags), *names))
        case "bio":
            return Group(part, (Line(Kind.AUTHOR_BIO, story.bio),)) if story.bio else None
        case "newsletter":
            return Group(part, tuple(Line(Kind.NEWSLETTER_PROMO, text) for text in words.newsletter))
        case "app":
            return Group(part, tuple(Line(Kind.APP_PROMO, _fill(text, story), "#") for text in words.app))
        case "related" | "most_read":
            return _headlines(part, words, others)
        case "comments":
            return _comments(story, words)
        case "consent":
            return Group(part, tuple(Line(Kind.CONSENT, text) for text in words.consent))
        case "links":
            return Group(part, tuple(Line(Kind.BOILERPLATE, text, "#") for text in words.links))
        case "copyright":
            return Group(part, (Line(Kind.COPYRIGHT_LEGAL, _fill(words.copyright, story)),))
        case _:
            raise ValueError(f"papers.toml: [{paper.id}]: no such furniture: {part!r}")


def byline(story: Story, words: Words) -> list[str]:
    """Who wrote it, when, and how long it takes to read."""
    pace = CHARACTERS_A_MINUTE if story.paper.language in WITHOUT_SPACES else WORDS_A_MINUTE
    minutes = math.ceil(length(story) / pace)
    return [
        words.byline.format(authors=words.names(story.authors)),
        words.day(story.published),
        words.reading_time.format(minutes=minutes),
    ]


def length(story: Story) -> int:
    """Length of the whole story: words, or characters in a script without spaces."""
    return sum(measure(story, text) for text in story.paragraphs)


def measure(story: Story, text: str) -> int:
    """Length of a text of this story, in the unit of its language."""
    return len(text) if story.paper.language in WITHOUT_SPACES else len(text.split())


def counted(story: Story, words: Words) -> Line:
    """The line that says how much of a cut story is missing."""
    hidden = story.paragraphs[story.shown :]
    missing = sum(measure(story, text) for text in hidden)
    text = words.counted.format(
        percent=round(100 * missing / length(story)), characters=f"{sum(len(text) for text in hidden):,}"
    )
    return Line(Kind.WALL, text)


def meter_notice(story: Story, words: Words, left: int) -> Line:
    """The notice on a whole copy; `left` is what the reader may open after this one."""
    meter = words.meters[story.paper.period]
    phrase = meter.left if left else meter.last
    return Line(Kind.METER_NOTICE, phrase.format(left=left, limit=story.paper.limit))


def wall_lines(story: Story, words: Words, wall: Wall | None) -> tuple[Line, ...]:
    """The lines of a wall of this sort; none where there is no wall."""
    if wall is None:
        return ()
    lines = tuple(Line(phrase.kind, _fill(phrase.text, story)) for phrase in words.walls[wall])
    if wall is Wall.METER:
        spent = words.meters[story.paper.period].spent
        return (Line(Kind.METER_NOTICE, _fill(spent, story)), *lines)
    return lines


def around(story: Story, papers: Sequence[Story]) -> list[Story]:
    """All other stories of a paper, from the one after this on and round to the one before it."""
    others = [other for other in papers if other != story]
    start = papers.index(story)
    return others[start:] + others[:start]


def _headlines(part: str, words: Words, others: Sequence[Titled]) -> Group:
    """Other stories of the same paper: the next ones, or those with the shortest headlines."""
    if part == "related":
        chosen = list(others[:RELATED])
        heading = words.related
    else:
        chosen = sorted(others, key=lambda other: len(other.title))[:MOST_READ]
        heading = words.most_read
    links = [Line(Kind.RELATED_HEADLINES, other.title, other.path) for other in chosen]
    return Group(part, (Line(Kind.RELATED_HEADLINES, heading), *links))


def _comments(story: Story, words: Words) -> Group | None:
    if not story.comment_gate:
        return None
    lines = [Line(Kind.COMMENT_GATE, words.comments)]
    for comment in story.comments:
        lines += [Line(Kind.READER_COMMENT, comment.author), Line(Kind.READER_COMMENT, comment.text)]
    return Group("comments", (*lines, Line(Kind.COMMENT_GATE, words.comment_gate)))


def _with_inserts(story: Story, words: Words, paragraphs: list[Group]) -> list[Group]:
    groups: list[Group] = []
    for number in range(len(paragraphs) + 1):
        if number:
            groups.append(paragraphs[number - 1])
        groups += [
            Group(_PART_OF_INSERT.get(insert.kind, "note"), (Line(insert.kind, insert.text, insert.href),))
            for insert in story.inserts
            if insert.after == number
        ]
        if number == story.paper.ad_after and 0 < number < len(paragraphs):
            groups.append(Group("ad", (Line(Kind.AD, words.ad),)))
    return groups


_PART_OF_INSERT = {Kind.PHOTO_CREDIT: "figure", Kind.READ_MORE_LINK: "also"}


def _fill(text: str, story: Story) -> str:
    return text.format(paper=story.paper.name, limit=story.paper.limit)


def _body(text: str) -> Group:
    return Group("p", (Line(Kind.BODY, text),))


def _lines(groups: Iterable[Group]) -> list[Line]:
    return [line for group in groups for line in group.lines]
