"""What a page is known by in the state, and moments as the state keeps them."""

from __future__ import annotations


def key_of(url: str) -> bytes:
    """The 16 bytes that an address is known by, in any of its forms; in hexadecimal, a record's `id`."""
    # The stages, which `pipelines` imports all of, use this module too.
    from pipelines.urls import article_id, canonical

    return bytes.fromhex(article_id(canonical(url)))


def moment(iso: str | None) -> int | None:
    """Seconds since 1970 of an ISO 8601 date or time; of a day, its end. Null for null and for what is no date."""
    from crawler.discovery.dates import latest

    if iso is None:
        return None
    try:
        return int(latest(iso).timestamp())
    except (ValueError, OverflowError):
        return None
