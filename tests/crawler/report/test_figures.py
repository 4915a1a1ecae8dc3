"""Counts of all records, and what the charts say of them."""

from typing import Any

import pytest

from crawler.items import Kind, Status
from crawler.report import figures as counting
from crawler.report.charts import Chart, charts
from crawler.report.figures import Figures
from crawler.report.labels import GROUPS, KINDS, STATUSES
from tests.crawler.report.making import made, whole


def counted(*records: dict[str, Any]) -> Figures:
    figures = Figures()
    for changes in records:
        figures.add(made(**changes))
    return figures


def chart(figures: Figures, name: str) -> Chart:
    return next(chart for chart in charts(figures) if chart.name == name)


def test_every_kind_and_verdict_of_the_record_has_its_words():
    assert set(KINDS) == set(Kind) - {Kind.BODY}
    assert {label.group for label in KINDS.values()} == set(GROUPS)
    assert set(STATUSES) == {*Status, "broken", "unknown"}


def test_verdicts_are_counted_by_site():
    figures = counted({}, whole(), whole(site="lune.example"), {"access": {}}, {"access": {"status": "seen"}})
    sites = chart(figures, "sites")
    assert {row.label: row.counts for row in sites.rows} == {
        "quay.example": {"complete": 1, "truncated": 1, "broken": 1, "unknown": 1},
        "lune.example": {"complete": 1},
    }
    assert sites.says == "1 of 2 sites served every article whole."


def test_sites_that_are_not_drawn_are_told_of():
    figures = counted(*(whole(site=f"s{n}.example") for n in range(20)))
    assert chart(figures, "sites").note == "6 more sites with 6 articles not drawn."


def test_sites_beyond_bearing_are_counted_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counting, "MOST_SITES", 2)
    figures = counted(*(whole(site=f"s{n}.example") for n in range(5)))
    assert len(figures.sites) == 2
    assert figures.other_sites.articles == 3
    assert figures.articles == 5


def test_names_beyond_bearing_are_counted_together():
    figures = counted(*(whole(language=f"x{n}") for n in range(counting.MOST_NAMES + 5)))
    assert len(figures.languages) <= counting.MOST_NAMES + 1
    assert figures.languages.total() == figures.articles


def test_blocked_pages_are_told_apart_by_what_refused_them():
    refused = {"status": "blocked", "evidence": [{"signal": "http_status", "detail": "403 forbidden"}]}
    challenge = {"status": "blocked", "evidence": [{"signal": "interstitial", "detail": "Just a moment"}]}
    reasons = chart(counted({"access": refused}, {"access": refused}, {"access": challenge}), "reasons")
    assert reasons.says == "3 pages blocked: HTTP 403 (2) and challenge or consent page (1)."
    assert [(row.label, row.total) for row in reasons.rows] == [
        ("blocked: HTTP 403", 2),
        ("blocked: challenge or consent page", 1),
    ]


def test_meters_spent_are_named_with_their_sites():
    spent = {"status": "truncated", "wall": "meter", "evidence": []}
    figures = counted({"access": spent}, {"access": spent, "site": "lune.example"}, whole())
    note = next(c.note for c in charts(figures, {"lune.example": "2026-03-04T00:00:00+00:00"}) if c.name == "walls")
    assert note == "Meters spent: 2 articles cut by one, at lune.example (until 2026-03-04 00:00) and quay.example."


def test_the_same_story_is_told_from_one_that_stands_alone():
    figures = counted(
        {"story": {"id": "a"}}, {"story": {"id": "a"}}, {"story": {"id": "b"}}, {"story": {}, "text_hash": "c" * 64}
    )
    stories = chart(figures, "stories")
    assert {row.label: row.total for row in stories.rows} == {"on 1 page": 2, "on 2 pages": 1}
    assert stories.says == "1 story stands on more than one page: 1 copy beyond the first."


@pytest.mark.parametrize("published", [None, "", "yesterday", "0001-01-01", "9999-12-31T00:00:00Z"])
def test_a_date_that_is_none_does_not_stretch_the_scale(published: str | None):
    figures = counted(whole(), whole(published=published))
    assert figures.undated == 1
    assert len(chart(figures, "times").rows) == 1


def test_no_articles_make_no_charts():
    assert charts(Figures()) == []
