from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.clock import Clock
from crawler.news.keeper import Keeper
from crawler.news.schedule import Schedule, read_ages
from crawler.state.store import State

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def state() -> Iterator[State]:
    """A state that is forgotten."""
    state = State.open("")
    yield state
    state.close()


@pytest.fixture
def keeper(state: State) -> Keeper:
    return Keeper(state, Clock(), Schedule(read_ages(["1h", "1d"])), most_attempts=3)
