"""Pages out of web archives: WARC, gzipped or not, and WACZ."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.items import Page, Source
from crawler.rights.refusals import price
from crawler.rights.site import SiteFiles
from crawler.sources.decoding import TooLargeError, UndecodableError, decode_body, decode_text
from crawler.sources.findings import Note, Skip, UnreadableError
from crawler.sources.frames import Frame, Gap, read_frames

if TYPE_CHECKING:
    from collections.abc import Generator

logger = logging.getLogger(__name__)

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_STATUS = re.compile(r"HTTP/\S+\s+(\d{3})\b")
_REDIRECTS = range(300, 400)
_DIGESTS = ("sha1:", "sha256:", "md5:")
_MAX_HTTP_HEADER = 1 << 20


def read_archive(path: str, max_size: int, files: SiteFiles | None = None) -> Generator[Page | Skip | Note]:
    """Every HTML page of an archive, and every record that is none, in the file's order.

    `max_size` is the longest body in bytes, compressed and decompressed; memory does not grow beyond a few times that.
    A page that a browser has rendered (a `conversion` record right before its response) comes as it was rendered.
    `files` keeps what the sites' own files say of their pages (robots.txt, tdmrep.json, RSL licences) from one archive
    to the next; those count for the pages behind them.
    A `Note` stands before its page. Raises `UnreadableError` when the file is no archive or stops being readable.
    """
    files = files if files is not None else SiteFiles()
    try:
        with Path(path).open("rb") as file:
            # By its beginning: a zip archive at the end of a WARC file does not make that one.
            is_zip = file.read(4) == b"PK\x03\x04"
            file.seek(0)
            if is_zip:
                yield from _read_wacz(file, path, max_size, files)
            else:
                yield from _Archive(path, path, max_size, files).read(file)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from error
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"{path}: {error}") from error


def _read_wacz(file: BinaryIO, path: str, max_size: int, files: SiteFiles) -> Generator[Page | Skip | Note]:
    with zipfile.ZipFile(file) as package:
        names = [name for name in package.namelist() if name.endswith((".warc", ".warc.gz"))]
        if not names:
            raise UnreadableError(f"{path}: a zip file without a WARC file in it")
        for name in names:
            with package.open(name) as member:
                yield from _Archive(f"{path}/{name}", path, max_size, files).read(cast("BinaryIO", member))


class _Archive:
    """One WARC file: `name` is what the log calls it, `via` what the user called it."""

    def __init__(self, name: str, via: str, max_size: int, files: SiteFiles) -> None:
        self.name = name
        self.via = via
        self.max_size = max_size
        self.files = files
        self._rendering: tuple[str, str] | None = None
        """What a browser has made of the page that comes next: the id of that page's record, and the text."""

    def read(self, file: BinaryIO) -> Generator[Page | Skip | Note]:
        if not file.read(1):
            yield Skip("empty_file", self.name, broken=True)
            return
        for found in read_frames(file, self.name, self.max_size):
            if isinstance(found, Gap):
                yield self._report(found)
            else:
                yield from self._judge(found)

    def _report(self, gap: Gap) -> Skip | Note:
        went_on = "no record after it" if gap.resumed is None else f"read on at byte {gap.resumed}"
        detail = f"{gap.detail}; {went_on}"
        if gap.record_kept:
            return Note(gap.reason, self._where(gap.offset), detail)
        return Skip(gap.reason, self._where(gap.offset), detail, broken=True)

    def _judge(self, frame: Frame) -> Generator[Page | Skip | Note]:
        where = self._where(frame.offset)
        try:
            record = WarcRecord.from_reader(io.BytesIO(frame.head + frame.block), quirks_mode=True)
            record.freeze()
            if record.record_type != WarcRecordType.response:
                self._rendering = _rendering(record, frame)
            if record.record_type == WarcRecordType.revisit:
                yield Skip("revisit", where)
            elif record.record_type == WarcRecordType.resource:
                yield from self._judge_resource(record, frame, where)
            elif record.record_type != WarcRecordType.response:
                yield Skip("not_response", where)
            elif not record.is_http:
                yield Skip("not_http", where)
            else:
                yield from self._judge_response(record, frame, where)
        except OSError as error:
            yield Skip("broken_record", where, str(error), broken=True)

    def _judge_resource(self, record: WarcRecord, frame: Frame, where: str) -> Generator[Page | Skip | Note]:
        content_type = record.headers.get("Content-Type") or ""
        headers = {"content-type": content_type}
        yield from self._page(record, frame, where, None, headers)

    def _judge_response(self, record: WarcRecord, frame: Frame, where: str) -> Generator[Page | Skip | Note]:
        # The digest is of the block as it is, so it is looked at before the HTTP header is taken off.
        digest = record.headers.get("WARC-Block-Digest") or ""
        spoilt = frame.whole and digest.lower().startswith(_DIGESTS) and not record.verify_block_digest()
        record.parse_http(max_header_len=_MAX_HTTP_HEADER, quirks_mode=True)
        status_line = _STATUS.match(record.http_headers.status_line or "")
        if status_line is None:
            yield Skip("broken_record", where, "no HTTP status line", broken=True)
            return
        status = int(status_line.group(1))
        headers: dict[str, str] = {}
        for name, value in record.http_headers.to_tuples():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        if status in _REDIRECTS and ("location" in headers or not record.content_length):
            yield Skip("redirect", where)
            return
        url = _address(record)
        if frame.whole and self.files.concerns(url) and _media_type(headers) not in _HTML:
            self._take(url, status, record, headers)
        for found in self._page(record, frame, where, status, headers):
            if isinstance(found, Page):
                found.robots_tags = [v for name, v in record.http_headers.to_tuples() if name.lower() == "x-robots-tag"]
                if spoilt:
                    yield Note("digest_mismatch", where, f"{found.url}: the block is not what {digest} was made of")
                cut = record.headers.get("WARC-Truncated")
                if cut:
                    yield Note("cut_by_archiver", where, f"{found.url}: {cut}")
            yield found

    def _page(
        self, record: WarcRecord, frame: Frame, where: str, status: int | None, headers: dict[str, str]
    ) -> Generator[Page | Skip | Note]:
        """The page, if it is one by its Content-Type, can be decoded and has an address and a body."""
        content_type, media_type = headers.get("content-type", ""), _media_type(headers)
        if not media_type:
            yield Skip("no_content_type", where)
            return
        if media_type not in _HTML:
            yield Skip("not_html", where)
            return
        url = _address(record)
        if not url:
            yield Skip("broken_record", where, "no WARC-Target-URI", broken=True)
            return
        if not frame.whole:
            yield Skip("too_large", where, f"{url}: {frame.length} bytes")
            return
        try:
            body = decode_body(
                record.reader.read(),
                headers.get("transfer-encoding", ""),
                headers.get("content-encoding", ""),
                self.max_size,
            )
        except UndecodableError as error:
            yield Skip("undecodable", where, f"{url}: {error}", broken=True)
            return
        except TooLargeError:
            yield Skip("too_large", where, f"{url}: more than {self.max_size} bytes decompressed")
            return
        rendered_id, rendered = self._rendering or ("", "")
        text = rendered if rendered_id == _id(record.record_id) else decode_text(body.data, content_type)
        if not text.strip():
            yield Skip("empty", where)
            return
        if not body.whole:
            yield Note("cut_body", where, f"{url}: its compressed body breaks off; kept {len(body.data)} bytes")
        fetched = record.record_date
        yield Page(
            url=url,
            body=text,
            http_status=status,
            headers=headers,
            rights=self.files.statements(url),
            price=price(status, headers, text),
            fetched=fetched.isoformat() if fetched else None,
            source=Source("archive", self.via, record.record_id),
        )

    def _take(self, url: str, status: int, record: WarcRecord, headers: dict[str, str]) -> None:
        """Keep what a site's own file says. It is no page, so one that can't be read is only noted in the log."""
        try:
            codings = headers.get("transfer-encoding", ""), headers.get("content-encoding", "")
            body = decode_body(record.reader.read(), *codings, self.max_size).data
            self.files.take(url, status, body)
        except (UndecodableError, TooLargeError, ValueError) as error:
            logger.info("%s says nothing of its site: %s", url, error)

    def _where(self, offset: int) -> str:
        return f"{self.name}: byte {offset}"


def _media_type(headers: dict[str, str]) -> str:
    """Several in one header, or two headers: the first one counts."""
    return re.split("[;,]", headers.get("content-type", ""))[0].strip().lower()


def _address(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


def _id(value: str | None) -> str:
    return (value or "").strip().removeprefix("<").removesuffix(">")


def _rendering(record: WarcRecord, frame: Frame) -> tuple[str, str] | None:
    """Id of the record that a browser's rendering belongs to, and its text; null for any other record.

    Crawls of ours write it right before the response that it was made of, so no more than one is ever held.
    """
    content_type = record.headers.get("Content-Type") or ""
    if record.record_type != WarcRecordType.conversion or not frame.whole or not content_type.startswith("text/html"):
        return None
    return _id(record.headers.get("WARC-Refers-To")), decode_text(record.reader.read(), content_type)
