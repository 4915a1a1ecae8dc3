"""What stands beside a record file of the run that wrote it: `manifest.json`, and `run.json` of a news crawl."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler import manifest

RUN_SCHEMA = "copydesk/run/1"


@dataclass(slots=True)
class RunFacts:
    """A run, as it tells of itself; null and empty for what it does not."""

    spider: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)
    finish_reason: str | None = None
    written: str | None = None
    version: str | None = None
    records: int | None = None
    seconds: float | None = None
    requests: int | None = None
    waiting: int | None = None
    """Pages left to a later run."""
    skipped: dict[str, int] = field(default_factory=dict)
    """What was passed over, by reason."""
    meters: dict[str, str] = field(default_factory=dict)
    """Sites whose meter is spent, each with when it opens again."""


class UnreadableRunError(ValueError):
    """There is a file of the run, and it says nothing; the text says why."""


def facts(file: str) -> RunFacts | None:
    """The facts of a record file; null where nothing speaks of it. Raises UnreadableRunError."""
    if file == "-":
        return None
    path = Path(file)
    entry = _manifest(path)
    run = _run(path)
    if entry is None and run is None:
        return None
    found = RunFacts()
    if entry is not None:
        versions = entry.get("versions")
        found.spider = _text(entry.get("spider"))
        found.arguments = _texts(entry.get("arguments"))
        found.finish_reason = _text(entry.get("finish_reason"))
        found.written = _text(entry.get("written"))
        found.version = _text(versions.get("copydesk")) if isinstance(versions, dict) else None
        found.records = _count(entry.get("records"))
    if run is not None:
        seconds = run.get("seconds")
        found.seconds = float(seconds) if isinstance(seconds, int | float) else None
        found.requests = _count(run.get("requests"))
        found.waiting = _count(run.get("waiting"))
        found.skipped = _counts(run.get("skipped"))
        sites = run.get("sites")
        for site, said in sites.items() if isinstance(sites, dict) else ():
            if isinstance(said, dict) and (until := _text(said.get("meter_until"))):
                found.meters[site] = until
    return found


def _manifest(path: Path) -> dict[str, Any] | None:
    files = _read(path.with_name(manifest.NAME), manifest.SCHEMA).get("files")
    entry = files.get(path.name) if isinstance(files, dict) else None
    return entry if isinstance(entry, dict) else None


def _run(path: Path) -> dict[str, Any] | None:
    """The summary of the run that wrote this file; each shard of a crawl has its own."""
    for beside in sorted(path.parent.glob("run*.json")):
        run = _read(beside, RUN_SCHEMA)
        outputs = run.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and Path(str(output.get("path"))).name == path.name:
                return run
    return None


def _read(path: Path, schema: str) -> dict[str, Any]:
    """What a file says; nothing for one that is not there or is not ours."""
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableRunError(f"{path}: {error}") from error
    return value if isinstance(value, dict) and value.get("schema") == schema else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> dict[str, str]:
    return {str(name): str(text) for name, text in value.items()} if isinstance(value, dict) else {}


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _counts(value: Any) -> dict[str, int]:
    named = value.items() if isinstance(value, dict) else ()
    return {str(name): number for name, number in named if isinstance(number, int)}
