"""What the command lines of the benchmarks share."""

from __future__ import annotations

import json
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

P = ParamSpec("P")
OK, FAILED, UNUSABLE = 0, 1, 2


def says_why(name: str, *errors: type[Exception]) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """For a `main`: one of these errors is told in one line, and then the exit code is 2."""

    def around(main: Callable[P, int]) -> Callable[P, int]:
        @wraps(main)
        def run(*args: P.args, **kwargs: P.kwargs) -> int:
            try:
                return main(*args, **kwargs)
            except errors as error:
                print(f"{name}: {error}", file=sys.stderr)
                return UNUSABLE

        return run

    return around


def listed(text: str) -> list[str]:
    """The value of an option such as `--sets A,B`."""
    return [name.strip() for name in text.split(",")]


def judged(passed: bool, figures: dict[str, Any], path: Path | None) -> int:
    """Write figures and verdict where a file is named; the exit code."""
    write_json(path, {"passed": passed, **figures})
    return OK if passed else FAILED


def write_json(path: Path | None, figures: Any) -> None:
    """Figures for machines, where a file is named."""
    if path is not None:
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
