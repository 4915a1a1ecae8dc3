"""The newsroom over real HTTP, in a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.warm import PATIENCE

ROOT = Path(__file__).parents[3]
METERED = ["/courier/culture/library-roof", "/courier/harbour/oyster-survey", "/courier/council/night-bus"]


def reader() -> OpenerDirector:
    """Somebody who keeps cookies."""
    return build_opener(HTTPCookieProcessor(CookieJar()))


def read(who: OpenerDirector, url: str) -> str:
    with who.open(url) as response:
        return str(response.read().decode("utf-8"))


def status(who: OpenerDirector, url: str) -> int:
    try:
        with who.open(url) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code


def read_on(who: OpenerDirector, newsroom: str, day: str) -> None:
    """Turn the newsroom's calendar."""
    with who.open(f"{newsroom}/-/day", data=day.encode()) as response:
        assert response.status == 204


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler.newsroom", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_reader_spends_the_meter_and_gets_a_new_one_the_next_day(newsroom: str) -> None:
    ann, bob = reader(), reader()
    served = [read(ann, newsroom + path) for path in METERED]
    assert ["left today" in page or "last of your" in page for page in served] == [True, True, False]
    assert "daily free article limit" in served[2]
    assert "left today" in read(bob, newsroom + METERED[2])
    read_on(ann, newsroom, "2026-11-21")
    assert "left today" in read(ann, newsroom + METERED[2])
    read_on(ann, newsroom, "2026-11-20")
    assert "left today" not in read(ann, newsroom + METERED[2])


def test_refusals_reach_the_client_as_such(newsroom: str) -> None:
    ann = reader()
    assert status(ann, f"{newsroom}/courier/harbour/harbour-radar") == 402
    assert status(ann, f"{newsroom}/valmere/vallee/barrage") == 403
    assert status(ann, f"{newsroom}/faro/ciudad/contrato") == 451
    assert status(ann, f"{newsroom}/nothing") == 404
    assert status(ann, f"{newsroom}/courier/harbour/pilot-boat") == 200


def test_agreeing_leads_back_to_the_article(newsroom: str) -> None:
    ann = reader()
    assert "PUR-Abo" in read(ann, f"{newsroom}/bote/stadt/rathausuhr")
    with ann.open(f"{newsroom}/consent?to=/bote/stadt/rathausuhr", data=b"") as response:
        assert response.url == f"{newsroom}/bote/stadt/rathausuhr"
        assert "Touristen halten es" in response.read().decode("utf-8")


def test_addresses_in_lists_are_those_of_this_run(newsroom: str) -> None:
    ann = reader()
    assert f"Sitemap: {newsroom}/sitemap-news.xml" in read(ann, f"{newsroom}/robots.txt")
    assert f"<loc>{newsroom}{METERED[0]}</loc>" in read(ann, f"{newsroom}/sitemap-news.xml")
    assert f"<link>{newsroom}/bote/stadt/seilbahn</link>" in read(ann, f"{newsroom}/bote/feed.xml")


def test_the_journal_can_be_read(newsroom: str) -> None:
    ann = reader()
    read(ann, newsroom + METERED[0])
    last = json.loads(read(ann, f"{newsroom}/-/journal"))[-1]
    assert (last["method"], last["path"], last["status"], last["day"]) == ("GET", METERED[0], 200, "2026-11-20")


def test_japanese_comes_as_utf_8(newsroom: str) -> None:
    assert "白浜灯台" in read(reader(), f"{newsroom}/shimpo/chiiki/todai")


def test_an_interruption_ends_it_well() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.newsroom"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")


def test_a_taken_port_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        tried = run("--port", str(port))
    assert tried.returncode == 1
    assert str(port) in tried.stderr
    assert "Traceback" not in tried.stderr


@pytest.mark.parametrize("arguments", [("--date", "tomorrow"), ("--port", "front")])
def test_wrong_arguments_are_usage_errors(arguments: tuple[str, str]) -> None:
    tried = run(*arguments)
    assert tried.returncode == 2
    assert arguments[1] in tried.stderr
