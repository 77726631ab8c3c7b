"""A file of any kind → the threads it holds."""

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from pmlarchive.errors import BesideThePoint, ImportFailed, NotAThread, TooLarge
from scraper.draft import DraftThread
from scraper.formats.base import Reader
from scraper.formats.blogger_feed import read_blogger_feed
from scraper.formats.comments_json import read_comments_json
from scraper.formats.detect import HEAD, Format, detect
from scraper.formats.discourse_json import read_discourse
from scraper.formats.disqus_xml import read_disqus
from scraper.formats.ghost_json import read_ghost
from scraper.formats.jsonl import read_jsonl
from scraper.formats.mbox import read_mbox
from scraper.formats.movabletype import read_movabletype
from scraper.formats.plain_text import read_text
from scraper.formats.saved_page import read_mhtml, saved_from
from scraper.formats.substack_zip import index_of, read_substack
from scraper.formats.wxr import read_wxr
from scraper.parse import parse_page

LARGEST = 50_000_000
"""Bytes of a file that has to be read whole, unless a caller says otherwise."""

_UNPACKED = 40
"""A packed file may grow to this many times the limit of a page: it can hold far more than it looks."""

_STREAMED: dict[Format, Reader] = {
    Format.WXR: read_wxr,
    Format.BLOGGER: read_blogger_feed,
    Format.DISQUS: read_disqus,
    Format.MOVABLE_TYPE: read_movabletype,
    Format.MBOX: read_mbox,
    Format.JSONL: read_jsonl,
}
_WHOLE: dict[Format, Reader] = {
    Format.DISCOURSE: read_discourse,
    Format.GHOST: read_ghost,
    Format.COMMENTS: read_comments_json,
}
_FEED = "is a feed, which holds only the newest posts; add the site itself, or its export"
_NO_THREADS = {
    Format.WARC: "is a file of captures inside another file; unpack it and add it by itself",
    Format.WACZ: "is a file of captures inside another file; unpack it and add it by itself",
    Format.JSON: "is JSON, but no export that is known; nothing was read from it",
    Format.GZIP: "is packed twice; unpack it first",
    Format.ZIP: "is a ZIP inside another; unpack it first",
}
_Stream = IO[bytes] | io.BufferedIOBase
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, BadZipFile, NotImplementedError, RuntimeError)


def read_file(path: Path, *, url: str | None = None, max_bytes: int = LARGEST) -> Iterator[DraftThread]:
    """Read every thread that a file holds, one after the other.

    What is odd about the file as a whole stands in the ``notes`` of its last thread. An error after some
    threads were given leaves these as they are.

    Args:
        path: The file. What it is, its content tells. Captures (WARC) are read by ``scraper.captures``.
        url: The address of the post, for a page that names none.
        max_bytes: Largest file that is read whole (pages, texts, JSON); exports are read piece by piece.

    Raises:
        ImportFailed: It cannot be read, or is damaged.
        NotAThread: It is empty, or holds nothing that could be a thread.
        TooLarge: It is over ``max_bytes``.
    """
    notes: list[str] = []
    try:
        with path.open("rb") as file:
            yield from _noted(_opened(file, path.name, url, max_bytes, notes), notes)
    except ImportFailed as error:
        raise type(error)(str(error), subject=str(path)) from error
    except _DAMAGE as error:
        said = getattr(error, "strerror", None) or "it is damaged, or ends early"
        raise ImportFailed(f"cannot be read, or no further ({said})", subject=str(path)) from error


def _noted(drafts: Iterator[DraftThread], notes: list[str]) -> Iterator[DraftThread]:
    """Give the last draft the notes on the file, which are known only then."""
    held: DraftThread | None = None
    broken: Exception | None = None
    try:
        for draft in drafts:
            if held is not None:
                yield held
            held = draft
    except (ImportFailed, *_DAMAGE) as error:
        broken = error
    if held is not None:
        held.notes += notes
        yield held
    if broken is not None:
        raise broken
    if held is None:
        raise NotAThread("; ".join(notes) or "holds no post and no comments that could be read")


