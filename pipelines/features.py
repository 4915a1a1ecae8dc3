"""What can be measured of each block of a page, as numbers: the input of the learned body models.

One row a block, one column a feature; `NAMES` gives the columns in order. No wording goes in but through the
marks of the catalogue, nothing names a publisher, and nothing is so much the page's own that a tree could
learn pages by heart.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from pipelines.characters import CAP, Class, class_counts
from pipelines.keys import key
from pipelines.roles import Role
from pipelines.sentences import ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipelines.draft import Block, Container, Draft, Mark
    from pipelines.sketch import Sketch

    Column = NDArray[np.float32]

TAGS = ("p", "li", "h1", "h2", "h3", "h4", "div", "td", "blockquote", "button", "figcaption", "pre")
KIND_GROUPS: dict[str, int] = {
    # The catalogue's kinds, in groups that stand in the same places of a page.
    "meter_notice": 0,
    "wall": 0,
    "subscribe_promo": 1,
    "newsletter_promo": 1,
    "donation_appeal": 1,
    "login_prompt": 1,
    "comment_gate": 2,
    "reader_comment": 2,
    "read_more_link": 3,
    "related_headlines": 3,
}
OTHER_KINDS = 4
N_GROUPS = 5
NEIGHBOURS = (-2, -1, 1, 2)
WINDOW = 5
"""Blocks to either side that make a block's surroundings."""
FAR_AWAY = 60
WORDY = 120
"""Characters of a block whose words are looked up."""

_TEXT = [
    "chars",
    "words",
    "word_length",
    "link_share",
    "links",
    "bold_share",
    "ends_sentence",
    "ends_colon",
    "ends_ellipsis",
    "stops",
    "commas",
    "digits",
    "capitals",
    "starts_small",
    "starts_mark",
    "unspaced",
    "separators",
    "quotes",
    "soft",
    "images",
]
_PLACE = [
    "place",
    "chars_before",
    "depth",
    "after_title",
    "in_region",
    "before_first",
    "after_last",
    "prose",
    "rules",
    "headline",
    "description",
    "repeated",
    "copy",
]
_AROUND = [
    "parent_blocks",
    "parent_prose",
    "parent_links",
    "parent_p",
    "grand_prose",
    "grand_links",
    "same_shape",
    "same_shape_chars",
    "same_shape_links",
    "mark_share",
    "list",
    "prose_around",
    "links_around",
    "h1_before",
    "since_h1",
    "since_heading",
    "article_number",
    "title_article",
    "left_before",
    "entered_before",
    "known_words",
    "title_words",
]
_NEAR = ("chars", "link_share", "ends_sentence", "prose", "same_parent", "same_shape")
NAMES: tuple[str, ...] = (
    *_TEXT,
    *_PLACE,
    *_AROUND,
    *(f"tag_{t}" for t in TAGS),
    *(f"role_{r.name}".lower() for r in Role),
    *(f"kind_{g}" for g in range(N_GROUPS)),
    *(f"since_kind_{g}" for g in range(N_GROUPS)),
    *(f"{name}_{'next' if o > 0 else 'last'}{abs(o)}" for o in NEIGHBOURS for name in _NEAR),
)
"""Names of the columns."""

_CLOSING = "\"'”’»)]」』）›"
_TAG_BITS = {tag: i for i, tag in enumerate(TAGS)}


@dataclass(slots=True)
class Measured:
    """What the features of a page are measured from."""

    blocks: Sequence[Block]
    marks: dict[int, list[Mark]]
    copies: list[int]
    """Blocks that repeat another one."""
    prose: Sequence[bool]
    """Which blocks read like prose."""
    region: list[int]
    """Blocks in the story's container, as the rules alone see it."""
    ruled: list[int]
    """Blocks that the rules alone take for the story."""
    headlines: set[str]
    """The page's headline in all its forms, as keys."""
    titles: list[str]
    """The first forms of the headline, as they stand."""
    description: str
    """The beginning of the page's description, as a key."""
    span: slice
    """The blocks that get a row; all prose is among them. What they are measured against is the whole page."""

    @classmethod
    def of(cls, draft: Draft, sketch: Sketch, headlines: set[str], span: range) -> Self:
        """The blocks `span` of a page whose markers and leads are known."""
        return cls(
            draft.blocks,
            draft.marks,
            list(draft.copies),
            sketch.prose,
            list(sketch.region),
            list(sketch.ruled),
            headlines,
            draft.metadata.headlines[:2],
            key(draft.metadata.description or "")[:40],
            slice(span.start, span.stop),
        )

    @property
    def rows(self) -> Sequence[Block]:
        """The blocks that get a row."""
        return self.blocks[self.span]


