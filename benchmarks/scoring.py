"""How good are records, held against what is true of their pages?

A corpus is a directory. Beside every `X.warc.gz` (or `X.records.jsonl`, for plain text) lies an
`X.truth.jsonl`, one JSON object a page, keyed by `url`, in one or more of three forms:

- line labels: `body_lines`, `artifact_lines` [{text, kind}], `mixed` [{artifact, kind}] for artifacts inside
  a body line, `access`, `access_confidence` (`high` is scored, anything else is not), `truncation_marker`;
- the whole body: `body`;
- chunks that the text must hold (`with`) and must not hold (`without`).

Every figure is a share from 0 to 1 over the pages of one truth file, or a count where that is said;
`MEASURES` says what each one means and which way is better. A figure with nothing to divide by is left out.
"""

from __future__ import annotations

import json
import re
import statistics
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from crawler.items import PAYWALL_FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from crawler.items import Article

_T = TypeVar("_T")

PAYWALL = frozenset(kind.value for kind in PAYWALL_FAMILY)
STORIES = frozenset({"complete", "truncated", "excerpt"})
SHINGLE = 4
"""Words in a shingle."""
LONG = 25
"""Letters from which a line is long enough to be looked for in a text: shorter ones occur by chance."""
NAMEABLE = 12
"""Letters from which an artifact line is counted."""
DUPLICATE_HEAD = 200
"""Letters of a duplicated lead that are looked for: copies differ in their tails."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its name, what it says, and which way is better."""

    name: str
    higher_is_better: bool
    meaning: str


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("records missing", False, "pages of the truth file that no record answers to (a count)"),
        Measure("errors", False, "pages that broke a stage (a count)"),
        Measure("body F1", True, "harmonic mean of the two below"),
        Measure("body P", True, "share of the text's shingles that are in the true body, averaged over pages"),
        Measure("body R", True, "share of the true body's shingles that are in the text, averaged over pages"),
        Measure("chunk F1", True, "harmonic mean of the two below"),
        Measure("chunk P", True, "of the labelled chunks found in texts, the share that belongs there"),
        Measure("chunk R", True, "share of the chunks that belong in a text that are there"),
        Measure("lost body", False, "share of long true body lines that are not in the text"),
        Measure("paywall residue", False, "share of the paywall family's lines that are still in the text"),
        Measure("other residue", False, "share of all other artifact lines that are still in the text"),
        Measure("repeats", False, "share of pages whose text holds a long paragraph oftener than the truth"),
        Measure("named", True, "share of the paywall family's lines that a record names as an artifact"),
        Measure("named right", True, "the same, with the kind right too"),
        Measure("access macro F1", True, "F1 of each verdict, averaged over the verdicts in the truth"),
        Measure("access accuracy", True, "share of stories (whole, cut, excerpt) with the right verdict"),
        Measure("truncated P", True, "of the stories called truncated, the share that is"),
        Measure("truncated R", True, "share of the truncated stories that are called so"),
        Measure("truncated F1", True, "harmonic mean of the two above"),
        Measure("no-article accuracy", True, "share of blocked pages and non-articles with the right verdict"),
    )
}


class TruthError(ValueError):
    """A line of a truth or records file that cannot be used; says which and why."""


