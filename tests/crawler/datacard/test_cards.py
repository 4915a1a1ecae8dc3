from __future__ import annotations

import dataclasses
import io
import re
from typing import TYPE_CHECKING

import pytest

from crawler.datacard.card import MARK, MOST_ROWS, card
from crawler.datacard.counting import count
from crawler.exporters import ArticleLinesExporter
from crawler.items import Access, Article, Declared, Evidence, Rights, Status, Story, Wall
from crawler.report.runs import RunFacts
from tests.crawler.output_spiders import article
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, *articles: Article) -> str:
    exporter = ArticleLinesExporter(io.BytesIO(), encoding="utf-8")
    path.write_bytes(b"".join(exporter.line(record) for record in articles))
    return str(path)


def text_of(*names: str, title: str = "News") -> str:
    return card(title, count(names, say=pytest.fail), [], [])


def table(text: str, first: str) -> list[list[str]]:
    """The rows below a table's head that begins with `first`."""
    rows = re.search(rf"^\| {re.escape(first)} \|.*\n\|[- |]+\n((?:\|.*\n)+)", text + "\n", re.MULTILINE)
    assert rows is not None, first
    return [re.split(r" (?<!\\)\| ", row.strip("| ")) for row in rows[1].splitlines()]


def test_verdicts(tmp_path: Path):
    whole = [article(n, access=Access(Status.COMPLETE, 0.95 if n else 0.5), words=100) for n in range(3)]
    name = write(tmp_path / "a.jsonl", *whole, article(9, words=50))
    rows = table(text_of(name), "access.status")
    assert [row[:5] for row in rows] == [
        ["`complete`", "3", "75 %", "67 %", "100"],
        ["`truncated`", "1", "25 %", "100 %", "50"],
    ]


def test_the_evidence_of_what_is_not_complete(tmp_path: Path):
    cut = article(access=Access(Status.TRUNCATED, 0.9, evidence=[Evidence("count_at_cut"), Evidence("short_text")]))
    text = text_of(write(tmp_path / "a.jsonl", cut, article(2, access=Access(Status.COMPLETE, 1.0))))
    assert "| truncated | count_at_cut | a count of what is missing | 1 |" in text
    assert "short_text" not in text
    assert "### How truncation was judged" in text


def test_languages_and_sites(tmp_path: Path):
    records = [article(1), article(2, language=None), article(3, language="fr", site="autre.example", words=9)]
    text = text_of(write(tmp_path / "a.jsonl", *records))
    assert table(text, "language") == [["de", "1", "33 %"], ["unknown", "1", "33 %"], ["fr", "1", "33 %"]]
    assert table(text, "site") == [
        ["paper.example", "2", "67 %", "0", "2", "4"],
        ["autre.example", "1", "33 %", "0", "1", "9"],
    ]
    assert 'language:\n- "de"\n- "fr"\nlicense' in text


def test_long_tables_end_and_say_how_much_more_there_is(tmp_path: Path):
    name = write(tmp_path / "a.jsonl", *(article(n, site=f"s{n}.example") for n in range(MOST_ROWS + 3)))
    text = text_of(name)
    assert len(table(text, "site")) == MOST_ROWS
    assert "And 3 more sites." in text


def test_walls_prices_rights_and_copies(tmp_path: Path):
    behind = Access(Status.COMPLETE, 0.9, Wall.SUBSCRIBE, Declared.PAID)
    records = [
        article(1, access=behind, rights=Rights(True, ["meta robots: noai", "tdm-reservation: 1"], withheld=True)),
        article(2, access=behind, rights=Rights(False, ["meta robots: noai"]), story=Story("s1", "a1", 0.9)),
        article(3, story=Story("s2")),
    ]
    text = text_of(write(tmp_path / "a.jsonl", *records))
    assert ["wall seen: subscribe", "complete", "2"] in table(text, "what")
    assert ["declared: paid", "complete", "2"] in table(text, "what")
    assert [row[::2] for row in table(text, "rights.reserved")] == [["`true`", "1"], ["`false`", "1"], ["`null`", "1"]]
    assert table(text, "signal") == [["meta robots: noai", "2"], ["tdm-reservation: 1", "1"]]
    assert "Of 1 record the text was left out" in text
    assert "2 stories; 1 of them in more than one record" in text
    assert "1 record names a better copy" in text


