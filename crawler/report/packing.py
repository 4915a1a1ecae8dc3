"""Readings as the page's script takes them, packed into so many bytes.

The articles stand in the page as JSON, compressed with gzip and written in base64. Names of kinds, rules and sites,
and texts that stand on several pages, are written once and then named by number.

Article: `{t title, u url, s site, p published, l language, a [author], w words, st verdict, c confidence, wl wall,
d declared, x expected words, e [[signal, rule, detail]], of id of the better copy, h HTTP status, r [reservation], wh text left out of the record,
err error, n line, k {kind: artifacts}, lv level, b [shown]}`; what is null or empty is left out.
Shown: a text (a paragraph of the story); `[run, ...]` (a passage); `{b: rule, r: [run, ...]}` (one that says what made
it the story); `{p paragraphs, w words, k {kind: lines}}` (a gap).
Run: a text of the story, `[kind, rule, text]`, with a fourth member for characters that are not shown, or
`[null, null, text, more]`. A number in place of a text is one of `texts`.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.report.figures import SITE_NAME
from crawler.report.reading import Gap, Passage, Run, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.report.records import Record

WHOLE, SHORT = 0, 1
_SHARED = range(12, 400)
"""Lengths of texts that are worth writing once."""
_LONG_DETAIL = 300


def repeated(readings: Iterable[list[Shown]]) -> list[str]:
    """Struck texts that stand in more than one place."""
    counts: Counter[str] = Counter()
    for reading in readings:
        counts.update(
            run.text
            for shown in reading
            if isinstance(shown, Passage)
            for run in shown.runs
            if run.kind is not None and len(run.text) in _SHARED
        )
    return [text for text, number in counts.most_common() if number > 1]


@dataclass(slots=True)
class Names:
    """Numbers for names, given out as they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


class Packer:
    """Turns articles into what stands in the page."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._texts = {text: number for number, text in enumerate(texts)}
        self.kinds, self.rules, self.sites = Names(), Names(), Names()

    def article(self, record: Record, reading: list[Shown], level: int, line: int) -> str:
        """One article as JSON."""
        access: dict[str, Any] = {
            "st": record.status,
            "c": round(record.confidence, 2),
            "wl": record.wall,
            "d": record.declared,
            "x": record.expected_words,
            "e": [[proof.signal, proof.rule, (proof.detail or "")[:_LONG_DETAIL] or None] for proof in record.evidence],
        }
        article = {
            "t": (record.title or "")[:_LONG_DETAIL],
            "u": record.url[:2000],
            "s": self.sites[record.paper[:SITE_NAME]],
            "p": record.published,
            "l": record.language,
            "a": [author[:100] for author in record.authors[:12]],
            "w": record.words,
            **access,
            "of": record.duplicate_of,
            "h": record.http_status if record.http_status != 200 else None,
            "r": [signal[:_LONG_DETAIL] for signal in record.signals[:12]] if record.reserved else None,
            "wh": record.withheld or None,
            "err": record.error and record.error[:_LONG_DETAIL],
            "n": line,
            "k": {self.kinds[kind]: n for kind, n in Counter(a.kind for a in record.artifacts).items()},
            "lv": level,
            "b": [self._shown(shown) for shown in reading],
        }
        return dumps(
            {name: value for name, value in article.items() if value not in (None, "", [], {}, 0) or name == "s"}
        )

    def payload(self, articles: Iterable[bytes], level: int = 9) -> bytes:
        """All of it, compressed, from articles as JSON. The same articles give the same bytes."""
        head = dumps(
            {
                "texts": self.texts,
                "kinds": list(self.kinds.numbers),
                "rules": list(self.rules.numbers),
                "sites": list(self.sites.numbers),
            }
        )
        return gzip.compress(b'%b,"articles":[%b]}' % (head[:-1].encode(), b",".join(articles)), level, mtime=0)

    def _shown(self, shown: Shown) -> Any:
        if isinstance(shown, Gap):
            gap = {
                "p": shown.paragraphs,
                "w": shown.words,
                "k": {self.kinds[kind]: number for kind, number in shown.struck.items()},
            }
            return {name: value for name, value in gap.items() if value}
        runs = [self._run(run) for run in shown.runs]
        if shown.rule is not None:
            return {"b": self.rules[shown.rule], "r": runs}
        return runs[0] if len(runs) == 1 and isinstance(runs[0], str) else runs

    def _run(self, run: Run) -> Any:
        text = run.text if run.kind is None else self._texts.get(run.text, run.text)
        if run.kind is None:
            return [None, None, text, run.more] if run.more else text
        members = [self.kinds[run.kind], None if run.rule is None else self.rules[run.rule], text]
        return [*members, run.more] if run.more else members


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
