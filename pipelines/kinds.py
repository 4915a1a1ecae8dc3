"""What a block that is not the story is, from its wording, its markup and its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY, Kind
from pipelines.markers import covers
from pipelines.roles import Role
from pipelines.sentences import count_words

if TYPE_CHECKING:
    from pipelines.draft import Block, Draft

_BY_ROLE: tuple[tuple[Role, Kind], ...] = (
    (Role.CONSENT, Kind.CONSENT),
    (Role.COMMENTS, Kind.READER_COMMENT),
    (Role.NEWSLETTER, Kind.NEWSLETTER_PROMO),
    (Role.DONATE, Kind.DONATION_APPEAL),
    # What a wall's box says beside the wall's own wording sells something.
    (Role.WALL, Kind.SUBSCRIBE_PROMO),
    (Role.SUBSCRIBE, Kind.SUBSCRIBE_PROMO),
    (Role.SHARE, Kind.SHARE_FOLLOW),
    (Role.AD, Kind.AD),
    (Role.APP, Kind.APP_PROMO),
    (Role.CAPTION, Kind.PHOTO_CREDIT),
    (Role.BIO, Kind.AUTHOR_BIO),
    (Role.TAGS, Kind.TAGS),
    (Role.AUDIO, Kind.AUDIO_VIDEO),
    (Role.LEGAL, Kind.COPYRIGHT_LEGAL),
    (Role.NAV, Kind.BOILERPLATE),
    (Role.FOOTER, Kind.BOILERPLATE),
    (Role.RELATED, Kind.RELATED_HEADLINES),
    (Role.BYLINE, Kind.BYLINE_DATE),
    (Role.FIGURE, Kind.PHOTO_CREDIT),
)
"""What markup says of a block's kind, the surest first."""
BY_ROLE = tuple((int(role), kind, f"markup.{(role.name or '').lower()}") for role, kind in _BY_ROLE)

_NEWSLETTER = int(Role.NEWSLETTER)
_BUTTONS = frozenset({Kind.LOGIN_PROMPT, Kind.SUBSCRIBE_PROMO})
BUTTON_WORDS = 2
"""A button of no more words, "Register" or "Subscribe now", is for what its form is for; "Sign up with Lantern" says itself."""
LABEL_CHARS = 120
"""In a line no longer than this, whatever is recognised tells what the line is."""
_ARROWS = re.compile(r"(?:>>|[→▶►➡➔➤☞👉⏩]|-->?|[»›]\s)")
POINTER_CHARS = 140
"""A line no longer than this that begins with an arrow and holds a link points elsewhere."""
_HEADINGS = frozenset({"h1", "h2", "h3"})
_DATE_LIKE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d{2}\b")


def is_pointer(block: Block) -> bool:
    """Whether a line leads elsewhere: an arrow, and a link that is a good part of it."""
    if not block.links or len(block.text) > POINTER_CHARS or _ARROWS.match(block.text) is None:
        return False
    return 10 * block.link_chars >= len(block.text)


def name_kind(block: Block, draft: Draft, headlines: set[str]) -> tuple[Kind, str]:
    """The kind of a block that is not the story, and the rule or signal behind it."""
    marks = draft.marks.get(block.index)
    # A page can have a heading of the first rank over its comments, and name itself after its wall.
    if block.key in headlines and covers(marks or [], len(block.text)) not in PAYWALL_FAMILY:
        return Kind.HEADLINE, "metadata.headline"
    if marks:
        best = max(marks, key=lambda m: (m.cut != "none", m.end - m.start))
        if best.kind is Kind.WALL and block.tag == "li" and best.rule in draft.options.matcher.element_ids:
            # A box sells by lists of what one gets.
            return Kind.SUBSCRIBE_PROMO, best.rule
        if block.roles & _NEWSLETTER and best.kind in _BUTTONS and count_words(block.text) <= BUTTON_WORDS:
            return Kind.NEWSLETTER_PROMO, best.rule
        if 2 * (best.end - best.start) >= len(block.text) or best.cut != "none" or len(block.text) <= LABEL_CHARS:
            return best.kind, best.rule
    if is_pointer(block):
        return Kind.READ_MORE_LINK, "shape.arrow"
    for role, kind, rule in BY_ROLE:
        if block.roles & role:
            # "12 comments on ...": what heads the comments is no comment.
            heads = kind is Kind.READER_COMMENT and block.tag in _HEADINGS
            return (Kind.COMMENT_GATE if heads else kind), rule
    if block.links and 2 * block.link_chars > len(block.text):
        # A link as long as a headline leads to another story; a shorter one is a menu's.
        return (
            (Kind.RELATED_HEADLINES, "shape.linked-line")
            if len(block.text) >= 30
            else (Kind.BOILERPLATE, "shape.short-link")
        )
    if len(block.text) < 80 and _DATE_LIKE.search(block.text):
        return Kind.BYLINE_DATE, "shape.date"
    return Kind.BOILERPLATE, "shape.rest"
