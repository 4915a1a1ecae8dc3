"""Stories in the state: what copies are found by, and what is bounded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.state.database import open_state
from crawler.state.stories import MOST_AT_KEY, MOST_CANDIDATES, Best, Stories

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

BEST = Best(article=b"a" * 16, page=-1, grade=1, moment=None, print=b"print")
ID = b"s" * 16


def found(stories: Stories, *keys: int) -> list[int]:
    return [known.story for known in stories.look(keys)]


def test_one_key_in_common_is_enough(state: sqlite3.Connection):
    stories = Stories(state)
    stories.add(ID, BEST, [1, 2, 3])
    (known,) = stories.look([9, 3])
    assert (known.id, known.best) == (ID, BEST)
    assert stories.look([9]) == stories.look([]) == []
    assert stories.count() == 1


def test_those_with_the_most_and_the_rarest_keys_in_common_come_first_and_of_these_the_oldest(
    state: sqlite3.Connection,
):
    stories = Stories(state)
    for keys in ([1], [1, 2], [1, 2, 3], [2, 3], [1]):
        stories.add(ID, BEST, keys)
    assert found(stories, 1, 2, 3) == [3, 4, 2, 1, 5]


def test_a_better_copy_takes_the_place_and_adds_its_keys(state: sqlite3.Connection):
    stories = Stories(state)
    stories.add(ID, BEST, [1, 2])
    better = replace(BEST, article=b"b" * 16, page=7, grade=0, moment=1_767_268_800, print=b"other")
    stories.better(1, better, [2, 3])
    for key in (1, 2, 3):
        (known,) = stories.look([key])
        assert (known.id, known.best) == (ID, better)


def test_a_key_that_many_stories_have_finds_no_more_of_them(state: sqlite3.Connection):
    stories = Stories(state)
    for number in range(3 * MOST_AT_KEY):
        stories.add(ID, BEST, [5, 1000 + number])
    assert state.execute("SELECT count(*) FROM story_keys WHERE key = 5").fetchone()[0] == MOST_AT_KEY
    assert len(stories.look([5])) == MOST_CANDIDATES
    assert found(stories, 5, 1000 + 3 * MOST_AT_KEY - 1)[0] == 3 * MOST_AT_KEY


def test_nothing_lasts_before_its_owner_commits(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    connection = open_state(path)
    stories = Stories(connection)
    stories.add(ID, BEST, [1])
    connection.commit()
    stories.add(ID, BEST, [2])
    stories.better(1, replace(BEST, page=9), [3])
    connection.close()
    again = open_state(path)
    assert found(Stories(again), 1, 2, 3) == [1]
    assert Stories(again).look([1])[0].best == BEST
    again.close()


def test_those_of_a_run_are_in_a_file_without_a_name():
    stories = Stories.for_a_run()
    stories.add(ID, BEST, [1])
    assert found(stories, 1) == [1]
    assert stories.state.execute("PRAGMA database_list").fetchall()[0][2] == ""
    assert Stories.for_a_run().count() == 0
    stories.state.close()


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), unique=True, max_size=7), max_size=40))
def test_by_one_key_the_oldest_stories_that_have_it_are_found(added: list[list[int]]):
    stories = Stories.for_a_run()
    for keys in added:
        stories.add(ID, BEST, keys)
    for key in {key for keys in added for key in keys}:
        holders = [number for number, keys in enumerate(added, 1) if key in keys]
        assert found(stories, key) == holders[:MOST_CANDIDATES]
    stories.state.close()
