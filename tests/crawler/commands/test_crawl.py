from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.crawler.running import SPIDERS, crawl, run

if TYPE_CHECKING:
    from pathlib import Path


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def last_line(text: str) -> str:
    return text.splitlines()[-1]


def test_a_crawl_that_reaches_its_end(tmp_path: Path):
    target = tmp_path / "new" / "articles.jsonl"
    done = crawl("some", "-a", "count=3", "-O", target)
    assert done.returncode == 0
    assert names(target.parent) == {"articles.jsonl", "manifest.json"}
    assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == ["a0", "a1", "a2"]
    entry = json.loads((target.parent / "manifest.json").read_text())["files"]["articles.jsonl"]
    assert (entry["records"], entry["arguments"], entry["finish_reason"]) == (3, {"count": "3"}, "finished")
    assert done.stdout.splitlines()[0].startswith("copydesk some: 3 articles in ")
    assert f"{target} (3 records" in last_line(done.stdout)


def test_a_limit_is_an_end_too(tmp_path: Path):
    # It has to stop although the spider yields from start(), where Scrapy alone would wait for ever.
    done = crawl("some", "-a", "count=2000", "-O", tmp_path / "a.jsonl", "-s", "CLOSESPIDER_ITEMCOUNT=5")
    assert done.returncode == 0
    assert 5 <= len((tmp_path / "a.jsonl").read_text().splitlines()) < 50


def test_a_spider_that_breaks_does_not_replace_a_whole_file(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_text("old\n")
    done = crawl("breaking", "-O", target)
    assert done.returncode == 1
    assert target.read_text() == "old\n"
    assert len((tmp_path / "a.jsonl.part").read_text().splitlines()) == 3
    assert last_line(done.stderr) == "scrapy crawl breaking: the spider raised 1 exception(s) (exit code 1)"
    assert f"kept       {target}.part (3 records" in done.stdout


@pytest.mark.parametrize(("code", "left"), [(4, {"a.jsonl", "manifest.json"}), (1, {"a.jsonl.part"})])
def test_a_code_that_was_asked_for(tmp_path: Path, code: int, left: set[str]):
    done = crawl("asking", "-a", f"code={code}", "-O", tmp_path / "a.jsonl")
    assert done.returncode == code
    assert names(tmp_path) == left
    assert f"as it was asked (exit code {code})" in last_line(done.stderr)


def test_a_bad_argument_is_one_line(tmp_path: Path):
    done = crawl("some", "-a", "count=many", "-O", tmp_path / "a.jsonl", "--nolog")
    assert done.returncode == 2
    assert done.stderr == "scrapy crawl some: count: a number, please, not 'many' (exit code 2)\n"
    assert names(tmp_path) == set()


def test_a_setting_that_is_no_number_is_one_line(tmp_path: Path):
    done = crawl("some", "-s", "COPYDESK_FLUSH_EVERY=often", "-O", tmp_path / "a.jsonl", "--nolog")
    assert done.returncode == 2
    assert done.stderr == "scrapy crawl some: COPYDESK_FLUSH_EVERY=often: not a whole number (exit code 2)\n"
    assert names(tmp_path) == set()


def test_an_unknown_spider_is_one_line():
    done = crawl("soem", "--nolog")
    assert done.returncode == 2
    assert done.stderr == "scrapy crawl soem: there is no spider called 'soem'; did you mean some? (exit code 2)\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "which spider? spiders are: asking, breaking"),
        (["some", "other"], "one spider at a time"),
        (["some", "--no-such"], "unknown option --no-such"),
        (["some", "-a", "count"], "Invalid -a value"),
    ],
)
def test_a_wrong_command_line(args: list[str], says: str):
    done = run("crawl", *SPIDERS, *args)
    assert done.returncode == 2
    assert says in done.stderr


@pytest.mark.parametrize("target", [".", "file/a.jsonl"])
def test_an_output_that_can_not_be_opened_ends_the_run_before_it_begins(tmp_path: Path, target: str):
    (tmp_path / "file").write_text("")
    done = crawl("waiting", "-O", f"{tmp_path / target}:jsonl")
    assert done.returncode == 3
    assert f"{tmp_path / target} can't be written: it" in last_line(done.stderr)
    assert done.stdout == ""
    assert names(tmp_path) == {"file"}


