"""Stage 2: what a page says of its article outside the text."""

from __future__ import annotations

import dataclasses
import json
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Declared, Page
from pipelines import clean
from pipelines.draft import Metadata
from pipelines.metadata import MAX_TITLES, read, truth
from pipelines.segment import parse
from tests.pipelines.building import URL, json_ld, meta, news_article, p, page, story_page
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN, JAPANESE, STORIES, Story


def found(*inside: str, head: str = "", title: str = "", lang: str = "", url: str = URL) -> Metadata:
    tree = parse(page(*inside, head=head, title=title, lang=lang))
    assert tree is not None
    return read(tree, url)


# --- headlines ---


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " — ", " · ", "｜"])
@pytest.mark.parametrize("story", [ENGLISH, GERMAN, FRENCH], ids=lambda s: s.language)
def test_the_headline_has_no_site_name(story: Story, separator: str) -> None:
    assert found(title=f"{story.title}{separator}Orrin Post").title == story.title


@pytest.mark.parametrize("separator", [" | ", " - ", "｜"])
def test_a_japanese_headline_has_no_site_name(separator: str) -> None:
    name = meta(og__site_name="折鈴新報")
    assert found(title=f"{JAPANESE.title}{separator}折鈴新報", head=name).title == JAPANESE.title


def test_a_japanese_headline_has_no_latin_site_name_either() -> None:
    assert found(title=f"{JAPANESE.title} | Orrin Post").title == JAPANESE.title


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (meta(og__title="Ferry: the last crossing", og__site_name="Orrin Post"), "Ferry: the last crossing"),
        (meta(og__title="The last crossing | Orrin Post", og__site_name="Orrin Post"), "The last crossing"),
        (news_article(headline="The last crossing", publisher={"name": "Orrin Post"}), "The last crossing"),
        (news_article(headline=["", "The last crossing"]) + meta(og__title="Other"), "The last crossing"),
        (news_article(headline="Tom &amp; Jo"), "Tom & Jo"),
    ],
)
def test_the_headline_of_declarations(head: str, headline: str) -> None:
    assert found(head=head).title == headline


def test_a_hyphen_inside_the_headline_stays() -> None:
    assert found(title="North-south line reopens after storm-damage repair").title == (
        "North-south line reopens after storm-damage repair"
    )


def test_no_more_titles_are_compared_than_a_page_can_mean() -> None:
    many = range(3 * MAX_TITLES)
    titles = "".join(f'<meta property="og:title" content="The ferry number {n}">' for n in many)
    tree = parse(page(*(f"<h1>The ferry line {n}</h1>" for n in many), head=titles))
    assert tree is not None
    found = read(tree, URL)
    assert found.title in {f"The ferry line {n}" for n in range(MAX_TITLES)}
    assert len(found.headlines) <= 2 * MAX_TITLES


def test_the_headline_on_the_page_is_the_one_that_its_title_repeats() -> None:
    html = "<h1>Orrin Post</h1><h1>The <em>last</em> crossing of the ferry</h1>"
    declared = meta(og__title="You will not believe this ferry")
    assert found(html, head=declared, title="The last crossing of the ferry - Orrin Post").title == (
        "The last crossing of the ferry"
    )


def test_a_title_known_from_elsewhere_comes_after_the_page_s_own() -> None:
    assert clean("<p>text</p>", title="From the record").title == "From the record"
    assert clean(page("<p>text</p>", title="From the page"), title="From the record").title == "From the page"
    assert clean("text", plain=True, title=" From  the record ").title == "From the record"
    assert clean("text", plain=True, title=" ").title is None


# --- people, dates, language, section, tags ---


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (news_article(author={"@type": "Person", "name": "Mairi Beaton"}), ["Mairi Beaton"]),
        (news_article(author=[{"name": "Mairi Beaton"}, {"name": "Jo Ek"}]), ["Mairi Beaton", "Jo Ek"]),
        (news_article(author="By Mairi Beaton and Jo Ek"), ["Mairi Beaton", "Jo Ek"]),
        (meta(author="Von Anke Ruhl, Jens Witt und Ida Moor"), ["Anke Ruhl", "Jens Witt", "Ida Moor"]),
        (meta(author="Par Léa Morvan et Yann Gourlay"), ["Léa Morvan", "Yann Gourlay"]),
        (meta(author="Por Inés Robledo y Juan Mata"), ["Inés Robledo", "Juan Mata"]),
        (meta(author="https://www.orrinpost.example/people/7"), []),
        (news_article(author={"name": "Mairi Beaton"}) + meta(author="Orrin Post"), ["Mairi Beaton"]),
        (news_article(author=[{"name": "Mairi Beaton"}, {"name": "Mairi Beaton"}]), ["Mairi Beaton"]),
        (news_article(author=None), []),
    ],
)
def test_authors(head: str, authors: list[str]) -> None:
    assert found(head=head).authors == authors


