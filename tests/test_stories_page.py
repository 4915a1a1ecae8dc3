"""What docs/stories.md says of one record a story is so: its query runs."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import duckdb

from crawler.items import Story
from pipelines import clean
from tests.pipelines.building import p, story_page
from tests.pipelines.stories import ENGLISH, FRENCH

PAGE = Path(__file__).parents[1] / "docs" / "stories.md"


def test_the_query_takes_the_best_copy_of_each_story(tmp_path: Path):
    made = [
        clean(story_page(ENGLISH, p(*ENGLISH.paragraphs[:2])), url="https://one.example/cut"),
        clean(story_page(ENGLISH), url="https://two.example/syndicated"),
        clean(story_page(ENGLISH), url="https://three.example/whole"),
        clean(story_page(FRENCH), url="https://four.example/other"),
        clean("A short text.", url="https://five.example/short", plain=True),
    ]
    for place, article in enumerate(made[:3]):
        article.story = Story(id="a", original="https://three.example/whole" if place == 1 else None)
    made[3].story = Story(id="b")
    lines = [json.dumps(asdict(article)) for article in made]
    (tmp_path / "records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    (query,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert "'data/**/*.jsonl'" in query
    found = duckdb.sql(query.replace("data/**/*.jsonl", str(tmp_path / "*.jsonl"))).project("url").fetchall()
    assert sorted(url for (url,) in found) == [
        "https://five.example/short",
        "https://four.example/other",
        "https://three.example/whole",
    ]
