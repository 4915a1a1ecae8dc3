"""Measure copydesk and other extractors side by side, on the same decoded pages, in one run.

    python -m benchmarks.quality CORPUS [--sets A,B] [--tools A,B] [--sample N] [--scores FILE]
                                        [--markdown FILE] [--json FILE]

One table: the figures of `benchmarks.scoring` for each truth file, a column for each tool, with 95 % intervals by
bootstrap over publishers, and the milliseconds of processor time that a tool takes for a page.

Exit code 0: measured. 1: measured, but copydesk broke on a page. 2: the corpus, the scores or the command line
cannot be used; nothing was written.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bootstrap import DRAWS, SEED, SURE, interval, publisher, resampled
from benchmarks.commandline import FAILED, OK, listed, says_why, write_json
from benchmarks.corpus import CorpusError, CorpusSet, find_sets
from benchmarks.scoring import MEASURES, Truth, TruthError, read_truth, score
from benchmarks.tools import COPYDESK, LIMIT, OTHERS, Outcome, chosen, died, run, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.bootstrap import Array
    from crawler.items import Page

    Scores = Mapping[tuple[str, str], Sequence[float]]
    Task = tuple[Page, Sequence[float] | None]

WORKERS = 2
"""Processes, never threads: trafilatura in threads ends the interpreter."""
IN_FLIGHT = 32
"""Pages in memory at a time."""
TIME = "ms a page"
DESK_ONLY = {"named", "named right"}
"""Figures that a tool without artifacts does not have: its 0 would say that it tried."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one tool."""

    value: float
    low: float | None = None
    high: float | None = None
    best: bool = False
    even: bool = False
    """Not the best, but the interval of its difference to the best holds 0."""


@dataclass(slots=True)
class Row:
    """One figure of one truth file, with the tools' cells by name."""

    set: str
    figure: str
    cells: dict[str, Cell]


@dataclass(slots=True)
class Measured:
    """One truth file, measured with every tool."""

    name: str
    pages: int
    publishers: int
    nameless: int
    """Pages whose address names no publisher; each counts as its own."""
    plain: bool
    given: bool
    """Every page's scores were given, by models that have not seen its publisher."""
    rows: list[Row]
    broken: dict[str, list[str]] = field(default_factory=dict)
    """By tool: URL and error of the pages on which it raised, took too long or died."""


@says_why("quality", CorpusError, TruthError, OSError)
def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    names = chosen(options.tools, [COPYDESK, *OTHERS], version)
    for path in (options.markdown, options.json):
        if path and not path.parent.is_dir():
            raise CorpusError(f"{path}: no such folder to write to")
    sets = find_sets(options.corpus, options.sets)
    scores = read_scores(options.scores) if options.scores else None
    measured = [measure(each, names, scores, options) for each in sets]
    head = head_of(measured, names, options)
    print("\n".join(head), end="\n\n")
    print(plain_table(measured, names))
    if options.markdown:
        options.markdown.write_text("\n\n".join([*head, markdown_table(measured, names)]) + "\n", encoding="utf-8")
    write_json(options.json, as_json(measured, names, head))
    for each in measured:
        for name, errors in each.broken.items():
            for what in errors[:3]:
                print(f"{each.name}: {name}: {what}", file=sys.stderr)
    return FAILED if any(COPYDESK in each.broken for each in measured) else OK