def _opened(
    file: IO[bytes], name: str, url: str | None, max_bytes: int, notes: list[str]
) -> Iterator[DraftThread]:
    head = file.read(HEAD)
    if len(head) < HEAD and not head.strip(b"\x00 \t\r\n"):
        raise NotAThread("the file is empty; there is nothing to import")
    file.seek(0)
    kind = detect(head, name)
    if kind is Format.ZIP:
        yield from _zip(file, max_bytes, notes)
    elif kind is Format.GZIP:
        with gzip.open(file) as packed:
            yield from _inside(packed, name.removesuffix(".gz"), url, max_bytes, notes)
    else:
        yield from _read(file, kind, name, url, max_bytes, notes)


def _inside(
    packed: _Stream, name: str, url: str | None, max_bytes: int, notes: list[str]
) -> Iterator[DraftThread]:
    """Read a file that is packed in another one."""
    file = io.BufferedReader(_Bounded(packed, max_bytes * _UNPACKED), HEAD)
    yield from _read(file, detect(file.peek(HEAD), name), name, url, max_bytes, notes)


def _read(
    file: IO[bytes], kind: Format, name: str, url: str | None, max_bytes: int, notes: list[str]
) -> Iterator[DraftThread]:
    if kind is Format.FEED:
        raise BesideThePoint(_FEED)
    if kind in _NO_THREADS:
        raise NotAThread(_NO_THREADS[kind])
    if kind in _STREAMED:
        yield from _STREAMED[kind](file, notes, name=name)
        return
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLarge(f"is over the limit of {max_bytes:,} bytes; raise the setting max_bytes to read it")
    if kind in _WHOLE:
        yield from _WHOLE[kind](io.BytesIO(data), notes, name=name)
    elif kind is Format.MHTML:
        page = read_mhtml(data, name)
        yield parse_page(page.data, url=url or page.url, charset=page.charset, largest=max_bytes)
    elif kind is Format.HTML:
        yield parse_page(data, url=url or saved_from(data), largest=max_bytes)
    else:
        yield read_text(data, url=url, name=name)


def _zip(file: IO[bytes], max_bytes: int, notes: list[str]) -> Iterator[DraftThread]:
    """Read a ZIP's members: Substack's export, a Takeout, or any files; what is wrong with one is noted."""
    with ZipFile(file) as archive:
        index = index_of(archive.namelist())
        if index is not None:
            yield from read_substack(archive, index, max_bytes, notes)
            return
        for member in archive.infolist():
            if member.is_dir() or _is_beside_the_point(member):
                continue
            try:
                with archive.open(member) as packed:
                    yield from _inside(packed, member.filename, None, max_bytes, notes)
            except NotAThread:
                continue
            except (ImportFailed, *_DAMAGE) as error:
                notes.append(f"{member.filename}: {error}")


def _is_beside_the_point(member: ZipInfo) -> bool:
    parts = member.filename.split("/")
    if any(part.startswith((".", "__MACOSX")) for part in parts):
        return True
    return is_furniture(parts[-1]) or parts[-1].lower().endswith((".csv", ".md"))


def is_furniture(name: str) -> bool:
    """Say whether a file's name is that of a picture, a style, a script: what saved pages bring with them."""
    return name.lower().endswith(_FURNITURE)


_FURNITURE = (
    ".css", ".js", ".mjs", ".map", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp",
    ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".m4a", ".ogg", ".mp4", ".webm", ".mov", ".swf",
)  # fmt: skip


class _Bounded(io.RawIOBase):
    """A packed file that ends with an error when it unpacks to more than it may."""

    def __init__(self, file: _Stream, most: int) -> None:
        self._file = file
        self._left = most

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes."""
        view = memoryview(buffer)
        data = self._file.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge("unpacks to more than can be right; unpack it and look before adding it")
        view[: len(data)] = data
        return len(data)
