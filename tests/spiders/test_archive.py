from __future__ import annotations

import gzip
import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.crawler.running import ROOT, command
from tests.crawler.sources.warcs import HTML, http, numbered, packed, record
from tests.spiders.runs import crawl_files
from tests.warm import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path


def test_every_record_of_several_archives_is_written_or_counted(tmp_path: Path):
    good = packed(*numbered(3))
    (tmp_path / "a1.warc.gz").write_bytes(
        packed(
            record(b"software: x", kind="warcinfo", content_type="application/warc-fields"),
            record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
            record(http("<p>Début".encode(), (*HTML, "Transfer-Encoding: chunked")), "https://journal.example/plain"),
            record(
                http(
                    b"%x\r\n" % len(gzip.compress("<p>Schluß".encode("latin-1")))
                    + gzip.compress("<p>Schluß".encode("latin-1"))
                    + b"\r\n0\r\n\r\n",
                    (
                        "Content-Type: text/html; charset=iso-8859-1",
                        "Transfer-Encoding: chunked",
                        "Content-Encoding: gzip",
                    ),
                ),
                "https://zeitung.example/packed",
            ),
            record(http(status="402 Payment Required"), "https://paper.example/paid"),
            record(http(b"\xff\xd8", ("Content-Type: image/jpeg",))),
            record(http(headers=())),
            record(http(b"")),
            record(http(b""), kind="revisit"),
            record(http(b"", ("Location: /",), "301 Moved")),
        )
        + b"garbage in the middle"
        + good
        + packed(record())[:-30]
    )
    (tmp_path / "a2.warc").write_bytes(record(url="https://paper.example/second"))
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "list.txt").write_text(f"{tmp_path}/a2.warc\n{tmp_path}/empty.warc.gz\n")

    run = crawl_files("archive", tmp_path, f"{tmp_path}/a*.warc*,@{tmp_path}/list.txt")

    assert run.code == 0
    assert [page["url"] for page in run.pages] == [
        "https://journal.example/plain",
        "https://zeitung.example/packed",
        "https://paper.example/paid",
        "https://paper.example/0",
        "https://paper.example/1",
        "https://paper.example/2",
        "https://paper.example/second",
    ]
    assert [page["body"] for page in run.pages[:2]] == ["<p>Début", "<p>Schluß"]
    assert run.pages[2]["http_status"] == 402
    assert run.pages[0]["source"]["via"] == f"{tmp_path}/a1.warc.gz"
    assert run.stats("copydesk/skipped/") == {
        "not_response": 2,
        "not_html": 1,
        "no_content_type": 1,
        "empty": 1,
        "revisit": 1,
        "redirect": 1,
        "broken_gzip": 1,
        "truncated_gzip": 1,
        "empty_file": 1,
    }
    assert run.stats("copydesk/fil") == {"es": 3}
    # What is broken is in the log with its place; what is merely no page is not.
    whole = (tmp_path / "a1.warc.gz").read_bytes()
    garbage = whole.index(b"garbage")
    assert f"{tmp_path}/a1.warc.gz: byte {garbage}: broken_gzip" in run.log
    assert f"byte {garbage + len(b'garbage in the middle') + len(good)}: truncated_gzip" in run.log
    assert "not_html (" not in run.log
    # Nothing was asked of the network.
    assert run.stats("downloader/request_") == {}


def test_limit(tmp_path: Path):
    (tmp_path / "a.warc.gz").write_bytes(packed(*numbered(9)))
    run = crawl_files("archive", tmp_path, f"{tmp_path}/a.warc.gz", "-a", "limit=4")
    assert (run.code, len(run.pages)) == (0, 4)


def test_a_file_that_cannot_be_read_fails_the_run_after_the_others_were_read(tmp_path: Path):
    (tmp_path / "a.warc.gz").write_bytes(b"<html>no archive")
    (tmp_path / "b.warc.gz").write_bytes(packed(record()))
    run = crawl_files("archive", tmp_path, f"{tmp_path}/a.warc.gz,{tmp_path}/none.warc,{tmp_path}/b.warc.gz")
    assert run.code == 1
    assert f"{tmp_path}/a.warc.gz: not a WARC file" in run.log
    assert f"{tmp_path}/none.warc: no such file" in run.log
    part = tmp_path / "out" / "pages.jsonl.part"
    assert [json.loads(line)["url"] for line in part.read_text("utf-8").splitlines()] == ["https://paper.example/1"]


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("none-*.warc", (), "none-*.warc: no file matches"),
        ("none.warc", (), "none.warc: no such file"),
        ("", (), "needs files to read: -a path=FILE"),
        ("@none.txt", (), "@none.txt: No such file"),
        ("README.md", ("-a", "limit=0"), "limit=0: not a whole number from 1 up"),
        ("README.md", ("-a", "pth=x"), "has no argument 'pth'; it has limit, path"),
    ],
)
def test_bad_usage_ends_before_anything_begins(tmp_path: Path, path: str, options: tuple[str, ...], message: str):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "pages.jsonl").write_text('{"an": "earlier run"}\n')
    run = crawl_files("archive", tmp_path, path, *options)
    assert run.code == 2
    assert message in run.log
    assert "Traceback" not in run.log
    assert run.pages == [{"an": "earlier run"}]


def test_ctrl_c_stops_in_the_middle_of_an_archive(tmp_path: Path):
    # The garbage is logged when reading has begun; then come so many records that are no pages that reading them all
    # would take many seconds.
    image = packed(record(http(b"\xff\xd8", ("Content-Type: image/jpeg",))))
    (tmp_path / "images.warc.gz").write_bytes(packed(record()) + b"garbage" + image * 400_000)
    out = tmp_path / "pages.jsonl"
    argv = command("crawl", "archive", "-a", f"path={tmp_path}/images.warc.gz", "-s", "ITEM_PIPELINES={}", "-O", out)
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "broken_gzip" in line:
                break
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "'finish_reason': 'shutdown'" in log
    assert "images.warc.gz: 1 pages" not in log
