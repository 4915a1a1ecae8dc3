"""`scrapy report`: one HTML page with the figures of a run, and every article as its page was read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.offline import EndedError, OfflineCommand, reading, refuse_options, writing

if TYPE_CHECKING:
    import argparse

    from crawler.report.build import Report

_ARTICLES, _SIZE = 5_000, 3.0
_SMALLEST = 0.6
"""Megabytes below which there is no room for articles beside the charts."""


class Command(OfflineCommand):
    """Exit code 0: written. 1: lines could not be read. 2: usage, or no file to read. 3: could not be written."""

    def syntax(self) -> str:
        return "[options] RECORDS..."

    def short_desc(self) -> str:
        return "Write a page with the figures of a run, and every article as its page was read"

    def long_desc(self) -> str:
        return (
            "Read record files (.jsonl, .jsonl.gz, .jsonl.zst, .parquet, the .part of a run under way, or - for stdin) "
            "and write one HTML page: the figures of the run, its sites, and every article with what was struck out, its verdict "
            "and the evidence. The page asks nothing of a network and opens from a disk. Lines that are no records "
            "are named by number and left out. Exit codes: 0 written, 1 written without lines that could not be read, "
            "or nothing could be read, 2 usage, or a file that can't be read, 3 the page can't be written."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", default="report.html", metavar="FILE", help="the page to write (default: report.html)"
        )
        parser.add_argument(
            "--articles",
            type=int,
            default=_ARTICLES,
            metavar="N",
            help=f"articles in the reader at most, drawn by lot (default: {_ARTICLES})",
        )
        parser.add_argument(
            "--size", type=float, default=_SIZE, metavar="MB", help=f"size of the page at most (default: {_SIZE:g})"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the lot (default: 1)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.report.build import Limits, build
        from crawler.report.writing import write_whole

        _check(args, opts)
        with reading(args[0]):
            report = build(args, Limits(opts.articles, round(opts.size * 1e6), opts.seed), say=_say)
        if report.bad.number and not report.articles:
            raise EndedError(1, f"no line could be read as a record; {opts.output} is not touched")
        with writing(opts.output):
            write_whole(opts.output, report.html)
        print(_said(opts.output, report))
        for notice in report.notices:
            self.complain(notice)
        return 1 if report.bad.number else 0


def _check(args: list[str], opts: argparse.Namespace) -> None:
    refuse_options(args)
    if not args:
        raise UsageError("which records? (- for stdin)")
    if opts.articles < 1:
        raise UsageError(f"--articles: 1 or more, please, not {opts.articles}")
    if not opts.size >= _SMALLEST:
        raise UsageError(f"--size: {_SMALLEST:g} (MB) or more, please, not {opts.size:g}")
    out = Path(opts.output).resolve()
    if any(arg != "-" and Path(arg).resolve() == out for arg in args):
        raise UsageError(f"--output: {opts.output} is one of the record files")


def _said(output: str, report: Report) -> str:
    from crawler.report.wording import many, size, thousands

    parts = [many(report.articles, "article")]
    if report.shown < report.articles:
        parts.append(f"{thousands(report.shown)} of them in the reader")
    if report.whole < report.shown:
        parts.append(f"{thousands(report.whole)} whole")
    # In line with the summary of a crawl, which it follows in `make crawl`.
    return f"  {'report':<11}  {output} ({', '.join(parts)}; {size(len(report.html.encode()))})"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
