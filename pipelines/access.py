"""Stage 6: the verdict. What this copy holds of the story, and what says so.

Metadata never decides; it moves the confidence. A wall's wording counts where the text stops, not elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.items import PAYWALL_FAMILY, Access, Declared, Evidence, Kind, Status, Wall
from pipelines.roles import Role
from pipelines.sentences import count_words, sentences
from pipelines.stage import Stage

if TYPE_CHECKING:
    from pipelines.draft import Block, Draft, Mark

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
NEAR_BLOCKS = 12
"""A wall line so many blocks or fewer behind the last paragraph stands at the cut."""
MIN_ARTICLE_WORDS = 25

_FAR = Role.NAV | Role.FOOTER | Role.COMMENTS | Role.HIDDEN | Role.RELATED
_ENDED = re.compile(r"[.!?。！？:;)\]»\"”’'」』）*†■●◆♦]\W*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.?|\[…\])[\s\"”’»)\]]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Seen:
    """A mark, and where it stands in the story."""

    mark: Mark
    text: str
    before: int
    """Words of the story before it."""
    after: int
    """Words of the story after it."""
    gap: int
    """Blocks between the last paragraph before it and it."""
    far: bool
    """In navigation, footer, comments or hidden."""


def access(draft: Draft) -> Draft:
    """Fill `access`."""
    story = [b for b in draft.blocks if b.kind is Kind.BODY]
    words = [count_words(paragraph(b)) for b in story]
    total = sum(words)
    seen = sightings(draft, story, words)
    verdict = draft.access
    verdict.wall = wall_seen(seen)
    for judge in (
        refused,
        interstitial,
        counted,
        at_the_cut,
        goes_on_elsewhere,
        far_too_short,
        ends_in_mid_sentence,
        no_article,
    ):
        result = judge(draft, story, total, seen)
        if result is not None:
            verdict.status, verdict.confidence, verdict.evidence = result
            break
    else:
        verdict.status, verdict.confidence, verdict.evidence = complete(draft, story, total, seen)
    if verdict.status is Status.TRUNCATED and verdict.wall is None and verdict.declared is Declared.PAID:
        verdict.wall = next((s.mark.wall for s in seen if s.mark.wall is not None), None)
    return draft


Judgement = tuple[Status, float, list[Evidence]]


def paragraph(block: Block) -> str:
    """A body block's text without its cuts."""
    if not block.cuts:
        return block.text
    kept: list[str] = []
    at = 0
    for mark in block.cuts:
        kept.append(block.text[at : mark.start])
        at = mark.end
    kept.append(block.text[at:])
    return " ".join(part.strip() for part in kept if part.strip())


def sightings(draft: Draft, story: list[Block], words: list[int]) -> list[Seen]:
    """All marks that were not taken for the story's own words, with their place."""
    before_block: dict[int, int] = {}
    running = 0
    for block, count in zip(story, words, strict=True):
        before_block[block.index] = running
        running += count
    found: list[Seen] = []
    done = 0
    last_body = -1
    for block in draft.blocks:
        if block.kind is Kind.BODY:
            start = before_block[block.index]
            for mark in block.cuts:
                done_here = count_words(block.text[: mark.start])
                found.append(
                    Seen(
                        mark,
                        block.text[mark.start : mark.end],
                        start + done_here,
                        running - start - done_here,
                        0,
                        far=False,
                    )
                )
            done = start + count_words(paragraph(block))
            last_body = block.index
            continue
        for mark in draft.marks.get(block.index, []):
            gap = block.index - last_body if last_body >= 0 else block.index
            found.append(
                Seen(mark, block.text[mark.start : mark.end], done, running - done, gap, bool(block.roles & _FAR))
            )
    for sighting in found:
        # A cut inside a block counts what is left of that block as standing after it.
        sighting.after = max(0, sighting.after)
    return found


def wall_seen(seen: list[Seen]) -> Wall | None:
    """The sort of wall whose wording stands on the page: at a cut before elsewhere, a meter before the rest."""
    order = {Wall.METER: 0, Wall.REGISTER: 1, Wall.SUBSCRIBE: 2, Wall.LOGIN: 3}
    walls = [
        s
        for s in seen
        if s.mark.wall is not None
        and not s.far
        and (s.mark.cut in {"wall", "counted"} or s.mark.kind is Kind.METER_NOTICE)
    ]
    if not walls:
        return None
    return min(walls, key=lambda s: order[s.mark.wall] if s.mark.wall else 9).mark.wall


