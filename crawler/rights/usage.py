"""Preferences on AI use: `Content-Usage` of the IETF's aipref drafts, and Cloudflare's `Content-Signal`.

Both are lists of `category=value`. Where a category is said twice, no wins.
"""

from __future__ import annotations

from crawler.rights.statements import Statement, Topic

_USAGE = {"train-ai": Topic.TRAINING}
_SIGNAL = {"ai-train": Topic.TRAINING, "ai-input": Topic.INPUT}


def content_usage(value: str, signal: str) -> list[Statement]:
    """Statements of a `Content-Usage` value such as `train-ai=n, search=y`; the categories are `y` or `n`.

    `search` is recorded, and reserves nothing that concerns copydesk.
    """
    return _statements(signal, _pairs(value), _USAGE, {"y": False, "n": True})


def content_signal(value: str, signal: str) -> list[Statement]:
    """Statements of a `Content-Signal` value such as `search=yes, ai-train=no`."""
    return _statements(signal, _pairs(value), _SIGNAL, {"yes": False, "no": True})


def _statements(
    signal: str, pairs: list[tuple[str, str]], topics: dict[str, Topic], words: dict[str, bool]
) -> list[Statement]:
    said: dict[Topic, bool] = {}
    for name, value in pairs:
        topic, reserved = topics.get(name), words.get(value)
        if topic is not None and reserved is not None:
            said[topic] = said.get(topic, False) or reserved
    return [Statement(signal, topic, reserved) for topic, reserved in said.items()] or [Statement(signal)]


def _pairs(value: str) -> list[tuple[str, str]]:
    """Names and values of a list; parameters behind `;` say nothing that is known."""
    pairs = []
    for entry in value.split(","):
        name, equals, said = entry.partition(";")[0].partition("=")
        if equals:
            pairs.append((name.strip().lower(), said.strip().lower()))
    return pairs
