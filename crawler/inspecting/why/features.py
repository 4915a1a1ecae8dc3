"""The features of the body models in plain words, and their values as a reader would say them."""

from __future__ import annotations

import re

_NAMES = {
    "chars": "characters",
    "words": "words",
    "word_length": "characters a word",
    "link_share": "share inside links",
    "links": "links in it",
    "bold_share": "share in bold",
    "ends_sentence": "ends as sentences do",
    "ends_colon": "ends in a colon",
    "ends_ellipsis": "ends in an ellipsis",
    "stops": "full stops a word",
    "commas": "commas a word",
    "digits": "share of digits",
    "capitals": "share of capitals",
    "starts_small": "starts with a small letter",
    "starts_mark": "starts with no letter or digit",
    "unspaced": "share in scripts without spaces",
    "separators": "share of separators (| / ·)",
    "quotes": "quotation marks",
    "soft": "one line break behind the block before",
    "images": "pictures before it",
    "place": "place among the page's blocks (0 first, 1 last)",
    "chars_before": "share of the page's text before it",
    "depth": "depth in the tree of elements",
    "after_title": "blocks behind the headline",
    "in_region": "in the container with nearly all prose",
    "before_first": "blocks before the first paragraph",
    "after_last": "blocks behind the last paragraph",
    "prose": "reads like prose",
    "rules": "the rules alone take it for the story",
    "headline": "is the headline",
    "description": "begins as the page's description",
    "repeated": "further copies on the page",
    "copy": "repeats another block",
    "parent_blocks": "blocks in the element around its own",
    "parent_prose": "share of the page's prose in the element around its own",
    "parent_links": "share inside links in the element around its own",
    "parent_p": "paragraphs in the element around its own",
    "grand_prose": "share of the page's prose two elements out",
    "grand_links": "share inside links two elements out",
    "same_shape": "blocks set as it is (tag and class)",
    "same_shape_chars": "unlinked text set as it is, beside the page's prose",
    "same_shape_links": "share inside links of what is set as it is",
    "mark_share": "share that the catalogue recognises",
    "list": "in a list",
    "prose_around": "characters of prose five blocks around",
    "links_around": "share inside links five blocks around",
    "h1_before": "main headings before it",
    "since_h1": "blocks since the last main heading",
    "since_heading": "blocks since the last heading",
    "article_number": "number of its article element on the page (from 0)",
    "title_article": "in the headline's article element",
    "left_before": "elements that end right before it",
    "entered_before": "elements that begin right before it",
    "known_words": "share of its words that stand in the page's other prose",
    "title_words": "share of its words that stand in the headline",
    "same_parent": "in the same element",
    "same_shape_of_neighbour": "set alike",
}
_GROUPS = ("walls and meters", "other promotion", "comments", "other stories", "other wording")
_FLAGS = frozenset(
    "ends_sentence ends_colon ends_ellipsis starts_small starts_mark soft in_region prose rules headline description"
    " copy list title_article same_parent same_shape_of_neighbour".split()
)
_SHARES = frozenset(
    "link_share bold_share digits capitals unspaced separators chars_before parent_prose parent_links grand_prose"
    " grand_links same_shape_chars same_shape_links mark_share links_around known_words title_words".split()
)
_NEIGHBOUR = re.compile(r"(?P<name>\w+)_(?P<side>next|last)(?P<far>\d)")
_LONG_AGO = 60
_FROM_PARAGRAPHS = frozenset({"before_first", "after_last"})
_CLIPPED: dict[float, str] = {-5: "-5 or less", 60: "60 or more"}
_NO_BLOCK = -1


def plain_name(feature: str) -> str:
    """What a feature measures, in words. Raises `KeyError` for one that has none."""
    if neighbour := _NEIGHBOUR.fullmatch(feature):
        side = "on" if neighbour["side"] == "next" else "back"
        return f"the block {neighbour['far']} {side}: {_NAMES[_of_neighbour(neighbour['name'])]}"
    kind, _, rest = feature.partition("_")
    if kind == "tag":
        return f"is <{rest}>"
    if kind == "role":
        return f"markup says {rest.replace('_', ' ')}"
    if kind == "kind":
        return f"holds wording of {_GROUPS[int(rest)]}"
    if feature.startswith("since_kind_"):
        return f"blocks since wording of {_GROUPS[int(feature[-1])]}"
    return _NAMES[feature]


def plain_value(feature: str, value: float) -> str:
    """A feature's value as one would say it: yes or no, a share in per cent, a number."""
    neighbour = _NEIGHBOUR.fullmatch(feature)
    if neighbour and value == _NO_BLOCK:
        return "no such block"
    name = _of_neighbour(neighbour["name"]) if neighbour else feature
    if name in _FLAGS or name.startswith(("tag_", "role_", "kind_")):
        return "yes" if value else "no"
    if name in _SHARES:
        return f"{value:.0%}"
    if name.startswith("since_kind_") and value >= _LONG_AGO:
        return "none near"
    if name in _FROM_PARAGRAPHS and value in _CLIPPED:
        return _CLIPPED[value]
    return f"{value:,.0f}" if value == int(value) else f"{value:.2f}"


def _of_neighbour(name: str) -> str:
    return "same_shape_of_neighbour" if name == "same_shape" else name
