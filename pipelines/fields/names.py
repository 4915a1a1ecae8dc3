"""People in a byline: without "By", roles, addresses, credits and the paper's own name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 80
"""Characters of a name."""
MOST = 30
"""Names that are kept."""

_BY_WORDS = (
    r"by|written by|words by|text by|story by|reported by|reporting by|posted by|published by|view all posts by|article by|guest post by|"
    r"review by|report by|interview by|authored by|contributed by|contributors?|created by|von|ein artikel von|text von|text|geschrieben von|autor(?:in)?|verfasst von|"
    r"par|rédigé par|publié par|écrit par|propos recueillis par|por|escrito por|publicado por|redacción de|di|a cura di|scritto da|"
    r"da|door|geschreven door|tekst|av|skrevet av|skriven av|af|skrevet af|tekst af|przez|autor(?:ka|zy)?|napisał[a]?|texto|"
    r"auteurs?|authors?|teksti|kirjoittaja|írta|автор|текст|oleh|penulis|reporter|tác giả|yazar|yazan"
)
BY = re.compile(rf"^(?:{_BY_WORDS})(?:\s*[:：|]\s*|\s+)(?=\S)", re.IGNORECASE)
_CJK_BY = re.compile(r"^(?:文|撰文|作者|記者|记者|責任編輯|责任编辑|編輯|编辑|来源|글|기자)\s*[:：／/|｜・=＝]\s*")
GLUED_BY = re.compile(r"^(?:By|Von|Par|Por)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_CJK_AFTER = re.compile(r"\s*(?:記者|记者|기자|특파원|編集委員|論説委員)$")
_LISTED = re.compile(r"\s*[;；、]\s*")
_AND = re.compile(
    r"\s+(?:and|und|sowie|et|y|e|og|och|ja|en|i|a|и|та|oraz|with|mit|dan|və|ve|és|și)\s+|\s*[&＆]\s*",
)
_COMMA = re.compile(r"\s*[,，]\s*(?:and\s+|und\s+|et\s+)?")
_BRACKETS = re.compile(r"\s*[(（\[【][^)）\]】]*[)）\]】]?")
_TRAILING = re.compile(
    r"(?:\s+(?:for|für|pour|para|in|aus|from|at)\s+\S.*|\s*[,–—-]?\s+(?:the\s+)?(?:associated press|reuters|afp|dpa|bloomberg(?: news)?|canadian press|press association|pa media)\.?)$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\s+[-–—•·/]\s+|\s*[|｜／]\s*|(?<=[^\x00-\x7f])[・·/](?=[^\x00-\x7f])")
_PARTICLES = frozenset(
    "de da do dos das del della di der den van von zu zur zum vom la le el al bin ibn ben af av ter ten y e du des st. mc o' d' und ul".split()
)
_TITLES = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|sir|dame|dipl|mag|ing|rev|lt|col|gen|sen|rep)\.?-?\s+)+", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:Ph\.?D|M\.?D|D\.?O|J\.?D|M\.?A|B\.?A|M\.?S|MSc|BSc|MBA|MPH|MFA|M\.?Ed|CPA|CFP|CFA|CEPF|CPT|CSCS|RDN?|LDN?|RN|NP|DDS|DMD|DVM|"
    r"PharmD|LCSW|LMFT|FACP|FAAP|Esq)[.®]*"
)
"""Letters of a degree or a licence behind a name. Not all capitals are: `KLEIN` and `III` are names."""
_OTHER_PART = re.compile(
    r"(?:last )?(?:updated|edited|reviewed|(?:medically|expert|fact)[ -]?(?:reviewed|checked)|photo(?:s|graph|graphs|graphy)?|"
    r"illustrat(?:ed|ions?)|translated|curated) (?:by|von|par|por)\b",
    re.IGNORECASE,
)
"""How someone's part is said who is no author."""
_OFFICE = re.compile(
    r"\b(?:head|director|chief|president|dean|professor|vice|minister|secretary|officer)\b.*\b(?:of|for)\b",
    re.IGNORECASE,
)
"""An office with its field: an "and" in it lists no people."""
_FOR_OTHERS = re.compile(r"\s+(?:on behalf of|im auftrag|au nom de|en nombre de)\b.*", re.IGNORECASE)
_ROLES = frozenset(
    """editor editors editorial editor-in-chief reporter reporters correspondent writer writers journalist columnist contributor
    contributors contributing staff chief senior head director manager founder co-founder ceo cto president professor lecturer analyst
    producer photographer photo photos image images video specialist expert officer strategist consultant blogger author admin
    administrator guest team desk bureau newsroom redaktion redakteur redakteurin redaktor ressortleiter korrespondent
    korrespondentin volontär freier autorin redacción redaccion redactor redactora corresponsal rédaction rédacteur rédactrice
    journaliste envoyé redazione redattore inviato giornalista redação redator repórter redactie redacteur verslaggever redaksjonen
    redaksjon redaktionen redaktør journalisten reporterin redakcja redaktor dziennikarz редакция редактор корреспондент
    politik wirtschaft kultur sport lokales international culture politics business technology science health opinion
    dietitian nutritionist therapist registered certified licensed marketing content copywriter seo communications associate
    attorney lawyer former deputy sr. sr trial tech vice city national local assistant executive lead partner representative scientist engineer researcher fellow student
    gardener chef coach trainer nurse physician economist historian meteorologist critic""".split()
)
"""Words of a role; a piece with one of them is no name."""
_HOUSES = frozenset(
    """news agency agencies agencia agence agentur agenturen press presse-agentur nachrichtenagentur wire media magazine magazin
    times post daily herald tribune gazette journal guardian chronicle zeitung nachrichten anzeiger tagblatt online university
    universität université universidad college institute institut foundation association center centre clinic school company
    corporation inc inc. llc ltd gmbh ag group network studio studios agency services service society council office
    department ministry museum club blog website tv radio channel publishing publications insurance bank software
    solutions technologies labs reporters writers service services reuters afp dpa apa sda ansa efe lusa tass sid afx kna epd ap""".split()
)
"""Words of a house or an agency."""
_NO_NAMES = frozenset(
    """the a an and of in on at for to from with about read more view all posts share follow us subscribe sign log home menu
    skip search contact updated published posted last modified reviewed fact checked min minute minutes ago today yesterday
    january february march july september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mehr lesen alle artikel teilen folgen uhr stand
    aktualisiert veröffentlicht januar februar märz juni juli oktober dezember leer más compartir lire plus partager
    suivre publié mis à jour leggi tutto condividi lees meer delen facebook twitter linkedin instagram youtube whatsapp email
    e-mail comments comment comentarios kommentare print download listen unknown anonymous none null undefined this that
    how why what what's when where who our your you we it is are best top new free guide review click here learn get how-to copyright
    save copy link pdf version page sidebar key points takeaways categories tags program products services home
    photograph photography getty courtesy illustration credit source sources by von par por""".split()
)
"""Words that no name has; a piece with one of them is something else that stands at a byline."""

