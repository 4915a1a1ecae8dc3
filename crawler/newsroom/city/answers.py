"""Which answer a request to the city gets. No network here: `server` asks, and so can a test."""

from __future__ import annotations

import json
import secrets
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.items import Declared
from crawler.newsroom import pages
from crawler.newsroom.city import lists
from crawler.newsroom.city.history import Change, History, Revision
from crawler.newsroom.city.journal import Asked, Journal
from crawler.newsroom.city.plan import FIRST_ADDRESS, Plan
from crawler.newsroom.city.printing import VERDICTS, Heading, behaviour_of, head_story, number_of, print_story
from crawler.newsroom.city.sites import Site, make_site
from crawler.newsroom.copies import compose
from crawler.newsroom.house import HTML, PRICE, SVG, Answer, Ask
from crawler.newsroom.meter import Meter, begin
from crawler.newsroom.stories import Behaviour, Story

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
NEIGHBOURS = 6
"""Articles around one that its lists of headlines are drawn from."""
NEWS_DAYS = 2
"""Days for which an article stands in a news sitemap."""
PAGES_KEPT = 4096
"""Pages without a meter that are kept printed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page or a list as it is printed, with its validators."""

    body: str | bytes
    content_type: str
    tag: str
    modified: datetime | None = None


class City:
    """The sites, the readers' meters, and the journal of what was asked for.

    The day is the plan's until somebody sets another one with `POST /-/day` (body: `2026-11-20`).
    `POST /-/update?change=text` (or `touch`, `wall`; body: addresses, one a line) changes articles at once.
    `GET /-/articles` says what is true of every article that is out, `GET /-/journal?day=2026-11-20` what was asked
    for. All of these are answered under every address.
    """

    def __init__(self, plan: Plan, port: int, journal: Journal | None = None) -> None:
        self.plan = plan
        self.port = port
        self.day = plan.day
        self.journal = journal or Journal()
        self.meter = Meter()
        self.history = History(plan)
        self.sites = [make_site(plan, number, port) for number in range(plan.sites)]
        self._lists: dict[tuple[int, str], Sheet | None] = {}
        self._headings = lru_cache(maxsize=PAGES_KEPT)(self._head)
        self._stories = lru_cache(maxsize=PAGES_KEPT)(self._print)
        self._bodies = lru_cache(maxsize=PAGES_KEPT)(self._page)

    def answer(self, ask: Ask) -> Answer:
        """Answer a request, and write it down."""
        if ask.path.startswith("/-/"):
            return self._control(ask)
        site = self._site_of(ask.base)
        if site is None:
            return Answer(f"no such site: {ask.base}\n", status=421, content_type=TEXT)
        answer = self._serve(site, ask)
        reader = ask.cookies.get("reader") or answer.cookies.get("reader")
        conditional = bool(ask.unchanged_tag or ask.unchanged_since)
        url = site.base + ask.path
        self.journal.note(Asked(self.day.isoformat(), ask.method, url, answer.status, conditional), reader)
        answer.headers.setdefault("date", self._http_date(self._now()))
        return answer

    def set_day(self, day: date) -> None:
        """Let it be another day."""
        self.day = day
        self._lists.clear()

    def change(self, url: str, change: Change) -> Revision:
        """Change the article at an address now. Raises LookupError where there is none."""
        parts = urlsplit(url)
        site = self._site_of(f"{parts.scheme}://{parts.netloc}")
        number = None if site is None else self._number_at(site, parts.path)
        if site is None or number is None:
            raise LookupError(f"no article is at {url}")
        self._lists.clear()
        return self.history.ask(site.number, number, self.day, change)

    def _now(self) -> datetime:
        """The city's day at the time by the clock."""
        return datetime.combine(self.day, datetime.now(UTC).time(), UTC)

    @staticmethod
    def _http_date(moment: datetime) -> str:
        return format_datetime(moment.replace(microsecond=0), usegmt=True)

    def _site_of(self, base: str) -> Site | None:
        try:
            number = int(IPv4Address(urlsplit(base).hostname or "")) - int(FIRST_ADDRESS)
        except AddressValueError:
            return None
        return self.sites[number] if 0 <= number < len(self.sites) else None

    # --- Articles ---

    def _head(self, site: int, number: int, revisions: tuple[Revision, ...]) -> Heading:
        return head_story(self.plan, self.sites[site], number, revisions)

    def _print(self, site: int, number: int, revisions: tuple[Revision, ...]) -> Story:
        return print_story(self.plan, self.sites[site], number, revisions)

    def _page(self, site: int, number: int, revisions: tuple[Revision, ...], before: int) -> str:
        return pages.article(compose(self._stories(site, number, revisions), before, self.around(site, number)))

    def around(self, site: int, number: int) -> list[Heading]:
        """The articles that the lists of headlines on an article's page name."""
        first = max(0, min(number - NEIGHBOURS // 2, self.plan.articles - NEIGHBOURS - 1))
        # Those that were out on the first day, so that a page does not change with what comes after it.
        numbers = range(first, min(first + NEIGHBOURS + 1, self.plan.articles))
        return [self._headings(site, other, ()) for other in numbers if other != number]

    def _revisions(self, site: Site, number: int) -> tuple[Revision, ...]:
        return self.history.revisions(site.number, number, self.day)

    def _heading(self, site: Site, number: int) -> Heading:
        return self._headings(site.number, number, self._revisions(site, number))

    def _number_at(self, site: Site, path: str) -> int | None:
        """The number of the article at a path; None where none is, or not yet."""
        number = number_of(path)
        if number is None or not 0 <= number < self.plan.out(self.day):
            return None
        return number if self._headings(site.number, number, ()).path == path else None

    def _article(self, site: Site, number: int, ask: Ask) -> Answer:
        revisions = self._revisions(site, number)
        behaviour = behaviour_of(self.plan, site, number, revisions)
        if behaviour is Behaviour.PAYMENT:
            return Answer(pages.interstitial("payment", site.paper), status=402, headers={"crawler-price": PRICE})
        if behaviour is Behaviour.FORBIDDEN:
            return Answer(pages.interstitial("forbidden", site.paper), status=403)
        heading = self._headings(site.number, number, revisions)
        whole = f'W/"{number}-{len(revisions)}-whole"'
        reader = ask.cookies.get("reader") or secrets.token_hex(8)
        cookies = {} if "reader" in ask.cookies else {"reader": reader}
        if _fresh(ask, whole, heading.modified):
            # Nothing is read, so nothing is spent.
            return Answer(b"", status=304, headers=self._validators(whole, heading.modified), cookies=cookies)
        before, tag = 0, whole
        if behaviour is Behaviour.METERED:
            since = begin(site.paper.period, self.day)
            before = self.meter.open(reader, site.paper.id, str(number), since)
            if before >= site.paper.limit:
                tag, before = f'W/"{number}-{len(revisions)}-cut"', site.paper.limit
        body = self._bodies(site.number, number, revisions, before)
        headers = self._validators(tag, heading.modified)
        if behaviour is Behaviour.METERED:
            headers["cache-control"] = "private"
        return Answer(body, headers=headers, cookies=cookies)

    def _validators(self, tag: str, modified: datetime | None) -> dict[str, str]:
        headers = {"etag": tag}
        if modified is not None:
            headers["last-modified"] = self._http_date(modified)
        return headers

    # --- Lists and standing pages ---

    def _serve(self, site: Site, ask: Ask) -> Answer:
        if ask.method not in {"GET", "HEAD"}:
            return Answer("", status=405, headers={"allow": "GET, HEAD"})
        number = self._number_at(site, ask.path)
        if number is not None:
            return self._article(site, number, ask)
        if ask.path == pages.DRAFT:
            return Answer("<!DOCTYPE html><title>Draft</title><p>Not for publication yet.</p>")
        if ask.path == "/photo.svg":
            return Answer(SVG, content_type="image/svg+xml")
        key = (site.number, ask.path)
        if key not in self._lists:
            self._lists[key] = self._sheet(site, ask.path)
        sheet = self._lists[key]
        if sheet is None:
            return Answer(pages.not_found(site.paper), status=404)
        headers = self._validators(sheet.tag, sheet.modified)
        if _fresh(ask, sheet.tag, sheet.modified):
            return Answer(b"", status=304, headers=headers)
        return Answer(sheet.body, content_type=sheet.content_type, headers=headers)

    def _sheet(self, site: Site, path: str) -> Sheet | None:
        made = self._make(site, path)
        if made is None:
            return None
        body, content_type, modified = made
        raw = body.encode("utf-8") if isinstance(body, str) else body
        return Sheet(body, content_type, f'"{blake2b(raw, digest_size=8).hexdigest()}"', modified)

    def _make(self, site: Site, path: str) -> tuple[str | bytes, str, datetime | None] | None:
        """Body, media type and last change of what is no article; None where nothing is."""
        match path.strip("/").split("/"):
            case [""]:
                latest = self._latest(site)
                return lists.front(site, latest), HTML, _last(latest)
            case ["robots.txt"]:
                return lists.robots(site, self.plan.crawl_delay), TEXT, None
            case [name] if f"/{name}" in lists.STANDING:
                return lists.standing(site, f"/{name}"), HTML, None
            case [name] if name == site.paper.feed.file:
                latest = self._latest(site)
                body, kind = lists.feed(site, latest)
                return body, kind, _last(latest)
            case [section] if section in site.sections and path.endswith("/"):
                latest = self._latest(site, section)
                return lists.front(site, latest, section), HTML, _last(latest)
            case ["sitemap.xml"]:
                return lists.sitemap_index(site, self._sitemaps(site)), lists.XML, None
            case ["sitemap-news.xml"]:
                return lists.news_sitemap(site, self._fresh_ones(site)), lists.XML, None
            case ["sitemaps", "pages.xml"]:
                return lists.sitemap_of_pages(site), lists.XML, None
            case ["sitemaps", name]:
                return self._sitemap(site, path, name)
        return None

    def _latest(self, site: Site, section: str | None = None) -> list[Story]:
        """The newest articles of a site or of one of its sections."""
        latest: list[Story] = []
        for number in range(self.plan.out(self.day) - 1, -1, -1):
            story = self._stories(site.number, number, self._revisions(site, number))
            if section in (None, story.section):
                latest.append(story)
            if len(latest) == self.plan.listed:
                break
        return latest

    def _sitemaps(self, site: Site) -> list[lists.Sitemap]:
        maps = []
        for start in range(0, self.plan.out(self.day), self.plan.per_sitemap):
            place = start // self.plan.per_sitemap
            # Every other one is compressed.
            suffix = ".gz" if place % 2 else ""
            modified = max(heading.modified for heading in self._headings_from(site, start))
            maps.append(lists.Sitemap(f"/sitemaps/{place + 1}.xml{suffix}", modified))
        return [*maps, lists.Sitemap("/sitemaps/pages.xml", None)]

    def _sitemap(self, site: Site, path: str, name: str) -> tuple[str | bytes, str, datetime | None] | None:
        known = [each.path for each in self._sitemaps(site)]
        if path not in known:
            return None
        headings = self._headings_from(site, known.index(path) * self.plan.per_sitemap)
        body = lists.sitemap(site, headings)
        modified = max(heading.modified for heading in headings)
        if name.endswith(".gz"):
            return lists.zipped(body), "application/gzip", modified
        return body, lists.XML, modified

    def _headings_from(self, site: Site, start: int) -> list[Heading]:
        end = min(start + self.plan.per_sitemap, self.plan.out(self.day))
        return [self._heading(site, number) for number in range(start, end)]

    def _fresh_ones(self, site: Site) -> list[lists.Fresh]:
        numbers = range(self.plan.out(self.day))
        since = datetime.combine(self.day - timedelta(days=NEWS_DAYS), time(), UTC)
        first = bisect_left(numbers, since, key=lambda number: self.plan.published(site.number, number))
        stories = [self._stories(site.number, number, self._revisions(site, number)) for number in numbers[first:]]
        return [
            lists.Fresh(self._heading(site, number), story.declared is Declared.PAID)
            for number, story in zip(numbers[first:], stories, strict=True)
        ]

    # --- What tests and benchmarks ask for ---

    def _control(self, ask: Ask) -> Answer:
        match ask.method, ask.path:
            case "GET", "/-/journal":
                return self._reading(lambda: list(self.journal.rows(_maybe_day(ask.query.get("day")))))
            case "GET", "/-/articles":
                return self._reading(self.articles)
            case "POST", "/-/day":
                return self._doing(lambda: self.set_day(date.fromisoformat(ask.body.strip())), ask)
            case "POST", "/-/update":
                change = ask.query.get("change", Change.TEXT)
                return self._doing(lambda: [self.change(url, Change(change)) for url in ask.body.split()], ask)
        return Answer(f"{ask.path}: no such control\n", status=404, content_type=TEXT)

    def _reading(self, read: Callable[[], object]) -> Answer:
        try:
            return Answer(json.dumps(read()), content_type=JSON)
        except ValueError as error:
            return Answer(f"{error}\n", status=400, content_type=TEXT)

    def _doing(self, do: Callable[[], object], ask: Ask) -> Answer:
        try:
            do()
        except (ValueError, LookupError) as error:
            return Answer(f"{ask.path}: {error}\n", status=400, content_type=TEXT)
        return Answer("", status=204)

    def articles(self) -> list[dict[str, object]]:
        """What is true of every article that is out."""
        return [self._truth(site, number) for site in self.sites for number in range(self.plan.out(self.day))]

    def _truth(self, site: Site, number: int) -> dict[str, object]:
        revisions = self._revisions(site, number)
        heading = self._headings(site.number, number, revisions)
        behaviour = behaviour_of(self.plan, site, number, revisions)
        return {
            "url": site.base + heading.path,
            "site": site.host,
            "number": number,
            "behaviour": behaviour,
            "status": VERDICTS[behaviour].status,
            "published": heading.published.isoformat(),
            "revisions": [{"moment": each.moment.isoformat(), "change": each.change} for each in revisions],
        }


def _last(stories: list[Story]) -> datetime | None:
    return max((story.modified or story.published for story in stories), default=None)


def _maybe_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _fresh(ask: Ask, tag: str, modified: datetime | None) -> bool:
    """Whether what the client has is what it would get; the tag is asked first (RFC 9110, section 13.2.2)."""
    if ask.unchanged_tag is not None:
        theirs = {each.strip().removeprefix("W/") for each in ask.unchanged_tag.split(",")}
        return tag.removeprefix("W/") in theirs or "*" in theirs
    if ask.unchanged_since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(ask.unchanged_since)
    except ValueError:
        return False
