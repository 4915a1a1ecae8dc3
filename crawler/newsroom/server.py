"""The house on a loopback port, inside the reactor that is running already."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Protocol

from twisted.internet.defer import maybeDeferred
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from crawler.newsroom.house import Answer, Ask, House

if TYPE_CHECKING:
    from twisted.internet.tcp import Port
    from twisted.web import http

LOOPBACK = "127.0.0.1"


class Answering(Protocol):
    """Whoever answers requests."""

    def answer(self, ask: Ask) -> Answer: ...


class HouseResource(Resource):
    """Hands every request to the house."""

    isLeaf = True  # noqa: N815  Twisted names it so

    def __init__(self, house: Answering) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Twisted types it in parts
        self.house = house

    def render(self, request: Request) -> bytes:
        return _send(request, self.house.answer(_ask(request)))


def _ask(request: Request) -> Ask:
    cookies: SimpleCookie = SimpleCookie(request.getHeader("cookie") or "")
    host = request.getHeader("host") or LOOPBACK
    return Ask(
        method=request.method.decode("ascii"),
        path=request.path.decode("utf-8", "replace"),
        base=f"http://{host}",
        query={name.decode(): values[-1].decode("utf-8", "replace") for name, values in request.args.items()},
        cookies={name: morsel.value for name, morsel in cookies.items()},
        body=request.content.read().decode("utf-8", "replace") if request.content else "",
        unchanged_tag=request.getHeader("if-none-match"),
        unchanged_since=request.getHeader("if-modified-since"),
    )


def _send(request: Request, answer: Answer) -> bytes:
    request.setResponseCode(answer.status)
    request.setHeader("server", "newsroom")
    request.setHeader("content-type", answer.content_type)
    for name, value in answer.headers.items():
        request.setHeader(name, value)
    for name, value in answer.cookies.items():
        request.addCookie(name, value, path="/", httpOnly=True, sameSite="lax")
    return answer.body.encode("utf-8") if isinstance(answer.body, str) else answer.body


class QuietSite(Site):
    """A site that leaves Scrapy's log alone; the house keeps its own journal."""

    noisy = False

    def log(self, request: http.Request) -> None:
        """Write no access log."""


class Newsroom:
    """Opens the house on a port of the loopback interface and closes it again."""

    def __init__(self, house: House | None = None) -> None:
        self.house = house or House()
        self._port: Port | None = None

    def open(self, port: int = 0) -> str:
        """Listen; return the address, without a slash at its end. Port 0 takes a free one.

        Raises `twisted.internet.error.CannotListenError` where the port is taken.
        """
        # Importing it installs a reactor, which Scrapy wants to do itself.
        from twisted.internet import reactor

        # Twisted types its reactor as a module that has its methods as functions.
        tcp: Any = reactor
        site = QuietSite(HouseResource(self.house))  # type: ignore[no-untyped-call]  # Twisted types it in parts
        self._port = tcp.listenTCP(port, site, interface=LOOPBACK)
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def port(self) -> int | None:
        """The port that it listens on; None while it is closed."""
        return None if self._port is None else self._port.getHost().port

    async def close(self) -> None:
        """Stop listening. Closing twice, or before opening, does nothing."""
        from scrapy.utils.defer import maybe_deferred_to_future

        port, self._port = self._port, None
        if port is not None:
            await maybe_deferred_to_future(maybeDeferred(port.stopListening))
