"""`scrapy report`, as a user types it."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from tests.crawler.report.making import command, report_of, value, whole, write


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", value(), whole(url="https://quay.example/2", title="Über die Fähre"))


def test_the_page_is_written_and_named(records: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    done = command(records, "--output", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"  report       {out} (2 articles; ")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_compressed_files_make_the_same_page(records: Path, tmp_path: Path):
    plain = report_of(records).html.replace("a.jsonl", "NAME")
    for name, data in (
        ("a.jsonl.gz", gzip.compress(records.read_bytes())),
        ("a.jsonl.zst", zstandard.compress(records.read_bytes())),
    ):
        packed = tmp_path / name
        packed.write_bytes(data)
        assert report_of(packed).html.replace(name, "NAME") == plain


def test_bad_lines_are_named_and_counted_and_the_rest_is_shown(records: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    with records.open("a", encoding="utf-8") as file:
        file.write("no record\n\n")
        file.write(json.dumps(whole(url="https://quay.example/3")) + "\n")
    done = command(records, "-o", out)
    assert done.returncode == 1
    assert f"{records}:3: not JSON" in done.stderr
    assert f"{records}:4: an empty line" in done.stderr
    assert "(3 articles; " in done.stdout
    assert "2 lines could not be read and are in no figure." in out.read_text(encoding="utf-8")


def test_a_file_of_nothing_but_bad_lines_leaves_the_old_page_alone(tmp_path: Path):
    out = tmp_path / "report.html"
    out.write_text("old", encoding="utf-8")
    done = command(write(tmp_path / "a.jsonl", "no record"), "-o", out)
    assert done.returncode == 1
    assert f"no line could be read as a record; {out} is not touched" in done.stderr
    assert out.read_text(encoding="utf-8") == "old"


def test_a_missing_file_and_a_page_that_cannot_be_written_have_codes_of_their_own(records: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    done = command(tmp_path / "none.jsonl", "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path}/none.jsonl: can't be read: No such file or directory" in done.stderr
    assert not out.exists()
    done = command(records, "-o", tmp_path)
    assert done.returncode == 3
    assert f"{tmp_path} can't be written: it is a directory" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "which records?"),
        (("a.jsonl", "--articles", "0"), "--articles: 1 or more"),
        (("a.jsonl", "--size", "0.1"), "--size: 0.6 (MB) or more"),
        (("a.jsonl", "--size", "nan"), "--size: 0.6 (MB) or more"),
        (("a.jsonl", "-o", "a.jsonl"), "a.jsonl is one of the record files"),
    ],
)
def test_usage(args: tuple[str, ...], said: str):
    done = command(*args)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_file_that_is_being_written_may_end_in_the_middle(tmp_path: Path):
    part = write(tmp_path / "a.jsonl.part", value())
    with part.open("a", encoding="utf-8") as file:
        file.write('{"schema": "copy')
    report = report_of(part)
    assert (report.articles, report.bad.number) == (1, 0)
    assert len(report.notices) == 2


def test_a_damaged_archive_shows_what_comes_before_the_damage(records: Path, tmp_path: Path):
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(records.read_bytes() * 50)[:-40])
    report = report_of(packed)
    assert report.articles >= 1
    assert report.bad.number == 1
    assert "the gzip stream ends too early" in report.bad.first[0]


def test_an_empty_file_makes_a_page_without_articles(tmp_path: Path):
    report = report_of(write(tmp_path / "a.jsonl"))
    assert (report.articles, report.bad.number) == (0, 0)
    assert "There are no articles in a.jsonl." in report.html


def test_a_long_run_is_drawn_from_and_says_so(tmp_path: Path):
    records = write(tmp_path / "a.jsonl", *(whole(url=f"https://quay.example/{n}") for n in range(40)))
    report = report_of(records, articles=10, seed=3)
    assert (report.articles, report.shown) == (40, 10)
    assert "the reader holds 10 of 40 articles, drawn by lot (seed 3)" in report.html
    assert report.html == report_of(records, articles=10, seed=3).html


def test_a_page_keeps_to_its_size(tmp_path: Path):
    # Texts that no compression makes small.
    noise = [f"{n * 7919 * 104729**3:x}" for n in range(400)]
    texts = (" ".join(noise[n : n + 300]) + f" {n}" for n in range(100))
    records = write(tmp_path / "a.jsonl", *(whole(text=text[::-1] if n % 2 else text) for n, text in enumerate(texts)))
    report = report_of(records, size=600_000)
    assert len(report.html.encode()) <= 600_000
    assert report.shown == 100
