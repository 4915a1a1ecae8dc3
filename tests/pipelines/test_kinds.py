"""What is not the story: the name that each line gets."""

from __future__ import annotations

import pytest

from crawler.items import Kind
from pipelines import clean
from pipelines.kinds import is_pointer
from tests.pipelines.building import URL, a, blocks_of, div, kind_of, p, story_page, ul
from tests.pipelines.stories import ENGLISH, FRENCH, GERMAN, JAPANESE, SPANISH, Story

AROUND = pytest.mark.parametrize(
    ("html", "line", "kind"),
    [
        (
            "<figure><img src='1.jpg'><figcaption>The boat at its berth in May</figcaption></figure>",
            "The boat at its berth in May",
            Kind.PHOTO_CREDIT,
        ),
        (div("comment-list", p("Shame on the trust for this!")), "Shame on the trust for this!", Kind.READER_COMMENT),
        (div("newsletter-signup", p("The island in your inbox")), "The island in your inbox", Kind.NEWSLETTER_PROMO),
        (div("social-share", p("Tell a friend")), "Tell a friend", Kind.SHARE_FOLLOW),
        (
            div("author-bio", p("Mairi Beaton has written of boats since 1998")),
            "Mairi Beaton has written of boats since 1998",
            Kind.AUTHOR_BIO,
        ),
        (div("cookie-consent", p("We and our partners store data")), "We and our partners store data", Kind.CONSENT),
        (div("donate-box", p("Keep the island's paper alive")), "Keep the island's paper alive", Kind.DONATION_APPEAL),
        (div("tag-list", ul(a("ferries"), a("islands and schools"))), "islands and schools", Kind.TAGS),
        (div("byline", p("Mairi Beaton, Kilbrannoch")), "Mairi Beaton, Kilbrannoch", Kind.BYLINE_DATE),
        (div("ad-slot", p("Half price paint at the chandler's")), "Half price paint at the chandler's", Kind.AD),
        (
            div("related-stories", p(a("x")), f"<p>{a('Harbour trust buys a second tug for the winter')}</p>"),
            "Harbour trust buys a second tug for the winter",
            Kind.RELATED_HEADLINES,
        ),
        (
            f"<p>{a('Harbour trust buys a second tug for the winter')}</p>",
            "Harbour trust buys a second tug for the winter",
            Kind.RELATED_HEADLINES,
        ),
        (p("Photo courtesy Wikimedia"), "Photo courtesy Wikimedia", Kind.PHOTO_CREDIT),
        (p("You must be logged in to post a comment."), "You must be logged in to post a comment.", Kind.COMMENT_GATE),
    ],
    ids=lambda value: value if isinstance(value, Kind) else "",
)


@AROUND
def test_markup_shape_and_wording_name_what_stands_around_the_story(html: str, line: str, kind: Kind) -> None:
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), html), url=URL)
    assert article.text == "\n\n".join(ENGLISH.paragraphs)
    assert kind_of(article, line) is kind


@pytest.mark.parametrize("story", [ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE], ids=lambda story: story.language)
def test_the_headline_is_named_wherever_it_stands(story: Story) -> None:
    article = clean(story_page(story, p(*story.paragraphs), div("top", p(story.title))), url=URL)
    headlines = [artifact.text for artifact in article.artifacts if artifact.kind is Kind.HEADLINE]
    assert headlines == [story.title, story.title]


def test_the_headline_known_from_a_record_is_named_in_plain_text() -> None:
    text = "\n".join([ENGLISH.title.upper(), *ENGLISH.paragraphs])
    assert kind_of(clean(text, title=ENGLISH.title), ENGLISH.title.upper()) is Kind.HEADLINE


def test_what_nothing_is_known_of_is_boilerplate() -> None:
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), "<footer><p>Tilt</p></footer>"), url=URL)
    assert kind_of(article, "Tilt") is Kind.BOILERPLATE


@pytest.mark.parametrize("date", ["17.05.2024, 08:30", "May 17, 2024"])
def test_a_date_behind_the_text_is_a_date(date: str) -> None:
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), f"<footer></footer><div>{date}</div>"), url=URL)
    assert kind_of(article, date) is Kind.BYLINE_DATE


@pytest.mark.xfail(strict=True, reason="taken for text where it is set as a paragraph before the first one")
def test_a_date_before_the_text_is_a_date() -> None:
    article = clean(story_page(ENGLISH, p("17.05.2024, 08:30"), p(*ENGLISH.paragraphs)), url=URL)
    assert kind_of(article, "17.05.2024, 08:30") is Kind.BYLINE_DATE


@pytest.mark.parametrize(
    ("line", "html"),
    [
        (">> The tides of Orrin, day by day", f"<p>&gt;&gt; {a('The tides of Orrin, day by day')}</p>"),
        ("👉 More on the boats from Other Boats", f"<p>👉 More on the boats from {a('Other Boats')}</p>"),
    ],
)
def test_an_arrow_with_a_link_leads_elsewhere(line: str, html: str) -> None:
    first, *rest = ENGLISH.paragraphs
    article = clean(story_page(ENGLISH, p(first), html, p(*rest)), url=URL)
    assert article.text == "\n\n".join(ENGLISH.paragraphs)
    assert kind_of(article, line) is Kind.READ_MORE_LINK


@pytest.mark.parametrize(
    ("line", "html"),
    [
        ("→ The boat leaves at nine, and comes back when the tide lets it.", "<p>{}</p>"),
        ("»Nobody asked us, and nobody ever will«, the harbour master said on Monday.", f"<p>{a('{}')}</p>"),
    ],
)
def test_an_arrow_or_a_link_alone_leads_nowhere(line: str, html: str) -> None:
    (block,) = blocks_of(html.format(line))
    assert not is_pointer(block)


@pytest.mark.parametrize(
    ("line", "kind"), [("Sign up with Google", Kind.LOGIN_PROMPT), ("Sign up", Kind.NEWSLETTER_PROMO)]
)
def test_a_newsletters_button_is_for_the_newsletter_unless_it_says_more(line: str, kind: Kind) -> None:
    box = div("newsletter-signup", p("The island in your inbox", line))
    assert kind_of(clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), box), url=URL), line) is kind


def test_what_heads_the_comments_is_no_comment() -> None:
    box = div("comments", "<h3>3 thoughts of our readers</h3>", p("Shame on them!"))
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), box), url=URL)
    assert kind_of(article, "3 thoughts of our readers") is Kind.COMMENT_GATE
    assert kind_of(article, "Shame on them!") is Kind.READER_COMMENT
