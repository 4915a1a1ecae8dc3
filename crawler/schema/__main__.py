"""`python -m crawler.schema`: write the schema, and the pages of `docs/` that are made from the code, anew."""

from __future__ import annotations

import sys

from crawler.schema import PATH, build, docs, dumps


def main() -> None:
    for path, text in {PATH: dumps(build()), **docs.pages()}.items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
