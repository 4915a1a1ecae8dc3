"""`scrapy crawl demo`, as a user starts it."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from crawler.items import Status
from crawler.newsroom import Behaviour, Expectation, Story, expected, load_articles
from tests import warm

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
STORIES = {story.path: story for story in load_articles()}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", "crawl", "demo", *arguments]


def crawl(*arguments: str) -> subprocess.CompletedProcess[str]:
    # As on a machine that reaches the world through a proxy, which the newsroom is not behind.
    proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
    return warm.run("scrapy", "crawl", "demo", *arguments, env=os.environ | proxy)


def address(log: str) -> tuple[str, int]:
    """Where the newsroom was open."""
    found = re.search(r"newsroom is open at http://([\d.]+):(\d+)/", log)
    assert found
    return found[1], int(found[2])


def is_closed(log: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address(log)) != 0


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the spider hands to the pipelines."""
    out = tmp_path_factory.mktemp("pages") / "pages.json"
    run = crawl("-s", "ITEM_PIPELINES={}", "-O", f"{out}:json")
    assert run.returncode == 0, run.stderr
    assert "'copydesk/skipped/not_html': 1" in run.stderr
    assert "'copydesk/skipped/robots': 1" in run.stderr
    assert "log_count/ERROR" not in run.stderr
    assert "log_count/WARNING" not in run.stderr
    assert is_closed(run.stderr)
    return list(json.loads(out.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the desk makes of them."""
    out = tmp_path_factory.mktemp("records") / "articles.jsonl"
    run = crawl("-O", str(out))
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def path_of(page: dict[str, Any]) -> str:
    return urlsplit(page["url"]).path


def test_every_article_comes_once_and_one_section_front(pages: list[dict[str, Any]]) -> None:
    assert Counter(map(path_of, pages)) == Counter([*STORIES, "/courier/harbour/"])


def test_refusals_come_with_their_status(pages: list[dict[str, Any]]) -> None:
    refused = {path_of(page): page["http_status"] for page in pages if page["http_status"] != 200}
    assert refused == {
        "/courier/harbour/harbour-radar": 402,
        "/valmere/vallee/barrage": 403,
        "/faro/ciudad/contrato": 451,
    }
    radar = next(page for page in pages if page["http_status"] == 402)
    assert radar["headers"]["crawler-price"] == "USD 0.02"


def test_pages_say_what_led_to_them(pages: list[dict[str, Any]]) -> None:
    via = {path_of(page): urlsplit(page["source"]["via"]).path for page in pages}
    assert via["/bote/stadt/seilbahn"] == "/sitemap-news.xml"
    assert via["/shimpo/bunka/kominka"] == "/shimpo/feed.xml"
    assert via["/courier/harbour/"] == "/"
    assert {page["source"]["spider"] for page in pages} == {"demo"}


def test_the_meters_are_spent_as_a_reader_would_spend_them(pages: list[dict[str, Any]]) -> None:
    bodies = {path_of(page): html.unescape(page["body"]) for page in pages}
    for story, want in served(pages):
        if story.behaviour is Behaviour.METERED:
            whole = story.paragraphs[-1] in bodies[story.path]
            assert whole == (want.status is Status.COMPLETE)


def served(pages: list[dict[str, Any]]) -> Iterator[tuple[Story, Expectation]]:
    """Each story in the order in which it was fetched, with what is true of the copy that was served."""
    reads: Counter[str] = Counter()
    for page in pages:
        story = STORIES.get(path_of(page))
        if story is None:
            continue
        yield story, expected(story, reads[story.paper.id])
        reads[story.paper.id] += story.behaviour is Behaviour.METERED


def test_an_interruption_closes_the_newsroom(tmp_path: Path) -> None:
    # With this delay the whole crawl would take two minutes: the signal is sure to come in the middle of it.
    slow = ("-s", "DOWNLOAD_DELAY=3", "-s", "ITEM_PIPELINES={}", "-O", f"{tmp_path / 'pages.json'}:json")
    with subprocess.Popen(
        command(*slow), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        log = ""
        while "newsroom is open" not in log:
            line = process.stderr.readline()
            assert line, log
            log += line
        open_before = not is_closed(log)
        process.send_signal(signal.SIGINT)
        log += process.stderr.read()
    assert open_before
    assert is_closed(log)
    assert "'finish_reason': 'shutdown'" in log
    assert process.returncode == 1


def test_it_takes_no_arguments() -> None:
    run = crawl("-a", "port=80")
    assert run.returncode == 2
    assert "has no argument 'port'; it takes none" in run.stderr


def test_a_newsroom_out_of_reach_is_an_error_and_replaces_no_records(tmp_path: Path) -> None:
    out = tmp_path / "articles.jsonl"
    out.write_text("of before\n", encoding="utf-8")
    run = crawl("-s", 'DOWNLOAD_HANDLERS={"http": null}', "-O", str(out))
    assert run.returncode == 1
    assert "can't be reached" in run.stderr.splitlines()[-1]
    assert out.read_text(encoding="utf-8") == "of before\n"


# --- What the desk makes of the newsroom ---
#
# The newsroom knows what is true of every copy it serves; here the records are held against it. The floors are what
# the desk reaches: whoever betters it raises them, and nobody lowers one without saying why in the commit.

FLOORS = {"status": 33, "wall": 30, "declared": 32, "text": 26, "kinds": 0.88}


def folded(text: str) -> str:
    return " ".join(text.split())


def wrong(found: dict[str, Any], want: dict[str, Any]) -> str:
    """One line for each story that is not as it should be."""
    lines = [f"{path}: {found[path]!r}, not {right!r}" for path, right in want.items() if found[path] != right]
    return f"{len(want) - len(lines)} of {len(want)} right\n" + "\n".join(lines)


def right(found: dict[str, Any], want: dict[str, Any]) -> int:
    return sum(found[path] == value for path, value in want.items())


def test_verdicts_are_true(records: list[dict[str, Any]]) -> None:
    found = {path_of(record): record["access"]["status"] for record in records}
    want = {story.path: truth.status.value for story, truth in served(records)}
    want["/courier/harbour/"] = "not_article"
    assert right(found, want) >= FLOORS["status"], wrong(found, want)


def test_walls_are_named(records: list[dict[str, Any]]) -> None:
    found = {path_of(record): record["access"]["wall"] for record in records}
    want = {story.path: truth.wall.value if truth.wall else None for story, truth in served(records)}
    assert right(found, want) >= FLOORS["wall"], wrong(found, want)


def test_what_is_declared_is_kept_apart_from_what_was_served(records: list[dict[str, Any]]) -> None:
    found = {path_of(record): record["access"]["declared"] for record in records}
    want = {story.path: truth.declared.value if truth.declared else None for story, truth in served(records)}
    assert right(found, want) >= FLOORS["declared"], wrong(found, want)


def test_texts_hold_the_story_and_nothing_else(records: list[dict[str, Any]]) -> None:
    found = {path_of(record): [folded(text) for text in record["text"].split("\n\n") if text] for record in records}
    want = {story.path: [folded(text) for text in truth.paragraphs] for story, truth in served(records)}
    assert right(found, want) >= FLOORS["text"], wrong(found, want)


def test_lines_that_are_not_the_story_are_of_the_right_kind(records: list[dict[str, Any]]) -> None:
    found = {
        path_of(record): {folded(line["text"]): line["kind"] for line in record["artifacts"]} for record in records
    }
    pairs = [
        (story.path, line.text, line.kind.value, found[story.path][folded(line.text)])
        for story, truth in served(records)
        for line in truth.artifacts
        # Lines of one block come as one artifact; far navigation does not come at all.
        if folded(line.text) in found[story.path]
    ]
    misses = [pair for pair in pairs if pair[2] != pair[3]]
    assert 1 - len(misses) / len(pairs) >= FLOORS["kinds"], misses
