"""Feeds of every form, whole and broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import feeds
from crawler.discovery.feeds import Feed, read_feed

HERE = "https://www.courier.example/feeds/all.xml"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'{head}<rss version="2.0" {names}><channel><title>Courier</title>{items}</channel></rss>'.encode()


RSS = rss(
    """
    <item><title>Ferry timetable: two sailings fewer</title><link>/harbour/ferry-timetable</link>
      <guid isPermaLink="false">courier-17</guid><pubDate>Mon, 02 Nov 2026 07:30:00 +0100</pubDate>
      <description>&lt;p&gt;Two sailings&lt;/p&gt;&lt;p&gt;are cut.&lt;/p&gt;</description></item>
    <item><title>The lighthouse lens</title><guid>https://www.courier.example/coast/lens</guid></item>
    """
)
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.bote.example/lokales/">
  <entry><title type="html">Die M&amp;uuml;hle &lt;b&gt;steht&lt;/b&gt;</title>
    <link rel="enclosure" href="muehle.mp3"/><link rel="alternate" href="muehle.html"/><id>tag:bote.example,2026:9</id>
    <published>2026-11-02T07:30:00+01:00</published><updated>2026-11-03T09:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Das Rad dreht sich wieder.</p></div></content>
  </entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://shimpo.example/"><title>新報</title></channel>
  <item rdf:about="https://shimpo.example/a/1"><title>灯台のレンズ</title><link>https://shimpo.example/a/1</link>
  <description>灯台のレンズが磨かれた。</description><dc:date>2026-11-02T07:30:00+09:00</dc:date></item></rdf:RDF>""".encode()
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "77",
                "url": "/salinas",
                "title": "Las salinas vuelven",
                "content_html": "<p>Tres familias<br>vuelven a la sal.</p>",
                "date_published": "2026-11-02T07:30:00Z",
                "date_modified": "2026-11-04T07:30:00Z",
            },
            {"id": "https://faro.example/orquesta"},
            {"id": 78, "url": ["no"]},
            "no item",
        ],
    }
).encode()


def test_rss() -> None:
    first, second = read_feed(RSS, HERE).entries
    assert first.url == "https://www.courier.example/harbour/ferry-timetable"
    assert first.via == HERE
    assert first.title == "Ferry timetable: two sailings fewer"
    assert first.published == "2026-11-02T07:30:00+01:00"
    assert first.modified is None
    assert first.guid == "courier-17"
    assert first.score == 1.0
    # Without a link, a guid that is an address stands for it.
    assert second.url == "https://www.courier.example/coast/lens"


def test_of_the_text_only_the_length_is_kept() -> None:
    first = read_feed(RSS, HERE).entries[0]
    assert first.text_length_hint == 4
    assert "are cut" not in repr(first)


def test_atom_with_a_base_of_its_own() -> None:
    (entry,) = read_feed(ATOM, HERE).entries
    assert entry.url == "https://www.bote.example/lokales/muehle.html"
    assert entry.title == "Die Mühle steht"
    assert entry.published == "2026-11-02T07:30:00+01:00"
    assert entry.modified == "2026-11-03T09:00:00+00:00"
    assert entry.text_length_hint == 5


def test_rdf_in_a_script_without_spaces() -> None:
    (entry,) = read_feed(RDF, HERE).entries
    assert entry.title == "灯台のレンズ"
    assert entry.modified == "2026-11-02T07:30:00+09:00"
    assert entry.text_length_hint == 6


def test_json_feed_keeps_what_can_be_read() -> None:
    feed = read_feed(JSON, "https://faro.example/feed.json")
    assert [entry.url for entry in feed.entries] == ["https://faro.example/salinas", "https://faro.example/orquesta"]
    first = feed.entries[0]
    assert (first.published, first.modified) == ("2026-11-02T07:30:00+00:00", "2026-11-04T07:30:00+00:00")
    assert first.text_length_hint == 6


def test_the_same_article_comes_once() -> None:
    twice = rss("<item><link>/a?utm_source=rss</link></item><item><link>/a</link></item>")
    assert [entry.url for entry in read_feed(twice, HERE).entries] == ["https://www.courier.example/a?utm_source=rss"]


def test_the_link_behind_a_counting_service() -> None:
    item = """<item xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><link>https://count.example/1</link>
        <f:origLink>https://www.courier.example/a</f:origLink></item>"""
    assert read_feed(rss(item), HERE).entries[0].url == "https://www.courier.example/a"


