"""Every look prints what its copy holds, and nothing that it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import lxml.etree
import lxml.html
import pytest

from crawler.items import Declared
from crawler.newsroom import Behaviour, Story, expected, load_articles, load_papers, pages
from crawler.newsroom.copies import compose
from crawler.newsroom.stories import NEVER_SERVED

if TYPE_CHECKING:
    from collections.abc import Callable

STORIES = [story for story in load_articles() if story.behaviour not in NEVER_SERVED]
COPIES = [(story, reads) for story in STORIES for reads in ((0, 9) if story.behaviour is Behaviour.METERED else (0,))]
BASE = "http://127.0.0.1:8000"


def folded(text: str) -> str:
    return " ".join(text.split())


def test_the_papers_look_different() -> None:
    assert len({paper.look for paper in load_papers()}) == 5


@pytest.mark.parametrize(("story", "reads"), COPIES, ids=lambda value: getattr(value, "path", str(value)))
def test_a_page_shows_its_copy(story: Story, reads: int, visible: Callable[[str], str]) -> None:
    copy = compose(story, reads)
    page = pages.article(copy)
    seen = visible(page)
    for line in copy.lines:
        assert folded(line.text) in seen
    shown = [line.text for line in copy.lines]
    for hidden in set(story.paragraphs) - set(shown):
        # Not in a script, an attribute or a hidden element either.
        assert hidden[:60] not in page
    for text in story.paragraphs:
        assert seen.count(folded(text)) == shown.count(text)


@pytest.mark.parametrize(("story", "reads"), COPIES, ids=lambda value: getattr(value, "path", str(value)))
def test_the_story_stands_on_the_page_in_its_order(story: Story, reads: int, visible: Callable[[str], str]) -> None:
    seen = visible(pages.article(compose(story, reads)))
    # From the end: a teaser prints the lead twice, and the second copy is the story's.
    places = [seen.rindex(folded(text)) for text in expected(story, reads).paragraphs]
    if story.behaviour is not Behaviour.CONSENT:
        assert places == sorted(places)
        assert places


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
def test_metadata_says_what_the_paper_declares(story: Story) -> None:
    tree = lxml.html.document_fromstring(pages.article(compose(story)))
    data = [json.loads(script.text) for script in tree.xpath("//script[@type='application/ld+json']")]
    flags = {str(item.get("isAccessibleForFree")) for item in data}
    tiers = tree.xpath("//meta[@property='article:content_tier']/@content")
    want = {Declared.FREE: "True", Declared.PAID: "False"}.get(story.declared) if story.declared else None
    assert flags <= {str(want)}
    assert tiers == (["metered"] if story.declared is Declared.METERED else [])
    if story.declared is Declared.PAID:
        assert data[0]["hasPart"]["cssSelector"] == ".paywalled"
    assert all("articleBody" not in item for item in data)
    assert tree.xpath("//link[@rel='canonical']/@href") == [story.canonical_url]


def test_a_title_cannot_close_the_script_it_stands_in() -> None:
    assert "<" not in pages._linked_data(STORIES[0])


def test_fronts_show_headlines_and_no_story(visible: Callable[[str], str]) -> None:
    for paper in load_papers():
        mine = [story for story in load_articles() if story.paper == paper]
        seen = visible(pages.front(paper))
        assert all(folded(story.title) in seen for story in mine)
        section = paper.sections[0][0]
        seen = visible(pages.front(paper, section))
        assert {folded(story.title) in seen for story in mine if story.section != section} <= {False}
        assert not any(folded(text) in seen for story in mine for text in story.paragraphs)


def test_the_sitemap_lists_what_the_feeds_list_but_for_some() -> None:
    sitemap = lxml.etree.fromstring(pages.sitemap(BASE).encode())
    listed = set(sitemap.xpath("//*[local-name()='loc']/text()"))
    fed: set[str] = set()
    for paper in load_papers():
        feed = lxml.etree.fromstring(pages.feed(paper, BASE).encode())
        fed |= set(feed.xpath("//item/link/text()"))
    assert fed == {BASE + story.path for story in load_articles()}
    assert len(fed - listed) == 3
    assert listed - fed == {BASE + pages.DRAFT, BASE + pages.DOCUMENT}


def test_the_news_sitemap_dates_and_names_its_articles() -> None:
    sitemap = lxml.etree.fromstring(pages.sitemap(BASE).encode())
    spaces = {"n": "http://www.google.com/schemas/sitemap-news/0.9"}
    assert "2026-11-16T06:30:00+00:00" in sitemap.xpath("//n:publication_date/text()", namespaces=spaces)
    assert set(sitemap.xpath("//n:language/text()", namespaces=spaces)) == {"en", "de", "fr", "es", "ja"}


@pytest.mark.parametrize("name", ["challenge", "payment", "forbidden", "legal", "consent"])
@pytest.mark.parametrize("paper", load_papers(), ids=lambda paper: paper.id)
def test_interstitials_are_filled_in(name: str, paper: object, visible: Callable[[str], str]) -> None:
    page = pages.interstitial(name, paper, agree_to="/x" if name == "consent" else None)  # type: ignore[arg-type]
    assert visible(page)
    assert "{" not in visible(page)
    assert ("/cdn-cgi/challenge-platform/" in page) == (name == "challenge")
    assert ("<form" in page) == (name == "consent")