def test_authors_of_a_page_without_declarations() -> None:
    assert found("<p>By <a rel='author' href='/mb'>Mairi  Beaton</a></p>").authors == ["Mairi Beaton"]


@pytest.mark.parametrize(
    ("head", "url", "published"),
    [
        (news_article(datePublished="2024-05-17T08:00:00+01:00"), URL, "2024-05-17T08:00:00+01:00"),
        (news_article(datePublished={"@value": "2024-05-17"}), URL, "2024-05-17"),
        (news_article(datePublished="soon") + meta(article__published_time="2024-05-16"), URL, "2024-05-16"),
        ("<meta itemprop='datePublished' content='2024-05-15'>", URL, "2024-05-15"),
        ("<meta name='DC.date.issued' content='2024-05-14'>", URL, "2024-05-14"),
        ("", "https://a.example/2024/05/13/x", "2024-05-13"),
        ("", "https://a.example/x", None),
    ],
)
def test_published(head: str, url: str, published: str | None) -> None:
    assert found(head=head, url=url).published == published


def test_published_from_a_time_element() -> None:
    html = (
        "<time>yesterday</time><time datetime='2024-05-12T10:00+02:00'>12 May</time><time datetime='2023-01-01'></time>"
    )
    assert found(html, url="https://a.example/x").published == "2024-05-12T10:00:00+02:00"


def test_modified_is_its_own_date() -> None:
    both = found(head=news_article(datePublished="2024-05-17", dateModified="2024-05-18"))
    assert (both.published, both.modified) == ("2024-05-17", "2024-05-18")
    assert found(head=news_article(datePublished="2024-05-17")).modified is None


@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        ("de-AT", "", "de"),
        ("EN", "", "en"),
        ("", news_article(inLanguage="fr-FR"), "fr"),
        ("", news_article(inLanguage={"@type": "Language", "name": "es"}), "es"),
        ("", meta(og__locale="pt_BR"), "pt"),
        ("", "<meta name='language' content='Deutsch'>", None),
        ("{{ lang }}", "", None),
        ("", "", None),
        (" ja ", "", "ja"),
    ],
)
def test_language_is_the_primary_subtag_or_null(lang: str, head: str, language: str | None) -> None:
    assert found(head=head, lang=lang).language == language


def test_section_tags_description_image_publisher() -> None:
    by_ld = found(
        head=news_article(
            articleSection=["Islands", "News"],
            keywords="ferry, school ,  ferry,x",
            description="Short.",
            image=[{"@type": "ImageObject", "url": "https://a.example/1.jpg"}],
            publisher={"@type": "Organization", "name": "Orrin Post"},
        )
    )
    assert (by_ld.section, by_ld.tags) == ("Islands", ["ferry", "school"])
    assert (by_ld.description, by_ld.image, by_ld.publisher) == ("Short.", "https://a.example/1.jpg", "Orrin Post")
    by_meta = found(
        head=meta(
            article__section="Islands",
            og__description="Short.",
            og__image="/1.jpg",
            og__site_name="Orrin Post",
        )
        + meta(article__tag="ferry")
        + meta(article__tag="school")
    )
    assert (by_meta.section, by_meta.tags, by_meta.publisher) == ("Islands", ["ferry", "school"], "Orrin Post")
    assert by_meta.description == "Short."


def test_absent_values_are_null_and_never_empty() -> None:
    head = meta(og__title="", og__description=" ", author="", article__section="") + news_article(
        headline="", author=""
    )
    for page_found in (found(head=head, url="https://a.example/x"), found("<h1></h1>", url="https://a.example/x")):
        page_found.page_type = None
        assert page_found == Metadata()


# --- addresses ---


