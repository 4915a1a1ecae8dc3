"""After a kill: files and state agree again, whatever the file's last bytes are."""

from __future__ import annotations

import fcntl
import io
import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import manifest
from crawler.clock import Clock
from crawler.exporters import ArticleLinesExporter
from crawler.feedstorage import NotWrittenError
from crawler.news.keeper import Keeper
from crawler.news.recovery import Recovery, part_of
from crawler.news.schedule import Schedule
from crawler.state.keys import key_of
from crawler.state.outputs import OpenOutput
from crawler.state.store import State
from tests.crawler.news.building import queue
from tests.crawler.output_spiders import article

if TYPE_CHECKING:
    from collections.abc import Callable


def line(number: int) -> bytes:
    file = io.BytesIO()
    ArticleLinesExporter(file).export_item(article(number))
    return file.getvalue()


LINES = [line(number) for number in range(1, 6)]
URLS = [json.loads(each)["url"] for each in LINES]


def recovery(keeper: Keeper, recall: Callable[[dict[str, Any]], None] | None = None) -> Recovery:
    return Recovery(keeper, manifest.Run("news", {}, "killed"), with_manifest=True, recall=recall)


def begin(
    state: State,
    folder: Path,
    known: int,
    data: bytes,
    *,
    before: bytes = b"",
    overwrite: bool = False,
    alone: bool = True,
) -> Path:
    """A file as a killed run leaves it: the first `known` lines are committed, all other pages are queued."""
    target = folder / "a.jsonl"
    if before:
        target.write_bytes(before)
    base = 0 if overwrite else len(before)
    part_of(target).write_bytes(before[:base] + data)
    length = base + len(b"".join(LINES[:known]))
    state.outputs.put(OpenOutput(target, base, length, overwrite, alone))
    for url in URLS[known:]:
        queue(state, url)
    state.commit()
    return target


def queued(state: State) -> set[str]:
    return {row[0] for row in state.connection.execute("SELECT url FROM frontier")}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5), st.data())
def test_every_page_is_either_in_the_file_or_queued(known: int, data: st.DataObject):
    whole = b"".join(LINES)
    committed = len(b"".join(LINES[:known]))
    end = data.draw(st.integers(committed, len(whole)))
    with TemporaryDirectory() as folder, closing(State.open("")) as state:
        keeper = Keeper(state, Clock(), Schedule(()), 3)
        target = begin(state, Path(folder), known, whole[:end])
        recovery(keeper).settle(())
        written = [json.loads(each)["url"] for each in target.read_bytes().splitlines()] if target.exists() else []
        assert len(written) == len(set(written)) >= known
        assert queued(state) == set(URLS) - set(written)
        for url in written[known:]:
            assert state.pages.find(key_of(url)) is not None
        assert state.outputs.all() == []
        assert not part_of(target).exists()


def test_what_is_adopted_stands_behind_what_the_file_had(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 1, b"".join(LINES[:3]) + b'{"torn', before=LINES[4])
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join([LINES[4], *LINES[:3]])
    entry = json.loads((tmp_path / "manifest.json").read_text())["files"]["a.jsonl"]
    # The manifest did not know the earlier record, and says so by having no counts.
    assert entry["bytes"] == target.stat().st_size
    assert entry["records"] is None


def test_a_file_that_was_changed_meanwhile_keeps_its_changes(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 1, b"".join(LINES[:2]), before=LINES[4])
    target.write_bytes(b"")
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join(LINES[:2])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "manifest.json"]


def test_a_file_of_several_outputs_is_cut_back_to_what_is_known(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 2, b"".join(LINES), alone=False)
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join(LINES[:2])
    assert queued(state) == set(URLS[2:])


def test_a_file_that_has_its_name_already_is_let_be(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 5, b"".join(LINES))
    part_of(target).rename(target)
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join(LINES)
    assert state.outputs.all() == []


def test_records_of_a_named_file_that_the_state_does_not_know_are_adopted(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 2, b"".join(LINES))
    part_of(target).rename(target)
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join(LINES)
    assert queued(state) == set()
    assert state.pages.count() == 3


def test_the_stories_of_adopted_records_are_remembered(state: State, keeper: Keeper, tmp_path: Path):
    begin(state, tmp_path, 1, b"".join(LINES[:3]) + LINES[3][:-9])
    remembered: list[str] = []
    recovery(keeper, lambda record: remembered.append(record["url"])).settle(())
    assert remembered == URLS[1:3]


def test_a_record_whose_story_cannot_be_read_is_adopted_all_the_same(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 0, b"".join(LINES))

    def broken(record: dict[str, Any]) -> None:
        raise KeyError("story")

    recovery(keeper, broken).settle(())
    assert target.read_bytes() == b"".join(LINES)
    assert queued(state) == set()


def test_half_a_copy_is_thrown_away(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 0, b"", before=b"".join(LINES))
    part_of(target).write_bytes(LINES[0][:50])
    recovery(keeper).settle(())
    assert target.read_bytes() == b"".join(LINES)
    assert not part_of(target).exists()


def test_a_replacing_file_is_gone_on_with_where_it_is_written_again(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 1, b"".join(LINES[:2]) + b"{", before=b"old\n", overwrite=True)
    settling = recovery(keeper)
    settling.settle({target})
    assert settling.goes_on[target].length == len(b"".join(LINES[:2]))
    assert part_of(target).read_bytes() == b"".join(LINES[:2])
    assert target.read_bytes() == b"old\n"


def test_a_replacing_file_that_is_not_written_again_stays_in_its_part(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 1, b"".join(LINES[:2]), before=b"old\n", overwrite=True)
    settling = recovery(keeper)
    settling.settle(())
    assert settling.goes_on == {}
    assert part_of(target).read_bytes() == b"".join(LINES[:2])
    assert target.read_bytes() == b"old\n"
    assert [output.target for output in state.outputs.all()] == [target]


def test_records_that_are_missing_are_told_of(
    state: State, keeper: Keeper, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    target = begin(state, tmp_path, 3, LINES[0])
    recovery(keeper).settle(())
    assert "records are lost" in caplog.text
    assert target.read_bytes() == LINES[0]
    state.outputs.put(OpenOutput(tmp_path / "gone.jsonl", 0, 100, overwrite=False))
    recovery(keeper).settle(())
    assert "gone.jsonl has 0 bytes, where an interrupted run had written 100" in caplog.text


def test_a_part_that_is_being_written_is_left_alone(state: State, keeper: Keeper, tmp_path: Path):
    target = begin(state, tmp_path, 1, b"".join(LINES))
    with part_of(target).open("rb") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        with pytest.raises(NotWrittenError, match="is being written by another run"):
            recovery(keeper).settle(())
    assert part_of(target).read_bytes() == b"".join(LINES)
