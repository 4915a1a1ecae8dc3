"""Whether a record says anything that the last one of its page did not."""

from __future__ import annotations

import hashlib


def digest(title: str | None, text: str, status: str | None) -> bytes:
    """16 bytes that stand for what a reader gets: headline, text, and how much of it there is.

    Dates, pictures and what stands around the story may change without anything new having been said.
    """
    said = "\x00".join((title or "", text, status or ""))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).digest()
