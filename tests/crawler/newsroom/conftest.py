"""Fixtures for the newsroom's tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]


@pytest.fixture
def visible() -> Callable[[str], str]:
    """What a reader sees of a page, white space folded."""

    def read(page: str) -> str:
        body = lxml.html.document_fromstring(page).find("body")
        assert body is not None
        for hidden in body.xpath("//script | //style"):
            hidden.drop_tree()
        return " ".join(" ".join(body.itertext()).split())

    return read


@pytest.fixture(scope="module")
def newsroom() -> Iterator[str]:
    """Address of a newsroom in a process of its own, on 20 November 2026; its tests are different readers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.newsroom", "--date", "2026-11-20"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip().rstrip("/")
    process.terminate()
    process.communicate()
    assert process.returncode == 0
