"""The city over real HTTP, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from crawler.newsroom.city.process import CityError, CityProcess
from tests.warm import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    arguments = ("--sites", 3, "--articles", 5, "--day", "2026-01-01", "--journal", tmp_path / "journal.jsonl")
    with CityProcess(*arguments) as opened:
        yield opened


def get(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(url, headers=headers)) as response:  # noqa: S310  of this machine
            return response.status, response.headers["date"]
    except HTTPError as error:
        with error:
            return error.code, error.headers["date"]


def test_every_site_answers_at_its_own_address(city: CityProcess, tmp_path: Path) -> None:
    assert [base.rsplit(":", 1)[0] for base in city.bases] == [f"http://127.0.0.{last}" for last in (2, 3, 4)]
    rows = city.articles()
    assert len(rows) == 15
    for row in rows:
        status, date = get(row["url"])
        assert status in {200, 402, 403}
        assert date.startswith("Thu, 01 Jan 2026")
    counts = city.journal()
    assert {asked.url: count for asked, count in counts.items()} == {row["url"]: 1 for row in rows}
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert [line["url"] for line in lines] == [row["url"] for row in rows]


def test_a_new_day_can_be_counted_alone(city: CityProcess) -> None:
    url = city.articles()[0]["url"]
    get(url)
    before = city.journal()
    city.set_day("2026-01-02")
    city.update(url)
    get(url, **{"If-None-Match": 'W/"0-0-whole"'})
    (asked,) = city.journal() - before
    assert (asked.day, asked.url, asked.conditional, asked.status) == ("2026-01-02", url, True, 200)
    assert len(city.articles()) == 21


def test_refused_orders_say_why(city: CityProcess) -> None:
    with pytest.raises(CityError, match="no article is at"):
        city.update(f"{city.bases[0]}/nothing")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--city", "--sites", "0"), "sites is 0"),
        (("--sites", "3"), "need --city"),
        (("--city", "--walls", "x"), "'x'"),
    ],
)
def test_wrong_arguments_are_usage_errors(arguments: tuple[str, ...], says: str) -> None:
    command = [sys.executable, "-m", "crawler.newsroom", *arguments]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert tried.returncode == 2
    assert says in tried.stderr


def test_a_taken_port_is_said_so(city: CityProcess, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CityError, match="exit code 1"):
        CityProcess("--port", city.port)
    assert str(city.port) in capfd.readouterr().err
