"""Fingerprints: what of a text is known again, in any script, and that it stays small."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.story_texts import TONGUES, Event
from pipelines.fingerprints import MOST, SAME, Fingerprint, compare
from tests.pipelines.stories import STORIES
from tests.pipelines.strategies import records

EVERY_TONGUE = pytest.mark.parametrize("language", TONGUES)


def written(language: str, paragraphs: int, seed: int = 1) -> str:
    """A text of so many paragraphs of some sentences each."""
    dice = Random(seed)  # noqa: S311  nothing secret hangs on it
    return "\n\n".join(Event.draw(TONGUES[language], dice).paragraphs(paragraphs))


def print_of(text: str) -> Fingerprint:
    return Fingerprint.of(text)


@settings(deadline=None)
@given(records)
def test_what_is_packed_comes_back(text: str) -> None:
    made = print_of(text)
    assert Fingerprint.unpack(made.pack()) == made


def test_what_another_version_has_packed_is_not_read() -> None:
    assert Fingerprint.unpack(b"\x00" + print_of("a").pack()[1:]) is None
    assert Fingerprint.unpack(b"") is None


def test_files_of_years_ago_are_still_understood() -> None:
    # With other hashes than these, _FORM needs another number.
    made = print_of("The ferry makes its last crossing in March 1931, the harbour trust said.")
    assert made.digest.hex() == "1709a732c7d0b08604fffe165786d5bc"
    assert (made.letters, made.zeros, made.whole[:2], made.keys[:2]) == (
        58,
        0,
        (2775942984, 1989973749),
        (1748459695, 2885129638),
    )
    assert sorted(made.numbers) == [22760]


@EVERY_TONGUE
@pytest.mark.parametrize("paragraphs", [1, 8, 400])
def test_little_is_kept_however_long_the_text_is(language: str, paragraphs: int) -> None:
    made = print_of(written(language, paragraphs))
    assert len(made.whole) <= MOST
    assert len(made.keys) <= 7
    assert len(made.pack()) < 1100


def test_a_text_that_repeats_itself_is_no_trouble() -> None:
    made = print_of("na " * 100_000)
    assert len(made.pack()) < 100
    assert compare(made, made) == SAME
    assert not compare(made, print_of(written("en", 5))).contained


def test_how_a_text_is_set_does_not_matter() -> None:
    one = "“We sail,” she said — at 6.30 a.m., every day – and the NORTH pier… waits."
    other = '"We  sail", she said - at 6:30 a.m. every day -\n\nand the North pier ... waits'
    assert print_of(one) == print_of(other)


@EVERY_TONGUE
def test_a_cut_copy_is_contained_and_leads(language: str) -> None:
    text = written(language, 20)
    whole = print_of(text)
    for share in (0.1, 0.3, 0.7):
        likeness = compare(print_of(text[: int(share * len(text))]), whole)
        assert likeness.contained >= 0.9, share
        assert likeness.leading
        assert abs(likeness.length - share) < 0.05


@EVERY_TONGUE
def test_a_cut_copy_below_a_line_of_its_own_is_contained_too(language: str) -> None:
    text = written(language, 40)
    line = TONGUES[language].headings[0]
    assert compare(print_of(f"{line}\n{text[: len(text) // 15]}"), print_of(text)).contained >= 0.8
    assert compare(print_of(text[: len(text) // 15]), print_of(f"{line}\n{text}")).contained >= 0.8


@EVERY_TONGUE
def test_what_stands_in_the_middle_of_another_text_does_not_lead(language: str) -> None:
    before, text, behind = (written(language, 30, seed) for seed in (1, 2, 3))
    likeness = compare(print_of(text), print_of(f"{before}\n{text}\n{behind}"))
    assert likeness.contained >= 0.9
    assert not likeness.leading


@EVERY_TONGUE
def test_texts_of_the_same_words_have_next_to_nothing_in_common(language: str) -> None:
    one, other = (print_of(written(language, 12, seed)) for seed in (1, 2))
    assert compare(one, other).contained < 0.1


def test_short_texts_are_compared_exactly() -> None:
    text = "A pilot boat brought the surveyors to the quarry before the tide had turned again"
    other = f"{text} Nobody had asked them"
    # Passages of 24 letters: 47 of them, all of which stand in the other text, and 20 more there.
    letters = sum(c.isalnum() for c in text)
    more = sum(c.isalnum() for c in other)
    likeness = compare(print_of(text), print_of(other))
    assert likeness.contained == 1
    assert likeness.jaccard == pytest.approx((letters - 23) / (more - 23))


def test_numbers_tell_what_is_said_in_the_same_words_every_day() -> None:
    form = "Tide {} at {} o'clock, wind {} to {} knots from the west, water {} degrees, air {} degrees, {} boats out."
    today, tomorrow = form.format(3, 11, 7, 15, 9, 12, 44), form.format(2, 10, 8, 16, 6, 13, 51)
    assert compare(print_of(today), print_of(tomorrow)).numbers == 0
    assert compare(print_of(today), print_of(today + " Updated 14:05")).numbers == 1
    few = "Three of 40 boats came back."
    assert compare(print_of(few), print_of(today)).numbers is None


@settings(max_examples=50, deadline=None)
@given(records, records)
def test_it_does_not_matter_which_text_came_first(one: str, other: str) -> None:
    there, back = compare(print_of(one), print_of(other)), compare(print_of(other), print_of(one))
    assert there == back
    assert 0 <= there.jaccard <= there.contained <= 1


@settings(deadline=None)
@given(st.sampled_from(list(STORIES.values())), st.integers(2, 6))
def test_a_text_is_itself(story: object, paragraphs: int) -> None:
    text = "\n\n".join(story.paragraphs[:paragraphs])  # type: ignore[attr-defined]
    assert compare(print_of(text), print_of(text)) == SAME