_MONTHS_TOO = frozenset("april may june august mai".split())
"""Names that are months too: at the end of a longer piece they are the month."""
_TEAM = frozenset(
    "staff team desk newsdesk editors contributor contributors redaktion redacción redaction rédaction redazione redactie "
    "redação redaksjonen редакция bureau writers reporters reporter sponsored".split()
)


_SIGNING = frozenset("team desk newsdesk staff bureau newsroom redaktion redazione rédaction redacción".split())
"""Last words of a team's name; none is cut off as a role is."""


def is_team(name: str) -> bool:
    """Whether a name is one of a team that signs without names: a byline, though no person's."""
    return any(word.casefold().strip(".,") in _TEAM for word in name.split())


def signs_as_team(name: str) -> bool:
    """Whether a line is the name of a team: its last word says so."""
    words = name.casefold().split()
    return len(words) > 1 and words[-1] in _SIGNING and words[0] not in {"our", "meet", "join", "unser"}


def is_person(name: str) -> bool:
    """Whether a piece looks like a person's name: two to five words with capitals, or a short run in a script without them."""
    if not 2 <= len(name) <= LONGEST or any(c.isdigit() for c in name) or any(c in name for c in "@/:!?#<>{}=\\_…"):
        return False
    if _has_no_case(name):
        return (
            len(name) <= 20
            and len(name.split()) <= 4
            and not re.search(r"社|新聞|新闻|報|报|通讯|通信|編集|编辑|뉴스|일보", name)
        )
    words = name.split()
    if not 2 <= len(words) <= 5:
        return False
    lower = [word.casefold().strip(".,'’\"") for word in words]
    if any(word in _NO_NAMES or word in _ROLES or word in _HOUSES for word in lower):
        return False
    if lower[-1] in _MONTHS_TOO and len(words) > 2:
        return False
    own = [word for word, low in zip(words, lower, strict=True) if low not in _PARTICLES]
    return bool(own) and all(word[0].isupper() or word[0] in "'’" or _has_no_case(word) for word in own)


