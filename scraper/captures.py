"""Captures read: responses out of any WARC or WACZ file, one at a time.

What is cut or damaged gives what is whole before the damage, and one clear line.
"""

import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pmlarchive.errors import ImportFailed
from scraper.capture_writer import Exchange, warc_date
from scraper.http_body import decoded_body, media_type, split_head

MAX_BODY = 50_000_000
"""Bytes of a decoded body that are read unless a caller says otherwise."""

_log = logging.getLogger(__name__)
Warn = Callable[[str], None]


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
        exchange.url, exchange.response, warc_date(exchange.started), source, limit, exchange.truncated
    )


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
        raise ImportFailed("is a damaged zip file", subject=str(path)) from error


class _Records(ArchiveIterator):  # type: ignore[misc]  # its package has no types
    """Records of a file; what is damaged is said by ``_warc``, not by the library on standard error."""

    INC_RECORD = ""


def _warc(file: IO[bytes], name: str, limit: int, warn: Warn) -> Iterator[Capture]:
    iterator = _Records(file)
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
                if iterator.err_count:
                    warn("has records of the wrong length; what could be told apart was read")
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
        # warcio lets whatever a damaged header provokes through: its words tell a reader nothing.
        _log.debug("%s: %r", name, error)
        warn(f"is damaged after byte {iterator.offset}; what is whole before it was read")


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
        return warc_date(datetime.strptime(stamp or "", "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return ""