def features(page: Measured) -> Column:
    """The matrix of a page: (blocks of the span, len(NAMES))."""
    span = page.span
    sizes = np.array([len(b.text) for b in page.blocks], dtype=np.float32)
    links = np.array([b.link_chars for b in page.blocks], dtype=np.float32)
    is_prose = np.array(page.prose, dtype=np.float32)
    text = _text(page.rows, sizes[span], links[span])
    place = _places(page, sizes, is_prose)
    around, parent, shape = _around(page, sizes, links, (sizes - links) * is_prose)
    kinds = _kinds(page)
    bits = np.array([b.roles for b in page.rows], dtype=np.int64)
    roles = ((bits[:, None] >> np.arange(len(Role))) & 1).astype(np.float32)
    own = np.stack([sizes, links / sizes, _ended(page.blocks), is_prose], axis=1)
    near = [_shifted(own, parent, shape, offset)[span] for offset in NEIGHBOURS]
    return np.concatenate(
        [text, place, around, _tags(page.rows), roles, kinds[span], _since(kinds)[span], *near], axis=1
    )


def _ended(blocks: Sequence[Block]) -> Column:
    """Which blocks end as sentences do."""
    texts = [b.text for b in blocks]
    ends = [t.rstrip(_CLOSING)[-1:] in ENDS if t[-1] in _CLOSING else t[-1] in ENDS for t in texts]
    return np.array(ends, dtype=np.float32)


def _text(blocks: Sequence[Block], sizes: Column, links: Column) -> Column:
    """What the text of each block shows by itself."""
    texts = [b.text for b in blocks]
    counts = class_counts(texts)
    seen = np.minimum(sizes, CAP)
    words = counts[:, Class.SPACE] + 1
    return np.stack(
        [
            sizes,
            words * sizes / seen,
            seen / words,
            links / sizes,
            np.array([b.links for b in blocks], dtype=np.float32),
            np.array([b.bold_chars for b in blocks], dtype=np.float32) / sizes,
            _ended(blocks),
            np.array([t[-1] in ":：" for t in texts], dtype=np.float32),
            np.array([t[-1] == "…" or t.endswith(("...", "…]", "...]")) for t in texts], dtype=np.float32),
            counts[:, Class.STOP] / words,
            counts[:, Class.COMMA] / words,
            counts[:, Class.DIGIT] / seen,
            counts[:, Class.CAPITAL] / seen,
            np.array([t[0].islower() for t in texts], dtype=np.float32),
            np.array([not t[0].isalnum() for t in texts], dtype=np.float32),
            counts[:, Class.UNSPACED] / seen,
            counts[:, Class.SEPARATOR] / seen,
            counts[:, Class.QUOTE],
            np.array([b.soft for b in blocks], dtype=np.float32),
            np.array([b.images for b in blocks], dtype=np.float32),
        ],
        axis=1,
    )


def _places(page: Measured, sizes: Column, is_prose: Column) -> Column:
    """Where each block stands on its page."""
    blocks, span, description = page.blocks, page.span, page.description
    n = len(blocks)
    rows = np.arange(n)
    keys = [b.key for b in blocks]
    titled = [k in page.headlines and k != "" for k in keys]
    at_title = next((i for i in range(n) if titled[i] and blocks[i].tag == "h1"), -1)
    if at_title < 0:
        at_title = next((i for i in range(n) if titled[i] and len(keys[i]) > 10), 0)
    inside, chosen, copies = (_flags(n, which) for which in (page.region, page.ruled, page.copies))
    proses = np.flatnonzero(is_prose * inside)
    first, last = (proses[0], proses[-1]) if len(proses) else (0, n)
    counts = Counter(keys)
    here = rows[span]
    return np.stack(
        [
            here / max(1, n - 1),
            ((np.cumsum(sizes) - sizes) / sizes.sum())[span],
            np.array([b.container.depth if b.container is not None else 0 for b in page.rows]),
            np.clip(here - at_title, -FAR_AWAY, 300),
            inside[span],
            np.clip(first - here, -5, FAR_AWAY),
            np.clip(here - last, -5, FAR_AWAY),
            is_prose[span],
            chosen[span],
            np.array(titled[span]),
            np.array([len(description) > 20 and k.startswith(description) for k in keys[span]]),
            np.array([counts[k] - 1 if k else 0 for k in keys[span]]),
            copies[span],
        ],
        axis=1,
    ).astype(np.float32)


