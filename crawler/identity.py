"""Who is asking: the crawler's name, and whom a publisher can write to."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

NO_CONTACT = (
    "COPYDESK_CONTACT is not set, and {url} is not on this machine. Publishers have to know whom they can write to. "
    "Set it in crawler/settings.py, or for one run with -s COPYDESK_CONTACT=desk@example.org (a mail address, or the "
    "address of a page about the crawler)"
)

_MAIL = re.compile(r"[^\s@()<>,;\"]+@[^\s@()<>,;\"]+\.[^\s@()<>,;\"]+")
_ADDRESS = re.compile(r"https?://[^\s()<>\"]+")
_SPARE = "+"


def contact_of(settings: BaseSettings) -> str:
    """`COPYDESK_CONTACT` as it is sent: a mail address or the address of a page; empty where it is not set.

    Raises `UsageError` for anything else.
    """
    given = str(settings.get("COPYDESK_CONTACT") or "").strip()
    # Some firewalls drop every connection whose user agent holds "+http".
    contact = given.removeprefix("mailto:").lstrip(_SPARE)
    if not contact or (contact.isascii() and (is_mail(contact) or _is_page(contact))):
        return contact
    raise UsageError(
        f"COPYDESK_CONTACT={' '.join(given.split())}: neither a mail address nor the http(s) address of a page"
    )


def user_agent(settings: BaseSettings) -> str:
    """The `User-Agent` of every request: `copydesk/0.1 (desk@example.org)`."""
    product, contact = str(settings["USER_AGENT"]), contact_of(settings)
    return product if not contact or contact in product else f"{product} ({contact})"


def is_mail(contact: str) -> bool:
    """Whether a contact is a mail address."""
    return _MAIL.fullmatch(contact) is not None


def leaves_this_machine(url: str) -> bool:
    """Whether a request for an address goes to another machine, as far as its name tells."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return True
    if parts.scheme not in {"http", "https", "ftp", "ws", "wss"}:
        return parts.scheme not in {"file", "data"}
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def _is_page(contact: str) -> bool:
    try:
        return _ADDRESS.fullmatch(contact) is not None and bool(urlsplit(contact).hostname)
    except ValueError:
        return False
