"""JSON-LD, as pages really carry it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import jsonld
from pipelines.segment import parse
from tests.pipelines.building import json_ld, page

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = {"@type": "NewsArticle", "headline": "The bell that would not ring", "wordCount": 512}
WRITTEN = json.dumps(ARTICLE)


def articles(*scripts: str) -> list[dict[str, Any]]:
    tree = parse(page("<p>text</p>", head="".join(scripts)))
    assert tree is not None
    return [node for node in jsonld.nodes(tree) if jsonld.is_article(node)]


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        [ARTICLE],
        [{"@type": "WebSite"}, ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        [[{"@graph": [[ARTICLE]]}]],
    ],
)
def test_an_article_is_found_wherever_it_stands(data: Any) -> None:
    assert articles(json_ld(data)) == [ARTICLE]


@pytest.mark.parametrize(
    "text",
    [
        f"\n\n  {WRITTEN}  \n",
        f"<!-- {WRITTEN} -->",
        f"<!--\n{WRITTEN}\n//-->",
        f"<![CDATA[{WRITTEN}]]>",
        f"//<![CDATA[\n{WRITTEN}\n//]]>",
        f"{WRITTEN};",
        WRITTEN.replace("}", ",}"),
        f"[{WRITTEN}, ]",
        WRITTEN.replace('"', "&quot;"),
        WRITTEN.replace("The bell", "The\tbell").replace("\t", " "),
    ],
)
def test_wrappings_and_small_slips_are_read_over(text: str) -> None:
    assert articles(json_ld(text)) == [ARTICLE]


def test_raw_line_breaks_and_tabs_inside_a_text_are_read_over() -> None:
    (node,) = articles(json_ld(WRITTEN.replace("The bell", "The\n\tbell")))
    assert jsonld.first(node["headline"]) == "The bell that would not ring"


@pytest.mark.parametrize(
    "text", ["", "null", "{", '{"@type": "NewsArticle", "headline": "cut', "alert(1)", "[1, 2]", '"x"', "\x00"]
)
def test_a_script_that_cannot_be_read_does_not_hide_the_next(text: str) -> None:
    assert articles(json_ld(text), json_ld(ARTICLE)) == [ARTICLE]


def test_the_article_comes_before_what_it_cites() -> None:
    cited = {"@type": "Article", "headline": "An older story"}
    data = {"@type": "WebPage", "about": {"citation": cited}, "mainEntity": {**ARTICLE, "citation": [cited]}}
    assert articles(json_ld(data))[0]["headline"] == ARTICLE["headline"]


def test_the_first_of_several_articles_comes_first() -> None:
    first, second = {**ARTICLE, "headline": "First"}, {**ARTICLE, "headline": "Second"}
    assert [node["headline"] for node in articles(json_ld(first), json_ld(second))] == ["First", "Second"]


@pytest.mark.parametrize("kind", ["application/ld+json", "APPLICATION/LD+JSON", "application/ld+json; charset=utf-8"])
def test_the_script_type_is_read_in_any_spelling(kind: str) -> None:
    assert articles(f'<script type="{kind}">{WRITTEN}</script>') == [ARTICLE]


def test_other_scripts_are_not_read() -> None:
    assert articles(f"<script>{WRITTEN}</script>", f'<script type="application/json">{WRITTEN}</script>') == []


@pytest.mark.parametrize(
    ("value", "types"),
    [
        ("NewsArticle", ["NewsArticle"]),
        ("https://schema.org/NewsArticle", ["NewsArticle"]),
        (["Article", "http://schema.org/Review", 3, None], ["Article", "Review"]),
        (None, []),
        ({"a": 1}, []),
    ],
)
def test_types_in_all_spellings(value: Any, types: list[str]) -> None:
    assert jsonld.types({"@type": value}) == types


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("Ana  Ruiz\n", ["Ana Ruiz"]),
        ({"@type": "Person", "name": "Ana Ruiz"}, ["Ana Ruiz"]),
        ([{"name": "Ana Ruiz"}, "Jo Ek"], ["Ana Ruiz", "Jo Ek"]),
        ({"name": ["Ana Ruiz", {"name": "Jo Ek"}]}, ["Ana Ruiz", "Jo Ek"]),
        ("Ruiz &amp; Ek", ["Ruiz & Ek"]),
        ({"name": ""}, []),
        ({"url": "/x"}, []),
        (None, []),
        (7, []),
        (True, []),
    ],
)
def test_texts_of_a_value_in_all_forms(value: Any, texts: list[str]) -> None:
    assert jsonld.texts(value) == texts


@pytest.mark.parametrize("opening", ['{"a":', "[", '{"name":[', '[{"@graph":'])
def test_bottomless_nesting_is_survived(opening: str) -> None:
    closing = "".join({"{": "}", "[": "]"}[c] for c in reversed(opening) if c in "{[")
    deep = opening * 50_000 + '"x"' + closing * 50_000
    assert articles(json_ld(deep), json_ld(ARTICLE)) == [ARTICLE]


@pytest.mark.parametrize(
    "wrap", [lambda value: {"name": value}, lambda value: [value], lambda value: {"name": [value]}]
)
def test_names_can_be_deeper_than_the_stack(wrap: Callable[[Any], Any]) -> None:
    value: Any = "Ana Ruiz"
    for _ in range(5_000):
        value = wrap(value)
    assert jsonld.texts(value) == ["Ana Ruiz"]


def test_a_huge_script_is_bounded() -> None:
    tree = parse(page("<p>text</p>", head=json_ld([ARTICLE, *({"@type": "Thing", "n": i} for i in range(50_000))])))
    assert tree is not None
    found = jsonld.nodes(tree)
    assert found[0] == ARTICLE
    assert len(found) <= jsonld.MAX_NODES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(st.sampled_from(["@type", "@graph", "name", "headline", "author", "url"]), inside, max_size=4)
    ),
    max_leaves=15,
)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_any_json_is_walked_without_an_error(data: Any) -> None:
    tree = parse(page(head=json_ld(json.dumps(data).replace("<", "\\u003c"))))
    assert tree is not None
    for node in jsonld.nodes(tree):
        jsonld.is_article(node)
        for value in node.values():
            assert all(isinstance(text, str) and text for text in jsonld.texts(value))


@pytest.mark.parametrize(
    "text",
    [
        f"/* the story */ {WRITTEN}",
        f"// the story\n{WRITTEN}",
        WRITTEN.replace("The bell", r"The \'bell"),
        '{"@type": "WebPage"} ' + WRITTEN,
        '{"@type": "WebPage"};\n' + WRITTEN + ";",
    ],
)
def test_comments_bad_escapes_and_several_objects_in_a_script(text: str) -> None:
    assert [node["wordCount"] for node in articles(json_ld(text))] == [512]


def test_of_a_script_that_is_no_json_the_short_statements_are_saved_and_never_the_text() -> None:
    broken = (
        '{"@type": "NewsArticle", "headline": "The \\"bell\\"", "articleBody": "He said "no" and left", '
        '"datePublished": "2024-05-17", "author": {"@type": "Person", "name": "Mairi Beaton"}}'
    )
    assert articles(json_ld(broken)) == [
        {"@type": "NewsArticle", "headline": 'The "bell"', "datePublished": "2024-05-17", "author": "Mairi Beaton"}
    ]
    assert jsonld.parse('{"@type": "Product", "headline": "A "bell""}') is None
