from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.state.database import open_state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@pytest.fixture
def state() -> Iterator[sqlite3.Connection]:
    """A state that is forgotten."""
    connection = open_state("")
    yield connection
    connection.close()
