from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

import pyte
import pytest
from rich.console import Console
from rich.live import Live

from crawler.extensions.progress import Above, Pace, Reading, describe, position, size
from tests.crawler.running import ROOT, SPIDERS, command, run

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS, ROWS = 80, 24
SOME = ("some", *SPIDERS, "-L", "WARNING")


# --- What the line says ---


def test_what_matters_most_comes_first():
    stats = {
        "copydesk/articles": 1234,
        "copydesk/access/truncated": 30,
        "copydesk/access/complete": 1200,
        "copydesk/access/blocked": 4,
        "copydesk/sites/waiting": 1,
        "log_count/ERROR": 2,
    }
    assert str(describe(stats, 61.4, 3723.9)) == (
        "1,234 articles · 61 pages/min · complete 1,200, truncated 30, blocked 4 · 1 site waiting · 2 errors · 1:02:03"
    )


def test_what_is_not_known_is_not_said():
    assert str(describe({}, None, 5)) == "0 articles · 0:05"
    assert (
        str(describe({"copydesk/articles": 1, "copydesk/sites/waiting": 0}, 0, 0)) == "1 article · 0 pages/min · 0:00"
    )


def test_the_pace_is_that_of_the_last_minute():
    pace = Pace()
    assert pace.per_minute(0, 100.0) is None
    assert pace.per_minute(10, 110.0) == 60
    assert pace.per_minute(40, 160.0) == 40
    # The burst of the first ten seconds is over.
    assert pace.per_minute(45, 170.0) == 35


def test_reading_is_counted_in_files_and_bytes(tmp_path: Path):
    paths = []
    for number, length in enumerate((100, 50)):
        path = tmp_path / f"{number}.warc"
        path.write_bytes(b"x" * length)
        paths.append(str(path))
    reading = Reading([*paths, str(tmp_path / "gone")])
    assert reading.progress(0) == (0, 0, 150)
    with (tmp_path / "1.warc").open("rb", buffering=0) as file:
        file.read(20)
        known = position(paths[1]) is not None
        assert reading.progress(2) == (2, 120 if known else 100, 150)
    assert reading.progress(2) == (2, 100, 150)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 bytes"), (1500, "1.5 kB"), (2_000_000, "2.0 MB"), (3e12, "3000.0 GB")]
)
def test_bytes_are_said_for_people(count: float, said: str):
    assert size(count) == said


# --- How it stands with the log ---


def test_log_lines_come_out_above_the_line_as_they_are():
    screen = pyte.HistoryScreen(40, 8)
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=40, height=8, color_system=None, legacy_windows=False)
    line = "[bold]INFO: https://paper.example/a " + "x" * 60
    with Live("3 articles", console=console, auto_refresh=False) as live:
        above = Above(console)
        above.write(line)
        above.write("\nsecond\n")
        live.refresh()
        pyte.Stream(screen).feed(out.getvalue().replace("\n", "\r\n"))
    shown = [row.rstrip() for row in screen.display if row.strip()]
    assert "".join(shown[:-2]) == line
    assert shown[-2:] == ["second", "3 articles"]
    assert line + "\n" in out.getvalue()


def crawl(*options: object, term: str = "xterm-256color") -> tuple[int, str, list[str], list[str]]:
    """Run a spider in a terminal: exit code, all that was written, last line of each picture, last picture."""
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    argv = command("crawl", *options)
    with subprocess.Popen(
        argv, cwd=ROOT, env=environment | {"TERM": term}, stdin=other, stdout=other, stderr=other
    ) as process:
        os.close(other)
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        written, feet = b"", []
        while chunk := _read(main):
            written += chunk
            stream.feed(chunk)
            feet.append(next((row for row in reversed(screen.display) if row.strip()), "").rstrip())
    os.close(main)
    return process.returncode, written.decode(), feet, [row.rstrip() for row in screen.display]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        # How Linux says that nobody writes any more.
        return b""


FOOT = re.compile(r"\d+ articles?( · \d+ pages/min)?( · \d+ errors?)? · 0:\d\d")


def test_on_a_terminal_the_line_stands_at_the_foot_and_is_gone_at_the_end():
    code, written, feet, last = crawl("demo", "-s", "ITEM_PIPELINES={}", "-L", "DEBUG")
    assert code == 0
    assert any(FOOT.fullmatch(foot) for foot in feet), feet
    # No log line is broken or has anything of the line in it.
    # What stands before the erasing of a row has been the foot.
    lines = [line.rpartition("\x1b[2K")[2].rstrip("\r") for line in written.split("\n")]
    crawled = [line for line in lines if "DEBUG: Crawled" in line]
    assert len(crawled) > 30
    whole = r"[\d-]{10} [\d:]{8} \[scrapy.core.engine\] DEBUG: Crawled \(\d+\) <GET \S+> \(referer: \S+\)"
    assert [line for line in crawled if not re.fullmatch(whole, line)] == []
    assert max(map(len, crawled)) > COLUMNS
    assert not any(FOOT.search(row) for row in last)
    assert any(row.startswith("copydesk demo: ") for row in last)
    # The cursor was hidden, and is back.
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")


@pytest.mark.parametrize(
    ("options", "term"),
    [(("-s", "COPYDESK_PROGRESS=False"), "xterm"), ((), "dumb"), (("-o", "-:jsonlines"), "xterm")],
    ids=["switched off", "a terminal that can't", "records on the terminal"],
)
def test_elsewhere_there_is_none(options: tuple[str, ...], term: str):
    code, written, _, _ = crawl(*SOME, *options, term=term)
    assert code == 0
    assert "\x1b[?25l" not in written
    assert not FOOT.search(written)


def test_without_a_terminal_the_log_is_all_there_is():
    done = run("crawl", *SOME)
    assert done.returncode == 0
    assert "crawler.extensions.progress.Progress" not in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


def test_a_screen_that_only_stderr_goes_to_gets_nothing_of_stdout(tmp_path: Path):
    main, other = pty.openpty()
    out = tmp_path / "out.txt"
    with out.open("wb") as file:
        process = subprocess.Popen(
            command("crawl", *SOME),
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm"},
            stdout=file,
            stderr=other,
        )
        os.close(other)
        written = b""
        while chunk := _read(main):
            written += chunk
        process.wait()
    os.close(main)
    assert b"articles" in written
    assert b"copydesk some:" not in written
    assert out.read_text("utf-8").startswith("copydesk some:")
    assert "\x1b" not in out.read_text("utf-8")
