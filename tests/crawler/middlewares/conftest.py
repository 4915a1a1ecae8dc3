"""A host for each test."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.crawler.middlewares.hosts import Host, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as server:
        yield server


@pytest.fixture
def new_host() -> Iterator[Callable[[], Host]]:
    """Opens as many hosts as a test wants: one crawl of several costs less than several crawls."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving())
