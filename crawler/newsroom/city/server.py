"""The city on its addresses, inside a reactor that somebody else runs."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from twisted.internet.error import CannotListenError

from crawler.newsroom.city.answers import City
from crawler.newsroom.server import HouseResource, QuietSite

if TYPE_CHECKING:
    from twisted.internet.tcp import Port

    from crawler.newsroom.city.journal import Journal
    from crawler.newsroom.city.plan import Plan

ATTEMPTS = 20


def open_city(plan: Plan, port: int = 0, journal: Journal | None = None) -> City:
    """Listen on the same port of all the plan's addresses. Port 0 takes one that is free on all of them.

    Raises `twisted.internet.error.CannotListenError`, also where the system has no such addresses: Linux has all
    of 127.0.0.0/8, others may have to be given them first.
    """
    for attempt in range(1, ATTEMPTS + 1):
        city = City(plan, port or _free_port(plan.host(0)), journal)
        try:
            _listen(city)
        except CannotListenError:
            if port or attempt == ATTEMPTS:
                raise
        else:
            break
    return city


def _free_port(host: str) -> int:
    try:
        with socket.create_server((host, 0)) as listening:
            return int(listening.getsockname()[1])
    except OSError as error:
        raise CannotListenError(host, 0, error) from error


def _listen(city: City) -> None:
    # Importing it installs a reactor, which may not be the wish of whoever imports this.
    from twisted.internet import reactor

    # Twisted types its reactor as a module that has its methods as functions.
    tcp: Any = reactor
    factory = QuietSite(HouseResource(city))  # type: ignore[no-untyped-call]  # Twisted types it in parts
    opened: list[Port] = []
    try:
        for site in city.sites:
            opened.append(tcp.listenTCP(city.port, factory, interface=site.host))  # noqa: PERF401  what is open must be known
    except CannotListenError:
        for listening in opened:
            listening.stopListening()
        raise
