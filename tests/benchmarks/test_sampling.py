"""Samples of memory, and what they add up to."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.sampling import Sample, growth, memory_of, plot, watch

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024


def samples(*megabytes: float) -> list[Sample]:
    return [Sample(100 * place, int((mb + 20) * MEGABYTE), int(mb * MEGABYTE)) for place, mb in enumerate(megabytes)]


def test_memory_that_stays_is_flat_whatever_the_warm_up_took() -> None:
    grown = growth(samples(10, 60, 90, *[100] * 18))
    assert (grown.early, grown.late) == (100 * MEGABYTE, 100 * MEGABYTE)
    assert abs(grown.per_page) < 1e4
    assert round(grown.share, 6) == 0


def test_a_leak_is_told_by_the_page() -> None:
    grown = growth(samples(*range(100, 201)))
    assert grown.per_page == pytest.approx(MEGABYTE / 100)
    assert grown.pages == 8000
    assert 0.5 < grown.share < 0.65


@pytest.mark.parametrize("few", [[], samples(1), samples(1, 2)])
def test_too_few_samples_are_refused(few: list[Sample]) -> None:
    with pytest.raises(ValueError, match="too few samples"):
        growth(few)


def test_a_process_is_watched_until_it_ends() -> None:
    code = "import sys; sys.stdout.write('up'); sys.stdout.flush(); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.read(2)
    taken = []
    for sample in watch(process.pid, lambda: len(taken), every=0):
        taken.append(sample)
        if len(taken) == 3:
            process.stdin.close()
    process.wait()
    process.stdout.close()
    assert [sample.done for sample in taken][:3] == [0, 1, 2]
    assert all(sample.resident >= sample.anonymous > 0 for sample in taken)


def test_memory_of_this_process_can_be_read() -> None:
    resident, anonymous = memory_of(os.getpid())
    assert resident > anonymous > MEGABYTE
    with pytest.raises(OSError, match="999999999"):
        memory_of(999_999_999)


@pytest.mark.parametrize(("name", "begins"), [("memory.svg", b"<?xml"), ("memory.png", b"\x89PNG")])
def test_the_plot_is_drawn_as_its_name_says(tmp_path: Path, name: str, begins: bytes) -> None:
    pytest.importorskip("matplotlib")
    plot(samples(*range(50, 100)), tmp_path / name, "Memory")
    assert (tmp_path / name).read_bytes().startswith(begins)
