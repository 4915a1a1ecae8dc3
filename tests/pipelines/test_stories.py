"""Stories: which texts are one, which copy of it is the best, and what becomes of the others."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.exceptions import DropItem, UsageError
from scrapy.utils.test import get_crawler

from benchmarks.story_texts import COPIES, PAIRS, TONGUES, Event
from crawler.items import Access, Article, Status
from crawler.state.store import State
from crawler.state.stories import Stories
from pipelines import Options, clean
from pipelines.stories import StoriesStage, recall
from pipelines.urls import article_id
from tests.pipelines.building import div, meta, p, story_page
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN, JAPANESE, STORIES, Story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVERY_STORY = pytest.mark.parametrize("story", [ENGLISH, GERMAN, FRENCH, JAPANESE], ids=lambda story: story.language)
EVERY_TONGUE = pytest.mark.parametrize("language", TONGUES)


@dataclass
class Newsstand:
    """Cleans pages of any papers one after the other, with one memory of stories."""

    options: Options = field(default_factory=lambda: Options(stories=Stories.for_a_run()))

    def take(self, html: str, url: str, *, plain: bool = False, status: int = 200) -> Article:
        return clean(html, url=url, plain=plain, http_status=status, options=self.options)

    def story(self, story: Story, url: str, *inside: str, head: str = "") -> Article:
        return self.take(story_page(story, *inside, head=head), url)


def id_of(url: str) -> str:
    return article_id(url)


# Names whose registrable domain is known, so that subdomains are of one site.
HOME, AWAY = "https://www.example.com/news/ferry", "https://www.example.org/2026/ferry"
CANONICAL = f'<link rel="canonical" href="{HOME}">'


# --- One story ---


@EVERY_STORY
def test_a_record_that_stands_in_a_file_is_known_as_if_it_had_just_come(story: Story) -> None:
    here, there = story_page(story), "https://www.example.org/elsewhere/ferry"
    written = asdict(Newsstand().take(here, HOME))
    after_a_kill = Newsstand()
    assert after_a_kill.options.stories is not None
    recall(written, after_a_kill.options.stories)
    copy = after_a_kill.take(here, there)
    assert copy.story.duplicate_of == written["id"]
    assert copy.story.id == written["story"]["id"]


def test_a_record_without_its_text_has_no_story_to_recall() -> None:
    memory = Stories.for_a_run()
    reserved = clean(
        story_page(ENGLISH, head='<meta name="robots" content="noai">'), url=HOME, options=Options(rights="honour")
    )
    recall(asdict(reserved), memory)
    assert memory.count() == 0


@EVERY_STORY
def test_the_same_text_in_another_paper_points_to_the_first(story: Story) -> None:
    stand = Newsstand()
    first, second = stand.story(story, HOME), stand.story(story, AWAY)
    assert first.story.id == second.story.id is not None
    assert (first.story.duplicate_of, first.story.similarity) == (None, None)
    assert (second.story.duplicate_of, second.story.similarity) == (first.id, 1.0)


@EVERY_STORY
def test_syndicated_below_a_line_of_the_papers_own(story: Story) -> None:
    stand = Newsstand()
    first = stand.story(story, HOME)
    line = p(STORIES["fr" if story is GERMAN else "de"].paragraphs[0].split(".")[0] + ".")
    second = stand.story(story, AWAY, line, p(*story.paragraphs))
    assert second.story.id == first.story.id
    assert second.story.duplicate_of == first.id


def test_amp_print_and_mobile_versions_are_copies_of_the_article_that_they_name() -> None:
    stand = Newsstand()
    stand.story(ENGLISH, HOME)
    for version in ("https://amp.example.com/news/ferry", f"{HOME}?print=1", "https://m.example.com/n/7"):
        copy = stand.story(ENGLISH, version, div("amp", p(*ENGLISH.paragraphs)), head=CANONICAL)
        assert copy.id == copy.story.duplicate_of == id_of(HOME)


def test_the_page_itself_is_no_copy_when_it_comes_again() -> None:
    stand = Newsstand()
    first = stand.story(ENGLISH, HOME)
    for text in (ENGLISH.paragraphs, [*ENGLISH.paragraphs, "The trust has since found the money, it said."]):
        again = stand.story(ENGLISH, HOME, p(*text))
        assert (again.story.id, again.story.duplicate_of) == (first.story.id, None)


def test_the_page_itself_is_no_copy_under_tracking_parameters() -> None:
    stand = Newsstand()
    stand.story(ENGLISH, HOME)
    assert stand.story(ENGLISH, f"{HOME}?utm_source=feed&utm_medium=rss").story.duplicate_of is None


def test_a_page_that_tells_something_else_now_has_another_story() -> None:
    stand = Newsstand()
    assert stand.story(ENGLISH, HOME).story.id != stand.story(GERMAN, HOME).story.id


@EVERY_TONGUE
@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: copy.__name__)
@pytest.mark.parametrize("order", [1, -1], ids=["copy second", "copy first"])
def test_copies_of_every_sort(language: str, copy: Callable[..., Any], order: int) -> None:
    event = Event.draw(TONGUES[language], Random(4))  # noqa: S311  nothing secret hangs on it
    paragraphs = event.paragraphs(9)
    changed, status = copy(event, list(paragraphs))
    texts = [(paragraphs, Status.COMPLETE), (changed, status)][::order]
    assert len({told(*text)[0] for text in texts}) == 2
    assert same_story(*texts)


# --- Two stories ---


@EVERY_TONGUE
@pytest.mark.parametrize("other", PAIRS, ids=lambda other: other.__name__)
def test_reports_on_the_same_event_are_two_stories(language: str, other: Callable[..., Any]) -> None:
    event = Event.draw(TONGUES[language], Random(5))  # noqa: S311  nothing secret hangs on it
    paragraphs = event.paragraphs(9)
    second = other(event, list(paragraphs))
    assert not same_story((paragraphs, Status.COMPLETE), (second, Status.COMPLETE))
    assert not same_story((second, Status.COMPLETE), (paragraphs, Status.COMPLETE))


def test_the_same_form_with_other_numbers_is_another_day() -> None:
    form = (
        "High water at the north pier is at {}:{} with {} centimetres, the harbour office says. The wind blows from the "
        "west with {} to {} knots. The water has {} degrees and the air {}. The ferry makes {} crossings, and the "
        "office asks everybody to keep away from the stones below the lighthouse while the swell lasts."
    )
    first, second = form.format(3, 44, 312, 11, 17, 8, 12, 6), form.format(4, 51, 298, 14, 19, 9, 13, 5)
    assert not same_story(([first], Status.COMPLETE), ([second], Status.COMPLETE))
    assert same_story(([first], Status.COMPLETE), ([f"{first} Updated."], Status.COMPLETE))


def test_a_page_that_prints_one_story_after_the_other_is_none_of_those_that_it_does_not_begin_with() -> None:
    stand = Newsstand()
    alone = [stand.story(story, f"https://{n}.example/a") for n, story in enumerate((ENGLISH, GERMAN, FRENCH))]
    page = p(*(text for story in (ENGLISH, GERMAN, FRENCH) for text in story.paragraphs))
    whole = stand.story(ENGLISH, AWAY, page)
    assert whole.story.id not in {each.story.id for each in alone[1:]}


def test_a_short_quotation_of_the_beginning_is_a_copy_only_where_it_says_that_it_is_cut() -> None:
    text = "\n\n".join(" ".join(story.paragraphs) for story in STORIES.values() if story.language != "ja")
    beginning = text[:400]
    for status, same in ((Status.COMPLETE, False), (Status.TRUNCATED, True), (Status.EXCERPT, True)):
        assert same_story(([text], Status.COMPLETE), ([beginning], status)) is same


# --- The best copy ---


def told(paragraphs: list[str], status: Status, **fields: Any) -> tuple[str, Article]:
    """A text, and an article that has it."""
    text = "\n\n".join(paragraphs)
    article = clean(ENGLISH.paragraphs[0], plain=True)
    return text, replace(article, text=text, words=len(text) // 4, access=Access(status=status), **fields)


def same_story(*texts: tuple[list[str], Status]) -> bool:
    return len({article.story.id for article in run(*(told(*text)[1] for text in texts))}) == 1


def run(*articles: Article, drop: bool = False) -> list[Article]:
    """The articles through the stage, without those that it drops."""
    stage = stage_of({"COPYDESK_DUPLICATES": "drop"} if drop else {})
    written = []
    for number, article in enumerate(articles):
        own = f"https://paper{number}.example/a"
        article.url, article.id = own, id_of(own)
        try:
            written.append(stage.process_item(article))
        except DropItem:
            assert drop
    stage.close_spider()
    return written


def best_of(articles: list[Article]) -> list[int | None]:
    """For each of the articles, which of them it is a copy of."""
    places = {article.id: place for place, article in enumerate(articles)}
    return [places[a.story.duplicate_of] if a.story.duplicate_of else None for a in articles]


TEXT = list(ENGLISH.paragraphs)


def copies(*fields: dict[str, Any]) -> list[Article]:
    """Articles with the same text that differ in these fields."""
    return [told(**{"paragraphs": TEXT, "status": Status.COMPLETE} | each)[1] for each in fields]


def test_whole_before_cut() -> None:
    cut = {"paragraphs": TEXT[:2], "status": Status.TRUNCATED}
    assert best_of(run(*copies(cut, {}, {}, cut))) == [None, None, 1, 1]


def test_of_two_cut_copies_the_one_with_more() -> None:
    one, two = ({"paragraphs": TEXT[:n], "status": Status.TRUNCATED} for n in (2, 3))
    assert best_of(run(*copies(one, two, one))) == [None, None, 1]


def test_a_cut_that_does_not_show() -> None:
    assert best_of(run(*copies({"paragraphs": TEXT[:3]}, {}, {"paragraphs": TEXT[:3]}))) == [None, None, 1]


def test_original_before_syndicated() -> None:
    wire = {"authors": ["Reuters"]}
    assert best_of(run(*copies(wire, {}, {}, wire))) == [None, None, 1, 1]


def test_a_page_that_names_an_original_on_another_site_is_syndicated() -> None:
    stand = Newsstand()
    copy = stand.story(ENGLISH, AWAY, head=CANONICAL)
    assert (copy.story.original, copy.id) == (HOME, id_of(AWAY))
    assert stand.story(ENGLISH, HOME).story.duplicate_of is None
    assert stand.story(ENGLISH, AWAY, head=CANONICAL).story.duplicate_of == id_of(HOME)
    source = stand.story(FRENCH, AWAY, head=meta(**{"syndication-source": HOME}))
    assert source.story.original == HOME


@pytest.mark.parametrize(
    "href",
    ["/news/other", "https://amp.example.org/x", "https://www.example.com/", "mailto:a@b.example", "["],
)
def test_what_names_no_original(href: str) -> None:
    assert clean(story_page(ENGLISH, head=f'<link rel="canonical" href="{href}">'), url=AWAY).story.original is None


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]"])
def test_a_copy_on_ones_own_machine_is_not_syndicated(host: str) -> None:
    assert clean(story_page(ENGLISH, head=CANONICAL), url=f"http://{host}/a").story.original is None


def test_earlier_before_later_and_dated_before_undated() -> None:
    dates: list[dict[str, Any]] = [{"published": f"2026-03-0{day}T08:00:00+01:00"} for day in (4, 3, 5)]
    assert best_of(run(*copies({}, *dates, {}))) == [None, None, None, 2, 2]


def test_what_is_left_out_is_never_the_best_copy() -> None:
    dates: list[dict[str, Any]] = [{"published": f"2026-03-0{day}T08:00:00+01:00"} for day in (4, 3)]
    assert len(run(*copies({}, *dates, {}), drop=True)) == 1
    cut = {"paragraphs": TEXT[:2], "status": Status.TRUNCATED}
    written = run(*copies(cut, cut, {}, {}, cut), drop=True)
    assert [each.access.status for each in written] == [Status.TRUNCATED, Status.COMPLETE]
    assert best_of(written) == [None, None]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([2, 3, 6]), st.booleans(), st.integers(1, 4)), min_size=1, max_size=8))
def test_whatever_comes_in_whatever_order(given_: list[tuple[int, bool, int]]) -> None:
    made = run(
        *copies(
            *(
                {
                    "paragraphs": TEXT[:size],
                    "status": Status.COMPLETE if size == 6 else Status.TRUNCATED,
                    "authors": ["AFP"] if wire else [],
                    "published": f"2026-01-0{day}",
                }
                for size, wire, day in given_
            )
        )
    )
    assert len({article.story.id for article in made}) == 1
    points = best_of(made)
    assert points[0] is None
    for place, to in enumerate(points):
        if to is not None:
            # To a copy that came before, that was the best one then, and that is no worse.
            assert to < place
            assert points[to] is None
            assert (given_[to][0] == 6) >= (given_[place][0] == 6)


# --- What has no story ---


def test_short_texts_blocked_ones_and_pages_that_are_no_articles_have_none() -> None:
    stand = Newsstand()
    nothing = [
        stand.take("Nine words are no story that anybody could know.", HOME, plain=True),
        stand.take(story_page(ENGLISH), AWAY, status=404),
        stand.take("<html><body></body></html>", AWAY),
    ]
    assert {article.story.id for article in nothing} == {None}
    memory = stand.options.stories
    assert memory is not None
    assert memory.count() == 0


def test_a_text_that_is_withheld_has_none() -> None:
    options = Options(stories=Stories.for_a_run(), rights="honour")
    reserved = clean(story_page(ENGLISH, head='<meta name="robots" content="noai">'), url=HOME, options=options)
    assert (reserved.text, reserved.story.id) == ("", None)


def test_without_a_memory_every_page_stands_alone() -> None:
    assert clean(story_page(ENGLISH), url=HOME).story.id is None


# --- As a pipeline ---


def stage_of(settings: dict[str, Any], state: State | None = None) -> StoriesStage:
    crawler = get_crawler(settings_dict=settings)
    crawler.spider = None if state is None else type("Spider", (), {"state": state})()  # type: ignore[assignment]
    return StoriesStage.from_crawler(crawler)


def take(stage: StoriesStage, url: str) -> Article:
    article = clean(story_page(ENGLISH), url=url)
    taken: Article = stage.process_item(article)
    return taken


def test_stats_and_dropping() -> None:
    stage = stage_of({"COPYDESK_DUPLICATES": "drop"})
    take(stage, HOME)
    with pytest.raises(DropItem, match=f"a copy of {id_of(HOME)}"):
        take(stage, AWAY)
    marking = stage_of({})
    assert [take(marking, url).story.duplicate_of for url in (HOME, AWAY)] == [None, id_of(HOME)]
    assert stage.crawler.stats is not None
    assert marking.crawler.stats is not None
    assert stage.crawler.stats.get_stats() == {"copydesk/stories/new": 1, "copydesk/skipped/duplicate": 1}
    assert marking.crawler.stats.get_stats() == {"copydesk/stories/new": 1, "copydesk/stories/copies": 1}


def test_stories_are_remembered_in_a_file(tmp_path: Path) -> None:
    setting = {"COPYDESK_STORY_MEMORY": str(tmp_path / "stories.sqlite")}
    first = stage_of(setting)
    take(first, HOME)
    with pytest.raises(UsageError, match=r"COPYDESK_STORY_MEMORY can't be used.*in use"):
        stage_of(setting)
    first.close_spider()
    second = stage_of(setting)
    assert take(second, AWAY).story.duplicate_of == id_of(HOME)
    second.close_spider()


def test_stories_are_remembered_in_the_spiders_state_and_committed_by_it() -> None:
    state = State.open("")
    take(stage_of({}, state), HOME)
    state.connection.rollback()
    assert take(stage_of({}, state), AWAY).story.duplicate_of is None
    state.commit()
    assert take(stage_of({}, state), HOME).story.duplicate_of == id_of(AWAY)
    state.close()


def test_in_a_crawl_that_comes_back_an_article_is_no_copy_of_itself_under_any_address() -> None:
    state = State.open("")
    for chosen in ({}, {"COPYDESK_DUPLICATES": "drop"}):
        stage = stage_of(chosen, state)
        for url in (HOME, "https://m.example.com/n/7"):
            article = clean(story_page(ENGLISH, head=CANONICAL), url=url)
            assert stage.process_item(article).story.duplicate_of is None
    state.close()


def test_switched_off() -> None:
    stage = stage_of({"COPYDESK_STORY_MEMORY": "False"})
    assert [take(stage, url).story.id for url in (HOME, AWAY)] == [None, None]
    stage.close_spider()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"COPYDESK_DUPLICATES": "delete"}, 'COPYDESK_DUPLICATES=delete: it is "mark" or "drop"'),
        ({"COPYDESK_DUPLICATES": "drop", "COPYDESK_STORY_MEMORY": False}, "needs COPYDESK_STORY_MEMORY"),
        ({"COPYDESK_STORY_MEMORY": "flase"}, "COPYDESK_STORY_MEMORY=flase: not True, False or the path of a file"),
        ({"COPYDESK_STORY_MEMORY": "a.sqlite", "COPYDESK_SITE_MEMORY": "a.sqlite"}, "each needs its own"),
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        stage_of(settings)


def test_a_record_is_kept_where_the_memory_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Stories, "look", full)
    stage = stage_of({})
    article = take(stage, HOME)
    assert article.error == "stories: OperationalError: database or disk is full"
    assert article.text
    assert stage.crawler.stats is not None
    assert stage.crawler.stats.get_value("copydesk/errors/stories") == 1


def test_what_is_no_article_passes_through() -> None:
    assert stage_of({}).process_item("something else") == "something else"
