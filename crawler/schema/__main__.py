"""`python -m crawler.schema`: write the schema anew from the dataclasses."""

from __future__ import annotations

import sys

from crawler.schema import PATH, build, dumps


def main() -> None:
    PATH.write_text(dumps(build()), encoding="utf-8")
    sys.stdout.write(f"{PATH}\n")


if __name__ == "__main__":
    main()
