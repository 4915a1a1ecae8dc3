"""The headline: as it stands on the page, without the section above it and the site's name beside it."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipelines import jsonld
from pipelines.fields.statements import heading
from pipelines.urls import site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.fields.statements import Statements

MAX_NAME = 100
"""Characters of a site's name that are compared."""
MAX_TITLES = 100
"""Declared titles, and headings of the first rank, that are looked at: each of these is held against each of those."""


HARDLY, SURELY = 0.3, 0.34
"""Shares of words that a heading has in common with a declaration where it can be, and where it is, the same headline."""
PLAINLY = 0.5
"""So much more a declaration shares with the words of the address than a heading does that was not its source."""
MIN_REPEATED = 15
"""Characters of a declaration that a second-rank heading repeats by no accident."""


def distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(v for v in values if v))


def forms(said: Statements) -> list[str]:
    """Every form of the headline that the page declares, the most trusted first."""
    return distinct(
        [
            *jsonld.texts(said.article.get("headline")),
            *said.meta.get("og:title", []),
            *said.meta.get("twitter:title", []),
            *said.meta.get("dc.title", []),
            said.page_title,
            *jsonld.texts(said.article.get("alternativeHeadline")),
        ]
    )[:MAX_TITLES]


_WORDS = re.compile(r"\w{3,}")


def own_heads(heads: Sequence[str], headlines: Sequence[str]) -> list[str]:
    """The headings of the first rank that are this article's own: its only one, or those that share most words with its title."""
    heads = distinct(heads)
    if len(heads) == 1:
        return [head for head in heads if head not in headlines]
    known = [set(_WORDS.findall(headline.casefold())) for headline in headlines]
    own = []
    for head in heads:
        words = set(_WORDS.findall(head.casefold()))
        if words and any(2 * len(words & other) > len(words) for other in known):
            own.append(head)
    return [head for head in own or heads[:1] if head not in headlines]


def title(said: Statements, site_names: Sequence[str]) -> str | None:
    """The headline of the page.

    Trust: a second-rank heading that repeats a declaration, where the first-rank one says something else; the heading
    of the first rank that is the article's own; JSON-LD; Open Graph; the title element. A heading that only a
    declaration's text ends is that declaration with the name of a section before it.
    """
    found = _title(said, site_names)
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), found) if found and "&" in found else found


_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
"""What an editor's system escaped once more: a reader sees it as it stands."""


def _title(said: Statements, site_names: Sequence[str]) -> str | None:
    own = [without_site_name(text, site_names) for text in jsonld.texts(said.article.get("headline"))[:1]]
    declared = distinct(
        [
            *own,
            *(
                without_site_name(text, site_names)
                for name in ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title")
                for text in said.meta.get(name, ())[:1]
            ),
            without_site_name(said.page_title, site_names),
        ]
    )
    declared = [text for text in declared if not _names_site(text, site_names)] or declared
    names = [*site_names, *_told_names(said.page_title, declared)]
    words = _words_of_address(said.url)
    head = _own_head(said.heads, declared, said.page_title, names, words)
    if (head is None or head not in own) and (repeated := _repeated(said, declared, only=head is None)) is not None:
        return repeated
    if head is None:
        micro = said.prop("headline")
        if (first := next((text for text in declared if not _names_site(text, names)), None)) is not None:
            return _without_banner(_shortened(first, declared), said.heads)
        return micro or next(iter(declared), None)
    if head not in own and (better := _as_addressed(head, declared, words)) is not None:
        return better
    for text in declared:
        if len(text) <= 10 or head == text:
            continue
        # A section or a label set before the headline, in the heading only.
        if head.casefold().endswith(text.casefold()):
            before = head[: len(head) - len(text)]
            if 0 < len(before) <= len(text) and (not before[-1].isalnum() or text[0].isupper()):
                return text
        if head.casefold().startswith(text.casefold()) and _NOTE_BEHIND.fullmatch(head[len(text) :]):
            return text
    return _without_upright(without_site_name(head, site_names, guess=False))


_NOTE_BEHIND = re.compile(
    r"\W*(?:(?:posted|published|updated|written|by|von|par|por|veröffentlicht|publié|publicado)\b.*|\([\w-]+(?:\.[\w-]+)+\)\s*\d*)",
    re.IGNORECASE,
)
"""What can stand behind a headline in its heading: who posted it, and when; where a link leads."""


