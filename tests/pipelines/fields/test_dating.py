"""When: sources by their trust, what figures mean, and what cannot be."""

from __future__ import annotations

import logging

import pytest

from crawler.items import Page
from pipelines.draft import Draft, Metadata
from pipelines.metadata import metadata
from pipelines.segment import segment
from tests.pipelines.building import json_ld, meta, news_article, p, page

TITLE = "The last crossing of the ferry"
STORY = p(*["The ferry left the harbour at noon with two hundred people and a dog on board." * 2] * 4)


def found(
    *around: str,
    head: str = "",
    lang: str = "",
    url: str = "https://www.orrinpost.example/ferry",
    fetched: str | None = None,
) -> Metadata:
    html = page(f"<article><h1>{TITLE}</h1>", *around, STORY, "</article>", head=head, title=TITLE, lang=lang)
    return metadata(segment(Draft(Page(url, html, fetched=fetched)))).metadata


@pytest.mark.parametrize(
    ("line", "lang", "day"),
    [
        ("Published 5 May 2024", "en", "2024-05-05"),
        ("May 5th, 2024", "en", "2024-05-05"),
        ("Stand: 5. März 2024", "de", "2024-03-05"),
        ("Publié le 5 août 2024", "fr", "2024-08-05"),
        ("5 de mayo de 2024", "es", "2024-05-05"),
        ("5 maggio 2024", "it", "2024-05-05"),
        ("5 maja 2024", "pl", "2024-05-05"),
        ("5 мая 2024", "ru", "2024-05-05"),
        ("公開日 2024年5月6日", "ja", "2024-05-06"),
        ("2024. 5. 6", "ko", "2024-05-06"),
        ("yesterday", "en", None),
    ],
)
def test_a_day_that_only_readers_see(line: str, lang: str, day: str | None) -> None:
    assert found(f"<p>{line}</p>", lang=lang).published == day


@pytest.mark.parametrize(
    ("lang", "url", "beside", "day"),
    [
        ("en-GB", "https://orrinpost.example/x", "", "2024-04-03"),
        ("en-US", "https://orrinpost.example/x", "", "2024-03-04"),
        ("de", "https://orrinpost.example/x", "", "2024-04-03"),
        ("en", "https://orrinpost.co.uk/x", "", "2024-04-03"),
        ("en", "https://orrinpost.example/x", "<p>Next sailing: 25/04/2024</p>", "2024-04-03"),
        ("en", "https://orrinpost.example/x", "<p>Next sailing: 04/25/2024</p>", "2024-03-04"),
        ("en", "https://orrinpost.example/x", "", None),
    ],
)
def test_figures_are_read_as_the_page_writes_them_and_never_month_first_by_default(
    lang: str, url: str, beside: str, day: str | None
) -> None:
    assert found("<p>Published 03/04/2024</p>", beside, lang=lang, url=url).published == day
    assert found(beside, head=meta(article__published_time="03/04/2024"), lang=lang, url=url).published == day


def test_an_update_is_no_publication() -> None:
    got = found("<p>Updated 6 May 2024</p>", lang="en")
    assert (got.published, got.modified) == (None, "2024-05-06")
    got = found("<p>Published 5 May 2024 · Updated 6 May 2024</p>", lang="en")
    assert (got.published, got.modified) == ("2024-05-05", "2024-05-06")


def test_the_time_element_of_the_story_counts_and_not_that_of_other_stories() -> None:
    others = "<div class='related'><time datetime='2024-05-09T08:00:00Z'>9 May</time></div>"
    own = "<time class='updated' datetime='2024-05-06'>6 May</time><time class='published' datetime='2024-05-05'>5 May</time>"
    assert found(others, own).published == "2024-05-05"


def test_microdata_and_the_page_s_own_json_ld() -> None:
    assert found("<span itemprop='datePublished' content='2024-05-05T08:00:00+01:00'></span>").published == (
        "2024-05-05T08:00:00+01:00"
    )
    assert found(head=json_ld({"@type": "WebPage", "datePublished": "2024-05-05"})).published == "2024-05-05"


def test_the_fullest_form_of_one_date_is_kept() -> None:
    head = news_article(datePublished="2024-05-05") + meta(article__published_time="2024-05-05T08:00:00+01:00")
    assert found(head=head).published == "2024-05-05T08:00:00+01:00"
    head = news_article(datePublished="2024-05-05T08:00:00") + meta(article__published_time="2024-05-05T08:00:00Z")
    assert found(head=head).published == "2024-05-05T08:00:00+00:00"


