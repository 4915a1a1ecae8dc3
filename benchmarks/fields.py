"""Measure the fields of the record beside the text: title, authors, date and language, copydesk beside other tools.

    python -m benchmarks.fields CORPUS [--sets A,B] [--tools A,B] [--wrong FILE] [--markdown FILE] [--json FILE]

Truths are the lines of the corpus's `X.truth.jsonl` that carry `title`, `authors`, `date` or `lang`; each field is
scored on the pages whose truth has it, and the fields of all sets once more together. The scorer is lenient in white space and in case, and in
nothing else:

- title: share of pages whose title is the true one;
- authors: F1 of the set of names, averaged over pages. A truth in one string is parted at commas, semicolons, `&`
  and `and`; letters behind a name (`MS`, `RD`) are no names;
- date: share of pages whose day of publication is the true one, both in the truth's offset where both have a time.
  A truth is the one date that a page shows, be it of an update: for copydesk, which keeps the two apart, `modified`
  stands in where there is no `published`;
- date or update: the same, where a tool that tells the day of an update from that of the publication may have the true
  day as either;
- language: share of texts whose language is the true one;
- authors where none: share of the pages without an author in the truth that are given one. Truths leave authors
  out, so this says how eager a tool is, not how wrong.

Exit code 0: measured. 2: the corpus or the command line cannot be used; nothing was written.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import multiprocessing
import re
import statistics
import sys
import warnings
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from benchmarks.commandline import OK, listed, says_why, write_json
from benchmarks.corpus import CorpusError, CorpusSet, find_sets
from benchmarks.tools import COPYDESK, chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from crawler.items import Page

WORKERS = 2
TOGETHER = "all"
FIGURES = ("title", "date", "date or update", "authors", "language", "authors where none")


@dataclass(frozen=True, slots=True)
class Fields:
    """What a tool says of one page, or what is true of it; null and empty where it says nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    """ISO 8601, a day or a time."""
    language: str | None = None
    updated: str | None = None
    """The date of the last change, of tools that tell it from the other."""
    seconds: float = 0.0
    """Processor time."""
    error: str | None = None


@dataclass(slots=True)
class Measured:
    """The pages of one set, and what each tool says of them, by URL."""

    name: str
    truths: dict[str, Fields]
    languages_only: bool
    """The truths know no author, so that one without names says nothing."""
    found: dict[str, dict[str, Fields]] = field(default_factory=dict)


# --- the tools ---


def _desk() -> Callable[[Page], Fields]:
    from pipelines import examine

    def fields(page: Page) -> Fields:
        article = examine(page)[1]
        day = article.published or article.modified
        return Fields(article.title, tuple(article.authors), day, article.language, article.modified)

    return fields


def _trafilatura() -> Callable[[Page], Fields]:
    extract = importlib.import_module("trafilatura").bare_extraction

    def fields(page: Page) -> Fields:
        found = extract(page.body, url=page.url, with_metadata=True)
        if found is None:
            return Fields()
        names = [name.strip() for name in (found.author or "").split(";")]
        return Fields(found.title, tuple(filter(None, names)), found.date, found.language)

    return fields


def _newspaper() -> Callable[[Page], Fields]:
    article = importlib.import_module("newspaper").article

    def fields(page: Page) -> Fields:
        found = article(page.url, input_html=page.body, fetch_images=False)
        date = found.publish_date.isoformat() if found.publish_date else None
        return Fields(found.title or None, tuple(found.authors), date, found.meta_lang or None)

    return fields


def _extruct() -> Callable[[Page], Fields]:
    """JSON-LD and Open Graph as extruct reads them, the first article of the page; the date by htmldate."""
    extract = importlib.import_module("extruct").extract
    find_date = importlib.import_module("htmldate").find_date
    from pipelines import jsonld

    def fields(page: Page) -> Fields:
        found = extract(
            page.body, base_url=page.url, syntaxes=["json-ld", "opengraph", "microdata"], uniform=True, errors="log"
        )
        nodes = [node for each in (*found["json-ld"], *found["microdata"]) for node in (each, *each.get("@graph", ()))]
        article = next((node for node in nodes if isinstance(node, dict) and jsonld.is_article(node)), {})
        graph = found["opengraph"][0] if found["opengraph"] else {}
        title = jsonld.first(article.get("headline")) or jsonld.first(graph.get("og:title"))
        language = jsonld.first(article.get("inLanguage")) or jsonld.first(graph.get("og:locale"))
        day = find_date(page.body, url=page.url, original_date=True)
        return Fields(
            title, tuple(jsonld.texts(article.get("author"))), day, language, jsonld.first(article.get("dateModified"))
        )

    return fields