def _told_names(page_title: str, declared: Sequence[str]) -> list[str]:
    """What the title element says beside a declared headline: the site's name, where a heading is nothing but that."""
    for text in declared:
        if len(text) > 3 and text != page_title:
            before, found, behind = page_title.partition(text)
            rest = before.strip(_MARKS) or behind.strip(_MARKS)
            if found and rest and not (before.strip(_MARKS) and behind.strip(_MARKS)):
                return [rest[:MAX_NAME]]
    return []


_MARKS = " |｜–—·•»«>/:-_"


def _words_of_address(url: str) -> set[str]:
    """The words in the last part of an address that has some: it is made from a headline."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return set()
    for part in reversed(path.split("/")):
        words = {
            word for word in re.findall(r"[^\W\d_]+", part.casefold()) if word not in {"html", "htm", "php", "aspx"}
        }
        if len(words) >= 3:
            return words
    return set()


def _repeated(said: Statements, declared: Sequence[str], *, only: bool) -> str | None:
    """The declared headline that stands as a heading of the second rank, since the first rank has something else.

    `only`: the first rank has nothing of the article, so that a part of a declaration is enough.
    """
    wanted = {text.casefold(): text for text in reversed(declared) if len(text) > MIN_REPEATED}
    if only:
        wanted |= {part.casefold(): part for part in _SEPARATOR.split(said.page_title) if len(part) > MIN_REPEATED}
    if not wanted:
        return None
    for el in islice(said.tree.iter("h2"), MAX_TITLES):
        if (found := wanted.get(heading(el).casefold())) is not None:
            return found
    return None


def _without_banner(text: str, heads: Sequence[str]) -> str:
    """A declared headline without the banner that stands as a heading, and before the headline in the title element."""
    for head in heads[:MAX_TITLES]:
        if text.startswith(head + " ") and len(text) > len(head) + 3:
            return text[len(head) :].strip(_MARKS)
    return text


def _as_addressed(head: str, declared: Sequence[str], words: set[str]) -> str | None:
    """A declaration that the page's address was made from, as the heading plainly was not."""
    if not words or not declared:
        return None
    own = _alike(_bag(head), words)
    return declared[0] if _alike(_bag(declared[0]), words) > own + PLAINLY else None


def _without_upright(head: str) -> str:
    """A heading without the label of a section behind or before an upright bar."""
    parts = [part.strip() for part in re.split(r"\s+[|｜]\s+", head)]
    whole = max(parts, key=len)
    others = [part for part in parts if part is not whole]
    if others and all(len(part.split()) <= 3 and 2 * len(part) < len(whole) for part in others):
        return whole
    return head


def _shortened(best: str, declared: Sequence[str]) -> str:
    """A declared headline in the longer form of another that begins with it, where it was cut for the declaration."""
    stem = best.rstrip(".… ")
    if stem != best and best.endswith(("...", "…")):
        return next((text for text in declared if len(text) > len(best) and text.startswith(stem)), best)
    return best


def _own_head(
    heads: Sequence[str], declared: Sequence[str], page_title: str, site_names: Sequence[str], words: set[str]
) -> str | None:
    """The heading that is the article's headline; null where none can be. `words`: those in the page's address."""
    heads = [head for head in distinct(heads)[:MAX_TITLES] if not _names_site(head, site_names)]
    if not heads:
        return None
    bags = [bag for text in declared if (bag := _bag(text))]
    if not bags:
        return heads[0] if len(heads) == 1 else max(heads, key=len)
    own = [_bag(head) for head in heads]
    shares = [max(_alike(bag, known) for known in bags) for bag in own]
    best = max(shares)
    at = shares.index(best)
    head = heads[at]
    if best >= SURELY or (len(declared) == 1 and declared[0] == page_title and len(head) > 20):
        return head
    if any(_begins(text, head) for text in declared):
        return head
    # A heading that shares few words with any declaration: only where the address does not speak for those.
    if words and _alike(own[at], words) < max(_alike(known, words) for known in bags):
        return None
    return head if best >= HARDLY or (len(heads) == 1 and len(own[at]) >= 4) else None


def _begins(text: str, head: str) -> bool:
    """Whether a declaration is the heading with a name behind it."""
    return text.startswith(head) and (mark := _SEPARATOR.match(text, len(head))) is not None and bool(mark)


def _bag(text: str) -> set[str]:
    words = set(re.findall(r"\w+", text.casefold()))
    # Scripts without spaces have long runs: their characters are compared.
    return {c for w in words for c in w} if (words and max(map(len, words)) > 30) or _unspaced(text) else words


