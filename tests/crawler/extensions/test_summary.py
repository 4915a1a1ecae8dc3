from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from crawler.extensions import summary
from crawler.extensions.feeds import Output

if TYPE_CHECKING:
    import pytest

STATS: dict[str, Any] = {
    "copydesk/articles": 25,
    "copydesk/access/complete": 14,
    "copydesk/access/truncated": 9,
    "copydesk/access/blocked": 2,
    "copydesk/wall/meter": 3,
    **{f"copydesk/artifacts/{kind}": 20 - number for number, kind in enumerate("abcdefgh")},
    "copydesk/skipped/not_html": 12,
    "copydesk/errors": 1,
    "copydesk/errors/markers": 1,
    "item_scraped_count": 26,
    "elapsed_time_seconds": 3.21,
}
OUTPUT = Output("data/articles.jsonl", 25, 84_200, None)


def test_the_headline():
    assert summary.headline(STATS) == "25 articles, 1 other item in 3.2 s"
    assert summary.headline({"copydesk/articles": 1, "item_scraped_count": 1}) == "1 article in 0.0 s"
    assert summary.headline({"elapsed_time_seconds": 3 * 3600 + 125}) == "0 articles in 3 h 2 min"


def test_the_lines():
    assert dict(summary.summarise(STATS, [OUTPUT])) == {
        "access": "complete 14 · truncated 9 · blocked 2",
        "walls": "meter 3",
        "artifacts": "a 20 · b 19 · c 18 · d 17 · e 16 · f 15 · 27 in 2 other kinds",
        "passed over": "not_html 12",
        "errors": "a stage broke on 1: markers 1",
        "written": "data/articles.jsonl (25 records, 84.2 kB)",
    }


def test_what_was_kept_and_what_has_nothing_to_say():
    kept = Output("a.jsonl", None, 3, "a.jsonl.part")
    assert summary.summarise({}, [kept]) == [("kept", "a.jsonl.part (3 bytes); a.jsonl is not touched")]
    assert summary.summarise({}, [Output("s3://bucket/a", 2, None, None)]) == [("written", "s3://bucket/a (2 records)")]


def test_it_is_plain_when_piped(capsys: pytest.CaptureFixture[str]):
    long = "/a/path/" + "that/is/long/" * 20
    summary.show("copydesk demo: 1 article", [("access", "complete 1"), ("written", long)])
    assert capsys.readouterr().out == f"copydesk demo: 1 article\n  access   complete 1\n  written  {long}\n"


def test_it_is_coloured_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    summary.show("copydesk demo: 1 article", [("access", "complete 1"), ("written", "[not] markup")])
    shown = terminal.getvalue()
    assert "\x1b[32mcomplete" in shown
    assert "[not] markup" in shown
