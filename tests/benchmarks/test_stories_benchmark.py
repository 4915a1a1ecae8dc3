"""The benchmark of the stories: what it makes, and what it counts; how fast anything is, is not tested."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

import benchmarks.stories
from benchmarks.stories import PRECISION, RECALL, Words, fill, judge, main
from benchmarks.story_texts import COPIES, PAIRS, Made, article_of, make
from crawler.state.store import State
from crawler.state.stories import Stories
from pipelines.fingerprints import Fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = Words(1).text()


@pytest.fixture
def memory() -> Iterator[Stories]:
    stories = Stories.for_a_run()
    yield stories
    stories.state.close()


def test_as_many_copies_and_pairs_are_made_as_asked_for() -> None:
    made = make(Random(3), 200, copies=40, pairs=40)  # noqa: S311  nothing secret hangs on it
    sorts = Counter(each.sort for each in made)
    assert len(made) == 200
    assert {sort: sorts[sort] for sort in sorts if sort != "alone"} == {
        **{copy.__name__: 40 // len(COPIES) for copy in COPIES},
        **{pair.__name__: 40 // len(PAIRS) for pair in PAIRS},
    }
    assert sorted(Counter(Counter(each.story for each in made).values()).items()) == [(1, 120), (2, 40)]
    assert len({each.article.text for each in made}) == 200
    again = make(Random(3), 200, copies=40, pairs=40)  # noqa: S311
    assert [each.article.text for each in again] == [each.article.text for each in made]


def test_a_sample_passes(memory: Stories) -> None:
    found = judge(make(Random(4), 500, copies=100, pairs=100), memory)  # noqa: S311
    assert found.precision >= PRECISION
    assert found.recall >= RECALL


def test_what_is_joined_and_what_is_missed_is_counted(memory: Stories) -> None:
    made = [
        Made(article_of(TEXT, 1), 1, "alone"),
        Made(article_of(TEXT, 2), 1, "added_line"),
        Made(article_of(TEXT, 3), -1, "quoting"),
        Made(article_of(Words(2).text(), 4), 2, "alone"),
        Made(article_of(Words(3).text(), 5), 2, "edited"),
    ]
    found = judge(made, memory)
    assert (found.precision, found.recall) == (1 / 3, 1 / 2)
    assert found.found == {"added_line": "1 of 1", "edited": "0 of 1"}
    # A pair is called by what was made of the other; here also a copy of the one by another report on it.
    assert found.joined == {"quoting": "1 of 1", "added_line": "1"}


def test_quality_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["quality", "--articles", "50"])
    found = json.loads(capsys.readouterr().out)
    assert found["articles"] == 50
    assert code == (0 if found["precision"] >= PRECISION and found["recall"] >= RECALL else 1)


def test_what_is_filled_in_looks_like_what_is_told() -> None:
    state = State.open("")
    memory = Stories(state.connection)
    fill(state, 30, Words(1))
    fill(state, 30, Words(2))
    assert memory.count() == 60
    key, story = state.connection.execute("SELECT * FROM story_keys WHERE story = 45").fetchone()
    (known,) = memory.look([key])
    assert known.story == story == 45
    assert Fingerprint.unpack(known.best.print) is not None
    state.close()


def test_scale_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmarks.stories, "LAST", 10)
    assert main(["scale", "--sizes", "60,30", "--markdown", str(tmp_path / "a.md")]) == 0
    costs = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(cost["size"], cost["stories"]) for cost in costs] == [(30, 27), (60, 54)]
    assert main(["scale", "--sizes", "30", "--texts"]) == 0
    assert json.loads(capsys.readouterr().out)["stories"] == 27
    head, _, first, last = (tmp_path / "a.md").read_text("utf-8").splitlines()
    assert "ms, mean" in head
    assert first.startswith("| 30 | 27 |")
    assert last.startswith("| 60 | 54 |")
