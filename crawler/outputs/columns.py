"""The columns of the record, read off its dataclasses, for formats that want to know every type beforehand."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeAlias

from crawler.items import Article

SCALARS: dict[type, str] = {str: "string", bool: "bool", int: "int64", float: "float64"}


@dataclass(slots=True, frozen=True)
class ListOf:
    """Any number of values of one type."""

    inner: Type


@dataclass(slots=True, frozen=True)
class Struct:
    """A value with named parts."""

    columns: tuple[Column, ...]


Type: TypeAlias = "str | ListOf | Struct"
"""`string`, `bool`, `int64` or `float64`, a list, or a struct. Every value may be null."""


@dataclass(slots=True, frozen=True)
class Column:
    """A named value."""

    name: str
    type: Type


@cache
def columns() -> tuple[Column, ...]:
    """The columns of `Article`, in the order of the record.

    Dates stay text, as they are in the record: a publisher's date has an offset, or no time of day at all, and a
    timestamp would lose the one and make up the other.
    """
    return _columns(Article)


def chosen(fields: Any) -> tuple[Column, ...]:
    """The columns that a feed's option `fields` (null, a list, or a mapping to other names) asks for, in its order.

    Raises ValueError for one that the record has not.
    """
    if not fields:
        return columns()
    known = {column.name: column for column in columns()}
    names = dict(fields) if isinstance(fields, dict) else {name: name for name in fields}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"the record has no field {unknown[0]!r}")
    return tuple(Column(str(given), known[name].type) for name, given in names.items())


def _columns(item: type) -> tuple[Column, ...]:
    hints = typing.get_type_hints(item)
    return tuple(Column(field.name, _type(hints[field.name])) for field in dataclasses.fields(item))


def _type(hint: Any) -> Type:
    if isinstance(hint, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is list:
        return ListOf(_type(*typing.get_args(hint)))
    if dataclasses.is_dataclass(hint):
        return Struct(_columns(typing.cast("type", hint)))
    if issubclass(hint, Enum):
        return SCALARS[str]
    return SCALARS[hint]
