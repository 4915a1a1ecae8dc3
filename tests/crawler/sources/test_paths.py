from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources.paths import find_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.warc", "a.warc", "c.txt", "sub/d.warc", "odd[1].warc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_globs_are_expanded_in_order_and_each_file_comes_once(folder: Path):
    files = find_files(["c.txt", "*.warc", "a.warc"])
    assert files.found == ["c.txt", "a.warc", "b.warc", "odd[1].warc"]
    assert files.problems == []


def test_two_stars_go_down(folder: Path):
    assert find_files(["**/*.warc"]).found == ["a.warc", "b.warc", "odd[1].warc", "sub/d.warc"]
    assert find_files([f"{folder}/**/d.*"]).found == [str(folder / "sub/d.warc")]


def test_a_name_that_looks_like_a_glob_is_found(folder: Path):
    assert find_files(["odd[1].warc"]).found == ["odd[1].warc"]


def test_what_gives_nothing_is_told(folder: Path):
    files = find_files(["a.warc", "none.warc", "*.wacz", "sub"])
    assert files.found == ["a.warc"]
    assert files.problems == [
        "none.warc: no such file",
        "*.wacz: no file matches",
        "sub: a directory; name its files, as in sub/*",
    ]
    # A glob may match directories by the way.
    assert find_files(["s*"]).problems == []


def test_a_file_that_must_not_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch):
    # Mode bits would not keep root out.
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert find_files(["a.warc"]).problems == ["a.warc: Permission denied"]
