"""Whether copies of one text are found, whether other texts are left alone, and what it costs with a million of them.

    python -m benchmarks.stories quality
    python -m benchmarks.stories scale --sizes 10000,100000,1000000 --markdown stories.md

`quality`: 10,000 articles made from a seed, with 2,000 planted copies and 2,000 pairs on one event. A pair of articles
that were given one story is right where they are copies of each other. Passes with a precision of 0.995 and a recall of
0.97. `scale`: one state file grows from size to size. The last articles before each size are told one by
one, with a commit after every 20 as in a crawl, and timed; one in ten is a copy of one of the thousand before it. Those
before them are put in as they would have been kept, with random keys; `--texts` makes a text for each of them too, which
takes some hours.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
from collections import Counter, defaultdict, deque
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter_ns, process_time_ns
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.story_texts import Made, article_of, make
from crawler.state.store import State
from crawler.state.stories import Stories
from pipelines.fingerprints import KEYS, LEAD_KEYS, Fingerprint
from pipelines.stories import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PRECISION, RECALL = 0.995, 0.97
"""What is asked for."""
LAST = 5_000
"""Articles before each size that are timed."""
EVERY = 20
"""Articles a commit."""
COPIES = 10
"""One article in so many is a copy."""
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Quality:
    """How well stories were told."""

    articles: int
    precision: float
    """Pairs that are copies of each other, of those that were given one story."""
    recall: float
    """Pairs that were given one story, of those that are copies of each other."""
    found: dict[str, str]
    """Of every sort of copy, how many were found."""
    joined: dict[str, str]
    """Of every sort of pair that is to stay apart, how many were made one story."""
    best: float
    """Copies that point to the whole text, of those cut ones that came behind it; and none of the whole ones behind a
    cut one that point to it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an article costs when so many are known."""

    size: int
    ms: float
    """Milliseconds of the clock, mean, with its share of the commits."""
    median: float
    p99: float
    cpu: float
    """Milliseconds of the processor, mean."""
    bytes: float
    """Of the file, an article."""
    stories: int
    rss: int
    """Most memory of the process so far, in MB."""


def judge(made: Sequence[Made], memory: Stories) -> Quality:
    """Tell the stories of these articles and compare them with the truth."""
    told: defaultdict[str, list[Made]] = defaultdict(list)
    for each in made:
        each.article.story = tell(each.article, memory)
        if each.article.story.id is not None:
            told[each.article.story.id].append(each)
    true: defaultdict[int, list[Made]] = defaultdict(list)
    for each in made:
        true[each.story].append(each)
    right = wrong = missed = 0
    joined: Counter[str] = Counter()
    for group in told.values():
        for one, other in combinations(group, 2):
            if one.story == other.story:
                right += 1
            else:
                wrong += 1
                joined[_sort(one, other)] += 1
    found: Counter[str] = Counter()
    good = ranked = 0
    for group in true.values():
        for one, other in combinations(group, 2):
            same = one.article.story.id == other.article.story.id is not None
            found[_sort(one, other)] += same
            missed += not same
            if same and _sort(one, other) == "cut_end":
                cut, whole = sorted((one, other), key=lambda each: len(each.article.text))
                ranked += 1
                later = cut.article.story.duplicate_of == whole.article.id
                good += whole.article.story.duplicate_of is None and (later or cut.article.story.duplicate_of is None)
    sorts = Counter(each.sort for each in made)
    alone = {sort: number for sort, number in sorts.items() if sort not in found and sort != "alone"}
    return Quality(
        articles=len(made),
        precision=right / max(1, right + wrong),
        recall=right / max(1, right + missed),
        found={sort: f"{number} of {sorts[sort]}" for sort, number in sorted(found.items())},
        joined={sort: f"{joined[sort]} of {number}" for sort, number in sorted(alone.items())}
        | {sort: str(number) for sort, number in joined.items() if sort not in alone},
        best=good / max(1, ranked),
    )


def _sort(one: Made, other: Made) -> str:
    """What a pair is called by: the one of the two that was made from the other."""
    return one.sort if one.sort != "alone" else other.sort


class Words:
    """Texts of words that come up as often as words do, a few in every text and most of them hardly ever."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        letters = np.array(list("eeeeaaarrrnnnttttiiiooosssllcdupmghbyfvkw"))
        lengths = 2 + np.minimum(self.dice.poisson(4, 60_000), 14)
        self.words = ["".join(self.dice.choice(letters, length)) for length in lengths]
        weights = 1 / (2.7 + np.arange(len(self.words)))
        self.sums = np.cumsum(weights / weights.sum())

    def text(self) -> str:
        """A text of about 450 words in paragraphs; half of the articles have between 240 and 620."""
        number = int(np.clip(self.dice.lognormal(5.95, 0.7), 40, 4000))
        chosen = np.searchsorted(self.sums, self.dice.random(number) * self.sums[-1]).tolist()
        words = [self.words[place] for place in chosen]
        return "\n\n".join(" ".join(words[at : at + 60]) for at in range(0, number, 60))


