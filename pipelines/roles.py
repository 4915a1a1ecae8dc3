"""What the markup around a block says of it: tag names and the words in class and id attributes."""

from __future__ import annotations

import re
from enum import IntFlag, auto
from functools import lru_cache


class Role(IntFlag):
    """One bit for each thing that a container's markup can say. Inherited by all that stands in it."""

    NAV = auto()
    HEADER = auto()
    FOOTER = auto()
    ASIDE = auto()
    COMMENTS = auto()
    RELATED = auto()
    SHARE = auto()
    WALL = auto()
    SUBSCRIBE = auto()
    NEWSLETTER = auto()
    DONATE = auto()
    LOGIN = auto()
    CAPTION = auto()
    FIGURE = auto()
    BYLINE = auto()
    BIO = auto()
    TAGS = auto()
    AD = auto()
    CONSENT = auto()
    AUDIO = auto()
    LEGAL = auto()
    APP = auto()
    PULLQUOTE = auto()
    TITLE = auto()
    STANDFIRST = auto()
    FORM = auto()
    HIDDEN = auto()
    """Not displayed: `hidden`, `display:none`. Never read as text of the story."""
    ARIA_HIDDEN = auto()
    """Kept from screen readers only; readable bodies carry it too."""
    MODAL = auto()
    ARTICLE = auto()
    """The container says that it holds an article or its text."""
    PREVIEW = auto()
    """Its text is said to be shortened, faded or a teaser."""


FAR = int(
    Role.NAV
    | Role.FOOTER
    | Role.COMMENTS
    | Role.RELATED
    | Role.SHARE
    | Role.NEWSLETTER
    | Role.LOGIN
    | Role.AD
    | Role.CONSENT
    | Role.MODAL
    | Role.APP
    | Role.HIDDEN
)
"""Roles whose text is hardly ever the story's. Sets of roles are plain integers: arithmetic on flags is slow."""

_TAGS = {
    "nav": Role.NAV,
    "footer": Role.FOOTER,
    "header": Role.HEADER,
    "aside": Role.ASIDE,
    "figure": Role.FIGURE,
    "figcaption": Role.CAPTION,
    "caption": Role.CAPTION,
    "form": Role.FORM,
    "dialog": Role.MODAL,
    "article": Role.ARTICLE,
    "main": Role.ARTICLE,
    "address": Role.BYLINE,
}

# Whole words of class and id attributes, after splitting at punctuation and at capitals.
_WORDS: dict[Role, str] = {
    Role.NAV: "nav navbar navigation menu submenu breadcrumb breadcrumbs topbar toolbar masthead sitemap pagination pager skiplink",
    Role.HEADER: "header",
    Role.FOOTER: "footer bottombar colophon",
    Role.ASIDE: "sidebar aside rail widget widgets infobox factbox",
    Role.COMMENTS: "comment comments comentarios commentaires kommentare kommentar kommentarer disqus respond coral replies opinionbox",
    Role.RELATED: (
        "related recommended recommendation recommendations recirc recirculation trending popular mostread mostpopular "
        "morefrom readmore readnext nextstory nextstories nextarticle nextarticles morestories otherstories outbrain taboola upnext teaser teasers teaserlist promo promos latest similar "
        "lesenswert weitere relacionadas relacionados connexes carousel slider ticker"
    ),
    Role.SHARE: "share sharing sharebar social socials follow addtoany sharedaddy partage compartir teilen",
    Role.WALL: (
        "paywall regwall metering meter piano poool tinypass premiumwall gate contentgate restricted locked "
        "subscriberonly barrier offerpage upgrade pmpro leaky steady zephr"
    ),
    Role.SUBSCRIBE: "subscribe subscription subscriptions subscriber abo abonnement abonnieren suscripcion offer offers upsell membership",
    Role.NEWSLETTER: "newsletter newsletters mailchimp optin signup mailinglist infolettre subscribeform emailsignup",
    Role.DONATE: "donate donation donations contribute spenden",
    Role.LOGIN: "login signin register registration logout account user",
    Role.CAPTION: "caption captions credit credits copyright legende bildunterschrift wp-caption-text photocredit imagecredit",
    Role.FIGURE: "figure gallery image photo picture slideshow lightbox media",
    Role.BYLINE: "byline author authors autor auteur autoren dateline timestamp pubdate published postmeta articlemeta date time meta",
    Role.BIO: "bio biography authorbio authorbox aboutauthor autorenbox",
    Role.TAGS: "tags tag taglist topics keywords categories category schlagworte etiquetas",
    Role.AD: "ad ads advert advertisement advertising advertisment sponsored sponsor werbung anzeige publicidad publicite adslot dfp banner",
    Role.CONSENT: "cookie cookies consent gdpr onetrust didomi cmp privacy usercentrics",
    Role.AUDIO: "audio player podcast video videoplayer listen playlist",
    Role.LEGAL: "legal disclaimer imprint terms",
    Role.APP: "app appstore download",
    Role.PULLQUOTE: "pullquote pull-quote pq quotebox",
    Role.TITLE: "headline title heading",
    Role.STANDFIRST: "standfirst lead lede dek deck subtitle subheadline subhead summary intro excerpt chapo entradilla vorspann teasertext kicker",
    Role.MODAL: "modal popup overlay popover tooltip lightbox offcanvas toast",
    Role.ARTICLE: "article story post entry body content text artikel articulo articlebody storybody postcontent entrycontent",
    Role.PREVIEW: "preview truncated fade faded fadeout blur blurred gradient obfuscated",
}
# Plain integers: arithmetic on flags is slow, and every element of every page passes here.
_BY_TAG = {_tag: int(_role) for _tag, _role in _TAGS.items()}
_BY_WORD: dict[str, int] = {}
for _role, _words in _WORDS.items():
    for _word in _words.split():
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | int(_role)

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def words_of(names: str) -> list[str]:
    """The words in class and id attributes, in lower case: `articleBody_main2` gives article, body, main."""
    return [w.lower() for w in _WORD.findall(names)]


@lru_cache(maxsize=32_768)
def role_of(tag: str, names: str) -> int:
    """Bits of `Role` that a tag and its class and id attributes speak for."""
    bits = _BY_TAG.get(tag, 0)
    words = words_of(names[:400])
    for i, word in enumerate(words):
        bits |= _BY_WORD.get(word, 0)
        if i and (pair := _BY_WORD.get(words[i - 1] + word)):
            bits |= pair
    return bits


def is_hidden(style: str | None) -> bool:
    """Whether an inline style keeps an element from being displayed."""
    return style is not None and _NONE.search(style) is not None
