"""Stage 7: the draft becomes the record."""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itemadapter import ItemAdapter

from crawler.items import SCHEMA, Article, Artifact, Kind, Page, Source
from pipelines import clean, examine
from pipelines.tidying import tidy
from pipelines.urls import article_id
from tests.pipelines.building import URL, div, kinds, meta, p, page, paragraphs, story_page
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN
from tests.pipelines.strategies import pieces, records, soup

METER = "You've reached your daily free article limit."


garbled = st.text("aé ü“”ß文д\u00a0\u00ad", max_size=30).map(lambda t: t.encode().decode("latin-1"))
half_garbled = st.text("ÃÂâ€™œ¤©¼Ð¿ ab\u009d\u0301", max_size=30)


@given(pieces | st.text() | garbled | half_garbled)
@settings(max_examples=400, deadline=None)
def test_tidy_is_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_tidy_text_is_composed_and_its_spaces_are_single(text: str) -> None:
    done = tidy(text)
    assert unicodedata.is_normalized("NFC", done)
    assert done == done.strip()
    assert "  " not in done
    assert not set(done) & set("\u00ad\u200b\u2060\ufeff\x00\t\u00a0")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("  Plain  ASCII ", "Plain ASCII"),
        ("cafe\u0301", "café"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("17\u00a0000\u202f€", "17 000 €"),
        ("面積は\u3000広い", "面積は 広い"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("line\nbreak \n stays", "line\nbreak\nstays"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("left\u200e to \u202aright\u202c", "left to right"),
        ("\u202bשלום\u200f!\u202c", "שלום\u200f!"),
        ("half \ud83d pair", "half pair"),
        ("“Quotes”, ‘these’ – „and“ «those» stay…", "“Quotes”, ‘these’ – „and“ «those» stay…"),
        ("Die schÃ¶ne MÃ¼hle", "Die schöne Mühle"),
        ("â€œThe ferryâ€\x9d, he said", "“The ferry”, he said"),
        ("L’Ã©tÃ© Ã  la mer", "L’été à la mer"),
        ("Ð¿Ð°Ñ€Ð¾Ð¼ Ð¸Ð´Ñ‘Ñ‚", "паром идёт"),
        ("A CANÇÃO – “NÃO” DE SÃO TOMÉ", "A CANÇÃO – “NÃO” DE SÃO TOMÉ"),
        ("naïve café, Åland, Ångström – „Äpfel“", "naïve café, Åland, Ångström – „Äpfel“"),
        ("", ""),
        (" \t\u200b", ""),
    ],
)
def test_tidy(text: str, done: str) -> None:
    assert tidy(text) == done


def test_a_record_has_all_keys_in_the_order_of_the_schema() -> None:
    for article in (clean(""), clean(ENGLISH.paragraphs[0]), clean(story_page(ENGLISH), url=URL)):
        names = list(ItemAdapter(article).asdict())
        assert names == [field.name for field in dataclasses.fields(Article)]
        assert article.schema == SCHEMA


def test_the_id_comes_from_the_canonical_address_alone() -> None:
    one = clean(story_page(ENGLISH), url="https://a.example/bell?utm_source=mail#top")
    other = clean(story_page(GERMAN), url="https://a.example/bell")
    assert one.id == other.id == article_id("https://a.example/bell")
    assert clean(story_page(ENGLISH), url="https://a.example/other").id != one.id


def test_the_declared_canonical_address_gives_the_id() -> None:
    head = "<link rel='canonical' href='https://a.example/bell'>"
    article = clean(story_page(ENGLISH, head=head), url="https://a.example/amp/bell?x=1")
    assert (article.url, article.canonical_url) == ("https://a.example/amp/bell?x=1", "https://a.example/bell")
    assert article.id == article_id("https://a.example/bell")


def test_what_the_page_carries_goes_through() -> None:
    source = Source(spider="archive", via="a.warc.gz", warc="<urn:uuid:1>")
    fetched = "2024-05-17T08:00:00+00:00"
    article = examine(Page(url=URL, body=story_page(ENGLISH), http_status=200, fetched=fetched, source=source))[1]
    assert (article.source, article.fetched, article.http_status) == (source, fetched, 200)


def test_values_are_tidied_and_null_when_empty() -> None:
    head = meta(og__title="The\u00adbell  rings", og__site_name="\u200b", og__description=" \u00a0 ") + meta(
        author="Mai\u0301ri Beaton"
    )
    article = clean(page(p("x"), head=head), url=URL)
    assert (article.title, article.publisher, article.description) == ("Thebell rings", None, None)
    assert article.authors == ["Maíri Beaton"]


def test_words_and_hash_are_those_of_the_text() -> None:
    article = clean(story_page(ENGLISH), url=URL)
    assert article.text == "\n\n".join(ENGLISH.paragraphs)
    # Words as a word processor counts them, but for what stands between dashes.
    assert abs(article.words - len(article.text.split())) <= 3
    assert article.text_hash == hashlib.sha256(article.text.encode()).hexdigest()
    empty = clean("")
    assert (empty.text, empty.words, empty.text_hash) == ("", 0, None)


def test_soft_breaks_stay_lines_of_one_paragraph() -> None:
    verse = "<p>The ferry goes out in the grey of the morning, <br>the ferry comes home in the grey of the night,<br>and nobody knows what the skipper is thinking.</p>"
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs[:3]), verse, p(*ENGLISH.paragraphs[3:])), url=URL)
    assert paragraphs(article)[3].split("\n") == [
        "The ferry goes out in the grey of the morning,",
        "the ferry comes home in the grey of the night,",
        "and nobody knows what the skipper is thinking.",
    ]


