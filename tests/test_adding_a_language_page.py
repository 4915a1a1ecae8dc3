"""What docs/adding-a-language.md types is so: the page before, the rules, and the page after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.test_docs import DOCS, ROOT, blocks, read, run

if TYPE_CHECKING:
    from pathlib import Path

PAGE = DOCS / "adding-a-language.md"


def test_the_rules_of_the_page_are_those_of_the_file():
    (rules,) = blocks(PAGE, "toml")
    assert rules == read(DOCS / "examples" / "af.toml")
    assert not (ROOT / "pipelines" / "catalogue" / "af.toml").exists(), "the catalogue knows the language: take another"


def test_the_commands_print_what_the_page_shows(workplace: Path):
    before, lint, test, after = (block.strip() for block in blocks(PAGE, "sh"))
    script = "\necho ======\n".join([f". .venv/bin/activate\n{before}", lint, test, after])
    done = run(script, workplace)
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.split("======\n")
    shown_before, shown_lint, shown_after = blocks(PAGE, "text")
    assert shown_before in told[0]
    assert "# access\tcomplete" in told[0]
    assert shown_lint == told[1]
    assert "knows   af.wall.to-read-on" in told[2]
    assert shown_after in told[3]
    assert "# access\ttruncated" in told[3]
