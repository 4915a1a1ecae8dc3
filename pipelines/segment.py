"""Stage 1: the page becomes blocks, in document order, each with what its markup says of it."""

from __future__ import annotations

import re

import lxml.etree

from pipelines.attributes import spared
from pipelines.containers import masses
from pipelines.draft import Block, Container, Draft
from pipelines.roles import Role, is_hidden, role_of
from pipelines.stage import Stage

SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "map",
        "select",
        "datalist",
        "textarea",
        "noscript",
        "title",
        "base",
        "audio",
        "video",
        "source",
        "track",
        "progress",
        "meter",
        "link",
        "meta",
        "param",
    ]
)
"""Elements whose text no reader sees, or that hold none."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "picture",
        "input",
    ]
)
"""Elements that stand inside a line; every other one begins and ends a block."""

# Plain integers, for speed.
HIDDEN, ARIA_HIDDEN = int(Role.HIDDEN), int(Role.ARIA_HIDDEN)
ROLE_ATTRIBUTE = {
    "dialog": int(Role.MODAL),
    "alertdialog": int(Role.MODAL),
    "navigation": int(Role.NAV),
    "search": int(Role.NAV),
}
BOLD = frozenset({"b", "strong", "em", "i"})

_BLOCK, _INLINE, _LINK, _BOLD, _IMAGE, _SPAN, _BREAK, _SKIPPED = range(8)
_SORTS = (
    dict.fromkeys(INLINE, _INLINE)
    | dict.fromkeys(BOLD, _BOLD)
    | {"a": _LINK, "img": _IMAGE, "span": _SPAN, "br": _BREAK}
    | dict.fromkeys(SKIPPED, _SKIPPED)
)
"""What the walk does with an element; `_BLOCK` for every other tag."""
MAX_BLOCKS = 20_000
"""Blocks beyond this many are left out, so that no page can fill the memory; the longest page met had 9,000."""
MAX_NAMES = 1_000
"""Characters of an element's names that are looked at: answers on them are remembered, and no page may fill the memory."""
MAX_LINES = 50_000
"""Lines of plain text beyond this many become one block, so that none is lost and none fills the memory."""


class TooLongError(ValueError):
    """A page of more than `MAX_BLOCKS` blocks."""


# Control characters have no meaning in HTML, and libxml2 stops at some of them.
_CONTROL = bytes(32 if (i < 32 and chr(i) not in "\t\n\r") or i == 127 else i for i in range(256))
_LAYOUT_TAG = re.compile(
    r"<(?!/?(?:p|br|h[1-6]|li|a|script|style|template|noscript|title|meta|link)\b)[/a-z][^>]*+(?:>|\Z)", re.IGNORECASE
)


def parse(html: str) -> lxml.etree._Element | None:
    """The lxml tree of a page; null where it holds no element at all.

    libxml2 drops whatever is nested more than 2,048 deep. Such a page is parsed once more without its
    layout elements, so that its text is not lost.
    """
    html = spared(html)
    tree, too_deep = _tree(html)
    return _tree(_LAYOUT_TAG.sub("\n", html))[0] if too_deep else tree


def _tree(text: str) -> tuple[lxml.etree._Element | None, bool]:
    if not text.strip():
        return None, False
    parser = lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    tree = lxml.etree.fromstring(text.encode("utf-8", "replace").translate(_CONTROL), parser)
    # What stands behind </html>, libxml2 gives a root of its own; a reader sees it on the page.
    while tree is not None and (behind := tree.getnext()) is not None:
        tree.append(behind)
    # The log's own filter: broken pages have thousands of entries, and looking at each costs as much as parsing.
    return tree, len(parser.error_log.filter_types(lxml.etree.ErrorTypes.ERR_RESOURCE_LIMIT)) > 0


def segment(draft: Draft) -> Draft:
    """Fill `tree` and `blocks`. Raises TooLongError where the page goes on behind the last block that is read."""
    page = draft.page
    if page.plain:
        draft.blocks = lines(page.body)
        return draft
    draft.tree = parse(page.body)
    if draft.tree is not None:
        walk = _Walk(draft.tree)
        draft.blocks = walk.blocks
        settle_roles(draft.blocks)
        if walk.full:
            raise TooLongError(f"only the first {MAX_BLOCKS:,} blocks are read; what follows is left out")
    return draft


def lines(text: str) -> list[Block]:
    """One block a line of plain text that holds more than white space; all lines beyond `MAX_LINES` are one."""
    # Half of a surrogate pair is no character: no rule can look at it, and no file can hold it.
    text = text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    blocks: list[Block] = []
    texts = text.split("\n")
    for number, line in enumerate(texts):
        folded = " ".join(line.split())
        if folded and len(blocks) == MAX_LINES:
            rest = " ".join(" ".join(texts[number:]).split())
            blocks.append(Block(index=MAX_LINES, text=rest, line=number))
            break
        if folded:
            blocks.append(Block(index=len(blocks), text=folded, line=number))
    return blocks


