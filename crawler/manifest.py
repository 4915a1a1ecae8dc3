"""`manifest.json`: what stands in the files beside it, how it came there, and a checksum."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.feedstorage import sync_directory
from crawler.items import SCHEMA as ARTICLE
from crawler.items import Article

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "copydesk/manifest/1"
NAME = "manifest.json"
SOFTWARE = ("scrapy", "lxml", "parsel", "itemadapter", "fastwarc", "google-re2")


class ManifestError(OSError):
    """A `manifest.json` that is not ours stands where ours should go, or ours can't be written."""


@dataclass(slots=True)
class Tally:
    """What was put into one file."""

    records: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    artifacts: Counter[str] = field(default_factory=Counter)
    errors: int = 0

    def add(self, item: Any) -> None:
        self.records += 1
        if isinstance(item, Article):
            if item.access.status is not None:
                self.verdicts[item.access.status.value] += 1
            self.artifacts.update(artifact.kind.value for artifact in item.artifacts)
            self.errors += item.error is not None

    def add_record(self, record: Any) -> None:
        """Count a record that was read back from a file."""
        self.records += 1
        if not isinstance(record, dict) or record.get("schema") != ARTICLE:
            return
        if (status := record["access"]["status"]) is not None:
            self.verdicts[status] += 1
        self.artifacts.update(artifact["kind"] for artifact in record["artifacts"])
        self.errors += record.get("error") is not None


@dataclass(slots=True, frozen=True)
class Run:
    """The crawl that writes the files."""

    spider: str
    arguments: dict[str, str]
    """The spider's arguments (`-a`)."""
    finish_reason: str | None
    """Why it ended; null while it goes on."""


@dataclass(slots=True, frozen=True)
class Entry:
    """What the manifest says of one file."""

    records: int | None
    """Records in the file; null, as the other counts, for a file that was appended to and whose earlier
    part the manifest did not know."""
    bytes: int
    sha256: str
    """Of the bytes on the disk, after compression."""
    written: str
    """When the file got its name, ISO 8601 in UTC."""
    spider: str
    arguments: dict[str, str]
    verdicts: dict[str, int] | None
    """Records by `access.status`."""
    artifacts: dict[str, int] | None
    """Artifacts by kind."""
    errors: int | None
    """Records of pages that broke a stage."""
    finish_reason: str | None
    """Why the run that wrote the file last ended; null for a batch that was full before the end."""
    versions: dict[str, str]


def versions() -> dict[str, str]:
    """Versions of what made the records."""
    return {
        "copydesk": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in SOFTWARE},
    }


def checksums(path: Path, split: int = 0) -> tuple[str, str, int]:
    """SHA-256 of the file's first `split` bytes and of all of it, in hexadecimal, and its size."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        head = split
        while head and (chunk := file.read(min(head, 1 << 20))):
            digest.update(chunk)
            head -= len(chunk)
            size += len(chunk)
        before = digest.hexdigest()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    return before, digest.hexdigest(), size


def check(directory: Path) -> None:
    """Raise ManifestError if another program's `manifest.json`, or a broken one, stands in the directory."""
    _read(directory / NAME)


def record(target: Path, tally: Tally, run: Run, size_before: int = 0, *, checksum_before: str | None = None) -> None:
    """Put what `run` has written to `target` into the manifest beside it.

    `size_before` is how many bytes of the file earlier runs wrote (`-o`): where the manifest knows them, by
    their checksum, the counts go on from there. `checksum_before` is that of the file as it was, where it was not added to
    but written anew with what it had. Entries of other files are kept. The manifest is replaced as
    a whole, under a lock. Raises ManifestError.
    """
    path = target.parent / NAME
    try:
        before, after, size = checksums(target, size_before)
        descriptor = _locked_part(path)
        try:
            manifest = _read(path)
            total: Tally | None = tally
            if size_before or checksum_before:
                total = _add(manifest["files"].get(target.name, {}), checksum_before or before, tally)
            entry = Entry(
                records=None if total is None else total.records,
                bytes=size,
                sha256=after,
                written=datetime.now(UTC).isoformat(timespec="seconds"),
                spider=run.spider,
                arguments=run.arguments,
                verdicts=None if total is None else dict(total.verdicts.most_common()),
                artifacts=None if total is None else dict(total.artifacts.most_common()),
                errors=None if total is None else total.errors,
                finish_reason=run.finish_reason,
                versions=versions(),
            )
            manifest["files"][target.name] = asdict(entry)
            _replace(path, descriptor, manifest)
        finally:
            os.close(descriptor)
    except ManifestError:
        raise
    except OSError as error:
        raise ManifestError(f"{path} can't be written: {error.strerror or error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {"schema": SCHEMA, "files": {}}
    except OSError as error:
        raise ManifestError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        manifest = error
    if (
        not isinstance(manifest, dict)
        or manifest.get("schema") != SCHEMA
        or not isinstance(files := manifest.get("files"), dict)
        or not all(isinstance(entry, dict) for entry in files.values())
    ):
        raise ManifestError(
            f"{path} is not a manifest of copydesk's and is left alone: write to another directory, "
            "or do without a manifest (-s COPYDESK_MANIFEST=0)"
        )
    return manifest


def _locked_part(path: Path) -> int:
    """Open and lock `manifest.json.part`, waiting for a run that holds it."""
    part = path.with_name(path.name + ".part")
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, 0o666)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(descriptor), part.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        # The run before us has renamed the file that we waited for.
        os.close(descriptor)


def _replace(path: Path, descriptor: int, manifest: dict[str, Any]) -> None:
    os.ftruncate(descriptor, 0)
    data = memoryview((json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)
    path.with_name(path.name + ".part").replace(path)
    sync_directory(path.parent)


def _add(earlier: dict[str, Any], checksum: str, tally: Tally) -> Tally | None:
    """The tally on top of an earlier entry's counts; null when that entry is not of this content or has none."""
    wanted = {"records": int, "errors": int, "verdicts": dict, "artifacts": dict}
    if earlier.get("sha256") != checksum or not all(
        isinstance(earlier.get(name), kind) for name, kind in wanted.items()
    ):
        return None
    return Tally(
        records=earlier["records"] + tally.records,
        verdicts=Counter(earlier["verdicts"]) + tally.verdicts,
        artifacts=Counter(earlier["artifacts"]) + tally.artifacts,
        errors=earlier["errors"] + tally.errors,
    )
