"""Addresses as they stand in feeds, sitemaps and links, made whole."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.urls import absolute, canonical

MAX_LENGTH = 2_048
"""A longer address is no article's; sitemaps may not hold any."""


def whole(address: str | None, base: str) -> str | None:
    """An address as given at `base`, in full and without fragment; null where it leads to no web page."""
    if not address or len(address) > MAX_LENGTH:
        return None
    url = absolute(clean(address).replace(" ", "%20"), base)
    try:
        if url is None or not urlsplit(url).hostname:
            return None
    except ValueError:
        return None
    url = url.partition("#")[0]
    return url if len(url) <= MAX_LENGTH else None


def clean(text: str) -> str:
    """A text with its white space folded, without soft hyphens, and without half characters, which no file can hold."""
    return " ".join(text.replace("\xad", "").encode("utf-8", "replace").decode("utf-8").split())


def is_new(url: str, seen: set[str]) -> bool:
    """Whether an address has not been met in any of its forms; notes it."""
    key = canonical(url)
    if key in seen:
        return False
    seen.add(key)
    return True
