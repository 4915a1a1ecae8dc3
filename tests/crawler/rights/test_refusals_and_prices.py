"""What refusals say: a price, an error, how long to wait."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rights.refusals import LONGEST_WAIT, price, remarks, retry_after

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OFFER = {"amount": "10000", "asset": "0xA0b8", "network": "eip155:8453", "extra": {"name": "USDC"}}
VERSION_2 = base64.b64encode(json.dumps({"x402Version": 2, "accepts": [OFFER]}).encode()).decode()
VERSION_1 = json.dumps(
    {"x402Version": 1, "accepts": [{"maxAmountRequired": "500", "asset": "0xA0b8", "network": "base"}]}
)


@pytest.mark.parametrize(
    ("headers", "body", "quoted"),
    [
        ({"crawler-price": "USD 0.01"}, "", "USD 0.01"),
        ({"payment-required": VERSION_2}, "", "10000 units of USDC on eip155:8453 (x402)"),
        ({}, VERSION_1, "500 units of 0xA0b8 on base (x402)"),
        ({}, "<h1>Payment required</h1>", None),
        ({"payment-required": "not base64!"}, "", None),
        ({"payment-required": base64.b64encode(b"[1]").decode()}, '{"accepts": 7}', None),
        ({}, '{"accepts": []}', None),
    ],
)
def test_the_price_of_a_page(headers: dict[str, str], body: str, quoted: str | None) -> None:
    assert price(402, headers, body) == quoted


def test_only_a_402_has_a_price() -> None:
    assert price(200, {"crawler-price": "USD 0.01"}) is None
    assert price(403, {"crawler-price": "USD 0.01"}) is None


def test_what_a_refusal_says_in_a_line() -> None:
    headers = {"crawler-price": "USD 0.01", "crawler-error": "MissingCrawlerPrice"}
    assert remarks(402, headers) == ["price USD 0.01", "crawler-error: MissingCrawlerPrice"]
    assert remarks(402, {}, "500 (x402)") == ["price 500 (x402)"]
    assert remarks(429, {"retry-after": "120"}) == ["retry-after: 120"]
    assert remarks(403, {}) == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("1.5", 2),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 13:01:00 +0100", 60),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("99999999999", LONGEST_WAIT.total_seconds()),
        ("Thu, 01 Jan 2099 00:00:00 GMT", LONGEST_WAIT.total_seconds()),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_to_wait(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=60))
def test_no_header_makes_it_raise(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or timedelta() <= wait <= LONGEST_WAIT
    price(402, {"payment-required": value}, value)