def test_an_artifact_knows_how_many_paragraphs_stand_before_it() -> None:
    html = story_page(
        ENGLISH, p(*ENGLISH.paragraphs[:2], METER), p(*ENGLISH.paragraphs[2:], "Photo courtesy Wikimedia")
    )
    places = {artifact.text: (artifact.after, artifact.offset) for artifact in clean(html, url=URL).artifacts}
    assert places[METER] == (2, None)
    assert places["Photo courtesy Wikimedia"] == (6, None)
    assert places[ENGLISH.title] == (0, None)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("{text} {cut}", (1, "end")),
        ("{cut} {text}", (0, "start")),
    ],
)
def test_a_passage_inside_a_paragraph_knows_its_place_in_it(line: str, place: tuple[int, str]) -> None:
    cut = "Il vous reste 57 % de cet article à lire."
    text = FRENCH.paragraphs[0]
    article = clean(line.format(text=text, cut=cut) + "\n" + FRENCH.paragraphs[1], plain=True)
    assert paragraphs(article) == list(FRENCH.paragraphs[:2])
    (artifact,) = article.artifacts
    assert artifact.text == cut
    assert (artifact.after, artifact.offset) == (place[0], len(text) if place[1] == "end" else 0)


@given(records)
@settings(max_examples=80, deadline=None)
def test_places_of_artifacts_lie_in_the_text_and_in_order(text: str) -> None:
    _check_places(clean(text, plain=True))


@given(soup)
@settings(max_examples=80, deadline=None)
def test_places_of_artifacts_of_html_too(html: str) -> None:
    _check_places(clean(html, plain=False))


def _check_places(article: Article) -> None:
    texts = paragraphs(article)
    before = 0
    for artifact in article.artifacts:
        assert before <= artifact.after <= len(texts)
        before = artifact.after
        assert artifact.kind is not Kind.BODY
        assert artifact.rule
        if artifact.offset is not None:
            number = artifact.after - 1 if artifact.offset else artifact.after
            assert 0 <= artifact.offset <= len(texts[number])


def test_far_navigation_is_not_kept_but_a_wall_line_is_wherever_it_stands() -> None:
    html = page(
        "<nav>" + "".join(f"<p>Menu {n}</p>" for n in range(30)) + "</nav>",
        div("x", "".join(f"<p>Teaser number {n}</p>" for n in range(60))),
        f"<article>{p(*ENGLISH.paragraphs)}</article>",
        div("x", "".join(f"<p>Footnote number {n}</p>" for n in range(80)), p(METER)),
    )
    article = clean(html, url=URL)
    texts = [text for _, text in kinds(article)]
    assert (Kind.METER_NOTICE, METER) in kinds(article)
    assert "Menu 1" not in texts
    assert "Teaser number 1" not in texts
    assert "Footnote number 79" not in texts


def test_a_paragraph_of_which_nothing_is_left_is_an_artifact() -> None:
    article = clean("\u200b\u200b\n" + "\n".join(ENGLISH.paragraphs), plain=True)
    assert all(paragraphs(article))
    assert [artifact for artifact in article.artifacts if artifact.text == ""] == [
        Artifact(article.artifacts[0].kind, article.artifacts[0].rule, "", 0)
    ]