class Labelled(NamedTuple):
    """A line, or a passage inside a body line, that is not the story."""

    text: str
    kind: str
    inside: bool
    """It stands inside a body line."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one page."""

    id: str
    url: str
    body: str | None = None
    """The whole body; null where only chunks or nothing is known."""
    body_lines: tuple[str, ...] | None = None
    """The body line by line; null where lines are not labelled."""
    artifacts: tuple[Labelled, ...] = ()
    wanted: tuple[str, ...] | None = None
    """Chunks that belong in the text; null where there are none labelled."""
    unwanted: tuple[str, ...] = ()
    access: str | None = None
    access_sure: bool = False
    marker: str = ""
    """The line by which one sees that the page is cut."""
    partial: bool = False
    """The body is known in part only: shingles cannot be scored."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Truth:
        lines = tuple(data["body_lines"]) if "body_lines" in data else None
        body = data.get("body")
        if body is None and lines is not None:
            body = "\n".join(lines)
        artifacts = [Labelled(item["text"], item["kind"], False) for item in data.get("artifact_lines", ())]
        artifacts += [Labelled(item["artifact"], item["kind"], True) for item in data.get("mixed", ())]
        return cls(
            id=data["id"],
            url=data["url"],
            body=body,
            body_lines=lines,
            artifacts=tuple(artifacts),
            wanted=tuple(data["with"]) if "with" in data else None,
            unwanted=tuple(data.get("without", ())),
            access=data.get("access"),
            access_sure=data.get("access_confidence") == "high",
            marker=data.get("truncation_marker") or "",
            partial=bool(data.get("partial")),
        )


@dataclass(frozen=True, slots=True)
class Record:
    """Of an article record, what is scored."""

    url: str
    text: str = ""
    status: str | None = None
    artifacts: tuple[tuple[str, str | None], ...] = ()
    """Text and kind of each."""
    error: str | None = None

    @classmethod
    def from_article(cls, article: Article) -> Record:
        return cls(
            url=article.url,
            text=article.text,
            status=article.access.status,
            artifacts=tuple((artifact.text, artifact.kind.value) for artifact in article.artifacts),
            error=article.error,
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        access = data.get("access")
        return cls(
            url=data["url"],
            text=data.get("text") or "",
            status=access.get("status") if isinstance(access, dict) else access,
            artifacts=tuple((item.get("text") or "", item.get("kind")) for item in data.get("artifacts") or ()),
            error=data.get("error"),
        )


def read_truth(path: Path) -> list[Truth]:
    """Read a truth file. Raises `TruthError` with the line's number, and `OSError`."""
    return _read(path, Truth.from_json)


def read_records(path: Path) -> list[Record]:
    """Read a file of article records. Raises `TruthError` with the line's number, and `OSError`."""
    return _read(path, Record.from_json)


def _read(path: Path, make: Callable[[dict[str, Any]], _T]) -> list[_T]:
    made: list[_T] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
                if not isinstance(data, dict):
                    raise TypeError("not a JSON object")
                made.append(make(data))
            except KeyError as error:
                raise TruthError(f"{path}:{number}: no field {error}") from error
            except (ValueError, TypeError, AttributeError) as error:
                raise TruthError(f"{path}:{number}: {error}") from error
    return made


class Miss(NamedTuple):
    """One thing that went wrong on one page."""

    sort: str
    """`lost` (a body line), `access`, `error`, or the kind of an artifact line that is still in the text."""
    page: str
    what: str


@dataclass(slots=True)
class Score:
    """The figures of one truth file, or a part of them."""

    figures: dict[str, float]
    """By the names of `MEASURES`, in that order."""
    pages: int = 0
    residue: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By kind: lines still in the text, lines labelled."""
    verdicts: dict[tuple[str, str | None], int] = field(default_factory=dict)
    """Pages by verdict in the truth and verdict in the record."""
    misses: list[Miss] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "pages": self.pages,
            "figures": self.figures,
            "residue": {kind: list(counts) for kind, counts in self.residue.items()},
            "verdicts": [{"true": true, "given": given, "pages": n} for (true, given), n in self.verdicts.items()],
        }


def score(records: Iterable[Record], truths: Sequence[Truth]) -> Score:
    """Score records against the truth of their pages; a page without a record counts as an empty text.

    Records are matched by URL; of several with the same one the last counts.
    """
    by_url = {record.url: record for record in records}
    pairs = [Pair(truth, by_url.get(truth.url)) for truth in truths]
    found = [_counts(pairs), _bodies(pairs), _chunks(pairs)]
    if any(pair.truth.body_lines is not None for pair in pairs):
        found += [_lost(pairs), _residue(pairs), _repeats(pairs), _named(pairs), _access(pairs)]
    figures: dict[str, float] = {}
    result = Score(figures, pages=len(truths))
    for part in found:
        figures |= part.figures
        result.residue |= part.residue
        result.verdicts |= part.verdicts
        result.misses += part.misses
    result.figures = {name: figures[name] for name in MEASURES if name in figures}
    return result


@dataclass
class Pair:
    """A page's truth and the record made of it, with what several measures need of both."""

    truth: Truth
    given: Record | None

    @cached_property
    def record(self) -> Record:
        return self.given if self.given is not None else Record(self.truth.url)

    @cached_property
    def text(self) -> str:
        return normal(self.record.text)

    @cached_property
    def body(self) -> str:
        return normal(self.truth.body)


