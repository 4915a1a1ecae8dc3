"""docs/cron.md is to be copied: what it shows runs as it is written, but for the place."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.extensions.newsrun import SCHEMA
from crawler.newsroom.city.process import CityProcess
from tests.checkout import checkout
from tests.test_docs import DOCS, blocks, first_column, section
from tests.warm import PATIENCE

PAGE = DOCS / "cron.md"
PLACE = "/srv/copydesk/app"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a `data` and a `log` of its own."""
    place = checkout(tmp_path_factory.mktemp("app"))
    for folder in ("data", "log", ".venv/bin"):
        (place / folder).mkdir(parents=True)
    (place / ".venv" / "bin" / "scrapy").symlink_to(Path(sys.executable).with_name("scrapy"))
    return place


def as_cron(line: str, app: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as cron and systemd do: with next to nothing in the environment."""
    return subprocess.run(
        ["/bin/sh", "-c", line.replace(PLACE, str(app))],
        cwd=app,
        env={"PATH": "/usr/bin:/bin", "HOME": str(app), "LANG": os.environ.get("LANG", "C.UTF-8")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_the_crontab_and_the_service_run(app: Path):
    (crontab,) = blocks(PAGE, "crontab")
    (line,) = (line for line in crontab.splitlines() if line.startswith("*/15 "))
    service, _ = blocks(PAGE, "ini")
    (start,) = re.findall("^ExecStart=(.*)$", service, re.MULTILINE)
    with CityProcess("--sites", 1, "--articles", 2, "--metered", 0, "--walls", 0) as city:
        (app / "sources.toml").write_text(f"[sites.courier]\nfront = '{city.bases[0]}/'\n", encoding="utf-8")
        first = as_cron(line.split(maxsplit=5)[5], app)
        assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
        second = as_cron(start, app)
        assert second.returncode == 0, second.stderr
    assert (app / "log" / "runs.log").read_text("utf-8").startswith("copydesk news: 2 articles in ")
    assert second.stdout.startswith("copydesk news: 0 articles in ")
    assert "Spider closed (finished)" in (app / "log" / "news.log").read_text("utf-8")
    summary = json.loads((app / "data" / "run.json").read_text("utf-8"))
    named = set(re.findall(r"`(\w+)`", section(PAGE, "run.json").split("Its keys:")[1].split("\n\n")[0]))
    assert summary["schema"] == SCHEMA
    assert set(summary) == named - {"meter_until"}


def test_the_units_are_sound(tmp_path: Path, app: Path):
    if (verify := shutil.which("systemd-analyze")) is None:
        pytest.skip("there is no systemd-analyze here")
    names = re.findall(r"`/etc/systemd/system/(copydesk-[\w.]+)`", PAGE.read_text("utf-8"))
    assert names == ["copydesk-news.service", "copydesk-news.timer"]
    for name, unit in zip(names, blocks(PAGE, "ini"), strict=True):
        (tmp_path / name).write_text(unit.replace(PLACE, str(app)), encoding="utf-8")
    done = subprocess.run([verify, "verify", *names], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_logrotate_can_read_its_file(tmp_path: Path):
    # It lies where the PATH of users does not lead.
    if (rotate := shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")) is None:
        pytest.skip("there is no logrotate here")
    (text,) = blocks(PAGE, "logrotate")
    file = tmp_path / "copydesk"
    # The user is one that this machine has not.
    file.write_text(text.replace("    su copydesk copydesk\n", ""), encoding="utf-8")
    file.chmod(0o644)
    done = subprocess.run([rotate, "-d", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr


def test_the_thresholds_are_those_of_the_settings():
    from crawler import settings

    for row in re.findall(r"^\| `(COPYDESK_M\w+)` \| ([\d.]+)", section(PAGE, "What a run ends with"), re.MULTILINE):
        assert getattr(settings, row[0]) == float(row[1])
    named = first_column(section(PAGE, "What a run ends with"))
    assert named == [name for name in vars(settings) if re.fullmatch("COPYDESK_(MAX_.*_SHARE|MIN_ARTICLES)", name)]
