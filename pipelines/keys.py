"""What two copies of a text have in common, however they are set."""

from __future__ import annotations

import re

_NOT_KEY = re.compile(r"[\W_]+")
# Most lines are ASCII, where deleting by table is many times as fast as a pattern.
_ASCII = {code: None for code in range(128) if not chr(code).isalnum()}


def key(text: str) -> str:
    """Letters and digits of a text, case folded."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    return _NOT_KEY.sub("", text.casefold())
