"""The text of a card."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from crawler.datacard.yaml import config_files, head
from crawler.items import SCHEMA
from crawler.report.labels import STATUSES, signal_label
from crawler.report.wording import listed, many, share, thousands
from crawler.schema import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.datacard.counting import Counts
    from crawler.report.runs import RunFacts

MARK = "<!-- Written by `scrapy datacard`. -->"
MOST_ROWS = 50
"""Rows of a table."""
_CODE = re.compile(r"[a-z]{2,3}")
_SPECIAL = re.compile(r"([\\`*\[\]<>|])")

_JUDGED = """\
Each page was judged on its own, by what it shows, before this data set was made:

- `truncated`: something on the page ends the story. The strongest evidence is a count of what is missing, or a wall's
  wording right behind the last paragraph; then a text that breaks off, or is far shorter than the page declares.
- `excerpt`: the text goes on elsewhere by design (a teaser, page 1 of several).
- `complete`: no such evidence. A wall's wording with the whole story around it does not make a copy truncated, and what
  a publisher declares (`access.declared`) does not either: many pages that are declared paid are served whole.
- `blocked`, `not_article`: no story was served, or the page is none.

A verdict is a judgement. `access.confidence` says how sure it is, `access.evidence` what it rests on, and `artifacts`
keeps what was taken out of the text. No wall was gone around: what a reader without an account was served is what there
is, so that longer stories of papers with walls are missing or cut more often than short ones."""

_RIGHTS = """\
The texts belong to their publishers and authors; this card gives no licence to them. What publishers say in robots.txt,
headers and pages about text and data mining and AI use was read when the pages were fetched, and stands in `rights`."""


def card(title: str, counts: Counts, files: Sequence[str], runs: Iterable[RunFacts]) -> str:
    """The whole card; `files` are those that can be loaded, named from the card's folder on."""
    figures = counts.figures
    languages = [name for name in figures.languages if _CODE.fullmatch(name)]
    sections = [
        f"---\n{head(title, languages, counts.articles, files)}---",
        MARK,
        f"# {_cell(title)}",
        _opening(counts),
        *_loading(files),
        "## Verdicts",
        _verdicts(counts),
        "### How truncation was judged",
        _JUDGED,
        *_reasons(counts),
        "## Languages",
        _shares("language", figures.languages.most_common(), counts.articles, "as the texts read"),
        "## Sites",
        _sites(counts),
        "## Walls and prices",
        _walls(counts),
        "## Rights",
        _RIGHTS,
        _rights(counts),
        "## Copies",
        _copies(counts),
        "## Fields",
        _fields(),
        "## How it was made",
        _making(counts, runs),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _opening(counts: Counts) -> str:
    figures = counts.figures
    parts = [
        f"{many(counts.articles, 'record')} of news articles from {many(len(figures.sites), 'site')}",
        f"{many(counts.words.total(), 'word')} of text",
    ]
    days = sorted(day for day, _ in figures.days)
    if days:
        from datetime import date

        first, last = (date.fromordinal(day).isoformat() for day in (days[0], days[-1]))
        parts.append(f"published {_span(first, last)}")
    if counts.fetched.first and counts.fetched.last:
        parts.append(f"fetched {_span(counts.fetched.first, counts.fetched.last)}")
    return ", ".join(parts) + "."


def _span(first: str, last: str) -> str:
    return f"on {_cell(first)}" if first == last else f"from {_cell(first)} to {_cell(last)}"


def _loading(files: Sequence[str]) -> Iterator[str]:
    if not files:
        return
    yield "## Loading it"
    configs = list(config_files(files))
    named = f', name="{configs[1]}"' if len(configs) > 1 else ""
    yield (
        "```python\nfrom datasets import load_dataset\n\n"
        f'articles = load_dataset("path/of/this/folder"{named}, split="train")\n```'
    )
    if named:
        yield f"Configs: {listed(f'`{name}`' for name in configs)}; `default` has all files."


def _verdicts(counts: Counts) -> str:
    by = counts.figures.total.statuses
    return (
        _table(
            ("access.status", "records", "share", "sure", "words a record", "what it means"),
            (
                (
                    f"`{name}`" if name not in ("broken", "unknown") else name,
                    thousands(by[name]),
                    share(by[name], counts.articles),
                    share(counts.sure[name], by[name]),
                    thousands(round(counts.words[name] / by[name])),
                    means,
                )
                for name, means in STATUSES.items()
                if by[name]
            ),
        )
        + "\n\n*sure*: with a confidence of 0.9 or more."
    )


def _reasons(counts: Counts) -> Iterator[str]:
    found = [(status, signal, number) for (status, signal), number in counts.figures.reasons.most_common(MOST_ROWS)]
    if found:
        yield "The first evidence of each copy that is not complete:"
        yield _table(
            ("access.status", "evidence", "what it is", "records"),
            ((_cell(status), _cell(signal), _cell(signal_label(signal)), thousands(n)) for status, signal, n in found),
        )


def _sites(counts: Counts) -> str:
    ranked = sorted(counts.figures.sites.items(), key=lambda item: (-item[1].articles, item[0]))
    rows = [
        (
            _cell(name),
            thousands(site.articles),
            share(site.articles, counts.articles),
            thousands(site.statuses["complete"]),
            thousands(site.statuses["truncated"]),
            thousands(round(site.words / site.articles)),
        )
        for name, site in ranked[:MOST_ROWS]
    ]
    more = len(ranked) - len(rows)
    table = _table(("site", "records", "share", "complete", "truncated", "words a record"), rows)
    return table + (f"\n\nAnd {many(more, 'more site')}." if more > 0 else "")


def _walls(counts: Counts) -> str:
    figures = counts.figures
    rows = [
        (f"wall seen: {_cell(wall)}", _cell(status), thousands(n)) for (wall, status), n in figures.walls.most_common()
    ]
    rows += [
        (f"declared: {_cell(said)}", _cell(status), thousands(n))
        for (said, status), n in figures.declared.most_common()
    ]
    return _table(("what", "access.status", "records"), rows[:MOST_ROWS])


def _rights(counts: Counts) -> str:
    means = {True: "reserved", False: "spoken of, and not reserved", None: "not spoken of"}
    rows = [
        (f"`{'null' if said is None else str(said).lower()}`", text, thousands(counts.reserved[said]))
        for said, text in means.items()
    ]
    parts = [_table(("rights.reserved", "text and data mining, AI use", "records"), rows)]
    if withheld := counts.figures.withheld:
        parts.append(f"Of {many(withheld, 'record')} the text was left out because it is reserved (`rights.withheld`).")
    if counts.signals:
        named = counts.signals.most_common(MOST_ROWS)
        parts.append(_table(("signal", "records"), ((_cell(signal), thousands(n)) for signal, n in named)))
    return "\n\n".join(parts)


def _copies(counts: Counts) -> str:
    sizes = counts.figures.story_sizes()
    several = sum(stories for carried, stories in sizes.items() if carried > 1)
    return (
        f"{many(sum(sizes.values()), 'story', 'stories')}; {thousands(several)} of them in more than one record "
        f"(by `story.id`, or the same text). {many(counts.copies, 'record')} {'name' if counts.copies != 1 else 'names'} "
        "a better copy of the same story (`story.duplicate_of`)."
    )


def _shares(what: str, counted: Sequence[tuple[str, int]], total: int, note: str) -> str:
    rows = ((_cell(name), thousands(number), share(number, total)) for name, number in counted[:MOST_ROWS])
    return _table((what, "records", "share"), rows) + f"\n\n({note})"


def _fields() -> str:
    return f"The record is `{SCHEMA}`:\n\n" + _table(
        ("field", "what it is"),
        ((f"`{name}`", node["description"].replace("|", "\\|")) for name, node in load()["properties"].items()),
    )


def _making(counts: Counts, runs: Iterable[RunFacts]) -> str:
    made = list(
        dict.fromkeys(
            f"- spider `{run.spider}` of copydesk {run.version or 'of an unknown version'}"
            + (f", written {_cell(run.written)}" if run.written else "")
            for run in runs
            if run.spider
        )
    )
    files = ", ".join(
        f"{_cell(PurePath(name).name)} ({many(number, 'record')})" for name, number in counts.files.items()
    )
    parts = ["\n".join(made[:MOST_ROWS]), f"Files: {files}."]
    if counts.bad:
        parts.append(
            f"{many(counts.bad, 'line')} of them could not be read and {'is' if counts.bad == 1 else 'are'} in no count."
        )
    return "\n\n".join(part for part in parts if part)


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    """A text of anybody's as a text of ours: in one line, and no markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