def test_a_format_that_is_not_known_is_no_log_line_alone(tmp_path: Path):
    done = crawl("waiting", "-s", f'FEEDS={{"{tmp_path}/a.foo": {{}}}}')
    assert done.returncode == 3
    assert "a.foo can't be written" in last_line(done.stderr)


def test_a_full_device_stops_the_crawl():
    done = crawl("waiting", "-O", "/dev/full:jsonl", "-s", "COPYDESK_FLUSH_EVERY=1")
    assert done.returncode == 3
    assert "/dev/full can't be written: No space left on device" in last_line(done.stderr)


def test_a_disk_that_fills_up_leaves_whole_lines_and_the_old_file(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_text("old\n")
    options = ["-a", "count=10", "-a", "size=100000", "-O", target, "-s", "COPYDESK_FLUSH_EVERY=1"]
    # 400 blocks of 512 or 1024 bytes: room for two records, or for four.
    done = crawl("waiting", *options, before="export PYTHONDONTWRITEBYTECODE=1; ulimit -f 400")
    assert done.returncode == 3
    assert f"{target} can't be written: File too large" in last_line(done.stderr)
    assert target.read_text() == "old\n"
    part = (tmp_path / "a.jsonl.part").read_text()
    assert part.endswith("\n")
    assert [json.loads(line)["id"] for line in part.splitlines()] in (["a0", "a1"], ["a0", "a1", "a2", "a3"])


def test_a_feed_elsewhere_that_fails_is_an_error():
    done = crawl("some", "-O", "ftp://127.0.0.1:1/a.jsonl")
    assert done.returncode == 3
    assert "written" not in done.stdout


def test_a_manifest_of_another_program_is_not_overwritten(tmp_path: Path):
    (tmp_path / "manifest.json").write_text("{}")
    target = tmp_path / "a.jsonl"
    assert crawl("waiting", "-O", target).returncode == 3
    assert names(tmp_path) == {"manifest.json"}
    assert crawl("some", "-O", target, "-s", "COPYDESK_MANIFEST=0").returncode == 0
    assert (tmp_path / "manifest.json").read_text() == "{}"


def test_appending_adds_to_the_file_and_to_its_counts(tmp_path: Path):
    for _ in range(2):
        assert crawl("some", "-o", tmp_path / "a.jsonl").returncode == 0
    assert len((tmp_path / "a.jsonl").read_text().splitlines()) == 6
    assert json.loads((tmp_path / "manifest.json").read_text())["files"]["a.jsonl"]["records"] == 6


def test_batches_and_compression(tmp_path: Path):
    feed = {
        "format": "jsonl",
        "batch_item_count": 2,
        "overwrite": True,
        "postprocessing": ["scrapy.extensions.postprocessing.GzipPlugin"],
    }
    uri = f"{tmp_path}/%(batch_id)d.jsonl.gz"
    assert crawl("some", "-s", f"FEEDS={json.dumps({uri: feed})}").returncode == 0
    assert names(tmp_path) == {"1.jsonl.gz", "2.jsonl.gz", "manifest.json"}
    assert len(gzip.decompress((tmp_path / "1.jsonl.gz").read_bytes()).splitlines()) == 2
    files = json.loads((tmp_path / "manifest.json").read_text())["files"]
    assert {name: entry["records"] for name, entry in files.items()} == {"1.jsonl.gz": 2, "2.jsonl.gz": 1}
    assert run("validate", tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz").returncode == 0


def test_a_feed_on_stdout_is_alone_there():
    done = crawl("foreign", "-o", "-:jsonl")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first == '{"note": "a\\u2028b", "value": null}'
    assert json.loads(second)["id"] == "a1"


def test_other_formats_have_their_part_too(tmp_path: Path):
    assert crawl("some", "-O", tmp_path / "a.csv").returncode == 0
    assert names(tmp_path) == {"a.csv", "manifest.json"}
    assert len((tmp_path / "a.csv").read_text().splitlines()) > 3
