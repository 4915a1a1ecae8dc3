"""`scrapy inspect`: one page block by block, and the verdict with what it rests on."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from w3lib.url import is_url

from crawler.offline import EndedError, OfflineCommand, printing, writing

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from crawler.inspecting.why.told import Why
    from crawler.items import Article, Page
    from pipelines.draft import Draft


class Command(OfflineCommand):
    """Exit code 0: shown. 1: refused, not fetched, or the page broke a stage. 2: nothing to look at. 3: not written."""

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
        if (self.given.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            # What goes wrong is said in one line at the end.
            self.given.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.inspecting.pages import InspectError
        from crawler.inspecting.why.finding import NoBlockError
        from pipelines import Options, examine
        from pipelines.body_model import ModelError
        from pipelines.catalogue.rules import CatalogueError

        try:
            options = Options.from_settings(self.given)
        except (CatalogueError, ModelError, OSError) as error:
            raise EndedError(2, f"COPYDESK_CATALOGUE or COPYDESK_BODY_MODEL can't be used: {error}") from error
        try:
            page = self._page(args[0], opts.url)
        except InspectError as error:
            raise EndedError(error.exitcode, str(error)) from error
        draft, article = examine(page, options)
        try:
            told = _told(draft, article, opts.why or [])
        except NoBlockError as error:
            raise EndedError(2, f"--why: {error}") from error
        if opts.html is not None:
            _write(opts.html, draft, article)
        else:
            with printing():
                _show(draft, article, told, as_json=opts.json, everything=opts.all)
        refused = page.http_status is not None and page.http_status >= 400
        if refused:
            self.complain(f"{page.url}: refused with status {page.http_status}")
        if article.error is not None:
            self.complain(f"{page.url}: a stage broke: {article.error}")
        return 1 if refused or article.error is not None else 0

    def _page(self, name: str, url: str | None) -> Page:
        from crawler.inspecting.fetch import fetch
        from crawler.inspecting.pages import read

        if self.crawler_process is not None:
            return fetch(name, self.crawler_process)
        return read(name, url, max_size=self.given.getint("DOWNLOAD_MAXSIZE"))


def _write(name: str, draft: Draft, article: Article) -> None:
    """Write the page for a browser, and say where it is."""
    from crawler.inspecting.html import html
    from crawler.report.writing import write_whole

    with writing(name):
        write_whole(name, html(draft, article))
    print(name)


def _told(draft: Draft, article: Article, wanted: list[str]) -> list[Why]:
    """The account of each block that was asked for. Raises `NoBlockError`."""
    if not wanted:
        return []
    from crawler.inspecting.why.finding import find
    from crawler.inspecting.why.told import why

    return [why(draft, article, block) for block in [find(draft.blocks, each) for each in wanted]]


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