def test_what_pages_say_is_no_markup_of_ours(tmp_path: Path):
    hostile = article(site="a|b\n# c <script>`[x](y)", rights=Rights(None, ["| x |\n---"]))
    text = text_of(write(tmp_path / "a.jsonl", hostile), title="T\n# U")
    assert table(text, "site")[0][0] == r"a\|b # c \<script\>\`\[x\](y)"
    assert [line for line in text.splitlines() if line.startswith("# ")] == ["# T # U"]
    assert text.count("\n---\n") == 1


def test_the_days(tmp_path: Path):
    records = [article(1), article(2, published="2026-04-05", fetched="2026-04-06T00:00:00+00:00")]
    text = text_of(write(tmp_path / "a.jsonl", *records))
    assert "published from 2026-03-01 to 2026-04-05, fetched from 2026-03-02 to 2026-04-06." in text
    assert "published on 2026-03-01, fetched on 2026-03-02." in text_of(write(tmp_path / "b.jsonl", article(1)))


def test_every_field_of_the_record_is_explained(tmp_path: Path):
    fields = [row[0].strip("`") for row in table(text_of(write(tmp_path / "a.jsonl", article())), "field")]
    assert fields == [field.name for field in dataclasses.fields(Article)]


def test_the_runs_that_wrote_the_files(tmp_path: Path):
    counts = count([write(tmp_path / "a.jsonl", article())], say=pytest.fail)
    facts = RunFacts(spider="news", version="0.1.0", written="2026-03-02T10:00:00+00:00")
    text = card("News", counts, ["a.jsonl"], [facts, facts])
    assert text.count("- spider `news` of copydesk 0.1.0, written 2026-03-02T10:00:00+00:00") == 1
    assert "Files: a.jsonl (1 record)." in text


# --- The command ---


def test_the_card_stands_beside_the_records(tmp_path: Path):
    names = [write(tmp_path / f"{name}.jsonl", article(1)) for name in ("complete", "truncated")]
    done = run("datacard", *names, "--title", "My news")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'README.md'}: 2 records of 2 files\n"
    text = (tmp_path / "README.md").read_text()
    assert text.startswith('---\npretty_name: "My news"\n')
    assert '- config_name: "complete"\n  data_files:\n  - "complete.jsonl"\n' in text
    assert run("datacard", *names).returncode == 0
    assert f"# {tmp_path.name}\n" in (tmp_path / "README.md").read_text()


def test_a_readme_of_somebody_else_is_left_alone(tmp_path: Path):
    (tmp_path / "README.md").write_text("# Mine\n")
    name = write(tmp_path / "a.jsonl", article(1))
    done = run("datacard", name)
    assert done.returncode == 2
    assert "README.md is no card of this command's and is left alone" in done.stderr
    assert (tmp_path / "README.md").read_text() == "# Mine\n"
    assert run("datacard", name, "-o", tmp_path / "CARD.md").returncode == 0
    assert MARK in (tmp_path / "CARD.md").read_text()


def test_files_elsewhere_are_counted_and_not_loaded(tmp_path: Path):
    (tmp_path / "sub").mkdir()
    inside, outside = write(tmp_path / "sub" / "a.jsonl", article(1)), write(tmp_path / "b.jsonl", article(2))
    done = run("datacard", inside, outside)
    assert done.returncode == 0
    assert f"{outside} stands outside of the card's folder and is not loaded with it" in done.stderr
    text = (tmp_path / "sub" / "README.md").read_text()
    assert "b.jsonl (1 record)" in text
    assert '"b.jsonl"' not in text


def test_lines_that_are_no_records_are_named(tmp_path: Path):
    good = write(tmp_path / "a.jsonl", article(1))
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write("{}\n")
    done = run("datacard", good)
    assert done.returncode == 1
    assert f"{good}:2: schema: null" in done.stderr
    assert "1 line of them could not be read and is in no count." in (tmp_path / "README.md").read_text()
    (tmp_path / "b.jsonl").write_text("{}\n")
    done = run("datacard", tmp_path / "b.jsonl", "-o", tmp_path / "b.md")
    assert done.returncode == 1
    assert not (tmp_path / "b.md").exists()


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        ([], "which records?"),
        (["-"], "a card is made from files"),
        (["a.jsonl", "a.jsonl"], "the same file twice"),
        (["a.jsonl", "a.parquet"], "files of one form, and these have .jsonl, .parquet"),
        (["missing.jsonl"], "missing.jsonl: can't be read"),
    ],
)
def test_usage(args: list[str], wrong: str, tmp_path: Path):
    done = run("datacard", *args, "-o", tmp_path / "card.md")
    assert done.returncode == 2
    assert wrong in done.stderr