def is_handle(name: str) -> bool:
    """Whether a piece is a name of an account: one word with figures or dots in it, or all in small letters."""
    return " " not in name and name.isascii() and (name.islower() or any(c.isdigit() or c in "._" for c in name))


def is_house(name: str, site_names: Iterable[str] = ()) -> bool:
    """Whether a name is one of a paper or an agency: by its words, or since the site is called so."""
    key = _key(name)
    parts = {_key(word) for word in name.split()}
    for other in map(_key, site_names):
        if len(other) >= 3 and (key == other or other in parts or (len(other) >= 5 and other in key)):
            return True
    words = {word.casefold().strip(".,") for word in name.split()}
    return (
        bool(words & _HOUSES)
        or bool(words & _ROLES)
        or name.casefold().endswith((".com", ".org", ".net", ".de", ".fr"))
    )


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


_NO_LETTERS = re.compile(r"[\W_]+")


def _has_no_case(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(unicodedata.category(c) in {"Lo", "Lm"} for c in letters)


def people(values: Iterable[str], *, strict: bool = False) -> list[str]:
    """The names in these values, each once, in order.

    A value may be one name, a list in one text, or a byline with a role or an agency to it. `strict`: only what
    looks like a person's name, for text that is not declared to be one.
    """
    found: dict[str, str] = {}
    for value in values:
        for name in _names(value, strict=strict):
            found.setdefault(_key(name) or name, name)
    return list(found.values())[:MOST]


def _names(value: str, *, strict: bool) -> list[str]:
    value = " ".join(value.split())
    if (
        not value
        or len(value) > 600
        or _OTHER_PART.match(value)
        or "://" in value
        or value.startswith(("http", "www.", "/", "@"))
    ):
        return []
    value = _without_by(_FOR_OTHERS.sub("", _BRACKETS.sub(" ", value))).strip(" .,-–|\"'“”„»«*:")
    if not value or value.isdigit():
        return []
    pieces: list[str] = []
    for at, part in enumerate(_MARKS.split(value)):
        listed = [each for item in _LISTED.split(part) for each in _at_commas(_without_by(item.strip()))]
        if at == 0 or len(listed) > 1 or is_person(_clean(_without_by(part))):
            pieces += listed
    names = []
    for piece in pieces:
        name = _clean(piece)
        if name and (is_person(name) if strict else _may_be_author(name)):
            names.append(name)
    return names


def _at_commas(part: str) -> list[str]:
    """A text parted at its commas and at "and"; letters behind a name, roles and places are no further names."""
    pieces = [piece for piece in _COMMA.split(part) if piece]
    if len(pieces) == 2 and all(" " not in piece and _capital(piece) and len(piece) > 2 for piece in pieces):
        return [f"{pieces[1]} {pieces[0]}"]  # as in a card index
    found: list[str] = []
    for at, piece in enumerate(pieces):
        if at and _OFFICE.search(piece):
            continue
        parts = _at_and(piece)
        found += parts if at == 0 else [each for each in parts if is_person(_clean(each))]
    return found


def _at_and(piece: str) -> list[str]:
    """The people whom an "and" joins; the name of a house can have one too, and stays whole."""
    parts = [part for each in _AND.split(piece) if (part := _without_by(each.strip()))]
    if len(parts) > 1 and not any(is_person(_clean(part)) for part in parts):
        joined = all(" " not in part and _capital(part) for part in parts)
        return parts if joined and len(set(parts)) > 1 else [piece]
    return parts


def _capital(word: str) -> bool:
    return word[:1].isupper() and not word.isupper() and word.isalpha()


def _without_by(text: str) -> str:
    for pattern in (BY, _CJK_BY, GLUED_BY):
        text = pattern.sub("", text)
    return _CJK_AFTER.sub("", text)


def _clean(piece: str) -> str:
    name = piece.strip(_EDGES)
    short = _TRAILING.sub("", name).strip(_EDGES)
    if short != name and (is_person(short) or not _has_small_words(name)):
        name = short
    name = name.removesuffix("’s").removesuffix("'s")
    words = name.split()
    if len(words) > 2 and (last := words[-1].casefold()) in _ROLES and last not in _SIGNING:
        named = next(at for at in range(2, len(words)) if words[at].casefold().strip(".,") in _ROLES)
        if is_person(" ".join(words[:named])):
            words = words[:named]
    while len(words) > 2 and _DEGREE.fullmatch(words[-1]) and not name.isupper():
        words.pop()
    return " ".join(words)


_EDGES = ' .,-–|"“”„»«*:'


def _has_small_words(name: str) -> bool:
    """Whether it is a phrase, such as "Centre for Tides": not a name with a place or an agency behind it."""
    return any(word in _SMALL for word in name.split())


_SMALL = frozenset("for für pour para in aus from at".split())


def _may_be_author(name: str) -> bool:
    return (
        2 <= len(name) <= LONGEST
        and "@" not in name
        and any(c.isalpha() for c in name)
        and not re.search(
            r"\b(?:image|photo|foto|picture|getty|pexels|unsplash|shutterstock|istock)\b", name, re.IGNORECASE
        )
        and name.casefold()
        not in {"admin", "administrator", "none", "null", "undefined", "unknown", "anonymous", "author", "editor"}
    )


def without_title(name: str) -> str:
    """A name without the degree before it."""
    return _TITLES.sub("", name)


def best(candidates: Sequence[tuple[str, list[str]]], site_names: Sequence[str]) -> tuple[str, list[str]]:
    """Of lists of names in order of trust, each with the name of its source: the first that names a person.

    Where none does, the first that names anyone but an account; a house is an author only where it alone signs. From
    a list with people in it, the site's own name goes.
    """
    for source, names in candidates:
        if any(signs(name, site_names) for name in names):
            # An agency beside a person keeps its place in the byline; the paper itself does not.
            return source, [name for name in names if signs(name, site_names) or not is_house_of(name, site_names)]
    for source, names in candidates:
        if kept := [name for name in names if not is_handle(name)]:
            return source, kept
    return next((c for c in candidates if c[1]), ("", []))


def signs(name: str, site_names: Sequence[str]) -> bool:
    """Whether a declared author can be taken at its word: a person by the form of the name, or at least no house and no account."""
    return not is_handle(name) and not is_house(name, site_names)


def is_house_of(name: str, site_names: Iterable[str]) -> bool:
    """Whether a name is the site's own."""
    key = _key(name)
    return any(
        len(other) >= 3 and (key == other or other in key or (len(key) >= 4 and key in other))
        for other in map(_key, site_names)
    )
