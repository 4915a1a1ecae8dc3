"""`scrapy markers`: what the catalogue knows, whether it knows a text, whether its files are sound, and what it lacks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.offline import EndedError, OfflineCommand, many, printing, reading, writing

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from crawler.teaching.proposing import Bar
    from crawler.teaching.trying import Tried
    from pipelines.catalogue.matcher import Matcher

_CAPACITY = 50_000


class Command(OfflineCommand):
    """Exit code 0: fine. 1: findings. 2: usage, or a file that can't be read. 3: not written."""

    def syntax(self) -> str:
        return "[--lang xx] [--test TEXT | --lint [FILE ...] | --mine RECORDS ...]"

    def short_desc(self) -> str:
        return "Look at the catalogue: list, test and check its rules, and find new ones"

    def long_desc(self) -> str:
        return (
            "Without an option, count the rules by language; with --lang, list those of one. --test says which rules"
            " know a text (- for lines from standard input), and why the nearest others don't. --lint checks rule"
            " files: those named, or those of COPYDESK_CATALOGUE and all that ship. --mine reads record files and"
            " proposes rules for what stands right behind stories, on many pages of many sites, and no rule knows."
            " Exit codes: 0 fine, 1 findings (--test: no rule knows the text; --lint: a file has problems; --mine:"
            " lines that are no records), 2 usage, or a file that can't be read, 3 --output can't be written."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--test", metavar="TEXT", help="say which rules know a text, - for lines from standard input")
        what.add_argument("--lint", nargs="*", metavar="FILE", help="check rule files, with their examples")
        what.add_argument("--mine", nargs="+", metavar="RECORDS", help="propose rules for what no rule knows yet")
        parser.add_argument("--lang", metavar="xx", help="rules (--mine: records) of this language alone")
        parser.add_argument("--pages", type=int, default=5, metavar="N", help="--mine: pages at least (default: 5)")
        parser.add_argument("--sites", type=int, default=3, metavar="N", help="--mine: sites at least (default: 3)")
        parser.add_argument("--most", type=int, default=40, metavar="N", help="--mine: rules at most (default: 40)")
        parser.add_argument(
            "--capacity",
            type=int,
            default=_CAPACITY,
            metavar="N",
            help=f"--mine: lines kept in memory, twice as many at most (default: {_CAPACITY})",
        )
        parser.add_argument("-o", "--output", metavar="FILE", help="--mine: the file to write, instead of stdout")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError(f"what is {args[0]}? Files stand behind --lint or --mine")
        for name in ("pages", "sites", "most", "capacity"):
            if getattr(opts, name) < 1:
                raise UsageError(f"--{name}: 1 or more, please, not {getattr(opts, name)}")
        own = [Path(name) for name in self.given.getlist("COPYDESK_CATALOGUE")]
        with printing():
            self.exitcode = _lint(opts.lint, own) if opts.lint is not None else self._with_rules(own, opts)
        return self.exitcode

    def _with_rules(self, own: list[Path], opts: argparse.Namespace) -> int:
        from crawler.teaching.listing import languages, overview, rules_of
        from pipelines.catalogue.rules import CatalogueError
        from pipelines.options import matcher_for

        try:
            matcher = matcher_for(tuple(map(str, own)))
        except (CatalogueError, OSError) as error:
            more = "scrapy markers --lint names all problems"
            raise EndedError(2, f"COPYDESK_CATALOGUE can't be used: {error} ({more})") from error
        if opts.mine is not None:
            return self._mine(matcher, opts)
        known = languages(matcher.catalogue)
        if opts.lang is not None and opts.lang not in known:
            raise UsageError(f"--lang: no rules in {opts.lang}; there are {', '.join(sorted(known))}")
        if opts.test is not None:
            return _test(matcher, opts.test, opts.lang)
        _print(rules_of(matcher.catalogue, opts.lang) if opts.lang else overview(matcher.catalogue))
        return 0

    def _mine(self, matcher: Matcher, opts: argparse.Namespace) -> int:
        from crawler.report.writing import write_whole
        from crawler.teaching.generalising import generalise
        from crawler.teaching.mining import mine
        from crawler.teaching.proposing import Bar, propose, written

        bar: Bar = Bar(opts.pages, opts.sites, opts.most)
        with reading():
            mined = mine(opts.mine, matcher, language=opts.lang, capacity=opts.capacity, say=self.complain)
        proposals = propose(generalise(mined.counts.items()), bar)
        spoken = {proposal.phrase.seen.language for proposal in proposals}
        language = opts.lang or (spoken.pop() if len(spoken) == 1 else None)
        lines = written(
            proposals, pages=mined.pages, sites=len(mined.sites), forgotten=mined.counts.forgotten, language=language
        )
        if opts.output is None:
            _print(lines)
        else:
            with writing(opts.output):
                write_whole(opts.output, "\n".join([*lines, ""]))
        self.complain(f"{many(len(proposals), 'rule')} proposed from {many(mined.pages, 'page')}")
        return 1 if mined.bad else 0


def _lint(names: list[str], own: list[Path]) -> int:
    from crawler.teaching.linting import lint
    from pipelines.catalogue.rules import HERE

    shipped = sorted(HERE.glob("*.toml"))
    # By their real paths: a file that ships is not checked against itself when it is named.
    known = {path.resolve(): path for path in [*shipped, *own]}
    paths = [Path(name) for name in dict.fromkeys(names)] if names else [*own, *shipped]
    beside = [path for real, path in known.items() if real not in {each.resolve() for each in paths}]
    number = 0
    with reading():
        for problem in lint(paths, beside):
            number += 1
            print(problem)
    print(f"{many(len(paths), 'file')}: {many(number, 'problem') if number else 'all sound'}")
    return 1 if number else 0


def _test(matcher: Matcher, text: str, language: str | None) -> int:
    from crawler.teaching.trying import try_text

    lines = sys.stdin.read().splitlines() if text == "-" else [text]
    lines = [line for line in lines if line.strip()]
    if not lines:
        raise UsageError("--test: no text")
    unknown = 0
    for number, line in enumerate(lines):
        tried = try_text(matcher, line, language=language)
        unknown += not tried.marks
        if number:
            print()
        _print(_tried(line, tried))
    return 1 if unknown else 0


def _tried(text: str, tried: Tried) -> Iterable[str]:
    from crawler.inspecting.view import printable

    yield printable(text)
    for mark in tried.marks:
        says = "" if mark.cut == "none" else f", cut {mark.cut}"
        wall = f", wall {mark.wall}" if mark.wall is not None else ""
        yield f"  knows   {mark.rule}: {mark.kind}{says}{wall}: {printable(text[mark.start : mark.end])}"
    if not tried.marks:
        yield "  no rule knows it"
    for lost in tried.lost:
        yield f"  yields  {lost.rule.id}: {lost.rule.kind}: to {lost.to}"
    for near in tried.near:
        yield f"  near    {near.rule.id}: {near.rule.kind}: {near.why}"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
