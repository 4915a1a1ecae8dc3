"""Moments at which a crawl is killed, and one crawl that is."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.crawl import lines_of
from benchmarks.kills import draw, lines_below, main

if TYPE_CHECKING:
    from pathlib import Path


@given(seed=st.integers(0, 10**6), made=st.integers(0, 500))
def test_moments_lie_within_a_crawl(seed: int, made: int) -> None:
    moment = draw(Random(seed), 20.0, made)  # noqa: S311  nothing secret hangs on it
    assert 0 <= moment.requests <= made
    assert 0 <= moment.seconds <= 20


def test_moments_come_from_the_beginning_to_the_end() -> None:
    dice = Random(1)  # noqa: S311  nothing secret hangs on it
    drawn = {draw(dice, 20.0, 50).requests for _ in range(2000)}
    assert drawn == set(range(51))


def test_records_are_counted_in_unfinished_files_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n{}\n")
    (tmp_path / "b.jsonl.part").write_text("{}\n{")
    assert lines_below(tmp_path) == 3


def test_lines_are_counted_from_now_on(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_text("old\n")
    count = lines_of(path)
    with path.open("a") as file:
        file.write("new\nnewer\nhal")
    assert (count(), count()) == (2, 2)
    with path.open("a") as file:
        file.write("f\n")
    assert count() == 3


def test_a_killed_demo_comes_whole_when_it_is_begun_again(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    assert main(["--spider", "demo", "--moments", "1", "--keep", str(tmp_path / "kept"), "--json", str(figures)]) == 0
    said = json.loads(figures.read_text())
    assert said["passed"]
    (trial,) = said["trials"]
    assert trial["found"]["records"] == trial["found"]["expected"] > 20
