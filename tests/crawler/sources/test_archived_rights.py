"""What sites say of their pages, as far as an archive holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.items import Page
from crawler.rights.site import SiteFiles
from crawler.sources.warc import read_archive
from tests.crawler.sources.warcs import HTML, http, packed, record

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = ("Content-Type: text/plain",)
ROBOTS = b"User-agent: *\nContent-Signal: ai-train=no\n"
SITE = "https://paper.example"


def robots(body: bytes = ROBOTS, status: str = "200 OK", headers: tuple[str, ...] = PLAIN) -> bytes:
    return record(http(body, headers, status), f"{SITE}/robots.txt")


def story(number: int, *headers: str) -> bytes:
    return record(http(b"<p>News", (*HTML, *headers)), f"{SITE}/{number}")


def signals(folder: Path, *records: bytes, files: SiteFiles | None = None) -> list[list[str]]:
    """The signals of the sites' files for each page, in order."""
    path = folder / "pages.warc.gz"
    path.write_bytes(packed(*records))
    pages = [found for found in read_archive(str(path), 100_000, files) if isinstance(found, Page)]
    return [[statement.signal for statement in page.rights] for page in pages]


SAID = ["robots.txt Content-Signal: ai-train=no"]


def test_robots_txt_speaks_for_the_pages_behind_it(tmp_path: Path) -> None:
    assert signals(tmp_path, story(1), robots(), story(2)) == [[], SAID]


def test_an_archive_without_one_says_nothing(tmp_path: Path) -> None:
    assert signals(tmp_path, story(1)) == [[]]


def test_it_is_remembered_from_one_archive_to_the_next(tmp_path: Path) -> None:
    files = SiteFiles()
    assert signals(tmp_path, robots(), files=files) == []
    assert signals(tmp_path, story(1), files=files) == [SAID]


@pytest.mark.parametrize(
    ("later", "second"),
    [
        (robots(b"User-agent: *\nAllow: /\n"), []),
        (robots(b"not found", "404 Not Found"), []),
        (robots(b"try later", "503 Service Unavailable"), SAID),
        # A page in its place is no robots.txt.
        (robots(b"<h1>Welcome</h1>", headers=HTML), SAID),
    ],
)
def test_a_later_one_counts_from_where_it_stands(tmp_path: Path, later: bytes, second: list[str]) -> None:
    found = signals(tmp_path, robots(), story(1), later, story(2))
    assert (found[0], found[-1]) == (SAID, second)


def test_a_file_that_cannot_be_read_is_said_and_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = record(http(b"{not json", PLAIN), f"{SITE}/.well-known/tdmrep.json")
    with caplog.at_level("INFO"):
        assert signals(tmp_path, broken, story(1)) == [[]]
    assert f"{SITE}/.well-known/tdmrep.json says nothing of its site: not JSON" in caplog.text


def test_each_robots_tag_of_an_archived_page_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "tags.warc.gz"
    path.write_bytes(packed(story(1, "X-Robots-Tag: otherbot: noindex", "x-robots-tag: noai")))
    (page,) = (found for found in read_archive(str(path), 100_000) if isinstance(found, Page))
    assert page.robots_tags == ["otherbot: noindex", "noai"]
    assert page.headers["x-robots-tag"] == "otherbot: noindex, noai"
