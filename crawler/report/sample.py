"""Articles drawn by lot, so that a run of any length makes a page of bearable size."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Reservoir(Generic[T]):
    """At most `size` of the things that come by, each with the same chance, in the order in which they came.

    The same things and the same `seed` give the same draw.
    """

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.seen = 0
        self._drawn: list[tuple[int, T]] = []
        # For a draw that can be repeated; there is no secret in it.
        self._random = random.Random(seed)  # noqa: S311

    def place(self) -> int | None:
        """Where the thing that comes next goes: call it once for each, then `put` where it is not null."""
        number = self.seen
        self.seen += 1
        if number < self.size:
            return number
        place = self._random.randrange(self.seen)
        return place if place < self.size else None

    def put(self, place: int, thing: T) -> None:
        entry = (self.seen, thing)
        if place == len(self._drawn):
            self._drawn.append(entry)
        else:
            self._drawn[place] = entry

    def __iter__(self) -> Iterator[T]:
        return (thing for _, thing in sorted(self._drawn, key=lambda entry: entry[0]))

    def __len__(self) -> int:
        return len(self._drawn)


def squeeze(data: bytes) -> bytes:
    """What is kept of a line while the rest is read: a few thousand of them have to fit in memory."""
    return zlib.compress(data, 3)


def unsqueeze(data: bytes) -> bytes:
    return zlib.decompress(data)
