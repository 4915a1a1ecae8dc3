"""One whole run of a spider, without the pipelines: what it hands them is what is written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Run:
    code: int
    pages: list[dict[str, Any]]
    log: str

    def stats(self, prefix: str) -> dict[str, int]:
        """Stats under a prefix, by the last part of their names."""
        found = re.findall(rf"'{re.escape(prefix)}(\w+)': (\d+)", self.log)
        return {name: int(count) for name, count in found}


def crawl_files(spider: str, folder: Path, path: str, *options: str) -> Run:
    out = folder / "out" / "pages.jsonl"
    arguments = ["-a", f"path={path}"] if path else []
    done = run("crawl", spider, *arguments, "-s", "ITEM_PIPELINES={}", "-O", out, *options)
    pages = [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []
    return Run(done.returncode, pages, done.stderr)
