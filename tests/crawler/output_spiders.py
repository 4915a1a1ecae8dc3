"""Spiders that need no network, for tests of what is written: `scrapy crawl ... -s SPIDER_MODULES=...`."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.exceptions import UsageError

from crawler.exitcodes import ExitCode, ask_exit
from crawler.items import (
    SCHEMA,
    Access,
    Article,
    Artifact,
    Evidence,
    Kind,
    Rights,
    Source,
    Status,
    Story,
    Wall,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def article(number: int = 1, **changes: Any) -> Article:
    """A sound record; `changes` are set on it."""
    record = Article(
        schema=SCHEMA,
        id=f"a{number}",
        url=f"https://paper.example/story/{number}",
        canonical_url=f"https://paper.example/story/{number}",
        site="paper.example",
        title=f"Straße gesperrt, Teil {number}",
        authors=["Ana Núñez"],
        published="2026-03-01T08:00:00+01:00",
        modified=None,
        language="de",
        section=None,
        tags=[],
        description=None,
        image=None,
        publisher="The Paper",
        text="Ein Absatz.\n\nNoch einer.",
        words=4,
        access=Access(Status.TRUNCATED, 0.9, Wall.METER, evidence=[Evidence("marker_at_cut", "de.meter.rest")]),
        artifacts=[Artifact(Kind.METER_NOTICE, "de.meter.rest", "Noch 3 Artikel frei.", 2)],
        story=Story(id="s1"),
        rights=Rights(),
        fetched="2026-03-02T10:00:00+00:00",
        http_status=200,
        source=Source("some"),
        text_hash="0" * 64,
    )
    return dataclasses.replace(record, **changes)


class _Bare(scrapy.Spider):
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's own form


class Some(_Bare):
    """Yields `count` articles and is done."""

    name = "some"

    def __init__(self, count: str = "3", size: str = "0", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not count.isdigit():
            raise UsageError(f"count: a number, please, not {count!r}")
        self.count = int(count)
        self.padding = "x" * int(size)

    async def start(self) -> AsyncIterator[Any]:
        for number in range(self.count):
            yield article(number, description=self.padding or None)
            await asyncio.sleep(0)


class Waiting(Some):
    """Yields its articles, says `ready` on stdout when they have been exported, and waits to be stopped."""

    name = "waiting"

    async def start(self) -> AsyncIterator[Any]:
        async for item in super().start():
            yield item
        while self.crawler.stats.get_value("item_scraped_count", 0) < self.count:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


class Breaking(Some):
    """Yields its articles and breaks."""

    name = "breaking"

    async def start(self) -> AsyncIterator[Any]:
        async for item in super().start():
            yield item
        raise RuntimeError("the spider's own bug")


class Asking(Some):
    """Asks for an exit code."""

    name = "asking"

    def __init__(self, code: str = "4", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.code = ExitCode(int(code))

    async def start(self) -> AsyncIterator[Any]:
        ask_exit(self.crawler.stats, self.code, "as it was asked")
        async for item in super().start():
            yield item


class Foreign(_Bare):
    """Yields what is no article."""

    name = "foreign"

    async def start(self) -> AsyncIterator[Any]:
        yield {"note": "a\u2028b", "value": float("nan")}
        yield article()


class Mixed(_Bare):
    """Yields six articles: the even ones whole, the odd ones cut."""

    name = "mixed"

    async def start(self) -> AsyncIterator[Any]:
        for number in range(6):
            yield article(number, access=Access(Status.TRUNCATED if number % 2 else Status.COMPLETE, 0.9))


class Misshapen(_Bare):
    """Yields three articles, one of them with words where a number should be."""

    name = "misshapen"

    async def start(self) -> AsyncIterator[Any]:
        for number in range(3):
            yield article(number, words="many" if number == 1 else 4)
