"""Which sites a run is for, where several share a crawl."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from scrapy.exceptions import UsageError

_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`th (from 1) of `count` parts of all sites."""

    number: int = 1
    count: int = 1

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `i/n`. Raises UsageError."""
        found = _SHARD.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"shard={text}: not i/n with i from 1 to n, such as 1/4")
        return cls(int(found[1]), int(found[2]))

    def has(self, site: str) -> bool:
        """Whether a registrable domain falls to this part: the same on every machine and in every run."""
        if self.count == 1:
            return True
        digest = hashlib.sha256(site.lower().encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    @property
    def suffix(self) -> str:
        """What sets the files of this part apart; empty where there is only one."""
        return "" if self.count == 1 else f"-{self.number}-of-{self.count}"


WHOLE = Shard()
"""All sites."""
