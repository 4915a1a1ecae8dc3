"""What sites say of their pages in files of their own, kept by host: robots.txt, tdmrep.json, RSL documents."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.rights import rsl, tdm
from crawler.rights.page import OWN
from crawler.rights.robots import RobotsFile, read_robots
from crawler.rights.statements import Statement

if TYPE_CHECKING:
    from crawler.rights.rsl import Content
    from crawler.rights.tdm import TdmRule

ROBOTS = "/robots.txt"
OK, SERVER_ERROR = 200, 500
MAX_HOSTS = 10_000
"""Hosts that are remembered; the one that was not looked at for longest is forgotten first."""


@dataclass(slots=True)
class _Host:
    robots: RobotsFile = field(default_factory=RobotsFile)
    tdm_rules: list[TdmRule] = field(default_factory=list)


class SiteFiles:
    """Files of many hosts. Takes their bytes, gives their statements on an address."""

    def __init__(self, own: str = OWN, max_hosts: int = MAX_HOSTS) -> None:
        self.own = own
        self.max_hosts = max_hosts
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._licences: OrderedDict[str, list[Content]] = OrderedDict()
        self._awaited: OrderedDict[str, None] = OrderedDict()

    def add_robots(self, url: str, body: bytes) -> RobotsFile:
        """Take the robots.txt of the host of `url`."""
        robots = read_robots(body, self.own)
        if robots.preferences or robots.licences or host_of(url) in self._hosts:
            self._host(url).robots = robots
        for licence in robots.licences:
            self._awaited[licence] = None
            self._trim(self._awaited)
        return robots

    def add_tdm(self, url: str, body: bytes) -> None:
        """Take the tdmrep.json of the host of `url`. Raises `TdmFileError` where it says nothing that can be read."""
        if rules := tdm.read_file(body):
            self._host(url).tdm_rules = rules

    def add_licence(self, url: str, body: bytes) -> None:
        """Take the RSL document at `url`. Raises `RslError` where it is none."""
        self._licences[url] = rsl.read(body)
        self._trim(self._licences)

    def concerns(self, url: str) -> bool:
        """Whether an address is that of a robots.txt, a tdmrep.json, or a licence that a robots.txt has named."""
        try:
            return urlsplit(url).path in {ROBOTS, tdm.PATH} or url in self._awaited
        except ValueError:
            return False

    def take(self, url: str, status: int, body: bytes) -> None:
        """Take a file out of an archive. Raises `TdmFileError` or `RslError` where it says nothing that can be read."""
        path = urlsplit(url).path
        if path == ROBOTS and status < SERVER_ERROR:
            self.add_robots(url, body if status == OK else b"")
        elif path == tdm.PATH and status == OK:
            self.add_tdm(url, body)
        elif url in self._awaited and status == OK:
            self.add_licence(url, body)

    def licences(self, url: str) -> list[str]:
        """Addresses of the licences that the robots.txt of this host names."""
        host = self._hosts.get(host_of(url))
        return host.robots.licences if host else []

    def statements(self, url: str, linked: list[str] | None = None) -> list[Statement]:
        """What the files say of an address; `linked` are licences that the page itself names, if they were added."""
        host = self._hosts.get(host_of(url))
        said: list[Statement] = []
        if host is not None:
            self._hosts.move_to_end(host_of(url))
            said += host.robots.statements(url)
            said += [Statement(f"robots.txt License: {address}") for address in host.robots.licences]
            said += tdm.of_file(host.tdm_rules, url)
        for address in dict.fromkeys([*(host.robots.licences if host else []), *(linked or [])]):
            said += rsl.statements(self._licences.get(address, []), url, f"RSL {address}")
        return said

    def _host(self, url: str) -> _Host:
        host = self._hosts.setdefault(host_of(url), _Host())
        self._hosts.move_to_end(host_of(url))
        self._trim(self._hosts)
        return host

    def _trim(self, kept: OrderedDict[str, Any]) -> None:
        while len(kept) > self.max_hosts:
            kept.popitem(last=False)


def host_of(url: str) -> str:
    """Host and port of an address, in lower case, the usual ports left out; empty for none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    usual = port is None or (parts.scheme, port) in {("http", 80), ("https", 443)}
    return (parts.hostname or "") + ("" if usual else f":{port}")
