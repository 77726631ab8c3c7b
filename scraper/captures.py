"""Captures: HTTP exchanges kept byte for byte as WARC records, and read back from any WARC or WACZ file.

A capture file is a row of gzip members, one a record (ISO 28500), so that whatever kills the writer costs at
most the record being written: readers stop there with one clear line, and a writer always begins a new file.
"""

import base64
import hashlib
import logging
import os
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from pmlarchive.errors import FetchError, ImportFailed
from scraper.http_body import decoded_body, media_type, split_head

MAX_BODY = 50_000_000
"""Bytes of a decoded body that are read unless a caller says otherwise."""

ROTATE_AT = 1_000_000_000
"""Bytes after which a new capture file is begun."""

_log = logging.getLogger(__name__)
Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and what came back, exactly as the bytes crossed the wire (inside TLS).

    Attributes:
        started: When the request was sent, in UTC.
        truncated: Why the response is not whole (``length``, ``time`` or ``disconnect``); ``None``: it is.
        revisits: For ``304 Not Modified``: URL and WARC date of the capture that stays valid.
    """

    url: str
    request: bytes
    response: bytes
    started: datetime
    address: str | None = None
    truncated: str | None = None
    revisits: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A response as parsers want it.

    Attributes:
        headers: Names in lower case; the last one wins where a name is repeated.
        body: Without transfer and content encoding, cut at the reader's limit.
        content_type: Media type in lower case without parameters, empty where none was sent.
        charset: As the Content-Type header names it; ``None`` where it does not.
        fetched: ISO 8601, UTC.
        source: ``file.warc.gz#offset``.
        truncated: Why the body is not whole; ``None``: it is.
        session: Name of the crawl that made it (``isPartOf`` of the file's warcinfo record), if told.
    """

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
    charset: str | None = None
    fetched: str = ""
    source: str = ""
    truncated: str | None = None
    session: str | None = None


def capture_of(exchange: Exchange, source: str, limit: int = MAX_BODY) -> Capture:
    """Return what an exchange just made brought."""
    return _capture(
        exchange.url, exchange.response, _iso(exchange.started), source, limit, exchange.truncated
    )


class CaptureWriter:
    """Appends exchanges to WARC files in a folder. Safe to share between threads.

    Args:
        folder: Made if missing.
        session: Names the crawl in each file's warcinfo record, so that a replay knows what belongs together.
        rotate_at: Bytes after which a new file is begun.

    Raises:
        FetchError: From any method, where the folder cannot be written.
    """

    def __init__(self, folder: Path, *, session: str = "", rotate_at: int = ROTATE_AT) -> None:
        self.folder = folder
        self.session = session
        self._rotate_at = rotate_at
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._name = ""

    def write(self, exchange: Exchange) -> str:
        """Append request and response; return ``file.warc.gz#offset`` of the response record."""
        with self._lock, self._translated():
            file = self._ready()
            writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
            offset = file.tell()
            response, request = _records(exchange)
            writer.write_record(response)
            writer.write_record(request)
            file.flush()
            return f"{self._name}#{offset}"

    def position(self) -> str:
        """Return where the next record will be written, beginning a file if need be."""
        with self._lock, self._translated():
            file = self._ready()
            return f"{self._name}#{file.tell()}"

    def close(self) -> None:
        """Finish the file; the next write begins another."""
        with self._lock, self._translated():
            self._finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _finish(self) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _ready(self) -> IO[bytes]:
        if self._file is not None and self._file.tell() >= self._rotate_at:
            self._finish()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        serial = 1 + max((_serial(path) for path in self.folder.glob("*.warc.gz")), default=0)
        while True:
            self._name = f"{serial:06d}-{stamp}.warc.gz"
            try:
                file = (self.folder / self._name).open("xb")
                break
            except FileExistsError:
                serial += 1
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        info = {"software": "pmlarchive", "format": "WARC File Format 1.1", "isPartOf": self.session}
        writer.write_record(writer.create_warcinfo_record(self._name, info))
        return file

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise FetchError(
                f"captures cannot be written ({error}); free space or change the folder's rights, then run "
                "the same command again",
                subject=str(self.folder),
            ) from error


