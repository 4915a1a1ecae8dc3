"""Stage 6: the verdict, rule by rule, with the traps that lie beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crawler.items import Access, Declared, Kind, Page, Status, Wall
from pipelines import clean, examine
from tests.pipelines.building import FOOTER, NAVIGATION, URL, a, div, kind_of, meta, news_article, p, page, story_page
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN, JAPANESE, SPANISH, STORIES, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY_STORY = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)
WHOLE = ENGLISH.paragraphs
LEAD = ENGLISH.paragraphs[:2]


def verdict(*inside: str, head: str = "", story: Story = ENGLISH, **fields: Any) -> Access:
    """The verdict on a page of a story's template."""
    return clean(story_page(story, *inside, head=head), url=URL, **fields).access


def of_lines(lines: Sequence[str]) -> Access:
    """The verdict on plain text."""
    return clean("\n".join(lines), plain=True).access


def signals(access: Access) -> set[str]:
    return {item.signal for item in access.evidence}


# --- whole ---


@EVERY_STORY
def test_a_whole_story_is_complete(story: Story) -> None:
    for access in (verdict(story=story), of_lines(story.paragraphs)):
        assert access.status is Status.COMPLETE
        assert access.wall is None
        assert access.confidence >= 0.7


def test_the_length_that_is_declared_and_there_makes_it_surer() -> None:
    words = clean(story_page(ENGLISH), url=URL).words
    told = verdict(head=news_article(wordCount=words))
    assert told.status is Status.COMPLETE
    assert told.expected_words == words
    assert told.confidence > verdict().confidence


# --- 1. metadata moves the confidence, never the verdict ---


@pytest.mark.parametrize("free", [True, False])
def test_a_declaration_never_decides(free: bool) -> None:
    head = news_article(headline=ENGLISH.title, isAccessibleForFree=free)
    whole = verdict(head=head)
    cut = verdict(p(*LEAD, "Subscribe to continue reading."), head=head)
    assert (whole.status, cut.status) == (Status.COMPLETE, Status.TRUNCATED)
    assert whole.declared is cut.declared is (Declared.FREE if free else Declared.PAID)


def test_a_paid_declaration_lowers_the_confidence_in_a_whole_text() -> None:
    paid = verdict(head=news_article(isAccessibleForFree=False))
    assert paid.confidence < verdict(head=news_article(isAccessibleForFree=True)).confidence


def test_a_metered_tier_is_kept_apart_from_the_wall_that_was_seen() -> None:
    access = verdict(head=meta(article__content_tier="metered"))
    assert (access.status, access.declared, access.wall) == (Status.COMPLETE, Declared.METERED, None)


# --- 2. a wall's wording counts at the cut ---

WALLS = [
    (ENGLISH, "Subscribe and support our island reporters to continue reading.", Wall.SUBSCRIBE),
    (ENGLISH, "You've reached your daily free article limit.", Wall.METER),
    (ENGLISH, "Register for free to continue reading.", Wall.REGISTER),
    (ENGLISH, "Log in to continue reading this article.", Wall.LOGIN),
    (GERMAN, "Um diesen Artikel weiterzulesen, benötigen Sie ein Abo.", Wall.SUBSCRIBE),
    (FRENCH, "La suite de cet article est réservée aux abonnés.", Wall.SUBSCRIBE),
    (SPANISH, "Para seguir leyendo, suscríbete.", Wall.SUBSCRIBE),
    (JAPANESE, "この記事の続きを読むには、有料会員登録が必要です。", Wall.SUBSCRIBE),
]
EVERY_WALL = pytest.mark.parametrize(("story", "line", "wall"), WALLS, ids=[f"{s.language} {w}" for s, _, w in WALLS])


