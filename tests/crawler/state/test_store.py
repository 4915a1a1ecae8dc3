from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.state.cookies import Cookies
from crawler.state.database import StateBusyError, StateError
from crawler.state.keys import key_of
from crawler.state.store import State

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def test_a_state_is_for_one_run_at_a_time_and_keeps_what_was_committed(tmp_path: Path):
    path = str(tmp_path / "state.sqlite")
    state = State.open(path)
    with pytest.raises(StateBusyError):
        State.open(path)
    state.pages.alias(key_of("https://a.example/"), key_of("https://b.example/"))
    state.commit()
    state.pages.alias(key_of("https://c.example/"), key_of("https://d.example/"))
    state.close()
    again = State.open(path)
    assert again.connection.execute("SELECT count(*) FROM aliases").fetchone() == (1,)
    again.close()


def test_a_file_that_can_not_be_used_is_not_kept_locked(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"something else")
    for _ in range(2):
        with pytest.raises(StateError, match="can't be used"):
            State.open(str(path))


def test_a_state_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    first, second = State.open(""), State.open("")
    assert not first.is_kept
    first.close()
    second.close()
    assert list(tmp_path.iterdir()) == []


def cookies_of(*headers: str) -> CookieJar:
    jar = CookieJar()
    request = Request("https://www.paper.example/news/1")
    jar.extract_cookies(Response(request.url, headers={"Set-Cookie": list(headers)}), request)
    return jar


def test_cookies_come_back_as_they_were(state: sqlite3.Connection):
    cookies = Cookies(state)
    cookies.save(cookies_of("reader=ab12; Path=/; Max-Age=3600; Secure", "seen=3; Domain=.paper.example"))
    jar = CookieJar()
    for cookie in cookies.load(now=0):
        jar.set_cookie(cookie)
    request = Request("https://www.paper.example/news/2")
    jar.add_cookie_header(request)
    assert sorted(request.headers["Cookie"].split(b"; ")) == [b"reader=ab12", b"seen=3"]
    plain = Request("http://www.paper.example/news/2")
    jar.add_cookie_header(plain)
    assert plain.headers["Cookie"] == b"seen=3"


def test_cookies_expire(state: sqlite3.Connection):
    cookies = Cookies(state)
    cookies.save(cookies_of("short=1; Max-Age=60", "session=1"))
    assert [cookie.name for cookie in cookies.load(now=4_000_000_000)] == ["session"]


def test_a_cookie_that_was_deleted_stays_deleted(state: sqlite3.Connection):
    cookies = Cookies(state)
    cookies.save(cookies_of("reader=1", "other=2"))
    cookies.save(cookies_of("other=2"))
    assert [cookie.name for cookie in cookies.load(now=0)] == ["other"]
