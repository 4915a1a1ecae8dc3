"""Figures as charts: what is drawn, what it says in a sentence, and the same as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from crawler.report.labels import GROUPS, STATUSES, kind_label, plain, signal_label
from crawler.report.scales import length_bins, time_bins
from crawler.report.wording import listed, many, share, thousands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.report.figures import Figures

_BARS = 14
"""Bars of one chart; what is left goes into one more."""


@dataclass(slots=True)
class Chart:
    """One chart. `rows` are its bars, each with its counts by series; a row of columns has `start` and `end`."""

    name: str
    title: str
    says: str
    """What a reader should see in it, in one sentence; it stands for the chart where that can't be seen."""
    label: str
    """What the bars are: the head of the table's first column, and the axis of columns."""
    unit: str
    rows: list[Row]
    series: dict[str, str]
    """Names of the series, in the order of stacking, each with the colour variable that it is drawn in."""
    form: Literal["bars", "times", "lengths"] = "bars"
    note: str | None = None
    wide: bool = False

    @property
    def tall(self) -> bool:
        return self.form == "bars" and len(self.rows) > _BARS + 1

    def data(self) -> dict[str, Any]:
        """For the script that draws it."""
        return {name: value for name, value in asdict(self).items() if name not in ("says", "note", "wide")}


@dataclass(slots=True)
class Row:
    """One bar."""

    label: str
    counts: dict[str, int]
    start: str | int | None = None
    end: str | int | None = None
    total: int = field(init=False)

    def __post_init__(self) -> None:
        self.total = sum(self.counts.values())


def charts(figures: Figures, meters: Mapping[str, str] | None = None) -> list[Chart]:
    """All charts that have something to say, in the order of the page.

    `meters` are sites whose meter is spent, as the run tells, each with when it opens again.
    """
    made = [
        _sites(figures),
        _times(figures),
        _lengths(figures),
        _kinds(figures),
        _reasons(figures),
        _walls(figures, meters or {}),
        _declared(figures),
        _languages(figures),
        _stories(figures),
    ]
    return [chart for chart in made if chart is not None] if figures.articles else []


def used_statuses(figures: Figures) -> list[str]:
    return [status for status in STATUSES if figures.total.statuses[status]]


def _verdicts(figures: Figures) -> dict[str, str]:
    return {status: f"--s-{status}" for status in used_statuses(figures)}


def _sites(figures: Figures) -> Chart:
    ranked = sorted(figures.sites.items(), key=lambda item: (-item[1].articles, item[0]))
    rows = [Row(name, _in_order(site.statuses)) for name, site in ranked[:_BARS]]
    rest = ranked[_BARS:]
    number = figures.other_sites.articles + sum(site.articles for _, site in rest)
    more = "more than " if figures.other_sites.articles else ""
    # One bar for all of them would be the longest by far, and hide the others.
    note = (
        f"{more}{many(len(rest), 'more site')} with {many(number, 'article')} not drawn.".capitalize() if rest else None
    )
    whole = sum(1 for _, site in ranked if site.statuses["complete"] == site.articles)
    says = f"{thousands(whole) if whole else 'None'} of {many(len(ranked), 'site')} served every article whole."
    return Chart("sites", "Verdicts by site", says, "site", "articles", rows, _verdicts(figures), note=note, wide=True)


def _times(figures: Figures) -> Chart | None:
    bins = time_bins(figures.days)
    if bins is None:
        return None
    undated = f"{many(figures.undated, 'article')} without a date." if figures.undated else ""
    outside = f"{many(bins.outside, 'article')} from long before or after left out." if bins.outside else ""
    dates = figures.days.total()
    says = f"{many(dates, 'article')} published from {bins.first} to {bins.last}, counted by {bins.unit}."
    rows = [Row(label, _in_order(counts), start, end) for label, start, end, counts in bins.rows]
    return Chart(
        "times",
        "Articles over time",
        says,
        f"published, by {bins.unit}",
        "articles",
        rows,
        _verdicts(figures),
        form="times",
        note=" ".join(filter(None, (undated, outside))) or None,
    )


def _lengths(figures: Figures) -> Chart | None:
    bins = length_bins(figures.lengths)
    if bins is None:
        return None
    says = f"Half of the texts have {thousands(bins.median)} words or more."
    notes = [f"{many(bins.longer, 'text')} longer than the scale."] if bins.longer else []
    if textless := figures.articles - figures.lengths.total():
        notes.append(f"{many(textless, 'record')} without a text.")
    if figures.withheld:
        notes.append(f"Of these {many(figures.withheld, 'text')} left out because the publisher reserves it.")
    rows = [Row(label, _in_order(counts), start, end) for label, start, end, counts in bins.rows]
    return Chart(
        "lengths",
        "Lengths",
        says,
        "words of story",
        "articles",
        rows,
        _verdicts(figures),
        form="lengths",
        note=" ".join(notes) or None,
    )


