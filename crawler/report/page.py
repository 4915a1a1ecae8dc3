"""The page itself: one file that asks nothing of a network."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crawler import __version__
from crawler.report import wording
from crawler.report.labels import GROUPS, KINDS, SIGNALS, STATUSES, plain

if TYPE_CHECKING:
    from crawler.report.charts import Chart
    from crawler.report.runs import RunFacts

HERE = Path(__file__).parent
STYLES = ("base.css", "charts.css", "sites.css", "reader.css")
SCRIPTS = ("vendor/plot.min.js", "static/charts.js", "static/sites.js")
READER_SCRIPTS = ("static/articles.js", "static/proof.js", "static/tips.js", "static/reader.js")


@dataclass(slots=True)
class Number:
    """One of the numbers at the top of the page."""

    value: str
    name: str
    says: str
    status: str | None = None
    """The verdict that the reader is filtered by on a click."""


@dataclass(slots=True)
class Contents:
    """What stands on the page."""

    title: str
    files: list[str]
    articles: str
    """Packed articles in base64."""
    shown: int
    whole: int
    total: int
    seed: int
    facts: list[RunFacts] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    sites: list[dict[str, Any]] = field(default_factory=list)
    more_sites: int = 0
    notices: list[str] = field(default_factory=list)
    """What a reader must know first: lines that could not be read, a run that did not end."""
    single: bool = False
    """One page and nothing else, as `scrapy inspect --html` writes it."""


def render(contents: Contents) -> str:
    """The page as HTML."""
    scripts = [_script(name) for name in (READER_SCRIPTS if contents.single else SCRIPTS + READER_SCRIPTS)]
    return (
        _templates()
        .get_template("report.html")
        .render(
            page=contents,
            version=__version__,
            style=Markup("".join(_read(f"static/{name}") for name in STYLES)),  # noqa: S704 - our own files
            scripts=scripts,
            policy=policy(scripts),
            charts=[chart.data() for chart in contents.charts],
            words={
                "kinds": {kind: {"group": label.group, "means": label.means} for kind, label in KINDS.items()},
                "groups": GROUPS,
                "statuses": STATUSES,
                "signals": SIGNALS,
            },
        )
    )


def policy(scripts: list[Markup]) -> str:
    """The page's Content-Security-Policy: our own scripts by their hash, and no address at all."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(script: Markup) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


@cache
def _script(name: str) -> Markup:
    text = _read(name)
    # Would end the element that it stands in.
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError(f"{name} can't stand inside a page")
    return Markup(text)  # noqa: S704 - our own files


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The order of statuses and kinds is meant.
    templates.policies["json.dumps_kwargs"] = {"sort_keys": False}
    templates.filters.update(thousands=wording.thousands, many=wording.many, plain=plain, duration=wording.duration)
    return templates
