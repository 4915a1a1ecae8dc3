"""What travels through copydesk: a `Page` comes in, an `Article` goes out.

`Page` is what a spider yields. The pipelines work on a `Draft` of it (see `pipelines.draft`) and hand
an `Article` to the exporters. The JSON Schema in `crawler/schema/` is generated from `Article`: the
docstring under a field is that field's description there, and the order of the fields is the order
of the keys in every record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crawler.rights.statements import Statement  # noqa: TC001  typing.get_type_hints(Page) looks it up

SCHEMA = "copydesk/article/1"


def _limits(**extra: Any) -> dict[str, Any]:
    """Metadata of a field: what the JSON Schema says of it beyond its type."""
    return {"json_schema_extra": extra}


class Kind(StrEnum):
    """What a block, or a sentence inside a block, is."""

    BODY = "body"
    # The paywall family: lines that stand where a publisher sells or limits access.
    METER_NOTICE = "meter_notice"
    WALL = "wall"
    SUBSCRIBE_PROMO = "subscribe_promo"
    NEWSLETTER_PROMO = "newsletter_promo"
    DONATION_APPEAL = "donation_appeal"
    LOGIN_PROMPT = "login_prompt"
    COMMENT_GATE = "comment_gate"
    READ_MORE_LINK = "read_more_link"
    DUPLICATE_LEAD = "duplicate_lead"
    # What stands around any story.
    RELATED_HEADLINES = "related_headlines"
    READER_COMMENT = "reader_comment"
    PHOTO_CREDIT = "photo_credit"
    HEADLINE = "headline"
    BYLINE_DATE = "byline_date"
    SHARE_FOLLOW = "share_follow"
    APP_PROMO = "app_promo"
    CONSENT = "consent"
    ADBLOCK = "adblock"
    AD = "ad"
    AUDIO_VIDEO = "audio_video"
    TAGS = "tags"
    AUTHOR_BIO = "author_bio"
    COPYRIGHT_LEGAL = "copyright_legal"
    CORRECTION_NOTE = "correction_note"
    BOILERPLATE = "boilerplate"


PAYWALL_FAMILY = frozenset(
    {
        Kind.METER_NOTICE,
        Kind.WALL,
        Kind.SUBSCRIBE_PROMO,
        Kind.NEWSLETTER_PROMO,
        Kind.DONATION_APPEAL,
        Kind.LOGIN_PROMPT,
        Kind.COMMENT_GATE,
        Kind.READ_MORE_LINK,
        Kind.DUPLICATE_LEAD,
    }
)


class Status(StrEnum):
    """What a copy holds of its story."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    EXCERPT = "excerpt"
    BLOCKED = "blocked"
    NOT_ARTICLE = "not_article"


class Wall(StrEnum):
    """The sort of wall that was seen on a page."""

    METER = "meter"
    SUBSCRIBE = "subscribe"
    REGISTER = "register"
    LOGIN = "login"


class Declared(StrEnum):
    """What a publisher says of a page's price."""

    FREE = "free"
    PAID = "paid"
    METERED = "metered"


@dataclass(slots=True)
class Source:
    """Where a page came from."""

    spider: str | None = None
    """Name of the spider that brought the page; null when `pipelines.clean` was called directly."""
    via: str | None = None
    """What led the spider to it: the path of an archive or record file, or the URL of a feed or sitemap."""
    warc: str | None = None
    """For an archived page: the WARC-Record-ID of its record."""


@dataclass(slots=True)
class Patch:
    """Input lines that the record's own text and artifacts do not give back to the letter."""

    line: int = field(metadata=_limits(minimum=0))
    """Number, from 0, of the first line replaced, counted in the lines rebuilt from text and artifacts."""
    drop: int = field(metadata=_limits(minimum=0))
    """How many rebuilt lines the exact ones stand for; 0 where lines are only put in."""
    lines: list[str]
    """The input's own lines."""


@dataclass(slots=True)
class Page:
    """One fetched page, decoded, before any stage has looked at it."""

    url: str
    body: str
    plain: bool = False
    """True for plain text (one paragraph a line), False for HTML."""
    http_status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    """Response headers, names in lower case; several of one name joined by commas."""
    robots_tags: list[str] = field(default_factory=list)
    """The `X-Robots-Tag` headers one by one, since an agent that one of them names is named for that one alone."""
    rights: list[Statement] = field(default_factory=list)
    """What the site's own files (robots.txt, tdmrep.json, RSL licences) say of this address. What the page itself
    says, in its headers and its HTML, is read from it."""
    price: str | None = None
    """What a refusal (402) asks for the page, where it says so in its body."""
    fetched: str | None = None
    """ISO 8601 with offset."""
    title: str | None = None
    """Headline known from elsewhere (a record's own field); metadata of the page comes first."""
    source: Source = field(default_factory=Source)


@dataclass(slots=True)
class Artifact:
    """A block, or a passage inside a block, that is not the story."""

    kind: Kind = field(metadata=_limits(enum=[kind.value for kind in Kind if kind is not Kind.BODY]))
    """What it is."""
    rule: str
    """Id of the rule or structural signal that recognised it."""
    text: str
    """Its text as it stood on the page."""
    after: int = field(metadata=_limits(minimum=0))
    """How many paragraphs of the article's text begin before it."""
    offset: int | None = field(default=None, metadata=_limits(minimum=0))
    """Null for an artifact that is a block of its own. Otherwise it stood inside a paragraph, after this
    many of that paragraph's characters: the paragraph number `after` (from 1), or the next one when 0."""


