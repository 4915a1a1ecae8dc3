"""The lines that stand around a story, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.items import Kind, Wall
from crawler.newsroom.stories import Period
from crawler.newsroom.tables import Table

if TYPE_CHECKING:
    from datetime import datetime

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line and what it is. `{...}` are filled in by whoever prints it."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Interstitial:
    """A page that stands in an article's place."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeterWords:
    """What a meter says; `{limit}` and `{left}` are numbers of articles."""

    left: str
    """On a whole copy, while some are left."""
    last: str
    """On the last whole copy."""
    spent: str
    """On a cut copy, before the rest of the meter's wall."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that a paper of this language says beside its stories."""

    months: tuple[str, ...]
    date: str
    byline: str
    conjunction: str
    reading_time: str
    ad: str
    audio: str
    share: tuple[str, ...]
    tags: str
    related: str
    most_read: str
    comments: str
    comment_gate: str
    newsletter: tuple[str, ...]
    app: tuple[str, ...]
    consent: tuple[str, ...]
    menu: tuple[str, ...]
    links: tuple[str, ...]
    copyright: str
    counted: str
    feed_footer: str
    excerpt: str
    not_found: tuple[str, ...]
    meters: dict[Period, MeterWords]
    walls: dict[Wall, tuple[Phrase, ...]]
    pages: dict[str, Interstitial]

    def day(self, moment: datetime) -> str:
        """Write a date as the language does."""
        return self.date.format(
            day=moment.day, month=self.months[moment.month - 1], year=moment.year, time=f"{moment:%H:%M}"
        )

    def names(self, people: tuple[str, ...]) -> str:
        """Write a list of names as the language does."""
        return self.conjunction.join(filter(None, [", ".join(people[:-1]), people[-1]]))


@cache
def load_words(language: str) -> Words:
    """Read the words of a language.

    Raises `DataError`.
    """
    table = Table.read(HERE / "words" / f"{language}.toml")
    walls = table.table("walls")
    pages = table.table("pages")
    meters = table.table("meters")
    words = Words(
        months=table.texts("months"),
        date=table.text("date"),
        byline=table.text("byline"),
        conjunction=table.text("conjunction"),
        reading_time=table.text("reading_time"),
        ad=table.text("ad"),
        audio=table.text("audio"),
        share=table.texts("share"),
        tags=table.text("tags"),
        related=table.text("related"),
        most_read=table.text("most_read"),
        comments=table.text("comments"),
        comment_gate=table.text("comment_gate"),
        newsletter=table.texts("newsletter"),
        app=table.texts("app"),
        consent=table.texts("consent"),
        menu=table.texts("menu"),
        links=table.texts("links"),
        copyright=table.text("copyright"),
        counted=table.text("counted"),
        feed_footer=table.text("feed_footer"),
        excerpt=table.text("excerpt"),
        not_found=table.texts("not_found"),
        meters={period: _meter(meters.table(period)) for period in Period},
        walls={wall: tuple(_phrase(line) for line in walls.tables(wall)) for wall in Wall},
        pages={name: _interstitial(pages.table(name)) for name in pages.names()},
    )
    walls.done()
    meters.done()
    table.done()
    return words


def _phrase(table: Table) -> Phrase:
    phrase = Phrase(table.choice("kind", Kind), table.text("text"))
    table.done()
    return phrase


def _meter(table: Table) -> MeterWords:
    meter = MeterWords(table.text("left"), table.text("last"), table.text("spent"))
    table.done()
    return meter


def _interstitial(table: Table) -> Interstitial:
    page = Interstitial(table.text("title"), table.texts("lines"))
    table.done()
    return page
