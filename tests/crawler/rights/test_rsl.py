"""RSL licence documents."""

from __future__ import annotations

import pytest

from crawler.rights.judging import rights
from crawler.rights.page import of_headers, of_tree
from crawler.rights.rsl import MAX_SIZE, RslError, read, statements
from pipelines.segment import parse

URL = "https://paper.example/news/a"
NS = 'xmlns="https://rslstandard.org/rsl"'


def document(*contents: str) -> bytes:
    return f"<?xml version='1.0'?><rsl {NS}>{''.join(contents)}</rsl>".encode()


def content(*licence: str, url: str = "/*", more: str = "") -> str:
    inner = "".join(f"<license>{one}</license>" for one in licence)
    return f'<content url="{url}" {more}>{inner}</content>'


def reserved(body: bytes, url: str = URL) -> bool | None:
    return rights(statements(read(body), url, "RSL")).reserved


TRAIN, ALL = '<permits type="usage">ai-train</permits>', '<permits type="usage">all</permits>'
NO_TRAIN = '<prohibits type="usage">ai-train</prohibits>'
PAID, FREE = '<payment type="subscription"><amount>5</amount></payment>', '<payment type="free"/>'


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([NO_TRAIN], True),
        (['<prohibits type="usage">train-ai</prohibits>'], True),
        (['<permits type="usage">search</permits>'], True),
        ([ALL], False),
        ([ALL + FREE], False),
        ([ALL + '<payment type="attribution"/>'], False),
        ([ALL + PAID], True),
        # Prohibition beats permission, inside one licence and beside it.
        ([ALL + NO_TRAIN], True),
        ([ALL, NO_TRAIN], True),
        # One of several that anybody may take for nothing is enough.
        ([ALL + PAID, ALL + FREE], False),
        # For some only: unclear, so the stricter reading.
        ([ALL + '<permits type="user">non-commercial</permits>'], True),
        ([ALL + '<prohibits type="geo">EU</prohibits>'], True),
        # Training is permitted, answers are not.
        ([TRAIN], True),
        ([], None),
    ],
)
def test_what_licences_come_to(licences: list[str], expected: bool | None) -> None:
    assert reserved(document(content(*licences))) is expected


def test_a_licence_server_means_that_one_must_be_taken_first() -> None:
    body = document(content(ALL + FREE, more='server="https://licences.example/api"'))
    found = rights(statements(read(body), URL, "RSL https://paper.example/rsl.xml"))
    assert found.reserved is True
    assert found.signals == ["RSL https://paper.example/rsl.xml /*: licence from https://licences.example/api"]


def test_the_more_specific_scope_wins() -> None:
    body = document(content(NO_TRAIN, url="/*"), content(ALL, url="/news/*"))
    assert reserved(body) is False
    assert reserved(body, "https://paper.example/sport/a") is True


def test_scopes_that_are_addresses_hold_for_their_own_host() -> None:
    body = document(content(NO_TRAIN, url="https://paper.example/news/"), content(ALL, url="/"))
    assert reserved(body) is True
    assert reserved(body, "https://other.example/news/a") is False


def test_equal_scopes_are_all_heard() -> None:
    assert reserved(document(content(ALL), content(NO_TRAIN))) is True


def test_it_is_read_out_of_a_feed_too() -> None:
    body = f"<rss><channel><item>{content(NO_TRAIN).replace('<content', f'<content {NS}')}</item></channel></rss>"
    assert reserved(body.encode()) is True


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not XML"),
        (b"<rsl", "not XML"),
        (b"<html><body>Licence</body></html>", "no <content> of RSL"),
        (b"<rsl><content url='/*'/></rsl>", "no <content> of RSL"),
        (b" " * (MAX_SIZE + 1), "longer than"),
    ],
)
def test_a_document_that_is_none_says_so(body: bytes, why: str) -> None:
    with pytest.raises(RslError, match=why):
        read(body)


def test_entities_are_not_opened() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    body = f"{bomb}<rsl {NS}>{content('<permits>&a;</permits>')}</rsl>".encode()
    (only,) = read(body)
    assert only.licences[0].permits == frozenset()


def test_a_licence_inside_a_page_counts() -> None:
    html = (
        f'<html><head><script type="application/rsl+xml">{document(content(NO_TRAIN)).decode()}</script></head></html>'
    )
    tree = parse(html)
    assert tree is not None
    assert rights(of_tree(tree, URL)).reserved is True


def test_a_licence_that_is_only_linked_is_recorded_and_says_nothing_yet() -> None:
    link = '<https://paper.example/rsl.xml>; rel="license"; type="application/rsl+xml", <https://x.example/>; rel=next'
    found = rights(of_headers({"link": link}))
    assert (found.reserved, found.signals) == (None, ["Link rel=license: https://paper.example/rsl.xml"])
    tree = parse('<html><head><link rel="license" href="https://cc.example/by/4.0/"></head><body>a</body></html>')
    assert tree is not None
    assert rights(of_tree(tree, URL)).signals == ["link rel=license: https://cc.example/by/4.0/"]
