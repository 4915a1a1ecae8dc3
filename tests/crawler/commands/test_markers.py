"""`scrapy markers` as a user meets it: as a command, with its exit codes."""

from __future__ import annotations

import json

import pytest

from tests.crawler.running import run

RULES = "docs/examples/rules.toml"
OWN = ("-s", f"COPYDESK_CATALOGUE={RULES}")


def test_alone_it_counts_rules_by_language():
    done = run("markers")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {"language", "any", "en", "ja", "(elements)"} <= {row[0] for row in rows}
    assert all(len(row) == 4 for row in rows)


def test_lang_lists_the_rules_of_one():
    done = run("markers", "--lang", "hu")
    assert done.returncode == 0
    assert all(line.startswith("hu.") and line.count("\t") == 3 for line in done.stdout.splitlines())


def test_a_text_that_a_rule_knows_is_exit_code_zero_and_another_one_one():
    known = run("markers", *OWN, "--test", "Get a tide pass to read on!")
    assert known.returncode == 0
    assert "  knows   quay.wall.tide-pass: wall, cut wall, wall subscribe: Get a tide pass to read on!" in known.stdout
    unknown = run(
        "markers", *OWN, "--test", "-", "--lang", "en", stdin=b"He can get a tide pass to read on.\n\nTide.\n"
    )
    assert unknown.returncode == 1
    assert unknown.stdout.count("no rule knows it") == 2
    assert "  near    quay.wall.tide-pass: wall: something stands before the phrase" in unknown.stdout


def test_lint_names_every_problem_and_ends_with_one(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('[[rule]]\nid = "Bad"\nkind = "fence"\nphrases = ["x y z"]\nmatches = ["x y z"]\n', "utf-8")
    done = run("markers", "--lint", RULES, bad)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[-1] == "2 files: 3 problems"
    assert all(line.startswith(f"{bad}:1: Bad: ") for line in lines[:-1])
    sound = run("markers", "--lint", RULES)
    assert (sound.returncode, sound.stdout) == (0, "1 file: all sound\n")


def test_mine_writes_rules_to_review(tmp_path):
    records, rules = tmp_path / "records.jsonl", tmp_path / "mined.toml"
    with records.open("w", encoding="utf-8") as file:
        for site in range(3):
            artifact = {"kind": "boilerplate", "rule": "shape.rest", "text": "Kom ind i lampestuen", "after": 2}
            made = {
                "schema": "copydesk/article/1",
                "url": f"https://paper{site}.test/a",
                "site": f"paper{site}.test",
                "language": "da",
                "text": f"Båd {site} kom ind.\n\nSå kom {'abc'[site] * 9} igen.",
                "artifacts": [artifact],
            }
            file.write(json.dumps(made) + "\n")
    done = run("markers", "--mine", records, "--pages", 3, "-o", rules)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "scrapy markers: 1 rule proposed from 3 pages\n"
    text = rules.read_text("utf-8")
    assert 'language = "da"' in text
    assert 'phrases = ["kom ind i lampestuen"]' in text
    # As it stands it is refused: near misses are a person's to write.
    assert "'leaves' is missing or empty" in run("markers", "--lint", rules).stdout
    with records.open("a", encoding="utf-8") as file:
        file.write("no record\n")
    done = run("markers", "--mine", records, "--lang", "da", "--sites", 1, "--pages", 1)
    assert done.returncode == 1
    assert "records.jsonl:4: not JSON" in done.stderr
    assert "[[rule]]" in done.stdout
    done = run("markers", "--mine", records, "-o", tmp_path)
    assert done.returncode == 3
    assert f"{tmp_path} can't be written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["records.jsonl"], "what is records.jsonl?"),
        (["--lang", "xx"], "no rules in xx; there are any, ar"),
        (["--test", " "], "--test: no text"),
        (["--test", "a", "--lint"], "not allowed with"),
        (["--mine", "a", "--sites", "0"], "--sites: 1 or more, please, not 0"),
        (["--mine", "/nowhere/a.jsonl"], "/nowhere/a.jsonl: can't be read: No such file"),
        (["--lint", "/nowhere/a.toml"], "/nowhere/a.toml: can't be read: No such file"),
        (["--test", "a", "-s", "COPYDESK_CATALOGUE=/nowhere/a.toml"], "COPYDESK_CATALOGUE can't be used"),
    ],
)
def test_a_wrong_command_line_or_file_is_exit_code_two(arguments, complaint):
    done = run("markers", *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
