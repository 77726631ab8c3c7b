"""What an archive holds: sites, threads of messages, and their earlier versions. Frozen, without I/O."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


class Kind(StrEnum):
    """What a message is."""

    POST = "post"
    COMMENT = "comment"
    PING = "ping"


class Status(StrEnum):
    """What became of a message.

    ``visible``: shown by its site. ``removed``: the site shows a placeholder in its place. ``gone``: seen
    before, absent from a later capture of the whole thread. ``ghost``: known only as somebody's parent.
    ``withheld``: taken down here, content deleted.
    """

    VISIBLE = "visible"
    REMOVED = "removed"
    GONE = "gone"
    GHOST = "ghost"
    WITHHELD = "withheld"


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as a page told it; never more precise than what was printed.

    Attributes:
        value: ISO 8601, cut at the precision: ``2014``, ``2014-03``, ``2014-03-05``, ``2014-03-05T14:22``,
            ``2014-03-05T14:22:07``, the last two with ``+01:00`` where the zone is known. ``None``: unknown.
        precision: ``None`` where the date is unknown.
        text: The date as printed, kept even where it could not be understood.
    """

    value: str | None = None
    precision: Precision | None = None
    text: str | None = None

    @classmethod
    def of(cls, when: datetime, precision: Precision, text: str | None = None) -> "Date":
        """Make a date from a datetime (naive: zone unknown) cut at ``precision``."""
        if precision is Precision.MINUTE or precision is Precision.SECOND:
            spec = "minutes" if precision is Precision.MINUTE else "seconds"
            return cls(when.isoformat(timespec=spec), precision, text)
        known = 10 if precision is Precision.DAY else 7 if precision is Precision.MONTH else 4
        return cls(when.isoformat()[:known], precision, text)

    @property
    def sort_key(self) -> int | None:
        """Seconds since 1970, the earliest moment the date can mean; an unknown zone is read as UTC."""
        if self.value is None:
            return None
        padded = self.value + "-01-01"[: 10 - len(self.value)] if len(self.value) < 10 else self.value
        try:
            when = datetime.fromisoformat(padded)
        except ValueError:
            return None
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())

    @property
    def year(self) -> int | None:
        """The calendar year as printed."""
        return int(self.value[:4]) if self.value else None


