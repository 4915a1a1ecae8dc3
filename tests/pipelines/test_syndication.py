"""What says that a text is an agency's."""

from __future__ import annotations

import pytest

from benchmarks.story_texts import article_of
from crawler.items import Article, Artifact, Kind
from pipelines.syndication import agency

LONG = "The council met in the old chapel and nobody spoke of the tram that had been promised. " * 6


def article(text: str = LONG, site: str = "paper.example", authors: tuple[str, ...] = (), byline: str = "") -> Article:
    made = article_of(text, 1)
    made.site, made.authors = site, list(authors)
    if byline:
        made.artifacts = [Artifact(Kind.BYLINE_DATE, "markup.byline", byline, 0)]
    return made


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"LONDON (Reuters) - {LONG}", "Reuters"),
        (f"TANNBERG (dpa/lnw) – {LONG}", "dpa"),
        (f"PARIS, 3 mars (AFP) - {LONG}", "AFP"),
        (f"[ロイター] - {LONG}", "ロイター"),
        (f"（{LONG[:20]}＝共同）{LONG}", "共同"),
        (f"{LONG} (AP)", "AP"),
        (f"{LONG} Halifax — Canadian Press", "Canadian Press"),
        (f"ТАНН, 3 марта (ТАСС). {LONG}", "ТАСС"),
    ],
)
def test_agencies_sign_at_the_beginning_and_at_the_end(text: str, name: str) -> None:
    assert agency(article(text)) == name


@pytest.mark.parametrize(
    ("authors", "byline"),
    [(("Reuters",), ""), ((), "By The Associated Press"), ((), "Von Mara Lind, dpa"), ((), "AFP")],
)
def test_a_byline_counts(authors: tuple[str, ...], byline: str) -> None:
    assert agency(article(authors=authors, byline=byline)) is not None


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        # Inside the text, an agency is quoted.
        f"{LONG} The figures were first given to an agency (Reuters) on Monday. {LONG}",
        f"The apples (APPLES) of 1931 were {LONG}",
        f"Antara Gupta was there. {LONG}",
    ],
)
def test_what_no_agency_has_signed(text: str) -> None:
    assert agency(article(text, authors=("Antti Tapio", "Ani Lusage"))) is None


def test_on_its_own_site_an_agency_is_the_original() -> None:
    text = f"LONDON (Reuters) - {LONG}"
    assert agency(article(text, site="reuters.com")) is None
    assert agency(article(text, site="paper.example")) == "Reuters"
