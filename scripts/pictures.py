#!/usr/bin/env python3
"""Make the pictures of the docs anew: `python -m scripts.pictures [--only NAME,...]`.

They are what copydesk shows of its own demo: the report and the reader in a headless Chromium, in light and in dark
(`docs/images/NAME-light.png`, `NAME-dark.png`), and `scrapy inspect` as a terminal draws it (`NAME.svg`, which follows
the reader's colours by itself). Needs the development environment and a Chromium on PATH; asks nothing of a network.
The same pages, fonts and Chromium give the same pictures.
"""

from __future__ import annotations

import argparse
import base64
import html
import io
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from crawler.browser.chromium import find_chromium
from crawler.inspecting.terminal import draw
from crawler.inspecting.why.finding import find as find_block
from crawler.inspecting.why.terminal import draw as draw_why
from crawler.inspecting.why.told import why
from crawler.items import Page
from pipelines import Options, examine

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
NIGHT_BUS = ROOT / "docs" / "examples" / "night-bus.html"
ADDRESS = "https://newsroom.example/council/night-bus"

SCHEMES = "light", "dark"
SHARPNESS = 1.5
"""Pixels of a picture for each of the page, on a side."""
COLOURS = 56
"""Text and flat colours need no more, and a palette is a third of the size."""
LARGEST = 150_000
"""Bytes of one picture."""
COLUMNS = 104
"""Width of the terminal in the pictures."""


# --- The browser's pictures ---


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the pictures are taken of: a run of the demo, its report, and one page in the reader."""

    report: Path
    reader: Path


def prepare(folder: Path) -> Workplace:
    """Crawl the demo into `folder` and write what is shown. Raises `CalledProcessError`."""
    records, report, reader = folder / "articles.jsonl", folder / "report.html", folder / "night-bus.html"
    for arguments in (
        ["crawl", "demo", "-L", "WARNING", "-O", str(records)],
        ["report", str(records), "--output", str(report)],
        ["inspect", str(NIGHT_BUS), "--url", ADDRESS, "--html", str(reader)],
    ):
        subprocess.run([sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Workplace(report, reader)


def opened(browser: Browser, address: str, *, width: int, height: int, scheme: str) -> Tab:
    """A tab in which the page stands ready."""
    tab = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=SHARPNESS,
        reduced_motion="reduce",
    )
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    return tab


def report_head(browser: Browser, place: Workplace, scheme: str) -> bytes:
    """The run in figures: the report as it opens, down to its first charts."""
    tab = opened(browser, place.report.as_uri(), width=1100, height=900, scheme=scheme)
    tab.wait_for_selector("#chart-sites svg")
    box = tab.locator("#chart-lengths").bounding_box()
    assert box is not None  # noqa: S101 - it is displayed
    return tab.screenshot(clip={"x": 0, "y": 0, "width": 1100, "height": box["y"] + box["height"]}, full_page=True)


def reader(browser: Browser, place: Workplace, scheme: str) -> bytes:
    """One article in the report's reader, with the rule that struck out a line told under the pointer."""
    tab = opened(browser, place.report.as_uri(), width=1260, height=1000, scheme=scheme)
    tab.wait_for_selector("#list a")
    tab.select_option("#by-status", "truncated")
    tab.click("#list a:has-text('night bus')")
    tab.evaluate("scrollTo({top: document.querySelector('#filters').getBoundingClientRect().top + scrollY - 70})")
    tab.hover("#desk del[data-kind=wall]")
    tab.wait_for_selector("#tip", state="visible")
    return tab.screenshot()


def before_and_after(browser: Browser, place: Workplace, scheme: str) -> bytes:
    """A page as its visitors see it, and beside it the same page in copydesk's reader, both from the top."""
    before = opened(browser, NIGHT_BUS.as_uri(), width=1280, height=1080, scheme="light")
    tab = opened(browser, place.reader.as_uri(), width=1280, height=1080, scheme=scheme)
    tab.wait_for_selector("#desk h3")
    shots = {
        "The page as it is served": before.screenshot(clip={"x": 0, "y": 0, "width": 740, "height": 980}),
        "The same page in the reader of copydesk": tab.screenshot(
            clip={"x": 80, "y": 20, "width": 1120, "height": 980}
        ),
    }
    ink, paper = ("#ddd", "#0d1117") if scheme == "dark" else ("#333", "#fff")
    columns = "".join(
        f"<figure><figcaption>{caption}</figcaption><img src='data:image/png;base64,{base64.b64encode(shot).decode()}'>"
        "</figure>"
        for caption, shot in shots.items()
    )
    tab.set_content(
        f"<style>body{{margin:0;padding:4px;background:{paper};color:{ink};display:flex;gap:16px;width:max-content;"
        "font:600 17px/1.8 sans-serif}figure{margin:0}img{display:block;height:640px;outline:1px solid #8886}</style>"
        + columns
    )
    tab.set_viewport_size({"width": 1238, "height": 100})
    return tab.screenshot(full_page=True)


