"""The benchmark of the state; how fast anything is, is not tested."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.state import Cost, Measured, entry, grow, key, main, measure, page, table, time_each
from crawler.state.store import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def state() -> Iterator[State]:
    opened = State.open("")
    yield opened
    opened.close()


def test_a_grown_state_holds_pages_and_a_tenth_of_them_queued(state: State) -> None:
    grow(state, 0, 50)
    grow(state, 50, 100)
    assert state.pages.count() == 100
    assert state.pages.find(key(99)) == page(99)
    assert sum(state.frontier.waiting().values()) == 10
    assert state.frontier.find(key(90)) == entry(90)


def test_measuring_leaves_the_state_as_it_was(state: State) -> None:
    grow(state, 0, 100)
    costs = measure(state, 100, rounds=30, every=10, dice=Random(1))  # noqa: S311  nothing secret hangs on it
    assert len({cost.name for cost in costs}) == len(costs) == 11
    assert state.pages.count() == 100
    assert sum(state.frontier.waiting().values()) == 10


def test_commits_come_after_every_so_many() -> None:
    done: list[object] = []
    time_each("put", [1, 2, 3, 4, 5], done.append, lambda: done.append("commit"), every=2)
    assert done == [1, 2, "commit", 3, 4, "commit", 5]


def test_the_table_has_a_column_for_each_size() -> None:
    measured = [Measured(size, 1, 5_000_000, [Cost("page: known", 9.5, 15.0, 31.7)]) for size in (10_000, 1_000_000)]
    assert table(measured) == [
        "| µs: median (99 %), mean with commits | 10,000 pages | 1,000,000 pages |",
        "| --- | ---: | ---: |",
        "| page: known | 9.5 (15), 31.7 | 9.5 (15), 31.7 |",
        "| file | 5 MB | 5 MB |",
    ]


def test_one_file_grows_from_size_to_size(tmp_path: Path) -> None:
    assert (
        main(["--sizes", "20,60", "--rounds", "10", "--keep", str(tmp_path), "--json", str(tmp_path / "f.json")]) == 0
    )
    assert [each["size"] for each in json.loads((tmp_path / "f.json").read_text())] == [20, 60]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state.sqlite").write_text("mine")
    assert main(["--sizes", "20", "--keep", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "state.sqlite").read_text() == "mine"


@pytest.mark.parametrize("sizes", ["5", "100,50", "100,100"])
def test_sizes_must_rise(sizes: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--sizes", sizes])
