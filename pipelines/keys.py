"""What two copies of a text have in common, however they are set."""

from __future__ import annotations

import re

_NOT_KEY = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """Letters and digits of a text, case folded."""
    return _NOT_KEY.sub("", text.casefold())
