"""Stage 1: which blocks a page falls into, and what they carry."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Page
from pipelines import clean, restore, segment
from pipelines.draft import Draft
from pipelines.roles import Role
from pipelines.segment import MAX_BLOCKS, MAX_LINES, TooLongError, lines, parse
from tests.pipelines.building import URL, a, blocks_of, div, letters, p, page, texts_of, ul
from tests.pipelines.stories import ENGLISH, GERMAN


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One <b>bold</b> and <a href='/x'>linked</a> word.</p>", ["One bold and linked word."]),
        ("<p>Hy<span>phen</span>ated</p>", ["Hyphenated"]),
        ("<p>A <i>line</i>\n   broken\tin the\n source</p>", ["A line broken in the source"]),
        ("<div>Loose text<p>A paragraph</p>and a tail</div>", ["Loose text", "A paragraph", "and a tail"]),
        ("<p>Bare <quote-box>own element</quote-box> text</p>", ["Bare", "own element", "text"]),
        ("<p>漢<ruby>字<rt>じ</rt></ruby></p>", ["漢字じ"]),
        ("<h1>Head</h1><blockquote><p>Quoted</p></blockquote>", ["Head", "Quoted"]),
        ("<pre>as\n  it\n stands</pre>", ["as it stands"]),
    ],
)
def test_inline_elements_stay_in_a_block_and_others_part_it(html: str, texts: list[str]) -> None:
    assert texts_of(page(html)) == texts


def test_one_break_is_soft_and_two_end_a_paragraph() -> None:
    blocks = blocks_of(page("<p>One<br>two<br/><br/>three<br><br><br>four</p><p>five</p>"))
    assert [(b.text, b.soft) for b in blocks] == [
        ("One", False),
        ("two", True),
        ("three", False),
        ("four", False),
        ("five", False),
    ]


def test_a_break_at_the_edge_of_a_paragraph_joins_nothing() -> None:
    assert not any(b.soft for b in blocks_of(page("<p>One<br></p><p><br>two</p><div>three<br><p>four</p></div>")))


@pytest.mark.parametrize(
    "html",
    [
        "<script>var a = '<p>gone</p>';</script>",
        "<style>p { content: 'gone' }</style>",
        "<noscript><p>gone</p></noscript>",
        "<template><p>gone</p></template>",
        "<svg><text>gone</text><title>gone</title></svg>",
        "<iframe>gone</iframe>",
        "<textarea>gone</textarea>",
        "<select><option>gone</option></select>",
        "<!-- gone -->",
        "<p hidden></p>",
        "<span hidden>gone</span>",
        "<span style='color: red; DISPLAY : none'>gone</span>",
        "<math><mi>gone</mi></math>",
        "<canvas>gone</canvas>",
        "<video><p>gone</p></video>",
        "<?php echo 'gone' ?>",
    ],
)
def test_what_no_reader_sees_is_no_text(html: str) -> None:
    assert texts_of(page("<p>before</p>", html, "<p>after</p>")) == ["before", "after"]


def test_the_tail_of_a_skipped_element_is_kept() -> None:
    assert texts_of(page("<p>Kept<script>x()</script> to the <span hidden>not </span>end</p>")) == ["Kept to the end"]


@pytest.mark.parametrize("attribute", ["hidden", "style='display:none'", "style='visibility: hidden'"])
def test_what_is_not_displayed_is_known_as_hidden(attribute: str) -> None:
    hidden, shown = blocks_of(page(f"<div {attribute}><section><p>Out of sight</p></section></div><p>In sight</p>"))
    assert hidden.roles & Role.HIDDEN
    assert not shown.roles & Role.HIDDEN


def test_kept_from_screen_readers_is_not_hidden() -> None:
    (block,) = blocks_of(page("<p aria-hidden='true'>Still on the screen</p>"))
    assert block.roles & Role.ARIA_HIDDEN
    assert not block.roles & Role.HIDDEN


def test_a_table_gives_one_block_a_cell() -> None:
    html = (
        "<table><caption>Tides</caption><tr><th>Day</th><th>High</th></tr><tr><td>Mon</td><td>4.1 m</td></tr></table>"
    )
    assert [(b.tag, b.text) for b in blocks_of(page(html))] == [
        ("caption", "Tides"),
        ("th", "Day"),
        ("th", "High"),
        ("td", "Mon"),
        ("td", "4.1 m"),
    ]


def test_an_ordered_list_has_the_numbers_that_a_reader_sees() -> None:
    nested = ul("first", "second" + ul("inner", tag="ol"), "third", tag="ol")
    assert texts_of(page(nested, ul("plain"), ul("anew", tag="ol"))) == [
        "1. first",
        "2. second",
        "1. inner",
        "3. third",
        "plain",
        "1. anew",
    ]


def test_links_bold_and_images_are_counted() -> None:
    html = "<figure><img src='1.jpg'><img src='2.jpg'></figure><p>See <a href='/1'>one</a>, <a href='/2'><b>two</b></a> or <em>three</em>.</p>"
    (block,) = blocks_of(page(html))
    assert (block.images, block.links) == (2, 2)
    assert block.link_chars == len("one") + len("two")
    assert block.bold_chars == len("two") + len("three")


@given(st.lists(st.sampled_from(["word ", "<a href=/>link</a> ", "<b>bold</b>", "<i><a href=/> x </a></i>", "<br>"])))
@settings(max_examples=50, deadline=None)
def test_no_block_has_more_link_or_bold_text_than_text(parts: list[str]) -> None:
    for block in blocks_of(page("<p>" + "".join(parts) + "</p>")):
        assert 0 <= block.link_chars <= len(block.text)
        assert 0 <= block.bold_chars <= len(block.text)


def test_markup_says_what_stands_in_it() -> None:
    html = page(
        "<nav><p>Menu</p></nav>",
        "<div class='article-comments' id='c1'><p>A reader writes</p></div>",
        "<div class='premiumWall'><p>Pay here</p></div>",
        "<figure><figcaption>A boat</figcaption></figure>",
        "<div role='dialog'><p>Cookies?</p></div>",
        "<footer><p>Imprint</p></footer>",
        p(*ENGLISH.paragraphs),
    )
    roles = [Role(b.roles) for b in blocks_of(html)]
    wanted = [Role.NAV, Role.COMMENTS, Role.WALL, Role.CAPTION | Role.FIGURE, Role.MODAL, Role.FOOTER]
    assert all(want in got for want, got in zip(wanted, roles, strict=False))
    assert roles[6:] == [Role(0)] * 6


@pytest.mark.parametrize(
    "names", ["article-with-sidebar", "page has-comments", "content-paywall", "layout-promo related"]
)
def test_a_container_of_most_of_the_prose_is_the_page_whatever_it_is_called(names: str) -> None:
    html = page(div(names, div("text", p(*GERMAN.paragraphs)), div("comments", p("Ein Leser schreibt."))))
    *story, comment = blocks_of(html)
    against = ~(Role.ARTICLE | Role.TITLE | Role.STANDFIRST | Role.PREVIEW)
    assert all(not Role(b.roles) & against & ~Role.PREVIEW for b in story)
    assert Role(comment.roles) & Role.COMMENTS


def test_a_hidden_container_stays_hidden_however_much_it_holds() -> None:
    blocks = blocks_of(page(f"<div style='display:none'>{p(*ENGLISH.paragraphs)}</div><p>Pay to see it.</p>"))
    assert all(b.roles & Role.HIDDEN for b in blocks[:-1])


DEEP = 100_000


@pytest.mark.parametrize("tag", ["div", "b", "span", "section", "font", "blockquote", "ul><li", "table><tr><td"])
def test_a_hundred_thousand_nested_elements_lose_no_text(tag: str) -> None:
    first, *rest = ENGLISH.paragraphs
    html = page(p(first), f"<{tag}>" * DEEP, p(rest[0]), f"</{tag.partition('>')[0]}>" * DEEP, p(*rest[1:]))
    assert letters(ENGLISH.paragraphs) in letters(texts_of(html))


@pytest.mark.parametrize("tag", ["<p>word", "<p>word</p>", "<br>word", "<i></i>", "</html>word", "<div>word</div><br>"])
def test_three_hundred_thousand_tags_give_a_bounded_number_of_blocks(tag: str) -> None:
    draft = Draft(Page(URL, page(tag * 300_000)))
    with suppress(TooLongError):
        segment.segment(draft)
    assert len(draft.blocks) <= MAX_BLOCKS


def test_a_page_of_too_many_blocks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "MAX_BLOCKS", 3)
    whole, long = (clean(page(p(*ENGLISH.paragraphs[:n])), url=URL) for n in (3, 4))
    assert whole.error is None
    assert long.error == "segment: TooLongError: only the first 3 blocks are read; what follows is left out"
    assert long.text == whole.text == "\n\n".join(ENGLISH.paragraphs[:3])


def test_lines_beyond_the_limit_are_one_block_and_none_is_lost() -> None:
    text = "\n".join(f"line {n}\n " for n in range(MAX_LINES + 1_000))
    blocks = lines(text)
    assert len(blocks) == MAX_LINES + 1
    assert blocks[-1].text == " ".join(f"line {n}" for n in range(MAX_LINES, MAX_LINES + 1_000))
    assert restore(clean(text, plain=True)) == text


@pytest.mark.parametrize(
    "html", ["", " \n\t", "<!-- only a comment -->", "<!doctype html>", "\x00", "<", "</p>", "<html></html>"]
)
def test_a_page_without_text_has_no_blocks(html: str) -> None:
    assert texts_of(html) in ([], ["<"])


@pytest.mark.parametrize(
    "html",
    [
        "<p>Open <b>and <i>never</b> closed</i> again",
        "<p>Open and never closed again</p",
        "<html><p>Open and never closed again</html></body></p></div>",
        "<body><body><p>Open <p></p>and never<div></div> closed again",
        "Open and <unknown>never</unknown> closed again",
        '<p class="broken>Open <b>and</b> never closed again</p><p title=">Open and never closed again</p>',
        "<p>Open and never</p></body></html><p>closed again</p>",
        "<table><p>Open and never</p><tr><td>closed again</table>",
        "<p>Open and <a href='<p>'>never</a> closed again",
        "<h1><p>Open</h1> and never closed again",
    ],
)
def test_broken_markup_keeps_its_text(html: str) -> None:
    assert "Openandneverclosedagain" in letters(texts_of(html))


@pytest.mark.parametrize("code", [*range(1, 9), 0, 11, 12, *range(14, 32), 127])
def test_control_characters_cut_nothing_off(code: int) -> None:
    assert letters(texts_of(page(p(f"before{chr(code)} after"), p("end")))) == "beforeafterend"


def test_what_stands_behind_the_end_of_the_document_is_read_too() -> None:
    html = page(p("first")) + "\n<div><p>second</p></div> third" + page(p("fourth"), title="none") + "<p>fifth</p>"
    assert texts_of(html) == ["first", "second", "third", "fourth", "fifth"]


def test_leftovers_of_other_encodings_do_no_harm() -> None:
    html = page("<meta charset='iso-8859-1'>", p("Grüße aus Köln \ud83d, \ufffd und \x92Zitat\x93."), p("日本語"))
    first, second = texts_of(html)
    assert first.startswith("Grüße aus Köln")
    assert second == "日本語"


def test_an_xml_declaration_with_an_encoding_is_no_obstacle() -> None:
    html = '<?xml version="1.0" encoding="iso-8859-1"?>' + page(p("Über den Fluss"))
    assert texts_of(html) == ["Über den Fluss"]


def test_a_cdata_section_does_not_end_the_page() -> None:
    assert texts_of(page(p("before"), "<![CDATA[ hidden <p>or not</p> ]]>", p("after")))[-1] == "after"


def test_entities_are_read_once() -> None:
    assert texts_of("<p>AT&amp;T &lt;b&gt; &nbsp;&eacute;t&#233; &#x1F600; &amp;amp; &bogus;</p>") == [
        "AT&T <b> été 😀 &amp; &bogus;"
    ]


def test_plain_text_gives_one_block_a_line() -> None:
    blocks = lines("One  line\r\n\n \t\n<p>not markup</p>\u3000\nlast")
    assert [(b.text, b.line) for b in blocks] == [("One line", 0), ("<p>not markup</p>", 3), ("last", 4)]


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_plain_text_loses_no_letter(text: str) -> None:
    assert letters(b.text for b in lines(text)) == letters([text])


WORDS = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="<&"), min_size=1, max_size=12)
TREES = st.recursive(
    WORDS,
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "b", "span", "section", "li", "ul", "h2", "td", "blockquote", "article", "x-y"]),
        st.lists(inside, max_size=4),
    ),
    max_leaves=20,
)


@given(TREES)
@settings(max_examples=60, deadline=None)
def test_html_loses_no_letter_and_keeps_its_order(html: str) -> None:
    tree = parse(page(html))
    assert tree is not None
    assert letters(texts_of(page(html))) == letters(["".join(tree.find("body").itertext())])


@given(TREES)
@settings(max_examples=30, deadline=None)
def test_blocks_are_numbered_in_order_and_never_blank(html: str) -> None:
    blocks = blocks_of(page(html, a("x")))
    assert [b.index for b in blocks] == list(range(len(blocks)))
    assert all(b.text == " ".join(b.text.split()) != "" for b in blocks)
