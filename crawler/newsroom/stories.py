"""The papers of the house and what they print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.items import Declared, Kind, Status, Wall
from crawler.newsroom.tables import DataError, Table

if TYPE_CHECKING:
    from datetime import datetime

HERE = Path(__file__).parent


class Behaviour(StrEnum):
    """How a story is served."""

    FREE = "free"
    """Whole, without a wall."""
    METERED = "metered"
    """Whole until the reader's meter is spent, then cut with the meter's wall."""
    WALL = "wall"
    """The first paragraphs, then a wall."""
    COUNTED = "counted"
    """The first paragraphs, then a line that says how much is missing, and a wall."""
    CUT = "cut"
    """Breaks off in mid-sentence with an ellipsis; no wall line."""
    OVERLAY = "overlay"
    """Whole, with the markup and the lines of a wall on top of it."""
    TEASER = "teaser"
    """The lead, a wall, and then the whole text from the lead on."""
    EXCERPT = "excerpt"
    """A part of another paper's story, with a link to the rest."""
    CONSENT = "consent"
    """A consent page, until the reader has agreed."""
    CHALLENGE = "challenge"
    """A bot challenge with status 200."""
    PAYMENT = "payment"
    """402 with a price for crawlers."""
    FORBIDDEN = "forbidden"
    """403."""
    LEGAL = "legal"
    """451."""


NEVER_SERVED = frozenset({Behaviour.CHALLENGE, Behaviour.PAYMENT, Behaviour.FORBIDDEN, Behaviour.LEGAL})
CUTTING = frozenset({Behaviour.METERED, Behaviour.WALL, Behaviour.COUNTED, Behaviour.CUT})


class WallAt(StrEnum):
    """Where the markup of an overlay stands."""

    FLOW = "flow"
    """After the second paragraph."""
    END = "end"
    """After the page's footer."""


class Period(StrEnum):
    """How long a meter counts before it begins at nothing again."""

    DAY = "day"
    WEEK = "week"
    """From Monday on."""
    MONTH = "month"


class Feed(StrEnum):
    """The format of a paper's feed."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def type(self) -> str:
        """Its media type."""
        return "application/feed+json" if self is Feed.JSON else f"application/{self.value}+xml"

    @property
    def file(self) -> str:
        """Its name below the paper's home."""
        return {Feed.RSS: "feed.xml", Feed.ATOM: "atom.xml", Feed.JSON: "feed.json"}[self]


