"""`scrapy datacard`: the card of a data set, from its records."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.offline import EndedError, OfflineCommand, many, reading, refuse_options, writing

if TYPE_CHECKING:
    import argparse

    from crawler.report.runs import RunFacts

_NAMED = 20
"""Bad lines that are named."""


class Command(OfflineCommand):
    """Exit code 0: written. 1: lines could not be read. 2: usage, or no file to read. 3: could not be written."""

    def syntax(self) -> str:
        return "[options] RECORDS..."

    def short_desc(self) -> str:
        return "Write the card of a data set (README.md) from its record files"

    def long_desc(self) -> str:
        return (
            "Read record files (.jsonl, .jsonl.gz, .jsonl.zst, .parquet; of one form) and write the card of their data "
            "set: README.md in their folder, with the head by which Hugging Face datasets loads them, counts by "
            "verdict, language, site and what publishers reserve, and how truncation was judged. Exit codes: 0 "
            "written, 1 written without lines that could not be read, or nothing could be read, 2 usage, or a file "
            "that can't be read, 3 the card can't be written."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="the card to write (default: README.md beside the first records)"
        )
        parser.add_argument("--title", metavar="TEXT", help="name of the data set (default: that of its folder)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.datacard.card import MARK, card
        from crawler.datacard.counting import count
        from crawler.report.writing import write_whole

        _check(args)
        output = Path(opts.output or Path(args[0]).with_name("README.md"))
        folder = Path(os.path.abspath(output)).parent  # noqa: PTH100  a link is not to be followed here
        if output.is_file() and MARK not in output.read_text(encoding="utf-8", errors="replace"):
            raise UsageError(f"{output} is no card of this command's and is left alone; name another file with -o")
        said = 0

        def say(text: str) -> None:
            nonlocal said
            said += 1
            if said <= _NAMED:
                print(text, file=sys.stderr)

        with reading(args[0]):
            counts = count(args, say)
        if counts.bad and not counts.articles:
            raise EndedError(1, f"no line could be read as a record; {output} is not touched")
        files = self._inside(args, folder)
        with writing(str(output)):
            write_whole(str(output), card(opts.title or folder.name or "Articles", counts, files, self._runs(args)))
        print(f"{output}: {counts.articles:,} records of {many(len(args), 'file')}")
        if counts.bad:
            self.complain(f"{counts.bad} lines could not be read and are in no count")
        return 1 if counts.bad else 0

    def _inside(self, names: list[str], folder: Path) -> list[str]:
        """The files that stand in or under the card's folder, named from there: no others can be loaded with it."""
        paths = [Path(os.path.abspath(name)) for name in names]  # noqa: PTH100
        for name, path in zip(names, paths, strict=True):
            if not path.is_relative_to(folder):
                self.complain(f"{name} stands outside of the card's folder and is not loaded with it")
        return [path.relative_to(folder).as_posix() for path in paths if path.is_relative_to(folder)]

    def _runs(self, names: list[str]) -> list[RunFacts]:
        from crawler.report.runs import UnreadableRunError, facts

        found = []
        for name in names:
            try:
                run = facts(name)
            except UnreadableRunError as error:
                self.complain(f"what the run says of itself can't be read: {error}")
            else:
                if run is not None:
                    found.append(run)
        return found


def _check(args: list[str]) -> None:
    refuse_options(args)
    if "-" in args:
        raise UsageError("a card is made from files")
    if not args:
        raise UsageError("which records?")
    if len(set(args)) < len(args):
        raise UsageError("the same file twice")
    forms = {"".join(Path(arg).suffixes[-2:] if arg.endswith((".gz", ".zst")) else Path(arg).suffix) for arg in args}
    if len(forms) > 1:
        raise UsageError(f"a data set is loaded from files of one form, and these have {', '.join(sorted(forms))}")
