"""Checks lines of a record file against the schema."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, NoReturn

import jsonschema_rs

from crawler.schema import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.schema.lines import Line

_LONG = 200


def problems(line: Line) -> Iterator[str]:
    """What is wrong with a line, each as `path: what`; nothing for a sound record."""
    if line.trouble is not None:
        yield f"{line.trouble}{f' in the middle of this record: {_short(line.data)}' if line.data else ''}"
        return
    try:
        text = line.data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"not UTF-8: byte {error.start + 1} of the line is {line.data[error.start]:#04x}"
        return
    if not text.strip():
        yield "an empty line, where a record should be"
        return
    try:
        record = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        cut = "" if line.whole else " (the file is cut off in the middle of this record)"
        where = f"{error.msg} at character {error.colno}" if isinstance(error, json.JSONDecodeError) else error
        yield f"not JSON: {where}{cut}"
        return
    try:
        if _validator().is_valid(record):
            return
        errors = list(_validator().iter_errors(record))
    except UnicodeEncodeError as error:
        surrogate = ord(error.object[error.start])
        yield f"record: \\u{surrogate:04x} stands alone: half of a surrogate pair is no character"
        return
    for found in errors:
        yield f"{_path(found.instance_path)}: {_short(found.message)}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(load())


def _path(steps: list[str | int]) -> str:
    """`artifacts[3].kind`; `record` for the whole."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".") or "record"


def _short(message: str | bytes) -> str:
    """One line of bearable length; the end of a message says what is wrong, so both ends are kept."""
    text = message.decode("utf-8", "backslashreplace") if isinstance(message, bytes) else message
    text = " ".join(text.split())
    return text if len(text) <= _LONG else f"{text[: _LONG // 2]} ... {text[-_LONG // 2 :]}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")
