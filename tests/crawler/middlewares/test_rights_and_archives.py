"""Raw pages and reserved rights: what is kept, and what an archive says of its pages later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from tests.crawler.middlewares.hosts import STORY, TDMREP, Answer, Host, crawl, page, text
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path

LICENCE = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="/licensed/*"><license><prohibits type="usage">ai-input'
    "</prohibits></license></content></rsl>"
)


def kept(folder: Path) -> set[str]:
    """Paths of the answers in the WARC files of a folder."""
    found = set()
    for path in folder.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    found.add(urlsplit(record.rec_headers.get_header("WARC-Target-URI")).path)
    return found


def furnish(host: Host) -> list[str]:
    """Pages that reserve their rights in many ways, one that does not; the paths of all."""
    host.answers["/robots.txt"] = text(
        f"User-agent: *\nContent-Usage: /usage/ train-ai=n\nLicense: {host.base}/rsl.xml\n"
    )
    host.answers[TDMREP] = text('[{"location": "/mining/", "tdm-reservation": 1}]')
    host.answers["/rsl.xml"] = Answer(200, LICENCE, {"Content-Type": "application/rsl+xml"})
    host.answers["/tag"] = page(X_Robots_Tag="otherbot: noindex\nnoai")
    host.answers["/meta"] = page(f'<meta name="robots" content="noarchive">{STORY}')
    return ["/usage/a", "/mining/a", "/licensed/a", "/tag", "/meta", "/free"]


def test_where_rights_are_honoured_only_what_is_free_is_kept(tmp_path: Path, host: Host) -> None:
    done = crawl(tmp_path, host.base, furnish(host), COPYDESK_WARC=tmp_path / "raw")
    assert kept(tmp_path / "raw") == {"/robots.txt", TDMREP, "/rsl.xml", "/free"}
    assert done.stat("copydesk/warc/kept_back") == 5
    assert len(done.found) == 6


def test_an_archive_says_the_same_of_its_pages_as_they_said_live(tmp_path: Path, host: Host) -> None:
    paths = furnish(host)
    done = crawl(tmp_path, host.base, paths, COPYDESK_WARC=tmp_path / "raw", COPYDESK_RIGHTS="record")
    assert {"/robots.txt", TDMREP, "/rsl.xml", *paths} == kept(tmp_path / "raw")
    again = tmp_path / "again.jsonl"
    archive = run(
        "crawl", "archive", "-a", f"path={tmp_path}/raw/*.warc.gz", "-s", "COPYDESK_BODY_MODEL=rules", "-O", again,
        "-s", "COPYDESK_FILE_RIGHTS=honour",
    )  # fmt: skip
    assert archive.returncode == 0, archive.stderr
    read = {urlsplit(r["url"]).path: r for r in map(json.loads, again.read_text("utf-8").splitlines())}
    live = {path: facts(record) for path, record in done.records.items()}
    assert live["/free"] == (None, [f"robots.txt License: {host.base}/rsl.xml"])
    assert {path: facts(record) for path, record in read.items()} == live
    assert {path for path, record in read.items() if record["text"]} == {"/meta", "/free"}


def facts(record: dict[str, Any]) -> tuple[bool | None, list[str]]:
    return record["rights"]["reserved"], record["rights"]["signals"]
