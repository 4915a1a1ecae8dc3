"""What can be measured of each block of a page, as numbers: the input of the learned body model.

One row a block, one column a feature; `NAMES` gives the columns in order. No wording goes in but through the
marks of the catalogue, and nothing that names a publisher.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipelines.leads import key
from pipelines.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipelines.draft import Block, Container, Draft

TAGS = ("p", "li", "h1", "h2", "h3", "h4", "div", "td", "blockquote", "button", "figcaption", "dd", "a", "section", "article")
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
    "photo_credit": 4,
    "byline_date": 5,
    "tags": 5,
    "author_bio": 5,
}
OTHER_KINDS = 6
N_GROUPS = 7
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)

_TEXT = (
    "chars words word_length link_share links bold_share ends_sentence ends_colon ends_ellipsis stops commas digits capitals "
    "starts_small starts_mark unspaced separators quotes questions soft images lines_like"
).split()
_PLACE = "place chars_before blocks depth after_title in_region before_first after_last prose rules headline description repeated copy".split()
_AROUND = (
    "parent_blocks parent_prose parent_links parent_p grand_prose grand_links same_shape same_shape_chars same_shape_links page_prose "
    "mark_share marked list h1_before since_h1 since_heading article_number title_article left_before entered_before prose_around links_around "
    "known_words title_words"
).split()
_NEAR = ("chars", "link_share", "ends_sentence", "prose", "is_p", "marked", "same_parent", "same_shape")
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

_STOPS = re.compile(r"[.!?…。！？]")
_ENDS = re.compile(r"[.!?。！？][\"'”’»)\]」』）]*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_CAPITAL = re.compile(r"[A-ZÀ-ÞΑ-ΩА-Я]")
_SEPARATOR = re.compile(r"[|›»•·→▶©®@#/<>{}=+*]")
_QUOTE = re.compile(r"[\"“”„«»「」『』]")
_TAG_BITS = {tag: i for i, tag in enumerate(TAGS)}
_ROLE_COUNT = len(Role)



def features(draft: Draft, prose: Sequence[bool], region: set[int], ruled: set[int], headlines: set[str]) -> NDArray[np.float32]:
    """The matrix of a page: (blocks, len(NAMES)).

    `prose`, `region` and `ruled` are what the rules alone think: which blocks read like prose, which stand in the
    story's container, which are the story.
    """
    blocks = draft.blocks
    n = len(blocks)
    text = np.array([_text_features(b) for b in blocks], dtype=np.float32).reshape(n, len(_TEXT))
    sizes = np.array([len(b.text) for b in blocks], dtype=np.float32)
    links = np.array([b.link_chars for b in blocks], dtype=np.float32)
    is_prose = np.array(prose, dtype=np.float32)
    prose_chars = (sizes - links) * is_prose
    place = _places(draft, sizes, prose, region, ruled, headlines)
    around, parent, shape = _around(draft, sizes, links, prose_chars, headlines)
    tags = np.zeros((n, len(TAGS)), dtype=np.float32)
    kinds = np.zeros((n, N_GROUPS), dtype=np.float32)
    for i, block in enumerate(blocks):
        bit = _TAG_BITS.get(block.tag)
        if bit is not None:
            tags[i, bit] = 1
        for mark in draft.marks.get(i, ()):
            kinds[i, KIND_GROUPS.get(mark.kind.value, OTHER_KINDS)] = 1
    bits = np.array([b.roles for b in blocks], dtype=np.int64)
    roles = ((bits[:, None] >> np.arange(_ROLE_COUNT)) & 1).astype(np.float32)
    own = np.stack([text[:, 0], text[:, 3], text[:, 6], is_prose, tags[:, 0], around[:, _AROUND.index("marked")]], axis=1)
    near = [_shifted(own, parent, shape, offset) for offset in NEIGHBOURS]
    return np.concatenate([text, place, around, tags, roles, kinds, _since(kinds), *near], axis=1)


def _text_features(block: Block) -> tuple[float, ...]:
    text = block.text
    size = len(text)
    words = text.count(" ") + 1
    first = text[0]
    tail = text[-4:]
    ascii_only = text.isascii()
    unspaced = 0.0 if ascii_only else len(_UNSPACED.findall(text[:200])) / min(size, 200)
    return (
        size,
        words,
        size / words,
        block.link_chars / size,
        block.links,
        block.bold_chars / size,
        _ENDS.search(tail) is not None,
        text[-1] in ":：",
        tail.endswith(("…", "...", "…]")),
        len(_STOPS.findall(text)) / words,
        (text.count(",") + (0 if ascii_only else text.count("、") + text.count("，"))) / words,
        sum(c.isdigit() for c in text[:200]) / min(size, 200),
        len(_CAPITAL.findall(text[:200])) / min(size, 200),
        first.islower(),
        not first.isalnum(),
        unspaced,
        len(_SEPARATOR.findall(text[:400])) / min(size, 400),
        len(_QUOTE.findall(text[:400])),
        text.count("?"),
        block.soft,
        block.images,
        size / (words if unspaced < 0.3 else size / 2),
    )


def _places(
    draft: Draft, sizes: NDArray[np.float32], prose: Sequence[bool], region: set[int], ruled: set[int], headlines: set[str]
) -> NDArray[np.float32]:
    blocks = draft.blocks
    n = len(blocks)
    total = float(sizes.sum()) or 1.0
    before = np.concatenate([[0.0], np.cumsum(sizes)[:-1]]) / total
    keys = [key(b.text) if len(b.text) < 400 else "" for b in blocks]
    description = key(draft.metadata.description or "")[:60]
    at_title = next((i for i, (b, k) in enumerate(zip(blocks, keys, strict=True)) if b.tag == "h1" and k in headlines), -1)
    if at_title < 0:
        at_title = next((i for i, k in enumerate(keys) if len(k) > 10 and k in headlines), 0)
    proses = [i for i in range(n) if prose[i] and i in region]
    first, last = (proses[0], proses[-1]) if proses else (0, n)
    counts: dict[str, int] = {}
    for k in keys:
        counts[k] = counts.get(k, 0) + 1
    out = np.empty((n, len(_PLACE)), dtype=np.float32)
    out[:, 0] = np.arange(n) / max(1, n - 1)
    out[:, 1] = before
    out[:, 2] = n
    out[:, 3] = [b.container.depth if b.container is not None else 0 for b in blocks]
    out[:, 4] = np.clip(np.arange(n) - at_title, -60, 300)
    out[:, 5] = [i in region for i in range(n)]
    out[:, 6] = np.clip(first - np.arange(n), -5, 60)
    out[:, 7] = np.clip(np.arange(n) - last, -5, 60)
    out[:, 8] = prose
    out[:, 9] = [i in ruled for i in range(n)]
    out[:, 10] = [k in headlines and k != "" for k in keys]
    out[:, 11] = [len(description) > 20 and key(b.text[:120]).startswith(description[:40]) for b in blocks]
    out[:, 12] = [counts[k] - 1 if k else 0 for k in keys]
    out[:, 13] = [i in draft.copies for i in range(n)]
    return out


def _around(
    draft: Draft, sizes: NDArray[np.float32], links: NDArray[np.float32], prose_chars: NDArray[np.float32], headlines: set[str]
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    blocks = draft.blocks
    n = len(blocks)
    parent = np.empty(n, dtype=np.int64)
    grand = np.empty(n, dtype=np.int64)
    shape = np.empty(n, dtype=np.int64)
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
        signature = (block.tag, names if not any(c.isdigit() for c in names) else "#", up.names if up is not None else "")
        shape[i] = shapes.setdefault(signature, len(shapes))
        in_list[i] = block.tag == "li" or (up is not None and up.tag == "li")
    page_prose = float(prose_chars.sum()) or 1.0
    is_p = np.array([b.tag == "p" for b in blocks], dtype=np.float32)

    def total(group: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.bincount(group, weights=values)[group].astype(np.float32)

    ones = np.ones(n, dtype=np.float32)
    covered = np.zeros(n, dtype=np.float32)
    for i, marks in draft.marks.items():
        covered[i] = min(1.0, sum(m.end - m.start for m in marks) / len(blocks[i].text))
    out = np.stack(
        [
            total(parent, ones),
            total(parent, prose_chars) / page_prose,
            total(parent, links) / np.maximum(total(parent, sizes), 1),
            total(parent, is_p),
            total(grand, prose_chars) / page_prose,
            total(grand, links) / np.maximum(total(grand, sizes), 1),
            total(shape, ones),
            total(shape, sizes - links) / page_prose,
            total(shape, links) / np.maximum(total(shape, sizes), 1),
            np.full(n, page_prose, dtype=np.float32),
            covered,
            covered > 0,
            in_list,
            *_structure(blocks, headlines),
            _window(prose_chars),
            _window(links) / np.maximum(_window(sizes), 1),
            *_vocabulary(draft, prose_chars),
        ],
        axis=1,
    ).astype(np.float32)
    return out, parent, shape


def _since(kinds: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each group of kinds, how many blocks ago the last mark of it stood; 60 where none did within 60."""
    n = len(kinds)
    rows = np.arange(n)[:, None]
    last = np.maximum.accumulate(np.where(kinds > 0, rows, -1000), axis=0)
    return np.minimum(rows - last, 60).astype(np.float32)


