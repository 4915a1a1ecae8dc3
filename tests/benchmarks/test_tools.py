"""Other extractors are run so that none of them can spoil the table. None has to be installed here."""

from itertools import count
from typing import NoReturn

import pytest

from benchmarks.tools import COPYDESK, OTHERS, Tool, extracted, lines_of, run, version
from crawler.items import Page

PAGE = Page("https://paper.test/1", "<p>The ferry left at noon.</p>")


def tool(function) -> Tool:
    return Tool("some", "some", lambda: function)


def test_a_tool_gives_its_text_and_its_time():
    outcome = extracted(tool(lambda page: page.body.upper()), PAGE)
    assert outcome.record.text == "<P>THE FERRY LEFT AT NOON.</P>"
    assert outcome.record.error is None
    assert outcome.seconds >= 0


def test_a_tool_that_raises_has_an_empty_text_and_its_error():
    def raising(page: Page) -> str:
        if page is PAGE:
            raise ValueError("no body\nin this page")
        return "fine"

    record = extracted(tool(raising), PAGE).record
    assert (record.text, record.error) == ("", "ValueError: no body")


def test_a_tool_that_takes_too_long_is_stopped():
    def endless(page: Page) -> str:
        for _ in count() if page is PAGE else ():
            pass
        return "text"

    record = extracted(tool(endless), PAGE, limit=0.05).record
    assert (record.text, record.error) == ("", "took more than 0.05 s")


def test_a_tool_that_catches_everything_is_over_the_limit_all_the_same():
    def stubborn(page: Page) -> str:
        try:
            for _ in count() if page is PAGE else ():
                pass
        except BaseException:  # noqa: BLE001 - as some extractors do
            return "text"
        return "text"

    record = extracted(tool(stubborn), PAGE, limit=0.05).record
    assert (record.text, record.error) == ("", "took more than 0.05 s")


def test_a_tool_that_does_not_start_fails_on_the_page():
    def load() -> NoReturn:
        raise ImportError("libsome.so is not there")

    assert extracted(Tool("some", "some", load), PAGE).record.error == (
        "it does not start: ImportError: libsome.so is not there"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div><p>Die Fähre legte  ab.</p><p>Sie kam <b>wieder</b>.</p></div>", "Die Fähre legte ab.\nSie kam wieder."),
        ("one<br>two<ul><li>three<li>four</ul>five", "one\ntwo\nthree\nfour\nfive"),
        ("船は<em>正午</em>に出た。", "船は正午に出た。"),
        (" ", ""),
        ("<!-- nothing -->", ""),
    ],
)
def test_html_becomes_one_line_a_block(html, text):
    assert lines_of(html) == text


def test_copydesk_is_one_of_the_tools_and_takes_scores():
    story = "<article>" + "<p>The ferry left the harbour at noon with two hundred people on board.</p>" + "</article>"
    page = Page("https://paper.test/2", story)
    assert "harbour" in run([COPYDESK], page)[COPYDESK].record.text
    assert run([COPYDESK], page, scores=[0.0])[COPYDESK].record.text == ""


def test_what_is_not_installed_has_no_version():
    assert {name: version(name) for name in OTHERS}.keys() == OTHERS.keys()
    assert version(COPYDESK) is None or version(COPYDESK)