def _unspaced(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" for c in text)


def _alike(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


# --- the site's name beside a headline ---

_SEPARATOR = re.compile(r"\s+[|–—·•»«>/:-]{1,3}\s+|\s*[|｜]+\s*|\s+[-–—]{2}\s*|--(?=\S)|(?<=\S)\s*_+\s*(?=\S)")
LONGEST = 500
"""Characters of a headline; what is longer is taken as it is."""
_NAMING = frozenset("| ｜ – — - · • » -- ---".split())
_OWN_TAIL = frozenset(
    """live liveticker ticker liveblog blog update updates updated video videos photos pictures fotos bilder review
    reviews interview analysis opinion kommentar analyse explained report recap podcast quiz en directo vivo direct
    direkt kolumne rezension kritik test part teil""".split()
)
"""Words that end a headline of its own behind a dash: no site is called so."""


def site_names(said: Statements, publisher: str | None) -> list[str]:
    """What the site may call itself: its publisher's name, what its meta elements say, and its domain."""
    domain = site(said.url) or ""
    return distinct(
        name[:MAX_NAME]
        for name in [
            publisher or "",
            *said.meta.get("og:site_name", [])[:2],
            *said.meta.get("application-name", [])[:1],
            *said.meta.get("apple-mobile-web-app-title", [])[:1],
            *(name.lstrip("@") for name in said.meta.get("twitter:site", [])[:1]),
            domain,
            domain.split(".")[0] if len(domain.split(".")[0]) >= 4 else "",
        ]
    )


def without_site_name(text: str, site_names: Sequence[str], *, guess: bool = True) -> str:
    """A headline without the name of the paper, or of its section before that, at its end or its beginning.

    `guess`: also without a short tail that looks like a name, where the page does not say how its site is called.
    """
    separators = list(_SEPARATOR.finditer(text)) if len(text) <= LONGEST else []
    if not separators:
        return text
    keys = [key for name in site_names if (key := _key(name))]
    for separator in separators:
        # The name behind any separator ends the headline there; a section may stand between.
        tail = text[separator.end() :]
        if _is_name(tail, keys) and _outweighs(text[: separator.start()], tail):
            return without_site_name(text[: separator.start()].strip(), site_names, guess=guess)
    first = separators[0]
    if _is_name(text[: first.start()], keys):
        return text[first.end() :].strip()
    return _without_label(text, separators) if guess else text


def _without_label(text: str, separators: Sequence[re.Match[str]]) -> str:
    """A headline without what looks like a name or a label that no statement of the page knows."""
    first, last = separators[0], separators[-1]
    tail, rest = text[last.end() :], text[: last.start()].strip()
    words = tail.split()
    upright = last.group().strip() in {"|", "｜"}
    if not 0 < len(words) <= 3 or last.group().strip() not in _NAMING:
        return text
    if _unspaced(rest):
        return rest if tail.isascii() and not _ends_headline(words) else text
    long = len(rest) > 2 * len(tail)
    if long and not _ends_headline(words) and (upright or all(w[0].isupper() or not w[0].isalpha() for w in words)):
        return rest
    label = text[: first.start()].split()
    if first.group().strip() in {"|", "｜"} and len(label) == 1 and label[0][0].isupper():
        return text[first.end() :].strip()
    return text


def _outweighs(head: str, tail: str) -> bool:
    return len(head) >= min(len(tail), 12) or _unspaced(head)


def _ends_headline(words: Sequence[str]) -> bool:
    first = words[0]
    return first[0].islower() or first[0].isdigit() or bool(_OWN_TAIL & {w.casefold().strip(".,:!?") for w in words})


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _NO_LETTERS.sub("", _ARTICLES.sub("", text.casefold()))


_NO_LETTERS, _ARTICLES = re.compile(r"[\W_]+"), re.compile(r"^(?:the|die|der|das|le|la|el)\s+")


def _is_name(part: str, keys: Sequence[str]) -> bool:
    """Whether a part of a title is the site's name, or nearly: with `Online`, a town or a domain's ending to it."""
    own = _key(part)
    if len(own) < 2 or len(part.split()) > 8:
        return False
    return any(
        own == key
        or (len(own) >= 4 and own in key and 3 * len(own) >= len(key))
        or (len(key) >= 4 and key in own and len(own) <= 2 * len(key) + 4)
        for key in keys
    )


def _names_site(text: str, site_names: Sequence[str]) -> bool:
    """Whether a heading is nothing but the site's name."""
    own = _key(text)
    keys = [key for name in site_names if (key := _key(name))]
    return any(own == key or (len(own) < 2 * len(key) and key in own and len(text.split()) <= 4) for key in keys)