WINDOW = 5


def _window(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums over the blocks up to WINDOW places before and behind."""
    padded = np.concatenate([[0.0], np.cumsum(values)])
    rows = np.arange(len(values))
    total: NDArray[np.float32] = padded[np.minimum(rows + WINDOW + 1, len(values))] - padded[np.maximum(rows - WINDOW, 0)]
    return total


def _structure(blocks: Sequence[Block], headlines: set[str]) -> list[NDArray[np.float32]]:
    """Headings before each block, the article element it stands in, and how far the tree is left to come to it."""
    n = len(blocks)
    h1_before, since_h1, since_heading, number, left, entered = (np.zeros(n, dtype=np.float32) for _ in range(6))
    article = np.zeros(n, dtype=np.int64)
    numbers: dict[int, int] = {}
    of: dict[int, int] = {}
    h1s = 0
    last_h1 = last_heading = -60
    title_article = -1
    before: Container | None = None
    for i, block in enumerate(blocks):
        h1_before[i] = h1s
        since_h1[i] = min(i - last_h1, 200)
        since_heading[i] = min(i - last_heading, 60)
        if block.tag == "h1":
            h1s += 1
            last_h1 = i
        if block.tag in {"h1", "h2", "h3", "h4"}:
            last_heading = i
        at = block.container
        article[i] = nearest = _article_of(at, of)
        number[i] = numbers.setdefault(nearest, len(numbers))
        if title_article < 0 and block.tag == "h1" and key(block.text) in headlines:
            title_article = nearest
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
    while a is not b and (a is not None or b is not None):
        if b is None or (a is not None and a.depth >= b.depth):
            a = a.parent if a is not None else None
            left += 1
        else:
            b = b.parent
            entered += 1
    return left, entered


_LONG_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")


def _vocabulary(draft: Draft, prose_chars: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """How much of a block's wording stands in the page's other prose, and in its title."""
    blocks = draft.blocks
    words = [set(_LONG_WORD.findall(b.text[:600].lower())) for b in blocks]
    counts: dict[str, int] = {}
    for i in np.flatnonzero(prose_chars):
        for word in words[i]:
            counts[word] = counts.get(word, 0) + 1
    title = set(_LONG_WORD.findall(" ".join(draft.metadata.headlines[:2]).lower()))
    known = np.zeros(len(blocks), dtype=np.float32)
    titled = np.zeros(len(blocks), dtype=np.float32)
    for i, own in enumerate(words):
        if own:
            least = 1 if prose_chars[i] else 0
            known[i] = sum(counts.get(w, 0) > least for w in own) / len(own)
            titled[i] = len(own & title) / len(own)
    return [known, titled]


def _shifted(own: NDArray[np.float32], parent: NDArray[np.int64], shape: NDArray[np.int64], offset: int) -> NDArray[np.float32]:
    n = len(own)
    out = np.full((n, len(_NEAR)), -1, dtype=np.float32)
    if n <= abs(offset):
        return out
    here, there = (slice(0, n - offset), slice(offset, n)) if offset > 0 else (slice(-offset, n), slice(0, n + offset))
    out[here, :6] = own[there]
    out[here, 6] = parent[here] == parent[there]
    out[here, 7] = shape[here] == shape[there]
    return out


