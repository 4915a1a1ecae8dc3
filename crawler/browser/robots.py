"""robots.txt for what the scripts of a page ask for.

The page itself has passed Scrapy's middleware. What its scripts load never comes by there, and hosts may be among
them that nobody asked to crawl, so each is looked up here.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.identity import contact_of, leaves_this_machine, user_agent
from crawler.middlewares.robots import DISALLOW_ALL, rules_of
from crawler.rights.robots import EVERYBODY, read_robots

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Robots:
    """Each host's rules, fetched once, by `fetch`."""

    def __init__(self, crawler: Crawler, fetch: Callable[[Request], Awaitable[Response]]) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.fetch = fetch
        self.obeys = settings.getbool("ROBOTSTXT_OBEY")
        self.user_agent = user_agent(settings)
        self.has_contact = bool(contact_of(settings))
        self.own: str = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[_Rules]] = {}

    async def allow(self, url: str) -> bool:
        """Whether an address may be asked for. A robots.txt that can't be had forbids its host.

        Without a contact, nothing that is not on this machine may be, as everywhere.
        """
        if not self.has_contact and leaves_this_machine(url):
            return False
        if not self.obeys:
            return True
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = asyncio.create_task(self._read(f"{host}/robots.txt"))
        # A page that is given up must not take away what others wait for.
        rules = await asyncio.shield(self._rules[host])
        return all(rules.parser.allowed(url, token) for token in rules.tokens)

    async def _read(self, url: str) -> _Rules:
        body = await self._body(url)
        parser = build_from_crawler(load_object(self.crawler.settings["ROBOTSTXT_PARSER"]), self.crawler, body)
        # A token that the file does not name gets everybody's rules.
        tokens = read_robots(body, self.own).tokens
        return _Rules(parser, tuple(self.own if token == EVERYBODY else token for token in tokens))

    async def _body(self, url: str) -> bytes:
        try:
            for _ in range(_HOPS):
                response = await self.fetch(Request(url, headers={"User-Agent": self.user_agent}))
                target = response.headers.get("Location")
                if response.status not in _REDIRECTS or not target:
                    return rules_of(response.status, response.body)
                url = urljoin(url, target.decode("latin-1"))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, there are no rules to go by
            logger.info("%s can't be had (%s): what a page loads from there is left out", url, error)
        return DISALLOW_ALL


@dataclass(slots=True, frozen=True)
class _Rules:
    parser: RobotParser
    tokens: tuple[str, ...]
    """All have to be allowed."""
