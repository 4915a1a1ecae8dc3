"""The scorer of fields: lenient in white space and case alone; and a run with copydesk as the only tool."""

from __future__ import annotations

import json

import pytest

from benchmarks.corpus import CorpusError, find_sets
from benchmarks.fields import (
    Fields,
    figures,
    folded,
    main,
    measure,
    names_of,
    read_truths,
    same_day,
    scores_of,
    set_f1,
    table,
    wrong,
)
from benchmarks.tools import COPYDESK
from tests.benchmarks.test_corpus import write_warc
from tests.pipelines.stories import STORIES


def test_white_space_and_case_and_nothing_else_fold() -> None:
    assert folded(" The  Last\u00a0Cross\u00ading ") == folded("the last crossing")
    assert folded("‘Last’ crossing") != folded("'Last' crossing")
    assert folded("The last crossing!") != folded("The last crossing")


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (["Mairi Beaton", " ", "Jo Ek"], ("Mairi Beaton", "Jo Ek")),
        ("Mairi Beaton,  Jo Ek, and Ida Moor", ("Mairi Beaton", "Jo Ek", "Ida Moor")),
        ("Mairi Beaton & Jo Ek", ("Mairi Beaton", "Jo Ek")),
        ("Mairi Beaton, MS, RD", ("Mairi Beaton",)),
        (None, ()),
    ],
)
def test_the_names_of_a_truth(authors: object, names: tuple[str, ...]) -> None:
    assert names_of(authors) == names


@pytest.mark.parametrize(
    ("found", "truth", "same"),
    [
        ("2024-05-05", "2024-05-05", True),
        ("2024-05-05T23:30:00+00:00", "2024-05-06 01:30:00+02:00", True),
        ("2024-05-05T23:30:00+00:00", "2024-05-06", False),
        ("2024-05-06", "2024-05-06 01:30:00+02:00", True),
        (None, "2024-05-05", False),
        ("soon", "2024-05-05", False),
    ],
)
def test_days(found: str | None, truth: str, same: bool) -> None:
    assert same_day(found, truth) is same


def test_names_are_compared_as_sets() -> None:
    assert set_f1(["mairi beaton"], ["Mairi  Beaton"]) == 1
    assert set_f1(["Mairi Beaton"], ["Mairi Beaton", "Jo Ek"]) == pytest.approx(2 / 3)
    assert set_f1([], ["Mairi Beaton"]) == 0


def test_a_page_is_scored_on_what_its_truth_has() -> None:
    truth = Fields(title="The ferry", language="de")
    assert scores_of(Fields(title="THE ferry", language="de-AT"), truth, languages_only=True) == {
        "title": 1,
        "language": 1,
    }
    assert scores_of(Fields(authors=("Jo Ek",)), Fields(date="2024-05-05"), languages_only=False) == {
        "date": 0,
        "date or update": 0,
        "authors where none": 1,
    }
    both = Fields(date="2024-05-02", updated="2024-05-05T08:00:00+00:00")
    assert scores_of(both, Fields(date="2024-05-05"), languages_only=True) == {"date": 0, "date or update": 1}
    assert scores_of(Fields(language="nb"), Fields(language="no"), languages_only=True) == {"language": 1}


@pytest.fixture
def corpus(tmp_path):
    """A page in each of some languages; the English one's truth has another title than its page."""
    pages, truths = [], []
    for language, story in STORIES.items():
        url = f"https://www.paper-{language}.example/2024/05/05/story"
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
        html = f"<!doctype html><html><meta charset=utf-8><body><article><h1>{story.title}</h1>{paragraphs}</article>"
        pages.append((url, html))
        title = "Another" if language == "en" else story.title
        truths.append({"url": url, "title": title, "date": "2024-05-05", "lang": language})
    write_warc(tmp_path / "web.warc.gz", *pages)
    (tmp_path / "web.truth.jsonl").write_text("".join(json.dumps(t) + "\n" for t in truths), encoding="utf-8")
    return tmp_path


def test_copydesk_is_measured_and_its_misses_are_named(corpus) -> None:
    measured = measure(find_sets(corpus)[0], [COPYDESK], jobs=1)
    assert measured is not None
    rows = figures([measured], [COPYDESK])
    pages = len(STORIES)
    assert rows["web", "title"][COPYDESK] == (pytest.approx((pages - 1) / pages), pages)
    assert rows["web", "date"][COPYDESK] == (1, pages)
    assert rows["web", "language"][COPYDESK] == (1, pages)
    assert [(miss["field"], miss["truth"]) for miss in wrong([measured])] == [("title", "Another")]
    assert table(rows, [COPYDESK])[1][:3] == ["web", "title", str(pages)]


def test_a_set_without_fields_is_passed_over(corpus) -> None:
    (corpus / "web.truth.jsonl").write_text('{"url": "https://a.example/"}\n', encoding="utf-8")
    assert measure(find_sets(corpus)[0], [COPYDESK], jobs=1) is None


def test_a_broken_truth_is_named_with_its_line(corpus, capsys) -> None:
    truth = corpus / "web.truth.jsonl"
    truth.write_text('{"url": "https://a.example/"}\n{"title": "no url"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"web\.truth\.jsonl:2: not a line of truths"):
        read_truths(truth)
    assert main([str(corpus)]) == 2
    assert main([str(corpus), "--tools", "nobody"]) == 2
    assert "no tool nobody" in capsys.readouterr().err
