"""How long the whole story is said to be. Lengths only: of a locked text, no word is ever read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block

WORDS_A_MINUTE = 200
"""Reading speed behind labels such as "8 min read"; publishers use 180 to 265."""
BEFORE = 25
"""Blocks before the first paragraph among which such a label is looked for."""

_READ = (
    r"read|reading|lesezeit|lesedauer|de lecture|lecture|de lectura|lectura|di lettura|lettura|de leitura|leitura|leestijd|lezen|"
    r"lästid|läsning|læsetid|læsning|lesetid|lukuaika|czytania|čtení|чтения|читання|okuma|阅读|閱讀|で読めます|읽기"
)
_TIME = (
    r"lesezeit|lesedauer|reading time|read time|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|lästid|"
    r"læsetid|lesetid|lukuaika|czas czytania|doba čtení|время чтения|час читання|okuma süresi|阅读时间|閱讀時間|読了時間|阅读时长"
)
_MINUTES = r"min(?:ute|uti|uten|utos|uto|utes|uut|uter)?s?\.?|минут\w*|хв\w*|分钟|分鐘|分|분|dk\.?|dakika"
_LABEL = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?(?:-\s?)?(?:{_MINUTES})\s*(?:{_READ})"
    rf"|(?:{_TIME})\W{{0,6}}(?:ca\.?\s|circa\s|about\s|약\s?)?(\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)


def reading_minutes(blocks: Sequence[Block]) -> int | None:
    """Minutes that a label near the headline gives for reading the whole text."""
    first = next((b.index for b in blocks if b.kind is Kind.BODY), 0)
    for block in blocks[max(0, first - BEFORE) : first + 3]:
        if len(block.text) < 120 and (found := _LABEL.search(block.text)):
            return int(found[1] or found[2])
    return None
