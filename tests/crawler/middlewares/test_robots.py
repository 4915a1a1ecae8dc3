"""robots.txt holds for every request, also for those that wait while it is being fetched."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from crawler.middlewares.robots import DISALLOW_ALL, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
PAGES = 8

SPIDER = """
from scrapy import Request, Spider

class Burst(Spider):
    name = "burst"
    custom_settings = {{
        "DOWNLOAD_DELAY": 0, "RETRY_TIMES": 1, "ITEM_PIPELINES": {{}}, "LOG_LEVEL": "INFO",
        "CONCURRENT_REQUESTS_PER_DOMAIN": {concurrency},
    }}

    async def start(self):
        for path in {paths}:
            yield Request(f"{base}{{path}}", callback=self.parse)

    def parse(self, response):
        pass
"""


class Host(ThreadingHTTPServer):
    """Answers 200 to any path and counts what it was asked for; its robots.txt is set by each test."""

    robots: ClassVar[tuple[int, bytes]] = (200, b"")
    asked: Counter[str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        status, body = self.server.robots if self.path == "/robots.txt" else (200, b"<p>a page</p>")
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent names it so
        """Keep the tests' output quiet."""


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host(("127.0.0.1", 0), Handler)
    server.asked = Counter()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def crawl(tmp_path: Path, base: str, paths: list[str], *, concurrency: int = 8) -> str:
    """Crawl `paths` with the project's settings; return the log."""
    spider = tmp_path / "burst.py"
    spider.write_text(textwrap.dedent(SPIDER.format(base=base, paths=paths, concurrency=concurrency)), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "runspider", str(spider)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return run.stderr


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_request_that_waits_for_the_rules_slips_through(tmp_path: Path, host: Host, concurrency: int) -> None:
    Host.robots = (200, b"User-agent: *\nDisallow: /private/\n")
    log = crawl(tmp_path, host.base, [f"/private/{n}" for n in range(PAGES)], concurrency=concurrency)
    assert host.asked == {"/robots.txt": 1}
    assert f"'robotstxt/forbidden': {PAGES}" in log


def test_allowed_requests_all_come_through_with_one_look_at_the_rules(tmp_path: Path, host: Host) -> None:
    Host.robots = (200, b"User-agent: *\nDisallow: /private/\n")
    crawl(tmp_path, host.base, ["/private/1", *(f"/open/{n}" for n in range(PAGES))])
    assert host.asked == {"/robots.txt": 1} | {f"/open/{n}": 1 for n in range(PAGES)}


def test_rules_for_the_projects_own_token_bind_it(tmp_path: Path, host: Host) -> None:
    Host.robots = (200, b"User-agent: copydesk\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    crawl(tmp_path, host.base, ["/a", "/b"])
    assert host.asked == {"/robots.txt": 1}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_rules_cannot_be_served_is_left_alone(tmp_path: Path, host: Host, status: int) -> None:
    Host.robots = (status, b"<h1>Out of order</h1>")
    log = crawl(tmp_path, host.base, [f"/open/{n}" for n in range(PAGES)])
    assert set(host.asked) == {"/robots.txt"}
    assert "'copydesk/robots/unavailable': 1" in log


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_host_without_rules_may_be_crawled(tmp_path: Path, host: Host, status: int) -> None:
    Host.robots = (status, b"User-agent: *\nDisallow: /\n")
    crawl(tmp_path, host.base, ["/open/1", "/open/2"])
    assert host.asked == {"/robots.txt": 1, "/open/1": 1, "/open/2": 1}


def test_a_host_that_cannot_be_reached_is_left_alone(tmp_path: Path, host: Host) -> None:
    # The rules of https://127.0.0.1:PORT cannot be had: the port speaks plain HTTP.
    log = crawl(tmp_path, host.base.replace("http:", "https:"), ["/open/1", "/open/2"])
    assert host.asked == {}
    assert "'robotstxt/forbidden': 2" in log
    assert "'copydesk/robots/unavailable': 1" in log


@pytest.mark.parametrize(
    ("status", "rules"),
    [(200, b"Disallow: /a"), (404, b""), (429, DISALLOW_ALL), (500, DISALLOW_ALL), (599, DISALLOW_ALL)],
)
def test_what_an_answer_stands_for(status: int, rules: bytes) -> None:
    assert rules_of(status, b"Disallow: /a") == rules
