"""What kinds, verdicts and signals are called on the page, and which of them share a colour."""

from __future__ import annotations

from typing import NamedTuple


class Label(NamedTuple):
    """A kind of artifact on the page."""

    group: str
    """Kinds of one group share a colour (`--k-GROUP` in the style sheet)."""
    means: str


GROUPS = {
    "wall": "keeps the rest back",
    "sale": "sells something",
    "copy": "stands there twice",
    "link": "leads elsewhere",
    "desk": "an editor's line beside the story",
    "site": "the site's own furniture",
    "reader": "readers' words",
}
"""In the order of the key."""

KINDS = {
    "meter_notice": Label("wall", "counts free articles"),
    "wall": Label("wall", "says that something is needed to read on"),
    "subscribe_promo": Label("sale", "offers a subscription"),
    "newsletter_promo": Label("sale", "asks to sign up for a newsletter"),
    "donation_appeal": Label("sale", "asks for money"),
    "login_prompt": Label("wall", "asks who has an account to log in"),
    "comment_gate": Label("reader", "says who may comment"),
    "read_more_link": Label("link", "leads to the rest, or to one other story"),
    "duplicate_lead": Label("copy", "a second copy of the lead or other text"),
    "related_headlines": Label("link", "other stories"),
    "reader_comment": Label("reader", "what readers wrote"),
    "photo_credit": Label("desk", "captions and credits"),
    "headline": Label("desk", "the page's own headline"),
    "byline_date": Label("desk", "author, date, reading time"),
    "share_follow": Label("link", "share and follow buttons"),
    "app_promo": Label("sale", "asks to get the app"),
    "consent": Label("site", "a cookie notice"),
    "adblock": Label("sale", "asks to switch off an ad blocker"),
    "ad": Label("sale", "advertising and its labels"),
    "audio_video": Label("desk", "players and their labels"),
    "tags": Label("link", "keywords"),
    "author_bio": Label("desk", "about the author"),
    "copyright_legal": Label("site", "copyright and legal lines"),
    "correction_note": Label("desk", "what was corrected in the article"),
    "boilerplate": Label("site", "anything else that is not the story"),
}
OTHER_KIND = Label("site", "a kind that this version does not know")

STATUSES = {
    "complete": "whole, as far as the page shows",
    "truncated": "ended by a wall or a cut",
    "excerpt": "goes on elsewhere by design",
    "blocked": "a refusal, a challenge or a consent page",
    "not_article": "a front page, an index, an error page",
    "broken": "the page broke a stage",
    "unknown": "a verdict that this version does not know",
}
"""In the order in which they are stacked; `broken` stands for a record without a verdict."""

SIGNALS = {
    "http_status": "refused by the server",
    "header": "refused by the server",
    "interstitial": "challenge or consent page",
    "count_at_cut": "a count of what is missing",
    "marker_at_cut": "a wall's wording at the cut",
    "label_at_cut": "a wall's label at the cut",
    "reads_on_elsewhere": "says that it goes on elsewhere",
    "next_page": "goes on at a next page",
    "declared_words": "the declared length",
    "ends_in_ellipsis": "ends in an ellipsis",
    "ends_in_mid_sentence": "ends in mid-sentence",
    "ends_in_full_sentence": "ends in a full sentence",
    "short_text": "a short text",
    "story_goes_on_after_wall": "the story goes on after a wall",
    "declared_paid": "declared paid",
    "wall_without_text": "a wall and no text",
    "no_text": "hardly any text",
    "front_page": "a front page",
    "text_withheld": "the text was left out",
    "index_page": "a list of links",
}


def plain(name: str) -> str:
    """A name of the record as words."""
    return name.replace("_", " ")


def status_of(status: str | None) -> str:
    if status is None:
        return "broken"
    return status if status in STATUSES else "unknown"


def kind_label(kind: str) -> Label:
    return KINDS.get(kind, OTHER_KIND)


def signal_label(signal: str) -> str:
    return SIGNALS.get(signal, plain(signal))
