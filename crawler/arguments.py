"""Spider arguments: `-a name=value` gives strings; here they are checked and read.

Every error is a `UsageError`, so the run ends before anything has begun.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection


def check_arguments(spider: str, given: Collection[str], known: Collection[str]) -> None:
    """Refuse arguments that the spider does not know: a typing error must not go unnoticed."""
    unknown = [name for name in given if name not in known]
    if unknown:
        has = f"it has {', '.join(sorted(known))}" if known else "it takes none"
        raise UsageError(f"spider {spider} has no argument {', '.join(map(repr, unknown))}; {has}")


def read_list(name: str, value: str) -> list[str]:
    """Read a list: comma-separated, or `@file` with one a line (blank lines and `#` comments aside).

    The two can be mixed: `a,@more.txt`.
    """
    entries: list[str] = []
    for entry in (part.strip() for part in value.split(",")):
        entries += _read_lines(name, entry[1:]) if entry.startswith("@") else [entry]
    entries = [entry for entry in entries if entry]
    if not entries:
        raise UsageError(f"{name}={value}: nothing in it")
    return entries


def read_count(name: str, value: str) -> int:
    """Read a whole number from 1 up."""
    if not (value.isascii() and value.isdigit() and int(value)):
        raise UsageError(f"{name}={value}: not a whole number from 1 up")
    return int(value)


def _read_lines(name: str, path: str) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{name}=@{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}=@{path}: not UTF-8 at byte {error.start}") from error
    return [line.strip() for line in lines if not line.lstrip().startswith("#")]
