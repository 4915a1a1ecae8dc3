from __future__ import annotations

import pytest

from pipelines.catalogue.matcher import REMEMBERED
from pipelines.catalogue.phrases import fold
from pipelines.catalogue.tongues import NEIGHBOURS, tongue_of
from pipelines.options import STANDARD

PARAGRAPHS = {
    "en": "The council met on Tuesday and agreed to repair the bridge that was closed in March, but it has not said when they will begin.",
    "de": "Der Rat hat am Dienstag beschlossen, die Brücke zu reparieren, die im März nach einem Sturm gesperrt wurde und noch immer nicht befahrbar ist.",
    "fr": "Le conseil a décidé mardi de réparer le pont qui est fermé depuis le mois de mars, mais il ne dit pas quand les travaux vont commencer.",
    "es": "El consejo decidió el martes que se repare el puente que está cerrado desde marzo, pero no ha dicho cuándo van a empezar las obras en la orilla.",
    "nl": "De raad heeft dinsdag besloten om de brug te herstellen die in maart werd gesloten, maar het is nog niet bekend wanneer het werk zal beginnen.",
    "pl": "Rada zdecydowała we wtorek, że most, który jest zamknięty od marca, zostanie naprawiony, ale nie wiadomo, czy to już jest pewne i kiedy się zacznie.",
}


@pytest.mark.parametrize(("language", "text"), PARAGRAPHS.items())
def test_the_language_of_plain_prose(language: str, text: str) -> None:
    tongue = tongue_of(fold(text))
    assert tongue is not None
    assert language in NEIGHBOURS.get(tongue, {tongue})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Metro, Nexus, Sahara, Polis, Orbital: 0:1",
        "市議会は火曜日、三月に閉鎖された橋を修理することを決めた。",
        "The council met. Der Rat hat die Brücke und das Haus. Le pont est fermé et les gens attendent.",
    ],
)
def test_what_leaves_a_doubt_is_in_no_language(text: str) -> None:
    assert tongue_of(fold(text)) is None


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_wall_at_the_end_of_a_long_paragraph_is_found_in_its_language_and_in_english(language: str) -> None:
    prose = " ".join([PARAGRAPHS[language]] * 4)
    walls = {
        "en": "Subscribe to continue reading.",
        "de": "Sie haben Ihr Limit an kostenlosen Artikeln für diesen Monat erreicht.",
    }
    for wall in {walls["en"], walls.get(language, walls["en"])}:
        text = f"{prose} {wall}"
        assert len(text) > REMEMBERED
        assert [text[m.start : m.end].strip() for m in STANDARD.matcher.marks(text)] == [wall]
