"""Which answer a request gets."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.newsroom import load_articles
from crawler.newsroom.house import Answer, Ask, House

BASE = "http://127.0.0.1:8000"
METERED = ["/courier/culture/library-roof", "/courier/harbour/oyster-survey", "/courier/council/night-bus"]
NOTICE = ["You have 1 of 2 free articles left today.", "This is the last of your 2 free articles today."]
WALL = "You&#39;ve reached your daily free article limit."


@pytest.fixture
def house() -> House:
    return House(lambda: date(2026, 11, 20))


def get(house: House, path: str, **cookies: str) -> Answer:
    return house.answer(Ask("GET", path, BASE, cookies=cookies))


def test_a_new_reader_gets_a_cookie_once(house: House) -> None:
    reader = get(house, METERED[0]).cookies["reader"]
    assert get(house, METERED[1], reader=reader).cookies == {}
    assert get(house, METERED[0]).cookies["reader"] != reader


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_meter_runs_down_whatever_the_order(house: House, order: tuple[int, ...]) -> None:
    first, second, third = (get(house, METERED[number], reader="ann").body for number in order)
    assert NOTICE[0] in str(first)
    assert NOTICE[1] in str(second)
    assert WALL in str(third)


def test_whoever_drops_the_cookie_is_a_new_reader_each_time(house: House) -> None:
    assert all(NOTICE[0] in str(get(house, path).body) for path in METERED)


def test_free_articles_do_not_count(house: House) -> None:
    get(house, "/courier/harbour/ferry-timetable", reader="ann")
    assert NOTICE[0] in str(get(house, METERED[0], reader="ann").body)


def test_the_next_day_begins_anew(house: House) -> None:
    for path in METERED:
        last = get(house, path, reader="ann")
    assert WALL in str(last.body)
    assert house.answer(Ask("POST", "/-/day", BASE, body="2026-11-21")).status == 204
    assert NOTICE[0] in str(get(house, METERED[2], reader="ann").body)


def test_a_day_that_is_none_is_refused(house: House) -> None:
    answer = house.answer(Ask("POST", "/-/day", BASE, body="tomorrow"))
    assert answer.status == 400
    assert "tomorrow" in str(answer.body)
    assert house.clock() == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/sitemap-news.xml", 200, "application/xml; charset=utf-8"),
        ("/bote/feed.xml", 200, "application/rss+xml; charset=utf-8"),
        ("/bote/", 200, "text/html; charset=utf-8"),
        ("/bote/stadt/", 200, "text/html; charset=utf-8"),
        ("/courier/harbour/harbour-radar", 402, "text/html; charset=utf-8"),
        ("/valmere/vallee/barrage", 403, "text/html; charset=utf-8"),
        ("/faro/ciudad/contrato", 451, "text/html; charset=utf-8"),
        ("/courier/documents/flood-map.pdf", 200, "application/pdf"),
        ("/photo.svg", 200, "image/svg+xml"),
        ("/bote/kosmos/", 404, "text/html; charset=utf-8"),
        ("/bote/stadt/nichts", 404, "text/html; charset=utf-8"),
        ("/no/such/thing", 404, "text/html; charset=utf-8"),
    ],
)
def test_every_address_has_its_answer(house: House, path: str, status: int, content_type: str) -> None:
    answer = get(house, path)
    assert (answer.status, answer.content_type) == (status, content_type)
    assert answer.body


def test_every_article_has_an_address(house: House) -> None:
    statuses = {get(house, story.path).status for story in load_articles()}
    assert statuses == {200, 402, 403, 451}


def test_the_price_and_the_challenge_stand_in_the_headers(house: House) -> None:
    assert get(house, "/courier/harbour/harbour-radar").headers == {"crawler-price": "USD 0.02"}
    assert get(house, "/courier/harbour/pilot-boat").headers["cf-mitigated"] == "challenge"


def test_consent_opens_the_article(house: House) -> None:
    path = "/bote/stadt/rathausuhr"
    assert "Touristen halten es" not in str(get(house, path).body)
    agreed = house.answer(Ask("POST", "/consent", BASE, query={"to": path}))
    assert (agreed.status, agreed.headers["location"]) == (303, path)
    assert "Touristen halten es" in str(get(house, path, **agreed.cookies).body)


def test_consent_leads_nowhere_else(house: House) -> None:
    answer = house.answer(Ask("POST", "/consent", BASE, query={"to": "https://elsewhere.example/"}))
    assert answer.headers["location"] == "/"


def test_robots_forbid_what_the_sitemap_lists(house: House) -> None:
    robots = str(get(house, "/robots.txt").body)
    assert "Disallow: /drafts/" in robots
    assert f"Sitemap: {BASE}/sitemap-news.xml" in robots
    assert f"{BASE}/drafts/tomorrow" in str(get(house, "/sitemap-news.xml").body)


def test_the_journal_keeps_who_asked_for_what(house: House) -> None:
    get(house, METERED[0], reader="ann")
    get(house, "/nothing")
    get(house, "/-/journal")
    kept = [(visit.path, visit.status, visit.reader, visit.day) for visit in house.journal]
    assert kept == [(METERED[0], 200, "ann", "2026-11-20"), ("/nothing", 404, None, "2026-11-20")]
