from __future__ import annotations

import encodings.aliases
import gzip
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.decoding import TooLargeError, UndecodableError, decode_body, decode_text

PAGE = "<html><p>Über den Fluß, à gué".encode() * 50
LIMIT = 1 << 20


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


def chunked(data: bytes, size: int = 100, after: str = "") -> bytes:
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(f"{len(chunk):X}{after}\r\n".encode() + chunk + b"\r\n" for chunk in chunks) + b"0\r\n\r\n"


COMPRESSED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": raw_deflate(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
}


@pytest.mark.parametrize("coding", COMPRESSED)
def test_compression_is_undone(coding: str):
    body = decode_body(COMPRESSED[coding], "", coding, LIMIT)
    assert (body.data, body.whole) == (PAGE, True)


@pytest.mark.parametrize("coding", COMPRESSED)
def test_chunks_are_joined_before_that(coding: str):
    assert decode_body(chunked(COMPRESSED[coding]), "chunked", coding, LIMIT).data == PAGE


@pytest.mark.parametrize("after", ["", "  ", ";name=value"])
def test_chunk_sizes_may_have_something_after_them(after: str):
    assert decode_body(chunked(PAGE, after=after), "Chunked", "", LIMIT).data == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_an_archive_may_have_decoded_the_body_already(coding: str):
    body = decode_body(PAGE, "chunked", coding, LIMIT)
    assert (body.data, body.whole) == (PAGE, True)


@pytest.mark.parametrize("coding", ["", "identity", "none", "UTF-8"])
def test_other_words_mean_no_compression(coding: str):
    assert decode_body(PAGE, "", coding, LIMIT).data == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_came_before_a_break_is_kept(coding: str):
    long = b"".join(b"<p>%d</p>" % (n * n) for n in range(20_000))
    packed = {"gzip": gzip.compress(long), "deflate": zlib.compress(long)}[coding]
    body = decode_body(packed[: len(packed) // 2], "", coding, LIMIT)
    assert not body.whole
    assert long.startswith(body.data)
    assert len(body.data) > len(long) // 4


def test_a_missing_last_chunk_is_told():
    body = decode_body(chunked(PAGE)[:-200], "chunked", "", LIMIT)
    assert not body.whole
    assert PAGE.startswith(body.data)
    assert len(body.data) > len(PAGE) - 300


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_bytes_that_are_neither_compressed_nor_markup_are_refused(coding: str):
    with pytest.raises(UndecodableError, match=f"declared as {coding}"):
        decode_body(b"\x07\x01\x02\x03 junk" * 9, "", coding, LIMIT)


@pytest.mark.parametrize("coding", COMPRESSED)
def test_a_bomb_is_not_unpacked(coding: str):
    with pytest.raises(TooLargeError):
        decode_body(COMPRESSED[coding], "", coding, len(PAGE) - 1)
    assert decode_body(COMPRESSED[coding], "", coding, len(PAGE)).data == PAGE


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_an_empty_body_stays_empty(coding: str):
    assert decode_body(b"", "chunked", coding, LIMIT).data == b""


@given(st.binary(max_size=300), st.sampled_from(["", "chunked"]), st.sampled_from(["", *COMPRESSED]))
def test_nothing_but_its_own_errors_is_raised(data: bytes, transfer: str, content: str):
    with suppress(UndecodableError, TooLargeError):
        assert isinstance(decode_body(data, transfer, content, LIMIT).data, bytes)


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("<p>Größe".encode("latin-1"), "text/html; charset=ISO-8859-1", "<p>Größe"),
        # What is called Latin-1 is Windows-1252 to every browser.
        ("<p>„Größe“ – 5 €".encode("cp1252"), "text/html; charset=iso-8859-1", "<p>„Größe“ – 5 €"),
        ("<p>Новости дня".encode("cp1251"), "text/html; charset=windows-1251", "<p>Новости дня"),
        ("<meta charset=shift_jis><p>記事の続き".encode("cp932"), "text/html", "<meta charset=shift_jis><p>記事の続き"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">뉴스'.encode("cp949"),
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">뉴스',
        ),
        ("<p>新闻".encode("gb18030"), "text/html; charset=gb2312", "<p>新闻"),
        ("<p>Año nuevo".encode(), "text/html", "<p>Año nuevo"),
        # The byte order mark beats the header, the header beats the page.
        ("\ufeff<p>Été".encode(), "text/html; charset=iso-8859-1", "<p>Été"),
        ("\ufeff<p>Été".encode("utf-16-le"), "text/html; charset=utf-8", "<p>Été"),
        ("<meta charset=iso-8859-1><p>Été".encode(), "text/html; charset=utf-8", "<meta charset=iso-8859-1><p>Été"),
        # A charset that nobody knows is no charset.
        ("<meta charset=utf-8><p>Été".encode(), "text/html; charset=none", "<meta charset=utf-8><p>Été"),
        ("<meta charset=utf-8><p>Été".encode(), "text/html; charset=rot13", "<meta charset=utf-8><p>Été"),
        ("<meta charset=zlib><p>Été".encode(), "text/html; charset=undefined", "<meta charset=zlib><p>Été"),
        # A wrong one that was declared spoils single characters and loses no page.
        ("<p>Été".encode("latin-1"), "text/html; charset=utf-8", "<p>\ufffdt\ufffd"),
    ],
)
def test_text_is_read_as_browsers_read_it(data: bytes, content_type: str, text: str):
    assert decode_text(data, content_type) == text


@pytest.mark.parametrize("charset", sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values()}))
def test_no_charset_of_python_keeps_a_page_from_being_read(charset: str):
    assert isinstance(decode_text(b"<p>\xff\xfe\x00 \xc3\xa9t\xc3\xa9", f"text/html; charset={charset}"), str)


def test_an_undeclared_old_charset_is_found_out():
    text = "<p>" + "Вчера в городе открыли новую библиотеку, и жители пришли на праздник. " * 5
    assert decode_text(text.encode("cp1251"), "text/html") == text
