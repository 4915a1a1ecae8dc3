"""The language of the text: what the page declares of itself, held against the text as it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipelines import jsonld

if TYPE_CHECKING:
    from collections.abc import Iterable

    import lxml.etree

LETTERS_READ = 280
"""Letters of the text that are looked at: more change nothing, and cost time."""
FEW = 40
"""Letters below which a text tells too little: the declaration stands, and where none is there is no language."""
LONGEST_WORD = 28
"""Letters of a word; what is longer, and of plain letters, is an address."""
LINES_BESIDE = 12
"""Other lines that are read."""
_TAG = re.compile(r"^([A-Za-z]{2,3})(?:[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2}))?(?:[-_.].*)?$")
_OLD = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "sh": "sr",
    "mo": "ro",
    "tl": "fil",
    "cn": "zh",
    "jp": "ja",
    "cz": "cs",
    "kr": "ko",
}
"""Codes that are out of use or often put wrong, and the written forms of Norwegian."""
_ALIKE = (
    frozenset({"no", "da", "sv", "fo", "is"}),
    frozenset({"hr", "sr", "bs", "sl", "me"}),
    frozenset({"es", "gl", "ca", "pt", "ast", "an", "oc", "eu"}),
    frozenset({"id", "ms", "jv", "su"}),
    frozenset({"cs", "sk"}),
    frozenset({"nl", "af", "fy", "li"}),
    frozenset({"de", "lb", "gsw", "als", "nds"}),
    frozenset({"ru", "uk", "be", "bg", "mk"}),
    frozenset({"zh", "yue", "wuu"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"tr", "az", "tk"}),
    frozenset({"zu", "xh", "nr", "ss", "st", "tn", "nso", "ve", "ts"}),
    frozenset({"fa", "ur", "ps", "ar", "ckb"}),
    frozenset({"en", "sco"}),
    frozenset({"it", "co", "scn", "rm"}),
    frozenset({"fil", "ceb", "war"}),
    frozenset({"ga", "gd", "cy", "br"}),
)
"""Languages that are read for one another: between two of them the page's own word counts."""


_SELDOM = {
    "wuu": "zh",
    "yue": "zh",
    "sco": "en",
    "ast": "es",
    "an": "es",
    "nds": "de",
    "gsw": "de",
    "scn": "it",
    "co": "it",
}
"""Languages that few papers are in, and many texts are taken for: believed only where the page declares them."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A language and, where it is said, the region it is written for; both null where nothing is declared."""

    language: str | None = None
    region: str | None = None


def declared_language(tree: lxml.etree._Element, article: dict[str, Any], meta: dict[str, list[str]]) -> Tag:
    """What a page declares: on its root element, in JSON-LD, in its meta elements. The region may come from a later one."""
    language: str | None = None
    region: str | None = None
    for value in (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"),
        jsonld.first(article.get("inLanguage"), "alternateName"),
        jsonld.first(article.get("inLanguage")),
        *(
            meta[name][0]
            for name in ("og:locale", "content-language", "language", "dc.language", "dcterms.language")
            if name in meta
        ),
    ):
        found = _TAG.match(str(value).strip()) if value else None
        if found is None:
            continue
        own = _OLD.get(found[1].lower(), found[1].lower())
        if language is None:
            language = own
        if own == language and region is None and found[2]:
            region = found[2].lower()
    return Tag(language, region)


def language_of(text: str, declared: str | None, beside: Iterable[str] = ()) -> str | None:
    """The language of a text as a BCP 47 primary subtag, or the declared one where the text does not gainsay it.

    A template often declares a language that its texts are not in, so that a text that is long enough is read by
    py3langid. Where it is not and nothing is declared, `beside` is read instead, the other lines of the page. Null
    where there is neither a declaration nor text enough.
    """
    sample = _sample(text)
    if len(sample) < FEW:
        if declared is not None:
            return declared
        sample = _sample(" ".join(islice((line for line in (text, *beside) if line), LINES_BESIDE)))
        if len(sample) < FEW:
            return _by_script(sample)
    read = _read(sample)
    if declared is None or read == declared:
        return read if read == declared else _SELDOM.get(read, read)
    if any(declared in alike and read in alike for alike in _ALIKE):
        return declared
    if declared not in _known():
        # A language that the reader never learnt is no mistake of the page's.
        return declared if len(sample) < LETTERS_READ or read not in _WELL_KNOWN else read
    return read


_WELL_KNOWN = frozenset("en de fr es it pt nl ru zh ja ko ar".split())
"""Languages whose texts are not mistaken for others."""


def _sample(text: str) -> str:
    """The first letters of a text, in its own words: addresses are in no language."""
    words = text[: 3 * LETTERS_READ].split()
    return " ".join(w for w in words if len(w) <= LONGEST_WORD or not w.isascii())[:LETTERS_READ]


def _by_script(sample: str) -> str | None:
    """The language of a short text by letters that only one language has."""
    if any("\u3040" <= c <= "\u30ff" for c in sample):
        return "ja"
    if any("\uac00" <= c <= "\ud7a3" for c in sample):
        return "ko"
    return None


@cache
def _identifier() -> Any:
    # Reads a model of 120 MB into memory: only once, and only where a text is looked at.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _read(sample: str) -> str:
    label = str(_identifier().classify(sample)[0])
    return _OLD.get(label, label)


@cache
def _known() -> frozenset[str]:
    """The languages that the reader can tell."""
    return frozenset(_OLD.get(label, label) for label in map(str, _identifier().labels))