def _serial(path: Path) -> int:
    head = path.name.partition("-")[0]
    return int(head) if head.isascii() and head.isdigit() else 0


def _records(exchange: Exchange) -> tuple[ArcWarcRecord, ArcWarcRecord]:
    date = _iso(exchange.started)
    response_id, request_id = StatusAndHeadersParser.make_warc_id(), StatusAndHeadersParser.make_warc_id()
    _, payload = split_head(exchange.response)
    common = [("WARC-Target-URI", exchange.url), ("WARC-Date", date)]
    headers = [
        ("WARC-Type", "revisit" if exchange.revisits else "response"),
        ("WARC-Record-ID", response_id), *common,
        ("WARC-Payload-Digest", _digest(payload)), ("WARC-Block-Digest", _digest(exchange.response)),
    ]  # fmt: skip
    if exchange.address:
        headers.append(("WARC-IP-Address", exchange.address))
    if exchange.truncated:
        headers.append(("WARC-Truncated", exchange.truncated))
    if exchange.revisits:
        url, when = exchange.revisits
        profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        headers += [("WARC-Profile", profile), ("WARC-Refers-To-Target-URI", url)]
        headers += [("WARC-Refers-To-Date", when)] if when else []
    asked = [
        ("WARC-Type", "request"), ("WARC-Record-ID", request_id), *common,
        ("WARC-Concurrent-To", response_id),
        ("WARC-Block-Digest", _digest(exchange.request)), ("WARC-Payload-Digest", _digest(b"")),
    ]  # fmt: skip
    return _record("response", headers, exchange.response), _record("request", asked, exchange.request)


def _record(kind: str, headers: list[tuple[str, str]], block: bytes) -> ArcWarcRecord:
    # Built by hand: warcio's own maker parses the HTTP head and writes it anew, which is not byte for byte.
    head = StatusAndHeaders("", headers, protocol="WARC/1.1")
    return ArcWarcRecord(
        "warc", kind, head, BytesIO(block), None, f"application/http; msgtype={kind}", len(block)
    )


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_captures(
    path: Path, *, limit: int = MAX_BODY, start: int = 0, warn: Warn = _log.warning
) -> Iterator[Capture]:
    """Yield every textual response in a WARC or WACZ file, in order, holding one at a time in memory.

    What is not text (pictures, films), requests and revisits are passed over. A damaged file yields what is
    whole before the damage and calls ``warn`` once.

    Args:
        path: ``.warc``, ``.warc.gz`` or ``.wacz``, told apart by content.
        limit: Bytes of one decoded body; a longer one is cut and marked ``truncated``.
        start: Byte offset of the first record to read (not for WACZ).
        warn: Receives one line about damage.

    Raises:
        ImportFailed: The file cannot be opened or is neither WARC nor WACZ.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(5)
            if magic.startswith(b"PK"):
                yield from _wacz(path, limit, warn)
            elif magic.startswith((b"\x1f\x8b", b"WARC/")):
                file.seek(start)
                yield from _warc(file, path.name, limit, partial(_prefixed, warn, str(path)))
            else:
                raise ImportFailed("is neither a WARC nor a WACZ file", subject=str(path))
    except OSError as error:
        raise ImportFailed(f"cannot be read ({error})", subject=str(path)) from error


def read_capture(folder: Path, source: str, *, limit: int = MAX_BODY) -> Capture | None:
    """Return the capture at ``file.warc.gz#offset``; ``None`` where it is not (or no longer) there."""
    name, _, offset = source.rpartition("#")
    path = folder / Path(name).name
    if not offset.isdigit() or not path.is_file():
        return None
    quiet: list[str] = []
    found = next(read_captures(path, limit=limit, start=int(offset), warn=quiet.append), None)
    return found if found and found.source == source else None


def _prefixed(warn: Warn, prefix: str, text: str) -> None:
    warn(f"{prefix}: {text}")


def _wacz(path: Path, limit: int, warn: Warn) -> Iterator[Capture]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith((".warc", ".warc.gz"))]
            if not names:
                raise ImportFailed("is a zip file without any WARC inside", subject=str(path))
            for name in sorted(names):
                with archive.open(name) as file:
                    inner = f"{path.name}!{name}"
                    yield from _warc(file, inner, limit, partial(_prefixed, warn, f"{path}: {name}"))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
        raise ImportFailed(f"is a damaged zip file ({error})", subject=str(path)) from error