def test_the_moment_of_the_fetch_is_no_publication_where_another_source_differs() -> None:
    head = news_article(datePublished="2024-06-01T12:00:30Z")
    url = "https://www.orrinpost.example/2024/05/05/ferry"
    fetched = "2024-06-01T12:00:31+00:00"
    assert found(head=head, url=url, fetched=fetched).published == "2024-05-05"
    assert found(head=head, fetched=fetched).published == "2024-06-01T12:00:30+00:00"


def test_no_day_after_the_fetch() -> None:
    head = news_article(datePublished="2031-01-01")
    assert found(head=head, fetched="2024-06-01T12:00:31+00:00").published is None


def test_sources_that_disagree_are_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    head = news_article(datePublished="2024-05-05", author={"name": "Jo Ek"}) + meta(
        article__published_time="2024-05-07", author="Mairi Beaton"
    )
    with caplog.at_level(logging.DEBUG, logger="pipelines.metadata"):
        found(head=head)
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "published of https://www.orrinpost.example/ferry: json-ld counts" in text
    assert "meta: 2024-05-07" in text
    assert "json-ld: Jo Ek; meta: Mairi Beaton" in text


def published_at(time: str, *around: str) -> str | None:
    return found(*around, head=meta(article__published_time=time), lang="en").published


@pytest.mark.parametrize(
    "line",
    [
        "<p>May 5, 2024 10:00 PM</p>",
        "<p>Published 10:00 PM EST, Sun May 5, 2024</p>",
        "<p>5 May 2024, 22.00</p>",
        "<time datetime='2024-05-05T22:00:10-05:00'>a while ago</time>",
    ],
)
def test_a_time_in_utc_is_given_as_the_clock_of_its_place_shows_it(line: str) -> None:
    assert published_at("2024-05-06T03:00:10Z", line) == "2024-05-05T22:00:10-05:00"


@pytest.mark.parametrize(
    "line",
    [
        "<p>May 5, 2024 9:41 PM</p>",
        "<p>Updated May 5, 2024 10:00 PM</p>",
        "<p>May 5, 2024</p>",
        "<p>May 3, 2024 10:00 PM</p>",
        "<p>May 5, 2024, 99:00</p>",
        "<time datetime='2024-05-05T21:00:10-05:00'>a while ago</time>",
        "<time datetime='soon'>soon</time>",
    ],
)
def test_a_clock_that_does_not_fit_tells_no_place(line: str) -> None:
    assert (published_at("2024-05-06T03:00:10Z", line) or "").endswith(("+00:00", "2024-05-03"))


def test_a_text_that_was_posted_anew_keeps_its_day() -> None:
    got = found("<p>5 May 2024</p>", head=meta(article__published_time="2025-11-20T08:00:00Z"), lang="en")
    assert (got.published, got.modified) == ("2024-05-05", "2025-11-20T08:00:00+00:00")


def test_a_later_day_at_the_headline_is_an_update_and_changes_nothing() -> None:
    head = meta(article__published_time="2024-05-05T08:00:00Z")
    assert found("<p>20 November 2025</p>", head=head, lang="en").published == "2024-05-05T08:00:00+00:00"
    both = head + meta(article__modified_time="2024-05-02T08:00:00Z")
    assert found("<p>2 May 2024</p>", head=both, lang="en").published == "2024-05-05T08:00:00+00:00"


def test_a_label_makes_a_line_the_date_and_a_long_line_tells_of_other_days() -> None:
    picture = "<p>The last boat of the fleet lies at the quay of the northern harbour, 24 April 2024</p>"
    assert found(picture, "<p>Date 28 April 2024</p>", lang="en").published == "2024-04-28"
    assert found("<p>24 April 2024</p><p>Date: 28 April 2024</p>", lang="en").published == "2024-04-28"


def test_a_footer_right_behind_the_headline_is_its_own() -> None:
    assert found("<div class='headline-footer'>5 May 2024</div>", lang="en").published == "2024-05-05"


def test_the_day_before_an_update_is_the_publication() -> None:
    filler = p(*["The harbour was calm and the gulls were loud, and nobody minded either of them."] * 20)
    assert found(filler, "<p>3 May 2024. Updated: 5 May 2024</p>", lang="en").published == "2024-05-03"


def test_a_meta_element_can_be_called_so_in_ways_that_no_list_knows() -> None:
    for name in ("w-published-date", "harbour:publication_time", "firstPublishedAt"):
        assert found(head=meta(**{name: "2024-05-05"})).published == "2024-05-05"
    assert found(head=meta(**{"unpublished-date": "2024-05-05"})).published is None
