"""A host for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.middlewares.hosts import Host, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as server:
        yield server
