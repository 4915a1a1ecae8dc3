"""The city's answers, asked without a network."""

from __future__ import annotations

import gzip
import html
import json
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from crawler.newsroom.city.answers import City
from crawler.newsroom.city.plan import Plan
from crawler.newsroom.city.sites import TRACKED
from crawler.newsroom.house import Answer, Ask
from crawler.newsroom.stories import Feed

DAY = date(2026, 1, 1)
PORT = 8000
FIRST = "http://127.0.0.2:8000"
LOC = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def build(**plan: Any) -> City:
    return City(Plan(**{"day": DAY, "sites": 6, "articles": 12, "per_sitemap": 5, **plan}), PORT)


def get(city: City, url: str, **ask: Any) -> Answer:
    base, slash, path = url.removeprefix("http://").partition("/")
    return city.answer(Ask("GET", slash + path or "/", f"http://{base}", **ask))


def post(city: City, path: str, body: str, **query: str) -> Answer:
    return city.answer(Ask("POST", path, FIRST, query=query, body=body))


def text(answer: Answer) -> str:
    return answer.body if isinstance(answer.body, str) else answer.body.decode()


def articles(city: City, behaviour: str | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text(get(city, f"{FIRST}/-/articles")))
    return [row for row in rows if behaviour in (None, row["behaviour"])]


def locs(city: City, url: str) -> list[str]:
    body = get(city, url).body
    raw = body.encode() if isinstance(body, str) else gzip.decompress(body)
    return [loc.text or "" for loc in ET.fromstring(raw).findall(LOC)]  # noqa: S314  of our own making


def test_the_same_plan_prints_the_same_city() -> None:
    one, two, other = build(), build(), build(seed=2)
    urls = [row["url"] for row in articles(one)]
    assert urls == [row["url"] for row in articles(two)] != [row["url"] for row in articles(other)]
    assert len(set(urls)) == 72
    assert [get(one, url).body for url in urls] == [get(two, url).body for url in urls]


def test_no_two_articles_have_a_paragraph_in_common() -> None:
    city = build(articles=150, walls=0, metered=0)
    stories = [city._stories(site.number, number, ()) for site in city.sites for number in range(150)]
    paragraphs = [paragraph for story in stories for paragraph in story.paragraphs]
    assert len(set(paragraphs)) == len(paragraphs) > 4000


def test_every_article_is_announced_in_a_sitemap_at_its_own_address() -> None:
    city = build()
    for site in city.sites:
        index = locs(city, f"{site.base}/sitemap.xml")
        assert [url.rsplit("/", 1)[1] for url in index] == ["1.xml", "2.xml.gz", "3.xml", "pages.xml"]
        listed = [url for each in index[:-1] for url in locs(city, each)]
        assert listed == [row["url"] for row in articles(city) if row["site"] == site.host]
        assert f"{site.base}/drafts/tomorrow" in locs(city, index[-1])
        robots = text(get(city, f"{site.base}/robots.txt"))
        assert f"Sitemap: {site.base}/sitemap.xml" in robots
        assert "Disallow: /drafts/" in robots


def test_addresses_are_of_several_forms() -> None:
    city = build(sites=5, articles=1)
    paths = [row["url"].removeprefix(site.base) for row, site in zip(articles(city), city.sites, strict=True)]
    assert paths[1].endswith("-1001/")
    assert paths[2].endswith("-1001.html")
    assert paths[4].startswith("/news/")


def test_news_sitemaps_hold_what_is_new() -> None:
    city = build(articles=300)
    new = locs(city, f"{FIRST}/sitemap-news.xml")
    expected = [row["url"] for row in articles(city) if row["site"] == "127.0.0.2" and row["published"] >= "2025-12-30"]
    assert new == expected != []
    assert "<news:access>Subscription</news:access>" in text(get(city, f"{FIRST}/sitemap-news.xml"))