def _flags(n: int, which: list[int]) -> Column:
    flags = np.zeros(n, dtype=np.float32)
    flags[which] = 1
    return flags


def _around(
    page: Measured, sizes: Column, links: Column, prose_chars: Column
) -> tuple[Column, NDArray[np.int64], NDArray[np.int64]]:
    """What stands around each block of the span; and of all blocks the number of the container's parent and of the shape."""
    blocks, span = page.blocks, page.span
    parent, grand, shape, in_list = _groups(blocks)
    page_prose = max(float(prose_chars.sum()), 1.0)
    is_p = np.array([b.tag == "p" for b in blocks], dtype=np.float32)
    ones = np.ones(len(blocks), dtype=np.float32)
    covered = np.zeros(len(blocks), dtype=np.float32)
    for i, marks in page.marks.items():
        covered[i] = min(1.0, sum(m.end - m.start for m in marks) / len(blocks[i].text))

    def total(group: NDArray[np.int64], values: Column) -> Column:
        sums: Column = np.bincount(group, weights=values)[group[span]].astype(np.float32)
        return sums

    out = np.stack(
        [
            total(parent, ones),
            total(parent, prose_chars) / page_prose,
            total(parent, links) / total(parent, sizes),
            total(parent, is_p),
            total(grand, prose_chars) / page_prose,
            total(grand, links) / total(grand, sizes),
            total(shape, ones),
            total(shape, sizes - links) / page_prose,
            total(shape, links) / total(shape, sizes),
            covered[span],
            in_list[span],
            _window(prose_chars)[span],
            (_window(links) / _window(sizes))[span],
            *(column[span] for column in _structure(blocks, page.headlines)),
            *_vocabulary(page),
        ],
        axis=1,
    ).astype(np.float32)
    return out, parent, shape


def _tags(blocks: Sequence[Block]) -> Column:
    tags = np.zeros((len(blocks), len(TAGS)), dtype=np.float32)
    for i, block in enumerate(blocks):
        bit = _TAG_BITS.get(block.tag)
        if bit is not None:
            tags[i, bit] = 1
    return tags


def _kinds(page: Measured) -> Column:
    """The groups of kinds that the catalogue sees in each block of the page."""
    kinds = np.zeros((len(page.blocks), N_GROUPS), dtype=np.float32)
    for i, marks in page.marks.items():
        for mark in marks:
            kinds[i, KIND_GROUPS.get(mark.kind.value, OTHER_KINDS)] = 1
    return kinds


def _groups(blocks: Sequence[Block]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Column]:
    """Numbers for the parent and grandparent of each block's container, and for its shape (tag and class names)."""
    parents: list[int] = []
    grands: list[int] = []
    shapes: list[int] = []
    in_list: list[bool] = []
    ids: dict[int, int] = {}
    known: dict[tuple[str, str, str], int] = {}
    for block in blocks:
        at = block.container
        up = at.parent if at is not None else None
        top = up.parent if up is not None else None
        parents.append(ids.setdefault(up.index if up is not None else -1, len(ids)))
        grands.append(ids.setdefault(top.index if top is not None else -1, len(ids)))
        names = at.names if at is not None else ""
        signature = (block.tag, _NUMBERED if _DIGIT.search(names) else names, up.names if up is not None else "")
        shapes.append(known.setdefault(signature, len(known)))
        in_list.append(block.tag == "li" or (up is not None and up.tag == "li"))
    numbers = np.array([parents, grands, shapes], dtype=np.int64)
    return numbers[0], numbers[1], numbers[2], np.array(in_list, dtype=np.float32)


_DIGIT = re.compile(r"\d")
_NUMBERED = "#"


def _since(kinds: Column) -> Column:
    """For each group of kinds, how many blocks ago the last mark of it stood."""
    rows = np.arange(len(kinds))[:, None]
    last = np.maximum.accumulate(np.where(kinds > 0, rows, -1000), axis=0)
    return np.minimum(rows - last, FAR_AWAY).astype(np.float32)


def _window(values: Column) -> Column:
    """Sums over the blocks up to WINDOW places before and behind."""
    padded = np.concatenate([[0.0], np.cumsum(values)])
    rows = np.arange(len(values))
    sums: Column = padded[np.minimum(rows + WINDOW + 1, len(values))] - padded[np.maximum(rows - WINDOW, 0)]
    return sums