TOOLS: dict[str, tuple[tuple[str, ...], Callable[[], Callable[[Page], Fields]]]] = {
    COPYDESK: ((COPYDESK,), _desk),
    "trafilatura": (("trafilatura",), _trafilatura),
    "newspaper4k": (("newspaper4k",), _newspaper),
    "extruct + htmldate": (("extruct", "htmldate"), _extruct),
}
"""By name: the distributions that a tool comes in, and what loads it."""


def version(tool: str) -> str | None:
    """The installed versions of a tool, or null where one is missing."""
    try:
        return " + ".join(importlib.metadata.version(package) for package in TOOLS[tool][0])
    except importlib.metadata.PackageNotFoundError:
        return None


@cache
def _loaded(tool: str) -> Callable[[Page], Fields]:
    return TOOLS[tool][1]()


def run(tools: Sequence[str], page: Page) -> dict[str, Fields]:
    """What each of the tools says of a page; an error is an empty answer."""
    made = {}
    for tool in tools:
        read = _loaded(tool)
        started = process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                said = read(page)
        except Exception as error:  # noqa: BLE001 - whatever a tool raises is its result on this page
            said = Fields(error=f"{type(error).__name__}: {error}".splitlines()[0][:200])
        made[tool] = Fields(
            said.title,
            said.authors,
            said.date,
            said.language,
            said.updated,
            process_time() - started,
            error=said.error,
        )
    return made


# --- the truths and the scorer ---

