"""The baseline only gets better, unless someone says why."""

import json
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.baseline import (
    TOLERANCE,
    Baseline,
    BaselineError,
    Change,
    SetBaseline,
    compare,
    foreign,
    load,
    lowered,
    raised,
    save,
)

HASHES = {"labelled": "aa"}


@pytest.fixture
def baseline():
    return Baseline({"labelled": SetBaseline("aa", {"body F1": 0.9, "lost body": 0.05, "errors": 0})})


def changes(baseline, **now: float):
    return compare("labelled", {"body F1": 0.9, "lost body": 0.05, "errors": 0} | now, baseline)


def test_higher_is_better_for_some_figures_and_lower_for_others():
    assert Change("s", "body F1", 0.9, 0.89).fell
    assert not Change("s", "body F1", 0.9, 0.91).fell
    assert Change("s", "lost body", 0.05, 0.06).fell
    assert Change("s", "lost body", 0.05, 0.04).better


def test_a_fall_within_the_tolerance_is_none():
    assert not Change("s", "body F1", 0.9, 0.9 - TOLERANCE).fell
    assert Change("s", "body F1", 0.9, 0.9 - TOLERANCE - 1e-5).fell


def test_what_rounding_took_off_is_no_gain():
    assert not Change("s", "body F1", 0.666667, 2 / 3).better
    assert not Change("s", "body F1", 0.333333, 1 / 3).better


def test_a_figure_that_is_gone_fell_and_a_new_one_did_not():
    assert Change("s", "named", 0.9, None).fell
    assert not Change("s", "named", None, 0.1).fell


def test_one_more_error_is_a_fall(baseline):
    assert [change.figure for change in changes(baseline, errors=1) if change.fell] == ["errors"]


def test_raising_takes_what_got_better_and_what_is_new(baseline):
    now = changes(baseline, **{"body F1": 0.95, "named": 0.5})
    assert raised(baseline, now, HASHES).sets["labelled"].figures == {
        "errors": 0,
        "body F1": 0.95,
        "lost body": 0.05,
        "named": 0.5,
    }


def test_raising_keeps_the_better_figure_where_today_is_a_little_worse(baseline):
    """Else many small falls within the tolerance would add up."""
    now = changes(baseline, **{"body F1": 0.8996})
    assert raised(baseline, now, HASHES).sets["labelled"].figures["body F1"] == 0.9


def test_raising_leaves_sets_that_were_not_measured(baseline):
    baseline.sets["text"] = SetBaseline("bb", {"body F1": 0.7})
    assert raised(baseline, changes(baseline), HASHES).sets["text"].figures == {"body F1": 0.7}


def test_raising_refuses_to_lower(baseline):
    with pytest.raises(BaselineError, match="labelled: body F1; labelled: lost body"):
        raised(baseline, changes(baseline, **{"body F1": 0.8, "lost body": 0.1}), HASHES)


def test_raising_refuses_another_truth_file(baseline):
    with pytest.raises(BaselineError, match="truth file of labelled"):
        raised(baseline, changes(baseline, **{"body F1": 0.99}), {"labelled": "cc"})


def test_lowering_notes_each_figure_and_the_reason(baseline):
    now = changes(baseline, **{"body F1": 0.8, "lost body": 0.01})
    result = lowered(baseline, now, HASHES, why="captions are no body any more", date="2026-01-31")
    assert result.sets["labelled"].figures == {"errors": 0, "body F1": 0.8, "lost body": 0.01}
    (note,) = result.notes
    assert (note.set, note.figure, note.before, note.after) == ("labelled", "body F1", 0.9, 0.8)
    assert (note.why, note.date) == ("captions are no body any more", "2026-01-31")


def test_lowering_wants_a_reason(baseline):
    with pytest.raises(BaselineError, match="reason"):
        lowered(baseline, changes(baseline), HASHES, why=" ", date="2026-01-31")


def test_another_truth_file_starts_its_set_anew(baseline):
    now = compare("labelled", {"body F1": 0.5}, baseline)
    result = lowered(baseline, now, {"labelled": "cc"}, why="labels corrected", date="2026-01-31")
    assert result.sets["labelled"] == SetBaseline("cc", {"body F1": 0.5})
    assert [(note.figure, note.why) for note in result.notes] == [("truth file", "labels corrected")]


def test_foreign_names_sets_whose_truth_file_changed(baseline):
    assert foreign(baseline, {"labelled": "cc", "unknown": "dd"}) == ["labelled"]
    assert foreign(baseline, HASHES) == []


@given(
    st.lists(st.fixed_dictionaries({"body F1": st.floats(0, 1), "lost body": st.floats(0, 1)}), min_size=1, max_size=8)
)
def test_no_run_of_updates_makes_a_figure_worse(runs):
    baseline = Baseline()
    for figures in runs:
        before = baseline.sets.get("labelled")
        try:
            baseline = raised(baseline, compare("labelled", figures, baseline), HASHES)
        except BaselineError:
            continue
        if before:
            after = baseline.sets["labelled"].figures
            assert after["body F1"] >= before.figures["body F1"]
            assert after["lost body"] <= before.figures["lost body"]


class TestFile:
    def test_comes_back_as_it_was_saved(self, baseline, tmp_path):
        path = tmp_path / "baseline.json"
        written = lowered(baseline, changes(baseline, **{"body F1": 0.1}), HASHES, why="für ältere", date="2026-01-31")
        save(written, path)
        assert load(path) == written
        assert "für ältere" in path.read_text(encoding="utf-8")

    def test_one_that_is_not_there_is_empty(self, tmp_path):
        assert load(tmp_path / "none.json") == Baseline()

    @pytest.mark.parametrize("text", ["{", "[]", '{"sets": {}}', '{"sets": {"a": {"truth_sha256": "x"}}, "notes": []}'])
    def test_a_broken_one_is_an_error_that_names_it(self, text, tmp_path):
        path = tmp_path / "baseline.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BaselineError, match=r"baseline\.json: not a baseline file"):
            load(path)

    def test_a_figure_that_nobody_measures_is_an_error(self, tmp_path):
        path = tmp_path / "baseline.json"
        sets = {"a": {"truth_sha256": "x", "figures": {"beauty": 1}}}
        path.write_text(json.dumps({"sets": sets, "notes": []}), encoding="utf-8")
        with pytest.raises(BaselineError, match="no such figure: beauty"):
            load(path)

    def test_a_failed_save_leaves_the_file_and_nothing_beside_it(self, baseline, tmp_path, monkeypatch):
        path = tmp_path / "baseline.json"
        save(baseline, path)
        before = path.read_bytes()

        def full(_descriptor) -> NoReturn:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            save(Baseline(), path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]
