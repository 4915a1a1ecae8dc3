"""`scrapy datacard`: the card of a data set, from its records."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    import argparse

    from crawler.report.runs import RunFacts

_NAMED = 20
"""Bad lines that are named."""


class Command(ScrapyCommand):
    """Exit code 0: written. 1: lines could not be read. 2: usage, or no file to read. 3: could not be written."""

    requires_project = True
    requires_crawler_process = False

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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
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
                _complain(text)

        try:
            counts = count(args, say)
        except OSError as error:
            _complain(f"scrapy datacard: {error.filename or args[0]}: can't be read: {error.strerror or error}")
            self.exitcode = 2
            return
        if counts.bad and not counts.articles:
            _complain(f"scrapy datacard: no line could be read as a record; {output} is not touched")
            self.exitcode = 1
            return
        files = _inside(args, folder)
        try:
            write_whole(str(output), card(opts.title or folder.name or "Articles", counts, files, _runs(args)))
        except OSError as error:
            _complain(f"scrapy datacard: {output} can't be written: {error.strerror or error}")
            self.exitcode = 3
            return
        print(f"{output}: {counts.articles:,} records of {len(args)} {'file' if len(args) == 1 else 'files'}")
        if counts.bad:
            _complain(f"scrapy datacard: {counts.bad} lines could not be read and are in no count")
        self.exitcode = 1 if counts.bad else 0


def _check(args: list[str]) -> None:
    if unknown := [arg for arg in args if arg.startswith("-")]:
        raise UsageError(f"unknown option {unknown[0]}" if unknown[0] != "-" else "a card is made from files")
    if not args:
        raise UsageError("which records?")
    if len(set(args)) < len(args):
        raise UsageError("the same file twice")
    if (
        len(
            forms := {
                "".join(Path(arg).suffixes[-2:]) if arg.endswith((".gz", ".zst")) else Path(arg).suffix for arg in args
            }
        )
        > 1
    ):
        raise UsageError(f"a data set is loaded from files of one form, and these have {', '.join(sorted(forms))}")


def _inside(names: list[str], folder: Path) -> list[str]:
    """The files that stand in or under the card's folder, named from there: no others can be loaded with it."""
    paths = [Path(os.path.abspath(name)) for name in names]  # noqa: PTH100
    for name, path in zip(names, paths, strict=True):
        if not path.is_relative_to(folder):
            _complain(f"scrapy datacard: {name} stands outside of the card's folder and is not loaded with it")
    return [path.relative_to(folder).as_posix() for path in paths if path.is_relative_to(folder)]


def _runs(names: list[str]) -> list[RunFacts]:
    from crawler.report.runs import UnreadableRunError, facts

    found = []
    for name in names:
        try:
            run = facts(name)
        except UnreadableRunError as error:
            _complain(f"scrapy datacard: what the run says of itself can't be read: {error}")
        else:
            if run is not None:
                found.append(run)
    return found


def _complain(text: str) -> None:
    print(text, file=sys.stderr)
