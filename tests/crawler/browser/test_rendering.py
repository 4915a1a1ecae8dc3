"""Whole crawls with a real headless Chromium, of pages whose text is made by JavaScript."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from crawler.browser.chromium import NoBrowserError, find_chromium
from tests.crawler.browser.sites import FETCHED, FILL, STORY, Answer, Site, gzipped, scripted
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess


def missing() -> str:
    if find_spec("scrapy_playwright") is None:
        return "scrapy-playwright is not installed"
    try:
        find_chromium()
    except NoBrowserError as error:
        return str(error)
    return ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "there is a browser")


def crawl(site: Site, folder: Path, paths: str, *options: object) -> tuple[CompletedProcess[str], list[dict[str, Any]]]:
    """Crawl the paths one after the other; the run, and what came of it."""
    out = folder / "out.jsonl"
    done = run(
        *("crawl", "rendered", "-s", "SPIDER_MODULES=tests.crawler.browser_spiders", "-s", "COPYDESK_BROWSER=true"),
        *("-a", "urls=" + ",".join(site.url + path for path in paths.split()), "-O", out, *options),
    )
    return done, [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []


def story(record: dict[str, Any]) -> list[str]:
    return str(record["text"]).split("\n\n")


def test_a_text_that_a_script_fetches_is_read(tmp_path: Path):
    with Site({"/fetched": gzipped(scripted(FETCHED, "<link rel=stylesheet href=/s.css>"))}) as site:
        done, records = crawl(site, tmp_path, "/fetched /fetched#plain", "-s", f"COPYDESK_WARC={tmp_path / 'raw'}")
        assert done.returncode == 0, done.stderr
        rendered, plain = records
        assert story(rendered) == list(STORY)
        # Only the request that asks for it is rendered.
        assert plain["text"] == ""
        assert "'copydesk/browser/pages': 1" in done.stderr
        # The page is asked for once, by Scrapy, and everything in our own name.
        assert site.paths().count("/fetched") == 2
        assert {headers["user-agent"] for _, headers in site.asked} == {"copydesk/0.1"}
        assert "Windows" not in site.headers_of("/api/story")["sec-ch-ua-platform"]

    # Cleaned again from the archive, the records are the same.
    again = tmp_path / "again.jsonl"
    assert run("crawl", "archive", "-a", f"path={tmp_path / 'raw' / '*'}", "-O", again).returncode == 0
    read = [json.loads(line) for line in again.read_text("utf-8").splitlines()]
    for record, archived in zip(records, read, strict=True):
        assert archived | {key: record[key] for key in ("fetched", "source")} == record


def test_what_scripts_ask_for_obeys_robots_txt_too(tmp_path: Path):
    script = (
        FILL
        + """
    const inner = document.createElement('iframe'); inner.src = '/frame'; document.body.append(inner);
    document.body.append(Object.assign(new Image(), {src: '/picture.png'}));
    for (const url of ['/private/data', OTHER + '/data', '/public'])
      fetch(url).then((answer) => show([url + ' came']), () => show([url + ' was refused']));
    window.open('/window');
    navigator.serviceWorker?.register('/worker.js').catch(() => {});
    setTimeout(() => { location.href = '/elsewhere'; }, 20);
    """
    )
    with Site({"/data": Answer(b"{}")}, robots="User-agent: *\nDisallow: /\n") as other:
        public = Answer(b"{}", content_type="application/json")
        with Site({"/page": scripted(f"const OTHER = '{other.url}';{script}"), "/public": public}) as site:
            done, records = crawl(site, tmp_path, "/page", "-s", "ITEM_PIPELINES={}")
            assert done.returncode == 0, done.stderr
            (page,) = records
            for line in ("/public came", "/private/data was refused", f"{other.url}/data was refused"):
                assert f"<p>{line}</p>" in page["body"]
            assert not {"/private/data", "/frame", "/picture.png", "/elsewhere", "/window", "/worker.js"} & set(
                site.paths()
            )
        assert other.paths() == ["/robots.txt"]
    assert page["url"] == f"{site.url}/page"
    assert "'copydesk/browser/refused/robots': 2" in done.stderr


def test_scrapy_and_the_browser_share_one_jar_of_cookies(tmp_path: Path):
    # A meter that is counted by the server, and one that is counted by a script.
    count = "const read = Number((document.cookie.match(/read=(\\d+)/) || [0, 0])[1]) + 1;"
    script = FILL + count + "document.cookie = `read=${read}; path=/; max-age=900`; show([document.cookie]);"
    page = scripted(script)
    page.headers["Set-Cookie"] = "visit=7; Path=/"
    with Site({"/one": page, "/two": page, "/three": page}) as site:
        done, records = crawl(site, tmp_path, "/one /two#plain /three", "-s", "ITEM_PIPELINES={}")
        assert done.returncode == 0, done.stderr
        assert "cookie" not in site.headers_of("/one")
        assert site.headers_of("/two")["cookie"] == "visit=7; read=1"
        assert site.headers_of("/three")["cookie"] == "visit=7; read=1"
        assert "<p>visit=7; read=1</p>" in records[0]["body"]
        assert "<p>visit=7; read=2</p>" in records[2]["body"]


def test_redirects_refusals_and_other_files_are_what_they_are_without_a_browser(tmp_path: Path):
    answers = {
        "/moved": Answer(status=302, headers={"Location": "/private/page"}),
        "/refused": Answer(scripted(FETCHED).body, status=403),
        "/paper.pdf": Answer(b"%PDF-1.7", content_type="application/pdf"),
        "/private/page": scripted(FETCHED),
    }
    with Site(answers) as site:
        done, (refused,) = crawl(site, tmp_path, "/moved /refused /paper.pdf")
        assert refused["http_status"] == 403
        assert not {"/private/page", "/api/story"} & set(site.paths())
        assert "copydesk/browser/pages" not in done.stderr


def test_a_page_that_cannot_be_rendered_is_an_error_and_no_empty_text(tmp_path: Path):
    grows = "document.getElementById('story').textContent = 'x'.repeat(300000);"
    with Site({"/endless": scripted("while (true) {}"), "/grows": scripted(grows), "/well": scripted(FETCHED)}) as site:
        limits = ("-s", "DOWNLOAD_TIMEOUT=4", "-s", "DOWNLOAD_MAXSIZE=200000", "-s", "COPYDESK_BROWSER_WAIT=1")
        done, records = crawl(site, tmp_path, "/endless /grows /well", *limits)
        assert [record["url"] for record in records] == [f"{site.url}/well"]
        assert f"not had: DownloadTimeoutError: Rendering {site.url}/endless took longer than 4" in done.stderr
        assert "not had: DownloadCancelledError" in done.stderr
        assert "more than 200000 bytes" in done.stderr
        assert "'copydesk/browser/failed': 2" in done.stderr


def test_a_browser_that_does_not_start_breaks_the_run(tmp_path: Path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    with Site({"/page": scripted(FETCHED)}) as site:
        done, records = crawl(site, tmp_path, "/page", "-s", f"COPYDESK_BROWSER_PATH={broken}")
    assert records == []
    assert done.returncode == 1
    assert "the browser can't be started" in done.stderr.splitlines()[-1]
