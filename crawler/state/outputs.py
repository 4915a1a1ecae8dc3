"""How far the files that a run writes agree with its memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class OpenOutput:
    """A file that a run has begun and not yet given its name."""

    target: Path
    """The file's name; what is written stands in `NAME.part` until the end."""
    base: int
    """Bytes that it began with: those of earlier runs."""
    length: int
    """Bytes whose records the state knows: behind them stands what was written after the last commit."""
    overwrite: bool
    """Whether it is to take the place of NAME (`-O`) rather than to be added to it (`-o`)."""
    alone: bool = True
    """Whether every record of its run that was written at all was written once, here or in a file like it."""


class Outputs:
    """Files that are being written, by name."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state

    def put(self, output: OpenOutput) -> None:
        """Note how long a file is, in the transaction that notes the pages of its records."""
        self.state.execute(
            "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)",
            (str(output.target), output.base, output.length, output.overwrite, output.alone),
        )

    def remove(self, target: Path) -> None:
        """Forget a file that has its name."""
        self.state.execute("DELETE FROM outputs WHERE target = ?", (str(target),))

    def all(self) -> list[OpenOutput]:
        """Every file that an earlier run has not finished."""
        rows = self.state.execute("SELECT target, base, length, overwrite, alone FROM outputs ORDER BY target")
        return [
            OpenOutput(Path(target), base, length, bool(overwrite), bool(alone))
            for target, base, length, overwrite, alone in rows
        ]
