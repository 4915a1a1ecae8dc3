"""Every request says who asks; a crawl that leaves this machine without saying so ends before its first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.exitcodes import ExitCode, stop
from crawler.identity import NO_CONTACT, contact_of, is_mail, leaves_this_machine, user_agent
from crawler.middlewares.refusals import NoContactError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class IdentityMiddleware:
    """Sends `User-Agent` with the contact, and `From` where that is a mail address.

    Raises `UsageError` at the start for a contact that is none. Where it is missing, the first request to another
    machine ends the crawl with exit code 2, unsent, and whatever comes after it fails with `NoContactError`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.contact = contact_of(crawler.settings)
        self.user_agent = user_agent(crawler.settings)
        self.stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if not self.contact and leaves_this_machine(request.url):
            reason = NO_CONTACT.format(url=request.url)
            if not self.stopped:
                self.stopped = True
                stop(self.crawler, ExitCode.USAGE, reason, "no_contact")
            raise NoContactError(reason)
        request.headers.setdefault("User-Agent", self.user_agent)
        if is_mail(self.contact):
            request.headers.setdefault("From", self.contact)
