"""Stories of the city, and what is true of their copies."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from crawler.items import Status, Wall
from crawler.newsroom.city.answers import City
from crawler.newsroom.city.plan import Plan
from crawler.newsroom.city.printing import behaviour_of, number_of, slug_of
from crawler.newsroom.copies import compose, expected
from crawler.newsroom.stories import NEVER_SERVED, Behaviour

CITY = City(Plan(day=date(2026, 1, 1), articles=60), 8000)


@pytest.mark.parametrize(
    ("title", "number", "slug"),
    [
        ("The bandstand in Penmoor is to reopen after 3 months", 0, "the-bandstand-in-penmoor-is-to-reopen-1001"),
        ("Montrenaud débloque 98 000 euros", 41, "montrenaud-debloque-98-000-euros-1042"),
        ("灯台に12か所の不具合", 2499, "article-3500"),
    ],
)
def test_slugs_name_the_title_and_the_number(title: str, number: int, slug: str) -> None:
    assert slug_of(title, number) == slug
    assert [number_of(path) for path in (f"/a/{slug}", f"/{slug}.html", f"/2026/01/01/{slug}/")] == [number] * 3


@pytest.mark.parametrize("path", ["/", "/harbour/", "/sitemaps/1.xml", "/news/a-999", "/news/a-1000"])
def test_other_addresses_have_no_number(path: str) -> None:
    assert number_of(path) is None


def test_a_city_has_articles_of_every_sort() -> None:
    plan = CITY.plan
    counts = Counter(behaviour_of(plan, site, number) for site in CITY.sites for number in range(60))
    assert 0.5 < counts[Behaviour.FREE] / counts.total() < 0.75
    assert {*counts} == {
        Behaviour.FREE,
        Behaviour.METERED,
        Behaviour.WALL,
        Behaviour.COUNTED,
        Behaviour.OVERLAY,
        Behaviour.TEASER,
        Behaviour.CUT,
        Behaviour.PAYMENT,
        Behaviour.FORBIDDEN,
    }
    assert sum(site.metered for site in CITY.sites) == 6


def test_every_copy_can_be_laid_out() -> None:
    for site in CITY.sites[:6]:
        for number in range(60):
            story = CITY._stories(site.number, number, ())
            if story.behaviour in NEVER_SERVED:
                continue
            others = CITY.around(site.number, number)
            assert len(others) == 6
            assert number not in {other.number for other in others}
            truth = expected(story, 0, others)
            lines = [line.text for line in compose(story, 0, others).lines]
            assert all(paragraph in lines for paragraph in truth.paragraphs)
            assert truth.status is story.verdict.status


def test_a_spent_meter_leaves_a_cut_copy_with_the_words_of_its_period() -> None:
    said = set()
    for site in CITY.sites:
        numbers = [n for n in range(60) if behaviour_of(CITY.plan, site, n) is Behaviour.METERED]
        for number in numbers[:1]:
            story = CITY._stories(site.number, number, ())
            truth = expected(story, site.paper.limit, CITY.around(site.number, number))
            assert (truth.status, truth.wall) == (Status.TRUNCATED, Wall.METER)
            said.add((site.paper.period, next(line.text for line in truth.artifacts if line.kind == "meter_notice")))
    assert len(said) > 1
