"""From record files to the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.report.charts import charts, used_statuses
from crawler.report.figures import Figures
from crawler.report.fitting import Entry, pack
from crawler.report.labels import STATUSES
from crawler.report.packing import in_base64
from crawler.report.page import Contents, Number, render
from crawler.report.reading import from_record
from crawler.report.records import RecordError, parse
from crawler.report.runs import RunFacts, UnreadableRunError, facts
from crawler.report.sample import Reservoir, squeeze, unsqueeze
from crawler.report.wording import listed, many, share, thousands
from crawler.schema.lines import Line, read_lines

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence

MOST_SITES = 1_000
"""Sites in the page's table."""
_NAMED = 20
"""Bad lines that the page names."""
PART = ".part"


@dataclass(slots=True)
class Bad:
    """Lines that are no records."""

    number: int = 0
    first: list[str] = field(default_factory=list)
    """`FILE:LINE: what is wrong`, of the first ones."""

    def add(self, name: str, number: int, reason: str) -> None:
        self.number += 1
        if len(self.first) < _NAMED:
            self.first.append(f"{name}:{number}: {reason}")


@dataclass(slots=True)
class Report:
    """A page, and what went into it."""

    html: str
    articles: int
    shown: int
    whole: int
    bad: Bad
    notices: list[str]


@dataclass(slots=True, frozen=True)
class Limits:
    """How much goes into a page."""

    articles: int = 5_000
    """Articles that the reader holds at most."""
    size: int = 3_000_000
    """Bytes of the whole page, at most."""
    seed: int = 1


def build(names: Sequence[str], limits: Limits, say: Callable[[str], None]) -> Report:
    """The report of these record files (`-` for standard input), in memory that does not grow with them.

    `say` is told each of the first bad lines. Raises OSError for a file that can't be read.
    """
    figures, bad = Figures(), Bad()
    drawn: Reservoir[tuple[int, bytes]] = Reservoir(limits.articles, limits.seed)
    notices: list[str] = []
    runs: list[RunFacts] = []
    for name in names:
        counted = _read(name, figures, drawn, bad, notices, say)
        run = _run(name, counted, notices)
        if run is not None:
            runs.append(run)
    if bad.number:
        notices.insert(
            0, f"{many(bad.number, 'line')} could not be read and {'is' if bad.number == 1 else 'are'} in no figure."
        )
    contents = Contents(
        title=_title(names),
        files=list(names),
        articles="",
        shown=0,
        whole=0,
        total=figures.articles,
        seed=limits.seed,
        facts=runs,
        numbers=numbers(figures),
        charts=charts(figures, {site: until for run in runs for site, until in run.meters.items()}),
        statuses=used_statuses(figures),
        sites=site_rows(figures),
        more_sites=max(0, len(figures.sites) - MOST_SITES),
        notices=[*notices, *bad.first],
    )
    # What stands around the articles is measured, so that the whole page keeps to its size.
    room = max(0, (limits.size - len(render(contents).encode()) - 500) * 3 // 4)
    packed = pack(lambda: (_entry(*entry) for entry in drawn), room, limits.seed)
    contents.articles, contents.shown, contents.whole = in_base64(packed.data), packed.articles, packed.whole
    return Report(render(contents), figures.articles, packed.articles, packed.whole, bad, notices)


def _title(names: Sequence[str]) -> str:
    files = [Path(name).name if name != "-" else "standard input" for name in names]
    return listed(files if len(files) <= 3 else [*files[:2], many(len(files) - 2, "more file")])


def _read(
    name: str,
    figures: Figures,
    drawn: Reservoir[tuple[int, bytes]],
    bad: Bad,
    notices: list[str],
    say: Callable[[str], None],
) -> int:
    """Count and draw the records of a file; how many there were."""
    label = "<stdin>" if name == "-" else name
    counted = 0
    for line in read_lines(name):
        try:
            record = parse(line)
        except RecordError as error:
            if name.endswith(PART) and not line.whole and line.trouble is None:
                notices.append(f"{label} ends in the middle of a record, as a file does that is being written.")
                continue
            known = len(bad.first)
            bad.add(label, line.number, str(error))
            for text in bad.first[known:]:
                say(text)
            continue
        counted += 1
        figures.add(record)
        place = drawn.place()
        if place is not None:
            drawn.put(place, (line.number, squeeze(line.data)))
    return counted


def _run(name: str, counted: int, notices: list[str]) -> RunFacts | None:
    if name.endswith(PART):
        notices.append(f"{name} is of a run that has not come to its end.")
        return None
    try:
        run = facts(name)
    except UnreadableRunError as error:
        notices.append(f"What the run says of itself can't be read: {error}")
        return None
    if run is not None and run.records is not None and run.records != counted:
        notices.append(
            f"The manifest tells of {many(run.records, 'record')} in {name}; {thousands(counted)} were read."
        )
    return run


def _entry(number: int, data: bytes) -> Entry:
    record = parse(Line(number, unsqueeze(data)))
    return Entry(record, from_record(record), number)


def numbers(figures: Figures) -> list[Number]:
    """The run in five numbers."""
    total, by = figures.articles, figures.total.statuses
    cut = by["truncated"] + by["excerpt"]
    rest = total - by["complete"] - cut
    others = [f"{by[status]:,} {name}" for status, name in _REST if by[status]]
    return [
        Number(
            thousands(total), "article" if total == 1 else "articles", f"from {many(len(figures.sites), 'site')}", ""
        ),
        Number(thousands(by["complete"]), "whole", f"{share(by['complete'], total)} of all", "complete"),
        Number(thousands(cut), "cut short", listed(_cut_parts(by)) or "none", "truncated"),
        Number(
            thousands(rest), "without a story", listed(others) or "none", "blocked" if by["blocked"] else "not_article"
        ),
        Number(
            thousands(figures.total.struck),
            "passages struck out",
            f"{share(figures.characters_struck, figures.characters + figures.characters_struck)} of what stood there",
        ),
    ]


_REST = (("blocked", "blocked"), ("not_article", "no article"), ("broken", "broken"), ("unknown", "unknown"))


def _cut_parts(by: Counter[str]) -> list[str]:
    return [
        text
        for text, number in (
            (f"{by['truncated']:,} truncated", by["truncated"]),
            (many(by["excerpt"], "excerpt"), by["excerpt"]),
        )
        if number
    ]


def site_rows(figures: Figures) -> list[dict[str, Any]]:
    """The table of sites, most articles first."""
    ranked = sorted(figures.sites.items(), key=lambda item: (-item[1].articles, item[0]))[:MOST_SITES]
    return [
        {
            "site": name,
            "articles": site.articles,
            "statuses": {status: site.statuses[status] for status in STATUSES if site.statuses[status]},
            "whole": site.statuses["complete"],
            "cut": site.statuses["truncated"] + site.statuses["excerpt"],
            "none": site.articles - site.statuses["complete"] - site.statuses["truncated"] - site.statuses["excerpt"],
            "words": round(site.words / site.articles),
            "struck": round(site.struck / site.articles, 1),
            "walls": site.walls,
            "meters": site.meters,
            "paid": site.paid,
            "copies": site.copies,
        }
        for name, site in ranked
    ]
