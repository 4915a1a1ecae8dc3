"""Lines of sites: what is counted, what is forgotten, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.state import lines as module
from crawler.state.database import open_state
from crawler.state.lines import Known, Lines, Place, Sighting, Stand, line_hash

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

SITE = "paper.example en"


def stand(*, taken: bool = True, weight: int = 50, place: Place = Place.TAIL) -> Stand:
    return Stand(place, taken, weight)


def test_a_line_is_counted_once_an_article(state: sqlite3.Connection):
    lines = Lines(state)
    lines.count(SITE, "a", {1: stand(place=Place.MIDDLE), 2: stand(taken=False)})
    lines.count(SITE, "b", {1: stand(), 3: stand()})
    lines.count(SITE, "b", {1: stand(), 3: stand(), 4: stand()})
    known = lines.look(SITE, "c", [1, 2, 3, 4])
    assert (known.articles, known.counted) == (2, False)
    assert known.lines == {
        1: Sighting(seen=2, taken=2, first=1, place=Place.TAIL),
        2: Sighting(seen=1, taken=0, first=1, place=Place.TAIL),
        3: Sighting(seen=1, taken=1, first=2, place=Place.TAIL),
    }
    assert lines.look(SITE, "b", []).counted


def test_what_was_just_looked_up_need_not_be_looked_up_again(state: sqlite3.Connection):
    by_itself, told = Lines(state), Lines.in_memory()
    articles = [("a", {1: stand(), 2: stand(weight=7)}), ("b", {1: stand(), 3: stand()}), ("c", {1: stand()})]
    for article, stands in articles:
        by_itself.count(SITE, article, stands)
        told.count(SITE, article, stands, told.look(SITE, article, stands))
    assert told.look(SITE, "d", [1, 2, 3]) == by_itself.look(SITE, "d", [1, 2, 3])


def test_sites_know_nothing_of_each_other(state: sqlite3.Connection):
    lines = Lines(state)
    lines.count(SITE, "a", {1: stand()})
    assert lines.look("paper.example de", "a", [1]) == Known()


def test_what_an_article_has_alone_shrinks_as_others_bring_its_lines(state: sqlite3.Connection):
    lines = Lines(state)
    lines.count(SITE, "a", {1: stand(weight=70), 2: stand(weight=40), 3: stand(weight=9, taken=False)})
    assert lines.look(SITE, "x", [1]).own == {1: 110}
    lines.count(SITE, "b", {1: stand(weight=70), 4: stand(weight=20)})
    assert lines.look(SITE, "x", [2, 4]).own == {1: 40, 2: 20}
    lines.count(SITE, "c", {1: stand(weight=70)})
    assert lines.look(SITE, "x", [2]).own == {1: 40}


def test_hashes_are_the_same_on_every_machine():
    assert line_hash("Дорогие читатели") == 494_126_357_970_259_822
    assert line_hash("") != line_hash(" ")
    # Half of a surrogate pair, as broken pages have.
    assert isinstance(line_hash("\ud800"), int)


def test_a_site_stays_within_its_bounds_and_keeps_what_comes_back(
    state: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "MOST_LINES", 100)
    monkeypatch.setattr(module, "MOST_ARTICLES", 20)
    lines = Lines(state)
    for n in range(200):
        lines.count(SITE, f"article {n}", {-1: stand(), **{30 * n + k: stand() for k in range(30)}})
        kept, noted = (
            state.execute(sql).fetchone()[0] for sql in ("SELECT count(*) FROM lines", "SELECT lines FROM line_sites")
        )
        assert kept == noted <= 100
    assert state.execute("SELECT count(*) FROM line_articles").fetchone()[0] == 20
    known = lines.look(SITE, "article 199", [-1, 0, 30 * 199])
    assert (known.articles, known.counted) == (200, True)
    # What comes back is there, and the newest of what does not; the oldest of that is gone.
    assert set(known.lines) == {-1, 30 * 199}
    assert not lines.look(SITE, "article 150", []).counted


def test_an_article_of_more_lines_than_a_site_may_have_leaves_the_site_within_its_bounds(
    state: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "MOST_LINES", 100)
    lines = Lines(state)
    lines.count(SITE, "a", {n: stand() for n in range(1_000)})
    assert state.execute("SELECT count(*) FROM lines").fetchone()[0] <= 100


def test_counts_stay_small_and_shares_stay_what_they_are(state: sqlite3.Connection):
    lines = Lines(state)
    for n in range(3_000):
        lines.count(SITE, str(n), {1: stand(), 2: stand()} if n % 2 else {1: stand()})
    known = lines.look(SITE, "x", [1, 2])
    for line, share in ((1, 1.0), (2, 0.5)):
        sighting = known.lines[line]
        assert sighting.seen < module.MOST_SEEN
        assert sighting.seen / (known.articles - sighting.first + 1) == pytest.approx(share, rel=0.05)
    # A line that has ended is not remembered as one of nearly all articles for ever.
    for n in range(300):
        lines.count(SITE, f"later {n}", {2: stand()})
    ended = lines.look(SITE, "x", [1])
    assert ended.lines[1].seen / (ended.articles - ended.lines[1].first + 1) < 0.5


def test_who_opened_the_file_commits(tmp_path: Path):
    connection = open_state(tmp_path / "state.sqlite")
    lines = Lines(connection)
    lines.count(SITE, "a", {1: stand()})
    connection.commit()
    lines.count(SITE, "b", {1: stand()})
    connection.rollback()
    assert lines.look(SITE, "b", [1]).articles == 1
    # Making the object anew neither commits nor loses what is under way.
    lines.count(SITE, "c", {1: stand()})
    assert Lines(connection).look(SITE, "c", [1]).lines[1].seen == 2
    connection.rollback()
    assert lines.look(SITE, "c", [1]).lines[1].seen == 1
    connection.close()


@given(st.lists(st.tuples(st.integers(0, 8), st.sets(st.integers(0, 12), max_size=6)), max_size=30))
def test_counts_are_those_of_distinct_articles(articles: list[tuple[int, set[int]]]):
    lines, had = Lines.in_memory(), dict[int, set[int]]()
    first: dict[int, set[int]] = {}
    for number, stood in articles:
        lines.count(SITE, str(number), dict.fromkeys(stood, stand()))
        first.setdefault(number, stood)
    for number, stood in first.items():
        for line in stood:
            had.setdefault(line, set()).add(number)
    known = lines.look(SITE, "x", range(13))
    assert {line: each.seen for line, each in known.lines.items()} == {line: len(on) for line, on in had.items()}
    assert known.articles == len(first)
