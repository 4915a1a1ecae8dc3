"""What a refusal says beyond its status: a price, an error of a paid door, how long to wait."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PAYMENT_REQUIRED = 402
LONGEST_WAIT = timedelta(days=30)
"""A longer `Retry-After` counts as this one: no typing error keeps a site out for good."""
_MAX_BODY = 100_000
_LONGEST = 200
_SECONDS = re.compile(r"\d{1,12}(?:\.\d+)?")


def price(status: int | None, headers: Mapping[str, str], body: str = "") -> str | None:
    """The price that a 402 quotes: `crawler-price` (Pay Per Crawl), or the first offer of x402 in header or body."""
    if status != PAYMENT_REQUIRED:
        return None
    if quoted := headers.get("crawler-price", "").strip():
        return quoted[:_LONGEST]
    return _offer(_from_base64(headers.get("payment-required", ""))) or _offer(_from_json(body))


def remarks(status: int | None, headers: Mapping[str, str], body_price: str | None = None) -> list[str]:
    """What else a refusal says, for people: its price, its error code, and how long it asks to be left alone."""
    said = []
    if quoted := price(status, headers) or body_price:
        said.append(f"price {quoted}")
    said += [f"{name}: {value}" for name in ("crawler-error", "retry-after") if (value := headers.get(name))]
    return [" ".join(text.split())[:_LONGEST] for text in said]


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a `Retry-After` asks to wait: seconds or an HTTP date; null where it says neither. Never negative."""
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=math.ceil(float(text))), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST_WAIT)


def _offer(terms: Any) -> str | None:
    """The first offer of an x402 document, version 1 or 2."""
    if not isinstance(terms, dict) or not isinstance(terms.get("accepts"), list):
        return None
    offer = next((o for o in terms["accepts"] if isinstance(o, dict)), None)
    if offer is None:
        return None
    amount = offer.get("amount") or offer.get("maxAmountRequired")
    extra = offer.get("extra")
    asset = (extra.get("name") if isinstance(extra, dict) else None) or offer.get("asset")
    parts = [
        str(amount),
        f"units of {asset}" if asset else "",
        f"on {offer['network']}" if offer.get("network") else "",
    ]
    return f"{' '.join(filter(None, parts))} (x402)"[:_LONGEST] if amount else None


def _from_base64(value: str) -> Any:
    try:
        return _from_json(base64.b64decode(value[:_MAX_BODY], validate=True).decode())
    except (binascii.Error, ValueError):
        return None


def _from_json(text: str) -> Any:
    if not text.lstrip().startswith("{") or len(text) > _MAX_BODY:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
