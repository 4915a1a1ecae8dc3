"""Stage 10: the same text under other addresses and in other papers is one story.

It is known again by what `fingerprints` keeps of every text. What has a passage in common with one that came before is
compared with it: two reports of one event are two stories, however many facts and quotes they share.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy.exceptions import DropItem, UsageError

from crawler.items import Access, Article, Artifact, Kind, Page, Status, Story
from crawler.state.database import StateError
from crawler.state.keys import moment
from crawler.state.lines import line_hash
from crawler.state.store import State
from crawler.state.stories import Best, Known, Stories
from pipelines.fingerprints import Fingerprint, Likeness, compare
from pipelines.furniture import COMMIT_EVERY, read_choice
from pipelines.normalize import blank
from pipelines.syndication import agency
from pipelines.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

FEWEST_WORDS = 30
"""Words of the shortest text that has a story."""
ALIKE = 0.6
"""Passages in both texts, of those in either, from which they are one."""
CONTAINED = 0.8
"""Share of a shorter text that stands in the beginning of a longer one, from which it is a part of it."""
SHORTEST_PART = 0.3
"""Length of a part that does not say that it is one, as a share of the whole."""
SHARED_NUMBERS = 0.5
"""Share of the numbers of a text that a copy of it has at least."""
MORE = 1.25
"""A copy that is so many times as long as another one has more of the text, and not just lines around it."""
MARK, DROP = "mark", "drop"

_GRADES = {Status.COMPLETE: 0, Status.TRUNCATED: 2, Status.EXCERPT: 2}
_CUT = 2
"""Grades from here on are of copies that are not whole."""


def tell(article: Article, memory: Stories, *, by_date: bool = True, updates: bool = False) -> Story:
    """The story of an article, by those before it; remembered for those behind it.

    `by_date`: whether a copy is the best one of its story for having been published first, where nothing else speaks
    for one of the two. False where that copy would be the second one that is kept. `updates`: whether an article that has
    the id of the best copy is that copy as it is now, whatever its address; else it is so at the same address alone.
    """
    if not has_story(article):
        return article.story
    print_ = Fingerprint.of(article.text)
    best = Best(
        article=bytes.fromhex(article.id),
        page=line_hash(canonical(article.url)),
        grade=grade(article),
        moment=moment(article.published),
        print=print_.pack(),
    )
    original = article.story.original
    found = _nearest(print_, best, memory)
    if found is None:
        memory.add(print_.digest, best, print_.keys)
        return Story(id=print_.digest.hex(), original=original)
    known, other, likeness = found
    if known.best.page == best.page or (updates and known.best.article == best.article):
        # The page itself, as it is now. A copy that is worse than what was had of it once does not stand for it.
        if best.grade <= known.best.grade:
            memory.better(known.story, best, print_.keys)
        return Story(id=known.id.hex(), original=original)
    if _is_better(best, print_, known.best, other, by_date=by_date):
        memory.better(known.story, best, print_.keys)
        return Story(id=known.id.hex(), original=original)
    return Story(known.id.hex(), known.best.article.hex(), round(likeness.contained, 3), original)


def recall(record: Mapping[str, Any], memory: Stories, *, by_date: bool = True) -> None:
    """Remember the story of a record that stands in a file, as `tell` did when it was made.

    Raises KeyError, TypeError or ValueError where it is no record of ours.
    """
    access = record["access"]
    article = replace(
        blank(Page(url=record["url"], body="")),
        id=record["id"],
        site=record["site"],
        authors=record["authors"],
        published=record["published"],
        text=record["text"],
        words=record["words"],
        access=Access(None if access["status"] is None else Status(access["status"])),
        artifacts=[
            Artifact(Kind(each["kind"]), each["rule"], each["text"], each["after"]) for each in record["artifacts"]
        ],
        story=Story(original=record["story"]["original"]),
    )
    tell(article, memory, by_date=by_date, updates=True)


def has_story(article: Article) -> bool:
    """Whether there is enough of a text to know it again, and it is an article's."""
    return article.words >= FEWEST_WORDS and article.access.status is not Status.NOT_ARTICLE


def grade(article: Article) -> int:
    """How good a copy of its story an article is; less is better: whole before cut, original before syndicated."""
    status = article.access.status
    whole = _GRADES.get(status, 4) if status is not None else 4
    return whole + (article.story.original is not None or agency(article) is not None)


def is_same(likeness: Likeness, *, cut: bool) -> bool:
    """Whether two texts are one story. `cut`: whether the shorter one is known to be a part of something."""
    if likeness.numbers is not None and likeness.numbers < SHARED_NUMBERS:
        # What comes every day in the same words (weather, markets, results) is new each time.
        return False
    if likeness.jaccard >= ALIKE:
        return True
    enough = cut or likeness.length >= SHORTEST_PART
    return enough and likeness.leading and likeness.contained >= CONTAINED


