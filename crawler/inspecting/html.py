"""The page for a browser: the reader of `scrapy report`, with all blocks of one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.inspecting.machine import record
from crawler.report.packing import WHOLE, Packer, in_base64, repeated
from crawler.report.page import Contents, render
from crawler.report.reading import from_blocks
from crawler.report.records import read_record

if TYPE_CHECKING:
    from crawler.items import Article
    from pipelines.draft import Draft


def html(draft: Draft, article: Article) -> str:
    """One HTML page, whole in itself; for the story's lines too it says what made them the story."""
    reading = from_blocks(draft.blocks)
    packer = Packer(repeated([reading]))
    packed = packer.article(read_record(record(article)), reading, WHOLE, 0)
    contents = Contents(
        title=article.title or article.url,
        files=[],
        articles=in_base64(packer.payload([packed.encode()])),
        shown=1,
        whole=1,
        total=1,
        seed=0,
        single=True,
    )
    return render(contents)
