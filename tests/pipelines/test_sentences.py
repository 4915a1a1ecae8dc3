"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sentences import count_words, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


CUT = [
    ("The port is shut. Nobody knows why.", ["The port is shut.", "Nobody knows why."]),
    ("Is it shut? It is! Go home.", ["Is it shut?", "It is!", "Go home."]),
    ("„Der Hafen ist zu.“ Er ging.", ["„Der Hafen ist zu.“", "Er ging."]),
    ("Le port est fermé… Personne ne sait pourquoi.", ["Le port est fermé…", "Personne ne sait pourquoi."]),
    ("El puerto cerró. ¿Por qué? Nadie lo sabe.", ["El puerto cerró.", "¿Por qué?", "Nadie lo sabe."]),
    ("港は閉鎖された。理由は不明だ。", ["港は閉鎖された。", "理由は不明だ。"]),
    ("Порт закрыт. Никто не знает почему.", ["Порт закрыт.", "Никто не знает почему."]),
    ("बंदरगाह बंद है। कोई नहीं जानता।", ["बंदरगाह बंद है।", "कोई नहीं जानता।"]),
    ("Try it freeAlready a subscriber?", ["Try it free", "Already a subscriber?"]),
    ("The last words. [+204 chars]", ["The last words. [+204 chars]"]),
]


@pytest.mark.parametrize(("text", "parts"), CUT)
def test_sentences_are_parted(text: str, parts: list[str]):
    assert split(text) == parts


WHOLE = [
    "Mr. Quay met Dr. Pier in St. Harbour on Monday",
    "The firm, Quay & Co. Ltd. of Leeds, paid $4.50",
    "J. R. R. Quay wrote it",
    "Die Fähre, z.B. die alte, fährt um ca. 5 Uhr",
    "He watched YouTube on an iPhone",
    "version 2.0.1 is out",
    "「港は閉鎖された。」と彼は話した",
]


@pytest.mark.parametrize("text", WHOLE)
def test_abbreviations_and_names_part_nothing(text: str):
    assert split(text) == [text]


@given(st.text(alphabet='aB .!?…"”。」é\n', max_size=80))
def test_spans_are_in_order_and_hold_all_that_is_not_white_space(text: str):
    covered = set()
    end = 0
    for start, stop in sentences(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop].strip()
        covered.update(range(start, stop))
        end = stop
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


COUNTS = [
    ("", 0),
    ("one two, three", 3),
    ("don't stop", 2),
    ("l’été 2024", 2),
    ("…—!?", 0),
    ("港は閉鎖", 2),
    ("港 Port 12", 3),
    ("порт закрыт", 2),
]


@pytest.mark.parametrize(("text", "words"), COUNTS)
def test_words_are_counted_in_any_script(text: str, words: int):
    assert count_words(text) == words


@given(st.lists(st.sampled_from(["ferry", "port", "l'été", "Hafen", "порт"]), max_size=20))
def test_words_of_spaced_scripts_are_what_spaces_part(words: list[str]):
    assert count_words(" ".join(words)) == len(words)
