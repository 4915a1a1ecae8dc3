"""What stands in the page: nothing of a record as markup, no address, readable colours."""

import hashlib
import itertools
import json
import math
import re
from base64 import b64decode
from pathlib import Path

import lxml.html
import pytest

from crawler.report import page
from crawler.report.labels import GROUPS, STATUSES
from tests.crawler.report.making import report_of, value, whole, write

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'<!--"


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    records = write(
        tmp_path / f"{HOSTILE.replace('/', '_')}.jsonl",
        value(
            title=HOSTILE,
            site=HOSTILE,
            language=HOSTILE,
            text=HOSTILE,
            url=f"javascript:alert(1)//{HOSTILE}",
            authors=[HOSTILE],
            error=HOSTILE,
            access={"status": HOSTILE, "wall": HOSTILE, "declared": HOSTILE, "evidence": [{"signal": HOSTILE}]},
            artifacts=[{"kind": HOSTILE, "rule": HOSTILE, "text": HOSTILE}],
        ),
        HOSTILE,
    )
    return report_of(records).html


def test_nothing_of_a_record_becomes_markup(hostile: str, tmp_path: Path):
    tame = report_of(write(tmp_path / "tame.jsonl", value(), "no record")).html
    seen, expected = (sorted(e.tag for e in lxml.html.document_fromstring(h).iter("*")) for h in (hostile, tame))
    assert set(seen) == set(expected)
    assert [seen.count(tag) for tag in ("script", "img", "a")] == [
        expected.count(tag) for tag in ("script", "img", "a")
    ]
    assert "<img" not in hostile


def test_only_scripts_of_the_house_may_run_and_no_address_may_be_asked(hostile: str):
    tree = lxml.html.document_fromstring(hostile)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")
    allowed = {b64decode(digest) for digest in re.findall(r"'sha256-([^']+)'", policy)}
    scripts = re.findall(r"<script>(.*?)</script>", hostile, re.DOTALL)
    assert {hashlib.sha256(script.encode()).digest() for script in scripts} == allowed
    assert len(scripts) == len(page.SCRIPTS + page.READER_SCRIPTS)
    assert tree.xpath("//script/@src | //img/@src | //link[not(starts-with(@href, 'data:'))]/@href") == []


def test_every_chart_has_its_table(tmp_path: Path):
    tree = lxml.html.document_fromstring(report_of(write(tmp_path / "a.jsonl", value(), whole())).html)
    data = json.loads(tree.get_element_by_id("charts").text)
    for chart in data:
        figure = tree.get_element_by_id(f"chart-{chart['name']}")
        rows = [row.text_content() for row in figure.xpath(".//tbody/tr/th")]
        assert rows == [row["label"] for row in chart["rows"] if row["total"]]
        assert figure.xpath("string(figcaption/p)").strip()
    assert {chart["name"] for chart in data} >= {"sites", "times", "lengths", "kinds", "walls", "languages", "reasons"}


def test_the_vendored_charts_ask_nothing_of_a_network():
    bundle = (page.HERE / "vendor" / "plot.min.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^/\"`]+", bundle)) == {"http://www.w3.org"}
    assert "XMLHttpRequest" not in bundle


# --- Colours ---

CSS = (page.HERE / "static" / "base.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"(--[\w-]+): (#\w+)", part)) for part in CSS.split("@media (prefers-color-scheme: dark)")
)
THEMES = {"light": LIGHT, "dark": LIGHT | DARK}
TEXTS = ["ink", "muted", "accent", "alarm", *(f"k-{group}" for group in GROUPS)]
AREAS = ["plain", *(f"s-{status}" for status in STATUSES)]


def linear(colour: str) -> list[float]:
    """Red, green and blue of a colour in linear light."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", TEXTS)
def test_text_has_the_contrast_of_wcag_aa(theme: str, name: str):
    colours = THEMES[theme]
    for ground in ("paper", "card", "tint"):
        assert contrast(colours[f"--{name}"], colours[f"--{ground}"]) >= 4.5, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", AREAS)
def test_areas_stand_out_from_the_paper(theme: str, name: str):
    assert contrast(THEMES[theme][f"--{name}"], THEMES[theme]["--paper"]) >= 3


# How those see colours who lack one sort of cone (Machado, Oliveira and Fernandes 2009, severity 1), in linear RGB.
SEEN = {
    "trichromat": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanope": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranope": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def oklab(colour: str, eyes: str) -> list[float]:
    """The colour as those eyes see it, in Oklab."""
    rgb = [min(1, max(0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in SEEN[eyes]]
    cones = [
        sum(a * b for a, b in zip(row, rgb, strict=True)) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ]
    return [
        sum(a * b for a, b in zip(row, cones, strict=True))
        for row in (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        )
    ]


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("prefix", "least"), [("s", 0.08), ("k", 0.06)])
def test_the_colour_blind_can_tell_verdicts_and_kinds_apart(eyes: str, theme: str, prefix: str, least: float):
    # Differences of 0.02 in Oklab can just be seen side by side.
    names = [*STATUSES][:5] if prefix == "s" else [*GROUPS]
    seen = {name: oklab(THEMES[theme][f"--{prefix}-{name}"], eyes) for name in names}
    near = {(a, b): math.dist(seen[a], seen[b]) for a, b in itertools.combinations(names, 2)}
    assert {pair: distance for pair, distance in near.items() if distance < least} == {}
