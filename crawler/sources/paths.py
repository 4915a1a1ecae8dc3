"""From the paths a user types to the files they mean."""

from __future__ import annotations

import glob
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Files:
    """The files behind a list of paths and globs."""

    found: list[str] = field(default_factory=list)
    """In the order given, the files of one glob by name; each file once."""
    problems: list[str] = field(default_factory=list)
    """One line for every path or glob that gives nothing to read."""


def find_files(paths: Iterable[str]) -> Files:
    """Expand globs (`**` for any depth) and check that every file can be opened."""
    files = Files()
    for path in paths:
        # A file that is really called `a[1].warc` is not a glob.
        exists = Path(path).exists()
        matches = [path] if exists else sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (also absolute ones)
        if not matches:
            files.problems.append(f"{path}: {'no file matches' if glob.has_magic(path) else 'no such file'}")
        for match in matches:
            if Path(match).is_dir():
                # `**` matches directories too; only one that was named is worth a word.
                if match == path:
                    files.problems.append(f"{path}: a directory; name its files, as in {Path(path, '*')}")
                continue
            problem = _cannot_open(match)
            if problem:
                files.problems.append(problem)
            else:
                files.found.append(match)
    files.found = list(dict.fromkeys(files.found))
    return files


def _cannot_open(path: str) -> str | None:
    try:
        with Path(path).open("rb"):
            return None
    except OSError as error:
        return f"{path}: {error.strerror}"
