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
    assert authors("<span>Mairi Beaton</span>") == []


def test_names_alone_in_a_paragraph_below_the_headline_are_the_authors() -> None:
    assert authors("<p>Mairi Beaton</p>") == ["Mairi Beaton"]
    assert authors("<p>Mairi Beaton, Jo Ek</p>") == ["Mairi Beaton", "Jo Ek"]
    assert authors("<div class='meta ad'>Mairi Beaton</div>") == ["Mairi Beaton"]
    assert authors("<p>Mairi Beaton saw the ferry leave.</p>") == []
    assert authors("<p>Last Crossing</p>") == [], "words of the headline"
    assert authors("<h2>Harbour Views</h2>") == [], "a heading"
    assert authors("<p>Key Takeaways</p>") == []


def test_a_list_of_names_completes_a_declaration() -> None:
    head = news_article(headline=TITLE, author={"name": "Mairi Beaton"})
    assert authors("<div>Mairi Beaton, Jo Ek &amp; Rolf Kray</div>", head=head) == [
        "Mairi Beaton",
        "Jo Ek",
        "Rolf Kray",
    ]
    assert authors("<div>Jo Ek, Rolf Kray</div>", head=head) == ["Mairi Beaton"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>By <b>Mairi Beaton</b><b>Harbour correspondent</b></p>", ["Mairi Beaton"]),
        ("<p>By <b>Mairi Beaton</b><i>May 5, 2024</i></p>", ["Mairi Beaton"]),
        ("<p>By <b>Catriona MacLeod</b></p>", ["Catriona MacLeod"]),
        ("<p>By Mairi Beaton ● May 5, 2024 ● 6 min read</p>", ["Mairi Beaton"]),
        ("<p>By Mairi Beaton May 5, 2024</p>", ["Mairi Beaton"]),
        ("<p>by Mairi on May 5, 2024</p>", ["Mairi"]),
    ],
)
def test_a_byline_ends_where_something_else_begins(line: str, names: list[str]) -> None:
    assert authors(line) == names


def test_a_team_signs_where_nobody_else_does() -> None:
    assert authors("<div>The Harbour Team</div>") == ["The Harbour Team"]
    assert authors("<div>Our Team</div>") == []
    assert authors("<p>By Mairi Beaton</p><div>The Harbour Team</div>") == ["Mairi Beaton"]


def test_a_line_at_the_foot_says_who_posted_it_and_when() -> None:
    foot = "<footer>Posted by Mairi Beaton on 5 May 2024</footer>"
    html = page(f"<article><h1>{TITLE}</h1>", STORY, "</article>", foot, title=TITLE)
    found = metadata(segment(Draft(Page("https://www.orrinpost.example/ferry", html)))).metadata.authors
    assert found == ["Mairi Beaton"]


def test_a_declared_paper_gives_way_to_the_person_in_the_byline() -> None:
    head = news_article(headline=TITLE, author={"name": "Orrin Post"}) + meta(og__site_name="Orrin Post")
    assert authors("<p>By Mairi Beaton</p>", head=head) == ["Mairi Beaton"]
    assert authors(head=head) == ["Orrin Post"]


def test_a_line_at_the_headline_says_more_than_an_account_that_declares_itself() -> None:
    head = news_article(headline=TITLE, author={"name": "Jo Ek"})
    assert authors("<p>By Mairi Beaton</p>", head=head) == ["Mairi Beaton"]
    assert authors("<p>By Jo Ek and Mairi Beaton</p>", head=head) == ["Jo Ek", "Mairi Beaton"]
    assert authors("<p>By Mairi Beaton and Orrin Post</p>", head=head + meta(og__site_name="Orrin Post")) == [
        "Mairi Beaton"
    ]


def test_a_declaration_keeps_its_spelling_where_the_line_says_the_same() -> None:
    head = news_article(headline=TITLE, author=[{"name": "Dr. Mairi Beaton"}, {"name": "Jo Ek"}])
    assert authors("<p>By MAIRI BEATON</p>", head=head) == ["Dr. Mairi Beaton", "Jo Ek"]


def test_a_declared_person_is_not_looked_for_elsewhere() -> None:
    head = news_article(headline=TITLE, author={"name": "Jo Ek"})
    assert authors("<p><a href='/authors/mairi-beaton'>Mairi Beaton</a></p>", head=head) == ["Jo Ek"]


def test_people_are_declared_by_their_given_and_family_names() -> None:
    head = news_article(headline=TITLE, author=[{"givenName": "Mairi", "familyName": "Beaton"}, {"familyName": "Ek"}])
    assert authors(head=head) == ["Mairi Beaton", "Ek"]


def test_links_to_authors_count_where_the_first_of_them_stands() -> None:
    links = "<p><a rel='author' href='/mb'>Mairi Beaton</a> <a rel='author' href='/mb'>More by Mairi Beaton</a></p>"
    other = "<div><ul><li><a rel='author' href='/rk'>Rolf Kray</a></li></ul></div>"
    assert authors(links, other) == ["Mairi Beaton"]


def test_the_author_of_a_picture_or_of_a_comment_is_not_the_articles() -> None:
    figure = "<figure><span itemprop='author'>Rolf Kray</span></figure>"
    comment = "<div itemprop='comment' itemscope><span itemprop='author'>Ada Lund</span></div>"
    assert authors("<span itemprop='author'>Mairi Beaton</span>", figure, comment) == ["Mairi Beaton"]


def test_a_person_in_a_later_meta_element_comes_before_the_paper_in_an_earlier_one() -> None:
    head = meta(author="Orrin Post", og__site_name="Orrin Post", twitter__label1="Written by", twitter__data1="Jo Ek")
    assert authors(head=head) == ["Jo Ek"]


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