def _structure(blocks: Sequence[Block], headlines: set[str]) -> list[Column]:
    """Headings before each block, the article element it stands in, and how far the tree is left to come to it."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    articles: list[int] = []
    numbers: dict[int, int] = {}
    of: dict[int, int] = {}
    h1s = 0
    last_h1 = last_heading = -FAR_AWAY
    title_article = -1
    before: Container | None = None
    for i, block in enumerate(blocks):
        at = block.container
        nearest = _article_of(at, of)
        articles.append(nearest)
        left, entered = (0, 0) if at is before else _steps(before, at)
        before = at
        number = numbers.setdefault(nearest, len(numbers))
        rows.append((h1s, min(i - last_h1, 200), min(i - last_heading, FAR_AWAY), number, left, entered))
        if block.tag in _HEADINGS:
            last_heading = i
            if block.tag == "h1":
                h1s += 1
                last_h1 = i
                if title_article < 0 and block.key in headlines:
                    title_article = nearest
    h1_before, since_h1, since_heading, number_of, left_before, entered_before = (
        np.array(rows, dtype=np.float32).reshape(len(blocks), 6).T
    )
    in_title_article = (np.array(articles) == title_article).astype(np.float32)
    return [h1_before, since_h1, since_heading, number_of, in_title_article, left_before, entered_before]


_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})


def _article_of(container: Container | None, known: dict[int, int]) -> int:
    """Index of the nearest article element around; 0 where there is none."""
    path: list[int] = []
    found = 0
    while container is not None:
        if container.index in known:
            found = known[container.index]
            break
        path.append(container.index)
        if container.tag == "article":
            found = container.index
            break
        container = container.parent
    for index in path:
        known[index] = found
    return found


def _steps(a: Container | None, b: Container | None) -> tuple[int, int]:
    """How many containers end and how many begin between two blocks that follow one another."""
    left = entered = 0
    while a is not b:
        if b is None or (a is not None and a.depth >= b.depth):
            a = a.parent if a is not None else None
            left += 1
        else:
            b = b.parent
            entered += 1
    return left, entered


_LONG_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")
OTHER_LETTERS = 50
"""One character in so many that is foreign to Western languages is a sign; more of them are letters."""
_LETTERS = 4
"""Letters of a word that is no function word."""
# As in `pipelines.sentences`: most pages fit into one byte a character, where tables are faster than patterns.
_CODEC = "cp1252"
_ONLY_LETTERS = bytes(
    code if (text := bytes([code]).decode(_CODEC, "ignore")) and (text.isalpha() or text == "\n") else 32
    for code in range(256)
)


def _long_words(texts: Sequence[str]) -> list[set[Any]]:
    """The long words of each text, in small letters; pairs of characters of scripts that set no spaces."""
    whole = "\n".join(texts).lower()
    encoded = whole.encode(_CODEC, "replace")
    if OTHER_LETTERS * (encoded.count(b"?") - whole.count("?")) > len(whole):
        return [set(_LONG_WORD.findall(text.lower())) for text in texts]
    letters = encoded.translate(_ONLY_LETTERS)
    return [{word for word in line.split() if len(word) >= _LETTERS} for line in letters.split(b"\n")]


def _vocabulary(page: Measured) -> list[Column]:
    """How much of a block's wording stands in the page's other prose, and in its title."""
    *words, title = _long_words([*[b.text[:WORDY] for b in page.rows], " ".join(page.titles)])
    is_prose = page.prose[page.span]
    once: set[Any] = set()
    twice: set[Any] = set()
    for own, counts in zip(words, is_prose, strict=True):
        if counts:
            twice |= once & own
            once |= own
    # A block of prose knows each of its own words.
    known = [
        len(own & (twice if p else once)) / len(own) if own else 0.0 for own, p in zip(words, is_prose, strict=True)
    ]
    titled = [len(own & title) / len(own) if own else 0.0 for own in words]
    return [np.array(known, dtype=np.float32), np.array(titled, dtype=np.float32)]


def _shifted(own: Column, parent: NDArray[np.int64], shape: NDArray[np.int64], offset: int) -> Column:
    """The measures of the block so many places on, -1 where there is none."""
    n = len(own)
    out = np.full((n, len(_NEAR)), -1, dtype=np.float32)
    if n <= abs(offset):
        return out
    here, there = (slice(0, n - offset), slice(offset, n)) if offset > 0 else (slice(-offset, n), slice(0, n + offset))
    out[here, :4] = own[there]
    out[here, 4] = parent[here] == parent[there]
    out[here, 5] = shape[here] == shape[there]
    return out