@EVERY_WALL
def test_a_wall_where_the_text_stops_cuts_it(story: Story, line: str, wall: Wall) -> None:
    for access in (verdict(p(*story.paragraphs[:2], line), story=story), of_lines([*story.paragraphs[:2], line])):
        assert (access.status, access.wall) == (Status.TRUNCATED, wall)
        assert access.confidence >= 0.8
        assert any(item.detail == line and item.rule for item in access.evidence)


@EVERY_WALL
def test_the_same_line_with_the_story_going_on_is_an_overlay(story: Story, line: str, wall: Wall) -> None:
    first, second, *rest = story.paragraphs
    overlaid = clean(story_page(story, p(first, second), div("overlay", p(line)), p(*rest)), url=URL)
    assert overlaid.text == "\n\n".join(story.paragraphs)
    assert kind_of(overlaid, line) is not Kind.BODY
    assert (overlaid.access.status, overlaid.access.wall) == (Status.COMPLETE, wall)
    assert of_lines([first, second, line, *rest]).status is Status.COMPLETE


@EVERY_WALL
def test_a_wall_in_the_footer_or_the_comments_says_nothing(story: Story, line: str, wall: Wall) -> None:
    for around in (f"<footer><p>{line}</p></footer>", f"<section class='comments'><p>{line}</p></section>"):
        access = verdict(p(*story.paragraphs), around, story=story)
        assert (access.status, access.wall) == (Status.COMPLETE, None)


def test_a_wall_before_the_text_is_no_cut() -> None:
    line = "Subscribe to continue reading."
    assert verdict(div("box", p(line)), p(*WHOLE)).status is Status.COMPLETE


def test_a_credit_behind_the_wall_does_not_make_it_an_overlay() -> None:
    access = verdict(p(*LEAD, "Subscribe to continue reading."), p("Photo courtesy Wikimedia", "© Orrin Post"))
    assert access.status is Status.TRUNCATED


def test_a_wall_line_is_taken_out_whatever_the_verdict() -> None:
    line = "Subscribe to continue reading."
    for html in (p(*LEAD, line), p(*LEAD, line, *WHOLE[2:])):
        article = clean(story_page(ENGLISH, html), url=URL)
        assert line not in article.text
        assert kind_of(article, line) is Kind.WALL


def test_a_meter_s_count_is_no_cut() -> None:
    line = "You have 2 free articles remaining."
    for access in (verdict(p(*WHOLE, line)), of_lines([*WHOLE, line]), verdict(p(*WHOLE[:3], line, *WHOLE[3:]))):
        assert (access.status, access.wall) == (Status.COMPLETE, Wall.METER)
    assert kind_of(clean(story_page(ENGLISH, p(*WHOLE, line)), url=URL), line) is Kind.METER_NOTICE


# --- 3. counts at the cut are the strongest ---


@pytest.mark.parametrize(
    ("story", "line"),
    [
        (FRENCH, "Il vous reste 57 % de cet article à lire."),
        (JAPANESE, "残り1,234文字"),
        (ENGLISH, "[+2871 chars]"),
        (FRENCH, "Il vous reste 57.3% de cet article à lire. La suite est réservée aux abonnés."),
    ],
)
def test_a_count_where_the_text_stops(story: Story, line: str) -> None:
    for access in (
        verdict(p(*story.paragraphs[:2], line), story=story),
        of_lines([*story.paragraphs[:2], line]),
        of_lines([story.paragraphs[0], f"{story.paragraphs[1]} {line}"]),
    ):
        assert access.status is Status.TRUNCATED
        assert access.confidence >= 0.95


def test_a_count_with_the_story_going_on_is_not_at_the_cut() -> None:
    line = "Il vous reste 57 % de cet article à lire."
    first, *rest = FRENCH.paragraphs
    assert of_lines([first, line, *rest]).status is Status.COMPLETE


def test_a_count_decides_against_a_free_declaration() -> None:
    head = news_article(headline=FRENCH.title, isAccessibleForFree=True)
    access = verdict(p(*FRENCH.paragraphs[:3], "Il vous reste 57 % de cet article à lire."), head=head, story=FRENCH)
    assert (access.status, access.declared) == (Status.TRUNCATED, Declared.FREE)


