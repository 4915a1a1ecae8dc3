"""Stage 8: the verdict. What this copy holds of the story, and what says so.

Metadata never decides; it moves the confidence. A wall's wording counts where the text stops, not elsewhere.
The judges below are asked in order; the first one that knows decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Declared, Evidence, Kind, Status, Wall
from crawler.rights.refusals import remarks
from pipelines.endings import look
from pipelines.jsonld import is_article_type
from pipelines.lengths import WORDS_A_MINUTE, reading_minutes
from pipelines.sentences import count_words, sentences, width
from pipelines.sightings import FAR, Case
from pipelines.stage import Stage
from pipelines.urls import is_front_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.draft import Draft

Verdict = tuple[Status, float, list[Evidence]]
"""Status, confidence from 0 to 1, and evidence, the strongest first."""

REFUSED = {
    401: "login or challenge",
    402: "payment required",
    403: "refused",
    404: "not found",
    410: "gone",
    429: "asked too often",
    451: "legal or regional block",
}
SHORT_WORDS = 150
"""A wall line right after a text shorter than this decides alone (median of cut copies: about 100)."""
STRAY_WORDS, BARE_WORDS = 40, 200
"""A challenge or a consent notice stands in the article's place where the story has fewer words than the first, or all
of the page fewer than the second; elsewhere it is a banner above a text."""
NEAR_BLOCKS = 12
"""A wall line so many blocks or fewer behind the last paragraph stands at the cut."""
CARD_TAGS = frozenset({"h2", "h3", "h4", "h5"})
CARD_CHARS, MIN_CARDS, WORDS_A_CARD = 15, 8, 20
"""A linked heading of more characters than this leads to another text; so many of them make an index, where the
page's own text has fewer words than so many to each."""
LANDING_WORDS = 120
LABELLED_WORDS = 450
"""Behind a longer text, a bare label belongs to what follows."""
MIN_ARTICLE_WORDS = 25
TRAILING_CHARS, BROKEN_CHARS = 30, 60
"""Characters of a last line that trails off in an ellipsis, and of one that breaks off without, that tell something."""
PUT_OFF = "any.promo.dismiss"
"""The rule for the button that puts off a wall."""
MOST_TENTHS = 6
"""Tenths of a story's characters that are set alike, where one can say how it is set."""
MIN_MINUTES = 3
"""Shorter reading times are rounded too coarsely to compare."""

