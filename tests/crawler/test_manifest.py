from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import crawler
from crawler import manifest
from crawler.manifest import ManifestError, Run, Tally
from tests.crawler.output_spiders import article

RUN = Run("archive", {"path": "a.warc"}, "finished")


def tally(*errors: str | None) -> Tally:
    counted = Tally()
    for error in errors:
        counted.add(article(error=error))
    return counted


def written(target: Path, data: bytes) -> Path:
    target.write_bytes(data)
    return target


def files(directory: Path) -> dict:
    return json.loads((directory / "manifest.json").read_text())["files"]


def test_an_entry_says_what_is_in_the_file(tmp_path: Path):
    target = written(tmp_path / "a.jsonl", b"1\n2\n")
    manifest.record(target, tally(None, "body: KeyError"), RUN)
    entry = files(tmp_path)["a.jsonl"]
    assert entry["records"] == 2
    assert entry["bytes"] == 4
    assert entry["sha256"] == hashlib.sha256(b"1\n2\n").hexdigest()
    assert entry["verdicts"] == {"truncated": 2}
    assert entry["artifacts"] == {"meter_notice": 2}
    assert entry["errors"] == 1
    assert (entry["spider"], entry["arguments"], entry["finish_reason"]) == ("archive", {"path": "a.warc"}, "finished")
    assert entry["versions"]["copydesk"] == crawler.__version__
    assert entry["written"].endswith("+00:00")


def test_entries_of_other_files_are_kept_and_no_part_is_left(tmp_path: Path):
    for name in ("a.jsonl", "b.jsonl", "a.jsonl"):
        manifest.record(written(tmp_path / name, b"x"), tally(None), RUN)
    assert set(files(tmp_path)) == {"a.jsonl", "b.jsonl"}
    assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl", "b.jsonl", "manifest.json"}


def test_counts_go_on_when_a_known_file_is_appended_to(tmp_path: Path):
    target = written(tmp_path / "a.jsonl", b"1\n2\n")
    manifest.record(target, tally(None, "broke"), RUN)
    written(target, b"1\n2\n3\n")
    manifest.record(target, tally(None), RUN, size_before=4)
    entry = files(tmp_path)["a.jsonl"]
    assert (entry["records"], entry["errors"], entry["verdicts"]) == (3, 1, {"truncated": 3})


def test_counts_are_null_when_what_was_there_is_not_known(tmp_path: Path):
    target = written(tmp_path / "a.jsonl", b"1\n2\n")
    manifest.record(target, tally(None, None), RUN)
    written(target, b"1\nX\n3\n")
    manifest.record(target, tally(None), RUN, size_before=4)
    entry = files(tmp_path)["a.jsonl"]
    assert [entry[name] for name in ("records", "verdicts", "artifacts", "errors")] == [None] * 4
    assert entry["bytes"] == 6


@pytest.mark.parametrize("content", ['{"name": "a web app"}', "[]", "{", '{"schema": "copydesk/manifest/1"}', ""])
def test_a_manifest_that_is_not_ours_is_left_alone(tmp_path: Path, content: str):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ManifestError, match=r"manifest\.json is not a manifest of copydesk's"):
        manifest.check(tmp_path)
    with pytest.raises(ManifestError, match="left alone"):
        manifest.record(written(tmp_path / "a.jsonl", b""), tally(), RUN)
    assert (tmp_path / "manifest.json").read_text() == content


def test_runs_that_end_at_once_all_find_their_place(tmp_path: Path):
    targets = [written(tmp_path / f"{number}.jsonl", b"x") for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda target: manifest.record(target, tally(None), RUN), targets))
    assert set(files(tmp_path)) == {target.name for target in targets}


def test_the_version_is_that_of_the_project():
    assert f'version = "{crawler.__version__}"' in (Path(crawler.__file__).parents[1] / "pyproject.toml").read_text()
