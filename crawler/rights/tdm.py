"""The TDM Reservation Protocol (TDMRep): header, meta and `/.well-known/tdmrep.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from crawler.rights.paths import matches, path_of
from crawler.rights.statements import Statement, Topic

PATH = "/.well-known/tdmrep.json"
RESERVATION, POLICY = "tdm-reservation", "tdm-policy"
MAX_SIZE = 1024 * 1024
"""Bytes of a tdmrep.json that are read."""
MAX_RULES = 2000
"""Entries that are kept of one file: each is held against every page of the site."""


class TdmFileError(ValueError):
    """A tdmrep.json that says nothing that can be read."""


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One entry of a tdmrep.json."""

    location: str
    reservation: str
    """`1`, `0`, or whatever else stood there."""
    policy: str | None = None


def statements(reservation: str | None, policy: str | None, where: str) -> list[Statement]:
    """What a reservation and the address of its policy say; `where` is what they stood in."""
    said: list[Statement] = []
    value = (reservation or "").strip()
    if value in {"0", "1"}:
        # Any other value is as good as none.
        said.append(Statement(f"{where}{RESERVATION}: {value}", Topic.MINING, value == "1"))
    if policy and policy.strip():
        said.append(Statement(f"{where}{POLICY}: {policy.strip()}"))
    return said


def read_file(body: bytes) -> list[TdmRule]:
    """The rules of a tdmrep.json, in its order.

    Raises `TdmFileError` where it is not a JSON array; entries that are no rules are passed over.
    """
    if len(body) > MAX_SIZE:
        raise TdmFileError(f"longer than {MAX_SIZE} bytes")
    try:
        entries = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TdmFileError(f"not JSON: {error}") from error
    if not isinstance(entries, list):
        raise TdmFileError(f"a JSON array was expected, not {type(entries).__name__}")
    return [rule for entry in entries[:MAX_RULES] if (rule := _rule(entry)) is not None]


def of_file(rules: list[TdmRule], url: str) -> list[Statement]:
    """What a tdmrep.json says of an address: its first rule that matches, and no other."""
    path = path_of(url)
    for rule in rules:
        if matches(rule.location, path):
            return statements(rule.reservation, rule.policy, "tdmrep.json ")
    return []


def _rule(entry: Any) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location, reservation, policy = (entry.get(key) for key in ("location", RESERVATION, POLICY))
    if not isinstance(location, str) or not location.startswith("/"):
        return None
    # JSON's true is no 1.
    said = "" if isinstance(reservation, bool) or not isinstance(reservation, int | str) else str(reservation)
    return TdmRule(location, said, policy if isinstance(policy, str) else None)
