"""Whatever ends a run, the next one goes on: every article once. Each test ends real processes."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from crawler.newsroom.city.process import CityProcess
from tests.spiders.news_runs import DAY, Crawl, out, sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests import warm

CITY = ("--day", DAY, "--sites", 3, "--articles", 8, "--metered", 0)
ARTICLES = 24


@pytest.fixture(scope="module")
def city() -> Iterator[CityProcess]:
    with CityProcess(*CITY) as process:
        yield process


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    # Slow enough that there is something left to do when it is ended.
    return Crawl(tmp_path, delay=0.3)


def outputs(crawl: Crawl, kind: str) -> tuple[str, ...]:
    return {"parted": (), "-o": ("-o", f"{crawl.folder}/all.jsonl"), "-O": ("-O", f"{crawl.folder}/all.jsonl")}[kind]


def known(crawl: Crawl) -> int:
    """Pages that a run has committed."""
    with sqlite3.connect(f"file:{crawl.folder / 'state.sqlite'}?mode=ro", uri=True) as state:
        count = state.execute("SELECT count(*) FROM pages").fetchone()[0]
    state.close()
    return int(count)


@pytest.mark.parametrize("kind", ["parted", "-O"])
def test_kills_lose_nothing_and_double_nothing(kind: str, city: CityProcess, crawl: Crawl):
    options = (*sites(city), *outputs(crawl, kind))
    had = []
    for articles in (7, 5, 5):
        code, _ = crawl.stop_after(articles, signal.SIGKILL, city, *options)
        assert code == -signal.SIGKILL
        had.append(known(crawl))
    assert 0 < had[0] <= had[1] <= had[2] < ARTICLES
    last = crawl.run(*options)
    assert last.returncode == 0, last.stderr
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert crawl.leftovers() == []
    assert crawl.in_manifests() == ARTICLES
    # The last run went on: what the killed ones had was not fetched again for nothing.
    assert crawl.summary()["outcomes"]["new"] <= ARTICLES - had[-1]


@pytest.mark.parametrize("kind", ["parted", "-O"])
def test_an_interrupted_run_is_gone_on_with(kind: str, city: CityProcess, crawl: Crawl):
    options = (*sites(city), *outputs(crawl, kind))
    code, log = crawl.stop_after(8, signal.SIGTERM, city, *options)
    assert code == 1
    assert "the crawl was ended before its end: shutdown" in log
    written = crawl.urls()
    assert len(written) == (0 if kind == "-O" else known(crawl))
    last = crawl.run(*options)
    assert last.returncode == 0, last.stderr
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert crawl.leftovers() == []
    assert crawl.in_manifests() == ARTICLES


@pytest.mark.parametrize("full", ["all.jsonl", "state.sqlite"])
def test_a_full_disk_stops_the_run_and_loses_nothing(full: str, city: CityProcess, crawl: Crawl):
    # Records reach the disk one by one, and the state with them, or all at the end.
    crawl.flush_every = 1 if full == "state.sqlite" else 100
    grown = 0

    def no_more_room(run: warm.Started) -> None:
        nonlocal grown
        log = crawl.folder / "state.sqlite-wal"
        grown = log.stat().st_size if full == "state.sqlite" else 100_000
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (grown, grown))

    options = (*sites(city), *outputs(crawl, "-o"))
    code, log = crawl.disturb(6, no_more_room, city, *options)
    assert code == 3, log
    assert full in log.splitlines()[-1]
    assert "can't be written" in log.splitlines()[-1]
    last = crawl.run(*options)
    assert last.returncode == 0, last.stderr
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert crawl.leftovers() == []


def test_what_can_not_be_gone_on_with_is_fetched_again(city: CityProcess, crawl: Crawl):
    options = (*sites(city), "-O", f"{crawl.folder}/all.json")
    code, log = crawl.stop_after(8, signal.SIGKILL, city, *options)
    assert code == -signal.SIGKILL
    assert "can't be gone on with after a kill" in log
    assert known(crawl) == 0
    last = crawl.run(*options)
    assert last.returncode == 0, last.stderr
    records = json.loads((crawl.folder / "all.json").read_text("utf-8"))
    assert Counter(record["url"] for record in records) == dict.fromkeys(out(city), 1)
    assert known(crawl) >= ARTICLES


def test_outputs_side_by_side_are_cut_back_to_the_same_records(city: CityProcess, crawl: Crawl):
    first, second = crawl.folder / "one.jsonl", crawl.folder / "two.jsonl"
    options = (*sites(city), "-o", first, "-o", second)
    assert crawl.stop_after(8, signal.SIGKILL, city, *options)[0] == -signal.SIGKILL
    assert crawl.run(*options).returncode == 0
    assert sorted(first.read_text("utf-8").splitlines()) == sorted(second.read_text("utf-8").splitlines())
    assert crawl.urls() == dict.fromkeys(out(city), 2)


def test_few_files_are_open_at_once(city: CityProcess, crawl: Crawl):
    run = crawl.run(*sites(city), "-s", "COPYDESK_OPEN_OUTPUTS=1")
    assert run.returncode == 0, run.stderr
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert crawl.in_manifests() == ARTICLES
    assert crawl.leftovers() == []