@dataclass(frozen=True, slots=True)
class Site:
    """A blog. ``key`` is its host (or ``files`` for documents that name no host)."""

    key: str
    title: str | None = None
    url: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A post, a comment or a ping in its place in a thread: one line of the interchange format.

    Attributes:
        id: Ours, stable under re-capture. A thread's id is its post's.
        native_id: The platform's own id without decoration (``1234`` of ``comment-1234``).
        thread: The post's canonical URL (or its ``urn:``).
        thread_id: The post's ``id``.
        parent: ``id`` of the message replied to; the post's for a top-level comment; ``None`` for a post.
        depth: 0 for a post, 1 for its direct comments.
        position: Reading order within the thread, the post's is 0.
        url: Permalink.
        declared_comments: Posts: how many comments the page said it has.
        captured: ISO 8601, when the version kept here was captured.
        source: ``file.warc.gz#offset``, or the file imported.
    """

    id: str
    kind: Kind
    site: str
    platform: str
    thread: str
    thread_id: str
    native_id: str | None = None
    parent: str | None = None
    depth: int = 0
    position: int = 0
    title: str | None = None
    author: str | None = None
    author_url: str | None = None
    by_post_author: bool = False
    date: Date = field(default_factory=Date)
    text: str = ""
    html: str = ""
    url: str | None = None
    status: Status = Status.VISIBLE
    declared_comments: int | None = None
    captured: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def is_post(self) -> bool:
        """Whether this is the post that the thread hangs on."""
        return self.kind is Kind.POST


@dataclass(frozen=True)
class Thread:
    """A post and everything said under it: a flat list in reading order, each message with its depth."""

    post: Message
    comments: tuple[Message, ...] = ()

    @property
    def id(self) -> str:
        """The thread's id is its post's."""
        return self.post.id

    def __iter__(self) -> Iterator[Message]:
        yield self.post
        yield from self.comments

    def __len__(self) -> int:
        return 1 + len(self.comments)

    @cached_property
    def by_id(self) -> Mapping[str, Message]:
        """Every message of the thread by its id."""
        return {message.id: message for message in self}

    @cached_property
    def replies(self) -> Mapping[str, Sequence[Message]]:
        """Direct replies of each message that has any, in reading order."""
        found: dict[str, list[Message]] = {}
        for message in self.comments:
            if message.parent is not None:
                found.setdefault(message.parent, []).append(message)
        return found

    def parent_of(self, message: Message) -> Message | None:
        """Return the message that ``message`` replies to; ``None`` for the post."""
        return self.by_id.get(message.parent) if message.parent else None

    @property
    def found_comments(self) -> int:
        """How many comments were found, as a page would count them: no pings, ghosts or placeholders."""
        shown = (Status.VISIBLE, Status.WITHHELD)
        return sum(m.kind is Kind.COMMENT and m.status in shown for m in self.comments)


def how_many_missing(declared: int | None, comments: int, besides: int) -> int:
    """Return how many declared comments were not found; negative: more were found than declared.

    Platforms differ in whether they count pings and the placeholders of removed comments (``besides``): both
    ways fit.
    """
    if declared is None:
        return 0
    return max(declared - comments - besides, 0) or min(declared - comments, 0)


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of a message, as it stood until a later capture found it changed."""

    message_id: str
    number: int
    title: str | None
    author: str | None
    text: str
    html: str
    status: Status
    captured: str | None
    replaced: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be brought in, or not wholly: one line of the audit."""

    source: str
    what: str
    detail: str
    seen: str


_NOISE = frozenset({
    "replytocom", "share", "nb", "showcomment", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "ref_src",
    "cpage", "phpsessid", "sid", "jsessionid",
})  # fmt: skip


# C0 and C1 controls mean nothing in a text, and something to a terminal.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Marks that turn the direction of all that follows; in a name they would turn the page around it.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def storable(text: str) -> str:
    """Return text that any database can hold and any reader show: no lone surrogates, no controls."""
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def label(text: str | None) -> str | None:
    """Return a name or title on one line, storable, its writing direction its own; ``None`` for nothing."""
    return " ".join(_TURNS.sub("", storable(text or "")).split()) or None


def normal_url(url: str) -> str:
    """Return a URL as it identifies a page: no fragment, tracking, session or reply parameters."""
    parts = urlsplit(url.strip())
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _NOISE and not key.lower().startswith("utm_")
    ]
    host = parts.netloc.lower()
    if parts.scheme.lower() == "http":
        host = host.removesuffix(":80")
    elif parts.scheme.lower() == "https":
        host = host.removesuffix(":443")
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(query), ""))


def site_key(url: str) -> str:
    """Return the host (and port, unless the scheme's own) that stands for a site; ``files`` for none."""
    if url.startswith("urn:"):
        return "files"
    return urlsplit(normal_url(url)).netloc.rpartition("@")[2].removeprefix("www.") or "files"


def _digest(*parts: str) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()


def thread_id(url: str) -> str:
    """Return the stable id of the thread at a canonical URL; scheme, ``www.`` and last slash do not count."""
    if url.startswith("urn:"):
        return "p" + _digest(url)
    parts = urlsplit(normal_url(url))
    return "p" + _digest(site_key(url), parts.path.rstrip("/"), parts.query)


def comment_id(thread: str, native_id: str) -> str:
    """Return the stable id of a comment that its platform numbers, in the thread with id ``thread``."""
    return "c" + _digest(thread, native_id)


def derived_id(thread: str, parent: str, author: str | None, text: str, copy: int = 0) -> str:
    """Return the id of a comment without a number: the same words by the same name at the same place.

    ``copy`` counts earlier identical comments there, so that saying a thing twice makes two messages.
    """
    return "d" + _digest(thread, parent, author or "", " ".join(text.split()), str(copy))


def content_urn(data: bytes) -> str:
    """Return the identity of a document that names no URL."""
    return "urn:blake2b:" + hashlib.blake2b(data, digest_size=16).hexdigest()
