"""Pages of a corpus come as the spiders read them."""

import gzip
import hashlib
import json
import uuid
from pathlib import Path

import pytest

from benchmarks.corpus import CorpusError, find_sets

PAGE = "<!doctype html><meta charset=utf-8><p>Die Fähre legt wieder ab.</p>"


def write_warc(path: Path, *pages: tuple[str, str]) -> None:
    with path.open("wb") as file:
        for url, html in pages:
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
                f"WARC-Date: 2026-03-03T08:00:00Z\r\nWARC-Target-URI: {url}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))


@pytest.fixture
def corpus(tmp_path):
    write_warc(tmp_path / "pages.warc.gz", ("https://a.test/1", PAGE), ("https://a.test/2", PAGE))
    (tmp_path / "pages.truth.jsonl").write_text("")
    line = {"url": "https://a.test/3", "title": "Boats", "text": "One line.\nAnother."}
    (tmp_path / "text.records.jsonl").write_text(json.dumps(line) + "\n")
    (tmp_path / "text.truth.jsonl").write_text("{}")
    (tmp_path / "lonely.warc.gz").write_bytes(b"")
    (tmp_path / "lonelier.truth.jsonl").write_text("")
    return tmp_path


def test_a_set_is_a_truth_file_with_its_pages_beside_it(corpus):
    assert [each.name for each in find_sets(corpus)] == ["pages", "text"]


def test_pages_of_an_archive_are_decoded_html(corpus):
    pages = list(find_sets(corpus, ["pages"])[0].pages())
    assert [page.url for page in pages] == ["https://a.test/1", "https://a.test/2"]
    assert "Die Fähre legt" in pages[0].body
    assert not pages[0].plain


def test_text_records_are_plain_pages_with_their_title(corpus):
    (page,) = find_sets(corpus, ["text"])[0].pages()
    assert page.plain
    assert (page.url, page.title, page.body) == ("https://a.test/3", "Boats", "One line.\nAnother.")


def test_a_set_is_known_by_the_hash_of_its_truth(corpus):
    assert find_sets(corpus, ["text"])[0].sha256 == hashlib.sha256(b"{}").hexdigest()


def test_what_is_not_there_is_an_error_that_says_so(corpus, tmp_path):
    with pytest.raises(CorpusError, match="no such directory"):
        find_sets(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="no set lonely; there are: pages, text"):
        find_sets(corpus, ["lonely"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=r"no X\.warc\.gz"):
        find_sets(tmp_path / "empty")


def test_records_without_text_are_an_error_that_names_the_file(corpus):
    (corpus / "text.records.jsonl").write_text('{"url": "https://a.test/3", "body": "x"}\n')
    with pytest.raises(CorpusError, match=r"text\.records\.jsonl"):
        list(find_sets(corpus, ["text"])[0].pages())
