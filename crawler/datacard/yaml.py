"""The head of a card, as the Hugging Face Hub and its library `datasets` read it.

`configs` says which files are loaded under which name, `dataset_info` which type every column has: without it, a
loader takes the types from the first records of JSON Lines, and a column that is null in all of these breaks it later.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crawler.outputs.columns import ListOf, Struct, columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.outputs.columns import Column, Type

MOST_CONFIGS = 20
"""Files up to which each is a config of its own, too."""
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = ((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))


def head(title: str, languages: Iterable[str], articles: int, files: Sequence[str]) -> str:
    """The YAML between the two lines of dashes; `files` are named from the card's folder on."""
    lines = [f"pretty_name: {_text(title)}"]
    if named := sorted(languages):
        lines += ["language:", *(f"- {_text(language)}" for language in named)]
    # No licence of the Hub's list: the texts are their publishers'.
    lines += ["license: other", "tags:", "- news", "size_categories:", f"- {size_category(articles)}"]
    configs = {name: part for name, part in config_files(files).items() if part}
    if configs:
        lines.append("configs:")
        for name, part in configs.items():
            lines += [f"- config_name: {_text(name)}", "  data_files:", *(f"  - {_text(file)}" for file in part)]
        lines.append("dataset_info:")
        for name in configs:
            lines += [f"- config_name: {_text(name)}", "  features:", *(f"  {line}" for line in features(columns()))]
    return "\n".join(lines) + "\n"


def config_files(files: Sequence[str]) -> dict[str, Sequence[str]]:
    """`default` has all files; of a few, each has a config of its own by its name, such as `complete`."""
    names = [PurePosixPath(file).name.partition(".")[0] for file in files]
    own = 1 < len(files) <= MOST_CONFIGS and len({*names, "default"}) == len(names) + 1
    return {"default": files, **({name: [file] for name, file in zip(names, files, strict=True)} if own else {})}


def size_category(articles: int) -> str:
    """The Hub's word for so many records."""
    return next((name for limit, name in (*_SIZES, *_LARGER) if articles < limit), "n>1B")


def features(of: Iterable[Column]) -> Iterator[str]:
    """Columns as the lines of a list."""
    for column in of:
        yield f"- name: {column.name}"
        yield from (f"  {line}" for line in _type(column.type, "dtype"))


def _type(kind: Type, scalar: str) -> Iterator[str]:
    if isinstance(kind, ListOf):
        if isinstance(kind.inner, Struct):
            yield "list:"
            yield from features(kind.inner.columns)
        else:
            yield from _type(kind.inner, "list")
    elif isinstance(kind, Struct):
        yield "struct:"
        yield from features(kind.columns)
    else:
        yield f"{scalar}: {kind}"


def _text(text: str) -> str:
    """A text that no YAML reader takes for anything else: JSON is YAML, but for what YAML takes for a line's end."""
    return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
