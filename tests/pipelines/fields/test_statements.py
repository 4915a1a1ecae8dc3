"""What is gathered from a page's markup."""

from __future__ import annotations

import pytest

from pipelines.fields.statements import MAX_OF_EACH, Statements, gather
from pipelines.segment import parse
from tests.pipelines.building import json_ld, page

URL = "https://www.orrinpost.example/ferry"


def said(*inside: str, head: str = "") -> Statements:
    tree = parse(page(*inside, head=head))
    assert tree is not None
    return gather(tree, URL)


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<span itemprop=author>Mairi  Beaton</span>", "Mairi Beaton"),
        ("<meta itemprop=author content='Mairi Beaton'>", None),
        ("<span itemprop='author creator' itemscope><b itemprop=name>Mairi Beaton</b>, editor</span>", "Mairi Beaton"),
        ("<span itemprop=author></span>", None),
        (f"<div itemprop=author>{'x' * 400}</div>", None),
    ],
)
def test_microdata(markup: str, name: str | None) -> None:
    assert said(markup).prop("author") == name


def test_meta_elements_by_property_name_and_itemprop_in_any_case() -> None:
    head = "<meta property='OG:Title' content=' The  ferry '><meta name=DC.creator content=Jo><meta itemprop=datePublished content=2024>"
    found = said(head=head)
    assert found.meta == {"og:title": ["The ferry"], "dc.creator": ["Jo"], "datepublished": ["2024"]}
    assert found.one("nothing", "og:title") == "The ferry"


def test_a_heading_s_parts_stand_apart_as_on_the_page() -> None:
    assert said("<h1><small>Islands</small>The <em>last</em>&#32;crossing<br>ends<script>x()</script></h1>").heads == [
        "Islands The last crossing ends"
    ]


def test_of_several_articles_the_one_of_this_page_is_its_own() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Another story altogether", "datePublished": "2024-01-01"}
    own = {"@type": "NewsArticle", "headline": "The ferry", "mainEntityOfPage": {"@id": URL}}
    assert said(head=json_ld([teaser, own])).article["headline"] == "The ferry"
    by_title = {"@type": "NewsArticle", "headline": "The last crossing"}
    assert said("<h1>The last crossing</h1>", head=json_ld([teaser, by_title])).article == by_title


def test_what_an_article_refers_to_by_id_stands_in_its_place() -> None:
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": "The ferry", "author": {"@id": "#mb"}, "publisher": {"@id": "#op"}},
            {"@type": "Person", "@id": "#mb", "name": "Mairi Beaton"},
            {"@type": "Organization", "@id": "#op", "name": "Orrin Post"},
        ]
    }
    article = said(head=json_ld(graph)).article
    assert article["author"][0]["name"] == "Mairi Beaton"
    assert article["publisher"][0]["name"] == "Orrin Post"


def test_no_page_fills_the_memory_with_statements() -> None:
    many = said("<h1>The ferry</h1><time datetime=2024-05-05></time><i itemprop=author>Jo Ek</i>" * (2 * MAX_OF_EACH))
    assert len(many.heads) == len(many.times) == len(many.props["author"]) == MAX_OF_EACH
