"""`scrapy inspect`: one page block by block, and the verdict with what it rests on."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from w3lib.url import is_url

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from crawler.inspecting.why.told import Why
    from crawler.items import Article, Page
    from pipelines.draft import Draft


class Command(ScrapyCommand):
    """Exit code 0: shown. 1: refused, not fetched, or the page broke a stage. 2: nothing to look at. 3: not written."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <file or URL, - for standard input>"

    def short_desc(self) -> str:
        return "Show a page block by block: what is the story, what is not, and why"

    def long_desc(self) -> str:
        return (
            "Show a page block by block, each with its kind and the rule that decided it, then the verdict and its"
            " evidence. Takes a saved page (.html, .htm), plain text (.txt), an archive (.warc, .warc.gz, .wacz), - for"
            " standard input, or a URL, which is fetched as a crawl would: robots.txt obeyed, own user agent. In a"
            " terminal the page is drawn in colour (NO_COLOR is honoured), in a pipe it is one block a line:"
            " index, kind, rule and text, divided by tabs. --html writes it as one HTML page instead. --why LINE tells"
            " of one block every signal behind its kind: the rules that matched, what moved the model and by how much,"
            " and what then kept, dropped or renamed it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--url", metavar="URL", help="address that a saved page came from; of an archive, the page to show"
        )
        parser.add_argument("--json", action="store_true", help="for programs: page, blocks and record as JSON")
        parser.add_argument(
            "--html", metavar="FILE", help="write the page to FILE as a page for a browser, and show nothing here"
        )
        parser.add_argument(
            "--why",
            action="append",
            metavar="LINE",
            help="tell why a block is what it is: its number as shown, or a piece of its text; may be given again",
        )
        parser.add_argument("--all", action="store_true", help="show the blocks far from the story, too")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if unknown := [arg for arg in args if arg.startswith("-") and arg != "-"]:
            raise UsageError(f"no such option: {unknown[0]}")
        if len(args) != 1:
            raise UsageError("name one file or URL")
        if opts.html is not None and (opts.json or opts.why):
            raise UsageError(f"--html or {'--json' if opts.json else '--why'}, not both")
        if is_url(args[0]):
            if opts.url:
                raise UsageError("--url says where a file came from; a URL needs none")
            self.requires_crawler_process = True
        assert self.settings is not None  # noqa: S101 - set by Scrapy before this is called
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            # What goes wrong is said in one line at the end.
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.inspecting.pages import InspectError
        from crawler.inspecting.why.finding import NoBlockError
        from pipelines import Options, examine
        from pipelines.body_model import ModelError
        from pipelines.catalogue.rules import CatalogueError

        assert self.settings is not None  # noqa: S101 - set by Scrapy before this is called
        try:
            options = Options.from_settings(self.settings)
        except (CatalogueError, ModelError, OSError) as error:
            print(f"scrapy inspect: COPYDESK_CATALOGUE or COPYDESK_BODY_MODEL can't be used: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        try:
            page = self._page(args[0], opts.url)
        except InspectError as error:
            print(f"scrapy inspect: {error}", file=sys.stderr)
            self.exitcode = error.exitcode
            return
        draft, article = examine(page, options)
        try:
            told = _told(draft, article, opts.why or [])
        except NoBlockError as error:
            print(f"scrapy inspect: --why: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        if opts.html is not None:
            if not _write(opts.html, draft, article):
                self.exitcode = 3
                return
        else:
            _print(draft, article, told, opts)
        if page.http_status is not None and page.http_status >= 400:
            print(f"scrapy inspect: {page.url}: refused with status {page.http_status}", file=sys.stderr)
            self.exitcode = 1
        if article.error is not None:
            print(f"scrapy inspect: {page.url}: a stage broke: {article.error}", file=sys.stderr)
            self.exitcode = 1

    def _page(self, name: str, url: str | None) -> Page:
        from crawler.inspecting.fetch import fetch
        from crawler.inspecting.pages import read

        if self.crawler_process is not None:
            return fetch(name, self.crawler_process)
        assert self.settings is not None  # noqa: S101 - set by Scrapy before this is called
        return read(name, url, max_size=self.settings.getint("DOWNLOAD_MAXSIZE"))


def _write(name: str, draft: Draft, article: Article) -> bool:
    """Whether the page for a browser could be written."""
    from crawler.inspecting.html import html
    from crawler.report.writing import write_whole

    try:
        write_whole(name, html(draft, article))
    except OSError as error:
        print(f"scrapy inspect: {name} can't be written: {error.strerror or error}", file=sys.stderr)
        return False
    print(name)
    return True


def _told(draft: Draft, article: Article, wanted: list[str]) -> list[Why]:
    """The account of each block that was asked for. Raises `NoBlockError`."""
    if not wanted:
        return []
    from crawler.inspecting.why.finding import find
    from crawler.inspecting.why.told import why

    return [why(draft, article, block) for block in [find(draft.blocks, each) for each in wanted]]


def _print(draft: Draft, article: Article, told: list[Why], opts: argparse.Namespace) -> None:
    try:
        _show(draft, article, told, as_json=opts.json, everything=opts.all)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` for one, has seen enough. Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show(draft: Draft, article: Article, told: list[Why], *, as_json: bool, everything: bool) -> None:
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a page may hold what a terminal's encoding does not
    if as_json:
        _show_json(draft, article, told)
        return
    console = Console(highlight=False, markup=False, emoji=False)
    if told:
        _show_why(console, draft, told)
    elif console.is_terminal:
        from crawler.inspecting.terminal import draw

        draw(console, draft, article, everything=everything)
    else:
        from crawler.inspecting.plain import plain

        for line in plain(draft, article):
            print(line)


def _show_json(draft: Draft, article: Article, told: list[Why]) -> None:
    from crawler.inspecting.machine import machine
    from crawler.inspecting.why.machine import machine as account

    made = machine(draft, article)
    if told:
        made["why"] = [account(each) for each in told]
    print(json.dumps(made, ensure_ascii=False, indent=2))


def _show_why(console: Console, draft: Draft, told: list[Why]) -> None:
    from crawler.inspecting.why.plain import plain
    from crawler.inspecting.why.terminal import draw

    for number, each in enumerate(told):
        if number:
            print()
        if console.is_terminal:
            draw(console, each, draft.blocks)
            continue
        for line in plain(each):
            print(line)
