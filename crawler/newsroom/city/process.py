"""The city in a process of its own, for tests and benchmarks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from crawler.newsroom.city.journal import Asked
from crawler.newsroom.city.plan import FIRST_ADDRESS

if TYPE_CHECKING:
    from datetime import date
    from types import TracebackType

ROOT = Path(__file__).parents[3]
LISTENING = "listening"
_LIMIT = 30


class CityError(Exception):
    """A city that did not open, or refused what it was asked; the message is what it said."""


class CityProcess:
    """A city that was opened as a user would open it, and what can be asked of it.

        with CityProcess("--sites", 3, "--articles", 20, "--day", "2026-01-01") as city:
            crawl(city.bases)
            print(city.journal())

    Raises `CityError` where it does not open.
    """

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-m", "crawler.newsroom", "--city", *map(str, arguments)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own module
        assert self._process.stdout is not None  # noqa: S101  a pipe, as asked for
        said = self._process.stdout.readline().split()
        if said[:1] != [LISTENING]:
            self.close()
            raise CityError(f"the city did not open; it ended with exit code {self._process.returncode}")
        self.port = int(said[1].rstrip("/").rsplit(":", 1)[1])
        self.bases = [f"http://{FIRST_ADDRESS + number}:{self.port}" for number in range(int(said[2]))]
        """Addresses of its sites, each without a slash at its end."""
        # No proxy that the environment names leads to this machine.
        self._client = build_opener(ProxyHandler({}))

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate()

    def journal(self, day: date | None = None) -> Counter[Asked]:
        """How often what was asked for; subtract an earlier one to see what came since."""
        rows = self._read("/-/journal" + (f"?day={day}" if day else ""))
        return Counter({Asked(**{name: row[name] for name in Asked.__slots__}): row["count"] for row in rows})

    def articles(self) -> list[dict[str, Any]]:
        """What is true of every article that is out."""
        return list(self._read("/-/articles"))

    def set_day(self, day: date | str) -> None:
        """Let it be another day. Raises `CityError`."""
        self._read("/-/day", str(day))

    def update(self, *urls: str, change: str = "text") -> None:
        """Change articles at once. Raises `CityError`."""
        self._read(f"/-/update?change={change}", "\n".join(urls))

    def _read(self, path: str, post: str | None = None) -> Any:
        data = None if post is None else post.encode()
        try:
            with self._client.open(self.bases[0] + path, data, timeout=_LIMIT) as response:
                body = response.read()
        except HTTPError as error:
            with error:
                raise CityError(error.read().decode("utf-8", "replace").strip()) from error
        return json.loads(body) if body else None
