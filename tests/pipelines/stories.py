"""Invented stories in several languages, of four or six paragraphs each, for pages of the tests' own making."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Story:
    language: str
    title: str
    paragraphs: tuple[str, ...]


STORIES = {
    language: Story(language, data["title"], tuple(data["paragraphs"]))
    for language, data in tomllib.loads(Path(__file__).with_name("stories.toml").read_text("utf-8")).items()
}
ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE = (STORIES[language] for language in ("en", "de", "fr", "es", "ja"))