def test_the_canonical_address_must_be_of_the_same_site() -> None:
    url = "https://www.orrinpost.com/news/bell?utm_source=x"
    good = "<link rel='canonical' href='/news/bell'>"
    foreign = "<link rel='canonical' href='https://elsewhere.com/bell'>"
    assert found(head=good, url=url).canonical_url == "https://www.orrinpost.com/news/bell"
    assert found(head=foreign, url=url).canonical_url is None
    assert (
        found(head=foreign + meta(og__url="/news/bell"), url=url).canonical_url == "https://www.orrinpost.com/news/bell"
    )
    assert clean(page(p("x"), head=foreign), url=url).canonical_url == "https://www.orrinpost.com/news/bell"


@pytest.mark.parametrize(
    ("url", "href", "following"),
    [
        ("https://a.example/bell", "/bell/2", "https://a.example/bell/2"),
        ("https://a.example/bell", "/bell?page=2", "https://a.example/bell?page=2"),
        ("https://a.example/bell.html", "bell-2.html", "https://a.example/bell-2.html"),
        ("https://a.example/bell/", "https://a.example/bell/page/3/", "https://a.example/bell/page/3/"),
        ("https://a.example/bell", "/another-story", None),
        ("https://a.example/bell", "/bell/1", None),
        ("https://a.example/bell", "https://b.example/bell/2", None),
        ("https://a.example/", "/page/2", None),
        ("https://a.example/bell", "/bell-founders", None),
        ("https://a.example/bell", "", None),
        ("https://a.example/bell", "http://[broken", None),
    ],
)
def test_the_next_page_is_a_later_page_of_the_same_text(url: str, href: str, following: str | None) -> None:
    assert found(head=f"<link rel='next' href='{href}'>", url=url).next_page == following


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("https://img.example/1.jpg", "https://img.example/1.jpg"),
        ("//img.example/1.jpg", "https://img.example/1.jpg"),
        ("/1.jpg", "https://a.example/1.jpg"),
        ("1.jpg", "https://a.example/news/1.jpg"),
        ("data:image/png;base64,AAAA", None),
        ("http://[broken", None),
    ],
)
def test_the_lead_picture_has_a_whole_address(image: str, address: str | None) -> None:
    url = "https://a.example/news/bell"
    assert found(head=news_article(image={"url": image}), url=url).image == address
    assert found(head=meta(og__image=image), url=url).image == address


# --- what the publisher declares of the price ---


@pytest.mark.parametrize(
    "value", [False, "False", "false", " FALSE ", "http://schema.org/False", "https://schema.org/False", "no", "0"]
)
def test_not_for_free_in_all_spellings(value: Any) -> None:
    assert truth(value) is False
    assert found(head=news_article(isAccessibleForFree=value)).declared is Declared.PAID


@pytest.mark.parametrize("value", [True, "True", "true", "http://schema.org/True", "yes", "1"])
def test_for_free_in_all_spellings(value: Any) -> None:
    assert truth(value) is True
    assert found(head=news_article(isAccessibleForFree=value)).declared is Declared.FREE


@pytest.mark.parametrize("value", [None, "", "maybe", [], {}, "subscriber", "undefined"])
def test_other_values_declare_nothing(value: Any) -> None:
    assert truth(value) is None
    assert found(head=news_article(isAccessibleForFree=value)).declared is None


@pytest.mark.parametrize(
    ("tier", "declared"),
    [
        ("free", Declared.FREE),
        ("metered", Declared.METERED),
        ("locked", Declared.PAID),
        ("LOCKED", Declared.PAID),
        ("gold", None),
    ],
)
def test_tiers(tier: str, declared: Declared | None) -> None:
    assert found(head=meta(article__content_tier=tier)).declared is declared


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        (json_ld({"@type": "WebPage", "isAccessibleForFree": "False"}), Declared.PAID),
        (json_ld({"@graph": [{"@type": ["NewsArticle"], "isAccessibleForFree": False}]}), Declared.PAID),
        (json_ld({"@type": "Event", "isAccessibleForFree": False}), None),
        ("<meta name='isAccessibleForFree' content='false'>", Declared.PAID),
        (news_article(isAccessibleForFree=True) + meta(article__content_tier="metered"), Declared.METERED),
        (news_article(isAccessibleForFree=False) + meta(article__content_tier="free"), Declared.PAID),
    ],
)
def test_the_strictest_statement_of_the_article_counts(head: str, declared: Declared | None) -> None:
    assert found(head=head).declared is declared


