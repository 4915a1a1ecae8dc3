"""Every article loads, and together they show every behaviour."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from crawler.items import Declared, Status, Wall
from crawler.newsroom import Behaviour, Story, load_articles, load_papers
from crawler.newsroom.copies import length
from crawler.newsroom.stories import NEVER_SERVED, read_article
from crawler.newsroom.tables import DataError

if TYPE_CHECKING:
    from pathlib import Path

STORIES = load_articles()


def test_there_are_about_thirty_articles_in_five_languages() -> None:
    assert len(STORIES) == 32
    assert {story.paper.language for story in STORIES} == {"en", "de", "fr", "es", "ja"}


def test_paths_and_titles_are_told_apart() -> None:
    assert len({story.path for story in STORIES}) == len(STORIES)
    assert len({story.title for story in STORIES}) == len(STORIES)


def test_every_behaviour_is_shown_and_the_common_ones_in_several_languages() -> None:
    languages = defaultdict(set)
    for story in STORIES:
        languages[story.behaviour].add(story.paper.language)
    assert set(languages) == set(Behaviour)
    several = {
        Behaviour.FREE,
        Behaviour.METERED,
        Behaviour.WALL,
        Behaviour.COUNTED,
        Behaviour.OVERLAY,
        Behaviour.TEASER,
    }
    assert all(len(languages[behaviour]) >= 2 for behaviour in several)


def test_every_verdict_and_every_wall_is_shown() -> None:
    verdicts = [story.verdict for story in STORIES] + [story.spent for story in STORIES if story.spent]
    assert {verdict.status for verdict in verdicts} == set(Status) - {Status.NOT_ARTICLE}
    assert {verdict.wall for verdict in verdicts} == {*Wall, None}


def test_metadata_lies_both_ways() -> None:
    lies = {(story.declared, story.verdict.status) for story in STORIES}
    assert (Declared.PAID, Status.COMPLETE) in lies
    assert (Declared.FREE, Status.TRUNCATED) in lies


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
def test_an_article_is_long_enough_to_be_one(story: Story) -> None:
    if story.behaviour in NEVER_SERVED:
        assert story.paragraphs == ()
    elif story.behaviour is not Behaviour.EXCERPT:
        # Characters in Japanese: about two make a word.
        assert 250 <= length(story) <= 700
    assert len(set(story.paragraphs)) == len(story.paragraphs)


def test_a_paper_gives_away_fewer_metered_articles_than_it_has() -> None:
    for paper in load_papers():
        metered = [story for story in STORIES if story.paper == paper and story.behaviour is Behaviour.METERED]
        assert not metered or len(metered) > paper.limit


GOOD = """
title = "Bridge opens"
authors = ["A. Writer"]
published = 2026-11-20T06:00:00Z
section = "harbour"
behaviour = "wall"
shown = 1
lead = "At last."
paragraphs = '''
One.

Two.
'''
[access]
status = "truncated"
wall = "subscribe"
"""


def test_an_article_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bridge.toml"
    path.write_text(GOOD, encoding="utf-8")
    story = read_article(path, load_papers()[0])
    assert (story.slug, story.path, story.paragraphs) == ("bridge", "/courier/harbour/bridge", ("One.", "Two."))
    assert story.canonical_url == "https://www.marlowcourier.example/harbour/bridge"


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("shown = 1", "shown = 2", "`shown` must leave something to cut"),
        ("shown = 1", "shown = 1\nshwon = 1", "unknown keys: shwon"),
        ('section = "harbour"', 'section = "space"', "`section` is 'space', not one of: harbour"),
        ('behaviour = "wall"', 'behaviour = "moat"', "`behaviour` is 'moat', not one of: free"),
        ('behaviour = "wall"', 'behaviour = "metered"', r"\[access.spent\] belongs to metered articles"),
        ('behaviour = "wall"', 'behaviour = "excerpt"', r"an excerpt needs a \[source\]"),
        ('behaviour = "wall"', 'behaviour = "teaser"', "`teaser` must be shorter than the text"),
        ('behaviour = "wall"', 'behaviour = "cut"', "`cut_words` must cut"),
        ("One.\n\nTwo.", "", "`paragraphs` are missing"),
        ('wall = "subscribe"', 'wall = "moat"', r"\[access\]: `wall` is 'moat'"),
    ],
)
def test_an_article_that_cannot_be_served_is_refused(tmp_path: Path, line: str, instead: str, message: str) -> None:
    path = tmp_path / "bridge.toml"
    assert line in GOOD
    path.write_text(GOOD.replace(line, instead), encoding="utf-8")
    with pytest.raises(DataError, match=rf"bridge\.toml.*{message}"):
        read_article(path, load_papers()[0])
