#!/usr/bin/env python3
"""Train the body model from a corpus: `python -m scripts.train_body CORPUS [--out FOLDER] [--scores FILE]`.

CORPUS holds pairs of `NAME.warc.gz` and `NAME.truth.jsonl`. A truth line has the `url` of its page and says
what is the story: `body_lines` and `artifact_lines` (with `text`), or `body`, or `with` and `without` (chunks
of text that must, and must not, be in it).

The folds are made by registrable domain, never by page: `--scores` writes, for every page, the probabilities of
a model that has not seen its publisher, which is what figures of quality have to be taken from. Then all pages
train the models that are written to `--out`: one for HTML, and one for plain text, which learns from the same
pages' lines without their markup. The same corpus gives the same files.

Needs catboost (`pip install catboost`); the crawl itself does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.corpus import CorpusSet, find_sets
from crawler.items import Page
from pipelines.body import measure
from pipelines.body_model import BodyModel
from pipelines.draft import Draft
from pipelines.keys import key
from pipelines.leads import leads
from pipelines.markers import markers
from pipelines.metadata import metadata
from pipelines.options import HTML_MODEL, STANDARD_MODELS, TEXT_MODEL
from pipelines.segment import segment
from pipelines.urls import site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

UNKNOWN, ARTIFACT, STORY = -1, 0, 1
FOLDS = 5
TREES, DEPTH, RATE = 300, 6, 0.09
WINDOW = 12, 20
"""Lines before and behind the story that stand for what other extractors leave in a text record."""
LINE_LABELS = 3.0
"""Weight of pages that were read and labelled line by line, against pages that give the body as a whole."""


@dataclass(slots=True)
class Example:
    """One page's blocks: (blocks, features), and a label each."""

    set: str
    url: str
    group: str
    matrix: NDArray[np.float32]
    labels: NDArray[np.int8]
    weight: float


def grams(text: str) -> list[tuple[str, ...]]:
    """Runs of five words; of eight characters where no spaces are set."""
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text):
        units, size = list(key(text)), 8
    else:
        units, size = re.findall(r"\w+", text.casefold()), 5
    return [tuple(units[i : i + size]) for i in range(max(1, len(units) - size + 1))] if units else []


def label(texts: Sequence[str], truth: dict[str, Any]) -> NDArray[np.int8]:
    """STORY, ARTIFACT or UNKNOWN for each block's text, as far as the truth of its page tells."""
    labels = np.full(len(texts), UNKNOWN, dtype=np.int8)
    if "with" in truth or "without" in truth:
        wanted = [k for chunk in truth.get("with", []) if len(k := key(chunk)) > 8]
        unwanted = [k for chunk in truth.get("without", []) if len(k := key(chunk)) > 8]
        for i, text in enumerate(texts):
            has, lacks = (any(k in key(text) for k in chunks) for chunks in (wanted, unwanted))
            if has != lacks:
                labels[i] = STORY if has else ARTIFACT
        return labels
    by_line = "body_lines" in truth
    lines = truth["body_lines"] if by_line else (truth.get("body") or "").split("\n")
    whole = key("\n".join(lines))
    if truth.get("partial") or (not by_line and len(whole) < 100):
        return labels
    story = {k for line in lines if (k := key(line))}
    artifacts = {key(a["text"]) for a in truth.get("artifact_lines", [])}
    known = set(grams("\n".join(lines)))
    for i, text in enumerate(texts):
        labels[i] = _label(text, story, artifacts, whole, known, by_line=by_line)
    return labels


def _label(
    text: str, story: set[str], artifacts: set[str], whole: str, known: set[tuple[str, ...]], *, by_line: bool
) -> int:
    k = key(text)
    if k in story:
        return STORY if k else ARTIFACT
    if k in artifacts or not k:
        return ARTIFACT
    if len(k) < 20:
        # A short line can stand inside a longer one of the story by chance.
        return UNKNOWN if len(k) >= 4 and k in whole and not by_line else ARTIFACT
    if k in whole:
        return STORY
    own = grams(text)
    share = sum(g in known for g in own) / len(own)
    return STORY if share >= 0.7 else ARTIFACT if share < 0.3 else UNKNOWN


def publishers(sets: Sequence[CorpusSet]) -> dict[str, str]:
    """The registrable domain of every page by the id of its truth.

    A page that was made from another one has an address that says nothing (`*.invalid`), and the other's id at its
    end: the two must never stand on both sides of a fold.
    """
    found: dict[str, str] = {}
    for corpus_set in sets:
        for line in corpus_set.truth.read_text("utf-8").split("\n"):
            if line.strip():
                truth = json.loads(line)
                domain = site(truth["url"])
                if domain and not domain.endswith(".invalid"):
                    found[truth["id"]] = domain
    return found


