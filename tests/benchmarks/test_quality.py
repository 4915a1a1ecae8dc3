"""The table of all tools: what stands in it, over it, and what is refused. Measured with copydesk alone."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpus import CorpusError, find_sets
from benchmarks.quality import (
    Cell,
    Measured,
    Row,
    cells_of,
    markdown_table,
    plain_table,
    read_scores,
    rows_of,
    sampled,
)
from benchmarks.scoring import Record, Truth
from benchmarks.tools import COPYDESK, OTHERS, Outcome, chosen, version
from pipelines import examine
from tests import warm
from tests.benchmarks.test_corpus import write_warc
from tests.pipelines.stories import STORIES

WALL = "Subscribe now to keep reading this story."


@pytest.fixture
def corpus(tmp_path):
    """A page in each of some languages, each by its own paper, and one record of plain text."""
    pages, truths = [], []
    for language, story in STORIES.items():
        url = f"https://www.paper-{language}.example/story"
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
        pages.append(
            (url, f"<!doctype html><html lang={language}><meta charset=utf-8><body><article>{paragraphs}</article>")
        )
        truths.append({"id": language, "url": url, "body_lines": story.paragraphs, "access": "complete"})
    write_warc(tmp_path / "web.warc.gz", *pages)
    write_lines(tmp_path / "web.truth.jsonl", truths)
    english = "\n".join(STORIES["en"].paragraphs)
    write_lines(tmp_path / "text.records.jsonl", [{"url": "https://text.invalid/1", "text": english}])
    write_lines(tmp_path / "text.truth.jsonl", [{"id": "1", "url": "https://text.invalid/1", "body": english}])
    return tmp_path


def write_lines(path: Path, rows) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_scores(corpus: Path, probability: float) -> Path:
    path = corpus / "scores.jsonl"
    pages = find_sets(corpus, ["web"])[0].pages()
    write_lines(
        path,
        ({"set": "web", "url": page.url, "scores": [probability] * len(examine(page)[0].blocks)} for page in pages),
    )
    return path


def quality(corpus: Path, *arguments: object, tools: str = COPYDESK) -> subprocess.CompletedProcess[str]:
    return warm.run(
        *("benchmarks.quality", corpus, "--tools", tools, *arguments),
        env=os.environ | {"PYTHONPATH": str(corpus)},
    )


def test_a_run_prints_one_table_and_writes_it_in_both_forms(corpus):
    done = quality(corpus, "--markdown", corpus / "table.md", "--json", corpus / "table.json")
    assert done.returncode == 0, done.stderr
    assert (
        f"web: {len(STORIES)} pages of {len(STORIES)} publishers; copydesk with the model that ships, IN SAMPLE"
        in done.stdout
    )
    assert "text: 1 pages of 1 publishers (1 name none, and count as one each)" in done.stdout
    written = json.loads((corpus / "table.json").read_text("utf-8"))["sets"]
    assert written["web"]["figures"]["body F1"]["copydesk"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert written["web"]["figures"]["ms a page"]["copydesk"]["value"] > 0
    assert not written["web"]["out_of_sample"]
    table = (corpus / "table.md").read_text("utf-8")
    assert "| web | body F1 | 1.000 [1.000, 1.000] |" in table
    assert "| text | body F1 | 1.000 [1.000, 1.000] |" in table


def test_given_scores_take_the_model_s_place(corpus):
    done = quality(corpus, "--sets", "web", "--scores", write_scores(corpus, 0.0), "--json", corpus / "table.json")
    assert done.returncode == 0, done.stderr
    assert "copydesk out of sample." in done.stdout
    written = json.loads((corpus / "table.json").read_text("utf-8"))["sets"]["web"]
    assert written["out_of_sample"]
    assert written["figures"]["lost body"]["copydesk"]["value"] == 1.0


def test_a_tool_that_ends_its_process_has_an_error_and_the_run_goes_on(corpus):
    """A stand-in for a tool, installed in the corpus's folder, that dies on the German page."""
    info = corpus / "rs_trafilatura-0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rs-trafilatura\nVersion: 0.0\n")
    (corpus / "rs_trafilatura.py").write_text(
        "import os\nimport types\n\ndef extract(html, url):\n"
        "    return os._exit(3) if 'paper-de' in url else types.SimpleNamespace(main_content='The ferry.')\n"
    )
    done = quality(corpus, "--sets", "web", "--json", corpus / "table.json", tools="copydesk,rs-trafilatura")
    assert done.returncode == 0, done.stderr
    assert "web: rs-trafilatura: https://www.paper-de.example/story: the process died" in done.stderr
    figures = json.loads((corpus / "table.json").read_text("utf-8"))["sets"]["web"]["figures"]
    assert {tool: cell["value"] for tool, cell in figures["errors"].items()} == {"copydesk": 0, "rs-trafilatura": 1}
    assert figures["body F1"]["copydesk"]["value"] == 1.0


