"""What the news spider makes of single answers: no network, and a state that is forgotten."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, XmlResponse
from scrapy.utils.project import get_project_settings

from crawler.discovery.sources_file import SiteSources
from crawler.news.opening import open_desk
from crawler.news.sourcing import Harvest, Sort, Source
from crawler.news.visits import Outcome, Visit
from spiders import news
from spiders.news import LONG_SOURCE, VISIT, NewsSpider
from tests.crawler.news.building import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

BASE = "https://paper.example"
MAP = f"{BASE}/map.xml"


@pytest.fixture
def spider() -> Iterator[NewsSpider]:
    settings = get_project_settings()
    settings.set("COPYDESK_STATE", "")
    desk = open_desk(settings, {"sitemaps": MAP})
    yield NewsSpider(desk)
    desk.state.close()


def answer(asked: Visit, html: str, status: int) -> HtmlResponse:
    request = Request(asked.entry.url, meta={VISIT: asked})
    headers = {"Content-Type": "text/html"}
    return HtmlResponse(request.url, status=status, headers=headers, body=html.encode(), request=request)


def pages_of(spider: NewsSpider, asked: Visit, html: str, status: int) -> list[Page]:
    return list(spider.parse_article(answer(asked, html, status)))


LIST = "<html><body>" + "".join(f"<h2><a href=/{n}>Headline number {n} of the day</a></h2>" for n in range(30))


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_a_refusal_is_recorded_whatever_its_page_looks_like(spider: NewsSpider, status: int) -> None:
    asked = visit(spider.state, f"{BASE}/sport/item-1", sure=False)
    (page,) = pages_of(spider, asked, LIST, status)
    assert page.http_status == status
    assert asked.outcome is None


def test_a_page_that_looks_like_a_list_is_no_article_where_its_address_leaves_it_open(spider: NewsSpider) -> None:
    asked = visit(spider.state, f"{BASE}/sport/item-1", sure=False)
    assert pages_of(spider, asked, LIST, 200) == []
    assert asked.outcome is Outcome.NOT_ARTICLE


def sitemap(name: str, number: int) -> tuple[XmlResponse, Source]:
    locs = "".join(f"<url><loc>{BASE}/{name}/2026/11/20/a-story-of-some-words-{n}</loc></url>" for n in range(number))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'.encode()
    url = f"{BASE}/{name}.xml"
    request = Request(url)
    return XmlResponse(url, body=body, request=request), Source(url, Sort.SITEMAP, SiteSources("paper"))


def test_a_long_sitemap_is_read_beside_the_loop_and_queued_in_its_turn(
    spider: NewsSpider, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, beside = news.read, []

    def noted(source: Source, *given: Any) -> Harvest:
        beside.append((source.url, threading.current_thread() is not threading.main_thread()))
        return read(source, *given)

    monkeypatch.setattr(news, "read", noted)
    long, short = sitemap("long", 2_000), sitemap("short", 3)
    assert len(long[0].body) > LONG_SOURCE > len(short[0].body)
    turns = 0

    async def both() -> None:
        nonlocal turns
        reading = asyncio.gather(spider.parse_source(*long), spider.parse_source(*short))
        while not reading.done():
            turns += 1
            await asyncio.sleep(0)

    asyncio.run(both())
    assert beside == [(f"{BASE}/long.xml", True), (f"{BASE}/short.xml", False)]
    assert spider.state.frontier.waiting() == {"paper.example": 2_003}
    assert spider.desk.sources_read == 2
    # Others had their turns while it was queued.
    assert turns > 5


def test_sites_that_have_something_left_are_shown(spider: NewsSpider) -> None:
    shown: dict[str, int] = {}
    spider.desk.show = shown.__setitem__
    asyncio.run(spider.parse_source(*sitemap("short", 3)))
    assert shown == {"copydesk/sites/waiting": 1}
