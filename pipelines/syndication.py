"""Whether a copy says that its text comes from elsewhere: from an agency, or from the page that it names as the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Kind

if TYPE_CHECKING:
    from crawler.items import Article

HEAD, TAIL = 160, 120
"""Letters of a text's beginning and end in which an agency signs."""

AGENCIES = {
    "AP": "apnews.com",
    "Associated Press": "apnews.com",
    "Reuters": "reuters.com",
    "AFP": "afp.com",
    "Agence France-Presse": "afp.com",
    "dpa": "dpa.com",
    "APA": "apa.at",
    "sda": "keystone-sda.ch",
    "Keystone-SDA": "keystone-sda.ch",
    "epd": "epd.de",
    "KNA": "kna.de",
    "PA Media": "pa.media",
    "Press Association": "pa.media",
    "Canadian Press": "thecanadianpress.com",
    "AAP": "aap.com.au",
    "ANSA": "ansa.it",
    "EFE": "efe.com",
    "Europa Press": "europapress.es",
    "Lusa": "lusa.pt",
    "ANP": "anp.nl",
    "Belga": "belganewsagency.eu",
    "NTB": "ntb.no",
    "Ritzau": "ritzau.dk",
    "TT": "tt.se",
    "STT": "stt.fi",
    "PAP": "pap.pl",
    "ČTK": "ctk.cz",
    "MTI": "mti.hu",
    "PTI": "ptinews.com",
    "ANI": "aninews.in",
    "IANS": "ians.in",
    "Xinhua": "news.cn",
    "新华社": "news.cn",
    "新華社": "news.cn",
    "中央社": "cna.com.tw",
    "ロイター": "reuters.com",
    "共同": "kyodonews.jp",
    "共同通信": "kyodonews.jp",
    "時事": "jiji.com",
    "時事通信": "jiji.com",
    "연합뉴스": "yna.co.kr",
    "뉴시스": "newsis.com",
    "ТАСС": "tass.ru",
    "Интерфакс": "interfax.ru",
    "Укрінформ": "ukrinform.ua",
    "Anadolu": "aa.com.tr",
    "Antara": "antaranews.com",
    "TNS": "tribunecontentagency.com",
    "Tribune News Service": "tribunecontentagency.com",
    "The Conversation": "theconversation.com",
    "ProPublica": "propublica.org",
}
"""How agencies sign, and the site on which their text is no copy."""

_NAMES = "|".join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))
_SIGNED = re.compile(
    # (Reuters) | [AFP] | 【ロイター】 | (dpa/lnw) | (Adds details, AP)
    rf"[(（\[【](?:[^()（）\[\]【】]{{0,30}}[ /,=＝-])?(?P<bracket>{_NAMES})(?=[ /,;:=＝)）\]】.-]|$)"
    # LONDON, 3 March - Reuters: at the very end, or behind a place
    rf"|[–—-] ?(?P<dash>{_NAMES})(?: |[.)]?$)",
)
_CREDIT = re.compile(rf"(?:^|[\s,;:/|(©–—-])(?:the )?(?P<credit>{_NAMES})(?=$|[\s,;:/|).–—-])", re.IGNORECASE)


def agency(article: Article) -> str | None:
    """The agency that signs a text, on a site that is not its own; null where none does."""
    for names in _signatures(article):
        for name in names:
            home = AGENCIES.get(name) or _FOLDED.get(name.casefold())
            if home is not None and article.site != home:
                return name
    return None


def _signatures(article: Article) -> list[list[str]]:
    text = article.text
    ends = text[:HEAD], (text[-TAIL:] if len(text) > HEAD + TAIL else "")
    signed = [found["bracket"] or found["dash"] for end in ends for found in _SIGNED.finditer(end)]
    # A byline, and a line of it that is none of a picture: names of agencies are no people's.
    lines = [*article.authors, *(each.text for each in article.artifacts if each.kind is Kind.BYLINE_DATE)]
    credited = [found["credit"] for line in lines if len(line) <= HEAD for found in _CREDIT.finditer(line)]
    return [signed, [name for name in credited if name in AGENCIES or len(name) > 4]]


_FOLDED = {name.casefold(): home for name, home in AGENCIES.items()}
