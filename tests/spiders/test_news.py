"""`scrapy crawl news` from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.newsroom.city.plan import Plan
from crawler.newsroom.city.process import CityProcess
from crawler.newsroom.city.sites import make_site
from crawler.newsroom.stories import Period
from crawler.state.database import StateLock
from tests.spiders.news_runs import DAY, Crawl, out, sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEXT_DAY = "2026-11-21"
CITY = ("--day", DAY, "--sites", 2, "--articles", 6, "--metered", 0, "--walls", 0, "--span", 30)


@pytest.fixture
def city() -> Iterator[CityProcess]:
    with CityProcess(*CITY, "--fresh", 1, "--updates", 1, "--touches", 1) as process:
        yield process


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    return Crawl(tmp_path)


def test_every_article_once_and_the_next_day_only_what_is_new(city: CityProcess, crawl: Crawl):
    first = crawl.run(*sites(city))
    assert first.returncode == 0, first.stderr
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert {path.name for path in crawl.folder.rglob("*.jsonl")} == {f"{DAY}.jsonl"}
    assert {path.parent.name for path in crawl.folder.rglob("*.jsonl")} == {"127.0.0.2", "127.0.0.3"}
    assert crawl.in_manifests() == 12
    assert first.stdout.count("\n") == 1
    assert first.stdout.startswith("copydesk news: 12 articles in ")

    known = out(city)
    changed = {
        article["url"] for article in city.articles() if any(r["change"] == "text" for r in article["revisions"])
    }
    city.set_day(NEXT_DAY)
    crawl.now = f"{NEXT_DAY}T20:00"
    before = city.journal()
    again = crawl.run(*sites(city), "-s", "COPYDESK_REVISIT=")
    assert again.returncode == 0, again.stderr
    new = out(city) - known
    updated = {
        article["url"] for article in city.articles() if any(r["change"] == "text" for r in article["revisions"])
    } - changed
    touched = {article["url"] for article in city.articles() if article["revisions"]} - updated - changed - new
    came = [record for record in crawl.records() if record["fetched"].startswith(NEXT_DAY)]
    assert {record["url"] for record in came} == new | updated
    assert all(record["modified"] >= NEXT_DAY for record in came if record["url"] in updated)
    asked = {each.url for each in (city.journal() - before) if each.url in out(city)}
    assert new | updated <= asked <= new | updated | touched
    assert crawl.summary()["outcomes"]["new"] == len(new) == 2
    assert crawl.summary()["outcomes"]["updated"] == len(updated) == 2


def test_young_articles_are_asked_for_again_for_changes_only(city: CityProcess, crawl: Crawl):
    urls = sorted(out(city))[:3]
    asking = ("-a", f"urls={','.join(urls)}", "-s", "COPYDESK_REVISIT=26w")
    crawl.now = f"{DAY}T10:00"
    assert crawl.run(*asking).returncode == 0
    seen = []
    # Given again, a known page is not asked for; when it has the age, it is.
    for now in (f"{NEXT_DAY}T10:00", "2027-06-01T10:00"):
        before = city.journal()
        crawl.now = now
        run = crawl.run(*asking)
        assert run.returncode == 0, run.stderr
        seen.append([(each.status, each.conditional) for each in city.journal() - before if each.url in urls])
    assert seen == [[], [(304, True)] * 3]
    assert crawl.summary()["outcomes"] == {"not_modified": 3}
    assert len(crawl.records()) == 3


def test_a_spent_meter_is_left_alone_until_it_is_whole_again(tmp_path: Path):
    seed = next(s for s in range(100) if make_site(_plan(s), 0, 1).paper.period is Period.DAY)
    plan = ("--day", DAY, "--sites", 1, "--articles", 7, "--metered", 1, "--limit", 3, "--seed", seed)
    crawl = Crawl(tmp_path)
    with CityProcess(*plan, "--fresh", 0, "--updates", 0, "--touches", 0) as city:
        seen = []
        for day in (DAY, NEXT_DAY, "2026-11-22"):
            city.set_day(day)
            before = city.journal()
            for hour in ("08:00", "20:00"):
                crawl.now = f"{day}T{hour}"
                run = crawl.run(*sites(city), "-s", "COPYDESK_REVISIT=")
                assert run.returncode == 0, run.stderr
            asked = [each for each in (city.journal() - before).elements() if each.url in out(city)]
            seen.append((len(crawl.records()), len(asked), crawl.summary()["waiting"] > 0))
        # On each day the reader's three, and one that shows that the meter is spent; it comes first on the next day.
        assert seen == [(3, 4, True), (6, 4, True), (7, 1, False)]
        assert crawl.urls() == dict.fromkeys(out(city), 1)
        assert {record["access"]["status"] for record in crawl.records()} == {"complete"}


def _plan(seed: int) -> Plan:
    from datetime import date

    return Plan(day=date.fromisoformat(DAY), sites=1, articles=7, seed=seed, metered=1, limit=3)


def test_limits_leave_the_rest_queued(city: CityProcess, crawl: Crawl):
    run = crawl.run(*sites(city), "-a", "max_articles=3")
    assert run.returncode == 0, run.stderr
    assert len(crawl.records()) == 3
    run = crawl.run(*sites(city), "-a", "max_per_site=2")
    assert len(crawl.records()) == 7
    # Among them addresses that may be an article's and are none.
    assert crawl.summary()["waiting"] >= 5
    crawl.run(*sites(city))
    assert crawl.urls() == dict.fromkeys(out(city), 1)


def test_shards_share_a_crawl(city: CityProcess, crawl: Crawl):
    came = []
    for shard in ("1/2", "2/2"):
        before = len(crawl.records())
        assert crawl.run(*sites(city), "-a", f"shard={shard}").returncode == 0
        came.append(len(crawl.records()) - before)
    assert sum(came) == 12
    assert crawl.urls() == dict.fromkeys(out(city), 1)
    assert {path.name for path in crawl.folder.glob("state*.sqlite")} == {
        "state-1-of-2.sqlite",
        "state-2-of-2.sqlite",
    }
    assert {path.name for path in crawl.folder.glob("run*.json")} == {"run-1-of-2.json", "run-2-of-2.json"}


def test_a_sources_file_has_options_for_every_site(city: CityProcess, crawl: Crawl):
    file = crawl.folder / "sources.toml"
    file.write_text(
        f"[sites.first]\nfront = '{city.bases[0]}/'\nmax_articles = 2\n"
        f"[sites.second]\nsitemaps = ['{city.bases[1]}/sitemap.xml']\ndeny = ['/']\n",
        encoding="utf-8",
    )
    run = crawl.run("-a", f"sources={file}")
    assert run.returncode == 0, run.stderr
    assert {record["site"] for record in crawl.records()} == {"127.0.0.2"}
    assert len(crawl.records()) == 2


def test_one_run_at_a_time(crawl: Crawl):
    lock = StateLock(crawl.folder / "state.sqlite")
    for code in (0, 75):
        run = crawl.run("-a", "urls=http://127.0.0.1:9/a", "-s", f"COPYDESK_LOCK_BUSY_EXIT={code}")
        assert run.returncode == code
        assert run.stdout.startswith("copydesk news: ")
        assert "in use by another run" in run.stdout
        assert run.stdout.count("\n") == 1
    lock.release()
    assert crawl.records() == []


def test_a_host_that_can_not_be_reached_is_no_good_run(crawl: Crawl):
    # Port 9 of the loopback interface discards; nothing listens there.
    run = crawl.run(
        "-a", "urls=http://127.0.0.1:9/a,http://127.0.0.1:9/b", "-s", "RETRY_ENABLED=0", "-s", "ROBOTSTXT_OBEY=0"
    )
    assert run.returncode == 4
    assert "2 of 2 requests failed (COPYDESK_MAX_ERROR_SHARE=0.5)" in run.stderr
    assert run.stdout.count("\n") == 1
    assert "ended: 2 of 2 requests failed" in run.stdout
    assert crawl.summary()["exit_code"] == 4
    assert crawl.summary()["waiting"] == 2


def test_sources_that_can_not_be_read(crawl: Crawl):
    run = crawl.run("-a", "feeds=http://127.0.0.1:9/feed.xml", "-s", "RETRY_ENABLED=0", "-s", "ROBOTSTXT_OBEY=0")
    assert run.returncode == 4
    assert "none of the 1 sources could be read" in run.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "where from?"),
        (("-a", "sites=https://paper.example/", "-o", "x/{lang}.jsonl"), "there is no field {lang}"),
        (("-a", "sites=https://paper.example/"), "COPYDESK_CONTACT"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_fetched(options: tuple[str, ...], said: str, crawl: Crawl):
    run = crawl.run(*options, "-s", "COPYDESK_CONTACT=")
    assert run.returncode == 2, run.stderr
    assert said in run.stderr.splitlines()[-1]
    assert run.stderr.count(" ERROR: ") <= 1
    assert crawl.records() == []


def test_a_state_that_is_none(crawl: Crawl):
    (crawl.folder / "state.sqlite").write_bytes(b"no data base")
    run = crawl.run("-a", "urls=http://127.0.0.1:9/a")
    assert run.returncode == 1
    assert "state.sqlite can't be used" in run.stderr.splitlines()[-1]
    assert crawl.records() == []
