"""`scrapy inspect` as a user meets it: as a command, with its exit codes."""

import gzip
import json
import os
import pty
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import warm

ROOT = Path(__file__).parents[3]
STORY = [
    "The harbour council voted on Tuesday night to reopen the old ferry line to the islands, forty years later.",
    "Two boats will run every hour from April, the mayor said, and fares will be kept under three euros for all.",
    "They are built by a yard two towns down the coast, which has hired thirty people for its largest order yet.",
]
WALL = "Subscribe now to continue reading this article."
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry line reopens</title></head><body>'
    "<nav><a href=/>Home</a><a href=/sport>Sport</a></nav><article><h1>Ferry line reopens</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    + f'<div class="paywall"><p>{WALL}</p></div></article></body></html>'
)


def inspect(*arguments: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return warm.run("scrapy", "inspect", *arguments, stdin=stdin.encode(), env=os.environ | environment)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "ferry.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_in_a_pipe_every_block_is_a_line_with_its_kind_and_rule(page):
    done = inspect(page, "--url", "https://a.test/ferry")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["# title", "Ferry line reopens"] in lines
    assert ["# url", "https://a.test/ferry"] in lines
    blocks = [line for line in lines if not line[0].startswith("#")]
    assert [text for _, kind, _, text in blocks if kind == "body"] == STORY
    ((_, kind, rule, _),) = [line for line in blocks if line[3] == WALL]
    assert kind in ("wall", "subscribe_promo")
    assert rule != "-"
    assert [line[1] for line in lines if line[0] == "# access"] == ["truncated"]


def test_json_gives_programs_the_blocks_and_the_record(page):
    done = inspect(page, "--json", "--url", "https://a.test/ferry")
    made = json.loads(done.stdout)
    assert made["page"]["url"] == "https://a.test/ferry"
    assert [block["text"] for block in made["blocks"] if block["kind"] == "body"] == STORY
    assert made["article"]["text"] == "\n\n".join(STORY)
    assert made["article"]["schema"] == "copydesk/article/1"


def test_plain_text_comes_from_a_file_or_a_pipe(tmp_path):
    text = "\n".join([*STORY, WALL])
    path = tmp_path / "ferry.txt"
    path.write_text(text, encoding="utf-8")
    from_file, from_pipe = inspect(path), inspect("-", stdin=text)
    assert from_file.returncode == from_pipe.returncode == 0
    for done in (from_file, from_pipe):
        assert f"\t{WALL}" in done.stdout
    blocks = [line for line in from_file.stdout.splitlines() if not line.startswith("#")]
    assert blocks == [line for line in from_pipe.stdout.splitlines() if not line.startswith("#")]


def test_an_archive_gives_its_first_page_or_the_one_that_is_asked_for(tmp_path):
    path = tmp_path / "two.warc.gz"
    with path.open("wb") as file:
        for number, title in enumerate(("First", "Second"), 1):
            html = f"<!doctype html><title>{title}</title><h1>{title}</h1>" + "".join(f"<p>{p}</p>" for p in STORY)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-03-03T08:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>\r\n"
                f"WARC-Target-URI: https://a.test/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    assert "# title\tFirst" in inspect(path).stdout
    assert "# title\tSecond" in inspect(path, "--url", "https://a.test/2").stdout
    done = inspect(path, "--url", "https://a.test/3")
    assert done.returncode == 2
    assert "holds no page https://a.test/3; it holds 2, the first is https://a.test/1" in done.stderr


def in_terminal(*arguments: object, **environment: str) -> str:
    """What the command writes when its output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "inspect", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment,
    )
    os.close(theirs)
    written = bytearray()
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    assert process.wait(timeout=warm.PATIENCE) == 0
    return written.decode()


def test_in_a_terminal_the_page_is_coloured_unless_no_color_is_set(page):
    coloured = in_terminal(page)
    assert "\x1b[9;38;5;" in coloured  # struck out, in one of 256 colours
    plain = in_terminal(page, NO_COLOR="1")
    assert "38;5;" not in plain
    assert "access" in plain


def test_why_tells_the_signals_behind_one_block(page):
    lines = [line.split("\t") for line in inspect(page, "--why", WALL).stdout.splitlines()]
    assert lines[0][0] == "block"
    names = {line[0] for line in lines}
    assert {"rules", "model", "feature", "need", "step", "evidence", "record"} <= names
    made = json.loads(inspect(page, "--json", "--why", "0", "--why", WALL).stdout)
    assert [account["index"] for account in made["why"]] == [0, int(lines[0][1])]
    assert [account["text"] for account in made["why"]] == [made["blocks"][0]["text"], WALL]


def test_why_in_a_terminal_adds_up_before_ones_eyes(page):
    screen = in_terminal(page, "--why", WALL, NO_COLOR="1")
    assert "THE MODEL" in screen
    assert "log-odds; as a probability" in screen
    assert "WHAT DECIDED" in screen
    assert "evidence of the verdict: marker_at_cut" in screen


def test_why_of_a_line_that_is_not_there_is_one_line_and_exit_code_two(page):
    done = inspect(page, "--why", "99")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("scrapy inspect: --why: no block 99: this page has blocks 0 to ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["/nowhere/page.html"], "/nowhere/page.html: no such file"),
        (["-"], "standard input: empty"),
        (["pyproject.toml"], "pyproject.toml: unknown type"),
    ],
)
def test_nothing_to_look_at_is_one_line_and_exit_code_two(arguments, complaint):
    done = inspect(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"scrapy inspect: {complaint}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("setting", ["COPYDESK_CATALOGUE", "COPYDESK_BODY_MODEL"])
def test_rules_or_a_model_that_cannot_be_used_are_one_line_and_exit_code_two(page, tmp_path, setting):
    done = inspect(page, "-s", f"{setting}={tmp_path / 'nothing'}")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path / "nothing") in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "name one file or URL"),
        (["a.html", "b.html"], "name one file or URL"),
        (["a.html", "--html", "b.html", "--why", "1"], "--html or --why, not both"),
        (["a.html", "--colour"], "no such option: --colour"),
        (["http://a.test/", "--url", "http://b.test/"], "a URL needs none"),
    ],
)
def test_a_wrong_command_line_is_exit_code_two(arguments, complaint):
    done = inspect(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 (emptied by the fixture)

    def do_GET(self):
        self.asked.append((self.path, self.headers["User-Agent"]))
        status, kind, body = {
            "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /private\n"),
            "/ferry": (200, "text/html; charset=utf-8", PAGE),
            "/paid": (402, "text/html; charset=utf-8", "<p>Payment required.</p>"),
            "/paper.pdf": (200, "application/pdf", "%PDF-1.7"),
        }.get(self.path, (404, "text/plain", "no such page\n"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_arguments: object):
        pass


@pytest.fixture
def site():
    Site.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class TestUrl:
    def test_is_fetched_after_robots_txt_under_our_own_name(self, site):
        done = inspect(f"{site}/ferry")
        assert done.returncode == 0, done.stderr
        assert "# status\tHTTP 200" in done.stdout
        assert STORY[0] in done.stdout
        asked = [path for path, _ in Site.asked]
        # What the site reserves is asked for in between.
        assert (asked[0], asked[-1]) == ("/robots.txt", "/ferry")
        assert all((agent or "").startswith("copydesk/") for _, agent in Site.asked)

    def test_that_robots_txt_forbids_is_not_fetched(self, site):
        done = inspect(f"{site}/private/ferry")
        assert done.returncode == 1
        assert done.stdout == ""
        assert "refused: robots.txt of 127.0.0.1" in done.stderr
        assert [path for path, _ in Site.asked] == ["/robots.txt"]

    def test_that_is_refused_is_shown_as_such(self, site):
        done = inspect(f"{site}/paid")
        assert done.returncode == 1
        assert "# access\tblocked" in done.stdout
        assert done.stderr == f"scrapy inspect: {site}/paid: refused with status 402\n"

    def test_that_is_no_page_is_exit_code_two(self, site):
        done = inspect(f"{site}/paper.pdf")
        assert done.returncode == 2
        assert (
            done.stderr
            == f"scrapy inspect: {site}/paper.pdf: unknown type application/pdf: not HTML and not plain text\n"
        )

    def test_of_a_site_that_is_down_is_not_fetched(self):
        done = inspect("http://127.0.0.1:1/", "-s", "RETRY_ENABLED=0", "-s", "DOWNLOAD_DELAY=0")
        assert done.returncode == 1
        assert "robots.txt of 127.0.0.1:1 could not be had" in done.stderr
        assert len(done.stderr.splitlines()) == 1
