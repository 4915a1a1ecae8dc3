"""What the house prints: copies of stories, fronts, interstitials, feeds and lists, as text."""

from __future__ import annotations

import json
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crawler.items import Declared
from crawler.newsroom.copies import length
from crawler.newsroom.stories import Listing, load_articles, load_papers
from crawler.newsroom.words import load_words

if TYPE_CHECKING:
    from datetime import date

    from crawler.newsroom.copies import Copy
    from crawler.newsroom.stories import Paper, Story

LOOKS = Path(__file__).parent / "looks"
DRAFT = "/drafts/tomorrow"
"""A page that is linked and listed although robots.txt forbids it."""
DOCUMENT = "/courier/documents/flood-map.pdf"
"""A listed address that is no HTML."""


@cache
def _looks() -> Environment:
    looks = Environment(loader=FileSystemLoader(LOOKS), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    looks.filters["rfc2822"] = format_datetime
    return looks


def print_look(look: str, **values: Any) -> str:
    """Fill in one of the templates in `looks/`."""
    return _looks().get_template(look).render(values)


def article(copy: Copy) -> str:
    """Print one copy of a story in its paper's look."""
    story = copy.story
    return print_look(
        f"{story.paper.look}.html",
        copy=copy,
        story=story,
        paper=story.paper,
        words=load_words(story.paper.language),
        linked_data=_linked_data(story),
    )


def _linked_data(story: Story) -> Markup:
    """JSON-LD of a story: what the paper declares, whatever it serves. It never holds the text."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.lead,
        "datePublished": story.published.isoformat(),
        "dateModified": (story.modified or story.published).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.paper.name},
        "articleSection": story.section_name,
        "keywords": list(story.tags),
        "inLanguage": story.paper.language,
        "mainEntityOfPage": story.canonical_url,
    }
    if story.paper.word_count:
        data["wordCount"] = length(story)
    # The soup's publishing system writes booleans as strings, as many do.
    values: tuple[Any, Any] = ("True", "False") if story.paper.look == "soup" else (True, False)
    if story.declared is Declared.FREE:
        data["isAccessibleForFree"] = values[0]
    elif story.declared is Declared.PAID:
        data["isAccessibleForFree"] = values[1]
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": values[1],
            "cssSelector": ".paywalled",
        }
    # A "<" could close the script element.
    return Markup(json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c"))  # noqa: S704  escaped by hand


def front(paper: Paper, section: str | None = None) -> str:
    """Print a paper's front page, or that of one of its sections."""
    stories = [story for story in load_articles() if story.paper == paper and section in (None, story.section)]
    heading = dict(paper.sections)[section] if section else paper.name
    path = f"/{section}/" if section else "/"
    return print_look(
        "front.html", paper=paper, words=load_words(paper.language), heading=heading, path=path, stories=stories
    )


def house(day: date) -> str:
    """Print the list of all papers, for people."""
    return print_look("house.html", day=day.isoformat(), papers=load_papers(), stories=load_articles())


def interstitial(name: str, paper: Paper, *, agree_to: str | None = None) -> str:
    """Print a page of `[pages]` in the words of a paper; `agree_to` is where its first button leads."""
    page = load_words(paper.language).pages[name]
    return print_look("interstitial.html", paper=paper, page=page, agree_to=agree_to, challenge=name == "challenge")


def not_found(paper: Paper) -> str:
    """Print a 404 page."""
    title, text = load_words(paper.language).not_found
    return print_look(
        "interstitial.html", paper=paper, page={"title": title, "lines": [title, text]}, agree_to=None, challenge=False
    )


def feed(paper: Paper, base: str) -> str:
    """Print a paper's RSS feed; `base` is the address of the house, without a slash at its end."""
    stories = [story for story in load_articles() if story.paper == paper]
    return print_look("feed.xml", paper=paper, words=load_words(paper.language), stories=stories, base=base, suffix="")


def sitemap(base: str) -> str:
    """Print the news sitemap of all papers."""
    stories = [story for story in load_articles() if story.listing is Listing.BOTH]
    return print_look("sitemap.xml", stories=stories, others=[DRAFT, DOCUMENT], base=base)


def robots(base: str) -> str:
    """Print robots.txt."""
    return print_look("robots.txt", base=base)