def test_feeds_come_in_three_formats_and_some_with_tracking() -> None:
    city = build(listed=5)
    for site in city.sites:
        latest = [row["url"] for row in articles(city) if row["site"] == site.host][:-6:-1]
        answer = get(city, f"{site.base}/{site.paper.feed.file}")
        assert answer.content_type == f"{site.paper.feed.type}; charset=utf-8"
        body = text(answer)
        tracked = [url + TRACKED if site.tracked else url for url in latest]
        if site.paper.feed is Feed.JSON:
            found = [item["url"] for item in json.loads(body)["items"]]
        else:
            feed = ET.fromstring(body)  # noqa: S314  of our own making
            entries = feed.findall(".//item/link") + feed.findall("{*}entry/{*}link")
            found = [link.get("href") or link.text for link in entries]
        assert found == tracked
        assert f'href="/{site.paper.feed.file}"' in text(get(city, f"{site.base}/"))


def test_fronts_lead_to_the_newest_articles() -> None:
    city = build(listed=4)
    site = city.sites[0]
    newest = [row["url"].removeprefix(site.base) for row in articles(city) if row["site"] == site.host][:-5:-1]
    front = text(get(city, f"{site.base}/"))
    assert all(f'href="{path}"' in front for path in newest)
    section = newest[0].split("/")[1]
    assert f'href="{newest[0]}"' in text(get(city, f"{site.base}/{section}/"))


def test_what_has_not_changed_is_not_sent_again() -> None:
    city = build()
    url = articles(city, "free")[0]["url"]
    for each in (url, f"{FIRST}/", f"{FIRST}/feed.xml", f"{FIRST}/sitemap.xml", f"{FIRST}/sitemaps/1.xml"):
        first = get(city, each)
        assert first.status == 200
        again = get(city, each, unchanged_tag=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
    since = get(city, url).headers["last-modified"]
    assert get(city, url, unchanged_since=since).status == 304
    assert get(city, url, unchanged_since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
    assert get(city, url, unchanged_since="yesterday").status == 200


@pytest.mark.parametrize(("change", "new_text"), [("text", True), ("touch", False)])
def test_a_changed_article_is_sent_again(change: str, new_text: bool) -> None:
    city = build()
    url = articles(city, "free")[0]["url"]
    before = get(city, url)
    assert post(city, "/-/update", url, change=change).status == 204
    after = get(city, url, unchanged_tag=before.headers["etag"], unchanged_since=before.headers["last-modified"])
    assert after.status == 200
    assert after.headers["last-modified"] == "Thu, 01 Jan 2026 12:00:00 GMT"
    assert (after.body != before.body) is new_text
    assert "2026-01-01T12:00:00+00:00" in text(get(city, f"{FIRST}/sitemaps/1.xml"))
    assert ("article:modified_time" in text(after)) is new_text


def test_a_wall_can_be_put_up_later() -> None:
    city = build()
    row = articles(city, "free")[0]
    whole = get(city, row["url"]).body
    post(city, "/-/update", row["url"], change="wall")
    assert len(get(city, row["url"]).body) < len(whole)
    changed = articles(city)[row["number"]]
    assert (changed["behaviour"], changed["status"]) == ("wall", "truncated")


def test_days_bring_articles_and_changes() -> None:
    city = build()
    before = {row["url"] for row in articles(city)}
    post(city, "/-/day", "2026-01-02")
    after = articles(city)
    new = [row for row in after if row["url"] not in before]
    assert len(new) == 6 * 2
    assert {row["published"][:10] for row in new} == {"2026-01-02"}
    assert sum(len(row["revisions"]) for row in after) == 6 * 5
    assert get(city, new[0]["url"]).status == 200
    city.set_day(DAY)
    assert get(city, new[0]["url"]).status == 404


def test_a_spent_meter_cuts_until_its_period_is_over() -> None:
    city = build(metered=1, limit=2, sites=6)
    lengths = {"day": 1, "week": 7, "month": 31}
    for site in city.sites:
        city.set_day(DAY)
        urls = [row["url"] for row in articles(city) if row["site"] == site.host]
        tags = [get(city, url, cookies={"reader": "ann"}).headers["etag"].split("-")[-1] for url in urls]
        given = site.paper.limit
        assert tags == ['whole"'] * given + ['cut"'] * (len(urls) - given)
        city.set_day(DAY + timedelta(days=lengths[site.paper.period]))
        assert get(city, urls[-1], cookies={"reader": "ann"}).headers["etag"].endswith('whole"')


def test_a_reader_who_knows_an_article_spends_nothing_on_it() -> None:
    city = build(metered=1, limit=1, sites=1)
    first, second = (row["url"] for row in articles(city)[:2])
    tag = get(city, first, cookies={"reader": "bob"}).headers["etag"]
    assert get(city, first, cookies={"reader": "ann"}, unchanged_tag=tag).status == 304
    assert get(city, second, cookies={"reader": "ann"}).headers["etag"].endswith('whole"')
    assert get(city, first, cookies={"reader": "ann"}).headers["etag"].endswith('cut"')


def test_readers_without_a_cookie_are_given_one() -> None:
    city = build()
    url = articles(city, "free")[0]["url"]
    assert set(get(city, url).cookies) == {"reader"}
    assert get(city, url, cookies={"reader": "ann"}).cookies == {}


def test_the_journal_counts_by_address_and_day() -> None:
    city = build()
    url = articles(city, "free")[0]["url"]
    for _ in range(2):
        get(city, url)
    get(city, url, unchanged_tag=get(city, url).headers["etag"])
    city.set_day(DAY + timedelta(days=1))
    get(city, url)
    rows = json.loads(text(get(city, f"{FIRST}/-/journal")))
    seen = {(row["day"], row["status"], row["conditional"]): row["count"] for row in rows if row["url"] == url}
    assert seen == {("2026-01-01", 200, False): 3, ("2026-01-01", 304, True): 1, ("2026-01-02", 200, False): 1}
    tomorrow = json.loads(city.answer(Ask("GET", "/-/journal", FIRST, query={"day": "2026-01-02"})).body)
    assert [row["count"] for row in tomorrow] == [1]


def test_refusals_come_with_their_status() -> None:
    city = build(articles=200, walls=1, metered=0)
    assert get(city, articles(city, "payment")[0]["url"]).headers["crawler-price"] == "USD 0.02"
    assert {get(city, row["url"]).status for row in articles(city, "payment")} == {402}
    assert {get(city, row["url"]).status for row in articles(city, "forbidden")} == {403}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{FIRST}/nothing", 404),
        (f"{FIRST}/news/other-words-1003", 404),
        (f"{FIRST}/sitemaps/9.xml", 404),
        ("http://127.0.0.77:8000/", 421),
        ("http://example.org/", 421),
        (f"{FIRST}/about", 200),
        (f"{FIRST}/drafts/tomorrow", 200),
    ],
)
def test_addresses_where_no_article_is(url: str, status: int) -> None:
    assert get(build(), url).status == status


