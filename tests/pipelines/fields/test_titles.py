"""The headline without what stands beside it."""

from __future__ import annotations

import pytest

from pipelines.fields.statements import gather
from pipelines.fields.titles import site_names, title, without_site_name
from pipelines.segment import parse
from tests.pipelines.building import meta, news_article, page

SITE = ["Orrin Post", "orrinpost.example", "orrinpost"]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("The last crossing | Orrin Post", "The last crossing"),
        ("The last crossing | Islands | Orrin Post", "The last crossing"),
        ("Die letzte Überfahrt - Inseln - Orrin Post", "Die letzte Überfahrt"),
        ("La dernière traversée – OrrinPost.example", "La dernière traversée"),
        ("Orrin Post: Die letzte Überfahrt", "Orrin Post: Die letzte Überfahrt"),
        ("Orrin Post | Die letzte Überfahrt", "Die letzte Überfahrt"),
        ("最後の渡し船 | Orrin Post", "最後の渡し船"),
        ("Storm on the Orrin – live", "Storm on the Orrin – live"),
        ("Storm on the Orrin – Live updates", "Storm on the Orrin – Live updates"),
        ("Sturm über Orrin - Fähre fährt wieder", "Sturm über Orrin - Fähre fährt wieder"),
        ("Ferry stops - captain resigns after talks", "Ferry stops - captain resigns after talks"),
        ("A well-known north-south ferry", "A well-known north-south ferry"),
    ],
)
def test_the_site_s_name_goes_and_the_headline_s_own_tail_stays(text: str, headline: str) -> None:
    assert without_site_name(text, SITE) == headline


def headline(*inside: str, head: str = "", page_title: str = "") -> str | None:
    tree = parse(page(*inside, head=head, title=page_title))
    assert tree is not None
    said = gather(tree, "https://www.orrinpost.example/news/ferry")
    return title(said, site_names(said, None))


def test_the_heading_counts_before_what_is_written_for_search_engines() -> None:
    head = meta(og__title="You will not believe this ferry to Orrin")
    assert (
        headline("<h1>The last crossing of the Orrin ferry</h1>", head=head) == "The last crossing of the Orrin ferry"
    )


def test_a_section_above_the_headline_is_no_part_of_it() -> None:
    head = news_article(headline="The last crossing of the ferry")
    for inside in ("<span>Islands</span> The last", "<div>Islands</div><div>The last", "Opinion | The last"):
        assert headline(f"<h1>{inside} crossing of the ferry</h1>", head=head) == "The last crossing of the ferry"


def test_a_heading_that_names_the_site_is_no_headline() -> None:
    head = meta(og__title="The last crossing of the ferry")
    assert headline("<h1>Orrin Post</h1>", head=head) == "The last crossing of the ferry"


def test_of_several_headings_the_one_that_the_declarations_repeat_counts() -> None:
    heads = "<h1>Most read this week</h1><h1>The last crossing of the ferry</h1><h1>Newsletter</h1>"
    assert headline(heads, page_title="The last crossing of the ferry | Orrin Post") == "The last crossing of the ferry"


def test_without_a_heading_the_declared_headline_is_the_one() -> None:
    head = news_article(headline="Die letzte Überfahrt der Fähre") + meta(og__title="Fähre: was jetzt kommt")
    assert headline(head=head) == "Die letzte Überfahrt der Fähre"


def test_a_shortened_declaration_gives_way_to_the_whole_one() -> None:
    head = meta(og__title="The last crossing of the...")
    whole = "The last crossing of the Orrin ferry"
    assert headline(head=head, page_title=f"{whole} | Orrin Post") == whole