def examples_of(job: tuple[str, Page, dict[str, Any], str]) -> tuple[Example | None, Example | None]:
    """One page as an example for the model of HTML and one for that of plain text; null where it has no blocks."""
    name, page, truth, group = job
    draft = _prepared(page)
    labels = label([b.text for b in draft.blocks], truth)
    weight = LINE_LABELS if len(truth.get("artifact_lines", [])) > 12 else 1.0
    html = Example(name, page.url, group, measure(draft), labels, weight) if draft.blocks else None
    story = np.flatnonzero(labels == STORY)
    if not len(story) or "with" in truth:
        return html, None
    window = slice(max(0, story[0] - WINDOW[0]), story[-1] + WINDOW[1])
    text = Page(page.url, "\n".join(b.text for b in draft.blocks[window]), plain=True, title=draft.metadata.title)
    return html, Example(name, page.url, group, measure(_prepared(text)), labels[window], weight)


def _prepared(page: Page) -> Draft:
    draft = Draft(page)
    for stage in (segment, metadata, markers, leads):
        stage(draft)
    return draft


def jobs(sets: Sequence[CorpusSet]) -> Iterator[tuple[str, Page, dict[str, Any], str]]:
    """Every HTML page of a corpus with its truth and its publisher."""
    known = publishers(sets)
    for corpus_set in sets:
        lines = corpus_set.truth.read_text("utf-8").split("\n")
        truths = {t["url"]: t for line in lines if line.strip() and (t := json.loads(line))}
        for page in corpus_set.pages():
            if not page.plain and page.url in truths:
                twin = page.url.rstrip("/").rsplit("/", 1)[-1]
                yield corpus_set.name, page, truths[page.url], known.get(twin) or site(page.url) or page.url


def fold_of(group: str) -> int:
    """The fold of a publisher, the same in every run."""
    return int(hashlib.md5(group.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def fit(examples: Sequence[Example]) -> BodyModel:
    """Boosted oblivious trees over the blocks whose label is known."""
    from catboost import CatBoostClassifier

    kept = [(e, e.labels != UNKNOWN) for e in examples]
    matrix = np.concatenate([e.matrix[k] for e, k in kept])
    labels = np.concatenate([e.labels[k] for e, k in kept])
    # A long block weighs more, as it does in a text, but far less than by its length.
    weights = np.concatenate([e.weight * np.log1p(e.matrix[k, 0]) for e, k in kept])
    model = CatBoostClassifier(
        iterations=TREES,
        depth=DEPTH,
        learning_rate=RATE,
        l2_leaf_reg=20,
        rsm=0.5,
        border_count=64,
        random_seed=7,
        thread_count=2,
        verbose=0,
        allow_writing_files=False,
    )
    model.fit(matrix, labels, sample_weight=weights)
    return exported(model)


def exported(model: Any) -> BodyModel:
    """The trees of a CatBoost model as tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text("utf-8"))
    trees = data["oblivious_trees"]
    columns = np.zeros((len(trees), DEPTH), dtype=np.int32)
    borders = np.full((len(trees), DEPTH), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 1 << DEPTH), dtype=np.float32)
    for t, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            columns[t, level] = split["float_feature_index"]
            borders[t, level] = split["border"]
        leaves[t, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = data["scale_and_bias"]
    return BodyModel(columns, borders, leaves * scale, float(bias[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=STANDARD_MODELS, help="folder for the two models")
    parser.add_argument(
        "--scores", type=Path, help="write every page's scores by a model that has not seen its publisher"
    )
    args = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        pairs = list(pool.map(examples_of, jobs(find_sets(args.corpus)), chunksize=8))
    html, text = ([e for e in some if e is not None] for some in zip(*pairs, strict=True))
    print(f"{len(html)} pages, {sum(len(e.labels) for e in html)} blocks", flush=True)
    if args.scores:
        folds = [fit([e for e in html if fold_of(e.group) != fold]) for fold in range(FOLDS)]
        with args.scores.open("w", encoding="utf-8") as file:
            for e in html:
                scores = folds[fold_of(e.group)].probabilities(e.matrix)
                json.dump({"set": e.set, "url": e.url, "scores": [round(float(s), 4) for s in scores]}, file)
                file.write("\n")
    for examples, name in ((html, HTML_MODEL), (text, TEXT_MODEL)):
        model, path = fit(examples), args.out / name
        model.save(path)
        print(f"{path}: {len(model.leaves)} trees, {path.stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
