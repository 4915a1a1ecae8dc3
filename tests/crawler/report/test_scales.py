"""Where bars begin and end."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.report.scales import length_bins, quantile, time_bins


def days(*texts: str) -> Counter[tuple[int, str]]:
    return Counter((date.fromisoformat(text).toordinal(), "complete") for text in texts)


@pytest.mark.parametrize(
    ("last", "unit", "bars"),
    [("2026-01-05", "day", 5), ("2026-03-31", "week", 14), ("2027-03-31", "month", 15), ("2040-01-01", "year", 15)],
)
def test_the_unit_fits_the_span(last: str, unit: str, bars: int):
    bins = time_bins(days("2026-01-01", last))
    assert bins is not None
    assert (bins.unit, len(bins.rows)) == (unit, bars)


def test_one_old_article_among_many_does_not_stretch_the_scale():
    counts = days("1999-01-01") + Counter({(date(2026, 3, 3).toordinal(), "complete"): 500})
    bins = time_bins(counts)
    assert bins is not None
    assert (bins.unit, len(bins.rows), bins.outside) == ("day", 1, 1)


ORDINALS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.toordinal)


@given(st.dictionaries(st.tuples(ORDINALS, st.sampled_from("ab")), st.integers(1, 200), min_size=1, max_size=30))
def test_every_date_is_in_one_bar_or_said_to_be_outside(counts: dict[tuple[int, str], int]):
    bins = time_bins(counts)
    assert bins is not None
    assert sum(row[3].total() for row in bins.rows) + bins.outside == sum(counts.values())
    assert len(bins.rows) <= 205
    assert all(end == start for (_, _, end, _), (_, start, _, _) in zip(bins.rows, bins.rows[1:], strict=False))


@given(st.dictionaries(st.tuples(st.integers(0, 800), st.sampled_from("ab")), st.integers(1, 50), min_size=1))
def test_every_text_is_in_one_bar_or_said_to_be_longer(counts: dict[tuple[int, str], int]):
    bins = length_bins(counts)
    assert bins is not None
    assert sum(row[3].total() for row in bins.rows) + bins.longer == sum(counts.values())
    assert len(bins.rows) <= 24


@given(st.dictionaries(st.integers(), st.integers(1, 9), min_size=1), st.floats(0, 1))
def test_a_quantile_is_one_of_what_was_counted(counts: dict[int, int], share: float):
    found = quantile(counts, share)
    assert found in counts
    assert sum(number for key, number in counts.items() if key <= found) >= share * sum(counts.values()) - 1e-9


def test_nothing_has_no_scale():
    assert time_bins({}) is None
    assert length_bins({}) is None
