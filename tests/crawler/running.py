"""Runs `scrapy` as a user does: in a process of its own, in the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

ROOT = Path(__file__).parents[2]
SPIDERS = ("-s", "SPIDER_MODULES=tests.crawler.output_spiders")
_LIMIT = 60


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "scrapy", *map(str, args)]


def run(*args: object, before: str = "", stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run to the end; `before` is a line of shell that comes first, such as `ulimit -f 8`."""
    argv = command(*args)
    if before:
        argv = ["sh", "-c", f'{before}; exec "$@"', "sh", *argv]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, timeout=_LIMIT, input=stdin, check=False)
    return subprocess.CompletedProcess(argv, done.returncode, done.stdout.decode(), done.stderr.decode())


def crawl(spider: str, *args: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the spiders of `output_spiders`."""
    return run("crawl", spider, *SPIDERS, *args, before=before)


def stop_when_ready(signal: int, *args: object) -> tuple[int, str, str]:
    """Start the spider `waiting`, send it a signal when its articles are exported: exit code, stdout, stderr."""
    argv = command("crawl", "waiting", *SPIDERS, *args)
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal)
        out, err = process.communicate(timeout=_LIMIT)
    return process.returncode, out, err


def new_stats() -> MemoryStatsCollector:
    crawler: Any = SimpleNamespace(settings=Settings())
    return MemoryStatsCollector(crawler)
