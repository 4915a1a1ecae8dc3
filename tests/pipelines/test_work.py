"""The work that a page can make: counted, not timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crawler.items import Kind, Page
from pipelines import clean, examine, leads, sightings
from pipelines.draft import Block, Draft, Mark
from pipelines.leads import copies
from tests.pipelines.building import URL, p, page, story_page
from tests.pipelines.stories import ENGLISH

if TYPE_CHECKING:
    from pipelines.leads import _Passage


class Looked(list[Any]):
    """A list that counts how often one of its members is looked at."""

    times = 0

    def __getitem__(self, at: Any) -> Any:
        self.times += 1
        return super().__getitem__(at)


@pytest.mark.parametrize("ending", ["", "…"])
@pytest.mark.parametrize("number", [500, 1_000])
def test_passages_that_begin_alike_are_looked_at_a_few_times_each(
    number: int, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Looked] = []

    def counted(passages: list[_Passage]) -> Any:
        seen.append(Looked(passages))
        return copies(seen[-1])

    monkeypatch.setattr(leads, "copies", counted)
    html = page(p(*(f"{ENGLISH.paragraphs[0][:70]} {n}{ending}" for n in range(number))))
    examine(Page(URL, html))
    assert [len(passages) for passages in seen] == [number]
    assert seen[0].times <= 40 * number


def test_the_search_for_passages_inside_others_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    quote = f"<aside><p>{ENGLISH.paragraphs[1][20:120]}</p></aside>"
    html = story_page(ENGLISH, p(*ENGLISH.paragraphs), quote)
    found = [artifact.rule for artifact in clean(html, url=URL).artifacts]
    monkeypatch.setattr(leads, "MAX_SEARCHED", 100)
    bounded = [artifact.rule for artifact in clean(html, url=URL).artifacts]
    assert "leads.quote" in found
    assert "leads.quote" not in bounded


def test_the_words_of_a_long_line_are_counted_once_however_many_walls_stand_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[str] = []

    def counting(text: str) -> int:
        counted.append(text)
        return len(text.split())

    monkeypatch.setattr(sightings, "count_words", counting)
    sentence = "Subscribe to continue reading. And the story goes on. "
    cuts = [Mark(at, at + 30, Kind.WALL, "wall") for at in range(0, 500 * len(sentence), len(sentence))]
    block = Block(0, sentence * 500, kind=Kind.BODY, cuts=cuts)
    seen = sightings.sightings(Draft(Page(URL, block.text, plain=True), blocks=[block]), [block], [4_500])
    assert [s.before for s in seen] == [9 * n for n in range(500)]
    assert sum(map(len, counted)) <= len(block.text)
