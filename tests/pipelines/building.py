"""Small builders of pages, and short ways to look at what the chain makes of them."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from crawler.items import Article, Kind, Page
from pipelines.draft import Draft
from pipelines.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.draft import Block
    from tests.pipelines.stories import Story

URL = "https://www.orrinpost.example/news/2024/05/17/a-story"


def p(*texts: str) -> str:
    """Paragraphs; texts are escaped."""
    return "".join(f"<p>{escape(text, quote=False)}</p>\n" for text in texts)


def div(names: str, *inside: str) -> str:
    return f'<div class="{names}">\n{"".join(inside)}</div>\n'


def ul(*items: str, tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>\n"


def a(text: str, href: str = "/other") -> str:
    return f'<a href="{href}">{text}</a>'


def json_ld(data: dict[str, Any] | list[Any] | str) -> str:
    """A JSON-LD script; a text goes in as it stands."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>\n'


def news_article(**fields: Any) -> str:
    """The JSON-LD of a NewsArticle."""
    return json_ld({"@context": "https://schema.org", "@type": "NewsArticle", **fields})


def meta(**contents: str) -> str:
    """Meta elements; two underscores in a name stand for a colon (`og__title`)."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{escape(value)}">\n' for name, value in contents.items()
    )


def page(*inside: str, head: str = "", title: str = "", lang: str = "") -> str:
    """A whole document."""
    names = f"<title>{escape(title)}</title>" if title else ""
    language = f' lang="{lang}"' if lang else ""
    return f"<!doctype html>\n<html{language}><head>{names}{head}</head><body>\n{''.join(inside)}</body></html>"


NAVIGATION = (
    "<nav>" + ul(a("Home", "/"), a("News", "/news"), a("Sport", "/sport"), a("Weather", "/weather")) + "</nav>\n"
)
FOOTER = "<footer>" + ul(a("About us", "/about"), a("Privacy", "/privacy"), a("Terms", "/terms")) + "</footer>\n"


def story_page(story: Story, *inside: str, head: str = "") -> str:
    """A plain template: navigation, headline, an article element, a footer. Without `inside`, the story's paragraphs."""
    text = inside or (p(*story.paragraphs),)
    return page(
        NAVIGATION,
        f"<main><article><h1>{story.title}</h1>\n",
        *text,
        "</article></main>",
        FOOTER,
        head=head,
        title=f"{story.title} | Orrin Post",
        lang=story.language,
    )


def blocks_of(html: str) -> list[Block]:
    """The blocks of an HTML page."""
    return segment(Draft(Page(url=URL, body=html))).blocks


def texts_of(html: str) -> list[str]:
    return [block.text for block in blocks_of(html)]


def paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n") if article.text else []


def kinds(article: Article) -> list[tuple[Kind, str]]:
    return [(artifact.kind, artifact.text) for artifact in article.artifacts]


def kind_of(article: Article, text: str) -> Kind:
    """The kind of the one artifact with this text; body where the text is a paragraph of the story."""
    found = {artifact.kind for artifact in article.artifacts if artifact.text == text}
    if text in paragraphs(article):
        found.add(Kind.BODY)
    assert len(found) == 1, f"{text!r}: {found or 'nowhere in the record'}"
    return found.pop()


def letters(texts: Iterable[str]) -> str:
    """All letters and digits of some texts."""
    return "".join(c for text in texts for c in text if c.isalnum())
