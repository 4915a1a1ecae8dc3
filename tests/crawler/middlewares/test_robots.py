"""robots.txt holds for every request, also for those that wait while it is being fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy import Request, Spider
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from crawler.middlewares.robots import DISALLOW_ALL, MAX_AGE, RobotsTxtMiddleware, rules_of
from tests.crawler.middlewares.hosts import Host, crawl, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = 8
BARE = {"ITEM_PIPELINES": "{}"}


def robots(*lines: str) -> str:
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_request_that_waits_for_the_rules_slips_through(tmp_path: Path, host: Host, concurrency: int) -> None:
    host.answers["/robots.txt"] = text(robots("User-agent: *", "Disallow: /private/"))
    done = crawl(
        tmp_path,
        host.base,
        [f"/private/{n}" for n in range(PAGES)],
        CONCURRENT_REQUESTS_PER_DOMAIN=concurrency,
        **BARE,
    )
    assert host.asked == {"/robots.txt": 1}
    assert done.stat("robotstxt/forbidden") == PAGES
    assert done.stat("refused/ForbiddenByRobotsError") == PAGES


def test_allowed_requests_all_come_through_with_one_look_at_the_rules(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(robots("User-agent: *", "Disallow: /private/"))
    crawl(tmp_path, host.base, ["/private/1", *(f"/open/{n}" for n in range(PAGES))], **BARE)
    assert host.asked["/robots.txt"] == 1
    assert host.pages == {f"/open/{n}": 1 for n in range(PAGES)}


WHOSE_RULES = [
    # Rules for its own token bind it, and no others then.
    (["User-agent: copydesk", "Disallow: /", "", "User-agent: *", "Allow: /"], False),
    (["User-agent: copydesk", "Allow: /", "", "User-agent: *", "Disallow: /"], True),
    (["User-agent: copydesk", "Allow: /", "", "User-agent: Scrapy", "Disallow: /"], True),
    # Who names the framework means what is built on it; everybody's rules bind all the same.
    (["User-agent: Scrapy", "Disallow: /"], False),
    (["User-agent: scrapy", "Allow: /", "", "User-agent: *", "Disallow: /"], False),
    (["User-agent: OtherBot", "Disallow: /"], True),
]


def test_which_rules_bind_it(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    hosts = [new_host() for _ in WHOSE_RULES]
    for host, (lines, _) in zip(hosts, WHOSE_RULES, strict=True):
        host.answers["/robots.txt"] = text(robots(*lines))
    crawl(tmp_path, "", [f"{host.base}/{n}" for host in hosts for n in range(2)], **BARE)
    assert [sum(host.pages.values()) for host in hosts] == [2 * fetched for _, fetched in WHOSE_RULES]


def test_a_host_whose_rules_cannot_be_served_is_left_alone(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    hosts = {status: new_host() for status in (429, 500, 503)}
    for status, host in hosts.items():
        host.answers["/robots.txt"] = text("<h1>Out of order</h1>", status)
    done = crawl(tmp_path, "", [f"{host.base}/{n}" for host in hosts.values() for n in range(PAGES)], **BARE)
    assert {path for host in hosts.values() for path in host.asked} == {"/robots.txt"}
    assert done.stat("copydesk/robots/unavailable") == 3
    # Another run may ask again: what is said to the spider is not "forbidden".
    assert done.stat("refused/RobotsUnavailableError") == 3 * PAGES


def test_a_host_without_rules_may_be_crawled(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    hosts = {status: new_host() for status in (403, 404, 410)}
    for status, host in hosts.items():
        host.answers["/robots.txt"] = text(robots("User-agent: *", "Disallow: /"), status)
    crawl(tmp_path, "", [f"{host.base}/{n}" for host in hosts.values() for n in range(2)], **BARE)
    for host in hosts.values():
        assert host.asked["/robots.txt"] == 1
        assert host.pages == {"/0": 1, "/1": 1}


def test_a_host_that_cannot_be_reached_is_left_alone(tmp_path: Path, host: Host) -> None:
    # The rules of https://127.0.0.1:PORT cannot be had: the port speaks plain HTTP.
    done = crawl(tmp_path, host.base.replace("http:", "https:"), ["/open/1", "/open/2"], **BARE)
    assert host.asked == {}
    assert done.stat("robotstxt/forbidden") == 2
    assert done.stat("copydesk/robots/unavailable") == 1


@pytest.mark.parametrize(
    ("status", "rules"),
    [(200, b"Disallow: /a"), (404, b""), (429, DISALLOW_ALL), (500, DISALLOW_ALL), (599, DISALLOW_ALL)],
)
def test_what_an_answer_stands_for(status: int, rules: bytes) -> None:
    assert rules_of(status, b"Disallow: /a") == rules


SLOTS = """
from burst import Burst

