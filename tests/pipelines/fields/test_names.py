"""People in a byline: what goes, what stays, and who is a person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fields.names import best, is_handle, is_house, is_person, people


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Mairi Beaton and Jo Ek", ["Mairi Beaton", "Jo Ek"]),
        ("Written by: Mairi Beaton", ["Mairi Beaton"]),
        ("Von Anke Ruhl, Jens Witt und Ida Moor", ["Anke Ruhl", "Jens Witt", "Ida Moor"]),
        ("Par Léa Morvan et Yann Gourlay", ["Léa Morvan", "Yann Gourlay"]),
        ("Por Inés Robledo y Juan Mata", ["Inés Robledo", "Juan Mata"]),
        ("Di Chiara Monti e Ugo Valli", ["Chiara Monti", "Ugo Valli"]),
        ("Door Sanne de Wit en Joost Baan", ["Sanne de Wit", "Joost Baan"]),
        ("Av Tor Ness og Liv Haug", ["Tor Ness", "Liv Haug"]),
        ("Af Bo Lind og Ane Krag", ["Bo Lind", "Ane Krag"]),
        ("Text: Elin Sjö och Nils Ro", ["Elin Sjö", "Nils Ro"]),
        ("Autor: Jan Kowal i Ewa Lis", ["Jan Kowal", "Ewa Lis"]),
        ("Автор: Анна Белова и Пётр Серов", ["Анна Белова", "Пётр Серов"]),
        ("文・森田葵", ["森田葵"]),
        ("記者／林小明", ["林小明"]),
        ("김하나 기자", ["김하나"]),
        ("Mairi Beaton, Political Editor", ["Mairi Beaton"]),
        ("Mairi Beaton, MS, RD", ["Mairi Beaton"]),
        ("Mairi Beaton | Orrin Radio", ["Mairi Beaton"]),
        ("Mairi Beaton (mbe)", ["Mairi Beaton"]),
        ("Mairi Beaton The Associated Press", ["Mairi Beaton"]),
        ("Beaton, Mairi", ["Mairi Beaton"]),
        ("Mairi Beaton III", ["Mairi Beaton III"]),
        ("Mairi Ann BEATON", ["Mairi Ann BEATON"]),
        ("Mairi Beaton Ph.D.", ["Mairi Beaton"]),
        ("Mairi Beaton Senior Ferry Reporter", ["Mairi Beaton"]),
        ("Mairi Beaton, Head of Ferries and Harbour Lights", ["Mairi Beaton"]),
        ("Mairi Beaton, Reporter and Jo Ek", ["Mairi Beaton", "Jo Ek"]),
        ("Mairi Beaton on behalf of the Harbour Group", ["Mairi Beaton"]),
        ("Orrin Ferry Desk", ["Orrin Ferry Desk"]),
        ("Centre for Tides and Currents", ["Centre for Tides and Currents"]),
        ("Beaton & Beaton", ["Beaton & Beaton"]),
        ("Mairi & Jo", ["Mairi", "Jo"]),
        ("Updated by Jo Ek", []),
        ("Medically reviewed by Jo Ek", []),
        ("View all posts by Mairi Beaton", ["Mairi Beaton"]),
        ("(Image: Getty Images)", []),
        ("mairi@orrinpost.example", []),
        ("https://www.orrinpost.example/people/7", []),
        ("admin", []),
        ("262588213843476", []),
        ("", []),
    ],
)
def test_a_byline_is_a_list_of_people(byline: str, names: list[str]) -> None:
    assert people([byline]) == names


def test_a_name_is_kept_once_however_it_is_written() -> None:
    assert people(["Mairi Beaton", "MAIRI BEATON", "By Mairi  Beaton"]) == ["Mairi Beaton"]


@pytest.mark.parametrize(
    "name", ["Mairi Beaton", "Sanne de Wit", "J. R. Moor", "April Dunn", "Анна Белова", "森田葵", "Seán Ó Dálaigh"]
)
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "text",
    [
        "Mairi",
        "Read More",
        "Orrin Times",
        "Staff Writer",
        "5 May 2024",
        "the last ferry",
        "By Default",
        "新華社",
        "Politik Redaktion",
    ],
)
def test_no_persons(text: str) -> None:
    assert not is_person(text)


def test_accounts_and_houses_are_told() -> None:
    assert is_handle("mairi.beaton")
    assert is_handle("mbeaton7")
    assert not is_handle("Mairi")
    assert is_house("Orrin News Agency")
    assert is_house("OrrinPost.com")
    assert is_house("Orrin Post", ["Orrin Post"])
    assert not is_house("Mairi Beaton", ["Orrin Post"])


def test_the_first_source_that_names_a_person_counts() -> None:
    site = ["Orrin Post"]
    assert best([("json-ld", ["Orrin Post"]), ("byline", ["Mairi Beaton"])], site) == ("byline", ["Mairi Beaton"])
    assert best([("json-ld", ["mbeaton"]), ("meta", ["Mairi Beaton"])], site) == ("meta", ["Mairi Beaton"])


def test_the_paper_does_not_sign_beside_a_person_and_an_agency_does() -> None:
    named = ["Mairi Beaton", "Orrin Post", "Harbour Press Agency"]
    assert best([("json-ld", named)], ["Orrin Post"])[1] == ["Mairi Beaton", "Harbour Press Agency"]


def test_a_house_that_alone_signs_is_the_byline() -> None:
    assert best([("json-ld", ["Harbour Press Agency"])], ["Orrin Post"])[1] == ["Harbour Press Agency"]


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_text_gives_names_that_are_names(text: str, strict: bool) -> None:
    for name in people([text], strict=strict):
        assert name == name.strip() != ""
        assert len(name) <= 80
        assert not strict or is_person(name)
