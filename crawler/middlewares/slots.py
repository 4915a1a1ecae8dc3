"""Pauses between the requests to one host, on the downloader's live slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.core.downloader import Downloader


def keep_apart(downloader: Downloader, key: str, delay: float) -> None:
    """Let at least `delay` seconds pass between requests of the slot `key`, now and when it is made anew.

    A pause that is longer already stays. It is kept to the second, since one that is shorter by chance would break
    the host's rule.
    """
    settings = downloader.per_slot_settings.get(key, {})
    delay = max(delay, float(settings.get("delay", downloader.settings.getfloat("DOWNLOAD_DELAY"))))
    downloader.per_slot_settings[key] = {**settings, "delay": delay, "jitter": 0.0}
    slot = downloader.slots.get(key)
    if slot is not None:
        slot.delay = max(slot.delay, delay)
        slot.jitter = 0.0


def least_delay(downloader: Downloader, key: str) -> float:
    """Seconds below which the pause of a slot must not fall; 0 for a slot without a rule of its own."""
    return float(downloader.per_slot_settings.get(key, {}).get("delay", 0.0))
