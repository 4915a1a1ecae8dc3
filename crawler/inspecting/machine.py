"""The page for programs: one JSON object."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from crawler.exporters import ArticleLinesExporter

if TYPE_CHECKING:
    from crawler.items import Article
    from pipelines.draft import Block, Draft


def machine(draft: Draft, article: Article) -> dict[str, Any]:
    """`{page, blocks: [{index, kind, rule, tag, text, cuts: [{start, end, kind, rule, text}]}], article}`.

    `page` is what was looked at, without its body; `article` is the record to the letter as a crawl
    would write it. A block's kind is null where the page broke a stage before it was decided.
    """
    page = draft.page
    return {
        "page": {
            "url": page.url,
            "plain": page.plain,
            "http_status": page.http_status,
            "headers": page.headers,
            "fetched": page.fetched,
            "characters": len(page.body),
        },
        "blocks": [_block(block) for block in draft.blocks],
        "article": record(article),
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "index": block.index,
        "kind": block.kind,
        "rule": block.rule,
        "tag": block.tag,
        "text": block.text,
        "cuts": [
            {
                "start": cut.start,
                "end": cut.end,
                "kind": cut.kind,
                "rule": cut.rule,
                "text": block.text[cut.start : cut.end],
            }
            for cut in block.cuts
        ],
    }


def record(article: Article) -> dict[str, Any]:
    """The article as the exporter writes it."""
    line = io.BytesIO()
    exporter = ArticleLinesExporter(line)
    exporter.export_item(article)
    made: dict[str, Any] = json.loads(line.getvalue())
    return made
