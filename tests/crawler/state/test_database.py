from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.state import database
from crawler.state.database import MIGRATIONS, StateBusyError, StateError, StateLock, open_state

if TYPE_CHECKING:
    from pathlib import Path


def put_alias(state: sqlite3.Connection, key: bytes) -> None:
    state.execute("INSERT INTO aliases VALUES (?, ?)", (key, b"p"))


def aliases(state: sqlite3.Connection) -> list[bytes]:
    return [row[0] for row in state.execute("SELECT key FROM aliases ORDER BY key")]


def test_a_new_file_is_made_with_its_directory(tmp_path: Path):
    path = tmp_path / "new" / "state.sqlite"
    state = open_state(path)
    put_alias(state, b"a")
    state.commit()
    state.close()
    assert aliases(open_state(path)) == [b"a"]


def test_what_is_not_committed_is_not_kept(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    state = open_state(path)
    put_alias(state, b"a")
    state.commit()
    put_alias(state, b"b")
    assert aliases(state) == [b"a", b"b"]
    state.close()
    assert aliases(open_state(path)) == [b"a"]


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_a_state_that_is_forgotten(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    put_alias(open_state(path), b"a")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"notes of somebody\n" * 100)
    with pytest.raises(StateError, match=r"state\.sqlite can't be used: file is not a database"):
        open_state(path)
    assert path.read_bytes() == b"notes of somebody\n" * 100


def test_the_database_of_another_program_is_left_alone(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE things (name TEXT)")
    other.close()
    with pytest.raises(StateError, match="another program"):
        open_state(path)


def test_a_state_of_a_newer_copydesk_is_refused(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    state = open_state(path)
    state.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    state.close()
    with pytest.raises(StateError, match="newer copydesk"):
        open_state(path)


def test_a_directory_is_no_state(tmp_path: Path):
    with pytest.raises(StateError, match="can't be opened"):
        open_state(tmp_path)


def test_an_older_state_is_brought_up_to_date_and_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "state.sqlite"
    state = open_state(path)
    put_alias(state, b"a")
    state.commit()
    state.close()
    monkeypatch.setattr(database, "MIGRATIONS", [*MIGRATIONS, "CREATE TABLE later (name TEXT)"])
    newer = open_state(path)
    assert aliases(newer) == [b"a"]
    assert newer.execute("SELECT count(*) FROM later").fetchone() == (0,)


def test_one_run_at_a_time(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    lock = StateLock(path)
    with pytest.raises(StateBusyError, match=r"state\.sqlite is in use by another run \(process \d+\)"):
        StateLock(path)
    lock.release()
    StateLock(path).release()


def test_a_lock_ends_with_its_process(tmp_path: Path):
    code = f"from crawler.state.database import StateLock; StateLock({str(tmp_path / 's')!r}); import os; os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    StateLock(tmp_path / "s").release()
