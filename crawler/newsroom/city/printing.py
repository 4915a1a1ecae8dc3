"""A story of the city, and which copy of it is served how."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Declared, Kind, Status, Wall
from crawler.newsroom.city.history import Change, Revision
from crawler.newsroom.city.texts import Teller, load_texts
from crawler.newsroom.stories import Behaviour, Comment, Insert, Listing, Story, Verdict, WallAt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawler.newsroom.city.plan import Plan
    from crawler.newsroom.city.sites import Site

PARAGRAPHS = (5, 9)
SHOWN = 2
CUT_WORDS = (5, 12)
WITHOUT_WORDS = "ja"
"""A language in which no word can be counted by spaces, so that no copy is cut at one."""
# How the articles are served that are neither free nor metered, by weight.
LOCKED = {
    Behaviour.WALL: 30,
    Behaviour.COUNTED: 20,
    Behaviour.OVERLAY: 15,
    Behaviour.TEASER: 15,
    Behaviour.CUT: 10,
    Behaviour.PAYMENT: 5,
    Behaviour.FORBIDDEN: 5,
}
VERDICTS = {
    Behaviour.FREE: Verdict(Status.COMPLETE, None),
    Behaviour.METERED: Verdict(Status.COMPLETE, Wall.METER),
    Behaviour.WALL: Verdict(Status.TRUNCATED, Wall.SUBSCRIBE),
    Behaviour.COUNTED: Verdict(Status.TRUNCATED, Wall.SUBSCRIBE),
    Behaviour.OVERLAY: Verdict(Status.COMPLETE, Wall.SUBSCRIBE),
    Behaviour.TEASER: Verdict(Status.COMPLETE, Wall.SUBSCRIBE),
    Behaviour.CUT: Verdict(Status.TRUNCATED, None),
    Behaviour.PAYMENT: Verdict(Status.BLOCKED, None),
    Behaviour.FORBIDDEN: Verdict(Status.BLOCKED, None),
}
DECLARED = {
    Behaviour.FREE: Declared.FREE,
    Behaviour.METERED: Declared.METERED,
    Behaviour.WALL: Declared.PAID,
    Behaviour.COUNTED: Declared.PAID,
    Behaviour.OVERLAY: Declared.PAID,
    Behaviour.TEASER: None,
    Behaviour.CUT: None,
    Behaviour.PAYMENT: None,
    Behaviour.FORBIDDEN: None,
}
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What lists have to know of an article."""

    number: int
    title: str
    path: str
    published: datetime
    modified: datetime
    """The moment of its last change of any sort; that of its publication where there was none."""


def slug_of(title: str, number: int) -> str:
    """The last part of an article's address: words of its title where they are Latin, and its number."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = [word for word in _SLUG.sub("-", plain).split("-") if len(word) > 1]
    # A title in another script leaves digits at most.
    if len(words) < 3:
        words = ["article"]
    return "-".join([*words[:7], str(number + 1001)])


def number_of(path: str) -> int | None:
    """The number in the address of an article; None where there is none."""
    match = re.search(r"-(\d{4,7})(?:\.html|/)?$", path)
    return int(match[1]) - 1001 if match and int(match[1]) > 1000 else None


def behaviour_of(plan: Plan, site: Site, number: int, revisions: Sequence[Revision] = ()) -> Behaviour:
    """How an article is served."""
    dice = plan.dice(site.number, number, "behaviour")
    metered, locked = dice.random(), dice.random()
    chosen = dice.choices(list(LOCKED), list(LOCKED.values()))[0]
    if any(each.change is Change.WALL for each in revisions):
        return Behaviour.WALL
    if site.metered and metered < plan.metered:
        return Behaviour.METERED
    if locked >= plan.walls:
        return Behaviour.FREE
    if chosen is Behaviour.CUT and site.paper.language == WITHOUT_WORDS:
        return Behaviour.WALL
    return chosen


def head_story(plan: Plan, site: Site, number: int, revisions: Sequence[Revision] = ()) -> Heading:
    """What lists say of an article, as changed so far."""
    _, title, section = _begin(plan, site, number)
    published = plan.published(site.number, number)
    path = site.paper.address.format(section=section, slug=slug_of(title, number), date=published)
    return Heading(number, title, path, published, revisions[-1].moment if revisions else published)


def print_story(plan: Plan, site: Site, number: int, revisions: Sequence[Revision] = ()) -> Story:
    """Tell the story of an article, as changed so far."""
    paper = site.paper
    teller, title, section = _begin(plan, site, number)
    dice = teller.dice
    behaviour = behaviour_of(plan, site, number, revisions)
    lead = teller.say("lead")
    paragraphs = teller.paragraphs(dice.randint(*PARAGRAPHS))
    comments = tuple(Comment(teller.draw("first2"), teller.say("comment")) for _ in range(dice.randint(0, 2)))
    bio, photo, tags = teller.say("bio"), teller.say("photo"), [teller.say("tag") for _ in range(3)]
    cut_words = dice.randint(*CUT_WORDS)
    for revision in revisions:
        if revision.change is Change.TEXT:
            teller.dice = plan.dice(site.number, number, "text", revision.moment)
            # Where a cut copy shows it too.
            paragraphs.insert(1, teller.paragraph())
    changed = [revision.moment for revision in revisions if revision.change is not Change.TOUCH]
    return Story(
        paper=paper,
        slug=slug_of(title, number),
        title=title,
        authors=(teller.fill(teller.texts.author),),
        published=plan.published(site.number, number),
        modified=changed[-1] if changed else None,
        section=section,
        section_name=dict(paper.sections)[section],
        tags=tuple(dict.fromkeys(tags)),
        behaviour=behaviour,
        declared=DECLARED[behaviour],
        lead=lead,
        paragraphs=tuple(paragraphs),
        shown=SHOWN,
        cut_words=cut_words,
        teaser=SHOWN,
        wall_at=WallAt.END if number % 2 else WallAt.FLOW,
        listing=Listing.BOTH,
        comment_gate=bool(comments),
        comments=comments,
        bio=bio,
        original=None,
        inserts=(Insert(1, Kind.PHOTO_CREDIT, photo, None),),
        verdict=VERDICTS[behaviour],
        spent=Verdict(Status.TRUNCATED, Wall.METER) if behaviour is Behaviour.METERED else None,
    )


def _begin(plan: Plan, site: Site, number: int) -> tuple[Teller, str, str]:
    """A teller that has told the title, the title, and the section."""
    teller = Teller(load_texts(site.paper.language), plan.dice(site.number, number, "story"))
    return teller, teller.say("title"), teller.dice.choice(site.sections)
