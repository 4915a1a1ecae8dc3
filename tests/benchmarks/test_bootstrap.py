"""Intervals over publishers, and that they are made of the very figures of `benchmarks.scoring`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bootstrap import figures, interval, publisher, resampled, tally
from benchmarks.scoring import Record, Truth, score

LINES = (
    "The ferry left the harbour at noon with two hundred people on board.",
    "The captain spoke of heavy seas in the evening and turned back.",
    "Zwei Stunden später legte das Schiff wieder im Hafen an.",
)
WALL = "To read the rest of this story subscribe to the Harbour Post."
SHARE = "Share this story with your friends and family"
STATUSES = ("complete", "truncated", "blocked", "not_article")


def lines(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from((*LINES, WALL, SHARE)), max_size=most)


@st.composite
def truths(draw) -> Truth:
    number = draw(st.integers(0, 999_999))
    url = f"https://{draw(st.sampled_from('abc'))}.example/{number}"
    match draw(st.sampled_from(("lines", "body", "chunks"))):
        case "lines":
            body = tuple(draw(st.lists(st.sampled_from(LINES), max_size=3)))
            artifacts = [{"text": WALL, "kind": "wall"}, {"text": SHARE, "kind": "share_follow"}]
            artifacts += [{"text": line, "kind": "duplicate_lead"} for line in body[:1]]
            data = {
                "body_lines": body,
                "artifact_lines": draw(st.lists(st.sampled_from(artifacts), max_size=3)),
                "access": draw(st.sampled_from(STATUSES)),
                "access_confidence": draw(st.sampled_from(("high", "low"))),
                "partial": draw(st.booleans()),
            }
        case "body":
            data = {"body": "\n".join(draw(lines(3)))}
        case _:
            data = {"with": draw(lines(2)), "without": draw(lines(2))}
    return Truth.from_json({"id": url, "url": url} | data)


@st.composite
def scored(draw) -> tuple[list[Record], list[Truth]]:
    known = draw(st.lists(truths(), min_size=1, max_size=6, unique_by=lambda truth: truth.url))
    speaks = draw(st.booleans())  # whether the tool says anything of access
    records = [
        Record(
            truth.url,
            "\n".join(draw(lines(5))),
            status=draw(st.sampled_from(STATUSES)) if speaks else None,
            artifacts=tuple((line, draw(st.sampled_from(("wall", "ad")))) for line in draw(lines(2))),
            error=draw(st.sampled_from((None, None, "it broke"))),
        )
        for truth in known
    ]
    return records, known


@given(scored())
def test_the_sums_give_the_figures_of_the_score(case):
    records, known = case
    sums: dict[str, np.ndarray] = {}
    for record, truth in zip(records, known, strict=True):
        for name, value in tally(record, truth).items():
            sums[name] = sums.get(name, np.zeros(1)) + value
    expected = score(records, known).figures
    found = {name: float(value[0]) for name, value in figures(sums).items()}
    for name in {"records missing"} | {name for name, value in expected.items() if value == 0 and name not in found}:
        del expected[name]  # no page to take it from
    assert found == pytest.approx(expected)


def pages(*papers: tuple[str, int, bool]) -> tuple[dict[str, Record], list[Truth]]:
    """Papers with their number of pages, and whether their text was found whole."""
    urls = {f"https://www.{paper}/{n}": good for paper, count, good in papers for n in range(count)}
    records = {url: Record(url, LINES[0] if good else "") for url, good in urls.items()}
    return records, [Truth(url, url, body=LINES[0], body_lines=(LINES[0],)) for url in urls]


def test_an_interval_holds_the_figure_and_is_the_same_in_every_run():
    records, known = pages(*((f"paper{n}.example", 2, n % 4 != 0) for n in range(20)))
    low, high = interval(resampled(records, known)["lost body"])
    assert 0 < low < 0.25 < high < 0.6
    assert interval(resampled(records, known)["lost body"]) == (low, high)


def test_many_pages_of_one_paper_make_nothing_surer():
    many = interval(resampled(*pages(("a.example", 500, True), ("b.example", 500, False)))["lost body"])
    assert many == (0.0, 1.0)


def test_one_publisher_alone_has_an_interval_of_no_width():
    assert interval(resampled(*pages(("a.example", 9, True)))["lost body"]) == (0.0, 0.0)


def test_a_figure_that_no_draw_has_has_no_interval():
    assert interval(np.full(5, np.nan)) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("https://zeitung.example.de/b", "example.de"),
        ("https://made.invalid/one", "https://made.invalid/one"),
        ("urn:x:1", "urn:x:1"),
    ],
)
def test_a_publisher_is_the_registrable_domain(url, expected):
    assert publisher(url) == expected
