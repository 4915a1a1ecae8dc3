"""What sites and pages say of the use of their texts, from real answers to the record."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.crawler.middlewares.hosts import STORY, TDMREP, Answer, Host, crawl, page, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROHIBITED = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="/*"><license><prohibits type="usage">all</prohibits>'
    "</license></content></rsl>"
)


def head(markup: str) -> str:
    return f"<html><head><title>A harbour story</title>{markup}</head><body><article>{STORY}</article></body></html>"


def rights(record: dict[str, Any]) -> tuple[bool | None, list[str]]:
    return record["rights"]["reserved"], record["rights"]["signals"]


def test_each_sort_of_signal_reaches_the_record(tmp_path: Path, host: Host) -> None:
    host.answers |= {
        "/header": page(tdm_reservation="1", tdm_policy="https://paper.example/policy"),
        "/usage": page(content_usage="train-ai=n"),
        "/tag": page(X_Robots_Tag="otherbot: noindex\nnoai"),
        "/meta": page(head('<meta name="robots" content="noai, noarchive">')),
        "/inline": page(head(f'<script type="application/rsl+xml">{PROHIBITED}</script>')),
        "/plain": page(head("")),
    }
    records = crawl(tmp_path, host.base, ["/header", "/usage", "/tag", "/meta", "/inline", "/plain"]).records
    assert {path: rights(record) for path, record in records.items()} == {
        "/header": (True, ["header tdm-reservation: 1", "header tdm-policy: https://paper.example/policy"]),
        "/usage": (True, ["Content-Usage: train-ai=n"]),
        "/tag": (True, ["X-Robots-Tag: noai"]),
        "/meta": (True, ["meta robots: noai", "meta robots: noarchive"]),
        "/inline": (True, ["RSL in the page /*: training prohibited", "RSL in the page /*: input prohibited"]),
        "/plain": (None, []),
    }


def test_honour_leaves_out_every_word_of_the_story_and_keeps_the_facts(tmp_path: Path, host: Host) -> None:
    host.answers["/a"] = page(head('<meta name="tdm-reservation" content="1"><meta name="author" content="Ana Ruiz">'))
    done = crawl(tmp_path, host.base, ["/a"])
    record = done.records["/a"]
    assert (record["text"], record["words"], record["text_hash"]) == ("", 0, None)
    assert {artifact["text"] for artifact in record["artifacts"]} <= {""}
    assert record["rights"]["withheld"] is True
    assert (record["title"], record["authors"]) == ("A harbour story", ["Ana Ruiz"])
    # What the copy held is still said.
    assert record["access"]["status"] == "complete"
    assert record["access"]["evidence"][-1] == {
        "signal": "text_withheld",
        "rule": None,
        "detail": "text of 117 words left out: meta tdm-reservation: 1",
    }
    assert "Paragraph" not in json.dumps(record)
    assert done.stat("copydesk/rights/withheld") == done.stat("copydesk/rights/reserved") == 1


def test_record_writes_it_down_and_keeps_the_text(tmp_path: Path, host: Host) -> None:
    host.answers["/a"] = page(X_Robots_Tag="noai")
    done = crawl(tmp_path, host.base, ["/a"], COPYDESK_RIGHTS="record")
    record = done.records["/a"]
    assert record["words"] == 117
    assert record["rights"] == {"reserved": True, "signals": ["X-Robots-Tag: noai"], "withheld": False}
    assert done.stat("copydesk/rights/reserved") == 1
    assert done.stat("copydesk/rights/withheld") == 0


def test_another_word_is_a_usage_error(tmp_path: Path, host: Host) -> None:
    done = crawl(tmp_path, host.base, ["/a"], COPYDESK_RIGHTS="ignore")
    assert done.code == 2
    assert 'COPYDESK_RIGHTS=ignore: it is "honour" or "record"' in done.log.splitlines()[-1]
    assert host.asked == {}


def test_robots_txt_and_tdmrep_json_speak_for_their_paths(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(
        "User-agent: *\nContent-Usage: /opinion/ train-ai=n\nContent-Signal: search=yes\n"
    )
    rules = [{"location": "/free/", "tdm-reservation": 0}, {"location": "/news/*", "tdm-reservation": 1}]
    host.answers[TDMREP] = text(json.dumps(rules))
    done = crawl(tmp_path, host.base, ["/opinion/a", "/free/a", *(f"/news/{n}" for n in range(6))])
    signal = "robots.txt Content-Signal: search=yes"
    assert rights(done.records["/opinion/a"]) == (True, ["robots.txt Content-Usage: /opinion/ train-ai=n", signal])
    assert rights(done.records["/free/a"]) == (False, [signal, "tdmrep.json tdm-reservation: 0"])
    assert rights(done.records["/news/5"]) == (True, [signal, "tdmrep.json tdm-reservation: 1"])
    # Once for all of them, and before any.
    assert host.asked["/robots.txt"] == host.asked[TDMREP] == 1
    assert [asked.path for asked in host.journal][:2] == ["/robots.txt", TDMREP]
    assert done.stat("copydesk/rights/tdmrep/read") == 1


def test_the_page_overrules_its_header_and_the_header_the_file(tmp_path: Path, host: Host) -> None:
    host.answers[TDMREP] = text('[{"location": "/", "tdm-reservation": 1}]')
    host.answers["/header"] = page(tdm_reservation="0")
    host.answers["/meta"] = page(head('<meta name="tdm-reservation" content="1">'), tdm_reservation="0")
    records = crawl(tmp_path, host.base, ["/file", "/header", "/meta"]).records
    assert {path: record["rights"]["reserved"] for path, record in records.items()} == {
        "/file": True,
        "/header": False,
        "/meta": True,
    }


def test_a_tdmrep_json_that_robots_txt_forbids_is_not_asked_for(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text("User-agent: *\nDisallow: /.well-known/\n")
    done = crawl(tmp_path, host.base, ["/a"])
    assert host.asked == {"/robots.txt": 1, "/a": 1}
    assert done.stat("copydesk/rights/tdmrep/not_had") == 1
    # No page was passed over.
    assert done.stat("copydesk/skipped/robots") == 0


SAYS_NOTHING = [
    (text("gone", 410), "none"),
    (text("no", 403), "not_had"),
    (page("<h1>Our front page</h1>"), "unreadable"),
    (text('{"location": "/"}'), "unreadable"),
]


def test_a_tdmrep_json_that_says_nothing_leaves_the_terms_unknown(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    hosts = [new_host() for _ in SAYS_NOTHING]
    for host, (answer, _) in zip(hosts, SAYS_NOTHING, strict=True):
        host.answers[TDMREP] = answer
    done = crawl(tmp_path, "", [f"{host.base}/a" for host in hosts])
    for host in hosts:
        assert host.asked[TDMREP] == 1
        assert rights(done.of(host)) == (None, [])
        assert done.of(host)["words"] == 117
    for outcome, times in Counter(outcome for _, outcome in SAYS_NOTHING).items():
        assert done.stat(f"copydesk/rights/tdmrep/{outcome}") == times


def test_an_rsl_licence_is_read_where_it_is_named(tmp_path: Path, new_host: Callable[[], Host]) -> None:
    in_robots, in_header, in_html = hosts = [new_host() for _ in range(3)]
    for host in hosts:
        host.answers["/rsl.xml"] = Answer(200, PROHIBITED, {"Content-Type": "application/rsl+xml"})
    in_robots.answers["/robots.txt"] = text(f"License: {in_robots.base}/rsl.xml\n")
    link = f'<{in_header.base}/rsl.xml>; rel="license"; type="application/rsl+xml"'
    markup = head('<link rel="license" type="application/rsl+xml" href="/rsl.xml">')
    for path in ("/a", "/b"):
        in_header.answers[path] = page(Link=link)
        in_html.answers[path] = page(markup)
    done = crawl(tmp_path, "", [f"{host.base}{path}" for host in hosts for path in ("/a", "/b")])
    assert [host.asked["/rsl.xml"] for host in hosts] == [1, 1, 1]
    assert len(done.found) == 6
    for record in done.found:
        address = record["url"][:-1] + "rsl.xml"
        assert record["rights"]["reserved"] is True
        assert f"RSL {address} /*: training prohibited" in record["rights"]["signals"]
    assert done.stat("copydesk/rights/licences/read") == 3


def test_a_licence_that_cannot_be_had_is_recorded_and_says_nothing(tmp_path: Path, host: Host) -> None:
    host.answers["/robots.txt"] = text(f"License: {host.base}/rsl.xml\n")
    host.answers["/rsl.xml"] = text("not here", 404)
    done = crawl(tmp_path, host.base, ["/a"])
    assert rights(done.records["/a"]) == (None, [f"robots.txt License: {host.base}/rsl.xml"])
    assert done.stat("copydesk/rights/licences/none") == 1


def test_no_page_sends_the_crawl_to_more_than_ten_licences(tmp_path: Path, host: Host) -> None:
    links = "".join(f'<link rel="license" type="application/rsl+xml" href="/rsl/{n}">' for n in range(30))
    host.answers["/a"] = page(head(links))
    crawl(tmp_path, host.base, ["/a"])
    assert sum(count for path, count in host.asked.items() if path.startswith("/rsl/")) == 10
