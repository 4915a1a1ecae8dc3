"""The gate as a developer meets it: what it prints, its exit codes, what it writes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm

GATE = Path(__file__).parents[2] / "benchmarks" / "quality_gate.py"
LEAD = "The harbour council voted on Tuesday to reopen the old ferry line to the islands."
SECOND = "Two boats will run every hour from April, the mayor said after the meeting."
WALL = "Subscribe now to read the rest of this story."


def gate(*arguments: object, cwd: Path = warm.ROOT) -> subprocess.CompletedProcess[str]:
    return warm.run("benchmarks.quality_gate", *arguments, cwd=cwd)


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def truth(tmp_path):
    return write(
        tmp_path / "mine.truth.jsonl",
        {
            "id": "mine-1",
            "url": "https://a.test/1",
            "body_lines": [LEAD, SECOND],
            "artifact_lines": [{"text": WALL, "kind": "wall"}],
            "mixed": [],
            "access": "truncated",
            "access_confidence": "high",
            "truncation_marker": WALL,
        },
    )


def records(path: Path, *lines: str, status: str = "truncated") -> Path:
    line = {"url": "https://a.test/1", "text": "\n\n".join(lines), "access": {"status": status}, "artifacts": []}
    return write(path, line)


class TestRecords:
    def test_prints_the_figures_of_a_file_that_a_crawl_wrote(self, tmp_path, truth):
        done = gate("--records", records(tmp_path / "r.jsonl", LEAD, SECOND), truth, "--baseline", tmp_path / "none")
        assert done.returncode == 0, done.stderr
        assert "mine (1 pages)" in done.stdout
        assert "body F1" in done.stdout
        assert "1.0000" in done.stdout

    def test_shows_misses_and_details(self, tmp_path, truth):
        file = records(tmp_path / "r.jsonl", LEAD, WALL, status="complete")
        done = gate("--records", file, truth, "--misses", 1, "--details", "--baseline", tmp_path / "none")
        assert f"miss  wall               mine-1  {WALL}" in done.stdout
        assert f"miss  lost               mine-1  {SECOND}" in done.stdout
        assert "truncated taken for complete" in done.stdout
        assert "residue   wall                     1 of 1" in done.stdout
        assert "verdict   truncated                1 called complete" in done.stdout

    def test_gives_figures_to_machines(self, tmp_path, truth):
        file = records(tmp_path / "r.jsonl", LEAD, WALL)
        made = json.loads(gate("--records", file, truth, "--json", "--baseline", tmp_path / "none").stdout)
        assert made["sets"]["mine"]["figures"]["lost body"] == 0.5
        assert made["sets"]["mine"]["residue"] == {"wall": [1, 1]}
        assert made["errors"] == 0

    def test_holds_them_to_the_baseline_of_the_same_truth_file(self, tmp_path, truth, baseline_of):
        baseline = baseline_of(truth, {"lost body": 0.0, "body R": 1.0})
        done = gate("--records", records(tmp_path / "r.jsonl", LEAD), truth, "--baseline", baseline)
        assert done.returncode == 1
        assert "mine: lost body is worse by 0.5000: 0.0000 -> 0.5000 (lower is better)" in done.stderr
        assert "WORSE" in done.stdout

    def test_does_not_compare_with_the_baseline_of_another_truth_file(self, tmp_path, truth, baseline_of):
        baseline = baseline_of(truth, {"lost body": 0.0}, sha="00")
        done = gate("--records", records(tmp_path / "r.jsonl", LEAD), truth, "--baseline", baseline)
        assert done.returncode == 0
        assert "WORSE" not in done.stdout

    def test_a_record_that_broke_a_stage_fails(self, tmp_path, truth):
        file = write(tmp_path / "r.jsonl", {"url": "https://a.test/1", "text": LEAD, "error": "body: KeyError: 'x'"})
        done = gate("--records", file, truth, "--baseline", tmp_path / "none")
        assert done.returncode == 1
        assert "1 pages broke a stage: body: KeyError: 'x'" in done.stderr


@pytest.fixture
def baseline_of(tmp_path):
    def make(truth: Path, figures: dict[str, float], sha: str | None = None) -> Path:
        import hashlib

        path = tmp_path / "baseline.json"
        entry = {"truth_sha256": sha or hashlib.sha256(truth.read_bytes()).hexdigest(), "figures": figures}
        write(path, {"sets": {"mine": entry}, "notes": []})
        return path

    return make


class TestCorpus:
    """A corpus of one plain-text page, through the whole chain."""

    @pytest.fixture
    def corpus(self, tmp_path, truth):  # noqa: ARG002 (a truth file has to be there)
        text = f"{LEAD}\n{SECOND}\n{WALL}"
        write(tmp_path / "mine.records.jsonl", {"url": "https://a.test/1", "title": "Ferry", "text": text})
        return tmp_path

    @pytest.fixture
    def gate_in(self, corpus):
        def run(*arguments: object) -> subprocess.CompletedProcess[str]:
            return gate(corpus, "--baseline", corpus / "baseline.json", "--jobs", 1, *arguments)

        return run

    def test_update_writes_a_first_baseline_and_the_gate_then_holds_it(self, corpus, gate_in):
        assert gate_in().returncode == 2  # nothing to hold to
        assert gate_in("--update").returncode == 0
        held = json.loads((corpus / "baseline.json").read_text())
        assert held["sets"]["mine"]["figures"]["errors"] == 0
        assert held["notes"] == []
        done = gate_in()
        assert done.returncode == 0, done.stderr
        assert "+0.0000" in done.stdout

    def test_two_processes_give_the_same_figures_as_one(self, corpus):
        one, two = (
            json.loads(gate(corpus, "--json", "--update", "--baseline", corpus / f"{jobs}.json", "--jobs", jobs).stdout)
            for jobs in (1, 2)
        )
        assert one == two

    def test_update_refuses_to_lower_a_figure_and_leaves_the_file(self, gate_in, truth, baseline_of):
        path = baseline_of(truth, {"errors": -1})
        before = path.read_bytes()
        done = gate_in("--update")
        assert done.returncode == 1
        assert "baseline.json stays as it is: worse than the baseline: mine: errors" in done.stderr
        assert path.read_bytes() == before

    def test_update_lowers_it_with_a_reason_and_writes_that_down(self, gate_in, truth, baseline_of):
        path = baseline_of(truth, {"errors": -1})
        assert gate_in("--update", "--allow-regression", "errors cannot be fewer than none").returncode == 0
        held = json.loads(path.read_text())
        assert held["sets"]["mine"]["figures"]["errors"] == 0
        (note,) = held["notes"]
        assert note["figure"] == "errors"
        assert note["why"] == "errors cannot be fewer than none"

    def test_another_corpus_is_told_apart(self, gate_in, truth, baseline_of):
        path = baseline_of(truth, {"body F1": 0.1}, sha="00")
        before = path.read_bytes()
        done = gate_in()
        assert done.returncode == 2
        assert "the truth file of mine is not the one that baseline.json was measured on" in done.stderr
        assert gate_in("--update").returncode == 1
        assert path.read_bytes() == before

    def test_a_set_that_the_corpus_lost_is_not_passed_over(self, corpus, gate_in):
        write(
            corpus / "baseline.json",
            {"sets": {"gone": {"truth_sha256": "00", "figures": {"errors": 0}}}, "notes": []},
        )
        done = gate_in()
        assert done.returncode == 2
        assert "no set gone, which the baseline holds" in done.stderr

    def test_works_from_any_directory(self, corpus, tmp_path):
        argv = [sys.executable, GATE, corpus, "--update", "--baseline", tmp_path / "b.json", "--jobs", "1"]
        done = subprocess.run(argv, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=warm.PATIENCE)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "name either a corpus directory or --records"),
        (["--records", "r", "t", "--update"], "no --update"),
        (["corpus", "--allow-regression", "why"], "--allow-regression goes with --update"),
        (["/nowhere/at/all", "--update"], "/nowhere/at/all: no such directory"),
        (["--records", "nowhere.jsonl", "none.truth.jsonl"], "No such file"),
    ],
)
def test_a_command_line_that_cannot_be_used_ends_with_two_and_one_line(arguments, complaint, tmp_path):
    done = gate(*arguments, "--baseline", tmp_path / "b.json", cwd=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_baseline_is_an_error_not_an_empty_one(tmp_path, truth):
    (tmp_path / "b.json").write_text("{")
    done = gate("--records", records(tmp_path / "r.jsonl", LEAD), truth, "--baseline", tmp_path / "b.json")
    assert done.returncode == 2
    assert "b.json: not a baseline file" in done.stderr
