"""A page that is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from crawler.feedstorage import sync_directory


def write_whole(name: str, text: str) -> None:
    """Write a file; what stood there is replaced when all of the new one is on the disk. Raises OSError.

    A symbolic link is followed; a device or a pipe is written straight.
    """
    path = Path(name)
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_text(text, encoding="utf-8")
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(21, "it is a directory", name)
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # The mode that a file made by `open` would have, not the private one of a temporary file.
        Path(part).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(part).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(part).unlink()
        raise
    sync_directory(target.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
