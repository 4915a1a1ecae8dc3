"""A small site whose text is made by JavaScript, on a loopback port."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

STORY = (
    "Die Fähre nach Nordholm legt seit Montag schon um sechs Uhr ab, eine halbe Stunde früher als bisher.",
    "「始発が早くなって助かる」と、毎朝対岸の市場へ通う三浦さんは話す。",
    "The harbour board wants to see after the summer whether the early boat pays for itself.",
)


@dataclass(slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"


def scripted(script: str, head: str = "") -> Answer:
    """A page that is empty until its script has run."""
    page = f"<!doctype html><html lang=de><head><title>Fähre</title>{head}</head><body><main id=story></main>"
    return Answer(f"{page}<script>{script}</script></body></html>".encode())


FILL = """
const show = (parts) => { for (const part of parts) {
  const p = document.createElement('p'); p.textContent = part; document.getElementById('story').append(p); } };
"""
FETCHED = FILL + "fetch('/api/story').then((answer) => answer.json()).then(show);"


class Site:
    """Answers by path; `asked` has every request, with its headers in lower case."""

    def __init__(self, answers: dict[str, Answer], robots: str = "User-agent: *\nDisallow: /private/\n") -> None:
        self.answers = {
            "/robots.txt": Answer(robots.encode(), content_type="text/plain"),
            "/api/story": Answer(json.dumps(STORY).encode(), content_type="application/json"),
            **answers,
        }
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = site.answers.get(self.path, Answer(b"not here", 404, content_type="text/plain"))
                self.send_response(answer.status)
                for name, value in ({"Content-Type": answer.content_type} | answer.headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                with suppress(ConnectionError):  # of a browser that has been closed
                    self.end_headers()
                    self.wfile.write(answer.body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def headers_of(self, path: str) -> dict[str, str]:
        """Those of the last request for a path."""
        return [headers for asked, headers in self.asked if asked == path][-1]


def gzipped(answer: Answer) -> Answer:
    return Answer(gzip.compress(answer.body), headers={"Content-Encoding": "gzip"})
