"""Our own interchange, one message a line, back in: as it was, or as drafts for an archive that may differ.

``schema/message.schema.json`` describes a line. Reading it back is lossless: ``read_messages`` gives the very
messages that were written.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import IO, Any, Protocol

from pmlarchive.errors import ImportFailed
from pmlarchive.model import Date, Kind, Message, Precision, Status, label, storable, thread_id
from scraper.clean import sanitised
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.json_data import whole


class Lines(Protocol):
    """What lines are read from."""

    def readline(self, limit: int = ..., /) -> bytes:
        """Return the next line, at most ``limit`` bytes of it; empty at the end."""
        ...


_LONGEST_LINE = 64_000_000
_TEXTS = ("site", "platform", "thread")
_OPTIONAL = ("native_id", "parent", "author_url", "url", "captured", "source")
_LABELS = ("title", "author")
_ID = re.compile(r"[pcd][0-9a-f]{20}")


def read_messages(file: Lines, notes: list[str], *, name: str = "") -> Iterator[Message]:
    """Yield every message, in the order of the file.

    A line that is no message is left out, and said in ``notes`` once with the number of the first one.

    Raises:
        ImportFailed: No line holds a message.
    """
    bad = found = number = first = 0
    posts: dict[str, str] = {}
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        message = _message(line, posts)
        if message is None:
            bad, first = bad + 1, first or number
            continue
        found += 1
        yield message
    if not found:
        raise ImportFailed("holds no line that is a message of ours; nothing was read from it", subject=name)
    if bad:
        notes.append(f"has {bad} lines that hold no message (the first: line {first}); they were left out")


class InThreads:
    """A file of messages whose lines are read thread by thread, post first, in whatever order they stand."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lines = iter(self._offsets())

    def readline(self, limit: int = -1, /) -> bytes:
        """Return the next line; empty at the end."""
        offset = next(self._lines, None)
        if offset is None:
            return b""
        self._file.seek(offset)
        return self._file.readline(limit)

    def _offsets(self) -> list[int]:
        """Return where the lines begin, in the order of reading."""
        threads: dict[str, int] = {}
        lines: list[tuple[int, bool, int, int]] = []
        offset = 0
        while line := self._file.readline(_LONGEST_LINE):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                row = {}
            place = threads.setdefault(str(row.get("thread")), len(threads))
            lines.append((place, row.get("kind") != Kind.POST, whole(row.get("position")) or 0, offset))
            offset += len(line)
        lines.sort()
        return [line[-1] for line in lines]


def read_jsonl(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:
    """Read threads as drafts (without ghosts and withheld texts); see ``scraper.formats.base.Reader``."""
    for _, group in groupby(read_messages(file, notes, name=name), key=lambda message: message.thread):
        yield to_draft(list(group))


def _message(line: bytes, posts: dict[str, str]) -> Message | None:
    """Return a line's message; ``posts`` remembers the id of each thread's post, which its comments lack."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in _TEXTS):
        return None
    number, thread = str(row.get("id")), str(_kept(row["thread"]))
    if not _ID.fullmatch(number):
        return None
    try:
        kind, status = Kind(str(row.get("kind"))), Status(str(row.get("status") or "visible"))
        date = _date(row)
        if kind is Kind.POST:
            posts.clear()
            posts[thread] = number
        post = posts.get(thread) or thread_id(thread)
    except ValueError:
        return None
    return Message(
        id=number,
        kind=kind,
        site=str(_kept(row["site"])),
        platform=str(_kept(row["platform"])),
        thread=thread,
        thread_id=post,
        status=status,
        date=date,
        depth=whole(row.get("depth")) or 0,
        position=whole(row.get("position")) or 0,
        by_post_author=row.get("by_post_author") is True,
        text=_kept(row.get("text")) or "",
        html=sanitised(_kept(row.get("html")) or ""),
        declared_comments=whole(row.get("declared_comments")),
        tags=_texts(row.get("tags")),
        links=_texts(row.get("links")),
        **{key: _kept(row.get(key)) for key in _OPTIONAL},
        **{key: label(_kept(row.get(key))) for key in _LABELS},
    )


def _date(row: dict[str, Any]) -> Date:
    """Return a line's date; raises ValueError where its value is none."""
    value, precision = row.get("date"), row.get("date_precision")
    shown = _kept(row.get("date_text"))
    if value is None:
        return Date(text=shown)
    date = Date(str(value), Precision(str(precision)), shown)
    if date.sort_key is None or not str(value)[:4].isdecimal():
        raise ValueError(value)
    return date


def _kept(value: object) -> Any:
    """Return text without what no archive would have written into it; ``None`` for no text."""
    return storable(value) if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_kept(one) for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def to_draft(messages: Sequence[Message]) -> DraftThread:
    """Return one thread's messages as a draft: what a page that shows them all would have told."""
    post = next((message for message in messages if message.kind is Kind.POST), messages[0])
    thread = DraftThread(url=post.thread, platform=post.platform, kind=PageKind.POST, authority=API)
    if post.kind is Kind.POST:
        thread.native_id, thread.title, thread.date = post.native_id, post.title, post.date
        thread.author, thread.author_url = post.author, post.author_url
        thread.text, thread.html, thread.tags, thread.links = post.text, post.html, post.tags, post.links
        thread.declared_comments = post.declared_comments
    shown = (Status.VISIBLE, Status.REMOVED)
    keys = {message.id: message.native_id or message.id for message in messages}
    thread.comments = [
        _comment(message, keys, post.id if post.is_post else post.thread_id)
        for message in messages
        if message.kind is not Kind.POST and message.status in shown
    ]
    return thread


def _comment(message: Message, keys: dict[str, str], post: str) -> DraftComment:
    # A thread's lines may come without its post's: an id that begins with p is a post's all the same.
    parent = None if message.parent == post or (message.parent or "p").startswith("p") else message.parent
    return DraftComment(
        key=keys[message.id],
        native_id=message.native_id,
        parent=keys.get(parent, parent) if parent else None,
        kind=message.kind,
        author=message.author,
        author_url=message.author_url,
        by_post_author=message.by_post_author,
        date=message.date,
        text=message.text,
        html=message.html,
        url=message.url,
        status=message.status,
        links=message.links,
    )