def test_a_declaration_reaches_the_record_and_is_not_the_verdict() -> None:
    article = clean(story_page(ENGLISH, head=news_article(isAccessibleForFree=False)), url=URL)
    assert (article.access.declared, article.access.status) == (Declared.PAID, "complete")
    assert article.access.wall is None


# --- how long the story is said to be: lengths only ---

SECRET = "Zinnoberquarz " * 400


@pytest.mark.parametrize(
    ("fields", "words", "source"),
    [
        ({"wordCount": 820}, 820, "wordCount"),
        ({"wordCount": "820"}, 820, "wordCount"),
        ({"articleBody": "one two three " * 50}, 150, "articleBody"),
        ({"articleBody": "one two three " * 50, "wordCount": 820}, 820, "wordCount"),
        ({"wordCount": " 820 "}, 820, "wordCount"),
        ({"wordCount": "²"}, None, None),
        ({"wordCount": "9" * 5000}, None, None),
        ({"wordCount": True}, None, None),
        ({"wordCount": 0}, None, None),
        ({"wordCount": "many"}, None, None),
        ({"wordCount": -7}, None, None),
        ({"wordCount": 10**9}, None, None),
        ({"wordCount": None, "articleBody": "too short"}, None, None),
        ({"articleBody": ["no", "text"]}, None, None),
        ({}, None, None),
    ],
)
def test_expected_words(fields: dict[str, Any], words: int | None, source: str | None) -> None:
    got = found(head=news_article(**fields))
    assert (got.expected_words, got.expected_from) == (words, source)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda s: s.language)
def test_hidden_text_of_a_locked_page_never_shows_anywhere(story: Story) -> None:
    cut = story.paragraphs[:2]
    hidden = story.paragraphs[2:]
    html = page(
        f"<article><h1>{story.title}</h1>{p(*cut)}</article>",
        f"<script>window.story = {json.dumps(hidden)}</script>",
        f"<noscript>{p(*hidden)}</noscript><template>{p(*hidden)}</template>",
        head=news_article(headline=story.title, isAccessibleForFree=False, articleBody="\n".join(story.paragraphs)),
        lang=story.language,
    )
    record = json.dumps(dataclasses.asdict(clean(html, url=URL)), ensure_ascii=False)
    assert cut[0] in record
    assert not any(text[:30] in record for text in hidden)


WORD = st.sampled_from(["Zinnoberquarz", "Kupferglimmer", "Obsidianfaden"])


@given(
    body=st.lists(WORD, max_size=400).map(" ".join),
    field=st.sampled_from(["articleBody", "text", "reviewBody", "body", "articlebody"]),
    kind=st.sampled_from(["NewsArticle", "Article", "WebPage", "BlogPosting", "WebPageElement", "Thing"]),
    shape=st.sampled_from(["plain", "graph", "list", "nested"]),
    free=st.sampled_from([True, False, "False", None]),
    lead=st.integers(0, 6),
)
@settings(max_examples=60, deadline=None)
def test_a_declared_text_is_counted_and_never_read(
    body: str, field: str, kind: str, shape: str, free: Any, lead: int
) -> None:
    node = {"@type": kind, "headline": "H", "isAccessibleForFree": free, field: body}
    shapes: dict[str, Any] = {"plain": node, "graph": {"@graph": [node]}, "list": [node], "nested": {"hasPart": node}}
    html = story_page(ENGLISH, p(*ENGLISH.paragraphs[:lead]), head=json_ld(shapes[shape]))
    record = json.dumps(dataclasses.asdict(clean(html, url=URL)), ensure_ascii=False)
    assert not any(word in record for word in ("Zinnoberquarz", "Kupferglimmer", "Obsidianfaden"))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_title_and_author_give_texts_or_null(title: str, author: str) -> None:
    head = f"<meta property='og:title' content='{escape(title)}'><meta name='author' content='{escape(author)}'>"
    got = clean(page(p("text"), head=head), url=URL)
    assert got.error is None
    assert got.title is None or got.title.strip() == got.title != ""
    assert all(name.strip() == name != "" for name in got.authors)


def test_plain_text_has_no_metadata_but_its_title() -> None:
    article = clean("<p>this is text</p>", plain=True, url="https://a.example/2024/05/17/x")
    assert (article.title, article.language, article.access.declared) == (None, None, None)


def test_metadata_of_a_page_that_holds_nothing() -> None:
    from pipelines import examine

    draft, article = examine(Page(url=URL, body=""))
    assert draft.metadata == Metadata()
    assert article.error is None
