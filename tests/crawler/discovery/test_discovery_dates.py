"""Dates of feeds and sitemaps, and `since`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.dates import latest, read_date, read_since
from crawler.discovery.found import Found

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Mon, 02 Nov 2026 07:30:00 +0100", "2026-11-02T07:30:00+01:00"),
        ("2 Nov 26 07:30 EST", "2026-11-02T07:30:00-05:00"),
        ("Mon, 02 Nov 2026 07:30:00 GMT", "2026-11-02T07:30:00+00:00"),
        ("Mon, 02 Nov 2026 07:30:00 CET", "2026-11-02T07:30:00"),
        ("2026-11-02T07:30:00.123456789Z", "2026-11-02T07:30:00+00:00"),
        ("2026-11-02T07:30+01:00", "2026-11-02T07:30:00+01:00"),
        ("2026-11-02", "2026-11-02"),
        ("20261102", "2026-11-02"),
        ("2024-02", "2024-02-29"),
        ("November 2, 2026 7:30 pm", "2026-11-02T19:30:00"),
        ("25/12/2026", "2026-12-25"),
    ],
)
def test_dates_in_many_forms(written: str, iso: str) -> None:
    assert read_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "  ",
        "06/05/2026",
        "2026",
        "2026-13",
        "0000-12",
        "2026-02-30",
        "1762000000",
        "soon",
        "Mon, 99 Nov 2026 07:30 GMT",
    ],
)
def test_no_date_is_better_than_a_wrong_one(written: str | None) -> None:
    assert read_date(written) is None


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_text_can_raise(written: str) -> None:
    read = read_date(written)
    assert read is None or latest(read).tzinfo is not None


def test_a_day_lasts_until_it_ends_everywhere() -> None:
    assert latest("2026-11-19") > datetime(2026, 11, 20, 11, 59, tzinfo=UTC)
    assert latest("2026-11-19") < datetime(2026, 11, 20, 12, 1, tzinfo=UTC)
    assert latest("2026-11-19T08:00:00+01:00") == datetime(2026, 11, 19, 7, tzinfo=UTC)


def test_only_what_is_certainly_older_is_before() -> None:
    def page(published: str | None, modified: str | None) -> Found:
        return Found("https://a.example/x", via="", published=published, modified=modified)

    assert page("2026-11-01", None).is_before(NOW)
    assert not page("2026-11-20", None).is_before(NOW)
    assert not page("2026-11-01", "2026-11-20T13:00:00+00:00").is_before(NOW)
    assert not page(None, None).is_before(NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3d", NOW - timedelta(days=3)),
        ("12h", NOW - timedelta(hours=12)),
        (" 2 w ", NOW - timedelta(weeks=2)),
        ("90min", NOW - timedelta(minutes=90)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T06:00:00+02:00", datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_since(text: str, moment: datetime) -> None:
    assert read_since(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "3", "3 days ago", "-3d", "yesterday", "2026-11-31", "3.5d"])
def test_since_names_the_forms_that_can_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="is no time: write 12h, 3d, 2w, or a date such as 2026-11-20"):
        read_since(text, NOW)


def test_since_in_the_future_is_an_error() -> None:
    with pytest.raises(ValueError, match="'2027-01-01' lies in the future"):
        read_since("2027-01-01", NOW)