# --- 4. ends and lengths ---


def cut_at(story: Story, dots: str) -> list[str]:
    """A story whose last paragraph stops in the middle."""
    *whole, last = story.paragraphs
    return [*whole, last[: len(last) // 2].rstrip(" ,、،") + dots]


@EVERY_STORY
@pytest.mark.parametrize("dots", ["…", "...", " [...]", " […]"])
def test_a_text_that_ends_in_an_ellipsis_is_cut(story: Story, dots: str) -> None:
    assert verdict(p(*cut_at(story, dots)), story=story).status is Status.TRUNCATED


def test_a_plain_text_that_ends_in_an_ellipsis_is_cut() -> None:
    found = {language: of_lines(cut_at(story, "…")).status for language, story in STORIES.items()}
    assert found == dict.fromkeys(STORIES, Status.TRUNCATED)


@pytest.mark.parametrize("story", [ENGLISH, GERMAN, FRENCH, SPANISH], ids=lambda story: story.language)
@pytest.mark.parametrize("html", [True, False], ids=["html", "plain"])
def test_a_text_that_ends_in_mid_word_is_cut(story: Story, html: bool) -> None:
    *whole, last = story.paragraphs
    torn = last[: 2 * len(last) // 3].rstrip()[:-2]
    access = verdict(p(*whole, torn), story=story) if html else of_lines([*whole, torn])
    assert access.status is Status.TRUNCATED
    assert access.confidence < 0.9


@pytest.mark.parametrize(
    "last",
    [
        "Mairi Beaton reported from Kilbrannoch",
        "Text: Mairi Beaton",
        "(dpa/mb)",
        "Orrin Post, 17 May 2024",
        "More at www.orrinpost.example/ferry",
        "Kilbrannoch harbour office, 3 Quay Street, open Monday to Friday from nine to five, telephone 555 0123",
    ],
)
def test_a_last_line_that_is_no_sentence_is_no_cut(last: str) -> None:
    assert of_lines([*WHOLE, last]).status is Status.COMPLETE
    assert verdict(p(*WHOLE, last)).status is Status.COMPLETE


@pytest.mark.parametrize("end", ["”", "!", "?", "»", ".)", " ■", "*", ".”"])
def test_natural_ends_are_no_cuts(end: str) -> None:
    lines = [*WHOLE[:-1], WHOLE[-1].removesuffix(".") + end]
    assert of_lines(lines).status is Status.COMPLETE


def test_paragraphs_that_never_end_in_full_stops_are_no_cuts() -> None:
    bare = [text.rstrip(".") for text in WHOLE]
    assert of_lines(bare).status is Status.COMPLETE


def test_far_fewer_words_than_declared() -> None:
    access = verdict(p(*LEAD), head=news_article(headline=ENGLISH.title, wordCount=900))
    assert access.status is Status.TRUNCATED
    assert access.expected_words == 900
    assert any("900" in (item.detail or "") for item in access.evidence)


def test_a_longer_declared_text_is_measured_and_never_shown() -> None:
    body = " ".join(f"Zinnober{n}" for n in range(900))
    article = clean(story_page(ENGLISH, p(*LEAD), head=news_article(headline=ENGLISH.title, articleBody=body)), url=URL)
    assert (article.access.status, article.access.expected_words) == (Status.TRUNCATED, 900)
    assert "Zinnober" not in repr(article)


@pytest.mark.parametrize("words", [1, 60, 140])
def test_a_small_declared_number_says_nothing(words: int) -> None:
    assert verdict(head=news_article(headline=ENGLISH.title, wordCount=words)).status is Status.COMPLETE


def test_an_extractor_s_own_loss_does_not_accuse_the_publisher() -> None:
    # 6: the words are on the page, in a list that may or may not be the story's.
    results = "".join(
        f"<tr><td>{n}. Crew of the boat number {n}</td><td>{n} points after the last race</td></tr>" for n in range(80)
    )
    access = verdict(
        p(*WHOLE[:3]), f"<table>{results}</table>", head=news_article(headline=ENGLISH.title, wordCount=900)
    )
    assert access.status is Status.COMPLETE


@pytest.mark.parametrize(
    "label",
    ["8 min read", "Reading time: 8 minutes", "8 Min. Lesezeit", "Temps de lecture : 8 min", "Lectura de 8 min"],
)
def test_a_reading_time_far_above_what_stands_there(label: str) -> None:
    if label.startswith("Lectura"):
        label = "8 min de lectura"
    access = verdict(p(label), p(*LEAD))
    assert access.status is Status.TRUNCATED
    assert (access.expected_words or 0) >= 1200


@pytest.mark.parametrize("label", ["1 min read", "2 min read"])
def test_a_short_reading_time_is_no_evidence(label: str) -> None:
    assert verdict(p(label), p(*WHOLE)).status is Status.COMPLETE


def test_minutes_in_the_prose_are_no_reading_time() -> None:
    line = "The crossing takes 45 minutes, and 90 when the tide runs against the boat, the skipper said on the quay."
    assert verdict(p(line, *WHOLE)).status is Status.COMPLETE


# --- 5. traps: prose about walls, gates of functions, opposite meanings ---

PROSE = [
    'The daily\'s banner told readers to "subscribe to continue reading" before the court ruled.',
    "The publisher said 40 % of its subscribers only read on phones.",
    "Der Verlag will Plus-Artikel künftig nur für Abonnenten öffnen, sagte er.",
    "Le journal a réservé aux abonnés ses archives depuis 2019.",
    "残り3文字の変換候補が表示される。",
]


@pytest.mark.parametrize("line", PROSE)
@pytest.mark.parametrize("place", ["middle", "end"])
def test_prose_about_walls_is_prose(line: str, place: str) -> None:
    lines = [*WHOLE[:3], line, *WHOLE[3:]] if place == "middle" else [*WHOLE, line]
    for access in (of_lines(lines), verdict(p(*lines))):
        assert access.status is Status.COMPLETE
        assert access.wall is None


GATES = [
    ("Log in to comment", Kind.COMMENT_GATE),
    ("You must become a subscriber or login to view or post comments on this article.", Kind.COMMENT_GATE),
    ("Este audio es una característica exclusiva para suscripciones.", Kind.AUDIO_VIDEO),
    ("© RIPRODUZIONE RISERVATA", Kind.COPYRIGHT_LEGAL),
    ("Denne artikel er normalt kun for abonnenter, men i dag kan du læse den gratis.", Kind.SUBSCRIBE_PROMO),
]


@pytest.mark.parametrize(("line", "kind"), GATES)
def test_gates_of_functions_are_no_walls(line: str, kind: Kind) -> None:
    for article in (clean(story_page(ENGLISH, p(*WHOLE, line)), url=URL), clean("\n".join([*WHOLE, line]))):
        assert kind_of(article, line) is kind
        assert (article.access.status, article.access.wall) == (Status.COMPLETE, None)


def test_continue_reading_below_is_a_break_for_an_ad() -> None:
    line = "Continue Reading Below"
    for text in ("\n".join([*WHOLE[:3], line, *WHOLE[3:]]), story_page(ENGLISH, p(*WHOLE[:3], line, *WHOLE[3:]))):
        article = clean(text, url=URL)
        assert article.text == "\n\n".join(WHOLE)
        assert article.access.status is Status.COMPLETE


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi | Article réservé à nos abonnés Les marins du lycée repartent en mer",
        "Lire aussi Article réservé aux abonnés Le gardien raconte",
    ],
)
def test_wall_words_in_a_teaser_belong_to_the_other_story(line: str) -> None:
    html = story_page(FRENCH, p(*FRENCH.paragraphs[:3]), f"<p>{a(line)}</p>", p(*FRENCH.paragraphs[3:]))
    for article in (
        clean(html, url=URL),
        clean("\n".join([*FRENCH.paragraphs[:3], line, *FRENCH.paragraphs[3:]]), plain=True),
        clean("\n".join([*FRENCH.paragraphs, line]), plain=True),
    ):
        assert article.text == "\n\n".join(FRENCH.paragraphs)
        assert article.access.status is Status.COMPLETE


def test_weiterlesen_before_other_headlines_is_no_cut() -> None:
    links = f"<p>{a('Weiterlesen … Neue Orgel für die Dorfkirche eingeweiht')}</p><p>{a('Weiterlesen … Der Kirchbach führt Hochwasser')}</p>"
    article = clean(story_page(GERMAN, p(*GERMAN.paragraphs), links), url=URL)
    assert article.text == "\n\n".join(GERMAN.paragraphs)
    assert article.access.status is Status.COMPLETE


# --- 7. excerpts ---


@pytest.mark.parametrize("html", [True, False], ids=["html", "plain"])
def test_a_text_that_goes_on_elsewhere_is_an_excerpt(html: bool) -> None:
    lines = [*WHOLE[:3], "To read the entire article from The Kilbrannoch Courier click here:"]
    access = verdict(p(*lines)) if html else of_lines(lines)
    assert access.status is Status.EXCERPT
    assert access.confidence >= 0.8


def test_a_feed_s_footer_stands_under_whole_texts_too() -> None:
    footer = "The post Island ferry makes its last crossing appeared first on Orrin Post."
    assert of_lines([*WHOLE, footer]).status is Status.COMPLETE
    assert of_lines([*cut_at(ENGLISH, " […]"), footer]).status in {Status.EXCERPT, Status.TRUNCATED}


def test_the_first_page_of_several_is_an_excerpt() -> None:
    head = f"<link rel='next' href='{URL}?page=2'>" + news_article(headline=ENGLISH.title)
    access = verdict(head=head)
    assert access.status is Status.EXCERPT
    assert f"{URL}?page=2" in {item.detail for item in access.evidence}


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        (f"<p>Pages: <span>1</span> <a href='{URL}/2/'>2</a> <a href='{URL}/3/'>3</a></p>", Status.EXCERPT),
        (f"<ul><li>1</li><li><a href='{URL}?page=2'><span>2</span></a></li></ul>", Status.EXCERPT),
        (f"<div class='comments'><a href='{URL}/comment-page-2/'>2</a></div>", Status.COMPLETE),
        ("<p>See the second note <a href='#note-2'>2</a>.</p>", Status.COMPLETE),
        ("<ul><li><a href='/news/page/2'>2</a></li></ul>", Status.COMPLETE),
    ],
)
def test_a_row_of_page_numbers_says_that_the_text_goes_on(inside: str, status: Status) -> None:
    html = story_page(ENGLISH, head=news_article(headline=ENGLISH.title)).replace("</article>", f"{inside}</article>")
    assert inside in html
    assert clean(html, url=URL).access.status is status


