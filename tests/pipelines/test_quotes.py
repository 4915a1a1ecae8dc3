"""Pull quotes: the story's own words, cut and set apart, are no second text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Kind, Page
from pipelines import examine, quotes
from pipelines.quotes import in_order

LEAD = (
    "The council of Ostrand voted on Monday night to close the old ferry landing, which has served the island since the"
    " railway came, and to build a new one beside the fish market."
)
SAID = (
    "“We know, of course, that the landing cannot be mended for the money that we have,” said the mayor, Ines Okafor,"
    " “and my own grandmother sold tickets there.”"
)
REST = (
    "Work is to begin in spring. Until then the boats leave from the north quay, where the wind often keeps them in the"
    " harbour for hours, as passengers know too well."
)
QUOTE = (
    "We know that the landing cannot be mended for the money that we have, and my own grandmother sold tickets there."
)


def page(inside: str) -> Page:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, REST, SAID))
    more = "".join(f"<p>{REST} {number} of them said so.</p>" for number in ("Some", "Many", "Most"))
    return Page(
        "https://herald.example/landing",
        f"<html><head><title>Landing</title></head><body><article><h1>Ostrand loses its landing</h1>{text}{inside}{more}"
        "</article></body></html>",
    )


def kinds(inside: str) -> dict[str, Kind | None]:
    """What was made of each block of a page with something between its paragraphs."""
    draft, _ = examine(page(inside))
    return {block.text: block.kind for block in draft.blocks}


@pytest.mark.parametrize(
    "inside",
    [
        "<blockquote>{}</blockquote>",
        "<aside><p>{}</p></aside>",
        "<div class='pull-quote'><p>{}</p></div>",
    ],
)
def test_an_edited_pull_quote_is_a_repeat(inside: str):
    assert kinds(inside.format(QUOTE))[QUOTE] is Kind.DUPLICATE_LEAD


def test_who_said_it_goes_with_it():
    found = kinds(f"<div class='q'><blockquote>{QUOTE}</blockquote><p>Ines Okafor, mayor of Ostrand</p></div>")
    assert found["Ines Okafor, mayor of Ostrand"] is Kind.DUPLICATE_LEAD
    assert found[SAID] is Kind.BODY


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        (
            "We know that the landing could be mended with all the money that the islands have been given by us.",
            "other words",
        ),
        (
            "We know that the 2 landings cannot be mended for the money that we have, and my own grandmother sold.",
            "a number",
        ),
        (
            "My own grandmother sold tickets there, for the money that we have; the landing cannot be mended.",
            "other order",
        ),
    ],
)
def test_a_quotation_of_its_own_stays(quote: str, why: str):
    assert kinds(f"<blockquote>{quote}</blockquote>")[quote] is Kind.BODY, why


def test_a_paragraph_set_like_the_others_is_no_pull_quote():
    assert kinds(f"<p>{QUOTE}</p>")[QUOTE] is Kind.BODY


def test_a_post_that_the_story_quotes_stays():
    assert kinds(f"<blockquote class='social-embed'><p>{QUOTE}</p></blockquote>")[QUOTE] is Kind.BODY


def _in_order_by_table(words: list[str], text: list[str]) -> int:
    """The same by the textbook's table."""
    before = [0] * (len(text) + 1)
    for word in words:
        row = [0]
        for at, other in enumerate(text):
            row.append(before[at] + 1 if word == other else max(before[at + 1], row[at]))
        before = row
    return before[-1]


WORDS = st.lists(st.sampled_from(["the", "landing", "is", "closed", "and"]), max_size=80)


@given(WORDS, WORDS)
def test_words_in_order_are_counted_as_by_the_textbook(words: list[str], text: list[str]):
    assert in_order(words, text) == _in_order_by_table(words, text)


def test_no_page_of_quotations_takes_more_than_some_of_them(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def counting(words: list[str], text: list[str]) -> int:
        asked.append(words[0])
        return in_order(words, text)

    monkeypatch.setattr(quotes, "in_order", counting)
    monkeypatch.setattr(quotes, "MOST_QUOTES", 3)
    examine(page(f"<blockquote>{QUOTE}</blockquote>" * 10))
    assert len(asked) <= 3