@pytest.mark.parametrize(
    "address", ["mailto:desk@courier.example", "javascript:void(0)", "ftp://a.example/b", "", "http://[broken"]
)
def test_addresses_that_lead_to_no_page(address: str) -> None:
    assert read_feed(rss(f"<item><link>{address}</link></item>"), HERE).entries == ()


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (rss("<item><link>/a</link><title>Crónica</title></item>").decode().encode("cp1252"), "Crónica"),
        (b"\n \n" + rss("<item><link>/a</link><title>Bread & butter</title></item>"), "Bread & butter"),
        (rss("<item><link>/a</link><title>Crónica</title></item>", "").decode().encode("utf-16"), "Crónica"),
        (rss("<item><link>/a</link><title>Cut</title><pubDate>Mon").removesuffix(b"</channel></rss>"), "Cut"),
    ],
    ids=["another encoding than declared", "white space in front and a bare ampersand", "UTF-16", "cut short"],
)
def test_broken_feeds_are_read(body: bytes, title: str) -> None:
    (entry,) = read_feed(body, HERE).entries
    assert (entry.url, entry.title) == ("https://www.courier.example/a", title)


def test_a_bare_ampersand_in_an_address() -> None:
    assert read_feed(rss("<item><link>/a?b=1&c=2</link></item>"), HERE).entries[0].url.endswith("/a?b=1&c=2")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not a feed"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page in a feed's place"),
        (b"Service Unavailable", "not a feed"),
        (b'{"error": 500}', "not a feed: JSON without items"),
        (b'{"items": [', "not a feed: JSON that can't be read"),
        (b'{"items":' + b"[" * 100_000, "not a feed: JSON that can't be read"),
    ],
)
def test_what_is_no_feed(body: bytes, problem: str) -> None:
    feed = read_feed(body, HERE)
    assert not feed.is_feed
    assert feed.entries == ()
    assert feed.problem is not None
    assert feed.problem.startswith(problem)


def test_entities_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY file SYSTEM "file:///etc/hostname">{bomb}]>'
    feed = read_feed(
        rss("<item><link>/a</link><title>&e8;</title></item><item><link>/&file;</link></item>", head), HERE
    )
    assert all(len(entry.title or "") < 100 for entry in feed.entries)
    assert "/etc" not in repr(feed)


def test_a_feed_of_megabytes_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_TAGS", 100)
    feed = read_feed(rss("".join(f"<item><link>/{n}</link></item>" for n in range(1_000))), HERE)
    assert 20 <= len(feed.entries) < 30
    assert feed.problem is not None
    assert feed.problem.startswith("read up to byte ")


def test_a_long_feed_of_a_few_tags_is_cut_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 2_000)
    feed = read_feed(rss("<item><link>/a</link></item><item><link>/b</link><description>" + "word " * 1_000), HERE)
    assert feed.entries[0].url.endswith("/a")
    assert feed.problem is not None


def test_a_tag_that_goes_on_for_long_is_not_gone_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_TAG", 1_000)
    attributes = " ".join(f'a{n}="b"' for n in range(200))
    feed = read_feed(rss(f"<item><link>/a</link></item><item {attributes}><link>/b</link></item>"), HERE)
    assert [entry.url[-2:] for entry in feed.entries] == ["/a"]
    assert feed.problem is not None
    assert feed.problem.startswith("read up to byte ")


FRAGMENTS = st.sampled_from(
    [
        RSS,
        ATOM,
        RDF,
        JSON,
        b"<item>",
        b"<link>/x</link>",
        b"]]>",
        b"<![CDATA[",
        b"&#xD800;",
        b"\xff\xfe",
        b'<?xml encoding="x"?>',
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.binary(max_size=40), FRAGMENTS), max_size=5).map(b"".join), st.text(max_size=30))
def test_no_bytes_can_raise(body: bytes, content_type: str) -> None:
    feed = read_feed(body, HERE, content_type)
    assert isinstance(feed, Feed)
    for entry in feed.entries:
        # What a data base and a file of UTF-8 can hold.
        repr(entry).encode()
        assert entry.url.startswith(("http://", "https://"))


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(st.sampled_from(["items", "url", "id", "title", "content_html", "date_published"]), v)
        ),
    )
)
def test_no_json_can_raise(value: object) -> None:
    for entry in read_feed(json.dumps({"items": [value]}).encode(), HERE).entries:
        (entry.title or "").encode()
