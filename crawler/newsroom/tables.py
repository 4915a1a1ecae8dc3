"""TOML tables, read key by key into typed values."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

    E = TypeVar("E", bound=StrEnum)

T = TypeVar("T")


class DataError(ValueError):
    """A data file of the newsroom that does not hold what it must; the message says which key of which file."""


class Table:
    """One table of a TOML file. Every key must be taken: `done` refuses what nobody asked for."""

    def __init__(self, values: dict[str, Any], where: str) -> None:
        self._left = dict(values)
        self.where = where

    @classmethod
    def read(cls, path: Path) -> Table:
        """Read a file; a `DataError` when it is not TOML."""
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")), f"{path.parent.name}/{path.name}")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}") from error

    def _take(self, key: str, kind: type[T], default: T | None) -> T:
        value = self._left.pop(key, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found = "is missing" if value is None else f"is {value!r}"
            raise DataError(f"{self.where}: `{key}` must be of type {kind.__name__}, but {found}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return self._take(key, str, default)

    def maybe_text(self, key: str) -> str | None:
        return self._take(key, str, "") or None

    def number(self, key: str, default: int | None = None) -> int:
        return self._take(key, int, default)

    def flag(self, key: str, *, default: bool) -> bool:
        return self._take(key, bool, default)

    def moment(self, key: str) -> datetime:
        """A point in time; it must have an offset."""
        value = self._take(key, datetime, None)
        if value.tzinfo is None:
            raise DataError(f"{self.where}: `{key}` has no offset from UTC")
        return value

    def maybe_moment(self, key: str) -> datetime | None:
        return self.moment(key) if key in self._left else None

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        values = self._take(key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise DataError(f"{self.where}: `{key}` must be a list of strings")
        return tuple(values)

    def choice(self, key: str, options: type[E]) -> E:
        value = self.text(key)
        if value not in {option.value for option in options}:
            names = ", ".join(option.value for option in options)
            raise DataError(f"{self.where}: `{key}` is {value!r}, not one of: {names}")
        return options(value)

    def maybe_choice(self, key: str, options: type[E]) -> E | None:
        return self.choice(key, options) if key in self._left else None

    def table(self, key: str) -> Table:
        return Table(self._take(key, dict, None), f"{self.where}: [{key}]")

    def maybe_table(self, key: str) -> Table | None:
        return self.table(key) if key in self._left else None

    def tables(self, key: str) -> list[Table]:
        values = self._take(key, list, [])
        return [Table(value, f"{self.where}: [[{key}]] {number}") for number, value in enumerate(values, start=1)]

    def names(self) -> list[str]:
        """Keys that have not been taken yet."""
        return list(self._left)

    def done(self) -> None:
        """Say that all was taken; a `DataError` names the keys that were not."""
        if self._left:
            raise DataError(f"{self.where}: unknown keys: {', '.join(self._left)}")
