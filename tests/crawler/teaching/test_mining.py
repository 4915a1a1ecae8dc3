"""What is mined of records: lines that stand behind stories on many sites, in bounded memory, as rules to review."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.exporters import ArticleLinesExporter
from crawler.teaching.counting import Counts, Seen
from crawler.teaching.generalising import generalise, wording
from crawler.teaching.mining import Mined, mine
from crawler.teaching.proposing import Bar, Proposal, propose, written
from pipelines import clean
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import to_pattern
from pipelines.catalogue.rules import Anchor, Catalogue, load_file
from pipelines.options import matcher_for
from tests.pipelines.building import div, page

if TYPE_CHECKING:
    from pathlib import Path


def record(site: int = 0, behind: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """A record of a made-up paper, as a crawl writes it, with lines behind its story."""
    # Every story ends in words of its own.
    own = chr(97 + site) * 3
    text = fields.pop("text", f"The {own} boat came in at noon.\n\nNobody in {own} was hurt by {own} or {own}.")
    rule, kind = fields.pop("rule", "shape.rest"), fields.pop("kind", "boilerplate")
    return {
        "schema": "copydesk/article/1",
        "id": str(site),
        "url": f"https://paper{site}.test/a",
        "site": f"paper{site}.test",
        "publisher": f"Paper {site} Gazette",
        "language": "en",
        "text": text,
        "words": 16,
        "access": {"status": fields.pop("status", "complete"), "confidence": 0.9, "evidence": []},
        "artifacts": [
            {"kind": kind, "rule": rule, "text": line, "after": text.count("\n\n") + 1, "offset": None}
            for line in behind
        ],
    } | fields


def mined_from(folder: Path, records: list[dict[str, Any]], **options: Any) -> Mined:
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")
    complaints: list[str] = []
    found = mine([str(path)], matcher_for(), say=complaints.append, **options)
    assert complaints == []
    return found


def proposed(folder: Path, records: list[dict[str, Any]], bar: Bar | None = None) -> list[Proposal]:
    return propose(generalise(mined_from(folder, records).counts.items()), bar or Bar())


def phrases(proposals: list[Proposal]) -> list[str]:
    return [each.rule.phrases[0] for each in proposals]


class TestWording:
    @pytest.mark.parametrize(
        ("text", "phrase"),
        [
            ("Read 3 more pieces for 1,50 € a month!", "read {n} more pieces for {n} € a month"),
            ("Noch 12 Texte übrig …", "noch {n} texte übrig"),
            ("“Don’t miss” the week — by mail", "don't miss\" the week - by mail"),
            ("Become a friend of The Orrin Post today", "become a friend of {x} today"),
            ("Unlock [beta] (free) *", r"unlock \[beta\] \(free"),
            ("残りは1234字です。", "残りは{n}字です"),
            ("12:30", None),
            ("The Orrin Post", None),
            ("Use {name}", None),
        ],
    )
    def test_numbers_and_the_papers_names_become_places(self, text, phrase):
        assert wording(text, ["The Orrin Post"]) == phrase

    @given(st.text(max_size=60))
    def test_whatever_the_text_it_is_a_phrase_of_the_language(self, text):
        phrase = wording(text, ["Orrin Post"])
        if phrase is not None:
            assert to_pattern(phrase.lower())

    @given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), min_size=1, max_size=40))
    def test_case_and_spaces_make_no_difference(self, text):
        assert wording(f"  {text} ") == wording(text)


class TestGeneralise:
    @staticmethod
    def lines(*texts: str, language: str = "en") -> list[tuple[str, Seen]]:
        found = []
        for number, text in enumerate(texts):
            seen = Seen(pages=5, sites={number}, examples=[text])
            seen.languages[language] = 5
            found.append((text, seen))
        return found

    def test_lines_that_differ_by_a_name_become_one(self):
        lines = self.lines(*(f"stay close to {name} by mail" for name in ("orrin", "the quay", "marlow sound")))
        (phrase,) = generalise(lines)
        assert phrase.text == "stay close to {x} by mail"
        assert (phrase.seen.pages, len(phrase.seen.sites), len(phrase.variants)) == (15, 3, 3)

    def test_in_scripts_without_spaces_too(self):
        lines = self.lines(*(f"{name}新聞を応援してください" for name in ("港", "島々", "北灯台")), language="ja")
        assert [phrase.text for phrase in generalise(lines)] == ["{x}新聞を応援してください"]

    def test_two_are_no_proof_and_other_languages_are_others(self):
        lines = self.lines("stay close to orrin by mail", "stay close to quay by mail")
        lines += self.lines("stay close to marlow by mail", language="de")
        assert {phrase.text for phrase in generalise(lines)} == {text for text, _ in lines}

    def test_a_name_with_little_around_it_is_none(self):
        lines = self.lines("news from orrin", "news from quay", "news from marlow")
        assert len(generalise(lines)) == 3


class TestCounts:
    @given(st.lists(st.integers(0, 30), max_size=300), st.integers(1, 8))
    def test_memory_is_bounded_and_so_is_the_error(self, lines, capacity):
        counts = Counts(capacity)
        for line in lines:
            counts[str(line)].pages += 1
            assert len(counts.table) <= 2 * capacity
        known = dict(counts.items())
        for line in set(lines):
            counted = known[str(line)].pages if str(line) in known else 0
            assert counted <= lines.count(line) <= counted + counts.forgotten

    def test_with_room_for_all_nothing_is_forgotten(self):
        counts = Counts(10)
        for line in range(20):
            counts[str(line)].pages += 1
        assert (len(counts.table), counts.forgotten) == (20, 0)

    def test_sites_are_told_apart_up_to_a_bound(self):
        seen = Seen()
        for site in range(500):
            seen.note_site(f"paper{site}.test")
        assert len(seen.sites) == 64


class TestMine:
    def test_a_line_of_many_sites_is_proposed_and_one_of_a_single_site_is_not(self, tmp_path):
        line = "The lamp room is for lamp holders, come in."
        records = [record(site, (line,)) for site in range(4) for _ in range(2)]
        records += [record(9, ("A line that only this one paper sets",)) for _ in range(50)]
        (proposal,) = proposed(tmp_path, records)
        assert proposal.rule.phrases == ("the lamp room is for lamp holders, come in",)
        assert proposal.rule.id == "en.mined.the-lamp-room-is"
        assert (proposal.phrase.seen.pages, proposal.phrase.seen.behind) == (8, 8)

    def test_what_the_catalogue_knows_is_left_out_whatever_the_record_says(self, tmp_path):
        records = [record(site, ("Subscribe to continue reading.",)) for site in range(9)]
        assert proposed(tmp_path, records) == []

    def test_artifacts_that_rules_copies_or_bylines_made_are_left_out(self, tmp_path):
        line = "Come to the lamp room tonight"
        for rule in ("en.wall.old", "leads.copy", "metadata.headline", "markup.nav", "markup.footer", "shape.date"):
            assert proposed(tmp_path, [record(site, (line,), rule=rule) for site in range(9)]) == []
        assert phrases(proposed(tmp_path, [record(site, (line,)) for site in range(9)])) == [line.lower()]

    def test_markup_gives_a_kind(self, tmp_path):
        line = "Post from the pier, once a week"
        records = [record(s, (line,), rule="markup.newsletter", kind="newsletter_promo") for s in range(5)]
        (proposal,) = proposed(tmp_path, records)
        assert (proposal.rule.kind, proposal.kind_known) == ("newsletter_promo", True)

    def test_the_last_words_of_cut_copies_are_seen(self, tmp_path):
        records = [
            record(
                s,
                text=f"Boat {s} came in.\n\n{chr(97 + s) * 9}. Holders of a lamp may go on.",
                status="truncated",
            )
            for s in range(5)
        ]
        (proposal,) = proposed(tmp_path, records)
        assert proposal.rule.phrases == ("holders of a lamp may go on",)
        assert (proposal.phrase.seen.last, proposal.phrase.seen.cut, proposal.phrase.seen.behind) == (5, 5, 0)

    def test_a_papers_own_name_is_a_place(self, tmp_path):
        records = [record(s, (f"Paper {s} Gazette lives by its lamp holders",)) for s in range(5)]
        (proposal,) = proposed(tmp_path, records)
        assert proposal.rule.phrases == ("lives by its lamp holders",)
        assert proposal.rule.anchor is Anchor.END

    def test_names_that_vary_are_a_place(self, tmp_path):
        towns = ("Orrin", "Quay", "Marlow", "Sound", "Tern")
        records = [record(s, (f"Keep the lamps of {town} burning all winter",)) for s, town in enumerate(towns)]
        (proposal,) = proposed(tmp_path, records)
        assert proposal.rule.phrases == ("keep the lamps of {x} burning all winter",)
        assert len(proposal.phrase.variants) == 5

    def test_a_line_that_stands_inside_stories_says_so(self, tmp_path):
        line = "Nobody was hurt, they said."
        records = [record(s, (line,)) for s in range(5)]
        records += [record(s, text=f"{line}\n\n{chr(97 + s) * 9} went out again.") for s in range(3)]
        (proposal,) = proposed(tmp_path, records)
        assert proposal.phrase.seen.inside == 3
        assert any("perhaps it is no artifact" in text for text in rule_file([proposal]))

    def test_one_language_alone(self, tmp_path):
        records = [record(s, ("Kom ind i lampestuen i aften",), language="da") for s in range(5)]
        records += [record(s, ("Come to the lamp room tonight",)) for s in range(5)]
        found = mined_from(tmp_path, records, language="da")
        assert "come to the lamp room tonight" not in found.counts
        assert (found.pages, "kom ind i lampestuen i aften" in found.counts) == (5, True)

    def test_a_small_table_still_finds_what_is_frequent(self, tmp_path):
        records = [
            record(n % 7, (" ".join(chr(97 + (n * k) % 26) * (3 + (n + k) % 7) for k in (1, 3, 5, 7, 9, 11)),))
            for n in range(600)
        ]
        records += [record(s, ("Come to the lamp room tonight",)) for s in range(5)] * 20
        found = mined_from(tmp_path, records, capacity=50)
        assert len(found.counts.table) <= 100
        assert found.counts.forgotten > 0
        best = propose(generalise(found.counts.items()), Bar(50, 3, 5))
        assert phrases(best) == ["come to the lamp room tonight"]

    def test_lines_that_are_no_records_are_named_and_counted(self, tmp_path):
        path = tmp_path / "records.jsonl"
        path.write_text(json.dumps(record(1)) + "\nno record\n", "utf-8")
        said: list[str] = []
        found = mine([str(path)], matcher_for(), say=said.append)
        assert (found.pages, found.bad) == (1, 1)
        assert said[0].startswith(f"{path}:2: not JSON")

    def test_records_of_the_chain_itself_are_read(self, tmp_path):
        path = tmp_path / "records.jsonl"
        with path.open("wb") as file:
            exporter = ArticleLinesExporter(file)
            for site in range(5):
                html = page(
                    "<article><h1>The ferry is back</h1>",
                    "".join(
                        f"<p>The harbour council of town {site} voted on Tuesday night to reopen line {n}, at last.</p>"
                        for n in range(4)
                    ),
                    div("box", "<p>Come to the lamp room tonight</p>"),
                    "</article>",
                    title="The ferry is back",
                )
                exporter.export_item(clean(html, url=f"https://paper{site}.test/ferry"))
        found = mine([str(path)], matcher_for(), say=pytest.fail)
        assert "come to the lamp room tonight" in found.counts


def rule_file(proposals: list[Proposal], **values: Any) -> list[str]:
    return list(written(proposals, **({"pages": 9, "sites": 5, "forgotten": 0, "language": "en"} | values)))


class TestWritten:
    LINES = ('Come to the "lamp" room [tonight]', "Lamp holders only", "Nur für Lampenhalter: 3 Tage")

    def test_it_is_toml_that_loads_as_soon_as_near_misses_are_filled_in(self, tmp_path):
        proposals = proposed(tmp_path, [record(s, self.LINES) for s in range(5)])
        assert len(proposals) == 3
        text = "\n".join(rule_file(proposals))
        assert [rule["leaves"] for rule in tomllib.loads(text)["rule"]] == [[], [], []]
        path = tmp_path / "own.toml"
        path.write_text(text.replace("leaves = []", 'leaves = ["The lamp was lit."]'), "utf-8")
        rules, _ = load_file(path)
        for rule in rules:
            alone = Matcher(Catalogue((rule,), ()))
            assert all(alone.marks(line) for line in rule.matches)
            assert not any(alone.marks(line) for line in rule.leaves)

    def test_a_label_has_to_be_its_whole_line(self, tmp_path):
        (proposal,) = proposed(tmp_path, [record(s, ("Lamp holders only",)) for s in range(5)])
        assert (proposal.rule.anchor, proposal.rule.line) == (Anchor.WHOLE, True)
        assert {"line = true", 'anchor = "whole"'} <= set(rule_file([proposal]))

    def test_counts_and_what_is_open_are_said(self, tmp_path):
        records = [record(s, ("Come to the lamp room tonight, or stop here",), status="truncated") for s in range(5)]
        text = "\n".join(rule_file(proposed(tmp_path, records), forgotten=7))
        assert "# 5 pages of 5 sites; right behind the story 5, as its last words 0, on copies cut short 5" in text
        assert 'wall, perhaps, with cut = "wall"' in text
        assert "up to 7 pages more" in text

    def test_the_bar_is_kept(self, tmp_path):
        records = [record(s, self.LINES) for s in range(5)]
        assert proposed(tmp_path, records, Bar(pages=6, sites=1)) == []
        assert proposed(tmp_path, records, Bar(pages=1, sites=6)) == []
        assert len(proposed(tmp_path, records, Bar(most=2))) == 2
