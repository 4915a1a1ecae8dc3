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


def headline(
    *inside: str, head: str = "", page_title: str = "", address: str = "https://www.orrinpost.example/news/ferry"
) -> str | None:
    tree = parse(page(*inside, head=head, title=page_title))
    assert tree is not None
    said = gather(tree, address)
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


def test_a_second_rank_heading_that_repeats_the_declaration_is_the_headline() -> None:
    # The first rank is a crumb for search engines, in the bar above the article.
    inside = "<nav><h1>Orrin: ferry sinks captain</h1></nav><article><h2>The last crossing of the ferry</h2></article>"
    assert headline(inside, head=news_article(headline="The last crossing of the ferry")) == (
        "The last crossing of the ferry"
    )


def test_a_second_rank_heading_tells_which_part_of_the_title_element_is_the_headline() -> None:
    inside, parts = "<h2>The last crossing of the ferry</h2>", "Harbour | The last crossing of the ferry | Islands"
    assert headline(inside, page_title=parts) == "The last crossing of the ferry"


def test_a_heading_that_the_title_element_has_beside_the_headline_is_the_site_s_name() -> None:
    head = meta(og__title="The last crossing")
    inside = "<h1>Harbour Notes</h1><h1>What the captain said of the last crossing</h1>"
    assert headline("<h1>Harbour Notes</h1>", head=head, page_title="Harbour Notes: The last crossing") == (
        "The last crossing"
    )
    assert headline(inside, head=head, page_title="The last crossing - Harbour Notes") != "Harbour Notes"


def test_a_banner_goes_from_the_title_element() -> None:
    head = meta(og__site_name="Orrin Post")
    assert headline("<h1>Orrin Post</h1>", head=head, page_title="Orrin Post The last crossing of the ferry") == (
        "The last crossing of the ferry"
    )


def test_a_heading_that_the_address_knows_nothing_of_is_no_headline() -> None:
    head = meta(og__title="How to book the last ferry to Orrin")
    inside = "<h1>Sign up for harbour news</h1>"
    address = "https://www.orrinpost.example/guides/how-to-book-the-last-ferry-to-orrin"
    assert headline(inside, head=head, address=address) == "How to book the last ferry to Orrin"
    # Without words in the address, a heading of some length is trusted.
    assert headline(inside, head=head) == "Sign up for harbour news"


def test_a_heading_keeps_its_wording_where_the_address_fits_both() -> None:
    head = meta(og__title="Last ferry to Orrin: how to book")
    address = "https://www.orrinpost.example/guides/book-last-ferry-orrin"
    assert headline("<h1>How to book the last ferry</h1>", head=head, address=address) == "How to book the last ferry"


@pytest.mark.parametrize("note", [" Posted on May 5, 2024 by mairi", " (orrinpost.example) 87", " – by Mairi Beaton"])
def test_what_stands_behind_the_headline_in_its_heading_is_no_part_of_it(note: str) -> None:
    head = meta(og__title="The last crossing of the ferry")
    assert headline(f"<h1>The last crossing of the ferry{note}</h1>", head=head) == "The last crossing of the ferry"


def test_a_short_heading_that_a_declaration_begins_with_is_the_headline() -> None:
    head = meta(og__title="Ferries - Harbour Office of the Orrin Isles")
    assert headline("<h1>Ferries</h1>", head=head) == "Ferries"


def test_the_site_s_name_is_no_declared_headline() -> None:
    head = meta(og__site_name="Orrin Post", og__title="Orrin Post", twitter__title="The last crossing | Orrin Post")
    assert headline(head=head, page_title="The last crossing | Orrin Post") == "The last crossing"


def test_entities_that_were_escaped_twice_are_read() -> None:
    assert headline("<h1>Ferries &amp;amp; harbours&amp;#8230;</h1>") == "Ferries & harbours…"
    assert headline("<h1>Fish &amp;chips at the harbour</h1>") == "Fish &chips at the harbour"
