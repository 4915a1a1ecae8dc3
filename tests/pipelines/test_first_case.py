"""The record that copydesk was started for, retold.

A lead printed twice around a meter's wall, the rest of the text, cut short in favour of another paper, and what the
site sells.
"""

from __future__ import annotations

from functools import cache

import pytest

from crawler.items import PAYWALL_FAMILY, Article, Kind, Status, Wall
from pipelines import clean, restore
from tests.pipelines.building import div, kind_of, kinds, p, paragraphs
from tests.pipelines.stories import ENGLISH

LEAD, REST = ENGLISH.paragraphs[:3], ENGLISH.paragraphs[3:]
# The source has lost the last full stop, as such records do.
REST = (*REST[:2], REST[2].removesuffix("."))
LIMIT = "You've reached your daily free article limit."
WALL = "Subscribe and support our seasoned island reporters to continue reading."
SOURCE = "To read the entire article from The Kilbrannoch Courier click here:"
CREDIT = "Photo courtesy Wikimedia"
HEADLINES = (
    "Should the Harbour Trust Buy 12 Electric Launches?",
    "Inside the Lifeboat Crew: The Coast’s Most Stubborn Volunteers",
    "Storm Closes Northern Causeway for Third Time in Historic Winter",
    "SOUNDINGS Interviews Mairi Beaton: The Pilot Who Reported the Missing Buoy",
    "Happy Birthday, Lighthouse Board!",
)
PROMO = "Join SOUNDINGS for insider access and analysis."
TRIAL = "TRY 14 DAYS FREEAlready a subscriber? Log In"
COMMENTS = "COMMENTS"
GATE = "You must become a subscriber or login to view or post comments on this article."
LINES = (*LEAD, LIMIT, WALL, *LEAD, *REST, SOURCE, CREDIT, *HEADLINES, PROMO, TRIAL, COMMENTS, GATE)

FORMS = {
    "plain": "\n".join(LINES),
    "plain, blank lines": "\n\n".join(LINES) + "\n",
    "plain, CRLF": "\r\n".join(LINES),
    "flat": f"<html><body>{p(*LINES)}</body></html>",
    "contained": "<html><body>"
    + div(
        "page",
        div(
            "entry", div("excerpt", p(*LEAD)), div("box", p(LIMIT, WALL)), div("full", p(*LEAD, *REST, SOURCE, CREDIT))
        ),
        div("more", *(div("item", p(line)) for line in HEADLINES)),
        div("foot", p(PROMO, TRIAL), div("talk", p(COMMENTS, GATE))),
    )
    + "</body></html>",
    "each in a container": "<html><body>" + div("page", *(div("row", p(line)) for line in LINES)) + "</body></html>",
}
PLAIN = [form for form in FORMS if form.startswith("plain")]
EVERY_FORM = pytest.mark.parametrize("form", FORMS)


@cache
def record(form: str) -> Article:
    return clean(FORMS[form], url="https://soundings.example/stroma-beg")


@EVERY_FORM
def test_the_six_paragraphs_come_out_once_in_order_and_nothing_else(form: str) -> None:
    assert paragraphs(record(form)) == [*LEAD, *REST]


@EVERY_FORM
def test_the_first_copy_of_the_lead_is_the_copy(form: str) -> None:
    article = record(form)
    copies = [artifact for artifact in article.artifacts if artifact.kind is Kind.DUPLICATE_LEAD]
    assert [artifact.text for artifact in copies] == list(LEAD)
    # Before the story: the wall stands between the copy and what the text goes on from.
    assert [artifact.after for artifact in copies] == [0, 0, 0]


@EVERY_FORM
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (LIMIT, Kind.METER_NOTICE),
        (WALL, Kind.WALL),
        (SOURCE, Kind.READ_MORE_LINK),
        (CREDIT, Kind.PHOTO_CREDIT),
        (PROMO, Kind.SUBSCRIBE_PROMO),
        (COMMENTS, Kind.COMMENT_GATE),
        (GATE, Kind.COMMENT_GATE),
    ],
)
def test_each_line_of_the_site_is_an_artifact_of_its_kind(form: str, line: str, kind: Kind) -> None:
    assert kind_of(record(form), line) is kind


@EVERY_FORM
def test_the_trial_that_runs_into_the_login_is_of_the_paywall_family(form: str) -> None:
    texts = [(kind, text) for kind, text in kinds(record(form)) if text in TRIAL]
    assert "".join(text for _, text in texts) == TRIAL
    assert {kind for kind, _ in texts} <= {Kind.SUBSCRIBE_PROMO, Kind.LOGIN_PROMPT, Kind.WALL} <= PAYWALL_FAMILY


@EVERY_FORM
def test_the_headlines_of_other_stories_are_related_headlines(form: str) -> None:
    assert [kind_of(record(form), line) for line in HEADLINES] == [Kind.RELATED_HEADLINES] * 5


@EVERY_FORM
def test_nothing_is_lost_and_nothing_is_added(form: str) -> None:
    article = record(form)
    assert sorted(paragraphs(article) + [artifact.text for artifact in article.artifacts]) == sorted(LINES)


@EVERY_FORM
def test_the_text_goes_on_elsewhere_behind_a_spent_meter(form: str) -> None:
    article = record(form)
    assert article.error is None
    assert (article.access.status, article.access.wall) == (Status.EXCERPT, Wall.METER)
    assert SOURCE in {item.detail for item in article.access.evidence}


@pytest.mark.parametrize("form", PLAIN)
def test_the_input_comes_back_line_for_line(form: str) -> None:
    assert restore(record(form)) == FORMS[form]