def read_scores(path: Path) -> Scores:
    """Scores by set and URL, from JSON Lines with `set`, `url` and `scores`. Raises `CorpusError` with the line."""
    found: dict[tuple[str, str], list[float]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                data = json.loads(line)
                found[data["set"], data["url"]] = [float(each) for each in data["scores"]]
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{path}:{number}: not a line of scores: {error!r}") from error
    return found


def sampled(truths: Sequence[Truth], most: int | None) -> list[Truth]:
    """So many pages, the same in every run, in the file's order."""
    if most is None or most >= len(truths):
        return list(truths)
    places = random.Random(SEED).sample(range(len(truths)), most)  # noqa: S311 - a sample, no secret
    return [truths[place] for place in sorted(places)]


def measure(each: CorpusSet, names: Sequence[str], scores: Scores | None, options: argparse.Namespace) -> Measured:
    """Run every tool over a set's pages, and score them. Raises `CorpusError` where a page has no scores."""
    truths = sampled(read_truth(each.truth), options.sample)
    wanted = {truth.url for truth in truths}
    pages = (page for page in each.pages() if page.url in wanted)
    outcomes: dict[str, list[Outcome]] = {}
    plain = given = False
    for page, made in run_all(_tasks(each, pages, scores), names):
        plain |= page.plain
        given = scores is not None and not page.plain
        for name, outcome in made.items():
            outcomes.setdefault(name, []).append(outcome)
    print(f"{each.name}: {len(truths)} pages", file=sys.stderr)
    publishers = {publisher(truth.url) for truth in truths}
    return Measured(
        each.name,
        pages=len(truths),
        publishers=len(publishers),
        nameless=len(publishers & wanted),
        plain=plain,
        given=given,
        rows=rows_of(each.name, truths, outcomes),
        broken={
            name: errors
            for name, results in outcomes.items()
            if (errors := [f"{result.record.url}: {result.record.error}" for result in results if result.record.error])
        },
    )


def _tasks(each: CorpusSet, pages: Iterable[Page], scores: Scores | None) -> Iterator[Task]:
    for page in pages:
        if scores is None or page.plain:
            yield page, None
        elif (each.name, page.url) in scores:
            yield page, scores[each.name, page.url]
        else:
            raise CorpusError(f"no scores for the page {page.url} of {each.name}")


def run_all(tasks: Iterable[Task], names: Sequence[str]) -> Iterator[tuple[Page, dict[str, Outcome]]]:
    """Every task with what the tools made of it, in order. Of plain text, only copydesk makes anything.

    A process that dies does not end the run: its pages go tool by tool through processes of their own, and the tool
    that ends one of those has an error.
    """
    tasks = iter(tasks)
    # Spawned, not forked: the same on every platform, and no lock is copied in the wrong state.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(WORKERS, mp_context=context)
    try:
        while batch := list(islice(tasks, IN_FLIGHT)):
            waiting = [pool.submit(run, tools_for(page, names), page, scores) for page, scores in batch]
            for (page, scores), future in zip(batch, waiting, strict=True):
                try:
                    yield page, future.result()
                except BrokenProcessPool:
                    yield page, {name: _alone(name, page, scores) for name in tools_for(page, names)}
            if any(isinstance(future.exception(), BrokenProcessPool) for future in waiting):
                pool.shutdown()
                pool = ProcessPoolExecutor(WORKERS, mp_context=context)
    finally:
        pool.shutdown(cancel_futures=True)


def tools_for(page: Page, names: Sequence[str]) -> list[str]:
    return [name for name in names if name == COPYDESK or not page.plain]


def _alone(name: str, page: Page, scores: Sequence[float] | None) -> Outcome:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(run, [name], page, scores).result()[name]
        except BrokenProcessPool:
            return died(page)


def rows_of(name: str, truths: Sequence[Truth], outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    """A row for each figure that a tool has, in the order of `MEASURES`, and the time."""
    points: dict[str, dict[str, float]] = {}
    draws: dict[str, dict[str, Array]] = {}
    for tool, results in outcomes.items():
        records = {result.record.url: result.record for result in results}
        points[tool] = score(records.values(), truths).figures
        draws[tool] = resampled(records, truths)
    rows = []
    for figure in MEASURES:
        values = {
            tool: found[figure]
            for tool, found in points.items()
            if figure in found and (figure not in DESK_ONLY or tool == COPYDESK)
        }
        if values and (figure != "records missing" or any(values.values())):
            rows.append(Row(name, figure, cells_of(figure, values, draws)))
    times = {tool: 1000 * statistics.mean(r.seconds for r in results) for tool, results in outcomes.items() if results}
    return [*rows, Row(name, TIME, {tool: Cell(value) for tool, value in times.items()})]


def cells_of(figure: str, values: Mapping[str, float], draws: Mapping[str, Mapping[str, Array]]) -> dict[str, Cell]:
    """One figure of all tools, the best of several marked, and those that cannot be told from it."""
    if MEASURES[figure].name in ("errors", "records missing"):
        return {tool: Cell(value) for tool, value in values.items()}
    top = (max if MEASURES[figure].higher_is_better else min)(values.values())
    leaders = [tool for tool, value in values.items() if value == top]
    cells = {}
    for tool, value in values.items():
        own = draws[tool].get(figure)
        around = None if own is None else interval(own)
        best = len(values) > 1 and tool in leaders
        lead = draws[leaders[0]].get(figure)
        apart = None if own is None or lead is None else interval(own - lead)
        even = not best and apart is not None and apart[0] <= 0 <= apart[1] and len(values) > 1
        low, high = around or (None, None)
        cells[tool] = Cell(value, low, high, best=best, even=even)
    return cells


def head_of(measured: Sequence[Measured], names: Sequence[str], options: argparse.Namespace) -> list[str]:
    """What stands above the table: what was measured, and how far it can be trusted."""
    lines = ["Tools: " + ", ".join(f"{name} {version(name) or ''}".strip() for name in names) + "."]
    missing = [name for name in OTHERS if not version(name) and (not options.tools or name in options.tools)]
    if missing:
        lines.append(f"Not installed, and left out: {', '.join(missing)}.")
    for each in measured:
        pages = f"{each.name}: {each.pages} pages of {each.publishers} publishers"
        if each.nameless:
            pages += f" ({each.nameless} name none, and count as one each)"
        if COPYDESK in names:
            pages += f"; copydesk {_sample_word(each)}"
        lines.append(pages + ("; plain text, which the other tools do not read." if each.plain else "."))
    if options.sample:
        lines.append(f"A sample of at most {options.sample} pages a truth file: rough figures.")
    lines.append(
        f"In brackets: {SURE} % intervals, bootstrap over publishers, {DRAWS} draws. * marks the best; ~ what cannot be "
        f"told from it (the interval of the difference holds 0). Errors: pages on which a tool raised or took more than "
        f"{LIMIT:.0f} s; they count as an empty text, or with what copydesk saves when a stage breaks. ms a page: processor time, all tools in the same processes."
    )
    return lines


def _sample_word(each: Measured) -> str:
    if each.given and not each.nameless:
        return "out of sample"
    if each.given:
        return "out of sample as far as the pages name their publisher"
    return "with the model that ships, IN SAMPLE where it was trained on these pages"


def _number(figure: str, value: float) -> str:
    if figure in ("errors", "records missing"):
        return f"{value:.0f}"
    return f"{value:.1f}" if figure == TIME else f"{value:.3f}"


def _cell(figure: str, cell: Cell | None) -> str:
    if cell is None:
        return "-"
    text = _number(figure, cell.value)
    if cell.low is not None and cell.high is not None:
        text += f" [{_number(figure, cell.low)}, {_number(figure, cell.high)}]".replace("0.", ".")
    return text


def plain_table(measured: Sequence[Measured], names: Sequence[str]) -> str:
    """The table in columns of one width."""
    lines = [["truth", "figure", *names]]
    for row in _rows(measured):
        marks = ["*" if c and c.best else "~" if c and c.even else "" for c in map(row.cells.get, names)]
        cells = [_cell(row.figure, row.cells.get(name)) + mark for name, mark in zip(names, marks, strict=True)]
        lines.append([row.set, row.figure, *cells])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown_table(measured: Sequence[Measured], names: Sequence[str]) -> str:
    """The table in Markdown; the best is bold too."""
    lines = [["truth", "figure", *names], ["---"] * (2 + len(names))]
    for row in _rows(measured):
        cells = []
        for cell in map(row.cells.get, names):
            text = _cell(row.figure, cell)
            cells.append(f"**{text}** \\*" if cell and cell.best else f"{text} ~" if cell and cell.even else text)
        lines.append([row.set, row.figure, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows(measured: Iterable[Measured]) -> Iterator[Row]:
    for each in measured:
        yield from each.rows


def as_json(measured: Sequence[Measured], names: Sequence[str], head: Sequence[str]) -> dict[str, object]:
    """The same for machines."""
    return {
        "head": list(head),
        "tools": {name: version(name) for name in names},
        "sets": {
            each.name: {
                "pages": each.pages,
                "publishers": each.publishers,
                "out_of_sample": each.given and not each.nameless,
                "figures": {
                    row.figure: {
                        tool: {"value": cell.value, "low": cell.low, "high": cell.high}
                        for tool, cell in row.cells.items()
                    }
                    for row in each.rows
                },
                "errors": each.broken,
            }
            for each in measured
        },
    }


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality",
        description="copydesk and other extractors side by side, with intervals and times.",
        epilog="Exit code 0: measured. 1: copydesk broke on a page. 2: unusable input; nothing was written.",
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="directory of X.warc.gz and X.truth.jsonl")
    parser.add_argument("--sets", type=listed, metavar="A,B", help="only these sets")
    parser.add_argument("--tools", type=listed, metavar="A,B", help=f"of: {', '.join([COPYDESK, *OTHERS])}")
    parser.add_argument("--sample", type=_count, metavar="N", help="N pages of each set, the same in every run")
    parser.add_argument("--scores", type=Path, metavar="FILE", help="what scripts.train_body wrote: out of sample")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, for machines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