def _kinds(figures: Figures) -> Chart:
    rows = [
        Row(plain(kind), {kind_label(kind).group: number})
        for kind, number in sorted(figures.kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    total = figures.kinds.total()
    struck = share(figures.characters_struck, figures.characters + figures.characters_struck)
    says = f"{many(total, 'passage')} struck out, {struck} of all characters."
    used = {group for row in rows for group in row.counts}
    series = {group: f"--k-{group}" for group in GROUPS if group in used}
    rows = _top(rows, len(rows) if len(rows) <= 26 else 25, "other kinds", "site")
    return Chart("kinds", "What was struck out", says, "kind", "passages", rows, series)


def _reasons(figures: Figures) -> Chart:
    order = list(STATUSES)
    found = sorted(figures.reasons.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
    rows = [Row(f"{plain(status)}: {signal_label(signal)}", {status: number}) for (status, signal), number in found]
    blocked = Counter({signal: number for (status, signal), number in figures.reasons.items() if status == "blocked"})
    if blocked:
        causes = [f"{signal_label(signal)} ({number:,})" for signal, number in blocked.most_common()]
        more = [f"{many(len(causes) - 5, 'other reason')}"] if len(causes) > 5 else []
        says = f"{many(blocked.total(), 'page')} blocked: {listed(causes[:5] + more)}."
    else:
        says = "No page was blocked."
    rows = sorted(rows, key=lambda row: -row.total)[:_BARS] if len(rows) > _BARS else rows
    series = {status: colour for status, colour in _verdicts(figures).items() if status != "complete"}
    return Chart("reasons", "Why a copy is not whole", says, "first evidence", "articles", rows, series)


def _walls(figures: Figures, meters: Mapping[str, str]) -> Chart:
    rows = _crossed(figures.walls)
    seen = figures.walls.total()
    whole = sum(number for (_, status), number in figures.walls.items() if status == "complete")
    says = (
        f"A wall was seen on {many(seen, 'page')}; {thousands(whole)} of them held the whole story all the same."
        if seen
        else "No wall was seen."
    )
    note = None
    spent = sorted({*(name for name, site in figures.sites.items() if site.meters), *meters})
    if spent or figures.total.meters:
        names = [f"{name} (until {meters[name][:16].replace('T', ' ')})" if name in meters else name for name in spent]
        more = [f"{len(spent) - 4:,} more"] if len(spent) > 4 else []
        note = f"Meters spent: {many(figures.total.meters, 'article')} cut by one, at {listed(names[:4] + more)}."
    return Chart("walls", "Walls met", says, "wall", "articles", rows, _verdicts(figures), note=note)


def _declared(figures: Figures) -> Chart:
    rows = _crossed(figures.declared)
    paid = Counter[str]()
    for (declared, status), number in figures.declared.items():
        if declared in ("paid", "metered"):
            paid[status] += number
    says = (
        f"{thousands(paid['complete'])} of {many(paid.total(), 'article')} that are declared paid or metered "
        f"{'was' if paid['complete'] == 1 else 'were'} served whole."
        if paid
        else "No article is declared paid or metered."
    )
    return Chart("declared", "Declared and served", says, "declared", "articles", rows, _verdicts(figures))


def _languages(figures: Figures) -> Chart:
    rows = [
        Row(name, {"articles": number})
        for name, number in sorted(figures.languages.items(), key=lambda item: (-item[1], item[0]))
    ]
    known = [row for row in rows if row.label != "unknown"]
    says = f"{many(len(known), 'language')}" + (f", {known[0].label} most often." if known else ".")
    rows = _top(rows, _BARS, "others", "articles")
    return Chart("languages", "Languages", says, "language", "articles", rows, {"articles": "--plain"})


def _stories(figures: Figures) -> Chart | None:
    sizes = figures.story_sizes()
    if not sizes:
        return None
    again = sum((size - 1) * stories for size, stories in sizes.items())
    shared = sum(stories for size, stories in sizes.items() if size > 1)
    says = (
        f"{many(shared, 'story stands', 'stories stand')} on more than one page: "
        f"{many(again, 'copy', 'copies')} beyond the first."
        if again
        else "No two pages carry the same story."
    )
    rows = [
        Row(f"on {many(size, 'page')}", {"stories": stories}) for size, stories in sorted(sizes.items()) if size <= 8
    ]
    if not again:
        rows = []
    elif over := sum(stories for size, stories in sizes.items() if size > 8):
        rows.append(Row("on 9 or more", {"stories": over}))
    return Chart("stories", "The same story twice", says, "carried", "stories", rows, {"stories": "--plain"})


def _crossed(counts: Mapping[tuple[str, str], int]) -> list[Row]:
    """Counts by (name, verdict) as rows by name, most first."""
    rows: dict[str, Counter[str]] = {}
    for (name, status), number in counts.items():
        rows.setdefault(name, Counter())[status] += number
    ranked = sorted(rows.items(), key=lambda item: (-item[1].total(), item[0]))
    return [Row(plain(name), _in_order(statuses)) for name, statuses in ranked[:_BARS]]


def _top(rows: list[Row], most: int, name: str, series: str) -> list[Row]:
    if len(rows) <= most + 1:
        return rows
    rest = rows[most:]
    return [*rows[:most], Row(f"{len(rest):,} {name}", {series: sum(row.total for row in rest)})]


def _in_order(statuses: Mapping[str, int]) -> dict[str, int]:
    return {status: statuses[status] for status in STATUSES if statuses.get(status)}
