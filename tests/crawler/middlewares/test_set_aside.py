"""Refusals are answers, and a host that asks for a pause gets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.refusals import SetAsideError
from crawler.middlewares.set_aside import SetAsideMiddleware
from crawler.signals import site_set_aside
from tests.crawler.middlewares.hosts import Answer, Host, crawl, page, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://paper.example/a"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def middleware(clock: Clock) -> tuple[SetAsideMiddleware, list[dict[str, Any]]]:
    crawler = get_crawler(Spider, {"COPYDESK_SET_ASIDE": 600})
    told: list[dict[str, Any]] = []

    def handler(host: str, until: datetime, reason: str) -> None:
        told.append({"host": host, "until": until, "reason": reason})

    crawler.signals.connect(handler, site_set_aside, weak=False)
    return SetAsideMiddleware(crawler, clock), told


def answered(aside: SetAsideMiddleware, status: int, retry_after: str | None = None) -> Request:
    """The request after an answer."""
    request = Request(URL)
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    response = Response(URL, status, headers=headers)
    assert aside.process_response(request, response) is response
    return request


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "120", 120),
        (429, "Sun, 01 Mar 2026 12:05:00 GMT", 300),
        (429, None, 600),
        (429, "soon", 600),
        (503, "120", 120),
        (503, None, 0),
        (503, "soon", 0),
        (429, "0", 0),
        (403, "120", 0),
        (200, "120", 0),
    ],
)
def test_how_long_a_host_is_left_alone(status: int, retry_after: str | None, seconds: int) -> None:
    clock = Clock()
    aside, told = middleware(clock)
    answered(aside, status, retry_after)
    until = START + timedelta(seconds=seconds)
    expected = [{"host": "paper.example", "until": until, "reason": f"{status} for {URL}"}] if seconds else []
    assert told == expected
    if seconds:
        clock.now = until - timedelta(seconds=1)
        with pytest.raises(
            SetAsideError, match=r"paper\.example asked to be left alone until 2026-03-01T12:"
        ) as refused:
            aside.process_request(Request("https://paper.example/other"))
        assert refused.value.until == until
    clock.now = until
    aside.process_request(Request(URL))


def test_other_hosts_are_asked_meanwhile() -> None:
    aside, _ = middleware(Clock())
    answered(aside, 429)
    aside.process_request(Request("https://other.example/a"))


def test_a_shorter_pause_does_not_undo_a_longer_one() -> None:
    aside, told = middleware(Clock())
    answered(aside, 429, "600")
    answered(aside, 429, "60")
    answered(aside, 429, "900")
    assert [(t["until"] - START).total_seconds() for t in told] == [600, 900]


@pytest.mark.parametrize(
    ("status", "retry_after", "final"),
    [
        *((status, None, True) for status in (401, 402, 403, 429, 451)),
        *((status, None, False) for status in (404, 408, 500, 503)),
        (503, "5", True),
    ],
)
def test_what_is_not_to_be_tried_again(status: int, retry_after: str | None, final: bool) -> None:
    aside, _ = middleware(Clock())
    assert answered(aside, status, retry_after).meta.get("dont_retry", False) is final


def test_a_refusal_is_asked_for_once_and_recorded(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    hosts = {status: new_host() for status in (401, 402, 403, 429, 451)}
    for status, host in hosts.items():
        host.answers["/a"] = text("no", status)
    # Even where a user has asked for the opposite.
    codes = "401,402,403,429,451"
    done = crawl(tmp_path, "", [f"{host.base}/a" for host in hosts.values()], RETRY_HTTP_CODES=codes)
    for status, host in hosts.items():
        record = done.of(host)
        assert host.pages == {"/a": 1}
        assert (record["access"]["status"], record["http_status"], record["text"]) == ("blocked", status, "")


def test_a_429_sets_the_host_aside_and_what_waited_is_not_sent(tmp_path: Path, host: Host) -> None:
    host.answers["/a"] = Answer(429, "slow down", {"Content-Type": "text/plain", "Retry-After": "3600"})
    done = crawl(tmp_path, host.base, ["/a", *(f"/{n}" for n in range(6))], CONCURRENT_REQUESTS=1)
    assert host.pages == {"/a": 1}
    evidence = done.records["/a"]["access"]["evidence"]
    assert [e["detail"] for e in evidence] == ["429 asked too often; retry-after: 3600"]
    assert done.stat("copydesk/set_aside") == 1
    assert done.stat("copydesk/skipped/set_aside") == 6
    assert done.stat("refused/SetAsideError") == 6
    assert f"{host.base.removeprefix('http://')} is left alone until" in done.log


def test_a_503_is_tried_again_unless_it_says_when_to_come_back(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    passing, closed = new_host(), new_host()
    passing.answers["/a"] = page("out of order", 503)
    closed.answers["/a"] = page("closed", 503, Retry_After="3600")
    done = crawl(tmp_path, "", [f"{passing.base}/a", f"{closed.base}/a"])
    assert (passing.pages, closed.pages) == ({"/a": 2}, {"/a": 1})
    assert done.of(passing)["access"]["evidence"][0]["detail"] == "503 server error"
    assert done.of(closed)["access"]["evidence"][0]["detail"] == "503 server error; retry-after: 3600"
    assert done.of(closed)["access"]["status"] == "blocked"


def test_a_price_is_recorded_and_not_paid(tmp_path: Path, host: Host) -> None:
    host.answers["/a"] = page("<p>Pay</p>", 402, crawler_price="USD 0.01")
    offer = '{"x402Version": 1, "accepts": [{"maxAmountRequired": "500", "asset": "0xA0", "network": "base"}]}'
    host.answers["/b"] = Answer(402, offer, {"Content-Type": "application/json"})
    done = crawl(tmp_path, host.base, ["/a", "/b"])
    details = {path: record["access"]["evidence"][0]["detail"] for path, record in done.records.items()}
    assert details == {
        "/a": "402 payment required; price USD 0.01",
        "/b": "402 payment required; price 500 units of 0xA0 on base (x402)",
    }
    assert host.pages == {"/a": 1, "/b": 1}