class Slots(Burst):
    name = "slots"

    def parse(self, response):
        downloader = self.crawler.engine.downloader
        slot = downloader.slots["127.0.0.1"]
        stats = self.crawler.stats
        stats.set_value("slot/delay", int(slot.delay * 1000))
        stats.set_value("slot/jitter", int(slot.jitter * 1000))
        stats.set_value("slot/lasting", int(downloader.per_slot_settings["127.0.0.1"]["delay"] * 1000))
"""


def slot_after(folder: Path, host: Host, **settings: object) -> tuple[int, int, int, str]:
    """The live slot of a host after two pages: pause in milliseconds, play in thousandths, lasting pause; the log."""
    spiders = folder / "own_spiders"
    spiders.mkdir(exist_ok=True)
    (spiders / "slots.py").write_text(SLOTS.replace("from burst", "from own_spiders.burst"), encoding="utf-8")
    done = crawl(folder, host.base, ["/a", "/b"], spider="slots", **settings)
    assert host.pages == {"/a": 1, "/b": 1}
    return done.stat("slot/delay"), done.stat("slot/jitter"), done.stat("slot/lasting"), done.log


@pytest.mark.parametrize("throttled", [True, False])
def test_crawl_delay_is_put_on_the_live_slot_and_stays_there(tmp_path: Path, host: Host, throttled: bool) -> None:
    host.answers["/robots.txt"] = text(robots("User-agent: *", "Crawl-delay: 0.4"))
    delay, jitter, lasting, log = slot_after(tmp_path, host, AUTOTHROTTLE_ENABLED=throttled)
    # AutoThrottle sees answers that come at once, and lowers the pause no further; no chance makes it shorter.
    assert (delay, jitter, lasting) == (400, 0, 400)
    assert "COPYDESK_MAX_CRAWL_DELAY" not in log


def test_a_longer_pause_of_ones_own_stays(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(robots("User-agent: *", "Crawl-delay: 0.1"))
    assert slot_after(tmp_path, host, DOWNLOAD_DELAY=0.3)[:3] == (300, 0, 300)


def test_a_crawl_delay_beyond_bounds_is_capped_with_a_warning(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(robots("User-agent: *", "Crawl-delay: 86400"))
    delay, _, _, log = slot_after(tmp_path, host, COPYDESK_MAX_CRAWL_DELAY=0.2)
    assert delay == 200
    assert "asks for 86400 s between requests; it gets 0.2 s (COPYDESK_MAX_CRAWL_DELAY)" in log


def test_the_crawl_delay_of_ones_own_group_counts(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(
        robots("User-agent: copydesk", "Crawl-delay: 0.2", "", "User-agent: *", "Crawl-delay: 50")
    )
    assert slot_after(tmp_path, host)[0] == 200


class _Engine:
    """Answers each request for robots.txt with the next of its bodies."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)
        self.downloader = None

    async def download_async(self, request: Request) -> TextResponse:
        return TextResponse(request.url, body=self.bodies.pop(0))


async def _ask_twice(seconds_between: float) -> list[bool]:
    crawler = get_crawler(Spider, {"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "copydesk"})
    crawler._engine = _Engine(b"User-agent: *\nDisallow: /a", b"")
    middleware = RobotsTxtMiddleware.from_crawler(crawler)
    now = 1000.0
    middleware.clock = lambda: now
    allowed = []
    for _ in range(2):
        parser = await middleware.robot_parser(Request("https://paper.example/a"))
        assert parser is not None
        allowed.append(parser.allowed("https://paper.example/a", "copydesk"))
        now += seconds_between
    return allowed


@pytest.mark.parametrize(("seconds", "second"), [(MAX_AGE - 1, False), (MAX_AGE + 1, True)])
def test_rules_older_than_a_day_are_asked_for_again(seconds: float, second: bool) -> None:
    import asyncio

    assert asyncio.run(_ask_twice(seconds)) == [False, second]
