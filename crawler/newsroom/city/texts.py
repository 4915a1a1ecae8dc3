"""Stories put together from sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.newsroom.tables import DataError, Table

if TYPE_CHECKING:
    from random import Random

HERE = Path(__file__).parent
SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of a language."""

    papers: tuple[str, ...]
    name: str
    """How a paper is called; `{town}` and `{paper}` are filled in."""
    space: str
    """What stands between two sentences."""
    author: str
    once: dict[str, tuple[str, ...]]
    """Rules that are drawn once for a story."""
    each: dict[str, tuple[str, ...]]


@cache
def load_texts(language: str) -> Texts:
    """Read the sentences of a language. Raises `DataError`, also where a line names a rule that is not there."""
    table = Table.read(HERE / "texts" / f"{language}.toml")
    once, each = table.table("once"), table.table("each")
    texts = Texts(
        papers=table.texts("papers"),
        name=table.text("name"),
        space=table.text("space"),
        author=table.text("author"),
        once={name: once.texts(name) for name in once.names()},
        each={name: each.texts(name) for name in each.names()},
    )
    table.done()
    known = {*texts.once, *texts.each, "number", "title"}
    for lines in (*texts.once.values(), *texts.each.values()):
        for line in lines:
            for name, *_ in SLOT.findall(line):
                if name not in known:
                    raise DataError(f"texts/{language}.toml: no such rule: {{{name}}} in {line!r}")
    return texts


class Teller:
    """Tells one story: what was drawn once stays."""

    def __init__(self, texts: Texts, dice: Random) -> None:
        self.texts = texts
        self.dice = dice
        self._drawn: dict[str, str] = {}

    def say(self, rule: str) -> str:
        """One line of a rule, filled in, with a capital at its beginning."""
        return self.fill(self.dice.choice(self.texts.each[rule]))

    def fill(self, line: str) -> str:
        """A line with its slots filled in, with a capital at its beginning."""
        filled = SLOT.sub(self._slot, line)
        return filled[:1].upper() + filled[1:]

    def draw(self, name: str) -> str:
        """The value of a rule that is drawn once."""
        if name not in self._drawn:
            self._drawn[name] = self.dice.choice(self.texts.once[name])
        return self._drawn[name]

    def paragraphs(self, count: int) -> list[str]:
        """Tell a story in so many paragraphs, ten at most; no sentence comes twice in it."""
        facts = self._shuffled("fact")
        claims = self._shuffled("claim")
        told = [[self.say("opening"), self.fill(facts.pop())]]
        told += [self._middle(facts, claims) for _ in range(count - 2)]
        told.append([self.fill(facts.pop()), self.say("closing")])
        return [self.texts.space.join(sentences) for sentences in told]

    def paragraph(self) -> str:
        """Tell one more paragraph."""
        return self.texts.space.join(self._middle(self._shuffled("fact"), self._shuffled("claim")))

    def _middle(self, facts: list[str], claims: list[str]) -> list[str]:
        saying = self.dice.choice(self.texts.each["saying"]).replace("{claim}", claims.pop())
        sentences = [self.fill(facts.pop()), self.fill(facts.pop()), self.fill(saying)]
        self.dice.shuffle(sentences)
        return sentences

    def _shuffled(self, rule: str) -> list[str]:
        lines = list(self.texts.each[rule])
        self.dice.shuffle(lines)
        return lines

    def _slot(self, match: re.Match[str]) -> str:
        name, low, high = match.groups()
        if low is not None:
            return str(self.dice.randint(int(low), int(high)))
        if name in self.texts.once:
            return self.draw(name)
        return SLOT.sub(self._slot, self.dice.choice(self.texts.each[name]))
