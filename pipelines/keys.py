"""What two copies of a text have in common, however they are set."""

from __future__ import annotations

import re

_NOT_KEY = re.compile(r"[\W_]+")
# Most lines fit into one byte a character, where deleting by table is many times as fast as a pattern.
_CODEC = "cp1252"
_NO_KEY = bytes(code for code in range(256) if not (bytes([code]).decode(_CODEC, "replace")).isalnum())


def key(text: str) -> str:
    """Letters and digits of a text, case folded."""
    if text.isascii():
        return text.lower().encode().translate(None, _NO_KEY).decode()
    folded = text.casefold()
    try:
        return folded.encode(_CODEC).translate(None, _NO_KEY).decode(_CODEC)
    except UnicodeEncodeError:
        return _NOT_KEY.sub("", folded)
