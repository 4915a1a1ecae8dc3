"""Every request says who asks; without that, none leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.middlewares.hosts import Host, crawl
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "https://paper.invalid/story"


def test_a_crawl_that_leaves_this_machine_without_a_contact_ends_before_its_first_request(
    tmp_path: Path, host: Host
) -> None:
    done = crawl(tmp_path, host.base, [ELSEWHERE, f"{ELSEWHERE}/2", "/a"])
    assert done.code == 2
    last = done.log.splitlines()[-1]
    assert last.startswith(f"scrapy crawl burst: COPYDESK_CONTACT is not set, and {ELSEWHERE} is not on this machine.")
    assert "-s COPYDESK_CONTACT=desk@example.org" in last
    assert last.endswith("(exit code 2)")
    # Said once, and nothing was sent: neither the page nor its robots.txt.
    assert done.log.count("ERROR: COPYDESK_CONTACT is not set") == 1
    assert "robotstxt/request_count" not in done.log
    assert "downloader/request_bytes" not in done.log
    assert done.records == {}


def test_this_machine_may_be_crawled_without(tmp_path: Path, host: Host) -> None:
    done = crawl(tmp_path, host.base, ["/a"])
    assert done.code == 0
    assert {(asked.user_agent, asked.sender) for asked in host.journal} == {("copydesk/0.1", None)}


@pytest.mark.parametrize(
    ("contact", "sender"), [("desk@paper.example", "desk@paper.example"), ("https://paper.example/bot", None)]
)
def test_every_request_says_whom_to_write_to(tmp_path: Path, host: Host, contact: str, sender: str | None) -> None:
    crawl(tmp_path, host.base, ["/a"], COPYDESK_CONTACT=contact)
    assert set(host.asked) == {"/robots.txt", "/.well-known/tdmrep.json", "/a"}
    assert {(asked.user_agent, asked.sender) for asked in host.journal} == {(f"copydesk/0.1 ({contact})", sender)}


def test_a_contact_that_is_none_is_a_usage_error(tmp_path: Path, host: Host) -> None:
    done = crawl(tmp_path, host.base, ["/a"], COPYDESK_CONTACT="me")
    assert done.code == 2
    assert "COPYDESK_CONTACT=me: neither a mail address nor" in done.log.splitlines()[-1]
    assert host.asked == {}


def test_inspect_says_the_same() -> None:
    done = run("inspect", ELSEWHERE)
    assert done.returncode == 2
    assert "COPYDESK_CONTACT is not set" in done.stderr
