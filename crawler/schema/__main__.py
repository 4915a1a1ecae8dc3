"""`python -m crawler.schema`: write the schema, and the pages of `docs/` that are made from the code, anew."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from crawler.schema import PATH, build, docs, dumps

if TYPE_CHECKING:
    from pathlib import Path


def outputs() -> dict[Path, str]:
    """Every generated file with its text."""
    return {PATH: dumps(build()), **docs.pages()}


def main() -> None:
    for path, text in outputs().items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
