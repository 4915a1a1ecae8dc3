"""What can be measured of each block of a page, as numbers: the input of the learned body models.

One row a block, one column a feature; `NAMES` gives the columns in order. No wording goes in but through the
marks of the catalogue, nothing names a publisher, and nothing is so much the page's own that a tree could
learn pages by heart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipelines.characters import CAP, Class, class_counts
from pipelines.keys import key
from pipelines.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipelines.draft import Block, Container, Draft

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

_ENDS = frozenset(".!?。！？؟।")
_CLOSING = "\"'”’»)]」』）›"
_TAG_BITS = {tag: i for i, tag in enumerate(TAGS)}


def features(draft: Draft, prose: Sequence[bool], region: set[int], ruled: set[int], headlines: set[str]) -> Column:
    """The matrix of a page: (blocks, len(NAMES)).

    `prose`, `region` and `ruled` are what the rules alone think: which blocks read like prose, which stand in the
    story's container, which are the story.
    """
    blocks = draft.blocks
    sizes = np.array([len(b.text) for b in blocks], dtype=np.float32)
    links = np.array([b.link_chars for b in blocks], dtype=np.float32)
    is_prose = np.array(prose, dtype=np.float32)
    prose_chars = (sizes - links) * is_prose
    text = _text(blocks, sizes, links)
    place = _places(draft, sizes, is_prose, region, ruled, headlines)
    around, parent, shape = _around(draft, sizes, links, prose_chars, headlines)
    tags, kinds = _tags_and_kinds(draft)
    bits = np.array([b.roles for b in blocks], dtype=np.int64)
    roles = ((bits[:, None] >> np.arange(len(Role))) & 1).astype(np.float32)
    own = np.stack([sizes, text[:, 3], text[:, 6], is_prose], axis=1)
    near = [_shifted(own, parent, shape, offset) for offset in NEIGHBOURS]
    return np.concatenate([text, place, around, tags, roles, kinds, _since(kinds), *near], axis=1)


def _text(blocks: Sequence[Block], sizes: Column, links: Column) -> Column:
    """What the text of each block shows by itself."""
    texts = [b.text for b in blocks]
    counts = class_counts(texts)
    seen = np.minimum(sizes, CAP)
    words = counts[:, Class.SPACE] + 1
    ends = [t.rstrip(_CLOSING)[-1:] in _ENDS if t[-1] in _CLOSING else t[-1] in _ENDS for t in texts]
    return np.stack(
        [
            sizes,
            words * sizes / seen,
            seen / words,
            links / sizes,
            np.array([b.links for b in blocks], dtype=np.float32),
            np.array([b.bold_chars for b in blocks], dtype=np.float32) / sizes,
            np.array(ends, dtype=np.float32),
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


def _places(
    draft: Draft, sizes: Column, is_prose: Column, region: set[int], ruled: set[int], headlines: set[str]
) -> Column:
    """Where each block stands on its page."""
    blocks = draft.blocks
    n = len(blocks)
    rows = np.arange(n)
    keys = [b.key for b in blocks]
    description = key(draft.metadata.description or "")[:40]
    titled = [k in headlines and k != "" for k in keys]
    at_title = next((i for i in range(n) if titled[i] and blocks[i].tag == "h1"), -1)
    if at_title < 0:
        at_title = next((i for i in range(n) if titled[i] and len(keys[i]) > 10), 0)
    inside = np.zeros(n, dtype=np.float32)
    inside[list(region)] = 1
    chosen = np.zeros(n, dtype=np.float32)
    chosen[list(ruled)] = 1
    proses = np.flatnonzero(is_prose * inside)
    first, last = (proses[0], proses[-1]) if len(proses) else (0, n)
    counts: dict[str, int] = {}
    for k in keys:
        counts[k] = counts.get(k, 0) + 1
    return np.stack(
        [
            rows / max(1, n - 1),
            (np.cumsum(sizes) - sizes) / sizes.sum(),
            np.array([b.container.depth if b.container is not None else 0 for b in blocks]),
            np.clip(rows - at_title, -FAR_AWAY, 300),
            inside,
            np.clip(first - rows, -5, FAR_AWAY),
            np.clip(rows - last, -5, FAR_AWAY),
            is_prose,
            chosen,
            np.array(titled),
            np.array([len(description) > 20 and k.startswith(description) for k in keys]),
            np.array([counts[k] - 1 if k else 0 for k in keys]),
            np.array([i in draft.copies for i in range(n)]),
        ],
        axis=1,
    ).astype(np.float32)


def _around(
    draft: Draft, sizes: Column, links: Column, prose_chars: Column, headlines: set[str]
) -> tuple[Column, NDArray[np.int64], NDArray[np.int64]]:
    """What stands around each block; and the number of its container's parent and of its shape."""
    blocks = draft.blocks
    n = len(blocks)
    parent, grand, shape, in_list = _groups(blocks)
    page_prose = max(float(prose_chars.sum()), 1.0)
    is_p = np.array([b.tag == "p" for b in blocks], dtype=np.float32)

    def total(group: NDArray[np.int64], values: Column) -> Column:
        sums: Column = np.bincount(group, weights=values)[group].astype(np.float32)
        return sums

    ones = np.ones(n, dtype=np.float32)
    covered = np.zeros(n, dtype=np.float32)
    for i, marks in draft.marks.items():
        covered[i] = min(1.0, sum(m.end - m.start for m in marks) / len(blocks[i].text))
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
            covered,
            in_list,
            _window(prose_chars),
            _window(links) / _window(sizes),
            *_structure(blocks, headlines),
            *_vocabulary(draft, prose_chars),
        ],
        axis=1,
    ).astype(np.float32)
    return out, parent, shape


