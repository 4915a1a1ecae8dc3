"""The chain over many pages, in several processes."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.scoring import Record
from pipelines import Options, examine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Page

BATCH = 128
"""Pages in flight: a corpus need not fit into memory."""
MEASURED = Options(rights="record")
"""What is measured is what the chain finds, also in texts that a record would leave out."""


def records(pages: Iterable[Page], *, jobs: int | None = None) -> Iterator[Record]:
    """What the chain makes of each page, in order. `jobs`: processes; null for one a core.

    A page that breaks a stage gives a record with its `error`; a process that dies raises `BrokenProcessPool`.
    """
    workers = jobs or os.cpu_count() or 1
    if workers == 1:
        yield from map(record, pages)
        return
    pages = iter(pages)
    # Spawned, not forked: the same on every platform, and no lock is copied in the wrong state.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        while batch := list(islice(pages, BATCH)):
            yield from pool.map(record, batch, chunksize=4)


def record(page: Page) -> Record:
    """What the chain makes of one page."""
    return Record.from_article(examine(page, MEASURED)[1])
