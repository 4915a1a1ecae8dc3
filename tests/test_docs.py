"""What the documentation says is so: its commands run, its links lead somewhere, its tables are the code's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from itemadapter import ItemAdapter

import pipelines
from crawler.exitcodes import ExitCode
from crawler.items import PAYWALL_FAMILY, Article, Kind, Status
from docs.examples import make_examples
from pipelines import access
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.rules import Anchor, Catalogue, Cut, ElementRule, Rule, load_file
from pipelines.features import NAMES
from scripts import pictures
from tests.warm import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "how-it-decides.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language, without the indent that they have inside a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", read(page), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def section(page: Path, heading: str) -> str:
    """What stands under a heading, to the next one of its level."""
    match = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^\1 |\Z)", read(page), re.MULTILINE | re.DOTALL)
    assert match is not None, heading
    return match[2]


def first_column(text: str) -> list[str]:
    """Names in backquotes in the first column of the tables of a text."""
    return [name for row in re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)]


# --- Commands ---


def run(script: str, place: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-euc", script],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | environment,
    )


def test_the_commands_run_as_they_are_written(workplace: Path):
    names = ("quick-start.md", "catalogue.md", "inspect.md", "spiders.md", "models.md", "report.md", "scale.md")
    pages = (README, *(DOCS / name for name in names))
    typed = [line for page in pages for block in blocks(page, "sh") for line in block.splitlines()]
    # Each once; the demo has a test of its own.
    lines = [line for line in dict.fromkeys(typed) if "crawl demo" not in line]
    assert len(lines) >= 9
    done = run(
        "\n".join([". .venv/bin/activate", *(f"echo '$ {n}'; {line}" for n, line in enumerate(lines))]), workplace
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("$ ") == len(lines)
    assert "8 articles in" in done.stdout
    assert "access     truncated" in done.stdout or "# access\ttruncated" in done.stdout
    assert "2 files: 11 records, all sound" in done.stdout
    written = {path.name: len(read(path).splitlines()) for path in (workplace / "data").glob("*.jsonl")}
    assert written["archive.jsonl"] == written["rules.jsonl"] == 8
    assert written["clean.jsonl"] == written["own.jsonl"] == 3
    assert written["two.jsonl"] == 2


def test_make_crawl_prints_its_summary_and_nothing_else(workplace: Path):
    recipe = re.search(r"^crawl:.*\n((?:\t.*\n)+)", read(ROOT / "Makefile"), re.MULTILINE)
    assert recipe is not None
    commands = re.findall(r"^\t@\.venv/bin/(scrapy .*)$", recipe[1], re.MULTILINE)
    assert len(commands) == 2
    done = run("\n".join([". .venv/bin/activate", *commands]), workplace)
    assert (done.returncode, done.stderr) == (0, "")

    # Time, artifacts and bytes differ with every rule; the labels, the verdicts and the walls are the demo's story.
    printed = next(block for block in blocks(README, "text") if block.startswith("copydesk demo")).splitlines()
    lines = done.stdout.splitlines()
    assert [line[:14] for line in lines[1:]] == [line[:14] for line in printed[1:]]
    assert lines[0].rpartition(" in ")[0] == printed[0].rpartition(" in ")[0]
    assert lines[1:3] == printed[1:3], "README.md shows an output of before"
    assert read(workplace / "data" / "report.html").startswith("<!doctype html>")


def test_pages_that_are_kept_give_the_records_again(workplace: Path):
    live, again = (line for block in blocks(DOCS / "archives.md", "sh") for line in block.splitlines())
    done = run(f". .venv/bin/activate\n{live}\n{again} -L WARNING", workplace)
    assert (done.returncode, done.stderr) == (0, "")
    fresh, kept = (
        {record["url"]: record["text_hash"] for record in map(json.loads, read(workplace / "data" / name).splitlines())}
        for name in ("live.jsonl", "again.jsonl")
    )
    assert len(fresh) > 30
    assert kept.items() >= fresh.items()


# --- Python ---


def python_blocks() -> Iterator[object]:
    for page in (README, *(DOCS / f"{name}.md" for name in ("catalogue", "discovery", "how-it-decides", "scale"))):
        for number, code in enumerate(blocks(page, "python")):
            if "QuaySpider" not in code and "crawler.settings" not in code:
                yield pytest.param(code, id=f"{page.name} {number}")


@pytest.mark.parametrize("code", list(python_blocks()))
def test_the_python_runs_as_it_is_written(code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "documentation", "exec"), {"__name__": "documentation"})  # noqa: S102  our own pages


def test_the_pipelines_in_a_project_of_ones_own(tmp_path: Path):
    settings, spider = (code for code in blocks(README, "python") if "quayside" in code)
    package = tmp_path / "quayside"
    (package / "spiders").mkdir(parents=True)
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = quayside.settings\n", encoding="utf-8")
    for name in ("__init__.py", "spiders/__init__.py"):
        (package / name).touch()
    (package / "settings.py").write_text(settings, encoding="utf-8")
    newsroom = [sys.executable, "-m", "crawler.newsroom"]
    with subprocess.Popen(newsroom, cwd=ROOT, stdout=subprocess.PIPE, text=True) as house:
        try:
            assert house.stdout is not None
            address = house.stdout.readline().strip()
            spider = spider.replace("https://quayside.example/a-story", f"{address}courier/harbour/ferry-timetable")
            (package / "spiders" / "quay.py").write_text(spider, encoding="utf-8")
            scrapy = f"{sys.executable} -m scrapy"
            script = f"{scrapy} crawl quay -L WARNING -O out.jsonl; {scrapy} validate out.jsonl"
            done = run(script, tmp_path, PYTHONPATH=str(ROOT))
        finally:
            house.terminate()
    assert (done.returncode, done.stderr) == (0, "")
    assert "out.jsonl: 1 record, all sound" in done.stdout
    record = json.loads(read(tmp_path / "out.jsonl"))
    assert record["access"]["status"] == "complete"
    assert record["source"]["spider"] == "quay"


# --- Links ---


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", read(page), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def prose(page: Path) -> str:
    """The page without what stands in it to be typed or read as it is."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", read(page), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path):
    text = prose(page)
    for target in re.findall(r"\]\(([^)\s]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"", text):
        name, _, anchor = "".join(target).partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert ROOT in path.parents, f"{target}: a code host knows nothing outside the checkout"
        assert not anchor or anchor in anchors(path), target


def test_every_page_of_the_docs_is_in_the_index():
    index = read(DOCS / "README.md")
    assert [page.name for page in DOCS.glob("*.md") if f"]({page.name})" not in index] == ["README.md"]


# --- Pictures ---


def test_every_picture_is_small_shown_and_told_in_words():
    text = "".join(prose(page) for page in PAGES)
    for picture in sorted(pictures.IMAGES.iterdir()):
        assert picture.name in text, f"{picture.name} stands on no page"
        assert picture.stat().st_size <= pictures.LARGEST, picture.name
    told = re.findall(r"!\[([^\]]*)\]\(|<img [^>]*alt=\"([^\"]*)\"", text)
    assert len(told) >= 8
    assert all("".join(words).strip() for words in told)


def test_what_badges_and_terminal_views_say_is_so():
    hint = "run `python -m scripts.pictures`"
    for name, badge in pictures.badges().items():
        assert (pictures.IMAGES / name).read_bytes() == badge, hint
    assert (pictures.IMAGES / "inspect.svg").read_bytes() == pictures.svg(pictures.inspected(), "inspect"), hint
    assert "en.meter.limit-reached" in read(pictures.IMAGES / "why.svg")


# --- Figures ---


def test_the_figures_of_the_readme_are_those_of_the_page():
    rows = re.findall(r"^\|.*\|$", section(README, "How good it is"), re.MULTILINE)
    assert len(rows) > 3
    assert set(rows) <= set(read(DOCS / "comparison.md").splitlines())


# --- Before and after ---


@pytest.fixture(scope="module")
def example() -> str:
    return read(DOCS / "examples" / "night-bus.html")


def test_the_examples_are_what_the_newsroom_serves(example: str):
    hint = "run `python -m docs.examples.make_examples`"
    assert example == make_examples.page(), hint
    assert (DOCS / "examples" / "newsroom.warc").read_bytes() == make_examples.archive(), hint


def test_the_text_before_is_real(example: str):
    text = lxml.html.document_fromstring(example).body.text_content()
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    printed = next(block for block in blocks(EXAMPLE, "text") if "The Marlow Sound Courier" in block)
    assert printed.splitlines() == lines


def test_the_record_after_is_real(example: str):
    url = "https://newsroom.example/council/night-bus"
    record: dict[str, Any] = ItemAdapter(pipelines.clean(example, url=url)).asdict()
    (block,) = blocks(EXAMPLE, "json")
    printed = json.loads(block)
    assert all(artifact in record["artifacts"] for artifact in printed.pop("artifacts"))
    assert printed == {key: record[key] for key in printed}
    assert len(printed) == 3


# --- Tables ---


def test_the_readme_names_every_key_of_the_record():
    named = first_column(section(README, "The record"))
    keys = list(Article.__dataclass_fields__)
    assert [name for name in named if name in keys] == [name for name in named if name not in set(Status)]
    assert set(named) - set(Status) == set(keys)


def test_every_status_and_exit_code_has_its_line():
    assert [name for name in first_column(section(README, "The record")) if name in set(Status)] == list(Status)
    for text in (section(README, "Exit codes"), section(DOCS / "spiders.md", "Outputs and exit codes")):
        assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == [str(int(code)) for code in ExitCode]


def test_the_kinds_are_those_of_the_code():
    kinds = [kind for kind in Kind if kind is not Kind.BODY]
    assert first_column(section(DOCS / "how-it-decides.md", "The kinds")) == kinds
    family, around = (
        re.findall(r"`(\w+)`", row) for row in section(README, "The kinds").splitlines() if "` · `" in row
    )
    assert set(family) == PAYWALL_FAMILY
    assert family + around == kinds


def test_the_judges_are_asked_in_the_order_of_the_page():
    table, _ = section(DOCS / "how-it-decides.md", "The verdict").split("`complete` gets", 1)
    assert first_column(table) == [judge.__name__ for judge in access.JUDGES] + [access.complete.__name__]


def test_every_signal_is_explained():
    source = read(ROOT / "pipelines" / "access.py")
    signals = set(re.findall(r'(?:Evidence|\.evidence)\("(\w+)"', source))
    explained = first_column(section(DOCS / "how-it-decides.md", "The verdict"))
    assert len(signals) > 10
    assert signals <= set(explained)


def test_every_feature_of_the_models_is_in_the_page():
    text = section(DOCS / "models.md", "What they see")
    assert f"{len(NAMES)} numbers" in text
    named = re.findall(r"`([\w*]+)`", text)
    assert [name for name in NAMES if not any(fnmatch(name, pattern) for pattern in named)] == []


def test_the_anchors_and_cuts_of_rules_are_explained():
    assert first_column(section(DOCS / "catalogue.md", "Anchors")) == list(Anchor)
    assert set(first_column(section(DOCS / "catalogue.md", "Cut"))) == set(Cut)


def test_the_keys_of_a_rule_are_explained():
    keys = set(first_column(section(DOCS / "catalogue.md", "A rule")))
    assert keys == set(Rule.__slots__) - {"language"}
    assert set(ElementRule.__slots__) - keys == {"names"}


# --- Rules ---


@pytest.mark.parametrize("toml", blocks(DOCS / "catalogue.md", "toml"))
def test_the_rules_of_the_page_pass_their_own_examples(toml: str, tmp_path: Path):
    path = tmp_path / "rules.toml"
    path.write_text(toml, encoding="utf-8")
    rules, elements = load_file(path)
    assert rules or elements
    for rule in rules:
        alone = Matcher(Catalogue((rule,), ()))
        assert [line for line in rule.matches if not alone.marks(line)] == []
        assert [line for line in rule.leaves if alone.marks(line)] == []
    for element in elements:
        names = Matcher(Catalogue((), (element,)))
        assert all(any(names.element_of(n) for n in re.findall(r'"([\w-]+)"', html)) for html in element.matches)
        assert not any(names.element_of(n) for html in element.leaves for n in re.findall(r'"([\w-]+)"', html))
