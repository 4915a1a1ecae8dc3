"""One output in many files: `data/{site}/{date}.jsonl` has a file for every site and day, `{status}.jsonl` for a verdict."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.items import Article

if TYPE_CHECKING:
    from typing import Any

FIELDS = ("site", "date", "status")
UNKNOWN = "unknown"
"""Stands for a site that a record does not name, and for a verdict that it has not got."""

_FIELD = re.compile(r"\{(\w+)\}")
_UNSAFE = re.compile(r"[^\w.-]", re.ASCII)


class PartitionError(ValueError):
    """A template that can't be used; the text says which and why."""


def is_parted(template: str) -> bool:
    """Whether an output's name has fields. Raises PartitionError for a field that there is not."""
    named = _FIELD.findall(template)
    if unknown := [name for name in named if name not in FIELDS]:
        raise PartitionError(
            f"{template}: there is no field {{{unknown[0]}}}; there are {{site}}, {{date}} and {{status}}"
        )
    return bool(named)


def path_of(template: str, item: Any, today: str) -> str:
    """The file that a record belongs to: by its site, the day (UTC) on which it was fetched, and its verdict.

    `today` (ISO 8601) is the day of what does not say.
    """
    article = item if isinstance(item, Article) else None
    values = {
        "site": _safe(article.site) if article and article.site else UNKNOWN,
        "date": _day(article.fetched, today) if article else today,
        "status": article.access.status.value if article and article.access.status else UNKNOWN,
    }
    return _FIELD.sub(lambda field: values[field[1]], template)


def root_of(template: str) -> Path:
    """The folder that all files of a template stand in or under."""
    first = _FIELD.search(template)
    return Path(template if first is None else f"{template[: first.start()]}x").parent


def writable(folder: Path) -> str | None:
    """Make a folder that files are to be put in; what keeps it from being used, or null."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"its directory {folder} can't be made: {error.strerror}"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"its directory {folder} can't be written to"


def _safe(site: str) -> str:
    """A site as the name of a folder: it comes from an address, and an address from anybody."""
    return _UNSAFE.sub("_", site).strip(".")[:200] or UNKNOWN


def _day(fetched: str | None, today: str) -> str:
    if fetched is None:
        return today
    try:
        return datetime.fromisoformat(fetched).astimezone(UTC).date().isoformat()
    except ValueError:
        return today
