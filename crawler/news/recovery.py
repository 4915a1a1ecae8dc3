"""Brings files and state back into step after a run that was killed."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler import manifest
from crawler.feedstorage import NotWrittenError, copy, give_name, lock
from crawler.news.had import Had

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path
    from typing import Any

    from crawler.news.keeper import Keeper
    from crawler.state.outputs import OpenOutput

logger = logging.getLogger(__name__)


class Recovery:
    """Settles every file that an earlier run has begun and not finished.

    What stands behind the length that the state knows was written after the last commit. Whole lines there are
    adopted: their pages count as had. A torn last line is cut off; its page is still queued. A file that was added to
    (`-o`) then gets its name. One that is to replace another (`-O`) is gone on with where this run writes it again
    (`goes_on`), and otherwise left in its part.
    """

    def __init__(
        self, keeper: Keeper, run: manifest.Run, *, with_manifest: bool, recall: Callable[[dict[str, Any]], None] | None
    ) -> None:
        self.keeper = keeper
        self.run = run
        self.with_manifest = with_manifest
        self.recall = recall
        """Remembers the story of a record, where the state holds the stories too."""
        self.goes_on: dict[Path, OpenOutput] = {}
        self.adopted = 0

    def settle(self, replacing: Collection[Path]) -> None:
        """Settle all files; `replacing` are those that this run writes with `-O`.

        Raises NotWrittenError where a file can't be settled; the state is then as it was.
        """
        state = self.keeper.state
        for output in state.outputs.all():
            try:
                self._settle(output, replacing)
            except OSError as error:
                reason = f"{output.target} can't be settled after an interrupted run: {error.strerror or error}"
                raise NotWrittenError(reason) from error
            state.commit()

    def _settle(self, output: OpenOutput, replacing: Collection[Path]) -> None:
        part = part_of(output.target)
        if not part.exists():
            self._take_named(output)
            self.keeper.state.outputs.remove(output.target)
            return
        descriptor = os.open(part, os.O_RDWR)
        try:
            if not lock(descriptor):
                raise NotWrittenError(f"{output.target} is being written by another run ({part} is locked)")
            self._settle_part(output, part, descriptor, replacing)
        finally:
            os.close(descriptor)

    def _settle_part(self, output: OpenOutput, part: Path, descriptor: int, replacing: Collection[Path]) -> None:
        size = os.fstat(descriptor).st_size
        outputs = self.keeper.state.outputs
        if size <= output.base and output.length == output.base:
            # Nothing was put into it; it may even be half of a copy of what NAME holds.
            part.unlink()
            outputs.remove(output.target)
            return
        if size < output.length:
            logger.error("%s has %d bytes, where %d had been written: records are lost", part, size, output.length)
        whole = self._adopt(part, output)
        os.ftruncate(descriptor, whole)
        outputs.put(replace(output, length=whole))
        # Before the file gets its name: a kill in between must not leave records whose pages are unknown.
        self.keeper.state.commit()
        if not output.overwrite:
            self._add(output, part, descriptor)
            outputs.remove(output.target)
            return
        if output.target in replacing:
            self.goes_on[output.target] = replace(output, length=whole)
            logger.info("%s of an interrupted run is gone on with", part)
        else:
            logger.warning("%s holds what an interrupted run was to put into %s", part, output.target)

    def _adopt(self, file: Path, output: OpenOutput) -> int:
        """Take over whole lines behind the known length; how long the file is up to there."""
        whole = output.length
        with file.open("rb") as lines:
            lines.seek(whole)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                if line.strip():
                    if not output.alone:
                        # It may be missing in another output: its page is fetched again for both.
                        break
                    try:
                        record = json.loads(line)
                        self.keeper.adopt(Had.read(record))
                        if self.recall is not None:
                            self.recall(record)
                    except (ValueError, KeyError, TypeError):
                        # An item of another class has no page; a record of a few fields has no story.
                        logger.debug("%s: a line that is no whole article", file)
                    self.adopted += 1
                whole += len(line)
        return min(whole, file.stat().st_size)

    def _add(self, output: OpenOutput, part: Path, descriptor: int) -> None:
        """Give the part its name; where NAME is not what it began with, put its own records behind what NAME has."""
        named = output.target.stat().st_size if output.target.exists() else 0
        if named == output.base:
            give_name(descriptor, part, output.target)
        else:
            logger.warning("%s has been changed since the interrupted run began; its records are added", output.target)
            self._add_behind(output, part)
        if self.with_manifest:
            tally = manifest.Tally()
            with output.target.open("rb") as lines:
                lines.seek(named)
                for line in lines:
                    if line.strip():
                        tally.add_record(json.loads(line))
            manifest.record(output.target, tally, self.run, named)

    def _add_behind(self, output: OpenOutput, part: Path) -> None:
        joined = part.with_name(f"{part.name}.joined")
        with joined.open("wb") as file:
            if output.target.exists():
                with output.target.open("rb") as earlier:
                    copy(earlier.fileno(), file.fileno())
            with part.open("rb") as own:
                os.lseek(own.fileno(), output.base, os.SEEK_SET)
                copy(own.fileno(), file.fileno())
            give_name(file.fileno(), joined, output.target)
        part.unlink()

    def _take_named(self, output: OpenOutput) -> None:
        """Settle a file that got its name, but whose last records did not get into the state."""
        size = output.target.stat().st_size if output.target.exists() else 0
        if size > output.length:
            # The run closed all its outputs, so that each record stands in every one.
            self._adopt(output.target, replace(output, alone=True))
        if size < output.length:
            logger.error(
                "%s has %d bytes, where an interrupted run had written %d: it was changed, or its part was taken away",
                output.target,
                size,
                output.length,
            )


def part_of(target: Path) -> Path:
    """The part of a file."""
    return target.with_name(f"{target.name}.part")
