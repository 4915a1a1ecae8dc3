"""Bylines that no statement declares, in ten languages and in the markup that pages use."""

from __future__ import annotations

import pytest

from crawler.items import Page
from pipelines.draft import Draft
from pipelines.metadata import metadata
from pipelines.segment import segment
from tests.pipelines.building import meta, news_article, p, page

TITLE = "The last crossing of the ferry"
STORY = p(*["The ferry left the harbour at noon with two hundred people and a dog on board." * 2] * 4)


def authors(*around: str, head: str = "") -> list[str]:
    html = page(f"<article><h1>{TITLE}</h1>", *around, STORY, "</article>", head=head, title=TITLE)
    return metadata(segment(Draft(Page("https://www.orrinpost.example/ferry", html)))).metadata.authors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mairi Beaton", ["Mairi Beaton"]),
        ("By Mairi Beaton and Jo Ek | 5 May 2024", ["Mairi Beaton", "Jo Ek"]),
        ("posted on 2024-05-05 at 11:30 by Mairi Beaton", ["Mairi Beaton"]),
        ("Von Anke Ruhl und Jens Witt, 5. Mai 2024", ["Anke Ruhl", "Jens Witt"]),
        ("Par Léa Morvan", ["Léa Morvan"]),
        ("Por Inés Robledo", ["Inés Robledo"]),
        ("Di Chiara Monti", ["Chiara Monti"]),
        ("Door Sanne de Wit", ["Sanne de Wit"]),
        ("Av Tor Ness", ["Tor Ness"]),
        ("Af Ane Krag", ["Ane Krag"]),
        ("Autor: Ewa Lis", ["Ewa Lis"]),
        ("Автор: Анна Белова", ["Анна Белова"]),
    ],
)
def test_a_line_at_the_headline_says_by_whom(line: str, names: list[str]) -> None:
    assert authors(f"<p>{line}</p>") == names


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='article-byline'><span>Mairi Beaton</span><span>Harbour correspondent</span></div>",
        "<span class='entryAuthor'>Mairi Beaton</span>",
        "<p>Words <a href='/authors/mairi-beaton'>Mairi Beaton</a></p>",
        "<div data-testid='author-name'>Mairi Beaton</div>",
        "<div class='autor'>Mairi Beaton</div>",
    ],
)
def test_markup_calls_an_author(markup: str) -> None:
    assert authors(markup) == ["Mairi Beaton"]


def test_a_name_beside_the_date_is_the_author_where_nothing_else_names_one() -> None:
    assert authors("<p>Mairi Beaton</p><p>5 May 2024</p>") == ["Mairi Beaton"]
    assert authors("<p>Mairi Beaton · 5 May 2024</p>") == ["Mairi Beaton"]
    assert authors("<p>Mairi Beaton</p>") == []


def test_a_declared_paper_gives_way_to_the_person_in_the_byline() -> None:
    head = news_article(headline=TITLE, author={"name": "Orrin Post"}) + meta(og__site_name="Orrin Post")
    assert authors("<p>By Mairi Beaton</p>", head=head) == ["Mairi Beaton"]
    assert authors(head=head) == ["Orrin Post"]


def test_a_declared_person_is_not_looked_for_elsewhere() -> None:
    head = news_article(headline=TITLE, author={"name": "Jo Ek"})
    assert authors("<p>By Mairi Beaton</p>", head=head) == ["Jo Ek"]


def test_names_of_others_on_the_page_are_no_authors() -> None:
    assert authors("<div class='comments'><span class='comment-author'>Rolf Kray</span></div>") == []
    assert authors("<figure><figcaption class='author'>Rolf Kray</figcaption></figure>") == []
    related = "<div class='related'><a href='/authors/rolf-kray'>Rolf Kray</a></div>"
    assert authors(related) == []


def test_who_reviewed_it_did_not_write_it() -> None:
    markup = (
        "<div><span class='author-name'>Mairi Beaton</span></div>"
        "<div>Reviewed by <span class='author-name'>Jo Ek</span></div>"
    )
    assert authors(markup) == ["Mairi Beaton"]