def normal(text: str | None) -> str:
    """Letters and digits alone, in one case: what is left when markup, quotes and spaces differ."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").casefold())


def shingles(text: str | None) -> Counter[tuple[str, ...]]:
    """Every run of `SHINGLE` words, with its count; a shorter text is one shingle, an empty one none."""
    words = re.findall(r"\w+", text or "")
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def precision_recall(true: str | None, given: str | None) -> tuple[float | None, float | None]:
    """Shingle precision and recall of a text; null where there is nothing to divide by."""
    wanted, got = shingles(true), shingles(given)
    if not wanted and not got:
        return 1.0, 1.0
    both = (wanted & got).total()
    return (both / got.total() if got else None), (both / wanted.total() if wanted else None)


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _ratio(part: int, whole: int) -> float:
    return part / max(1, whole)


def _counts(pairs: Sequence[Pair]) -> Score:
    broken = [Miss("error", pair.truth.id, pair.record.error) for pair in pairs if pair.record.error]
    missing = sum(pair.given is None for pair in pairs)
    return Score({"records missing": missing, "errors": len(broken)}, misses=broken)


def _bodies(pairs: Sequence[Pair]) -> Score:
    precisions: list[float] = []
    recalls: list[float] = []
    for pair in pairs:
        truth = pair.truth
        if truth.body is None or truth.partial or truth.body_lines == ():
            continue
        precision, recall = precision_recall(truth.body, pair.record.text)
        if precision is not None:
            precisions.append(precision)
        if recall is not None:
            recalls.append(recall)
    if not precisions or not recalls:
        return Score({})
    p, r = statistics.mean(precisions), statistics.mean(recalls)
    return Score({"body F1": harmonic(p, r), "body P": p, "body R": r})


def _chunks(pairs: Sequence[Pair]) -> Score:
    labelled = [pair for pair in pairs if pair.truth.wanted is not None]
    wanted = [normal(chunk) in pair.text for pair in labelled for chunk in pair.truth.wanted or ()]
    unwanted = [normal(chunk) in pair.text for pair in labelled for chunk in pair.truth.unwanted]
    if not wanted:
        return Score({})
    p, r = _ratio(sum(wanted), sum(wanted) + sum(unwanted)), _ratio(sum(wanted), len(wanted))
    return Score({"chunk F1": harmonic(p, r), "chunk P": p, "chunk R": r})


def _lost(pairs: Sequence[Pair]) -> Score:
    lines = 0
    misses: list[Miss] = []
    for pair in pairs:
        for line in pair.truth.body_lines or ():
            key = normal(line)
            if len(key) < LONG:
                continue
            lines += 1
            if key not in pair.text:
                misses.append(Miss("lost", pair.truth.id, line))
    return Score({"lost body": len(misses) / lines} if lines else {}, misses=misses)


def _scored_artifacts(pair: Pair) -> Iterator[tuple[Labelled, str]]:
    """The labelled artifact lines that can be looked for, with their letters."""
    for artifact in pair.truth.artifacts:
        key = normal(artifact.text)
        if len(key) < NAMEABLE:
            continue
        # A line that the story says too cannot be missed in it; a duplicate is told by its count.
        if artifact.kind != "duplicate_lead" and key in pair.body and not artifact.inside:
            continue
        yield artifact, key


def _residue(pairs: Sequence[Pair]) -> Score:
    left: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    misses: list[Miss] = []
    for pair in pairs:
        for artifact, key in _scored_artifacts(pair):
            if artifact.kind == "duplicate_lead":
                head = key[:DUPLICATE_HEAD]
                stays = pair.text.count(head) > max(1, pair.body.count(head))
            else:
                stays = key in pair.text
            labelled[artifact.kind] += 1
            left[artifact.kind] += stays
            if stays:
                misses.append(Miss(artifact.kind, pair.truth.id, artifact.text))
    if not labelled:
        return Score({})
    family = PAYWALL & labelled.keys()
    rest = labelled.keys() - PAYWALL
    figures = {
        name: sum(left[kind] for kind in kinds) / sum(labelled[kind] for kind in kinds)
        for name, kinds in (("paywall residue", family), ("other residue", rest))
        if kinds
    }
    return Score(
        figures,
        residue={kind: (left[kind], labelled[kind]) for kind in sorted(labelled)},
        misses=misses,
    )


def _repeats(pairs: Sequence[Pair]) -> Score:
    pages = [pair for pair in pairs if pair.truth.body_lines is not None]
    repeating = 0
    for pair in pages:
        keys = (normal(line) for line in pair.record.text.split("\n"))
        seen = Counter(key for key in keys if len(key) >= LONG)
        repeating += any(n > max(1, pair.body.count(key)) for key, n in seen.items())
    return Score({"repeats": repeating / len(pages)})


def _named(pairs: Sequence[Pair]) -> Score:
    lines = named = right = 0
    for pair in pairs:
        given = [(normal(text), kind) for text, kind in pair.record.artifacts]
        for artifact, key in _scored_artifacts(pair):
            if artifact.kind not in PAYWALL:
                continue
            lines += 1
            kinds = [kind for text, kind in given if _same(key, text)]
            named += bool(kinds)
            right += artifact.kind in kinds
    return Score({"named": _ratio(named, lines), "named right": _ratio(right, lines)} if lines else {})


def _same(key: str, text: str) -> bool:
    """Whether a record's artifact holds a labelled line, or a good part of it."""
    return bool(text) and (key in text or (len(text) >= NAMEABLE and text in key))


