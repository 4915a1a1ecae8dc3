"""Runs `scrapy` as a user does: in a process of its own, in the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from tests import warm

ROOT = Path(__file__).parents[2]
SPIDERS = ("-s", "SPIDER_MODULES=tests.crawler.output_spiders")


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "scrapy", *map(str, args)]


def run(*args: object, before: str = "", stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run to the end; `before` is a line of shell that comes first, such as `ulimit -f 8`."""
    if not before:
        return warm.run("scrapy", *args, stdin=stdin or b"")
    argv = ["sh", "-c", f'{before}; exec "$@"', "sh", *command(*args)]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=warm.PATIENCE, check=False)


def crawl(spider: str, *args: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the spiders of `output_spiders`."""
    return run("crawl", spider, *SPIDERS, *args, before=before)


def stop_when_ready(signal: int, *args: object) -> tuple[int, str, str]:
    """Start the spider `waiting`, send it a signal when its articles are exported: exit code, stdout, stderr."""
    argv = ("crawl", "waiting", *SPIDERS, *args)
    reader, writer = os.pipe()
    with os.fdopen(reader, encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        process = warm.start("scrapy", *argv, stdout=writer, stderr=err)
        os.close(writer)
        assert out.readline() == "ready\n"
        process.send_signal(signal)
        said = out.read()
        code = process.wait()
        err.seek(0)
        return code, said, err.read()


def new_stats() -> MemoryStatsCollector:
    crawler: Any = SimpleNamespace(settings=Settings())
    return MemoryStatsCollector(crawler)
