#!/usr/bin/env python3
"""Measure the chain on a corpus and hold it to the committed baseline.

    benchmarks/quality_gate.py CORPUS [--sets labelled,text] [--misses N]
    benchmarks/quality_gate.py CORPUS --update [--allow-regression "why"]
    benchmarks/quality_gate.py --records RECORDS.jsonl TRUTH.jsonl

Exit code 0: nothing is worse than the baseline. 1: a figure fell, or a page broke a stage; said which, and by
how much. 2: the corpus, the baseline or the command line cannot be used; nothing was written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the script is started by its path, from anywhere

from benchmarks import baseline as baselines
from benchmarks.baseline import Baseline, BaselineError, Change
from benchmarks.corpus import TRUTH, CorpusError, find_sets, sha256
from benchmarks.running import records
from benchmarks.scoring import MEASURES, Score, TruthError, read_records, read_truth, score

if TYPE_CHECKING:
    from collections.abc import Iterator

BASELINE = Path(__file__).with_name("quality_baseline.json")
OK, FELL, UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One set, scored."""

    name: str
    truth_sha256: str
    score: Score


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except (BaselineError, CorpusError, TruthError, OSError) as error:
        print(f"quality gate: {error}", file=sys.stderr)
        return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    if problem := _usage_problem(options):
        raise CorpusError(problem)
    baseline = baselines.load(options.baseline)
    if not baseline.sets and not options.update and not options.records:
        raise BaselineError(f"{options.baseline}: no baseline yet; --update writes one")
    if options.corpus:
        _check_whole(options, baseline)
    measured = list(_measure(options))
    hashes = {each.name: each.truth_sha256 for each in measured}
    foreign = baselines.foreign(baseline, hashes)
    changes = [
        change
        for each in measured
        for change in baselines.compare(
            each.name, each.score.figures, Baseline() if options.records and each.name in foreign else baseline
        )
    ]
    if options.json:
        print(json.dumps(_as_json(measured, changes), ensure_ascii=False, indent=2))
    else:
        _print_tables(measured, changes, options)
    if foreign and not options.records and not options.update:
        raise BaselineError(
            f"the truth file of {', '.join(foreign)} is not the one that {options.baseline.name} was measured on; "
            'figures of two corpora do not compare (--update --allow-regression "why" starts anew)'
        )
    if options.update:
        return _update(options, baseline, changes, hashes, measured)
    return _verdict(changes, measured)


def _usage_problem(options: argparse.Namespace) -> str | None:
    if bool(options.corpus) == bool(options.records):
        return "name either a corpus directory or --records RECORDS TRUTH"
    if options.records and (options.update or options.sets):
        return "--records scores one file: no --update and no --sets with it"
    if options.allow_regression is not None and not options.update:
        return "--allow-regression goes with --update"
    return None


def _check_whole(options: argparse.Namespace, baseline: Baseline) -> None:
    """A set that the corpus lost would pass unseen. Raises `CorpusError` before anything is measured."""
    there = {each.name for each in find_sets(options.corpus, options.sets)}
    if not options.sets and (lost := baseline.sets.keys() - there):
        raise CorpusError(
            f"{options.corpus}: no set {', '.join(sorted(lost))}, which the baseline holds; --sets measures fewer"
        )


def _measure(options: argparse.Namespace) -> Iterator[Measured]:
    if options.records:
        source, truth = options.records
        name = truth.name.removesuffix(TRUTH)
        yield Measured(name, sha256(truth), score(read_records(source), read_truth(truth)))
        return
    for each in find_sets(options.corpus, options.sets):
        started = time.perf_counter()
        truths = read_truth(each.truth)
        result = score(records(each.pages(), jobs=options.jobs), truths)
        yield Measured(each.name, each.sha256, result)
        print(f"{each.name}: {len(truths)} pages in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _update(
    options: argparse.Namespace,
    baseline: Baseline,
    changes: list[Change],
    hashes: dict[str, str],
    measured: list[Measured],
) -> int:
    if _errors(measured):
        print(f"{options.baseline.name} stays as it is: pages broke a stage", file=sys.stderr)
        return _verdict(changes, measured)
    try:
        if options.allow_regression is None:
            better = baselines.raised(baseline, changes, hashes)
        else:
            today = dt.datetime.now(tz=dt.UTC).date().isoformat()
            better = baselines.lowered(baseline, changes, hashes, why=options.allow_regression, date=today)
    except BaselineError as error:
        print(
            f'{options.baseline.name} stays as it is: {error}; --allow-regression "why" writes it all the same',
            file=sys.stderr,
        )
        return FELL
    if better == baseline:
        print(f"{options.baseline.name} stays as it is: nothing got better", file=sys.stderr)
        return OK
    baselines.save(better, options.baseline)
    print(f"{options.baseline.name} written", file=sys.stderr)
    return OK


