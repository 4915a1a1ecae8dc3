"""What sites say of their pages in files of their own."""

from __future__ import annotations

import pytest

from crawler.rights.judging import rights
from crawler.rights.site import SiteFiles, host_of

RESERVED = b"User-agent: *\nContent-Usage: train-ai=n\n"
TDM = b'[{"location": "/", "tdm-reservation": 1}]'
RSL = b'<rsl xmlns="https://rslstandard.org/rsl"><content url="/*"><license><prohibits type="usage">all</prohibits></license></content></rsl>'


def test_each_host_has_its_own() -> None:
    files = SiteFiles()
    files.add_robots("https://a.example/robots.txt", RESERVED)
    files.add_tdm("https://b.example/.well-known/tdmrep.json", TDM)
    assert rights(files.statements("https://a.example/1")).signals == ["robots.txt Content-Usage: train-ai=n"]
    assert rights(files.statements("https://b.example/1")).signals == ["tdmrep.json tdm-reservation: 1"]
    assert files.statements("https://c.example/1") == []


def test_a_later_file_takes_the_place_of_an_earlier_one() -> None:
    files = SiteFiles()
    files.take("https://a.example/robots.txt", 200, RESERVED)
    # It could not be had: what was known stays.
    files.take("https://a.example/robots.txt", 503, b"")
    assert rights(files.statements("https://a.example/1")).reserved is True
    files.take("https://a.example/robots.txt", 404, RESERVED)
    assert files.statements("https://a.example/1") == []


def test_a_licence_counts_once_it_is_there() -> None:
    files = SiteFiles()
    address = "https://licences.example/rsl.xml"
    assert not files.concerns(address)
    files.take("https://a.example/robots.txt", 200, f"License: {address}\n".encode())
    assert files.concerns(address)
    assert files.licences("https://a.example/1") == [address]
    assert rights(files.statements("https://a.example/1")).reserved is None
    files.take(address, 200, RSL)
    found = rights(files.statements("https://a.example/1"))
    assert found.reserved is True
    assert found.signals == [
        f"robots.txt License: {address}",
        f"RSL {address} /*: training prohibited",
        f"RSL {address} /*: input prohibited",
    ]


def test_a_licence_that_a_page_names_counts_for_that_page() -> None:
    files = SiteFiles()
    files.add_licence("https://a.example/rsl.xml", RSL)
    assert files.statements("https://a.example/1") == []
    assert rights(files.statements("https://a.example/1", ["https://a.example/rsl.xml"])).reserved is True


def test_no_more_hosts_are_remembered_than_it_is_told() -> None:
    files = SiteFiles(max_hosts=2)
    for name in ("a", "b"):
        files.add_robots(f"https://{name}.example/robots.txt", RESERVED)
    files.statements("https://a.example/1")
    files.add_robots("https://c.example/robots.txt", RESERVED)
    # The one that was not looked at for longest is gone.
    kept = [name for name in "abc" if files.statements(f"https://{name}.example/1")]
    assert kept == ["a", "c"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Paper.example/a", "paper.example"),
        ("http://paper.example:80/a", "paper.example"),
        ("https://paper.example:443/a", "paper.example"),
        ("https://paper.example:8443/a", "paper.example:8443"),
        ("nonsense", ""),
        ("https://[broken/", ""),
        ("https://paper.example:port/", ""),
    ],
)
def test_which_host_an_address_belongs_to(url: str, host: str) -> None:
    assert host_of(url) == host