def _evidence(signal: str, sighting: Seen) -> Evidence:
    return Evidence(signal, sighting.mark.rule, sighting.text[:200])


def refused(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """The server said no."""
    status = draft.page.http_status
    if status is None or status < 400:
        return None
    why = REFUSED.get(status, "server error" if status >= 500 else "client error")
    if status in {404, 410}:
        return Status.NOT_ARTICLE, 0.95, [Evidence("http_status", None, f"{status} {why}")]
    return Status.BLOCKED, 0.99, [Evidence("http_status", None, f"{status} {why}")]


def interstitial(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """A challenge, a consent page or another page in the article's place."""
    if draft.page.headers.get("cf-mitigated") == "challenge":
        return Status.BLOCKED, 0.99, [Evidence("header", None, "cf-mitigated: challenge")]
    blocked = [s for s in seen if s.mark.cut == "blocked"]
    if not blocked or total >= SHORT_WORDS:
        return None
    page_words = sum(count_words(b.text) for b in draft.blocks[:400])
    if total < 40 or page_words < 400:
        return Status.BLOCKED, 0.9, [_evidence("interstitial", s) for s in blocked[:3]]
    return None


def counted(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """The page says how much is missing, where the text stops."""
    found = [s for s in seen if s.mark.cut == "counted" and s.after <= max(20, total // 10)]
    if not found:
        return None
    return Status.TRUNCATED, 0.98, [_evidence("count_at_cut", s) for s in found[:2]]


def at_the_cut(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """A wall's wording where the text stops."""
    found = [
        s
        for s in seen
        if s.mark.cut == "wall" and not s.far and s.after <= max(8, total // 12) and s.gap <= NEAR_BLOCKS
    ]
    if not found:
        return None
    evidence = [_evidence("marker_at_cut", s) for s in found[:3]]
    if total < SHORT_WORDS:
        return Status.TRUNCATED, 0.95, [*evidence, Evidence("short_text", None, f"{total} words")]
    return Status.TRUNCATED, 0.85, evidence


def goes_on_elsewhere(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """The text is an excerpt by design."""
    found = [s for s in seen if s.mark.cut == "excerpt" and not s.far and s.after <= max(8, total // 12)]
    if found:
        return Status.EXCERPT, 0.9, [_evidence("reads_on_elsewhere", s) for s in found[:2]]
    if draft.metadata.next_page is not None and total >= MIN_ARTICLE_WORDS:
        return Status.EXCERPT, 0.8, [Evidence("next_page", None, draft.metadata.next_page)]
    return None


WORDS_A_MINUTE = 200
"""Reading speed behind labels such as "8 min read"; publishers use 180 to 265."""
_READING_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:-\s?)?(?:min(?:ute|uti|uten|utos|uto|utes|uut|uter)?s?\.?|минут\w*|хв\w*|分钟|分鐘|分|분|dk\.?|dakika)\s*"
    r"(?:read|reading|lesezeit|lesedauer|de lecture|lecture|de lectura|lectura|di lettura|lettura|de leitura|leitura|leestijd|lezen|lästid|läsning"
    r"|læsetid|læsning|lesetid|lukuaika|czytania|čtení|чтения|читання|okuma|阅读|閱讀|で読めます|읽기)"
    r"|(?:lesezeit|lesedauer|reading time|read time|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|lästid|læsetid|lesetid|lukuaika"
    r"|czas czytania|doba čtení|время чтения|час читання|okuma süresi|阅读时间|閱讀時間|読了時間|阅读时长)\W{0,6}(?:ca\.?\s|circa\s|about\s|약\s?)?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)


def reading_minutes(blocks: list[Block]) -> int | None:
    """Minutes that a label near the headline gives for reading the whole text."""
    first = next((b.index for b in blocks if b.kind is Kind.BODY), 0)
    for block in blocks[max(0, first - 25) : first + 3]:
        if len(block.text) < 120 and (found := _READING_TIME.search(block.text)):
            return int(found[1] or found[2])
    return None


def far_too_short(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """The page declares a text at least twice as long as what stands on it."""
    declared, source, least = draft.metadata.expected_words, draft.metadata.expected_from, 0.5
    minutes = reading_minutes(draft.blocks) if declared is None else None
    if minutes is not None and minutes >= 3:
        declared, source, least = minutes * WORDS_A_MINUTE, f"a reading time of {minutes} min", 0.35
        draft.access.expected_words = declared
    if declared is None or declared < 150 or total >= declared * least:
        return None
    on_page = sum(count_words(b.text) for b in draft.blocks if not b.roles & _FAR and b.link_chars * 2 < len(b.text))
    if on_page * 10 > declared * 8:
        # The text is there, and it was the stage before that missed it.
        return None
    return Status.TRUNCATED, 0.85, [Evidence("declared_words", None, f"{total} words of {declared} declared by {source}")]


_CREDIT = re.compile(r"\S[:：]\s|https?://|www\.|@|[|/©>→»]|\d{4}$")
_LISTED = frozenset({"li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "dt", "pre", "code", "figcaption", "button", "a"})


def ends_in_mid_sentence(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """The last paragraph stops inside a sentence, and the others do not."""
    if not story:
        return None
    last = paragraph(story[-1])
    others = [p for b in story[:-1] if b.tag not in _LISTED and len(p := paragraph(b)) >= 60]
    if story[-1].tag in _LISTED or len(last) < (20 if _CJK.search(last) else 60):
        return None
    if _ELLIPSIS.search(last):
        if sum(bool(_ELLIPSIS.search(p)) for p in others) * 5 > len(others):
            return None
        return Status.TRUNCATED, 0.6, [Evidence("ends_in_ellipsis", None, last[-80:])]
    ended = sum(bool(_ENDED.search(p)) for p in others)
    start, end = sentences(last)[-1]
    unfinished = last[start:end]
    if _ENDED.search(last) or ended * 10 < len(others) * 9 or (len(others) < 2 and total < 40):
        return None
    # A list of names, a credit or an address ends as it likes; a sentence of some words does not.
    if _CREDIT.search(unfinished) or count_words(unfinished) < 4 or 4 * story[-1].link_chars > len(last) or 2 * story[-1].bold_chars > len(last):
        return None
    return Status.TRUNCATED, 0.6, [Evidence("ends_in_mid_sentence", None, last[-80:])]


def no_article(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement | None:
    """Hardly any text: a section front, an index, a video page, a refusal without words."""
    if total >= MIN_ARTICLE_WORDS:
        path = urlsplit(draft.page.url).path.strip("/")
        linked = sum(b.link_chars for b in draft.blocks)
        if not path and not draft.page.plain and linked > 10 * total:
            return Status.NOT_ARTICLE, 0.7, [Evidence("front_page", None, "the address has no path")]
        return None
    walls = [s for s in seen if s.mark.cut == "wall" and not s.far]
    if walls and draft.metadata.page_type not in {None, "website"}:
        return Status.TRUNCATED, 0.8, [_evidence("wall_without_text", s) for s in walls[:2]]
    if any(s.mark.kind in {Kind.CONSENT, Kind.ADBLOCK} for s in seen) and total < 10:
        return Status.BLOCKED, 0.6, [Evidence("no_text", None, "a consent or ad-block notice, and no story")]
    return Status.NOT_ARTICLE, 0.7, [Evidence("no_text", None, f"{total} words of story")]


def complete(draft: Draft, story: list[Block], total: int, seen: list[Seen]) -> Judgement:
    """Nothing says that something is missing."""
    evidence: list[Evidence] = []
    confidence = 0.9
    declared = draft.metadata.expected_words
    if declared and 0.8 <= total / declared <= 1.3:
        confidence = 0.97
        evidence.append(
            Evidence("declared_words", None, f"{total} words of {declared} declared by {draft.metadata.expected_from}")
        )
    passed = [s for s in seen if s.mark.cut in {"wall", "counted"} and s.after > max(8, total // 12)]
    if passed:
        evidence += [_evidence("story_goes_on_after_wall", s) for s in passed[:2]]
    if story and _ENDED.search(paragraph(story[-1])):
        evidence.append(Evidence("ends_in_full_sentence", None, paragraph(story[-1])[-60:]))
    if draft.access.declared is Declared.PAID:
        confidence -= 0.1
        evidence.append(Evidence("declared_paid", None, "the publisher sells access to this article"))
    if any(s.mark.kind in PAYWALL_FAMILY and s.mark.cut == "wall" for s in seen):
        confidence -= 0.1
    if total < SHORT_WORDS:
        confidence -= 0.1
        evidence.append(Evidence("short_text", None, f"{total} words"))
    return Status.COMPLETE, round(max(confidence, 0.3), 2), evidence


class AccessStage(Stage):
    """`access` as an item pipeline."""

    name = "access"
    run = access
