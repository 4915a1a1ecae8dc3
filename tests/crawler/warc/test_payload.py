from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.payload import identify

PAGE = b"<!DOCTYPE html>\n<html lang=en><title>The tide is out</title>"
XML = b'<?xml version="1.0" encoding="utf-8"?>\n'


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PAGE, "text/html"),
        (b"\xef\xbb\xbf\r\n  " + PAGE, "text/html"),
        (b"<!-- cached 12:03 --><HTML><body>", "text/html"),
        (b"<script>var a = 1</script><p>Noticias", "text/html"),
        (b"<div class=story><p>\xe6\x96\xb0\xe8\x81\x9e", "text/html"),
        (XML + b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html>', "application/xhtml+xml"),
        (XML + b"<!-- made by hand --><rss version='2.0'><channel>", "application/rss+xml"),
        (b"<rss version='2.0'><channel>", "application/rss+xml"),
        (XML + b"<feed xmlns='http://www.w3.org/2005/Atom'>", "application/atom+xml"),
        (XML + b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "text/xml"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        # Packed at no time: under it the test is known.
        (gzip.compress(XML, mtime=0), "application/gzip"),
    ],
)
def test_the_bytes_tell(body: bytes, media_type: str):
    assert identify(body) == media_type


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"User-agent: *\nDisallow: /",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b"<3 to all readers",
        b"<pre>x",
    ],
)
def test_where_they_do_not_nothing_is_said(body: bytes):
    assert identify(body) is None


def test_a_compressed_body_is_looked_into():
    assert identify(gzip.compress(PAGE), "gzip") == "text/html"
    # Declared, but not so: the bytes count.
    assert identify(PAGE, "gzip") == "text/html"
    assert identify(b"\x00\x01nothing that a decoder knows", "br") is None


@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, br"]))
def test_a_page_stays_one_whatever_comes_behind_it(tail: bytes, encoding: str):
    assert identify(PAGE + tail) == "text/html"
    assert identify(PAGE + tail, encoding) in {"text/html", None}


def test_a_prolog_without_an_end_is_read_once():
    # With a pattern that tries every way to part these comments this would not end.
    assert identify(XML + b"<!---->" * 2000 + b"!") == "text/xml"