def _warc(file: IO[bytes], name: str, limit: int, warn: Warn) -> Iterator[Capture]:
    iterator = ArchiveIterator(file)
    session: str | None = None
    try:
        for record in iterator:
            offset = iterator.offset
            if record.rec_type == "warcinfo":
                session = _session(record.raw_stream.read(100_000)) or session
                continue
            capture = _of_record(record, f"{name}#{offset}", limit, session)
            if capture is None:
                continue
            if _cut(record):
                break
            yield capture
        else:
            offset = iterator.offset
            if file.tell() <= offset:
                return
        warn(f"is cut off in the record at byte {offset}; what is whole before it was read")
    except (
        ArchiveLoadFailed,
        EOFError,
        zlib.error,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
    ) as error:
        # warcio lets whatever a damaged header provokes through.
        text = " ".join(str(error).split())[:120]
        warn(f"is damaged after byte {iterator.offset} ({text}); what is whole before it was read")


def _cut(record: ArcWarcRecord) -> bool:
    """Whether the file ended before the record did (its stream is at the end of what there is)."""
    stream = record.raw_stream
    left = getattr(stream, "limit", 0)
    while left > 0:
        block = stream.read(min(left, 65536))
        if not block:
            return True
        left = getattr(stream, "limit", 0)
    return False


def _session(warcinfo: bytes) -> str | None:
    for line in warcinfo.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "ispartof":
            return value.strip() or None
    return None


_TEXTUAL = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/rss",
    "application/atom",
)


def is_textual(content_type: str) -> bool:
    """Whether a media type may hold a page, a feed or an API's answer; an unnamed one may."""
    return not content_type or content_type.startswith(_TEXTUAL) or content_type.endswith(("+xml", "+json"))


def _of_record(record: ArcWarcRecord, source: str, limit: int, session: str | None) -> Capture | None:
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or head.get_header("uri") or ""
    if record.rec_type not in ("response", "resource") or not url.lower().startswith(("http://", "https://")):
        return None
    date = head.get_header("WARC-Date") or _arc_date(head.get_header("archive-date"))
    why = head.get_header("WARC-Truncated")
    if record.http_headers is None:
        kind = media_type(record.content_type or "")
        if record.rec_type == "response" or not is_textual(kind):
            return None
        body = record.raw_stream.read(limit + 1)
        why = why or ("length" if len(body) > limit else None)
        return Capture(
            url=url, status=200, body=body[:limit], content_type=kind, fetched=date, source=source,
            headers={"content-type": record.content_type or ""}, truncated=why, session=session,
        )  # fmt: skip
    fields = [(name, value) for name, value in record.http_headers.headers]
    if not is_textual(media_type(_last(fields, "content-type"))):
        return None
    raw = record.raw_stream.read(limit + 1)
    why = why or ("length" if len(raw) > limit else None)
    status = record.http_headers.get_statuscode() or ""
    return _assemble(
        url, int(status) if status.isdigit() else 0, fields, raw, date, source, limit, why, session
    )


def _capture(url: str, response: bytes, fetched: str, source: str, limit: int, why: str | None) -> Capture:
    head, payload = split_head(response)
    lines = head.decode("latin-1").splitlines()
    words = lines[0].split(None, 2) if lines else []
    fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return _assemble(url, status, fields, payload, fetched, source, limit, why, None)


def _assemble(
    url: str, status: int, fields: list[tuple[str, str]], raw: bytes, fetched: str, source: str, limit: int,
    why: str | None, session: str | None,
) -> Capture:  # fmt: skip
    headers = {name.lower(): value for name, value in fields}
    body, whole = decoded_body(raw, headers, limit)
    kind = headers.get("content-type", "")
    return Capture(
        url=url, status=status, headers=headers, body=body, content_type=media_type(kind),
        charset=_charset(kind), fetched=fetched, source=source, session=session,
        truncated=why or (None if whole else "length"),
    )  # fmt: skip


def _last(fields: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in reversed(fields) if name.lower() == wanted), "")


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _arc_date(stamp: str | None) -> str:
    try:
        return _iso(datetime.strptime(stamp or "", "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return ""