def test_a_link_to_the_next_story_is_no_next_page() -> None:
    head = "<link rel='next' href='/news/2024/05/18/another-story'>" + news_article(headline=ENGLISH.title)
    assert verdict(head=head).status is Status.COMPLETE


# --- 8. refused, challenged, no article ---


@pytest.mark.parametrize("code", [401, 402, 403, 429, 451, 400, 406, 418, 500, 502, 503, 504])
def test_a_refusing_server_blocks(code: int) -> None:
    for html in (page("<h1>Error</h1>"), story_page(ENGLISH)):
        access = clean(html, url=URL, http_status=code).access
        assert access.status is Status.BLOCKED
        assert access.confidence >= 0.9
        assert any(str(code) in (item.detail or "") for item in access.evidence)


@pytest.mark.parametrize("code", [404, 410])
def test_what_is_gone_is_no_article(code: int) -> None:
    access = clean(story_page(ENGLISH), url=URL, http_status=code).access
    assert access.status is Status.NOT_ARTICLE
    assert any(str(code) in (item.detail or "") for item in access.evidence)


@pytest.mark.parametrize("code", [None, 200, 203, 304])
def test_other_codes_say_nothing(code: int | None) -> None:
    assert verdict(http_status=code).status is Status.COMPLETE


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "Checking if the site connection is secure. Enable JavaScript and cookies to continue."),
        ("Access denied", "You don't have permission to access this page on this server."),
        ("Robot check", "Please verify you are a human. Press and hold the button."),
    ],
)
def test_a_challenge_with_status_200_is_blocked(title: str, text: str) -> None:
    html = page(f"<h1>{title}</h1>", p(text), title=title)
    access = clean(html, url=URL, http_status=200).access
    assert access.status is Status.BLOCKED