# From where the last marks begin, looked at once: a line can be ten thousand of them.
_ENDED = re.compile(r"(?<!\W)(?=\W*+$)\W*?[.!?。！？:;)\]»\"”’'」』）】*†■●◆♦]")
ENDING_CHARS = 80
"""Characters of a paragraph's end; no closing quotes, notes and ornaments are longer."""
_ELLIPSIS = re.compile(r"(?:…|\.\.\.?|\[…\])[\s\"”’»)\]]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNED = re.compile(r"[,!—–-]\s+(?:[^\W\d_a-zà-öø-ÿ][^\W\d_]*\s?){1,3}$")
"""A letter's last line, with a name under it: "Thank you all for being here, Kathy"."""
_CREDIT = re.compile(r"\S[:：]\s|https?://|www\.|@|[|/©>→»]|\d{4}$|\w\.\w+$")
_LISTED = frozenset({"li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "dt", "pre", "code", "button", "a"})


def access(draft: Draft) -> Draft:
    """Fill `access`."""
    case = Case.of(draft)
    verdict = draft.access
    verdict.wall = wall_seen(case)
    for judge in JUDGES:
        if (result := judge(case)) is not None:
            verdict.status, verdict.confidence, verdict.evidence = result
            break
    else:
        verdict.status, verdict.confidence, verdict.evidence = complete(case)
    return draft


def wall_seen(case: Case) -> Wall | None:
    """The sort of wall whose wording stands on the page: a meter before the rest."""
    order = {Wall.METER: 0, Wall.REGISTER: 1, Wall.SUBSCRIBE: 2, Wall.LOGIN: 3}
    walls = [
        s.mark.wall
        for s in case.seen
        if s.mark.wall is not None
        and not s.far
        and (s.mark.cut in {"wall", "counted"} or s.mark.kind is Kind.METER_NOTICE)
    ]
    return min(walls, key=lambda wall: order[wall], default=None)


def refused(case: Case) -> Verdict | None:
    """The server said no."""
    status = case.draft.page.http_status
    if status is None or status < 400:
        return None
    why = REFUSED.get(status, "server error" if status >= 500 else "client error")
    if status in {404, 410}:
        return Status.NOT_ARTICLE, 0.95, [Evidence("http_status", None, f"{status} {why}")]
    page = case.draft.page
    detail = "; ".join([f"{status} {why}", *remarks(status, page.headers, page.price)])
    return Status.BLOCKED, 0.99, [Evidence("http_status", None, detail)]


def interstitial(case: Case) -> Verdict | None:
    """A challenge, a consent page or another page in the article's place."""
    if case.draft.page.headers.get("cf-mitigated") == "challenge":
        return Status.BLOCKED, 0.99, [Evidence("header", None, "cf-mitigated: challenge")]
    blocked = [s for s in case.seen if s.mark.cut == "blocked"]
    if not blocked or case.words >= SHORT_WORDS:
        return None
    page_words = sum(count_words(b.text) for b in case.draft.blocks[:400])
    if case.words < STRAY_WORDS or page_words < BARE_WORDS:
        return Status.BLOCKED, 0.9, [s.evidence("interstitial") for s in blocked[:3]]
    return None


def counted(case: Case) -> Verdict | None:
    """The page says how much is missing, where the text stops."""
    found = [s for s in case.seen if s.mark.cut == "counted" and s.after <= max(20, case.words // 10)]
    return (Status.TRUNCATED, 0.98, [s.evidence("count_at_cut") for s in found[:2]]) if found else None


def at_the_cut(case: Case) -> Verdict | None:
    """A wall's wording where the text stops."""
    found = [
        s for s in case.seen if s.mark.cut == "wall" and not s.far and s.after <= case.tail and s.gap <= NEAR_BLOCKS
    ]
    if not found or (case.words == 0 and case.draft.page.plain):
        return None
    if case.words > LABELLED_WORDS and _has_ended(case.paragraphs[-1]) and can_be_put_off(case):
        return None
    evidence = [s.evidence("marker_at_cut") for s in found[:3]]
    if case.words < SHORT_WORDS:
        return Status.TRUNCATED, 0.95, [*evidence, Evidence("short_text", None, f"{case.words} words")]
    return Status.TRUNCATED, 0.85, evidence


def can_be_put_off(case: Case) -> bool:
    """Whether the wall has a button to close it for now: it stands over the text, not in its place."""
    return any(s.mark.rule == PUT_OFF and not s.after for s in case.seen)


def goes_on_elsewhere(case: Case) -> Verdict | None:
    """The text is an excerpt by design."""
    found = [
        s for s in case.seen if s.mark.cut == "excerpt" and not s.far and s.after <= case.tail and s.gap <= NEAR_BLOCKS
    ]
    if found:
        return Status.EXCERPT, 0.9, [s.evidence("reads_on_elsewhere") for s in found[:2]]
    next_page = case.draft.metadata.next_page
    if next_page is None or case.words < MIN_ARTICLE_WORDS:
        return None
    return Status.EXCERPT, 0.8, [Evidence("next_page", None, next_page)]


def index_page(case: Case) -> Verdict | None:
    """Nobody's text of no day, among links to texts: a front page, a section, a category, a landing page."""
    found = case.draft.metadata
    if case.draft.page.plain:
        return None
    cards = sum(
        b.tag in CARD_TAGS and 5 * b.link_chars > 4 * len(b.text) and len(b.text) > CARD_CHARS
        for b in case.draft.blocks
    )
    goes_on = found.next_page is not None and not is_article_type(found.page_type)
    if goes_on and cards >= MIN_CARDS:
        return (
            Status.NOT_ARTICLE,
            0.7,
            [Evidence("index_page", None, f"{cards} linked headings, and goes on at {found.next_page}")],
        )
    if found.published or (found.authors and found.page_type != "website"):
        return None
    if cards >= MIN_CARDS and cards * WORDS_A_CARD > case.words:
        return Status.NOT_ARTICLE, 0.7, [Evidence("index_page", None, f"{cards} linked headings, {case.words} words")]
    if goes_on:
        return Status.NOT_ARTICLE, 0.6, [Evidence("index_page", None, f"goes on at {found.next_page}")]
    walled = any(s.mark.cut in {"wall", "counted"} for s in case.seen)
    trails = bool(case.paragraphs) and _ELLIPSIS.search(case.paragraphs[-1]) is not None
    if found.page_type == "website" and case.words < LANDING_WORDS and not walled and not trails:
        return Status.NOT_ARTICLE, 0.5, [Evidence("index_page", None, f"declared a website, {case.words} words")]
    return None


def label_at_the_cut(case: Case) -> Verdict | None:
    """A label or a prompt for subscribers right where the text stops: weak alone, telling behind a short text."""
    if not MIN_ARTICLE_WORDS <= case.words <= LABELLED_WORDS:
        return None
    kinds = (
        {Kind.WALL, Kind.LOGIN_PROMPT}
        if case.draft.page.plain or case.draft.access.declared is not Declared.FREE
        else {Kind.WALL}
    )
    found = [s for s in case.seen if s.mark.kind in kinds and not s.far and s.before and not s.after and s.gap <= 2]
    return (Status.TRUNCATED, 0.6, [s.evidence("label_at_cut") for s in found[:2]]) if found else None


def far_too_short(case: Case) -> Verdict | None:
    """The page declares a text at least twice as long as what stands on it."""
    draft = case.draft
    declared, source, least = draft.metadata.expected_words, draft.metadata.expected_from, 0.5
    if declared is None and (minutes := reading_minutes(draft.blocks) or 0) >= MIN_MINUTES:
        declared, source, least = minutes * WORDS_A_MINUTE, f"a reading time of {minutes} min", 0.35
        draft.access.expected_words = declared
    if declared is None or declared < SHORT_WORDS or case.words >= declared * least:
        return None
    on_page = sum(count_words(b.text) for b in draft.blocks if not b.roles & FAR and b.link_chars * 2 < len(b.text))
    if on_page * 10 > declared * 8:
        # The text is there, and it was the stage before that missed it.
        return None
    detail = f"{case.words} words of {declared} declared by {source}"
    return Status.TRUNCATED, 0.85, [Evidence("declared_words", None, detail)]


def ends_in_mid_sentence(case: Case) -> Verdict | None:
    """The last paragraph stops inside a sentence, and the others do not."""
    if not case.story:
        return None
    at = last_paragraph(case)
    block, last = case.story[at], case.paragraphs[at]
    trails = _ELLIPSIS.search(last) is not None
    if block.tag in _LISTED or width(last) < (TRAILING_CHARS if trails else BROKEN_CHARS):
        return None
    others = [
        text
        for b, text in zip(case.story[:at], case.paragraphs[:at], strict=True)
        if b.tag not in _LISTED and len(text) >= 60
    ]
    if trails:
        if sum(bool(_ELLIPSIS.search(text)) for text in others) * 5 > len(others):
            return None
        return Status.TRUNCATED, 0.6, [Evidence("ends_in_ellipsis", None, last[-80:])]
    ended = sum(map(_has_ended, others))
    if _has_ended(last) or ended * 10 < len(others) * 9 or (len(others) < 2 and case.words < 40):
        return None
    if at < len(case.story) - 1:
        # What follows, set in another way, may be the rest of the sentence: a quotation, a list.
        return None
    start, end = sentences(last)[-1]
    unfinished = last[start:end]
    # A list of names, a credit or an address ends as it likes; a sentence of some words does not.
    if _CREDIT.search(unfinished) or _SIGNED.search(unfinished) or count_words(unfinished) < 4:
        return None
    if 4 * block.link_chars > len(last) or 2 * block.bold_chars > len(last):
        return None
    return Status.TRUNCATED, 0.6, [Evidence("ends_in_mid_sentence", None, last[-80:])]


def _has_ended(text: str) -> bool:
    """Whether a text's last sentence has. Only its end is read: a pattern would try every letter of a paragraph."""
    return _ENDED.search(text[-ENDING_CHARS:]) is not None


def last_paragraph(case: Case) -> int:
    """Which of the story's paragraphs is the last that is set as most of it is: behind it can stand what is not the story."""
    weights: dict[tuple[str, str, str], int] = {}
    for block in case.story:
        weights[look(block)] = weights.get(look(block), 0) + len(block.text)
    most = max(weights, key=weights.__getitem__)
    if weights[most] * 10 < sum(weights.values()) * MOST_TENTHS:
        return len(case.story) - 1
    return max(i for i, block in enumerate(case.story) if look(block) == most)


def no_article(case: Case) -> Verdict | None:
    """Hardly any text: a section front, an index, a video page, a refusal without words."""
    draft = case.draft
    if case.words >= MIN_ARTICLE_WORDS:
        front = is_front_page(draft.page.url) and not draft.page.plain
        if front and sum(b.link_chars for b in draft.blocks) > 10 * case.words:
            return Status.NOT_ARTICLE, 0.7, [Evidence("front_page", None, "the address has no path")]
        return None
    walls = [s for s in case.seen if s.mark.cut == "wall" and not s.far]
    if walls and draft.metadata.page_type not in {None, "website"}:
        return Status.TRUNCATED, 0.8, [s.evidence("wall_without_text") for s in walls[:2]]
    if any(s.mark.kind in {Kind.CONSENT, Kind.ADBLOCK} for s in case.seen) and case.words < 10:
        return Status.BLOCKED, 0.6, [Evidence("no_text", None, "a consent or ad-block notice, and no story")]
    return Status.NOT_ARTICLE, 0.7, [Evidence("no_text", None, f"{case.words} words of story")]


JUDGES: tuple[Callable[[Case], Verdict | None], ...] = (
    refused,
    interstitial,
    index_page,
    counted,
    at_the_cut,
    label_at_the_cut,
    goes_on_elsewhere,
    far_too_short,
    ends_in_mid_sentence,
    no_article,
)


def complete(case: Case) -> Verdict:
    """Nothing says that something is missing."""
    evidence: list[Evidence] = []
    confidence = 0.9
    declared = case.draft.metadata.expected_words
    if declared and 0.8 <= case.words / declared <= 1.3:
        confidence = 0.97
        source = case.draft.metadata.expected_from
        evidence.append(Evidence("declared_words", None, f"{case.words} words of {declared} declared by {source}"))
    walls = [s for s in case.seen if s.mark.cut in {"wall", "counted"}]
    evidence += [s.evidence("story_goes_on_after_wall") for s in walls if s.after > case.tail][:2]
    if case.story and _has_ended(case.paragraphs[-1]):
        evidence.append(Evidence("ends_in_full_sentence", None, case.paragraphs[-1][-60:]))
    if case.draft.access.declared is Declared.PAID:
        confidence -= 0.1
        evidence.append(Evidence("declared_paid", None, "the publisher sells access to this article"))
    if walls:
        confidence -= 0.1
    if case.words < SHORT_WORDS:
        confidence -= 0.1
        evidence.append(Evidence("short_text", None, f"{case.words} words"))
    return Status.COMPLETE, round(max(confidence, 0.3), 2), evidence


class AccessStage(Stage):
    """`access` as an item pipeline."""

    name = "access"
    run = access
