"""Extractors side by side: each takes a page that is decoded already, and gives its text.

A tool that is not installed is no error: it is left out, and named. Every one of them is asked for the story
without readers' comments, and else runs as it comes. What gives HTML is turned into lines in one way for all.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from time import process_time
from typing import TYPE_CHECKING, Any

import lxml.etree

from benchmarks.corpus import CorpusError
from benchmarks.running import MEASURED, record
from benchmarks.scoring import Record
from crawler.items import Page
from pipelines import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

LIMIT = 20.0
"""Seconds of processor time that a tool may take for a page."""
DEADLY = 180
"""Seconds by the clock after which the process is ended: a tool that hangs in C hears no exception."""
COPYDESK = "copydesk"
_BLOCKS = "address article aside blockquote dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul br".split()
_WARM_UP = Page(
    "https://example.com/2026/03/03/ferry",
    "<html lang=en><title>The ferry</title><article><h1>The ferry</h1>"
    + "<p>The ferry left the harbour at noon, with two hundred people and a dog on board, and came back at four.</p>"
    * 5
    + "</article></html>",
)


class OverLimitError(BaseException):
    """A tool took too long. Not an `Exception`: extractors catch those, and go on."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One column of the table."""

    name: str
    package: str
    """The distribution that it comes in."""
    load: Callable[[], Callable[[Page], str]]
    """Imports it, and gives the function from a page to its text. Raises `ImportError`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool made of one page."""

    record: Record
    seconds: float
    """Processor time."""


def _trafilatura(*, precision: bool) -> Callable[[Page], str]:
    extract = importlib.import_module("trafilatura").extract

    def text(page: Page) -> str:
        return extract(page.body, url=page.url, include_comments=False, favor_precision=precision) or ""

    return text


def _readability() -> Callable[[Page], str]:
    document = importlib.import_module("readability").Document
    return lambda page: lines_of(document(page.body, url=page.url).summary())


def _newspaper() -> Callable[[Page], str]:
    article = importlib.import_module("newspaper").article

    def text(page: Page) -> str:
        found: str = article(page.url, input_html=page.body, fetch_images=False).text
        return found

    return text


def _resiliparse() -> Callable[[Page], str]:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda page: extract(page.body, main_content=True, alt_texts=False)


def _rs_trafilatura() -> Callable[[Page], str]:
    extract = importlib.import_module("rs_trafilatura").extract
    return lambda page: extract(page.body, url=page.url).main_content or ""


OTHERS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("trafilatura", "trafilatura", lambda: _trafilatura(precision=False)),
        Tool("trafilatura precision", "trafilatura", lambda: _trafilatura(precision=True)),
        Tool("readability-lxml", "readability-lxml", _readability),
        Tool("newspaper4k", "newspaper4k", _newspaper),
        Tool("resiliparse", "resiliparse", _resiliparse),
        Tool("rs-trafilatura", "rs-trafilatura", _rs_trafilatura),
    )
}
"""Every tool but copydesk, by name."""


def version(name: str) -> str | None:
    """The installed version of a tool, or null."""
    package = COPYDESK if name == COPYDESK else OTHERS[name].package
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def chosen(names: Sequence[str] | None, known: Collection[str], installed: Callable[[str], str | None]) -> list[str]:
    """The installed ones of the tools named, or of all. Raises `CorpusError` where a name is none of a tool."""
    if unknown := [name for name in names or () if name not in known]:
        raise CorpusError(f"no tool {', '.join(unknown)}; there are: {', '.join(known)}")
    return [name for name in known if (not names or name in names) and (name == COPYDESK or installed(name))]


def lines_of(html: str) -> str:
    """The text of a piece of HTML, one block a line."""
    if not html.strip():
        return ""
    tree = lxml.etree.HTML(html)
    if tree is None:
        return ""
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.xpath("string()")).split("\n"))
    return "\n".join(line for line in lines if line)


def run(names: Sequence[str], page: Page, scores: Sequence[float] | None = None) -> dict[str, Outcome]:
    """What each of the tools makes of a page, in this process, one after the other.

    `scores`: for copydesk, the probabilities of a model that has not seen the publisher. Its own model is run all
    the same, for the time.
    """
    return {name: _desk(page, scores) if name == COPYDESK else extracted(OTHERS[name], page) for name in names}


def extracted(tool: Tool, page: Page, limit: float = LIMIT) -> Outcome:
    """The text of another tool; an error, or more than `limit` seconds, makes it an empty one."""
    try:
        extract = _loaded(tool)
    except Exception as error:  # noqa: BLE001 - a tool that is there but does not start fails on every page
        return Outcome(Record(page.url, error=f"it does not start: {_said(error)}"), 0.0)
    return _timed(page, lambda: Record(page.url, extract(page)), limit)


def died(page: Page) -> Outcome:
    """The outcome of a tool that took its process with it."""
    return Outcome(Record(page.url, error="the process died"), 0.0)


def _desk(page: Page, scores: Sequence[float] | None) -> Outcome:
    _ready()
    outcome = _timed(page, lambda: record(page), LIMIT)
    if scores is None or outcome.record.error:
        return outcome
    return Outcome(Record.from_article(examine(page, MEASURED, scores=scores)[1]), outcome.seconds)


def _timed(page: Page, make: Callable[[], Record], limit: float) -> Outcome:
    started = process_time()
    over: list[int] = []
    try:
        with _limited(limit, over):
            made = make()
    except (Exception, OverLimitError) as error:  # noqa: BLE001 - whatever it raises is its result on this page
        made = Record(page.url, error=_said(error))
    seconds = process_time() - started
    if over or seconds > limit:  # also where it caught the exception and went on
        made = Record(page.url, error=f"took more than {limit:g} s")
    return Outcome(made, seconds)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


@cache
def _ready() -> None:
    record(_WARM_UP)  # reads the catalogue and the model, which is no page's time


@cache
def _loaded(tool: Tool) -> Callable[[Page], str]:
    extract = tool.load()
    extract(_WARM_UP)
    return extract


@contextmanager
def _limited(limit: float, fired: list[int]) -> Iterator[None]:
    """Raise `OverLimitError` after `limit` seconds of processor time, and note it; end the process after `DEADLY` by the clock."""

    def over(signum: int, _: Any) -> None:
        fired.append(signum)
        raise OverLimitError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, DEADLY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before)
