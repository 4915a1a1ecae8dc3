"""Which language a line of prose is plainly written in, by its function words.

A paragraph of English prose holds no sentence of a Danish wall: the matcher leaves out the rules of all other languages
where a line leaves no doubt. Where it does, or where a script sets no spaces, every rule is tried.
"""

from __future__ import annotations

_FUNCTION_WORDS = {
    "en": "the and of to in that is for was with his her it as on by at from are has have had this which they but not be an he she who will their you your we our if can all about more one when there would what so been its were into than then also only because these like out up",
    "de": "der die das und den von zu mit sich des dem ist im nicht ein eine auf für als auch es an werden aus er hat dass sie nach wird bei einer einem noch wie über war zum haben nur oder vor zur bis mehr durch man sein wurde sind",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux d'un cette d'une ont ses mais comme on tout nous sa fait été aussi leur bien peut ces y dont elle",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante ha fue son era",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos foi são está ser",
    "it": "di e il la che in a per è un del non sono da una con si le dei nel alla al della delle ha anche come più ma gli ai dal lo dalla nella degli su suo stato questo tra loro cui dopo se questa essere hanno era",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door over ze zich hij naar heeft hun deze werd wordt kan meer al die ik je haar had tot geen worden",
    "sv": "och att det i en som på är av för med till den har de inte om ett han men var jag sig från vi så kan när hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket",
    "da": "og i at det er en til af på med for der de den som har ikke et om fra han men var jeg sig vi så kan når hun under også efter eller nu sin hvor ved mod skal skulle kommer ud får være havde alle andre meget blev",
    "no": "og i at det er en til av på med for de den som har ikke et om fra han men var jeg seg vi så kan når hun under også etter eller nå sin hvor ved mot skal skulle kommer ut får være hadde alle andre mye ble",
    "fi": "ja on ei että se oli mutta ovat kun myös hän joka sen mukaan ole niin tai kuin jo vielä voi sekä jos nyt vain ollut siitä mitä ne heidän hänen tämä jotka kanssa olla jälkeen",
    "pl": "w i na z się nie do to że jest o po za od jak przez co ale dla tym są oraz ma być może już tego jego był które który tylko także było jej ich przed ze pod czy gdy",
    "cs": "a v se na je že z s do o to i za ve pro k po jsou ale by který jako od které jeho nebo už byl podle jen také před které bude při až ze jsem má co",
    "hu": "a az és hogy is nem egy van ez meg csak de már volt el még azt mint ki vagy ha szerint ezt után lehet amely majd pedig minden több nagyon",
    "ro": "de și în a la cu pe că o nu din care este un pentru să mai au fost ce se ca prin sau lui dar fi cele său după iar sunt",
    "tr": "ve bir bu da de için ile olarak çok daha gibi olan en kadar sonra ise ama olduğu ne var her göre değil o ya diye",
    "id": "yang dan di dengan untuk dari ini itu dalam tidak pada akan adalah juga ke oleh telah bisa karena ada mereka kami sebagai lebih bahwa",
    "ca": "de la i el que a en les del els per un amb una es no més al com pel però han ha seva són aquest aquesta també sobre o entre",
    "sk": "a v sa na je že z s do o to aj za vo pre k po sú ale by ktorý ako od ktoré jeho alebo už bol podľa len tiež pred bude pri až zo som má čo",
}  # fmt: skip
COMMON_WORDS = frozenset(word for words in _FUNCTION_WORDS.values() for word in words.split())
"""Words that stand in every other sentence of some language."""
_LANGUAGES = tuple(_FUNCTION_WORDS)
# Every language counts in a byte of its own, so that one sum counts them all.
_COUNTS: dict[str, int] = {}
for _at, _words in enumerate(_FUNCTION_WORDS.values()):
    for _word in frozenset(_words.split()):
        _COUNTS[_word] = _COUNTS.get(_word, 0) + (1 << 8 * _at)

ENOUGH = 6
"""Different function words of a language that a line needs."""
CLEARLY = 2
"""And so many times as many as of any other language, but for its neighbours."""
NEIGHBOURS = {
    language: frozenset(group) for group in (("sv", "da", "no"), ("es", "pt", "ca"), ("cs", "sk")) for language in group
}
"""Languages that share most of their function words: a line in one of them may be in any of them."""


def tongue_of(line: str) -> str | None:
    """The language, or one of a group of neighbours, that a folded line is plainly in; null where that is open."""
    counts = sum(map(_COUNTS.__getitem__, _COUNTS.keys() & line.split())).to_bytes(len(_LANGUAGES), "little")
    most = max(counts)
    if most < ENOUGH:
        return None
    language = _LANGUAGES[counts.index(most)]
    alike = NEIGHBOURS.get(language, frozenset({language}))
    others = max(count for other, count in zip(_LANGUAGES, counts, strict=True) if other not in alike)
    return language if most >= CLEARLY * others else None


def tongues_of(text: str) -> frozenset[str] | None:
    """The languages that a folded text can be in: one, or a group of neighbours; null where that is open."""
    tongue = tongue_of(text)
    return None if tongue is None else NEIGHBOURS.get(tongue, frozenset({tongue}))
