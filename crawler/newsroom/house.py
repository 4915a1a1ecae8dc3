"""Which answer a request gets. No network here: `server` asks, and so can a test."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from crawler.newsroom import pages
from crawler.newsroom.copies import compose
from crawler.newsroom.meter import Meter, begin
from crawler.newsroom.stories import Behaviour, Paper, Story, load_articles, load_papers

if TYPE_CHECKING:
    from collections.abc import Callable

HTML = "text/html; charset=utf-8"
PRICE = "USD 0.02"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 36"><rect width="64" height="36" fill="#9db4c0"/>'
    '<path d="M0 30 18 16l12 9 14-15 20 20v6H0z" fill="#5c6b73"/></svg>'
)


def today() -> date:
    """The day by the clock, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request."""

    method: str
    path: str
    base: str
    """Address of the house as the client names it, without a slash at its end."""
    query: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: str = ""
    unchanged_tag: str | None = None
    """Value of `If-None-Match`."""
    unchanged_since: str | None = None
    """Value of `If-Modified-Since`."""


@dataclass(slots=True)
class Answer:
    """A response."""

    body: str | bytes
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A line of the journal: who asked for what, on which day, and what came of it."""

    method: str
    path: str
    status: int
    reader: str | None
    day: str


class House:
    """The papers, the readers' meters, and the journal of what was asked for.

    The clock is `clock` until somebody sets a day with `POST /-/day` (body: `2026-11-20`).
    """

    def __init__(self, clock: Callable[[], date] = today) -> None:
        self.clock = clock
        self.meter = Meter()
        self.journal: list[Visit] = []
        self._papers = {paper.id: paper for paper in load_papers()}
        self._stories = {story.path: story for story in load_articles()}

    def answer(self, ask: Ask) -> Answer:
        """Answer a request, and write it down."""
        answer = self._route(ask)
        reader = ask.cookies.get("reader") or answer.cookies.get("reader")
        if not ask.path.startswith("/-/"):
            self.journal.append(Visit(ask.method, ask.path, answer.status, reader, self.clock().isoformat()))
        return answer

    def _route(self, ask: Ask) -> Answer:
        if ask.method == "POST":
            return self._post(ask)
        story = self._stories.get(ask.path)
        if story is not None:
            return self._story(story, ask)
        match ask.path.strip("/").split("/"):
            case [""]:
                return Answer(pages.house(self.clock()))
            case ["robots.txt"]:
                return Answer(pages.robots(ask.base), content_type="text/plain; charset=utf-8")
            case ["sitemap-news.xml"]:
                return Answer(pages.sitemap(ask.base), content_type="application/xml; charset=utf-8")
            case ["photo.svg"]:
                return Answer(SVG, content_type="image/svg+xml")
            case ["-", "journal"]:
                lines = [asdict(visit) for visit in self.journal]
                return Answer(json.dumps(lines), content_type="application/json")
            case ["drafts", _]:
                return Answer("<!DOCTYPE html><title>Draft</title><p>Not for publication yet.</p>")
            case [paper, "feed.xml"] if paper in self._papers:
                feed = pages.feed(self._papers[paper], ask.base)
                return Answer(feed, content_type="application/rss+xml; charset=utf-8")
            case [paper] if paper in self._papers:
                return Answer(pages.front(self._papers[paper]))
            case [paper, section] if paper in self._papers and section in dict(self._papers[paper].sections):
                return Answer(pages.front(self._papers[paper], section))
        if ask.path == pages.DOCUMENT:
            return Answer(PDF, content_type="application/pdf")
        return Answer(pages.not_found(self._paper_of(ask.path)), status=404)

    def _paper_of(self, path: str) -> Paper:
        return self._papers.get(path.split("/")[1], next(iter(self._papers.values())))

    def _story(self, story: Story, ask: Ask) -> Answer:
        """Serve a story as its behaviour says, and give a new reader a cookie."""
        paper = story.paper
        match story.behaviour:
            case Behaviour.CHALLENGE:
                page = pages.interstitial("challenge", paper)
                return Answer(page, headers={"cf-mitigated": "challenge", "cache-control": "no-store"})
            case Behaviour.PAYMENT:
                page = pages.interstitial("payment", paper)
                return Answer(page, status=402, headers={"crawler-price": PRICE})
            case Behaviour.FORBIDDEN:
                return Answer(pages.interstitial("forbidden", paper), status=403)
            case Behaviour.LEGAL:
                return Answer(pages.interstitial("legal", paper), status=451)
            case Behaviour.CONSENT if ask.cookies.get("consent") != "given":
                return Answer(pages.interstitial("consent", paper, agree_to=story.path))
        reader = ask.cookies.get("reader") or secrets.token_hex(8)
        before = 0
        if story.behaviour is Behaviour.METERED:
            before = self.meter.open(reader, paper.id, story.slug, begin(paper.period, self.clock()))
        answer = Answer(pages.article(compose(story, before)))
        if "reader" not in ask.cookies:
            answer.cookies["reader"] = reader
        return answer

    def _post(self, ask: Ask) -> Answer:
        if ask.path == "/consent":
            back = ask.query.get("to", "/")
            where = back if back in self._stories else "/"
            return Answer("", status=303, headers={"location": where}, cookies={"consent": "given"})
        if ask.path == "/-/day":
            try:
                day = date.fromisoformat(ask.body.strip())
            except ValueError as error:
                return Answer(f"/-/day: {error}\n", status=400, content_type="text/plain; charset=utf-8")
            self.clock = lambda: day
            return Answer("", status=204)
        return Answer(pages.not_found(self._paper_of(ask.path)), status=404)
