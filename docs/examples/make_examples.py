"""Write `night-bus.html` and `newsroom.warc` anew: pages of the demo newsroom, as it serves them.

python -m docs.examples.make_examples
"""

from __future__ import annotations

import uuid
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

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
    out = BytesIO()
    writer = WARCWriter(out, gzip=False)
    for path, answer in answers().items():
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = [("Content-Type", answer.content_type), *answer.headers.items()]
        http = StatusAndHeaders(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers, protocol="HTTP/1.1")
        url = BASE + path
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            http_headers=http,
            warc_headers_dict={
                "WARC-Date": DATE,
                "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>",
            },
        )
        writer.write_record(record)
    return out.getvalue()


def main() -> None:
    (HERE / "night-bus.html").write_text(page(), encoding="utf-8")
    (HERE / "newsroom.warc").write_bytes(archive())


if __name__ == "__main__":
    main()
