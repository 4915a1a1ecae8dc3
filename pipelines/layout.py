"""Plain text in and out: what it takes to give the input's lines back to the letter."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from crawler.items import Patch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.items import Article, Artifact

BREAK = "\n\n"
"""What parts the paragraphs of an article's text."""


def rebuilt_lines(paragraphs: Sequence[str], artifacts: Sequence[Artifact]) -> list[str]:
    """The lines of a plain text from its story and its artifacts alone."""
    lines: list[str] = []
    waiting = deque(artifacts)
    for number in range(len(paragraphs) + 1):
        inside: list[Artifact] = []
        while waiting and waiting[0].after == number and waiting[0].offset is None:
            lines.append(waiting.popleft().text)
        if number == len(paragraphs):
            break
        while waiting and waiting[0].offset is not None and waiting[0].after == number + bool(waiting[0].offset):
            inside.append(waiting.popleft())
        lines.append(_with_passages(paragraphs[number], inside))
    return lines


def _with_passages(paragraph: str, inside: Sequence[Artifact]) -> str:
    parts: list[str] = []
    at = 0
    for artifact in inside:
        offset = artifact.offset or 0
        parts += [paragraph[at:offset].strip(), artifact.text]
        at = offset
    parts.append(paragraph[at:].strip())
    return " ".join(part for part in parts if part)


def patches(original: Sequence[str], rebuilt: Sequence[str]) -> list[Patch]:
    """What to change in the rebuilt lines to have the original ones.

    Every rebuilt line stands for one line of the original that is not blank, in the same order.
    """
    found: list[Patch] = []
    at = 0
    for line in original:
        if at < len(rebuilt) and line == rebuilt[at]:
            at += 1
            continue
        drop = 1 if line.strip() and at < len(rebuilt) else 0
        last = found[-1] if found else None
        if last is not None and last.line + last.drop == at:
            last.lines.append(line)
            last.drop += drop
        else:
            found.append(Patch(at, drop, [line]))
        at += drop
    return found


def restore(article: Article) -> str:
    """The plain text that an article was made from, to the letter.

    Raises ValueError for an article that was made from HTML, which cannot be given back.
    """
    if article.layout is None:
        raise ValueError(f"{article.url}: made from HTML; only plain text can be given back")
    lines = rebuilt_lines(article.text.split(BREAK) if article.text else [], article.artifacts)
    out: list[str] = []
    at = 0
    for patch in article.layout:
        out += lines[at : patch.line]
        out += patch.lines
        at = patch.line + patch.drop
    return "\n".join(out + lines[at:])
