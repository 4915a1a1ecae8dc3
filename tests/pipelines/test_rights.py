"""Reserved rights in the record, and the text that is then not in it."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from crawler.items import Page, Status
from crawler.rights.statements import Statement, Topic
from crawler.schema.check import problems
from crawler.schema.lines import Line
from pipelines import Options, clean, examine
from pipelines.draft import Draft
from pipelines.rights import NOT_READ, RightsStage, statements
from pipelines.stage import attempt
from tests.pipelines.building import URL, p, story_page
from tests.pipelines.stories import ENGLISH, FRENCH

NOAI = '<meta name="robots" content="noai">'
RECORD, HONOUR = Options(rights="record"), Options(rights="honour")
WALL = "Subscribe to continue reading this article."


def reserved_page(*more: str) -> Page:
    return Page(url=URL, body=story_page(ENGLISH, p(*ENGLISH.paragraphs, *more), head=NOAI))


def test_a_page_that_says_nothing_has_no_rights_and_keeps_its_text() -> None:
    article = clean(story_page(ENGLISH), url=URL)
    assert (article.rights.reserved, article.rights.signals, article.rights.withheld) == (None, [], False)
    assert article.text


def test_a_reserved_text_is_left_out_and_the_facts_stay() -> None:
    whole, article = examine(reserved_page(), RECORD)[1], examine(reserved_page(), HONOUR)[1]
    assert (whole.rights.withheld, article.rights.withheld) == (False, True)
    assert (article.rights.reserved, article.rights.signals) == (True, ["meta robots: noai"])
    assert (article.text, article.words, article.text_hash, article.layout) == ("", 0, None, None)
    assert article.access.status is whole.access.status is Status.COMPLETE
    for name in ("id", "url", "title", "authors", "published", "language", "tags", "description", "image"):
        assert getattr(article, name) == getattr(whole, name)
    told = article.access.evidence[-1]
    assert (told.signal, told.detail) == (
        "text_withheld",
        f"text of {whole.words} words left out: meta robots: noai",
    )


@pytest.mark.parametrize("cut", [[], [WALL], ["The ferry will leave the harbour again as soon as the"]])
def test_not_a_sentence_of_the_story_is_anywhere_in_the_record(cut: list[str]) -> None:
    whole, article = examine(reserved_page(*cut), RECORD)[1], examine(reserved_page(*cut), HONOUR)[1]
    assert article.access.status is whole.access.status
    assert [(a.kind, a.rule, a.after) for a in article.artifacts] == [
        (a.kind, a.rule, a.after) for a in whole.artifacts
    ]
    said = json.dumps([asdict(article.access), [asdict(a) for a in article.artifacts], article.text])
    for line in [*ENGLISH.paragraphs, *cut]:
        assert line[-30:] not in said


def test_plain_text_keeps_no_line_either() -> None:
    page = Page(url=URL, body="\n\n".join(FRENCH.paragraphs), plain=True, headers={"tdm-reservation": "1"})
    article = examine(page, HONOUR)[1]
    assert (article.text, article.layout, article.rights.withheld) == ("", None, True)


@pytest.mark.parametrize("options", [Options(), RECORD])
def test_the_record_is_sound_either_way(options: Options) -> None:
    article = examine(reserved_page(WALL), options)[1]
    line = json.dumps({k: v for k, v in asdict(article).items() if k not in {"layout", "error"} or v is not None})
    assert list(problems(Line(1, line.encode()))) == []


def test_the_sites_files_come_first_then_headers_then_html() -> None:
    page = Page(
        url=URL,
        body=story_page(ENGLISH, head='<meta name="tdm-reservation" content="0">'),
        headers={"tdm-reservation": "1", "content-usage": "search=y"},
        rights=[Statement("tdmrep.json tdm-reservation: 1", Topic.MINING, True)],
    )
    article = examine(page, HONOUR)[1]
    assert article.rights.signals == [
        "tdmrep.json tdm-reservation: 1",
        "Content-Usage: search=y",
        "header tdm-reservation: 1",
        "meta tdm-reservation: 0",
    ]
    assert (article.rights.reserved, article.rights.withheld) == (False, False)


def test_the_product_token_is_that_of_the_settings() -> None:
    page = Page(url=URL, body=story_page(ENGLISH, head='<meta name="quayside" content="noai">'))
    assert examine(page)[1].rights.reserved is None
    assert examine(page, Options(product="quayside"))[1].rights.reserved is True


def test_a_refusal_without_text_has_nothing_left_out() -> None:
    article = examine(Page(url=URL, body="", http_status=403, headers={"x-robots-tag": "noai"}))[1]
    assert (article.access.status, article.rights.reserved, article.rights.withheld) == (Status.BLOCKED, True, False)


@pytest.mark.parametrize(("options", "grounds"), [(HONOUR, [NOT_READ]), (RECORD, [])])
def test_where_rights_cannot_be_read_the_text_is_not_given_out(
    monkeypatch: pytest.MonkeyPatch, options: Options, grounds: list[str]
) -> None:
    def broken(draft: Draft) -> list[Statement]:
        raise ZeroDivisionError("nothing")

    monkeypatch.setattr("pipelines.rights.statements", broken)
    draft, error = attempt(RightsStage, Draft(reserved_page(), options))
    assert isinstance(error, ZeroDivisionError)
    assert isinstance(draft, Draft)
    assert draft.grounds == grounds


def test_many_signals_do_not_fill_the_record() -> None:
    tags = "".join(f'<link rel="license" href="https://paper.example/{n}/{"x" * 999}">' for n in range(500))
    article = clean(story_page(ENGLISH, head=tags), url=URL)
    assert len(article.rights.signals) == 50
    assert max(map(len, article.rights.signals)) <= 300


def test_statements_need_no_parsed_page() -> None:
    page = Page(url=URL, body="", headers={"x-robots-tag": "noai"})
    assert {s.signal for s in statements(Draft(page))} == {"X-Robots-Tag: noai"}
