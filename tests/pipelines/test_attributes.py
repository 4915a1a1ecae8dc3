"""Start tags with a great many attributes: what is left of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import attributes
from pipelines.attributes import MAX_ATTRIBUTES, spared
from pipelines.segment import parse
from tests.pipelines.building import p, page, texts_of
from tests.pipelines.stories import ENGLISH

MANY = 40 * MAX_ATTRIBUTES


def widest(html: str) -> int:
    """The most attributes that an element of the page has."""
    tree = parse(html)
    assert tree is not None
    return max(len(el.attrib) for el in tree.iter())


@pytest.mark.parametrize(
    "attribute", ["a{}", "a{}=1", "a{} = 'x y'", 'a{}="/"', "/a{}", 'a{}="\n"', "ä{}=ö"], ids=lambda a: a.strip()
)
def test_the_first_attributes_are_kept_and_the_text_is_whole(attribute: str) -> None:
    tag = " ".join(attribute.format(n) for n in range(MANY))
    html = page(
        p(ENGLISH.paragraphs[0]), f"<div class=lead {tag}>{p(ENGLISH.paragraphs[1])}</div>", p(ENGLISH.paragraphs[2])
    )
    assert texts_of(html) == list(ENGLISH.paragraphs[:3])
    assert widest(html) == MAX_ATTRIBUTES
    assert "class=lead" in spared(html)


@pytest.mark.parametrize("between", ['x="a > b"', "x='<p>'", 'x=">"'])
def test_angle_brackets_in_values_hide_nothing_on_a_large_page(between: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributes, "LARGE", 1_000)
    tag = " ".join(f"a{n} {between.replace('x=', f'b{n}=')}" for n in range(MANY))
    html = page(p(ENGLISH.paragraphs[0]), f"<div {tag}>{p(ENGLISH.paragraphs[1])}</div>")
    assert texts_of(html) == list(ENGLISH.paragraphs[:2])
    assert widest(html) == MAX_ATTRIBUTES


def test_a_tag_that_is_never_closed_ends_the_page() -> None:
    html = page(p(ENGLISH.paragraphs[0])) + "<p " + " ".join(f"a{n}" for n in range(MANY))
    assert widest(html) <= MAX_ATTRIBUTES
    assert texts_of(html) == [ENGLISH.paragraphs[0]]


@pytest.mark.parametrize("large", [0, attributes.LARGE])
@pytest.mark.parametrize(
    "stretch",
    [
        f"<a href='{'x' * 20_000}'>link</a>",
        f"<img src='{'x' * 20_000}' alt='' />",
        f"<div data-state='{'&quot;a b&quot; ' * 9_000}' >text</div>",
        f"<p>{'a=b ' * 9_000}</p>",
        f"<script>if (a <b {'c d ' * 9_000}) go();</script>",
        f'<script type=\'application/ld+json\'>{{"text": "<p {"and so on " * 9_000}"}}</script>',
        f"<style>a <b {'c d ' * 9_000}</style>",
    ],
    ids=lambda s: s[:12],
)
def test_long_stretches_of_other_sorts_stay(stretch: str, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributes, "LARGE", large)
    html = page(p(ENGLISH.paragraphs[0]), stretch, p(ENGLISH.paragraphs[1]))
    assert spared(html) == html


@given(st.text(st.sampled_from("<>/=\"'! -a\n"), max_size=300))
def test_markup_of_any_sort_with_few_attributes_stays(html: str) -> None:
    limit = attributes.LARGE
    attributes.LARGE = 0
    try:
        assert spared(html) == html
    finally:
        attributes.LARGE = limit
