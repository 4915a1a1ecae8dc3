"""`scrapy inspect --html`: one page for a browser."""

import gzip
import json
from base64 import b64decode
from pathlib import Path

import lxml.html

from tests.crawler.running import run

PAGE = """<html lang="fr"><head><title>Le bac rouvre</title></head><body><nav><a href="/">Accueil</a></nav><article>
<h1>Le bac rouvre</h1>
<p>La ligne de bac vers les îles rouvre en avril, quarante ans après le dernier départ, et les marins sont prêts.</p>
<p>Sur le quai, une centaine de personnes ont applaudi quand la sirène a retenti, un peu avant midi, samedi.</p>
<p>Il vous reste 57 % de cet article à lire. La suite est réservée aux abonnés.</p>
</article></body></html>"""


def test_the_page_holds_all_blocks_with_their_rules(tmp_path: Path):
    page, out = tmp_path / "bac.html", tmp_path / "out.html"
    page.write_text(PAGE, encoding="utf-8")
    done = run("inspect", page, "--url", "https://bac.example/a", "--html", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{out}\n", "")
    tree = lxml.html.document_fromstring(out.read_text(encoding="utf-8"))
    packed = json.loads(gzip.decompress(b64decode(tree.get_element_by_id("articles").text)))
    (article,) = packed["articles"]
    assert article["st"] == "truncated"
    shown = json.dumps(article["b"], ensure_ascii=False)
    assert "Accueil" in shown
    assert "57 %" in shown
    stories = [block["b"] for block in article["b"] if isinstance(block, dict) and "b" in block]
    assert [packed["rules"][rule].startswith("body") for rule in stories] == [True, True]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    page = tmp_path / "bac.html"
    page.write_text(PAGE, encoding="utf-8")
    done = run("inspect", page, "--html", tmp_path)
    assert done.returncode == 3
    assert "can't be written" in done.stderr


def test_one_form_at_a_time(tmp_path: Path):
    done = run("inspect", "a.html", "--html", "b.html", "--json")
    assert done.returncode == 2
    assert "--html or --json, not both" in done.stderr