class _Walk:
    """One pass over the tree that gathers text between the edges of block-level elements."""

    def __init__(self, root: lxml.etree._Element) -> None:
        self.blocks: list[Block] = []
        self.full = False
        """There is more text than blocks to take it."""
        self.pieces: list[str] = []
        self.container = Container("html", None, "", 0, 0, 0)
        self.link_chars = self.bold_chars = self.links = self.images = 0
        self.soft = False
        self.number = ""
        self._walk(root)

    def _walk(self, root: lxml.etree._Element) -> None:
        # Every element of every page passes here twice: names are local, and each tag is looked up once.
        steps = lxml.etree.iterwalk(root, events=("start", "end"))
        pieces, sort_of, flush = self.pieces, _SORTS.get, self._flush
        add = pieces.append
        numbers: dict[int, int] = {}
        in_link = in_bold = opened = 0
        for event, el in steps:
            tag: str = el.tag  # type: ignore[assignment]  # comments and instructions were left out by the parser
            sort = sort_of(tag, _BLOCK)
            if event == "start":
                if sort == _BLOCK:
                    if pieces:
                        flush()
                    self.soft = False
                    opened += 1
                    names, bits = names_and_roles(el, tag)
                    around = self.container
                    if tag == "li" and around.tag == "ol":
                        # A list's numbers are not in the HTML, but a reader sees them.
                        numbers[around.index] = number = numbers.get(around.index, 0) + 1
                        self.number = f"{number}. "
                    self.container = Container(tag, around, names, bits, around.depth + 1, opened)
                elif sort == _LINK:
                    in_link += 1
                    self.links += 1
                elif sort == _SKIPPED:
                    steps.skip_subtree()
                    continue
                elif sort == _BOLD:
                    in_bold += 1
                elif sort == _BREAK:
                    flush(soft=True)
                elif sort == _IMAGE:
                    self.images += 1
                elif sort == _SPAN and (el.get("hidden") is not None or is_hidden(el.get("style"))):
                    steps.skip_subtree()
                    continue
                text = el.text
            else:
                if sort == _BLOCK:
                    if pieces:
                        flush()
                    self.soft = False
                    if self.container.parent is not None:
                        self.container = self.container.parent
                    if self.full:
                        return
                elif sort == _LINK:
                    in_link -= 1
                elif sort == _BOLD:
                    in_bold -= 1
                text = el.tail
            if text and (pieces or not text.isspace()):
                add(text)
                if in_link or in_bold:
                    length = len(" ".join(text.split()))
                    if in_link:
                        self.link_chars += length
                    if in_bold:
                        self.bold_chars += length
        flush()

    def _flush(self, *, soft: bool = False) -> None:
        text = " ".join("".join(self.pieces).split())
        if text and len(self.blocks) == MAX_BLOCKS:
            self.full = True
        elif text:
            if self.number:
                text, self.number = self.number + text, ""
            size = len(text)
            self.blocks.append(
                Block(
                    len(self.blocks),
                    text,
                    self.container.tag,
                    self.container,
                    0,
                    min(self.link_chars, size),
                    min(self.bold_chars, size),
                    self.links,
                    self.images,
                    self.soft,
                )
            )
            self.images = 0
        # Two breaks in a row, or the edge of a block, end a paragraph.
        self.soft = soft and bool(text)
        self.pieces.clear()
        self.link_chars = self.bold_chars = self.links = 0


def names_and_roles(el: lxml.etree._Element, tag: str) -> tuple[str, int]:
    """What an element's own attributes say: its names joined, and bits of `Role`."""
    names = ""
    bits = 0
    for key, value in el.items():
        if key == "class" or key == "id" or key == "itemprop" or key == "data-testid":
            names = f"{names} {value}" if names else value
        elif key == "style":
            if is_hidden(value):
                bits |= HIDDEN
        elif key == "hidden":
            bits |= HIDDEN
        elif key == "aria-hidden":
            if value == "true":
                bits |= ARIA_HIDDEN
        elif key == "role":
            bits |= ROLE_ATTRIBUTE.get(value, 0)
    if len(names) > MAX_NAMES:
        names = names[:MAX_NAMES]
    if tag != "html" and tag != "body":
        bits |= role_of(tag, names)
    return names, bits


PROSE_CHARS = 80
"""A block this long with few links counts as prose when containers are weighed."""


def settle_roles(blocks: list[Block]) -> None:
    """Give every block the roles of all containers around it.

    A container that holds most of the page's prose is the page, whatever a word of its class says
    (`article-with-sidebar`): what it would say against its text is left out.
    """
    prose = [
        (block.container, len(block.text))
        for block in blocks
        if len(block.text) >= PROSE_CHARS and block.link_chars * 3 <= len(block.text)
    ]
    total = sum(weight for _, weight in prose)
    mass, _ = masses(prose)
    settled: dict[int, int] = {}
    for block in blocks:
        block.roles = _settle(block.container, mass, total, settled)


_NEVER_DROPPED = int(Role.HIDDEN | Role.ARIA_HIDDEN | Role.ARTICLE | Role.TITLE | Role.STANDFIRST)


def _settle(container: Container | None, mass: dict[int, int], total: int, settled: dict[int, int]) -> int:
    path: list[Container] = []
    while container is not None and container.index not in settled:
        path.append(container)
        container = container.parent
    bits = 0 if container is None else settled[container.index]
    for at in reversed(path):
        own = at.roles
        if total and mass.get(at.index, 0) * 2 > total:
            own &= _NEVER_DROPPED
        bits |= own
        settled[at.index] = bits
    return bits


class SegmentStage(Stage):
    """`segment` as an item pipeline."""

    name = "segment"
    run = segment
