from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clock import Clock
from crawler.discovery.sources_file import SiteSources
from crawler.news.pump import Limits, Pump
from crawler.news.shards import WHOLE, Shard
from crawler.news.sourcing import Sort, Source
from crawler.news.visits import Visit
from crawler.state.meters import Spent
from crawler.state.store import State
from tests.crawler.news.building import queue

if TYPE_CHECKING:
    from collections.abc import Callable


def pump(state: State, *, shard: Shard = WHOLE, **limits: Any) -> Pump:
    made = Pump(state, Clock(), shard, Limits(**limits))
    made.open()
    return made


def settle(state: State, made: Pump, visit: Visit, records: int = 1) -> None:
    state.frontier.done(visit.entry.key)
    made.done(visit, records)


def drain(state: State, made: Pump, each: Callable[[Visit], None] | None = None) -> list[str]:
    """Take everything, each visit ending a little later; the addresses in order."""
    going: set[str] = set()

    def end(visit: Visit) -> None:
        going.remove(visit.entry.site)
        settle(state, made, visit)

    async def work() -> list[str]:
        urls = []
        async for job in made.jobs():
            assert isinstance(job, Visit)
            assert job.entry.site not in going, "two of one site are under way"
            going.add(job.entry.site)
            urls.append(job.entry.url)
            if each is not None:
                each(job)
            asyncio.get_running_loop().call_later(0.001, end, job)
        return urls

    return asyncio.run(asyncio.wait_for(work(), 30))


def fill(state: State, *sites: str, count: int = 3) -> None:
    for site in sites:
        for number in range(count):
            queue(state, f"https://{site}.example/{number}", added=number)


def test_sites_take_turns_and_each_has_one_under_way(state: State):
    fill(state, "a", "b")
    urls = drain(state, pump(state))
    assert sorted(urls[:2]) == ["https://a.example/0", "https://b.example/0"]
    assert len(urls) == len(set(urls)) == 6


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 5), min_size=1), st.integers(1, 4))
def test_all_of_all_sites_is_asked_for_once(sizes: dict[str, int], at_once: int):
    state = State.open("")
    for site, count in sizes.items():
        fill(state, site, count=count)
    urls = drain(state, pump(state, at_once=at_once))
    assert sorted(urls) == sorted(f"https://{site}.example/{n}" for site, count in sizes.items() for n in range(count))
    state.close()


def test_limits(state: State):
    fill(state, "a", "b", "c", count=4)
    made = pump(state, articles=7, per_site=3, sites={"b.example": 1})
    urls = drain(state, made)
    assert len(urls) == 7
    assert sum("//a." in url for url in urls) == 3
    assert sum("//b." in url for url in urls) == 1


def test_a_site_that_is_closed_meanwhile_is_asked_no_more(state: State):
    fill(state, "a", "b")
    made = pump(state)

    def close(visit: Visit) -> None:
        if visit.entry.site == "a.example":
            made.close("a.example")

    urls = drain(state, made, close)
    assert [url for url in urls if "//a." in url] == ["https://a.example/0"]
    assert state.frontier.waiting() == {"a.example": 2}


def test_a_spent_meter_of_an_earlier_run_is_left_alone_also_when_more_is_found(state: State):
    fill(state, "a", "b", count=1)
    state.meters.put(Spent("a.example", Clock().seconds() + 1_000, 0, "day", None))
    made = pump(state)
    made.ready("a.example")
    assert drain(state, made) == ["https://b.example/0"]


def test_a_site_that_opens_again_soon_is_waited_for(state: State):
    fill(state, "a", count=2)
    made = pump(state, patience=60)
    urls = drain(state, made, lambda _: made.close("a.example", Clock().seconds() + 1))
    assert urls == ["https://a.example/0", "https://a.example/1"]


def test_a_shard_asks_its_own_sites_only(state: State):
    fill(state, *"abcdefgh", count=1)
    urls = [drain(state, pump(state, shard=Shard(number, 2))) for number in (1, 2)]
    assert len(urls[0]) + len(urls[1]) == 8
    assert all(urls)


def test_what_is_older_than_since_stays_queued(state: State):
    queue(state, "https://a.example/old", published=10)
    queue(state, "https://a.example/new", published=30)
    queue(state, "https://a.example/changed", published=10, modified=30)
    queue(state, "https://a.example/undated")
    urls = drain(state, pump(state, since=20))
    assert len(urls) == 3
    assert state.frontier.waiting() == {"a.example": 1}


def test_sources_are_handed_out_and_waited_for(state: State):
    made = pump(state)
    made.add_source(Source("https://a.example/feed", Sort.FEED, SiteSources("")))

    async def work() -> list[str]:
        jobs = []
        async for job in made.jobs():
            if isinstance(job, Source):
                jobs.append(job.url)

                def read() -> None:
                    queue(state, "https://a.example/1")
                    made.ready("a.example")
                    made.source_done()

                asyncio.get_running_loop().call_later(0.01, read)
            else:
                jobs.append(job.entry.url)
                settle(state, made, job)
        return jobs

    assert asyncio.run(asyncio.wait_for(work(), 30)) == ["https://a.example/feed", "https://a.example/1"]


@pytest.mark.parametrize("under_way", [True, False])
def test_stopping(state: State, under_way: bool):
    fill(state, "a", "b")
    made = pump(state)

    async def work() -> int:
        jobs = 0
        async for job in made.jobs():
            jobs += 1
            if not under_way:
                assert isinstance(job, Visit)
                settle(state, made, job)
            made.stop()
        return jobs

    assert asyncio.run(asyncio.wait_for(work(), 30)) == 1