def _nearest(print_: Fingerprint, best: Best, memory: Stories) -> tuple[Known, Fingerprint, Likeness] | None:
    """The story that a text is a copy of, what is kept of its best copy, and how alike the two are."""
    nearest: tuple[Known, Fingerprint, Likeness] | None = None
    for known in memory.look(print_.keys):
        other = Fingerprint.unpack(known.best.print)
        if other is None:
            continue
        likeness = compare(print_, other)
        shorter = best if print_.letters < other.letters else known.best
        if is_same(likeness, cut=shorter.grade >= _CUT) and (nearest is None or likeness.jaccard > nearest[2].jaccard):
            nearest = known, other, likeness
    return nearest


def _is_better(one: Best, text: Fingerprint, other: Best, other_text: Fingerprint, *, by_date: bool) -> bool:
    """Whether one copy is the better one: whole, or with clearly more of the text, or the original, or the earlier."""
    if one.grade // _CUT != other.grade // _CUT:
        return one.grade < other.grade
    # Not every cut shows: an editor's does not.
    if text.letters > MORE * other_text.letters or other_text.letters > MORE * text.letters:
        return text.letters > other_text.letters
    if one.grade != other.grade:
        return one.grade < other.grade
    return by_date and one.moment is not None and one.moment < (math.inf if other.moment is None else other.moment)


def read_duplicates(value: Any) -> str:
    """What `COPYDESK_DUPLICATES` says. Raises `UsageError` where it is none of its two words."""
    if value not in {MARK, DROP}:
        raise UsageError(f'COPYDESK_DUPLICATES={value}: it is "{MARK}" or "{DROP}"')
    return str(value)


class StoriesStage:
    """`tell` as an item pipeline, behind all that may still drop a record: what is not written is no best copy.

    Stories are remembered in the file that `COPYDESK_STORY_MEMORY` names; else in the spider's `state`, which commits
    them with its records; else for this run. Stats: `copydesk/stories/new`, `copydesk/stories/copies`, and
    `copydesk/skipped/duplicate` for copies that are dropped.
    """

    name: ClassVar[str] = "stories"

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        # A project that does not know the setting has not switched it off.
        is_known = "COPYDESK_STORY_MEMORY" in settings
        choice = read_choice(settings["COPYDESK_STORY_MEMORY"] if is_known else True, "COPYDESK_STORY_MEMORY")
        self.drops = read_duplicates(settings.get("COPYDESK_DUPLICATES", MARK)) == DROP
        if self.drops and choice is False:
            raise UsageError("COPYDESK_DUPLICATES=drop needs COPYDESK_STORY_MEMORY, which is switched off")
        self.file: State | None = None
        self.memory: Stories | None = None
        self.uncommitted = 0
        state = getattr(crawler.spider, "state", None)
        # A crawl with a state knows its articles by their ids, and comes back for what has changed.
        self.updates = isinstance(state, State)
        if isinstance(choice, str):
            if choice == str(settings.get("COPYDESK_SITE_MEMORY")):
                raise UsageError(
                    f"COPYDESK_STORY_MEMORY and COPYDESK_SITE_MEMORY are both {choice}: each needs its own"
                )
            try:
                self.file = State.open(choice)
            except StateError as error:
                raise UsageError(f"COPYDESK_STORY_MEMORY can't be used: {error}") from error
            self.memory = Stories(self.file.connection)
        elif choice:
            self.memory = Stories(state.connection) if isinstance(state, State) else Stories.for_a_run()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or self.memory is None:
            return item
        try:
            item.story = tell(item, self.memory, by_date=not self.drops, updates=self.updates)
        except Exception as error:
            # No record may be lost, whatever breaks on it.
            item.error = item.error or f"{self.name}: {type(error).__name__}: {error}".splitlines()[0][:500]
            self._count("errors")
            self._count(f"errors/{self.name}")
            logger.error("%s broke on %s", self.name, item.url, exc_info=error)
            return item
        self._commit()
        if item.story.duplicate_of is not None:
            if self.drops:
                self._count("skipped/duplicate")
                raise DropItem(f"{item.url}: a copy of {item.story.duplicate_of}", log_level="DEBUG")
            self._count("stories/copies")
        elif item.story.id is not None:
            self._count("stories/new")
        return item

    def close_spider(self) -> None:
        if self.file is not None:
            self.file.commit()
            self.file.close()

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"copydesk/{name}")

    def _commit(self) -> None:
        self.uncommitted += 1
        if self.file is not None and self.uncommitted >= COMMIT_EVERY:
            self.file.commit()
            self.uncommitted = 0