@pytest.mark.parametrize(
    ("path", "body", "query", "says"),
    [
        ("/-/day", "tomorrow", {}, "tomorrow"),
        ("/-/update", f"{FIRST}/nothing", {}, "no article is at"),
        ("/-/update", f"{FIRST}/", {"change": "burn"}, "burn"),
    ],
)
def test_orders_that_make_no_sense_are_refused(path: str, body: str, query: dict[str, str], says: str) -> None:
    answer = post(build(), path, body, **query)
    assert answer.status == 400
    assert says in text(answer)


@pytest.mark.parametrize("behaviour", ["wall", "counted", "cut", "teaser", "overlay"])
def test_a_change_shows_on_every_copy(behaviour: str) -> None:
    city = build(articles=60, walls=1, metered=0)
    url = articles(city, behaviour)[0]["url"]
    before = text(get(city, url))
    post(city, "/-/update", url)
    after = text(get(city, url))
    added = city._stories(*_place(city, url)).paragraphs[1]
    assert added not in html.unescape(before)
    assert added in html.unescape(after)


def _place(city: City, url: str) -> tuple[int, int, tuple[Any, ...]]:
    row = next(row for row in articles(city) if row["url"] == url)
    site = next(site for site in city.sites if site.host == row["site"])
    return site.number, row["number"], city.history.revisions(site.number, row["number"], city.day)