def test_a_challenge_s_header_is_believed() -> None:
    page_ = Page(url=URL, body=page(p("One moment")), http_status=200, headers={"cf-mitigated": "challenge"})
    assert examine(page_)[1].access.status is Status.BLOCKED


@pytest.mark.parametrize(
    "text",
    [
        "We value your privacy. We and our partners store and access information on a device, such as cookies.",
        "Mit Werbung weiterlesen: Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Details zum Tracking finden Sie in der Datenschutzerklärung.",
    ],
)
def test_a_consent_page_in_the_article_s_place_is_blocked(text: str) -> None:
    html = page(div("consent", p(text), "<button>Accept all</button><button>Settings</button>"), title="Consent")
    assert clean(html, url=URL, http_status=200).access.status is Status.BLOCKED


def test_a_consent_layer_over_an_article_blocks_nothing() -> None:
    layer = div(
        "cookie-consent", p("We value your privacy. We and our partners store and access information on a device.")
    )
    article = clean(story_page(ENGLISH, layer, p(*WHOLE)), url=URL)
    assert article.access.status is Status.COMPLETE
    assert article.text == "\n\n".join(WHOLE)


def test_a_story_about_robots_and_captchas_is_a_story() -> None:
    line = (
        "The site asked visitors to verify that they were human, and hundreds of islanders failed the test on Monday."
    )
    assert verdict(p(line, *WHOLE)).status is Status.COMPLETE