class Listing(StrEnum):
    """Where a story is announced beside its front pages."""

    BOTH = "both"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Paper:
    """A newspaper: how its pages look, and how many metered articles it gives away a day."""

    id: str
    name: str
    short: str
    domain: str
    """The domain that its canonical links name; invented, and never asked for anything."""
    language: str
    look: str
    """Name of its template in `looks/`."""
    limit: int
    meter_at: str
    """`head` or `tail`: where the notice of the meter stands on a whole copy."""
    word_count: bool
    """Whether its JSON-LD says how many words a story has."""
    ad_after: int
    """Number of paragraphs before the advertisement label; 0 for none."""
    top: tuple[str, ...]
    head: tuple[str, ...]
    tail: tuple[str, ...]
    aside: tuple[str, ...]
    foot: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    """Slug and name of each section."""
    home: str
    """Path under which its pages are served, without a slash at its end; empty where it has a host of its own."""
    origin: str
    """Scheme and host that its canonical links name."""
    address: str = "/{section}/{slug}"
    """Path of an article below its home; `{date}` is the day on which it was published."""
    period: Period = Period.DAY
    """How long its meter counts."""
    feed: Feed = Feed.RSS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is true of a copy."""

    status: Status
    wall: Wall | None


@dataclass(frozen=True, slots=True)
class Insert:
    """A line that stands between paragraphs and is not the story."""

    after: int
    kind: Kind
    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Original:
    """The paper that an excerpt is taken from."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """An article, how it is served, and what is true of its copies."""

    paper: Paper
    slug: str
    title: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime | None
    section: str
    section_name: str
    tags: tuple[str, ...]
    behaviour: Behaviour
    declared: Declared | None
    """What its metadata says, whatever is true."""
    lead: str
    paragraphs: tuple[str, ...]
    shown: int
    """Paragraphs that a cut copy keeps."""
    cut_words: int
    """Words of the next paragraph that a copy cut in mid-sentence keeps."""
    teaser: int
    """Paragraphs of the copy that a teaser prints before the wall."""
    wall_at: WallAt
    listing: Listing
    comment_gate: bool
    comments: tuple[Comment, ...]
    bio: str | None
    original: Original | None
    inserts: tuple[Insert, ...]
    verdict: Verdict
    """True of the copy that a reader gets whose meter is not spent."""
    spent: Verdict | None
    """True of the copy that a reader gets whose meter is spent."""

    @property
    def path(self) -> str:
        return self.paper.home + self._address

    @property
    def canonical_url(self) -> str:
        """The same in every run, whatever the port."""
        return self.paper.origin + self._address

    @property
    def _address(self) -> str:
        return self.paper.address.format(section=self.section, slug=self.slug, date=self.published)


@cache
def load_papers() -> tuple[Paper, ...]:
    """All papers, in the order of `papers.toml`.

    Raises `DataError`.
    """
    table = Table.read(HERE / "papers.toml")
    return tuple(_paper(name, table.table(name)) for name in table.names())


def _paper(name: str, table: Table) -> Paper:
    sections = table.table("sections")
    domain = table.text("domain")
    paper = Paper(
        id=name,
        name=table.text("name"),
        short=table.text("short"),
        domain=domain,
        language=table.text("language"),
        look=table.text("look"),
        limit=table.number("limit"),
        meter_at=table.text("meter_at"),
        word_count=table.flag("word_count", default=False),
        ad_after=table.number("ad_after", 0),
        top=table.texts("top"),
        head=table.texts("head"),
        tail=table.texts("tail"),
        aside=table.texts("aside"),
        foot=table.texts("foot"),
        sections=tuple((slug, sections.text(slug)) for slug in sections.names()),
        home=f"/{name}",
        origin=f"https://{domain}",
    )
    table.done()
    return paper


@cache
def _articles() -> tuple[Story, ...]:
    stories: list[Story] = []
    for paper in load_papers():
        files = sorted((HERE / "articles" / paper.id).glob("*.toml"))
        printed = [read_article(path, paper) for path in files]
        stories += sorted(printed, key=lambda story: story.published, reverse=True)
    return tuple(stories)


def load_articles() -> list[Story]:
    """All articles, paper by paper, the newest first.

    Raises `DataError`.
    """
    return list(_articles())


def read_article(path: Path, paper: Paper) -> Story:
    """Read one article of `paper`; a `DataError` says what is wrong in which file."""
    table = Table.read(path)
    section = table.text("section")
    sections = dict(paper.sections)
    if section not in sections:
        raise DataError(f"{table.where}: `section` is {section!r}, not one of: {', '.join(sections)}")
    access = table.table("access")
    spent = access.maybe_table("spent")
    original = table.maybe_table("source")
    story = Story(
        paper=paper,
        slug=path.stem,
        title=table.text("title"),
        authors=table.texts("authors"),
        published=table.moment("published"),
        modified=table.maybe_moment("modified"),
        section=section,
        section_name=sections[section],
        tags=table.texts("tags", []),
        behaviour=table.choice("behaviour", Behaviour),
        declared=table.maybe_choice("declared", Declared),
        lead=table.text("lead"),
        paragraphs=tuple(text.strip() for text in table.text("paragraphs", "").split("\n\n") if text.strip()),
        shown=table.number("shown", 0),
        cut_words=table.number("cut_words", 0),
        teaser=table.number("teaser", 0),
        wall_at=table.maybe_choice("wall_at", WallAt) or WallAt.FLOW,
        listing=table.maybe_choice("listing", Listing) or Listing.BOTH,
        comment_gate=table.flag("comments", default=False),
        comments=tuple(_comment(comment) for comment in table.tables("comment")),
        bio=table.maybe_text("bio"),
        original=_original(original) if original else None,
        inserts=tuple(_insert(insert) for insert in table.tables("insert")),
        verdict=_verdict(access),
        spent=_verdict(spent) if spent else None,
    )
    table.done()
    _check(story, table.where)
    return story


def _verdict(table: Table) -> Verdict:
    verdict = Verdict(table.choice("status", Status), table.maybe_choice("wall", Wall))
    table.done()
    return verdict


def _comment(table: Table) -> Comment:
    comment = Comment(table.text("author"), table.text("text"))
    table.done()
    return comment


def _original(table: Table) -> Original:
    original = Original(table.text("name"), table.text("url"))
    table.done()
    return original


def _insert(table: Table) -> Insert:
    insert = Insert(table.number("after"), table.choice("kind", Kind), table.text("text"), table.maybe_text("href"))
    table.done()
    return insert


def _check(story: Story, where: str) -> None:
    """Refuse a story that cannot be served as it says."""
    rules = {
        "`paragraphs` are missing": bool(story.paragraphs) or story.behaviour in NEVER_SERVED,
        "`shown` must leave something to cut": story.behaviour not in CUTTING
        or 0 < story.shown < len(story.paragraphs),
        "`cut_words` must cut the paragraph after those shown": story.behaviour is not Behaviour.CUT
        or 0 < story.cut_words < len(story.paragraphs[story.shown].split()),
        "`teaser` must be shorter than the text": story.behaviour is not Behaviour.TEASER
        or 0 < story.teaser < len(story.paragraphs),
        "an excerpt needs a [source]": (story.behaviour is Behaviour.EXCERPT) == (story.original is not None),
        "[access.spent] belongs to metered articles": (story.behaviour is Behaviour.METERED)
        == (story.spent is not None),
        "an [[insert]] stands behind the last paragraph": all(
            0 <= insert.after <= len(story.paragraphs) for insert in story.inserts
        ),
    }
    for problem, holds in rules.items():
        if not holds:
            raise DataError(f"{where}: {problem}")