def _access(pairs: Sequence[Pair]) -> Score:
    table: Counter[tuple[str, str | None]] = Counter()
    misses: list[Miss] = []
    for pair in pairs:
        true, given = pair.truth.access, pair.record.status
        if not pair.truth.access_sure or true is None:
            continue
        table[true, given] += 1
        if given != true:
            misses.append(Miss("access", pair.truth.id, f"{true} taken for {given}: {pair.truth.marker}"))
    if not any(given for _, given in table):
        return Score({}, misses=misses)  # records of a system that gives no verdicts

    stories = {key: n for key, n in table.items() if key[0] in STORIES}
    others = {key: n for key, n in table.items() if key[0] not in STORIES}
    hits = table["truncated", "truncated"]
    p = _ratio(hits, sum(n for (_, given), n in stories.items() if given == "truncated"))
    r = _ratio(hits, sum(n for (true, _), n in stories.items() if true == "truncated"))
    figures = {
        "access macro F1": statistics.mean(_verdict_f1(table, status) for status in {true for true, _ in table}),
        "access accuracy": _right(stories),
        "truncated P": p,
        "truncated R": r,
        "truncated F1": harmonic(p, r),
    }
    if others:
        figures["no-article accuracy"] = _right(others)
    return Score(
        figures,
        verdicts=dict(sorted(table.items(), key=str)),
        misses=misses,
    )


def _verdict_f1(table: Counter[tuple[str, str | None]], status: str) -> float:
    said = sum(n for (_, given), n in table.items() if given == status)
    so = sum(n for (true, _), n in table.items() if true == status)
    return 2 * table[status, status] / (said + so)


def _right(table: dict[tuple[str, str | None], int]) -> float:
    return _ratio(sum(n for (true, given), n in table.items() if true == given), sum(table.values()))
