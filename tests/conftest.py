"""What all tests start from."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.checkout import checkout

# A shell that starts the tests in the background has interruptions ignored, and every process that a test starts
# would inherit that: the tests that interrupt one would wait for it forever.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is judged by the time it takes: machines are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pages' tests come first: they take longest, and what begins last keeps one core waiting for another."""
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with commands on its own PATH."""
    place = checkout(tmp_path_factory.mktemp("checkout"))
    binaries = place / ".venv" / "bin"
    binaries.mkdir(parents=True)
    # What the environment's own does to the shell: programs are looked for there first.
    (binaries / "activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n', encoding="utf-8")
    return place
