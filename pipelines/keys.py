"""What two copies of a text have in common, however they are set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_KEY = re.compile(r"[\W_]+")
# Most lines fit into one byte a character, where deleting by table is many times as fast as a pattern.
_CODEC = "cp1252"
_NO_KEY = bytes(code for code in range(256) if not (bytes([code]).decode(_CODEC, "replace")).isalnum())
_NO_KEY_IN_LINES = _NO_KEY.replace(b"\n", b"")


def key(text: str) -> str:
    """Letters and digits of a text, case folded."""
    by_table = _by_table(text, _NO_KEY)
    return _NOT_KEY.sub("", text.casefold()) if by_table is None else by_table


def keys_of(lines: Sequence[str]) -> list[str]:
    """`key` of each of some lines that hold no line break."""
    if not lines:
        return []
    by_table = _by_table("\n".join(lines), _NO_KEY_IN_LINES)
    return [key(line) for line in lines] if by_table is None else by_table.split("\n")


def _by_table(text: str, no_key: bytes) -> str | None:
    """The key of a text; null where it has characters that the table does not know."""
    if text.isascii():
        return text.lower().encode().translate(None, no_key).decode()
    try:
        return text.casefold().encode(_CODEC).translate(None, no_key).decode(_CODEC)
    except UnicodeEncodeError:
        return None