def _tags_and_kinds(draft: Draft) -> tuple[Column, Column]:
    n = len(draft.blocks)
    tags = np.zeros((n, len(TAGS)), dtype=np.float32)
    kinds = np.zeros((n, N_GROUPS), dtype=np.float32)
    for i, block in enumerate(draft.blocks):
        bit = _TAG_BITS.get(block.tag)
        if bit is not None:
            tags[i, bit] = 1
    for i, marks in draft.marks.items():
        for mark in marks:
            kinds[i, KIND_GROUPS.get(mark.kind.value, OTHER_KINDS)] = 1
    return tags, kinds


def _groups(blocks: Sequence[Block]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Column]:
    """Numbers for the parent and grandparent of each block's container, and for its shape (tag and class names)."""
    n = len(blocks)
    parent, grand, shape = (np.empty(n, dtype=np.int64) for _ in range(3))
    in_list = np.zeros(n, dtype=np.float32)
    ids: dict[int, int] = {}
    shapes: dict[tuple[str, str, str], int] = {}
    for i, block in enumerate(blocks):
        at = block.container
        up = at.parent if at is not None else None
        top = up.parent if up is not None else None
        parent[i] = ids.setdefault(up.index if up is not None else -1, len(ids))
        grand[i] = ids.setdefault(top.index if top is not None else -1, len(ids))
        names = at.names if at is not None else ""
        signature = (block.tag, _NUMBERED if _DIGIT.search(names) else names, up.names if up is not None else "")
        shape[i] = shapes.setdefault(signature, len(shapes))
        in_list[i] = block.tag == "li" or (up is not None and up.tag == "li")
    return parent, grand, shape, in_list


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
    n = len(blocks)
    h1_before, since_h1, since_heading, number, left, entered = (np.zeros(n, dtype=np.float32) for _ in range(6))
    article = np.zeros(n, dtype=np.int64)
    numbers: dict[int, int] = {}
    of: dict[int, int] = {}
    h1s = 0
    last_h1 = last_heading = -FAR_AWAY
    title_article = -1
    before: Container | None = None
    for i, block in enumerate(blocks):
        h1_before[i] = h1s
        since_h1[i] = min(i - last_h1, 200)
        since_heading[i] = min(i - last_heading, FAR_AWAY)
        at = block.container
        article[i] = nearest = _article_of(at, of)
        number[i] = numbers.setdefault(nearest, len(numbers))
        if block.tag in {"h1", "h2", "h3", "h4"}:
            last_heading = i
            if block.tag == "h1":
                h1s += 1
                last_h1 = i
                if title_article < 0 and block.key in headlines:
                    title_article = nearest
        if at is not before:
            left[i], entered[i] = _steps(before, at)
            before = at
    return [h1_before, since_h1, since_heading, number, (article == title_article).astype(np.float32), left, entered]


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


_LONG_WORD = re.compile(r"\n|[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")


def _vocabulary(draft: Draft, prose_chars: Column) -> list[Column]:
    """How much of a block's wording stands in the page's other prose, and in its title."""
    blocks = draft.blocks
    n = len(blocks)
    words: list[set[str]] = [set() for _ in range(n)]
    i = 0
    for word in _LONG_WORD.findall("\n".join([b.text[:WORDY] for b in blocks]).lower()):
        if word == "\n":
            i += 1
        elif i < n:
            words[i].add(word)
    counts: dict[str, int] = {}
    for own in (words[i] for i in np.flatnonzero(prose_chars)):
        for word in own:
            counts[word] = counts.get(word, 0) + 1
    title = set(_LONG_WORD.findall(" ".join(draft.metadata.headlines[:2]).lower()))
    known = np.zeros(n, dtype=np.float32)
    titled = np.zeros(n, dtype=np.float32)
    for i, own in enumerate(words):
        if own:
            least = 1 if prose_chars[i] else 0
            known[i] = sum([counts.get(word, 0) > least for word in own]) / len(own)
            titled[i] = len(own & title) / len(own)
    return [known, titled]


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
