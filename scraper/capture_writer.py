"""Captures written: HTTP exchanges kept byte for byte as WARC records (ISO 28500).

A file is a row of gzip members, one a record, so that whatever kills the writer costs at most the record
being written; the next writer begins a new file.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Self

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from pmlarchive.errors import FetchError
from scraper.http_body import split_head

ROTATE_AT = 1_000_000_000
"""Bytes after which a new capture file is begun."""


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
    date = warc_date(exchange.started)
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


def warc_date(when: datetime) -> str:
    """Return a moment as WARC writes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
