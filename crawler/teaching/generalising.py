"""From lines to phrases of the catalogue's little language: numbers become `{n}`, names that vary `{x}`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.teaching.counting import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_NAME, LONGEST_UNSPACED_NAME = 3, 8
"""Words, or characters of scripts without spaces, of a name that varies."""
FEWEST_VARIANTS = 3
"""Lines that are the same but for a name, before the name is taken for one."""
FIXED_WORDS, FIXED_LETTERS, FIXED_UNSPACED = 3, 12, 6
"""What has to stand around a name: words with so many letters, or so many characters of scripts without spaces."""
COMPARED = 2_000
"""Lines of a language that are compared with one another, those on most pages."""
SHORTEST_BRAND = 3

_DIGITS = "0-9٠-٩۰-۹०-९"
_NUMBER = re.compile(rf"[{_DIGITS}]+(?:[.,'’ \u00a0\u202f][{_DIGITS}]+)*")
_PLAIN = str.maketrans({**dict.fromkeys("’‘ʼ´`", "'"), **dict.fromkeys("“”„«»‟", '"'), **dict.fromkeys("‐‑–—", "-")})
_MEANS_SOMETHING = re.compile(r"[()\[\]|*]")
_EDGES = re.compile(r"^[^\w{\\]+|[^\w}%$€£¥]+$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_NO_BRAND = re.compile(r"^(?:the|le|la|der|die|das|el|il|de|het)\s+", re.IGNORECASE)
GAP = "{x}"


def wording(text: str, brands: Iterable[str] = ()) -> str | None:
    """A line as a phrase: small letters, plain marks, numbers and the site's own names as places.

    Null for a line that the language can't write (braces), and for one without letters.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if "{" in line or "}" in line:
        return None
    for brand in sorted({name for each in brands for name in names_of(each)}, key=len, reverse=True):
        line = re.sub(rf"(?<!\w){re.escape(brand)}(?!\w)", GAP, line, flags=re.IGNORECASE)
    line = line.translate(_PLAIN).lower().replace("…", "...")
    line = _NUMBER.sub("{n}", line)
    # Places are written without a backslash, brackets that stand for themselves with one.
    line = _MEANS_SOMETHING.sub(lambda mark: f"\\{mark[0]}", line)
    line = _EDGES.sub("", line)
    line = re.sub(r"(?:\{x\}\s*){2,}", f"{GAP} ", line).strip()
    return line if any(c.isalpha() for c in line.replace(GAP, "").replace("{n}", "")) else None


def names_of(brand: str) -> list[str]:
    """A publisher's name, with and without its article."""
    whole = " ".join(brand.split())
    bare = _NO_BRAND.sub("", whole)
    return [name for name in dict.fromkeys((whole, bare)) if len(name) >= SHORTEST_BRAND]


@dataclass(slots=True)
class Phrase:
    """A phrase and what was seen of the lines that it stands for."""

    text: str
    seen: Seen
    variants: tuple[str, ...] = ()
    """The lines that it was made of; none for a line by itself."""


def generalise(lines: Iterable[tuple[str, Seen]]) -> list[Phrase]:
    """The lines as phrases; lines of one language that differ by one name only become one with a gap.

    `lines` come with those on most pages first; behind the first `COMPARED` of a language they are left as they are.
    """
    found: list[Phrase] = []
    by_language: dict[str | None, list[tuple[str, Seen]]] = {}
    for text, seen in lines:
        by_language.setdefault(seen.language, []).append((text, seen))
    for group in by_language.values():
        compared, rest = group[:COMPARED], group[COMPARED:]
        found += _merged(compared)
        found += [Phrase(text, seen) for text, seen in rest]
    return found


def _merged(lines: list[tuple[str, Seen]]) -> list[Phrase]:
    gaps: dict[str, list[int]] = {}
    for place, (text, _) in enumerate(lines):
        for gapped in set(_with_gap(text)):
            gaps.setdefault(gapped, []).append(place)
    taken: set[int] = set()
    found: list[Phrase] = []
    # The gap that most lines share is the name's; of gaps that as many share, the smallest says most.
    for gapped, places in sorted(gaps.items(), key=lambda each: (-len(each[1]), -len(each[0]), each[0])):
        if len(places) < FEWEST_VARIANTS:
            break
        free = [place for place in places if place not in taken]
        if len(free) < FEWEST_VARIANTS:
            continue
        seen = Seen()
        for place in free:
            seen.add(lines[place][1])
        taken.update(free)
        found.append(Phrase(gapped, seen, tuple(lines[place][0] for place in free)))
    return found + [Phrase(text, seen) for place, (text, seen) in enumerate(lines) if place not in taken]


def _with_gap(text: str) -> Iterator[str]:
    """The line with each stretch that can be a name left open."""
    if GAP in text:
        return
    unspaced = len(_UNSPACED.findall(text)) * 2 > len(text)
    parts = list(text) if unspaced else text.split()
    longest, between = (LONGEST_UNSPACED_NAME, "") if unspaced else (LONGEST_NAME, " ")
    for start in range(len(parts)):
        for end in range(start + 1, min(start + longest, len(parts)) + 1):
            before, behind = parts[:start], parts[end:]
            if _says_enough(before, behind, unspaced=unspaced) and not any(
                c in "{}\\" for part in parts[start:end] for c in part
            ):
                yield between.join([*before, GAP, *behind])


def _says_enough(before: list[str], behind: list[str], *, unspaced: bool) -> bool:
    letters = sum(c.isalpha() for part in (*before, *behind) for c in part)
    if unspaced:
        return letters >= FIXED_UNSPACED
    return len(before) + len(behind) >= FIXED_WORDS and letters >= FIXED_LETTERS
