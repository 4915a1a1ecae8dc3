"""What was asked for, counted by day and address."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from time import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the journal counts it."""

    day: str
    """The city's day, `YYYY-MM-DD`."""
    method: str
    url: str
    status: int
    conditional: bool
    """Whether it carried a validator."""


class Journal:
    """Counts requests; where a file is named, it also writes each as one line of JSON there, with the time of day.

    The lines have the fields of `Asked`, `reader` (the reader's cookie or null) and `at` (seconds since 1970 by
    the machine's clock).
    """

    def __init__(self, path: Path | None = None) -> None:
        self.counts: Counter[Asked] = Counter()
        self._file: IO[str] | None = path.open("a", encoding="utf-8", buffering=1) if path else None

    def note(self, asked: Asked, reader: str | None) -> None:
        """Write down one request."""
        self.counts[asked] += 1
        if self._file is not None:
            line = {**asdict(asked), "reader": reader, "at": round(time(), 3)}
            self._file.write(json.dumps(line) + "\n")

    def rows(self, day: date | None = None) -> Iterator[dict[str, object]]:
        """All counts, or those of one day."""
        for asked, count in self.counts.items():
            if day is None or asked.day == day.isoformat():
                yield {**asdict(asked), "count": count}
