"""The working copy of one page on its way through the stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.items import Access, Declared, Kind, Page, Rights, Wall

if TYPE_CHECKING:
    from collections.abc import Sequence

    import lxml.etree

    from pipelines.options import Options


@dataclass(slots=True)
class Container:
    """An element that blocks stand in, and what its markup says of them."""

    tag: str
    parent: Container | None
    names: str
    """Its class, id, itemprop and data-testid attributes, as they stand."""
    roles: int
    """Bits of `pipelines.roles.Role`: its own and those it inherits."""
    depth: int
    index: int
    """Order of opening in the document."""


@dataclass(slots=True)
class Block:
    """One block-level run of visible text; for plain text, one line."""

    index: int
    """Position on the page, from 0."""
    text: str
    """Its text, white space folded."""
    tag: str = "line"
    """The block-level element it stands in; `line` for plain text."""
    container: Container | None = None
    roles: int = 0
    """Bits of `pipelines.roles.Role` from the block's own markup and all around it."""
    link_chars: int = 0
    """Characters of `text` inside links."""
    bold_chars: int = 0
    """Characters of `text` inside `b`, `strong` or emphasis."""
    links: int = 0
    """Links that begin in it."""
    images: int = 0
    """Images between the block before and this one."""
    soft: bool = False
    """True when one line break, and nothing else, parts it from the block before."""
    key: str = ""
    """Letters and digits of `text`, case folded; what copies have in common. Filled by the leads stage."""
    line: int | None = None
    """Plain text only: number of the input line it came from, from 0."""
    kind: Kind | None = None
    """What it was found to be; null until the body stage has decided."""
    rule: str | None = None
    """Rule or signal that decided its kind."""
    cuts: list[Mark] = field(default_factory=list)
    """Passages inside a body block that are not the story, in order, not overlapping."""


@dataclass(slots=True, frozen=True)
class Mark:
    """A rule of the catalogue, or a repeat, that was found in a block."""

    start: int
    end: int
    """Where in the block's text, in characters, half open; the whole text for a rule on whole lines."""
    kind: Kind
    rule: str
    wall: Wall | None = None
    """Sort of wall the wording belongs to."""
    cut: str = "none"
    """What the wording says of the copy: `counted` (names what is missing), `wall` (needed to read on),
    `excerpt` (reads on elsewhere), `blocked` (an interstitial), `none`."""


@dataclass(slots=True, frozen=True)
class Copy:
    """A block that repeats another one."""

    of: int
    """Index of the block to keep."""
    rule: str
    """How they are alike: `leads.copy`, `leads.cut` or `leads.quote`."""


@dataclass(slots=True)
class Metadata:
    """What a page says of its article, outside the text."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    description: str | None = None
    image: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    original_url: str | None = None
    """The address on another site that the page names as its text's own."""
    declared: Declared | None = None
    expected_words: int | None = None
    """Words of the whole story as declared (`wordCount`, length of `articleBody`, reading time)."""
    expected_from: str | None = None
    """Which declaration `expected_words` was read from."""
    page_type: str | None = None
    """`article`, `website`, ... as the page declares it (JSON-LD type or og:type)."""
    next_page: str | None = None
    """Address of the page that this text goes on at, where the page links one as the next of its own."""
    headlines: list[str] = field(default_factory=list)
    """Every form of the headline that the page gives, for telling headline blocks from the story."""


def _standard() -> Options:
    # Imported here because the rules' matcher, which is one of the options, makes marks.
    from pipelines.options import STANDARD

    return STANDARD


@dataclass(slots=True)
class Draft:
    """A page, and what the stages have found out about it so far."""

    page: Page
    options: Options = field(default_factory=_standard)
    scores: Sequence[float] | None = None
    """For each block, a probability that it is the story's, from elsewhere; null where the options' model gives it."""
    tree: lxml.etree._Element | None = None
    """Parsed document; null for plain text."""
    blocks: list[Block] = field(default_factory=list)
    marks: dict[int, list[Mark]] = field(default_factory=dict)
    """Marks by the index of their block."""
    copies: dict[int, Copy] = field(default_factory=dict)
    """Blocks that repeat another one, by index."""
    metadata: Metadata = field(default_factory=Metadata)
    access: Access = field(default_factory=Access)
    rights: Rights = field(default_factory=Rights)
    grounds: list[str] = field(default_factory=list)
    """Signals for which the text has to be left out of the record; none where it may stand there."""
    error: str | None = None
    """The first stage that broke, and how."""
