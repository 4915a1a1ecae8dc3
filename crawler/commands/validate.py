"""`scrapy validate`: are these records what the schema says?"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.offline import OfflineCommand, many, refuse_options
from crawler.schema.check import problems
from crawler.schema.lines import read_lines

if TYPE_CHECKING:
    import argparse


@dataclass(slots=True)
class Count:
    """What was found so far."""

    records: int = 0
    bad: int = 0
    errors: int = 0
    unreadable: int = 0


class Command(OfflineCommand):
    """Checks record files line by line and says for each error where it is."""

    def syntax(self) -> str:
        return "[options] RECORDS..."

    def short_desc(self) -> str:
        return "Check record files against the schema, line by line"

    def long_desc(self) -> str:
        return (
            "Check record files (.jsonl, .jsonl.gz, .jsonl.zst, .parquet, or - for stdin) line by line, or row by "
            "row, against the JSON Schema of the record. Prints FILE:LINE: path: what is wrong, and a total. Exit "
            "codes: 0 all records are sound, 1 some are not, 2 usage, or a file that can't be read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--max-errors",
            type=int,
            default=20,
            metavar="N",
            help="print at most N errors of each file, 0 for all (default: 20); all are counted",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        refuse_options(args)
        if not args:
            raise UsageError("which files? (- for stdin)")
        if opts.max_errors < 0:
            raise UsageError(f"--max-errors: 0 or more, please, not {opts.max_errors}")
        # `scrapy validate ... | head` is no error.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        count = Count()
        for name in args:
            try:
                _check(name, opts.max_errors, count)
            except OSError as error:
                count.unreadable += 1
                sys.stderr.write(f"{name}: can't be read: {error.strerror or error}\n")
        print(_total(args, count))
        return 2 if count.unreadable else 1 if count.errors else 0


def _check(name: str, limit: int, count: Count) -> None:
    label = "<stdin>" if name == "-" else name
    errors = 0
    for line in read_lines(name):
        # What stands before a cut in the stream may be no record at all.
        count.records += line.trouble is None or bool(line.data)
        before = errors
        for problem in problems(line):
            errors += 1
            if not limit or errors <= limit:
                print(f"{label}:{line.number}: {problem}")
        count.bad += errors > before
    if limit and errors > limit:
        print(f"{label}: {errors - limit} more errors (see --max-errors)")
    count.errors += errors


def _total(names: list[str], count: Count) -> str:
    what = f"{len(names)} files" if len(names) > 1 else "<stdin>" if names[0] == "-" else names[0]
    unread = f" ({count.unreadable} can't be read)" if count.unreadable else ""
    if count.errors:
        found = f"{many(count.errors, 'error')} in {many(count.bad, 'record')}"
    else:
        found = "all sound" if count.records else "nothing to check"
    return f"{what}{unread}: {many(count.records, 'record')}, {found}"
