"""Labels that say how long the whole text takes to read."""

from __future__ import annotations

import pytest

from crawler.items import Page
from pipelines import examine
from pipelines.lengths import reading_minutes
from tests.pipelines.building import URL, p, story_page
from tests.pipelines.stories import ENGLISH


def minutes(*before: str, behind: str = "") -> int | None:
    html = story_page(ENGLISH, p(*before), p(*ENGLISH.paragraphs), p(behind) if behind else "")
    return reading_minutes(examine(Page(url=URL, body=html))[0].blocks)


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("8 min read", 8),
        ("8-minute read", 8),
        ("Reading time: 8 minutes", 8),
        ("Lesezeit: ca. 8 Minuten", 8),
        ("8 Min. Lesezeit", 8),
        ("Temps de lecture : 8 min", 8),
        ("12 minutes de lecture", 12),
        ("Tiempo de lectura: 8 min", 8),
        ("8 min de lectura", 8),
        ("Tempo di lettura: 8 minuti", 8),
        ("Leestijd 8 minuten", 8),
        ("Lästid: 8 min", 8),
        ("8 минут чтения", 8),
        ("阅读时间：8分钟", 8),
        ("8分で読めます", 8),
        ("May 17, 2024 · 8 min read · Islands", 8),
    ],
)
def test_labels_in_many_languages(label: str, number: int) -> None:
    assert minutes(label) == number


@pytest.mark.parametrize(
    "label", ["", "8 minutes ago", "Updated 45 min ago", "88 miles", "Minutes of the meeting", "108 min readings"]
)
def test_other_minutes_are_no_reading_time(label: str) -> None:
    assert minutes(label) is None


def test_a_label_behind_the_text_belongs_to_another() -> None:
    assert minutes(behind="8 min read") is None


def test_a_paragraph_that_speaks_of_reading_is_no_label() -> None:
    assert (
        minutes(
            "She wrote that the whole of it was an 8 min read for anybody who had ever waited on that quay in the rain of a winter morning."
        )
        is None
    )
