"""Addresses and pages: articles told from the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.articleness import page_score, page_signs, url_score, url_signs
from crawler.discovery.found import ARTICLE_FROM

ARTICLES = [
    "https://www.courier.example/2026/11/02/ferry-timetable",
    "https://www.courier.example/harbour/two-sailings-fewer-on-the-morning-ferry",
    "https://www.courier.example/harbour/a62795742/pilot-boat-returns/",
    "https://www.courier.example/story/oysters-6b9ef4f1",
    "https://www.bote.example/lokales/Die-Muehle-steht-wieder-30117765.html",
    "https://www.bote.example/artikel/freibad-1375166",
    "https://www.bote.example/muehle-dreht-sich/30117765/artikel",
    "https://valmere.example/economie/le-pont-rouvre-apres-trois-ans-de-travaux_142897",
    "https://faro.example/spip.php?page=article&id_article=1946",
    "https://faro.example/noticias/las-salinas-vuelven/8817265",
    "https://shimpo.example/articles/20261102/k00/00m/040/212000c",
    "https://shimpo.example/culture/灯台のレンズが百年ぶりに磨かれた",
    "https://shimpo.example/culture/%E7%81%AF%E5%8F%B0%E3%81%AE%E3%83%AC%E3%83%B3%E3%82%BA%E3%81%8C%E7%99%BE%E5%B9%B4%E3%81%B6%E3%82%8A%E3%81%AB%E7%A3%A8%E3%81%8B%E3%82%8C%E3%81%9F",
    "https://dnevnik.example/kultura/фаро-снова-зажгли-после-ста-лет",
    "https://uutiset.example/uutiset/5d4b2e86-89d8-4fda-a23c-68aa91ca4cb5",
    # A headline of many words is one, also where the section has a name that lists or serves elsewhere.
    "https://www.bote.example/service/neue-spinne-breitet-sich-in-der-region-aus-w870",
]
OTHERS = [
    "https://www.courier.example/",
    "https://www.courier.example/harbour/",
    "https://www.courier.example/harbour/fishing-and-boats",
    "https://www.courier.example/tag/pilot-boat",
    "https://www.courier.example/author/ada-penhallow",
    "https://www.courier.example/2026/11/02/",
    "https://www.courier.example/2026/11/page/3",
    "https://www.courier.example/search?q=ferry",
    "https://www.courier.example/privacy-policy",
    "https://www.courier.example/subscribe-to-our-newsletter-4711789",
    "https://www.courier.example/wp-content/uploads/2026/11/two-sailings-fewer-on-the-ferry.jpg",
    "https://www.courier.example/news/feed.xml",
    "https://www.bote.example/datenschutzerklaerung",
    "https://www.bote.example/thema/muehle",
    "https://www.bote.example/impressum-1375166.html",
    "https://valmere.example/mentions-legales",
    "https://valmere.example/auteur/luc-garnier",
    "https://faro.example/blog/",
    "https://shimpo.example/news/index.html",
    "mailto:desk@courier.example",
    "https://[broken",
    "",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_articles_by_address(url: str) -> None:
    assert url_score(url) >= ARTICLE_FROM, url_signs(url)


@pytest.mark.parametrize("url", OTHERS)
def test_others_by_address(url: str) -> None:
    assert url_score(url) < ARTICLE_FROM, url_signs(url)


def test_signs_say_why() -> None:
    assert [sign.name for sign in url_signs("https://www.courier.example/2026/11/02/ferry-timetable.html")] == [
        "day in the path",
        "2 words",
        "ends like a page",
    ]


@settings(deadline=None)
@given(
    st.one_of(
        st.text(), st.text().map("https://a.example/".__add__), st.sampled_from(ARTICLES + OTHERS).map(lambda u: u[:-3])
    )
)
def test_no_address_can_raise(url: str) -> None:
    assert 0 <= url_score(url) <= 1


STORY = (
    "<p>" + "The lens was lifted out on a morning without wind, and eight men carried it down the stairs. " * 3 + "</p>"
)
CARDS = "".join(f"<h3><a href='/s/{n}'>The headline of story number {n}</a></h3><p>A lead.</p>" for n in range(12))


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_a_page_that_says_so_and_has_prose_is_an_article() -> None:
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-02T07:30:00Z">'
    assert page_score(page(f"<h1>The lens</h1>{STORY * 4}", head), "https://a.example/the-lens-comes-down") > 0.9


def test_a_locked_page_is_an_article_by_what_it_declares() -> None:
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-02"}</script>"""
    assert (
        page_score(page("<h1>The lens</h1><p>Subscribe to read on.</p>", head), "https://a.example/lens")
        >= ARTICLE_FROM
    )


def test_a_page_without_metadata_is_one_by_its_prose_and_address() -> None:
    assert page_score(page(STORY * 4), "https://a.example/2026/11/02/the-lens-comes-down") > 0.9


def test_a_page_of_linked_headings_is_a_front_whatever_it_declares() -> None:
    head = '<meta property="og:type" content="article">'
    assert page_score(page(CARDS, head), "https://a.example/coast/") < ARTICLE_FROM
    assert "12 linked headings" in [sign.name for sign in page_signs(page(CARDS), "https://a.example/coast/")]


def test_what_stands_in_an_articles_place_is_no_front() -> None:
    assert (
        page_score(page("<h1>One moment</h1><p>Checking your browser.</p>"), "https://a.example/harbour/lens")
        >= ARTICLE_FROM
    )


def test_related_headlines_below_a_story_make_no_front() -> None:
    head = '<meta property="og:type" content="article">'
    assert page_score(page(STORY * 8 + CARDS, head), "https://a.example/the-lens-comes-down") > 0.9


@settings(deadline=None)
@given(st.text())
def test_no_page_can_raise(html: str) -> None:
    assert 0 <= page_score(html, "https://a.example/lens") <= 1