def test_scores_of_other_blocks_are_named_and_fail_the_run(corpus):
    scores = corpus / "scores.jsonl"
    write_lines(
        scores, ({"set": "web", "url": page.url, "scores": [0.5]} for page in find_sets(corpus, ["web"])[0].pages())
    )
    done = quality(corpus, "--sets", "web", "--scores", scores)
    assert done.returncode == 1
    assert "web: copydesk: https://www.paper-en.example/story: body: ValueError: 1 scores given for" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sets", "nowhere"), "no set nowhere; there are: text, web"),
        (("--tools", "copydesk,goose"), "no tool goose; there are: copydesk, trafilatura, trafilatura precision"),
        (("--markdown", "nowhere/table.md"), "nowhere/table.md: no such folder"),
        (("--scores", "empty.jsonl"), "no scores for the page https://www.paper-en.example/story of web"),
        (("--scores", "broken.jsonl"), "broken.jsonl:1: not a line of scores"),
    ],
)
def test_what_cannot_be_used_is_an_error_that_says_so(corpus, arguments, said):
    (corpus / "empty.jsonl").write_text("")
    (corpus / "broken.jsonl").write_text('{"set": "web"}\n')
    option, value = arguments
    done = quality(corpus, option, corpus / value if value.endswith(".jsonl") else value)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_sample_is_the_same_in_every_run_and_in_the_file_s_order():
    known = [Truth(str(n), f"https://paper.example/{n}") for n in range(100)]
    some = sampled(known, 10)
    assert len(some) == 10
    assert some == sampled(known, 10) == sorted(some, key=known.index)
    assert sampled(known, 1000) == sampled(known, None) == known


def test_tools_that_are_not_installed_are_left_out():
    known = [COPYDESK, *OTHERS]
    assert chosen(["rs-trafilatura", COPYDESK], known, version)[0] == COPYDESK
    assert chosen(None, known, lambda _: None) == [COPYDESK]
    with pytest.raises(CorpusError, match="no tool goose"):
        chosen(["goose"], known, version)


def test_scores_are_known_by_set_and_url(tmp_path):
    write_lines(tmp_path / "s.jsonl", [{"set": "a", "url": "u", "scores": [1, 0.5]}])
    assert read_scores(tmp_path / "s.jsonl") == {("a", "u"): [1.0, 0.5]}


def test_only_copydesk_names_artifacts():
    truth = Truth.from_json(
        {"id": "1", "url": "u", "body_lines": ["The ferry."], "artifact_lines": [{"text": WALL, "kind": "wall"}]}
    )
    desk = Record("u", "The ferry.", artifacts=((WALL, "wall"),))
    other = Record("u", f"The ferry.\n{WALL}")
    rows = {
        r.figure: r.cells for r in rows_of("s", [truth], {COPYDESK: [Outcome(desk, 0.01)], "x": [Outcome(other, 0.03)]})
    }
    assert rows["named"].keys() == {COPYDESK}
    assert {tool: cell.value for tool, cell in rows["paywall residue"].items()} == {COPYDESK: 0.0, "x": 1.0}
    assert rows["paywall residue"][COPYDESK].best
    assert {tool: round(cell.value) for tool, cell in rows["ms a page"].items()} == {COPYDESK: 10, "x": 30}


def test_the_best_is_marked_and_what_cannot_be_told_from_it():
    wave = np.linspace(-0.1, 0.1, 1000)
    draws = {
        "a": {"lost body": 0.2 + wave},
        "b": {"lost body": 0.21 - wave},
        "c": {"lost body": 0.5 + wave},
    }
    cells = cells_of("lost body", {"a": 0.2, "b": 0.21, "c": 0.5}, draws)
    assert [cells[tool].best for tool in "abc"] == [True, False, False]  # the lowest: it is a loss
    assert [cells[tool].even for tool in "abc"] == [False, True, False]


def test_tables_show_intervals_marks_and_gaps():
    row = Row("web", "body F1", {"a": Cell(0.9, 0.85, 0.95, best=True), "b": Cell(0.89, even=True)})
    measured = [Measured("web", 1, 1, 0, plain=False, given=False, rows=[row])]
    assert markdown_table(measured, ["a", "b", "c"]).splitlines()[2] == (
        "| web | body F1 | **0.900 [.850, .950]** \\* | 0.890 ~ | - |"
    )
    assert plain_table(measured, ["a", "b", "c"]).splitlines() == [
        "truth  figure   a                    b       c",
        "web    body F1  0.900 [.850, .950]*  0.890~  -",
    ]