def test_a_section_front_is_no_article() -> None:
    teasers = "".join(div("card", f"<h3>{a(f'Story number {n} of this day on the coast')}</h3>") for n in range(40))
    for url in ("https://www.orrinpost.example/", "https://www.orrinpost.example/news"):
        access = clean(page(NAVIGATION, teasers, FOOTER, title="Orrin Post"), url=url).access
        assert access.status is Status.NOT_ARTICLE


@pytest.mark.parametrize("text", ["", " \n", "Hello"])
def test_hardly_any_text_is_no_article(text: str) -> None:
    assert clean(text, plain=True).access.status is Status.NOT_ARTICLE


def test_a_wall_instead_of_any_text_is_a_cut_article() -> None:
    access = verdict(p("Subscribe to continue reading."), head=news_article(headline=ENGLISH.title))
    assert access.status in {Status.TRUNCATED, Status.BLOCKED}
    assert access.wall is Wall.SUBSCRIBE


# --- every verdict ---


@EVERY_STORY
@pytest.mark.parametrize("keep", [0, 1, 2, 4])
@pytest.mark.parametrize("line", ["", "Subscribe to continue reading.", "[+2871 chars]"])
def test_every_verdict_has_evidence_and_a_confidence(story: Story, keep: int, line: str) -> None:
    access = of_lines([*story.paragraphs[:keep], line])
    assert access.status is not None
    assert 0 < access.confidence <= 1
    assert access.evidence
    assert all(item.signal and (item.rule or item.detail) for item in access.evidence)
