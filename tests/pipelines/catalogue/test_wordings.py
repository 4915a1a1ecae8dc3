from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue.phrases import fold, to_pattern
from pipelines.catalogue.wordings import wordings
from pipelines.keys import key


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("read more", {"readmore"}),
        ("(news|world news)", {"news", "worldnews"}),
        ("[please] (log in|sign in) [now|here]", {"pleaselogin", "login", "signinnow", "pleasesigninhere"}),
        ("weiterlesen …", {"weiterlesen"}),
        ("続きを読む", {"続きを読む"}),
    ],
)
def test_a_phrase_without_gaps_has_so_many_wordings(phrase: str, found: set[str]) -> None:
    assert found <= (wordings(phrase) or set())


@pytest.mark.parametrize("phrase", ["read {x}", "{n} articles", "abonn*", "[{x?}] more", "|".join(["(…)"] * 2)])
def test_a_phrase_with_a_gap_or_without_letters_has_no_list_of_them(phrase: str) -> None:
    assert wordings(phrase) is None


def test_a_phrase_of_too_many_wordings_stays_a_pattern() -> None:
    choice = "(" + "|".join("abcdefghij") + ")"
    assert wordings(" ".join([choice] * 4)) is None


WORDS = st.sampled_from(["read", "more", "news", "plus", "abo"])
PART = st.builds(lambda words: f"({'|'.join(words)})", st.lists(WORDS, min_size=1, max_size=3)) | st.builds(
    "[{}]".format, WORDS
)


@given(st.lists(PART, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=4))
def test_whatever_the_pattern_takes_whole_is_among_the_wordings(parts: list[str], words: list[str]) -> None:
    phrase, line = " ".join(parts), " ".join(words)
    match = re2.fullmatch(to_pattern(phrase), fold(line))
    known = wordings(phrase)
    if match is not None and known is not None:
        assert key(line) in known