@dataclass(slots=True)
class Evidence:
    """One observation that a verdict rests on."""

    signal: str
    """What sort of observation, such as `marker_at_cut` or `declared_words`."""
    rule: str | None = None
    """Id of the catalogue rule behind it, if one is."""
    detail: str | None = None
    """The line, or the figures, that were seen."""


@dataclass(slots=True)
class Access:
    """The verdict: what this copy holds of the story, and why."""

    status: Status | None = None
    """`complete`, `truncated` (a wall or a cut ends it), `excerpt` (the text goes on elsewhere by design),
    `blocked` (no article was served) or `not_article`; null only when the page broke a stage."""
    confidence: float = field(default=0.0, metadata=_limits(minimum=0, maximum=1))
    """How sure the verdict is, from 0 to 1."""
    wall: Wall | None = None
    """The sort of wall seen on the page, whether or not it cut the text; null when none was."""
    declared: Declared | None = None
    """What the publisher's own metadata says; never mixed up with what was served."""
    expected_words: int | None = field(default=None, metadata=_limits(minimum=0))
    """Length of the whole story in words, as the page itself declares it."""
    evidence: list[Evidence] = field(default_factory=list)
    """What the verdict rests on, strongest first."""


@dataclass(slots=True)
class Story:
    """One text, however many URLs and papers carry it."""

    id: str | None = None
    """The same for all copies of one text; null for a text of fewer than 30 words and for a page that is no article."""
    duplicate_of: str | None = None
    """Id of the article that was the best copy of the same story when this one came; null when this one was. It is the
    record's own `id` where the same article came under another address."""
    similarity: float | None = field(default=None, metadata=_limits(minimum=0, maximum=1))
    """Share of the shorter text of the two that stands in the longer one, from 0 to 1."""
    original: str | None = field(default=None, metadata=_limits(added=True))
    """The address on another site that the page names as the text's own; null where it names none."""


@dataclass(slots=True)
class Rights:
    """What the publisher reserves."""

    reserved: bool | None = None
    """True where a signal reserves text and data mining or AI use; false where signals speak of it and none
    reserves it; null where none speaks of it."""
    signals: list[str] = field(default_factory=list)
    """The signals as found, such as `meta robots: noai`; they may also speak of other things, such as copies."""
    withheld: bool = False
    """True where the text was left out of this record because of them (setting `COPYDESK_RIGHTS`)."""


@dataclass(slots=True)
class Article:
    """The normalized record of one article, `copydesk/article/1`.

    A record always carries all keys, in this order; the last two, `layout` and `error`, are written only
    when they are not null. A value that is absent is null, never an empty string.
    """

    schema: str = field(metadata=_limits(const=SCHEMA))
    """Name and version of this record's form."""
    id: str
    """Made from the canonical URL: the same article has the same id in every run."""
    url: str
    """The address that the page was fetched from."""
    canonical_url: str | None
    """The address that the publisher names as the article's own, or the fetched one in canonical form."""
    site: str | None
    """Registrable domain of the address, such as `example.co.uk`."""
    title: str | None
    """Headline, without the site's name."""
    authors: list[str]
    """People named as authors."""
    published: str | None
    """First publication, ISO 8601; with offset where the page gives a time. Null where the page only says when it
    was changed, or writes a date that can be read in two ways."""
    modified: str | None
    """Last change, ISO 8601; with offset where the page gives a time."""
    language: str | None
    """BCP 47 primary language of the text, such as `de`, as it reads and not as its template declares; null when
    unknown."""
    section: str | None
    """Section of the paper."""
    tags: list[str]
    """Keywords the publisher gives."""
    description: str | None
    """The publisher's own summary."""
    image: str | None
    """Address of the lead picture."""
    publisher: str | None
    """Name of the paper or site."""
    text: str
    """The story's paragraphs, joined by a blank line; empty when there is none."""
    words: int = field(metadata=_limits(minimum=0))
    """Words in `text`; in scripts without spaces, characters divided by two."""
    access: Access
    """What this copy holds of the story."""
    artifacts: list[Artifact]
    """What stood in or around the story and is not the story, in the page's order."""
    story: Story
    """The same text elsewhere."""
    rights: Rights
    """What the publisher reserves."""
    fetched: str | None
    """When the page was fetched, ISO 8601 with offset."""
    http_status: int | None
    """Status code of the response."""
    source: Source
    """Where the page came from."""
    text_hash: str | None = field(metadata=_limits(pattern="^[0-9a-f]{64}$"))
    """SHA-256 of `text` in UTF-8, in hexadecimal; null for an empty text."""
    layout: list[Patch] | None = field(default=None, metadata={"when_set": True})
    """Plain-text input only: what `pipelines.restore` needs beyond text and artifacts to give the input's
    lines back to the letter (blank lines, odd spaces); null for HTML."""
    error: str | None = field(default=None, metadata={"when_set": True})
    """Stage and message where the page broke a stage; the record is then incomplete."""
