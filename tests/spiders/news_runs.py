"""Runs `scrapy crawl news` against a city of papers, as cron would: in a process of its own."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests import warm

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from crawler.newsroom.city.process import CityProcess

DAY = "2026-11-20"
EVENING = f"{DAY}T20:00"


@dataclass
class Crawl:
    """A crawl with a folder of its own, and the day on which its runs believe to be."""

    folder: Path
    now: str = EVENING
    flush_every: int = 2
    delay: float = 0
    """Seconds between two requests to a site."""

    def arguments(self, *options: object) -> list[object]:
        """What stands behind `scrapy`."""
        fast = (f"DOWNLOAD_DELAY={self.delay}", "AUTOTHROTTLE_ENABLED=0", "HTTPPROXY_ENABLED=0")
        own = (
            f"COPYDESK_STATE={self.folder / 'state.sqlite'}",
            f"COPYDESK_OUTPUT={self.folder}/{{site}}/{{date}}.jsonl",
            f"COPYDESK_NOW={self.now}",
            f"COPYDESK_FLUSH_EVERY={self.flush_every}",
        )
        settings = [part for setting in (*fast, *own) for part in ("-s", setting)]
        return ["crawl", "news", *settings, *options]

    def run(self, *options: object) -> subprocess.CompletedProcess[str]:
        """Run to the end."""
        return warm.run("scrapy", *self.arguments(*options))

    def stop_after(self, articles: int, signal: int, city: CityProcess, *options: object) -> tuple[int, str]:
        """Run, and send a signal when the city has been asked for so many articles more: exit code, log."""
        return self.disturb(articles, lambda run: run.send_signal(signal), city, *options)

    def disturb(
        self, articles: int, act: Callable[[warm.Started], None], city: CityProcess, *options: object
    ) -> tuple[int, str]:
        """Run, and do something to the process when so many articles more were asked for: exit code, log."""
        wanted = out(city)

        def asked() -> int:
            return sum(count for each, count in city.journal().items() if each.url in wanted)

        enough = asked() + articles
        with (self.folder / "log.txt").open("w+", encoding="utf-8") as log:
            run = warm.start("scrapy", *self.arguments(*options), stderr=log)
            late = time.monotonic() + warm.PATIENCE
            while asked() < enough and run.poll() is None and time.monotonic() < late:
                time.sleep(0.02)
            act(run)
            code = run.wait()
            log.seek(0)
            return code, log.read()

    def records(self) -> list[dict[str, Any]]:
        """All records in files that have their names."""
        files = sorted(self.folder.rglob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]

    def urls(self) -> Counter[str]:
        return Counter(record["url"] for record in self.records())

    def summary(self) -> dict[str, Any]:
        """What `run.json` says of the last run."""
        return dict(json.loads((self.folder / "run.json").read_text("utf-8")))

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*.part*"))

    def in_manifests(self) -> int:
        """Records that the manifests count."""
        manifests = [json.loads(path.read_text("utf-8")) for path in self.folder.rglob("manifest.json")]
        return sum(entry["records"] for manifest in manifests for entry in manifest["files"].values())


def sites(city: CityProcess) -> tuple[str, str]:
    return "-a", "sites=" + ",".join(f"{base}/" for base in city.bases)


def out(city: CityProcess) -> set[str]:
    """Addresses of all articles that are out."""
    return {article["url"] for article in city.articles()}
