"""A host on loopback that answers as a test tells it to, and a crawl of it with the project's settings."""

from __future__ import annotations

import json
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests import warm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TDMREP = "/.well-known/tdmrep.json"
STORY = "<p>" + "</p><p>".join(f"Paragraph {n} of a story about a harbour, long enough to be one." for n in range(9))

SPIDER = """
from scrapy import Request, Spider

from crawler.middlewares.refusals import SetAsideError
from crawler.pages import page_from_response


class Burst(Spider):
    name = "burst"

    async def start(self):
        for url in {urls!r}:
            yield Request(url, callback=self.parse, errback=self.refused, dont_filter=True)

    def parse(self, response):
        page = page_from_response(response, spider=self.name)
        if page is not None:
            yield page

    def refused(self, failure):
        self.crawler.stats.inc_value(f"refused/{{type(failure.value).__name__}}")
"""


@dataclass(slots=True)
class Answer:
    """What a host says to one path."""

    status: int = 200
    body: str = STORY
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass(slots=True)
class Asked:
    """One request that came."""

    path: str
    user_agent: str
    sender: str | None


class Host(ThreadingHTTPServer):
    """Answers every path with a story, but for those that `answers` has; it has no robots.txt and no tdmrep.json."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = {"/robots.txt": text("", 404), TDMREP: text("", 404)}
        self.journal: list[Asked] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(asked.path for asked in self.journal)

    @property
    def pages(self) -> Counter[str]:
        """The same without the site's own files."""
        return Counter({path: n for path, n in self.asked.items() if path not in {"/robots.txt", TDMREP}})


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.journal.append(Asked(self.path, self.headers["User-Agent"], self.headers["From"]))
        answer = self.server.answers.get(self.path, Answer())
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            for line in value.split("\n"):
                self.send_header(name, line)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent names it so
        """Keep the tests' output quiet."""


def text(body: str, status: int = 200) -> Answer:
    """A plain text, such as a robots.txt."""
    return Answer(status, body, {"Content-Type": "text/plain"})


def page(body: str = STORY, status: int = 200, **headers: str) -> Answer:
    """An HTML page with more headers: `x_robots_tag="noai"`; several of one name on lines of their own."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": "text/html; charset=utf-8", **named})


@contextmanager
def serving() -> Iterator[Host]:
    """A host that is up."""
    server = Host()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class Crawl:
    """What came of a crawl."""

    code: int
    log: str
    found: list[dict[str, Any]]
    """The records, in their order."""

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """By the path of their address."""
        return {"/" + record["url"].split("/", 3)[3]: record for record in self.found}

    def of(self, host: Host) -> dict[str, Any]:
        """The only record of a host."""
        (record,) = (record for record in self.found if record["url"].startswith(f"{host.base}/"))
        return record

    def stat(self, name: str) -> int:
        """A count among the stats at the end of the log; 0 where it is not there."""
        for line in self.log.splitlines():
            found = line.strip().lstrip("{").partition(f"'{name}': ")
            if found[1]:
                return int(found[2].rstrip(",}"))
        return 0


def crawl(folder: Path, base: str, paths: list[str], *, spider: str = "burst", **settings: object) -> Crawl:
    """`scrapy crawl` over addresses (paths are those of `base`), without pauses unless `settings` say so."""
    spiders = folder / "own_spiders"
    spiders.mkdir(exist_ok=True)
    (spiders / "__init__.py").touch()
    urls = [path if "://" in path else f"{base}{path}" for path in paths]
    (spiders / "burst.py").write_text(SPIDER.format(urls=urls), encoding="utf-8")
    out = folder / "articles.jsonl"
    usual = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "COPYDESK_BODY_MODEL": "rules", "RETRY_TIMES": 1}
    options = [part for name, value in (usual | settings).items() for part in ("-s", f"{name}={value}")]
    done = warm.run(
        *("scrapy", "crawl", spider, "-s", "SPIDER_MODULES=own_spiders", "-O", out, *options),
        env={"PYTHONPATH": f"{folder}", "PATH": "/usr/bin:/bin", "HOME": f"{folder}"},
    )
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    return Crawl(done.returncode, done.stderr, [json.loads(line) for line in lines])
