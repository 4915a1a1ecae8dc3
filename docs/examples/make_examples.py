"""Write `night-bus.html` and `newsroom.warc` anew: pages of the demo newsroom, as it serves them.

python -m docs.examples.make_examples
"""

from __future__ import annotations

import uuid
from http import HTTPStatus
from pathlib import Path

from crawler.newsroom.house import Answer, Ask, House

HERE = Path(__file__).parent
BASE = "https://newsroom.example"
DATE = "2026-11-20T06:00:00Z"
METERED = "/courier/culture/library-roof", "/courier/harbour/oyster-survey", "/courier/council/night-bus"
ARCHIVED = (
    "/courier/harbour/ferry-timetable",
    *METERED,
    "/courier/harbour/harbour-radar",
    "/ledger/notes/bell-foundry",
    "/valmere/economie/fromagerie",
    "/bote/region/nachtzug",
    "/photo.svg",
)


def answers() -> dict[str, Answer]:
    """What one reader is served who opens the pages in this order: two metered ones are free, the third is not."""
    house = House()
    cookies = {"reader": "example"}
    return {path: house.answer(Ask("GET", path, BASE, cookies=cookies)) for path in ARCHIVED}


def page() -> str:
    """`night-bus.html`."""
    body = answers()["/courier/council/night-bus"].body
    return body if isinstance(body, str) else body.decode()


def archive() -> bytes:
    """`newsroom.warc`: plain, so that an editor shows it."""
    return b"".join(record(BASE + path, answer) for path, answer in answers().items())


def record(url: str, answer: Answer) -> bytes:
    """One `response` record."""
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    http = header(
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        {"Content-Type": answer.content_type, **answer.headers},
    )
    warc = header(
        "WARC/1.1",
        {
            "WARC-Type": "response",
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>",
            "WARC-Target-URI": url,
            "WARC-Date": DATE,
            "Content-Type": "application/http; msgtype=response",
            "Content-Length": str(len(http) + len(body)),
        },
    )
    return warc + http + body + b"\r\n\r\n"


def header(first: str, fields: dict[str, str]) -> bytes:
    """The lines of a header, and the empty one behind them."""
    lines = [first, *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode()


def main() -> None:
    (HERE / "night-bus.html").write_text(page(), encoding="utf-8")
    (HERE / "newsroom.warc").write_bytes(archive())


if __name__ == "__main__":
    main()
