"""Dates of pages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import DAY_FIRST, MONTH_FIRST, from_url, in_text, iso, order_for, orders_in


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-05-17", "2024-05-17"),
        ("2024-05-17T08:30:00+02:00", "2024-05-17T08:30:00+02:00"),
        ("2024-05-17T08:30:00Z", "2024-05-17T08:30:00+00:00"),
        ("2024-05-17T08:30:00.123Z", "2024-05-17T08:30:00+00:00"),
        ("2024-05-17T08:30Z", "2024-05-17T08:30:00+00:00"),
        ("2024-05-17 08:30:00 +0200", "2024-05-17T08:30:00+02:00"),
        ("2024-05-17T08:30:00", "2024-05-17T08:30:00"),
        (" 2024-05-17\n", "2024-05-17"),
        ("Fri, 17 May 2024 08:30:00 GMT", "2024-05-17T08:30:00+00:00"),
        ("17 May 2024 08:30 +0100", "2024-05-17T08:30:00+01:00"),
        ("17 May 2024 8:30 PM", "2024-05-17T20:30:00"),
        ("17 May 2024 08:30 XYT", "2024-05-17T08:30:00"),
        ("May 17, 2024", "2024-05-17"),
        ("Fri, 17 May 2024", "2024-05-17"),
        ("20240517T083000Z", "2024-05-17T08:30:00+00:00"),
    ],
)
def test_machine_readable_dates(value: str, date: str) -> None:
    assert iso(value) == date


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        "yesterday",
        "2024-13-45",
        "0000-00-00",
        "1970-01-01",
        "1970-01-01T00:00:00Z",
        "2024-02-30",
        "n/a",
        "{{date}}",
        "-1",
        "99999999999999999999",
        "2024-05-17T99:00:00Z",
        "1-1-1-1-1",
        "\x00",
        "٢",
        "x" * 10_000,
        "9" * 10_000,
    ],
)
def test_what_is_no_date_of_a_page_is_null(value: str | None) -> None:
    assert iso(value) is None


@pytest.mark.parametrize("value", ["10 PM", "Monday", "May", "12", "08:30", "May 2024", "17 May", "2024"])
def test_half_a_date_is_no_date(value: str) -> None:
    assert iso(value) is None


@given(
    st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}([T ][0-9:+Z]{0,10})?", fullmatch=True)
)
@settings(max_examples=200, deadline=None)
def test_any_text_is_null_or_iso_8601(value: str) -> None:
    date = iso(value)
    if date is not None:
        assert 1990 <= datetime.fromisoformat(date).year <= 2100
        assert iso(date) == date


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2100, 12, 30)),  # noqa: DTZ001 - hypothesis wants naive bounds
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(
        [
            "{:%Y-%m-%dT%H:%M:%S%z}",
            "{:%Y-%m-%d %H:%M:%S %z}",
            "{:%a, %d %b %Y %H:%M:%S %z}",
            "{:%B %d, %Y %I:%M:%S %p %z}",
        ]
    ),
)
@settings(max_examples=100, deadline=None)
def test_a_time_with_an_offset_stays_the_same_moment(moment: datetime, minutes: int, form: str) -> None:
    there = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert datetime.fromisoformat(iso(form.format(there)) or "") == there


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://a.example/2024/05/17/the-bell", "2024-05-17"),
        ("https://a.example/news/2024-05-17/the-bell.html", "2024-05-17"),
        ("https://a.example/20240517/the-bell", "2024-05-17"),
        ("https://a.example/2024/05/17", "2024-05-17"),
        ("https://a.example/2024/5/7/the-bell", "2024-05-07"),
        ("https://a.example/2024/may/17/the-bell", "2024-05-17"),
        ("https://a.example/2024/may/42/the-bell", None),
        ("https://a.example/2024/02/31/the-bell", None),
        ("https://a.example/2024/103/5", None),
        ("https://a.example/2024/05/the-bell", None),
        ("https://a.example/2024/13/17/x", None),
        ("https://a.example/2024/05/32/x", None),
        ("https://a.example/id/202405171234", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, date: str | None) -> None:
    assert from_url(url) == date


@pytest.mark.parametrize(
    ("value", "order", "date"),
    [
        ("03/04/2024", None, None),
        ("03/04/2024", DAY_FIRST, "2024-04-03"),
        ("03/04/2024", MONTH_FIRST, "2024-03-04"),
        ("25/04/2024", MONTH_FIRST, "2024-04-25"),
        ("04/25/2024", DAY_FIRST, "2024-04-25"),
        ("04/04/2024", None, "2024-04-04"),
        ("03.04.2024", None, "2024-04-03"),
        ("3-4-24", DAY_FIRST, "2024-04-03"),
        ("03/04/2024 10:30", DAY_FIRST, "2024-04-03T10:30:00"),
        ("31/02/2024", None, None),
    ],
)
def test_the_order_of_a_date_in_figures(value: str, order: str | None, date: str | None) -> None:
    assert iso(value, order) == date


@pytest.mark.parametrize(
    ("language", "region", "domain", "order"),
    [
        ("en", "us", "a.com", MONTH_FIRST),
        ("en", "gb", "a.com", DAY_FIRST),
        ("en", None, "a.com.au", DAY_FIRST),
        ("en", None, "a.gov", MONTH_FIRST),
        ("de", None, "a.com", DAY_FIRST),
        ("en", None, "a.com", None),
        ("en", "ca", "a.ca", None),
        ("ja", None, "a.com", None),
        (None, None, "", None),
    ],
)
def test_the_order_that_a_country_writes(
    language: str | None, region: str | None, domain: str, order: str | None
) -> None:
    assert order_for(language, region, domain) == order


def test_dates_that_show_the_order_of_a_page() -> None:
    assert orders_in("from 3/4/2024 to 25/4/2024") == {DAY_FIRST}
    assert orders_in("4/25/2024") == {MONTH_FIRST}
    assert orders_in("3/4/2024, 4/4/2024, 25.4.2024") == set()


@pytest.mark.parametrize(("value", "language"), [("17. Mai 2024", "de"), ("17 mai 2024", "fr"), ("17 мая 2024", "ru")])
def test_words_of_other_languages_need_the_language(value: str, language: str) -> None:
    assert iso(value, language=language) == "2024-05-17"
    assert iso("17 mai", language=language) is None
    assert iso("gestern", language=language) is None


def test_days_in_a_line_with_their_places() -> None:
    line = "By Mairi Beaton, 5 May 2024 (changed May 6, 2024)"
    assert [(line[at:].split(maxsplit=1)[0], day) for at, day in in_text(line, None, "en")] == [
        ("5", "2024-05-05"),
        ("May", "2024-05-06"),
    ]
    assert in_text("Room 12 in 2024", None, "en") == []
    assert in_text("2024年5月32日", None, "ja") == []
