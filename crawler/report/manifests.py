"""What the manifest beside a record file says of the run that wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.manifest import NAME, SCHEMA


@dataclass(slots=True, frozen=True)
class RunFacts:
    """A run, as its manifest tells it; null for what it does not."""

    spider: str | None
    arguments: dict[str, str]
    finish_reason: str | None
    written: str | None
    version: str | None
    records: int | None


class UnreadableManifestError(ValueError):
    """There is a manifest, and it says nothing; the text says why."""


def facts(file: str) -> RunFacts | None:
    """The facts of a record file; null where no manifest speaks of it.

    A file still being written (`.part`) is of a run that has not told yet. Raises UnreadableManifestError.
    """
    path = Path(file).with_name(NAME) if file != "-" else None
    if path is None or not path.is_file():
        return None
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableManifestError(f"{path}: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        return None
    files = manifest.get("files")
    entry = files.get(Path(file).name) if isinstance(files, dict) else None
    return _facts(entry) if isinstance(entry, dict) else None


def _facts(entry: dict[str, Any]) -> RunFacts:
    arguments, versions, records = entry.get("arguments"), entry.get("versions"), entry.get("records")
    return RunFacts(
        spider=_text(entry.get("spider")),
        arguments={str(name): str(value) for name, value in arguments.items()} if isinstance(arguments, dict) else {},
        finish_reason=_text(entry.get("finish_reason")),
        written=_text(entry.get("written")),
        version=_text(versions.get("copydesk")) if isinstance(versions, dict) else None,
        records=records if isinstance(records, int) else None,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
