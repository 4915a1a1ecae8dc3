"""The news crawl measured on a small city, from the command line to the figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.crawl import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_three_runs_bring_each_article_once_and_then_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, figures = tmp_path / "kept", tmp_path / "figures.json"
    code = main(["accept", "--sites", "2", "--articles", "8", "--keep", str(kept), "--json", str(figures)])
    said = capsys.readouterr().out
    assert code == 0, said + (kept / "accept" / "log.txt").read_text()
    first, second, third = json.loads(figures.read_text())["runs"]
    assert (first["found"]["records"], second["found"]["records"]) == (16, 0)
    assert second["asked"]["articles"] == 0
    # Two new ones and five that were changed in one way or the other, at each of the two sites.
    assert third["asked"]["asked"] >= 14
    assert "16 records, 16 expected; 16 once" in said


def test_what_cannot_be_measured_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "accept").mkdir()
    assert main(["accept", "--sites", "1", "--articles", "1", "--keep", str(tmp_path)]) == 2
    assert "accept" in capsys.readouterr().err
