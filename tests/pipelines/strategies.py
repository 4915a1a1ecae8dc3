"""Texts for property tests: what records hold, and what breaks them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.pipelines.stories import STORIES

WALLS = (
    "You've reached your daily free article limit.",
    "Subscribe and support our island reporters to continue reading.",
    "Already a subscriber? Log in",
    "Um diesen Artikel weiterzulesen, benötigen Sie ein Abo.",
    "Il vous reste 57 % de cet article à lire.",
    "残り1,234文字",
    "Photo courtesy Wikimedia",
    "COMMENTS",
    "[+2871 chars]",
    "…",
    "The post Island ferry appeared first on Orrin Post.",
)
SENTENCES = tuple(text for story in STORIES.values() for text in story.paragraphs)
INVISIBLE = ("\u200b", "\u00ad", "\ufeff", "\u2060", "\x00", "\x07", "\x85", "\u200d")
SPACES = (" ", "  ", "\t", "\u00a0", "\u3000", "\u2028", "\x0b", "\x0c", "\x1c", "\r")

pieces = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(SENTENCES).flatmap(lambda text: st.integers(1, len(text)).map(lambda n: text[:n])),
    st.sampled_from(WALLS),
    st.sampled_from(INVISIBLE + SPACES),
    st.text(max_size=12),
    st.text(st.characters(), max_size=5),
)
records = st.lists(
    st.tuples(pieces, st.sampled_from(["\n", "\n", "\n\n", "\r\n", " ", "", "\n \n", "\r", "\n\n\n"]))
).map(lambda parts: "".join(text + end for text, end in parts))
"""Plain-text records: stories and walls in any order, with any sort of line end, white space and invisible character."""

_TAGS = (
    "p div span b a section article main aside nav header footer h1 h2 h3 ul ol li table tr td br img figure figcaption "
    "blockquote form button script style noscript template svg iframe title html body head meta link custom-tag pre "
    "select option textarea dl dt dd center font video time".split()
)
_NAMES = "article-body paywall comments related newsletter share caption byline ad pullquote hidden modal".split()
_attributes = st.one_of(
    st.just(""),
    st.sampled_from(_NAMES).map(lambda name: f' class="{name}"'),
    st.sampled_from(
        [
            ' style="display:none"',
            " hidden",
            ' href="/x"',
            ' href="http://[broken"',
            " class",
            ' id="',
            " =",
            " lang=xx",
        ]
    ),
    st.sampled_from(
        [' rel="next" href="/2"', ' rel="canonical" href="//"', ' datetime="x"', ' property="og:title" content="T"']
    ),
)
soup = st.lists(
    st.one_of(
        st.builds(lambda tag, attribute: f"<{tag}{attribute}>", st.sampled_from(_TAGS), _attributes),
        st.builds(lambda tag: f"</{tag}>", st.sampled_from(_TAGS)),
        st.sampled_from(
            [
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<",
                ">",
                "&",
                "&#0;",
                "&#xD800;",
                "<!doctype html>",
                "<?xml?>",
                "\x00",
                "</",
            ]
        ),
        st.sampled_from(
            [
                '<script type="application/ld+json">',
                '{"@type":"NewsArticle","articleBody":["x"],"author":{"name":{}}}',
                "</script>",
            ]
        ),
        st.sampled_from(
            ['{"@type":"NewsArticle","wordCount":900,"isAccessibleForFree":"False","headline":7,"image":[{}]}']
        ),
        pieces,
    ),
    max_size=40,
).map("".join)
"""HTML that no browser would write."""