def fill(state: State, number: int, words: Words) -> None:
    """Put stories into the state as they are kept of texts that have nothing to do with each other, not timed."""
    prints = [Fingerprint.of(words.text()).pack() for _ in range(min(number, 1000))]
    (last,) = state.connection.execute("SELECT ifnull(max(story), 0) FROM stories").fetchone()
    for low in range(0, number, BATCH):
        size = min(BATCH, number - low)
        ids, pages = words.dice.bytes(16 * size), words.dice.integers(-(2**63), 2**63 - 1, size).tolist()
        state.connection.executemany(
            "INSERT INTO stories (id, article, page, grade, moment, print) VALUES (?, ?, ?, 0, 1767268800, ?)",
            (
                (ids[16 * n : 16 * n + 16], ids[16 * n : 16 * n + 16], pages[n], prints[n % len(prints)])
                for n in range(size)
            ),
        )
        keys = words.dice.integers(0, 2**32, (size, KEYS + LEAD_KEYS)).tolist()
        state.connection.executemany(
            "INSERT OR IGNORE INTO story_keys VALUES (?, ?)",
            sorted((key, last + low + n + 1) for n, each in enumerate(keys) for key in each),
        )
        state.commit()


def grow(state: State, sizes: Sequence[int], seed: int, *, texts: bool = False) -> Iterator[Cost]:
    """Tell the stories of the last articles before each size, or of all of them, and say what the last ones took."""
    memory, words, dice = Stories(state.connection), Words(seed), Random(seed)  # noqa: S311  nothing secret
    recent: deque[str] = deque(maxlen=1000)
    number = 0
    for size in sizes:
        times, spent, cpu = [], 0, 0
        if not texts and size - number > 2 * LAST:
            fill(state, (size - number - 2 * LAST) * (COPIES - 1) // COPIES, words)
            number = size - 2 * LAST
        while number < size:
            if number % COPIES == COPIES - 1 and recent:
                text = f"{words.words[number % 1000]} {dice.choice(recent)}"
            else:
                text = words.text()
                recent.append(text)
            article = article_of(text, number)
            timed = number >= size - LAST
            clock, processor = perf_counter_ns(), process_time_ns()
            article.story = tell(article, memory)
            took = perf_counter_ns() - clock
            number += 1
            if number % EVERY == 0:
                state.commit()
            if timed:
                times.append(took)
                spent += perf_counter_ns() - clock
                cpu += process_time_ns() - processor
        times.sort()
        path = Path(state.path)
        state.commit()
        state.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield Cost(
            size=size,
            ms=spent / len(times) / 1e6,
            median=statistics.median(times) / 1e6,
            p99=times[len(times) * 99 // 100] / 1e6,
            cpu=cpu / len(times) / 1e6,
            bytes=path.stat().st_size / size,
            stories=memory.count(),
            rss=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        )


def table(costs: Sequence[Cost]) -> list[str]:
    """The costs as a table in Markdown: a row a size."""
    rows = ["| articles | stories | ms, mean | median | 99 % | ms of processor | bytes an article | MB of memory |"]
    rows.append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    rows += [
        f"| {each.size:,} | {each.stories:,} | {each.ms:.2f} | {each.median:.2f} | {each.p99:.2f} | {each.cpu:.2f} "
        f"| {each.bytes:,.0f} | {each.rss} |"
        for each in costs
    ]
    return rows


def quality(options: argparse.Namespace) -> int:
    made = make(Random(options.seed), options.articles, options.articles // 5, options.articles // 5)  # noqa: S311
    found = judge(made, Stories.for_a_run())
    print(json.dumps(asdict(found), indent=2))
    return 0 if found.precision >= PRECISION and found.recall >= RECALL else 1


def scale(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as place:
        state = State.open(str((options.keep or Path(place)) / "stories.sqlite"))
        try:
            costs = []
            for cost in grow(state, options.sizes, options.seed, texts=options.texts):
                costs.append(cost)
                print(json.dumps(asdict(cost)), flush=True)
        finally:
            state.close()
    if options.markdown is not None:
        options.markdown.write_text("\n".join(table(costs)) + "\n", encoding="utf-8")
    return 0


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    done: int = options.run(options)
    return done


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parts = parser.add_subparsers(required=True)
    part = parts.add_parser("quality", help="precision and recall on articles made from a seed")
    part.add_argument("--articles", type=int, default=10_000)
    part.set_defaults(run=quality)
    part = parts.add_parser("scale", help="time and bytes an article")
    part.add_argument("--sizes", type=_sizes, default=[10_000, 100_000, 1_000_000])
    part.add_argument("--texts", action="store_true", help="make a text for every article")
    part.add_argument("--markdown", type=Path)
    part.add_argument("--keep", type=Path, help="folder for the state file; else it is deleted")
    part.set_defaults(run=scale)
    return parser


if __name__ == "__main__":
    sys.exit(main())
