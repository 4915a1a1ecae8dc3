"""Whole papers of our own making: any number of articles of one site, with lines that stand on all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.state.lines import Lines
from pipelines import Options, clean
from tests.pipelines.building import FOOTER, NAVIGATION, p, page, paragraphs

if TYPE_CHECKING:
    from crawler.items import Article
    from tests.pipelines.stories import Story

STANDING = {
    "en": "The Orrin Post is printed on the island every night and read in the morning on all three of its quays.",
    "de": "Der Kirchbacher Bote erscheint seit 1911 und wird von Menschen gemacht, die am Bach wohnen.",
    "fr": "La Gazette de Kervren paraît grâce à celles et ceux qui la lisent chaque matin sur la jetée.",
    "es": "El Diario del Valle se escribe cada noche en la misma casa en que nació hace noventa años.",
    "ja": "港日報は島の人々に支えられ、毎朝三つの桟橋で読まれている小さな新聞です。",
    "sv": "Sundets Tidning trycks varje natt på ön och läses på morgonen vid alla tre bryggorna.",
    "it": "Il Corriere del Lago esce ogni mattina grazie a chi lo legge sui tre moli del paese.",
    "ru": "«Вестник пристани» печатается каждую ночь на острове, и утром его читают на всех трёх причалах.",
    "ar": "تطبع صحيفة المرفأ كل ليلة في الجزيرة ويقرؤها الناس كل صباح على أرصفتها الثلاثة.",
    # No rule of the catalogue speaks these.
    "et": "Sadama Teataja ilmub igal hommikul tänu neile, kes seda kolmel kail kohvi kõrvale loevad.",
    "sw": "Gazeti la Bandari huchapishwa kila usiku kisiwani na kusomwa asubuhi kwenye gati zote tatu.",
}
"""A line that says nothing of any story, by language."""


def told(story: Story, number: int) -> list[str]:
    """The story's paragraphs, as no other number has them."""
    return [f"{text.rstrip('.。')} {number}." for text in story.paragraphs]


def article(title: str, *inside: str, head: str = "", lang: str = "en") -> str:
    """One page of a paper."""
    return page(
        NAVIGATION,
        f"<main><article><h1>{title}</h1>\n",
        *inside,
        "</article></main>",
        FOOTER,
        head=head,
        title=f"{title} | Orrin Post",
        lang=lang,
    )


@dataclass
class Paper:
    """Cleans the articles of a paper one after the other, as a crawl does."""

    host: str = "www.orrinpost.example"
    options: Options = field(default_factory=lambda: Options(memory=Lines.in_memory()))
    asked: int = 0

    def clean(self, html: str, path: str | None = None, *, plain: bool = False, status: int = 200) -> Article:
        """The article at an address of the paper; of its own where none is given."""
        self.asked += 1
        url = f"https://{self.host}/news/{path or f'story-{self.asked}'}"
        return clean(html, url=url, plain=plain, http_status=status, options=self.options)

    def story(self, story: Story, number: int, *, before: str = "", after: str = "") -> Article:
        """An article that tells a story in its own words, with HTML before and behind its paragraphs."""
        return self.clean(
            article(f"{story.title} {number}", before, p(*told(story, number)), after, lang=story.language)
        )

    def has(self, line: str, articles: list[Article]) -> list[bool]:
        """On which of the articles a line is part of the text."""
        return [line in paragraphs(each) for each in articles]
