"""Site memory: what stands on many articles of a site leaves their texts, and nothing else does."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.exceptions import UsageError
from scrapy.utils.test import get_crawler

from crawler.items import Article, Kind, Page
from crawler.state.lines import Lines
from crawler.state.store import State
from pipelines import STAGES, Options, clean
from pipelines.draft import Block, Draft, Metadata
from pipelines.furniture import RULE, FurnitureStage, furniture
from pipelines.keys import key
from tests.pipelines.building import a, div, kind_of, meta, p, page, paragraphs, ul
from tests.pipelines.papers import STANDING, Paper, article, told
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN, JAPANESE, STORIES, Story
from tests.pipelines.strategies import records, soup

if TYPE_CHECKING:
    from pathlib import Path

LINE = STANDING["en"]
TONGUES = pytest.mark.parametrize("language", STANDING)


def story_in(language: str) -> Story:
    """A story of this language, or one that says so."""
    return STORIES.get(language) or replace(ENGLISH, language=language)


def site_memory(article: Article) -> list[tuple[Kind, str]]:
    return [(each.kind, each.text) for each in article.artifacts if each.rule == RULE]


# --- What goes ---


@TONGUES
@pytest.mark.parametrize("models", [Options().models, None], ids=["model", "rules"])
def test_a_line_goes_from_the_third_article_on_in_any_language(language: str, models: Path | None) -> None:
    paper, story = Paper(options=Options(models=models, memory=Lines.in_memory())), story_in(language)
    articles = [paper.story(story, n, after=p(STANDING[language])) for n in range(5)]
    assert paper.has(STANDING[language], articles) == [True, True, False, False, False]
    for number, each in enumerate(articles[2:], 2):
        assert paragraphs(each) == told(story, number)
        assert site_memory(each) == [(Kind.BOILERPLATE, STANDING[language])]


def test_a_box_between_the_paragraphs_goes_whole() -> None:
    paper = Paper()
    pitch = "Every gift, however small, keeps a reporter on the island through the winter.", "Give what you can"
    articles = []
    for n in range(4):
        one, two, *rest = told(ENGLISH, n)
        articles.append(
            paper.clean(article(f"Ferry {n}", p(one, two), div("box-7", p(*pitch)), p(*rest)), f"ferry-{n}")
        )
    assert [paragraphs(each) == told(ENGLISH, n) for n, each in enumerate(articles)][2:] == [True, True]


def test_a_box_behind_the_text_goes_though_only_some_articles_have_it() -> None:
    paper = Paper(options=Options(models=None, memory=Lines.in_memory()))
    wall = div("box-9", p("Ülejäänud loo saavad lugeda need, kes on Sadama Teatajaga liitunud."))
    for n in range(24):
        walled = n % 6 == 0
        each = paper.story(ENGLISH, n, after=wall if walled else "")
        assert paragraphs(each)[:6] == told(ENGLISH, n)
        assert len(paragraphs(each)) == (7 if n in {0, 6} else 6)


def test_a_note_above_the_text_with_a_name_of_its_own_goes() -> None:
    paper = Paper()
    note = '<p class="house-note">We visit every place that we write about and pay for our own tea and buns.</p>'
    articles = [paper.story(ENGLISH, n, before=note) for n in range(4)]
    assert [paragraphs(each)[0] == told(ENGLISH, n)[0] for n, each in enumerate(articles)][2:] == [True, True]


def test_short_lines_behind_the_text_go_with_the_long_one_that_they_stand_by() -> None:
    paper = Paper()
    articles = [paper.story(GERMAN, n, after=p("Aus Ihrer Nachbarschaft", STANDING["de"])) for n in range(4)]
    assert paragraphs(articles[-1]) == told(GERMAN, 3)


def test_a_line_that_sets_in_on_an_old_site_goes_when_enough_of_the_last_articles_have_it() -> None:
    paper = Paper()
    for n in range(40):
        paper.story(ENGLISH, n)
    articles = [paper.story(ENGLISH, n, after=p(LINE)) for n in range(40, 50)]
    has = paper.has(LINE, articles)
    assert has == sorted(has, reverse=True)
    assert (has[2], has[-1]) == (True, False)


def test_inside_the_text_and_set_as_it_is_a_line_goes_when_nearly_all_articles_have_it() -> None:
    def articles(every: int) -> list[Article]:
        paper = Paper()
        made = []
        for n in range(9):
            one, *rest = told(ENGLISH, n)
            inside = [LINE] if n % every else []
            made.append(paper.clean(article(f"Ferry {n}", p(one, *inside, *rest))))
        return made

    always, mostly = articles(100), articles(2)
    assert Paper().has(LINE, always) == [False, True, True, True, True, False, False, False, False]
    assert Paper().has(LINE, mostly) == [bool(n % 2) for n in range(9)]


def test_plain_text_is_remembered_too() -> None:
    paper = Paper()
    articles = [paper.clean("\n".join([*told(FRENCH, n), STANDING["fr"]]), plain=True) for n in range(4)]
    assert paper.has(STANDING["fr"], articles) == [True, True, False, False]


def test_the_kind_is_that_of_the_wording_or_else_of_the_shape() -> None:
    paper = Paper()
    links = "".join(f"<p>{a(f'How the harbour of Kilbrannoch was built in {n} winters by hand')}</p>" for n in (3, 4))
    newsletter = "Our newsletter for early risers comes at six, and it is read to the last line by four in five."
    last = [paper.story(ENGLISH, n, after=div("end", p(newsletter), links)) for n in range(6)][-1]
    assert paragraphs(last) == told(ENGLISH, 5)
    assert {kind for kind, _ in site_memory(last)} <= {Kind.NEWSLETTER_PROMO, Kind.RELATED_HEADLINES, Kind.BOILERPLATE}
    # A class that the story's own element has, too, says nothing of the line.
    paper = Paper("www.tagged.example")
    tagged = [paper.clean(article(f"Ferry {n}", div("post tag-sea", p(*told(ENGLISH, n), LINE)))) for n in range(3)]
    assert kind_of(tagged[-1], LINE) is Kind.BOILERPLATE


# --- What stays ---


def test_lines_that_are_new_stay_and_so_do_those_that_only_one_other_article_had() -> None:
    paper = Paper()
    shared = "The trust was founded in 1931 by the widows of the men who were lost with the Guiding Light."
    articles = [paper.story(ENGLISH, n, after=p(shared) if n % 3 == 0 else "") for n in range(6)]
    assert paper.has(shared, articles) == [True, False, False, True, False, False]
    assert [site_memory(each) for each in articles] == [[]] * 6


def test_a_story_under_many_addresses_stays_whole() -> None:
    paper = Paper()
    paper.story(GERMAN, 0)
    copies = [paper.story(ENGLISH, 1, after=p(LINE)) for _ in range(5)]
    assert [paragraphs(each) for each in copies] == [[*told(ENGLISH, 1), LINE]] * 5
    # Nor do its lines count against the others'.
    assert LINE in paragraphs(paper.story(ENGLISH, 2, after=p(LINE)))


def test_a_live_blog_that_grows_under_new_addresses_stays_whole() -> None:
    paper = Paper()
    for n in range(3):
        paper.story(GERMAN, n)
    posts = [text for language in ("en", "fr", "es", "it") for text in told(STORIES[language], 10)]
    for latest in range(8, len(posts), 3):
        told_so_far = posts[latest::-1]
        assert paragraphs(paper.clean(article(f"Live: the ferry {latest}", p(*told_so_far)))) == told_so_far


def test_the_background_that_three_stories_on_one_event_share_stays() -> None:
    paper = Paper()
    background = [
        "Orrin has had a ferry since 1871, when the first herring station was built on the island's eastern shore.",
        "The trust receives a third of its money from the council and the rest from fares and from the mail.",
    ]
    for n in range(30):
        paper.story(ENGLISH, n)
    articles = []
    for n in range(30, 35):
        one, *rest = told(ENGLISH, n)
        articles.append(paper.clean(article(f"Ferry {n}", p(one, *background, *rest))))
    assert [paragraphs(each)[1:3] for each in articles] == [background] * 5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Dear Skipper,</p>", ""),
        ("<p>KILBRANNOCH (Orrin Press) –</p>", ""),
        ("<p>Liebe Leserinnen und Leser,</p>", ""),
        ("", "<p>And that is the tide for today.</p>"),
        ("", "<p>— Orrin Press</p>"),
        ("", "<p>Why?</p>"),
    ],
)
def test_a_short_line_in_the_story_s_own_setting_stays(before: str, after: str) -> None:
    paper = Paper()
    (line,) = [text.split("<")[0] for text in (before + after).split(">") if text.split("<")[0].strip()]
    articles = [paper.story(ENGLISH, n, before=before, after=after) for n in range(8)]
    assert len(set(paper.has(line, articles))) == 1
    assert [site_memory(each) for each in articles] == [[]] * 8


@pytest.mark.parametrize(
    "label", ["What we liked about it", "Why you should trust our island tests", "Das Wichtigste in Kürze"]
)
def test_standing_headings_inside_the_text_stay(label: str) -> None:
    paper = Paper()
    for n in range(8):
        one, two, *rest = told(ENGLISH, n)
        each = paper.clean(article(f"Ferry {n}", p(one, two), div("head", f"<h2>{label}</h2>"), p(*rest)))
        assert site_memory(each) == []


def test_lists_that_come_back_inside_the_text_stay() -> None:
    paper = Paper()
    for n in range(8):
        one, two, *rest = told(ENGLISH, n)
        items = ul("A teaspoon of sea salt, and more at the table", f"{n + 2} herrings", "Two spoons of mustard seed")
        each = paper.clean(article(f"Herring {n}", p(one, two), items, p(*rest)))
        assert site_memory(each) == []


def test_the_first_line_of_a_serial_stays_on_a_site_that_tells_other_things_too() -> None:
    paper = Paper()
    recap = "What happened so far: the keeper of the Kervren light has gone, and nobody has asked the lamp."
    articles = []
    for n in range(36):
        of_serial = n % 12 == 0
        articles.append(paper.story(ENGLISH, n, before=p(recap) if of_serial else ""))
    assert sum(paper.has(recap, articles)) == 3


def test_a_columnist_s_last_line_stays_on_a_site_with_other_pens() -> None:
    paper = Paper()
    line = "Mara Quill writes from the window of the old customs house, and answers every letter that she gets."
    articles = [paper.story(ENGLISH, n, after=p(line) if n % 8 == 0 else "") for n in range(40)]
    assert sum(paper.has(line, articles)) == 5


def test_a_standfirst_that_the_page_calls_its_own_stays() -> None:
    paper = Paper()
    standfirst = "Once a week we ask somebody on the quay what the sea has brought them, and write down the answer."
    articles = [
        paper.clean(article(f"Quay {n}", p(standfirst, *told(ENGLISH, n)), head=meta(og__description=standfirst)))
        for n in range(8)
    ]
    assert paper.has(standfirst, articles) == [True] * 8


def test_the_lead_of_a_story_that_others_advertise_stays() -> None:
    paper = Paper()
    lead, *rest = told(FRENCH, 99)
    teaser = div("more", "<h3>Read next on our pages</h3>", p(lead))
    for n in range(10):
        paper.story(ENGLISH, n, after=teaser)
    own = paper.clean(article("Le phare", div("standfirst", p(lead)), p(*rest)))
    assert paragraphs(own) == [lead, *rest]


def test_paragraphs_that_make_up_most_of_a_report_stay() -> None:
    paper = Paper()
    frame = [
        "Prices on the Orrin fish market are taken at six in the morning from all four of the auction's clocks.",
        "Cod is weighed without its head and sold by the box, and a box holds forty kilos at the first weighing.",
        "Boats that land after six are counted for the next day, as the market's rules have had it since 1954.",
    ]
    for n in range(8):
        new = f"Cod cost {n + 11} crowns this morning, {n + 1} more than on the day before."
        each = paper.clean(article(f"Fish {n}", p(frame[0], new, *frame[1:])))
        assert paragraphs(each) == [frame[0], new, *frame[1:]]


def test_pages_that_are_all_one_message_are_left_as_they_are() -> None:
    paper = Paper()
    for n in range(3):
        paper.story(ENGLISH, n, after=p(LINE))
    message = [LINE, "This page could not be found. The harbour master has been told and will look for it at low tide."]
    pages = [paper.clean(article("Lost", p(*message)), f"lost-{n}") for n in range(5)]
    assert {each.text for each in pages} == {pages[0].text}
    assert [site_memory(each) for each in pages] == [[]] * 5


def test_refusals_and_front_pages_are_not_counted() -> None:
    for status, path in ((403, None), (200, "")):
        paper = Paper()
        for n in range(6):
            html = article(f"Ferry {n}", p(*told(ENGLISH, n), LINE))
            if path is None:
                paper.clean(html, status=status)
            else:
                clean(html, url=f"https://{paper.host}/", options=paper.options)
        assert LINE in paragraphs(paper.story(ENGLISH, 9, after=p(LINE)))


@pytest.mark.parametrize(("rights", "kept"), [("honour", False), ("record", True)])
def test_of_pages_whose_text_is_reserved_nothing_is_kept(rights: str, kept: bool) -> None:
    lines = Lines.in_memory()
    paper = Paper(options=Options(memory=lines, rights=rights))
    for n in range(4):
        paper.clean(article(f"Ferry {n}", p(*told(ENGLISH, n), LINE), head='<meta name="robots" content="noai">'))
    found = lines.state.execute("SELECT (SELECT count(*) FROM lines), (SELECT count(*) FROM line_articles)").fetchone()
    assert [count > 0 for count in found] == [kept, kept]


def test_an_article_that_is_asked_for_again_counts_once() -> None:
    paper = Paper()
    html = article("Ferry", p(*told(ENGLISH, 1), LINE))
    for _ in range(6):
        assert LINE in paragraphs(paper.clean(html, "ferry"))
    # The canonical address tells, whatever was asked for.
    canonical = f'<link rel="canonical" href="https://{paper.host}/news/mill">'
    other = article("Mill", p(*told(GERMAN, 1), LINE), head=canonical)
    for n in range(6):
        assert LINE in paragraphs(paper.clean(other, f"mill?page={n}"))
    assert LINE not in paragraphs(paper.story(ENGLISH, 9, after=p(LINE)))


def test_an_article_of_which_a_line_was_taken_does_not_get_it_back_when_it_is_asked_for_again() -> None:
    paper = Paper()
    for n in range(3):
        paper.story(ENGLISH, n, after=p(LINE))
    html = article("Ferry", p(*told(ENGLISH, 9), LINE))
    assert [LINE in paragraphs(paper.clean(html, "ferry")) for _ in range(3)] == [False] * 3


def test_hosts_and_languages_are_remembered_apart() -> None:
    memory = Options(memory=Lines.in_memory())
    here, there = Paper("www.orrinpost.example", memory), Paper("blog.orrinpost.example", memory)
    for n in range(4):
        here.story(ENGLISH, n, after=p(LINE))
    assert LINE in paragraphs(there.story(ENGLISH, 4, after=p(LINE)))
    assert LINE in paragraphs(here.story(FRENCH, 4, after=p(LINE)))
    assert LINE not in paragraphs(Paper("orrinpost.example", memory).story(ENGLISH, 4, after=p(LINE)))


def test_texts_without_an_address_are_not_remembered() -> None:
    options = Options(memory=Lines.in_memory())
    articles = [clean("\n".join([*told(ENGLISH, n), LINE]), options=options) for n in range(4)]
    assert all(LINE in paragraphs(each) for each in articles)


def test_the_same_pages_in_the_same_order_give_the_same_articles() -> None:
    def run() -> list[Any]:
        paper = Paper()
        return [astuple(paper.story(JAPANESE, n, after=p(STANDING["ja"]))) for n in range(6)]

    assert run() == run()


# --- Whatever the pages are ---

LINES = [
    *told(ENGLISH, 0),
    *told(GERMAN, 0),
    LINE,
    STANDING["de"],
    "Why?",
    "What we like about it",
    "Read on",
    "港の朝",
]
_kinds = st.sampled_from([Kind.BODY, Kind.BODY, Kind.BODY, Kind.BOILERPLATE, Kind.RELATED_HEADLINES])
_page = st.tuples(
    st.integers(0, 6),
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["p", "h2", "li"]), _kinds), max_size=14),
    st.booleans(),
)


def draft_of(number: int, lines: list[tuple[str, str, Kind]], memory: Lines | None, *, new: bool) -> Draft:
    """A draft whose body stage has decided; with a paragraph that no other page has where it is `new`."""
    texts = [*lines, (f"{number} boats went out. " * 5, "p", Kind.BODY)] if new else lines
    draft = Draft(Page(url=f"https://paper.example/{number}", body=""), Options(memory=memory))
    draft.metadata = Metadata(language="en")
    draft.blocks = [Block(n, text, tag, key=key(text), kind=kind) for n, (text, tag, kind) in enumerate(texts)]
    return draft


@settings(max_examples=200)
@given(st.lists(_page, max_size=14))
def test_a_line_that_fewer_than_two_other_articles_had_is_never_taken(pages: list[Any]) -> None:
    memory = Lines.in_memory()
    had: dict[str, set[int]] = {}
    for number, lines, new in pages:
        draft = draft_of(number, lines, memory, new=new)
        before = [(block.kind, block.rule) for block in draft.blocks]
        furniture(draft)
        for block, (kind, rule) in zip(draft.blocks, before, strict=True):
            if block.rule == RULE:
                assert kind is Kind.BODY
                assert block.kind is not Kind.BODY
                assert len(had.get(block.text, set()) - {number}) >= 2
            else:
                assert (block.kind, block.rule) == (kind, rule)
        for block in draft.blocks:
            had.setdefault(block.text, set()).add(number)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(soup, records), max_size=3))
def test_switched_off_or_on_pages_of_one_site_that_are_all_new_come_out_the_same(pages: list[str]) -> None:
    off, on = Options(), Options(memory=Lines.in_memory())
    # One site more for every page: none has a second article.
    for n, text in enumerate(pages):
        url = f"https://site-{n}.example/a"
        assert clean(text, url=url, options=on) == clean(text, url=url, options=off)


def test_switched_off_nothing_is_taken() -> None:
    paper = Paper(options=Options())
    assert all(paper.has(LINE, [paper.story(ENGLISH, n, after=p(LINE)) for n in range(6)]))


# --- As a pipeline ---


def crawl(settings: dict[str, Any], spider: Any = None, first: int = 0) -> tuple[list[Article], dict[str, Any]]:
    """Four articles through all stages, and the stats."""
    crawler = get_crawler(settings_dict=settings)
    crawler.spider = spider
    stages = [stage.from_crawler(crawler) for stage in STAGES]
    articles = []
    for n in range(first, first + 4):
        item: Any = Page(
            url=f"https://paper.example/{n}",
            body=page("<article>", p(*told(ENGLISH, n), LINE), "</article>", lang="en"),
        )
        for stage in stages:
            item = stage.process_item(item)
        articles.append(item)
    for stage in stages:
        if isinstance(stage, FurnitureStage):
            stage.close_spider()
    assert crawler.stats is not None
    return articles, crawler.stats.get_stats()


def has_line(articles: list[Article]) -> list[bool]:
    return [LINE in paragraphs(each) for each in articles]


def test_a_run_remembers_on_its_own() -> None:
    articles, stats = crawl({})
    assert has_line(articles) == [True, True, False, False]
    assert (stats["copydesk/site_memory/articles"], stats["copydesk/site_memory/lines"]) == (2, 2)
    assert has_line(crawl({})[0]) == [True, True, False, False]


@pytest.mark.parametrize("off", [False, "False", "none", "0", "", None])
def test_it_can_be_switched_off(off: Any) -> None:
    articles, stats = crawl({"COPYDESK_SITE_MEMORY": off})
    assert has_line(articles) == [True] * 4
    assert not [name for name in stats if "site_memory" in name]


def test_a_file_remembers_between_runs(tmp_path: Path) -> None:
    settings = {"COPYDESK_SITE_MEMORY": str(tmp_path / "lines.sqlite")}
    assert has_line(crawl(settings)[0]) == [True, True, False, False]
    assert has_line(crawl(settings, first=10)[0]) == [False] * 4


def test_a_spider_s_own_state_is_used_and_left_to_its_owner() -> None:
    class Remembering:
        state = State.open("")

    assert has_line(crawl({}, Remembering())[0]) == [True, True, False, False]
    assert has_line(crawl({}, Remembering(), first=10)[0]) == [False] * 4
    # Switched off means off for it, too.
    assert has_line(crawl({"COPYDESK_SITE_MEMORY": "False"}, Remembering(), first=20)[0]) == [True] * 4
    Remembering.state.connection.rollback()
    assert has_line(crawl({}, Remembering())[0]) == [True, True, False, False]
    Remembering.state.close()


def test_a_choice_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="COPYDESK_SITE_MEMORY=ture: not True, False or the path of a file"):
        crawl({"COPYDESK_SITE_MEMORY": "ture"})
    (tmp_path / "notes.txt").write_text("no state file, " * 100)
    with pytest.raises(UsageError, match=r"COPYDESK_SITE_MEMORY can't be used: .*notes\.txt"):
        crawl({"COPYDESK_SITE_MEMORY": str(tmp_path / "notes.txt")})


def test_a_file_that_another_run_uses_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "lines.sqlite")
    other = State.open(path)
    with pytest.raises(UsageError, match="is in use by another run"):
        crawl({"COPYDESK_SITE_MEMORY": path})
    other.close()
    assert has_line(crawl({"COPYDESK_SITE_MEMORY": path})[0]) == [True, True, False, False]