def _errors(measured: list[Measured]) -> int:
    return sum(int(each.score.figures["errors"]) for each in measured)


def _verdict(changes: list[Change], measured: list[Measured]) -> int:
    fallen = [change for change in changes if change.fell]
    for change in fallen:
        by = "gone" if change.delta is None else f"worse by {_figure(change.figure, abs(change.delta))}"
        before, now = _figure(change.figure, change.before), _figure(change.figure, change.now)
        way = "higher" if MEASURES[change.figure].higher_is_better else "lower"
        print(f"{change.set}: {change.figure} is {by}: {before} -> {now} ({way} is better)", file=sys.stderr)
    broken = Counter(miss.what for each in measured for miss in each.score.misses if miss.sort == "error")
    for what, pages in broken.most_common(5):
        print(f"{pages} pages broke a stage: {what}", file=sys.stderr)
    return FELL if fallen or broken else OK


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name in ("errors", "records missing") else f"{value:.4f}"


def _print_tables(measured: list[Measured], changes: list[Change], options: argparse.Namespace) -> None:
    for each in measured:
        print(f"{each.name} ({each.score.pages} pages)")
        print(f"  {'figure':20} {'baseline':>9} {'now':>9} {'delta':>9}")
        for change in changes:
            if change.set == each.name:
                print(_row(change))
        if options.details:
            _print_details(each.score)
        if options.misses:
            _print_misses(each.score, options.misses)
        print()


def _row(change: Change) -> str:
    word = "WORSE" if change.fell else "new" if change.new else "better" if change.better else ""
    delta = "" if change.delta is None else ("+" if change.delta >= 0 else "") + _figure(change.figure, change.delta)
    before, now = _figure(change.figure, change.before), _figure(change.figure, change.now)
    return f"  {change.figure:20} {before:>9} {now:>9} {delta:>9}  {word}".rstrip()


def _print_details(result: Score) -> None:
    for kind, (left, labelled) in result.residue.items():
        print(f"  residue   {kind:20} {left:5} of {labelled}")
    for (true, given), pages in result.verdicts.items():
        print(f"  verdict   {true:20} {pages:5} called {given}")


def _print_misses(result: Score, most: int) -> None:
    shown: Counter[str] = Counter()
    for miss in result.misses:
        shown[miss.sort] += 1
        if shown[miss.sort] <= most:
            print(f"  miss  {miss.sort:18} {miss.page}  {' '.join(miss.what.split())[:160]}")


def _as_json(measured: list[Measured], changes: list[Change]) -> dict[str, object]:
    return {
        "sets": {each.name: {"truth_sha256": each.truth_sha256} | each.score.to_json() for each in measured},
        "changes": [
            {"set": c.set, "figure": c.figure, "baseline": c.before, "now": c.now, "delta": c.delta, "fell": c.fell}
            for c in changes
        ],
        "errors": _errors(measured),
        "fell": any(change.fell for change in changes),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0] if __doc__ else None,
        epilog="Exit code 0: nothing fell. 1: a figure fell or a page broke a stage. 2: unusable input.",
    )
    parser.add_argument(
        "corpus", nargs="?", type=Path, metavar="CORPUS", help="directory of X.warc.gz and X.truth.jsonl"
    )
    parser.add_argument(
        "--records", nargs=2, type=Path, metavar=("RECORDS", "TRUTH"), help="score an existing file instead"
    )
    parser.add_argument("--sets", type=lambda names: names.split(","), metavar="A,B", help="only these sets")
    parser.add_argument("--update", action="store_true", help="write what got better into the baseline")
    parser.add_argument("--allow-regression", metavar="WHY", help="with --update: write what got worse too, and why")
    parser.add_argument(
        "--baseline", type=Path, default=BASELINE, metavar="FILE", help=f"default: {BASELINE.name} here"
    )
    parser.add_argument("--jobs", type=int, default=None, metavar="N", help="processes (default: one a core)")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show the first N misses of each sort")
    parser.add_argument("--details", action="store_true", help="show residue by kind and the table of verdicts")
    parser.add_argument("--json", action="store_true", help="figures for machines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
