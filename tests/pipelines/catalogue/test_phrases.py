"""The little language of phrases: what each part matches, and that any phrase matches what it describes."""

from __future__ import annotations

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import PhraseError, fold, to_pattern
from pipelines.catalogue.rules import Catalogue, Rule

from crawler.items import Kind  # isort: skip

FITS = [
    ("subscribe (now|today)", "Subscribe today"),
    ("[please] subscribe", "subscribe"),
    ("[please] subscribe", "Please subscribe"),
    ("you [have] reached", "You reached"),
    ("you['ve| have] reached", "You’ve reached"),
    ("abonn* [{x}] lesen", "Abonnieren und lesen"),
    ("{n} articles", "1,200 articles"),
    ("noch {n} artikel", "noch 12 Artikel"),
    ("join {x} for news", "Join The Harbour Gazette for news"),
    ("join {x?} for news", "join for news"),
    ("déjà abonné ?", "Déjà abonné ?"),
    ("déjà abonné ?", "Déjà abonné?"),
    ("read on ...", "read on…"),
    ("follow-up", "follow–up"),
    ("\\[+{n} chars\\]", "[+2871 chars]"),
    ("この記事は会員限定", "昨日、この記事は会員限定です"),
    ("حمل التطبيق", "حمّل التطبيق".replace("ّ", "")),
]


@pytest.mark.parametrize(("phrase", "text"), FITS)
def test_fits(phrase: str, text: str):
    assert re2.search(to_pattern(phrase), fold(text))


MISSES = [
    ("subscribe", "subscribers"),
    ("scribe", "subscribe"),
    ("read on", "read only"),
    ("join {x} for news", "Join us. We wait for news"),
    ("join {x} for news", "join for news"),
    ("{n} articles", "many articles"),
    ("(now|today)", "nowhere"),
]


@pytest.mark.parametrize(("phrase", "text"), MISSES)
def test_misses(phrase: str, text: str):
    assert not re2.search(to_pattern(phrase), fold(text))


@pytest.mark.parametrize("phrase", ["open (the", "open the)", "a [b)", "a (b]", "with {y} inside", "Capital letters"])
def test_a_phrase_that_breaks_the_rules_is_refused(phrase: str):
    with pytest.raises(PhraseError) as caught:
        to_pattern(phrase)
    assert repr(phrase) in str(caught.value) or "{y}" in str(caught.value)


@given(st.text(alphabet="ab ()[]|{}x?n*.'\\-…é会", min_size=1).filter(str.strip))
@example("(|)")
@example("**")
@example("{x}{x}")
def test_any_text_is_a_phrase_or_refused(text: str):
    try:
        pattern = to_pattern(text)
    except PhraseError:
        return
    assert re2.compile(pattern).groups == 1


WORDS = st.text(alphabet="abdeghilmnoprstuvéäñøžбвгдж", min_size=2, max_size=9)
GAP = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@st.composite
def phrases_and_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A phrase of words with other parts between them, and a text made as the phrase says."""
    first = draw(WORDS)
    phrase, text = [first], [first]
    for _ in range(draw(st.integers(0, 5))):
        sort = draw(st.sampled_from(["choice", "maybe", "ending", "number", "gap", "maybe-gap"]))
        if sort == "choice":
            words = draw(st.lists(WORDS, min_size=1, max_size=4))
            phrase.append(f"({'|'.join(words)})")
            text.append(draw(st.sampled_from(words)))
        elif sort == "maybe":
            words = draw(st.lists(WORDS, min_size=1, max_size=4))
            phrase.append(f"[{'|'.join(words)}]")
            text.append(draw(st.sampled_from([*words, ""])))
        elif sort == "ending":
            word, ending = draw(WORDS), draw(st.one_of(st.just(""), WORDS))
            phrase.append(f"{word}*")
            text.append(word + ending)
        elif sort == "number":
            phrase.append("{n}")
            text.append(draw(st.sampled_from(["3", "62", "1,204", "1.204"])))
        else:
            phrase.append("{x}" if sort == "gap" else "{x?}")
            text.append(draw(GAP if sort == "gap" else st.one_of(st.just(""), GAP)))
        word = draw(WORDS)
        phrase.append(word)
        text.append(word)
    return " ".join(phrase), " ".join(part for part in text if part)


@given(phrases_and_texts(), st.booleans())
def test_a_phrase_matches_what_it_describes(made: tuple[str, str], capital: bool):
    phrase, text = made
    line = text.capitalize() if capital else text
    assert re2.search(to_pattern(phrase), fold(line))
    rule = Rule("xx.test.made", Kind.WALL, (phrase,), (line,), ("-",), max_words=100)
    assert [(mark.start, mark.end) for mark in Matcher(Catalogue((rule,), ())).marks(line)] == [(0, len(line))]


@given(st.text())
def test_folding_keeps_every_character_at_its_place(text: str):
    assert len(fold(text)) == len(text)
