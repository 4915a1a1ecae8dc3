"""What a body is by its own bytes, whatever its header says: `WARC-Identified-Payload-Type`.

The WARC standard asks for an independent look, not for a copy of Content-Type. Readers of large archives go by this
field alone; where it is missing they guess, and take pages that begin with scripts for JavaScript.
"""

from __future__ import annotations

import re

from crawler.sources.decoding import TooLargeError, UndecodableError, decode_body

# Enough for a type; a compressor's first block can be longer.
_BEGINNINGS = (1 << 14, 1 << 18)
_MOST = 1 << 24
_TAGS = (
    rb"!doctype html|html|head|body|script|style|title|meta|link|base|noscript|iframe|main|header|nav|section|article|"
    rb"h1|h2|div|span|p|a|b|br|ul|ol|table|form|font|center|img"
)
_HTML = re.compile(rb"[\s\0]*(?:<!--|<(?:" + _TAGS + rb")[\s>/])", re.IGNORECASE)
# What may stand before the first element of an XML document; atomic, so that no page can make it slow.
_PROLOG = rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+"
_XML = re.compile(rb"\s*<\?xml[\s?]")
_ROOT = re.compile(_PROLOG + rb"<(!doctype\s+)?([A-Za-z:_][\w:.-]*)", re.IGNORECASE | re.DOTALL)
_ROOTS = {
    b"html": "application/xhtml+xml",
    b"rss": "application/rss+xml",
    b"rdf:rdf": "application/rss+xml",
    b"feed": "application/atom+xml",
}
_FEEDS = frozenset({b"rss", b"rdf:rdf", b"feed", b"urlset", b"sitemapindex"})
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
)


def identify(body: bytes, content_encoding: str = "") -> str | None:
    """The media type of a body, looked at without its `content_encoding`; None where its bytes do not tell."""
    beginning = _beginning(body, content_encoding)
    for magic, media_type in _MAGIC:
        if beginning.startswith(magic):
            return media_type
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "image/webp"
    text = beginning.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text):
        return "text/html"
    declared = _XML.match(text) is not None
    root = _ROOT.match(text)
    name = root[2].lower() if root else b""
    if declared or name in _FEEDS:
        return _ROOTS.get(name, "text/xml")
    return None


def _beginning(body: bytes, content_encoding: str) -> bytes:
    if not content_encoding:
        return body[: _BEGINNINGS[0]]
    for size in _BEGINNINGS:
        try:
            return decode_body(body[:size], "", content_encoding, _MOST).data
        except (UndecodableError, TooLargeError):
            continue
    return b""
