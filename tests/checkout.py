"""A checkout in which tests may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.warm import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def checkout(place: Path) -> Path:
    """Make a folder one in which outputs may be written: `data/` is its own, all else is the real one."""
    for path in ROOT.iterdir():
        if path.name not in {"data", ".venv", ".git"}:
            (place / path.name).symlink_to(path)
    return place