PHOTOGRAPHS: dict[str, Callable[[Browser, Workplace, str], bytes]] = {
    "before-and-after": before_and_after,
    "report": report_head,
    "reader": reader,
}


def reduced(png: bytes) -> bytes:
    """The picture with a palette, at the same size."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


# --- The terminal's pictures ---

LIGHT = TerminalTheme((255, 255, 255), (36, 41, 47), [(36, 41, 47)] * 8, [(36, 41, 47)] * 8)
FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
white-space: pre }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
<rect class="paper" x="1" y="1" width="99.8%" height="99.8%" rx="8" />
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own fetches its font from a network, and knows one scheme of colours."""


def terminal() -> Console:
    return Console(
        width=COLUMNS, record=True, force_terminal=True, color_system="256", file=io.StringIO(), highlight=False,
        markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def svg(console: Console, name: str) -> bytes:
    """What was drawn, in the colours of the terminal, on paper that is light or dark as the reader has it."""
    drawn = console.export_svg(title="", theme=LIGHT, code_format=FORMAT, unique_id=name)
    scheme = (
        ".paper { fill: #fff; stroke: #d0d7de }\n@media (prefers-color-scheme: dark) {\n"
        ".paper { fill: #0d1117; stroke: #3d444d }\n[class] { --ink: #e6edf3 }\n}\n"
    )
    drawn = drawn.replace("fill: #24292f", "fill: var(--ink, #24292f)")
    return drawn.replace("</style>", f"{scheme}</style>", 1).encode()


def night_bus() -> Page:
    return Page(url=ADDRESS, body=NIGHT_BUS.read_text(encoding="utf-8"))


def inspected() -> Console:
    """`scrapy inspect` of the page."""
    console = terminal()
    draw(console, *examine(night_bus(), Options()))
    return console


def told() -> Console:
    """`scrapy inspect --why` of the meter's line."""
    console = terminal()
    draft, article = examine(night_bus(), Options())
    draw_why(console, why(draft, article, find_block(draft.blocks, "daily free article")), draft.blocks)
    return console


DRAWINGS: dict[str, Callable[[], Console]] = {"inspect": inspected, "why": told}


# --- Badges ---

BADGE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{name}: {value}">
<title>{name}: {value}</title>
<clipPath id="edge"><rect width="{width}" height="20" rx="3" /></clipPath>
<g clip-path="url(#edge)"><rect width="{left}" height="20" fill="#555" />
<rect x="{left}" width="{right}" height="20" fill="#1f6feb" /></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">
<text x="{name_at}" y="14" textLength="{name_long}">{name}</text>
<text x="{value_at}" y="14" textLength="{value_long}">{value}</text></g>
</svg>
"""


def badges() -> dict[str, bytes]:
    """What pyproject.toml says, as the small labels at the head of the README."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (scrapy,) = (re.sub(r"^scrapy>=([\d.]+).*$", r"\1+", name) for name in project["dependencies"] if "scrapy>" in name)
    said = {
        "licence": project["license"],
        "python": project["requires-python"].removeprefix(">=") + "+",
        "scrapy": scrapy,
    }
    return {f"badge-{name}.svg": badge(name, value) for name, value in said.items()}


def badge(name: str, value: str) -> bytes:
    long = [round(6.6 * len(text)) for text in (name, value)]
    left, right = (length + 12 for length in long)
    return BADGE.format(
        name=html.escape(name), value=html.escape(value), width=left + right, left=left, right=right,
        name_at=left / 2, value_at=left + right / 2, name_long=long[0], value_long=long[1],
    ).encode()  # fmt: skip


# --- All of it ---


def keep(name: str, picture: bytes) -> None:
    """Write it; raises `SystemExit` where it is too large for a page of docs."""
    if len(picture) > LARGEST:
        raise SystemExit(f"{name}: {len(picture)} bytes are more than {LARGEST}")
    (IMAGES / name).write_bytes(picture)
    print(f"{name}\t{len(picture)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of the docs anew.")
    known = [*PHOTOGRAPHS, *DRAWINGS, "badges"]
    parser.add_argument("--only", default=",".join(known), metavar="NAME,...", help=f"of {', '.join(known)}")
    wanted = parser.parse_args().only.split(",")
    if unknown := set(wanted) - set(known):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    IMAGES.mkdir(exist_ok=True)
    for name in filter(wanted.__contains__, DRAWINGS):
        keep(f"{name}.svg", svg(DRAWINGS[name](), name))
    if "badges" in wanted:
        for name, picture in badges().items():
            keep(name, picture)
    photographs = list(filter(wanted.__contains__, PHOTOGRAPHS))
    if not photographs:
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = prepare(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name in photographs:
            for scheme in SCHEMES:
                keep(f"{name}-{scheme}.png", reduced(PHOTOGRAPHS[name](browser, place, scheme)))


if __name__ == "__main__":
    main()
