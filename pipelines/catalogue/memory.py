"""What was found of lines that come again and again."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Values by text, of the last `size` texts or so that were asked for.

    Texts live in two halves: when the newer one is full, the older one is forgotten whole, with all that was not asked
    for since. That costs a page of hundreds of lines less than keeping them in order.
    """

    def __init__(self, size: int) -> None:
        self._half = max(1, size // 2)
        self._newer: dict[str, T] = {}
        self._older: dict[str, T] = {}

    def get(self, text: str) -> T | None:
        """What is known of a text; null where nothing is."""
        value = self._newer.get(text)
        if value is None and (value := self._older.get(text)) is not None:
            self.put(text, value)
        return value

    def put(self, text: str, value: T) -> None:
        """Remember something of a text."""
        if len(self._newer) >= self._half:
            self._older, self._newer = self._newer, {}
        self._newer[text] = value

    def __len__(self) -> int:
        """How many values are held."""
        return len(self._newer.keys() | self._older.keys())