_PARTS = re.compile(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+")
_LETTERS = re.compile(r"(?:[A-Z]{2,6}|Ph\.?D\.?|M\.?D\.?)\.?")


def names_of(authors: Any) -> tuple[str, ...]:
    """The names in a truth's `authors`: a list of them, or one text."""
    if isinstance(authors, list):
        return tuple(name.strip() for name in authors if name and name.strip())
    parts = [part.strip() for part in _PARTS.split(authors or "")]
    return tuple(part for at, part in enumerate(parts) if part and not (at and _LETTERS.fullmatch(part)))


def folded(text: str) -> str:
    """A text without case; all white space, and characters that take no room, fold."""
    return " ".join(re.sub("[\u00ad\u200b\ufeff]", "", text).split()).casefold()


def same_day(found: str | None, truth: str) -> bool:
    """Whether a date is of the true day; in the truth's offset where both have one."""
    if not found:
        return False
    try:
        one, other = datetime.fromisoformat(found), datetime.fromisoformat(truth)
    except ValueError:
        return False
    if one.tzinfo and other.tzinfo:
        one = one.astimezone(other.tzinfo)
    return one.date() == other.date()


def set_f1(found: Iterable[str], truth: Iterable[str]) -> float:
    """F1 of two sets of names."""
    one, other = {folded(name) for name in found}, {folded(name) for name in truth}
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else float(one == other)


def primary(language: str | None) -> str | None:
    """The primary subtag; the two written forms of Norwegian count as the language."""
    if not language:
        return None
    tag = re.split(r"[-_]", language.strip().lower())[0]
    return "no" if tag in {"nb", "nn"} else tag


def scores_of(found: Fields, truth: Fields, *, languages_only: bool) -> dict[str, float]:
    """The figures that one page has, each from 0 to 1."""
    scores: dict[str, float] = {}
    if truth.title:
        scores["title"] = float(folded(found.title or "") == folded(truth.title))
    if truth.date:
        scores["date"] = float(same_day(found.date, truth.date))
        scores["date or update"] = max(scores["date"], float(same_day(found.updated, truth.date)))
    if truth.authors:
        scores["authors"] = set_f1(found.authors, truth.authors)
    elif not languages_only:
        scores["authors where none"] = float(bool(found.authors))
    if truth.language:
        scores["language"] = float(primary(found.language) == primary(truth.language))
    return scores


def read_truths(path: Path) -> dict[str, Fields]:
    """The fields in a truth file by URL. Raises `CorpusError` with the line."""
    found: dict[str, Fields] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                data = json.loads(line)
                found[data["url"]] = Fields(
                    data.get("title"), names_of(data.get("authors")), data.get("date"), data.get("lang")
                )
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CorpusError(f"{path}:{number}: not a line of truths: {error!r}") from error
    return found


def measure(each: CorpusSet, tools: Sequence[str], *, jobs: int = WORKERS) -> Measured | None:
    """Run the tools over the pages of a set whose truths carry a field; null where none does."""
    truths = read_truths(each.truth)
    if not any(t.title or t.authors or t.date or t.language for t in truths.values()):
        return None
    languages_only = not any(t.title or t.authors or t.date for t in truths.values())
    measured = Measured(each.name, truths, languages_only, {tool: {} for tool in tools})
    for page, made in _run_all((p for p in each.pages() if p.url in truths), tools, jobs):
        for tool, fields in made.items():
            measured.found[tool][page.url] = fields
    return measured


def _run_all(pages: Iterable[Page], tools: Sequence[str], jobs: int) -> Iterator[tuple[Page, dict[str, Fields]]]:
    todo = [(page, [t for t in tools if t == COPYDESK or not page.plain]) for page in pages]
    if jobs == 1:
        yield from ((page, run(those, page)) for page, those in todo)
        return
    # Spawned, not forked: the same on every platform, and no lock is copied in the wrong state.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [(page, pool.submit(run, those, page)) for page, those in todo]
        yield from ((page, future.result()) for page, future in waiting)


def figures(measured: Sequence[Measured], tools: Sequence[str]) -> dict[tuple[str, str], dict[str, tuple[float, int]]]:
    """By set and figure: for each tool its mean and the number of pages; then the same for all sets together."""
    all_scores: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in measured:
        for tool in tools:
            for url, truth in each.truths.items():
                if url not in each.found[tool]:
                    continue
                for figure, value in scores_of(
                    each.found[tool][url], truth, languages_only=each.languages_only
                ).items():
                    all_scores[each.name, figure][tool].append(value)
                    all_scores[TOGETHER, figure][tool].append(value)
    order = [*(each.name for each in measured), *([TOGETHER] if len(measured) > 1 else [])]
    return {
        (name, figure): {tool: (statistics.mean(v), len(v)) for tool, v in all_scores[name, figure].items()}
        for name in order
        for figure in FIGURES
        if (name, figure) in all_scores
    }


def wrong(measured: Sequence[Measured]) -> Iterator[dict[str, Any]]:
    """For reading: each field of a page that copydesk does not have as the truth has it."""
    for each in measured:
        for url, truth in each.truths.items():
            found = each.found[COPYDESK].get(url)
            if found is None:
                continue
            for figure, value in scores_of(found, truth, languages_only=each.languages_only).items():
                if value < 1 and figure not in {"authors where none", "date or update"}:
                    yield {
                        "set": each.name,
                        "field": figure,
                        "found": getattr(found, figure),
                        "truth": getattr(truth, figure),
                        "url": url,
                    }


# --- the table ---


def table(rows: Mapping[tuple[str, str], Mapping[str, tuple[float, int]]], tools: Sequence[str]) -> list[list[str]]:
    """Cells of the table, the best of a row marked with an asterisk."""
    lines = [["truth", "field", "pages", *tools]]
    for (name, figure), cells in rows.items():
        top = max(value for value, _ in cells.values())
        if figure == "authors where none" or len(cells) == 1:
            top = 2.0
        values = [
            f"{cells[tool][0]:.3f}{'*' if cells[tool][0] == top else ''}" if tool in cells else "-" for tool in tools
        ]
        lines.append([name, figure, str(max(count for _, count in cells.values())), *values])
    return lines


def times(measured: Sequence[Measured], tools: Sequence[str]) -> list[str]:
    """The last line of the table: milliseconds a page, with the text and all else that the tool does."""
    means = []
    for tool in tools:
        seconds = [fields.seconds for each in measured for fields in each.found[tool].values()]
        means.append(f"{1000 * statistics.mean(seconds):.1f}" if seconds else "-")
    return [TOGETHER, "ms a page", "", *means]


@says_why("fields", CorpusError, OSError)
def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    tools = chosen(options.tools, TOOLS, version)
    measured = [m for each in find_sets(options.corpus, options.sets) if (m := measure(each, tools)) is not None]
    rows = figures(measured, tools)
    lines = [*table(rows, tools), times(measured, tools)]
    print(", ".join(f"{tool} {version(tool) or ''}".strip() for tool in tools))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    for each in measured:
        for tool in tools:
            if broken := [fields.error for fields in each.found[tool].values() if fields.error]:
                print(f"{each.name}: {tool} raised on {len(broken)} pages, such as: {broken[0]}", file=sys.stderr)
    if options.wrong and COPYDESK in tools:
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in wrong(measured))
        options.wrong.write_text(text, encoding="utf-8")
    if options.markdown:
        marked = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
        text = "".join(f"| {' | '.join(line)} |\n" for line in marked)
        options.markdown.write_text(text.replace("*", "\\*"), encoding="utf-8")
    data = {f"{name}/{figure}": {t: v for t, (v, _) in cells.items()} for (name, figure), cells in rows.items()}
    write_json(options.json, data)
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fields", description="Fields of the record, measured.")
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="directory of X.warc.gz and X.truth.jsonl")
    parser.add_argument("--sets", type=listed, metavar="A,B", help="only these sets")
    parser.add_argument("--tools", type=listed, metavar="A,B", help=f"of: {', '.join(TOOLS)}")
    parser.add_argument("--wrong", type=Path, metavar="FILE", help="write what copydesk has otherwise, JSON Lines")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, for machines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
