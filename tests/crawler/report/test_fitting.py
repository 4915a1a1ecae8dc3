"""Articles are drawn by lot and shortened, so that a page keeps to its size."""

import gzip
import json
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crawler.report.fitting import Entry, pack, shortened
from crawler.report.reading import Gap, Passage, from_record
from crawler.report.sample import Reservoir
from tests.crawler.report.making import WALL, made


def drawn(size: int, seed: int, things: int) -> list[int]:
    reservoir: Reservoir[int] = Reservoir(size, seed)
    for thing in range(things):
        if (place := reservoir.place()) is not None:
            reservoir.put(place, thing)
    return list(reservoir)


@given(st.integers(1, 20), st.integers(0, 9), st.integers(0, 60))
def test_a_draw_has_its_size_and_its_order_and_can_be_repeated(size: int, seed: int, things: int):
    draw = drawn(size, seed, things)
    assert len(draw) == min(size, things)
    assert draw == sorted(set(draw))
    assert draw == drawn(size, seed, things)


def test_each_thing_has_the_same_chance():
    hits = [0] * 10
    for seed in range(2000):
        for thing in drawn(3, seed, 10):
            hits[thing] += 1
    # 600 are expected of each; five standard deviations are 102.
    assert all(498 <= number <= 702 for number in hits)


WORDS = "harbour ferry council night bus lens barrage oyster yuzu orchestra lighthouse tide".split()


def entries(number: int) -> Iterator[Entry]:
    chance = random.Random(7)  # noqa: S311  the same in every run
    for line in range(number):
        text = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(6))
        record = made(
            text=text,
            title=f"Story {line}",
            site=f"s{line % 3}.example",
            access={"status": ("complete", "truncated")[line % 2]},
        )
        yield Entry(record, from_record(record), line + 1)


def unpacked(data: bytes) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(gzip.decompress(data))["articles"]
    return articles


def test_where_there_is_room_all_articles_are_whole():
    packed = pack(lambda: entries(12), 1_000_000, seed=1)
    assert (packed.articles, packed.whole) == (12, 12)
    assert sum(article.get("lv", 0) for article in unpacked(packed.data)) == 0


def test_where_there_is_less_room_some_are_shortened_and_none_is_left_out():
    room = 12_000
    packed = pack(lambda: entries(60), room, seed=1)
    articles = unpacked(packed.data)
    assert len(packed.data) <= room
    assert packed.articles == len(articles) == 60
    assert 6 <= packed.whole < 60
    assert sum(1 for article in articles if "lv" not in article) == packed.whole
    kept = {(article["s"], article["st"]) for article in articles if "lv" not in article}
    assert len(kept) == 6, "each site and verdict has one that is whole"


def test_where_there_is_hardly_room_articles_are_left_out():
    packed = pack(lambda: entries(60), 1_500, seed=1)
    assert len(packed.data) <= 1_500
    assert 0 < packed.articles < 60
    assert packed.whole == 0


def test_no_articles_are_packed_too():
    packed = pack(lambda: iter([]), 1_000, seed=1)
    assert (packed.articles, packed.whole, unpacked(packed.data)) == (0, 0, [])


def test_a_short_article_keeps_where_the_story_begins_and_ends_and_the_walls_lines():
    text = "\n\n".join(["The first paragraph.", "The second one.", "The third one.", "The last one " + "x" * 300])
    ad = WALL | {"kind": "ad", "text": "Buy a boat", "after": 1}
    page = shortened(from_record(made(text=text, artifacts=[ad, WALL | {"after": 4}])))
    first, gap, last, wall = page
    assert isinstance(first, Passage)
    assert first.runs[0].text == "The first paragraph."
    assert isinstance(gap, Gap)
    assert (gap.paragraphs, gap.words, dict(gap.struck)) == (2, 6, {"ad": 1})
    assert isinstance(last, Passage)
    assert last.runs[0].text == "… " + "x" * 120
    assert isinstance(wall, Passage)
    assert wall.runs[0].rule == "en.wall.read-on"
