"""The page for `grep`, `cut` and `awk`: one block a line.

    # title	Ferry line reopens
    12	body	body.region	The council voted ... [-You have 2 articles left.-]
    12:48-73	meter_notice	en.meter.left	You have 2 articles left.
    13	wall	en.wall.rest	Subscribe to read on
    # access	truncated	0.95

A line is a block (`index`, `kind`, `rule`, `text`, divided by tabs), a passage struck out within the block
above it (`index:start-end`, in characters), or, behind `#`, something said of the whole page. An empty rule
is `-`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.inspecting.summary import Line, head, verdict
from crawler.inspecting.view import kind_of, pieces, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Article
    from pipelines.draft import Block, Draft


def plain(draft: Draft, article: Article) -> Iterator[str]:
    """The lines, without their line ends."""
    yield from _comments(head(article))
    for block in draft.blocks:
        yield from _block(block)
    yield from _comments(verdict(draft, article))


def _comments(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield "\t".join((f"# {line.name}", *map(printable, line.values)))


def _block(block: Block) -> Iterator[str]:
    text = "".join(piece if cut is None else f"[-{piece}-]" for piece, cut in pieces(block))
    yield f"{block.index}\t{kind_of(block)}\t{block.rule or '-'}\t{text}"
    for cut in block.cuts:
        passage = printable(block.text[cut.start : cut.end])
        yield f"{block.index}:{cut.start}-{cut.end}\t{cut.kind.value}\t{cut.rule}\t{passage}"
