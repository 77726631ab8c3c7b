"""Mail in an mbox file (RFC 4155): mailing lists and comment mails, threaded by what mails answer.

Two kinds of mails are understood: those that name what they answer (``In-Reply-To``, ``References``:
RFC 5322), and WordPress's "new comment" notices, which name post and comment. A file in which no mail does
either has no threads that could be told.
"""

import email
import email.policy
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html import escape
from typing import IO
from urllib.parse import quote

from pmlarchive.errors import NotAThread
from pmlarchive.model import Date, Precision
from scraper.clean import Clean, clean_html, plain
from scraper.draft import FEED, DraftComment, DraftThread, PageKind
from scraper.formats.comment_notice import Notice, read_notice
from scraper.formats.spool import Spool

_LARGEST_MAIL = 20_000_000
_MOST_PARTS = 200
_ID = re.compile(r"<([^<>\s]+)>")
_REPLY = re.compile(r"^(?:\s*(?:re|aw|sv|antw|fwd?)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_QUOTED = re.compile(rb">+From ")
_ROOTS = """
    WITH RECURSIVE tree (id, root) AS (
        SELECT id, coalesce(parent, id) FROM mails
        WHERE parent IS NULL OR parent NOT IN (SELECT id FROM mails)
        UNION ALL
        SELECT mails.id, tree.root FROM mails JOIN tree ON mails.parent = tree.id)
    UPDATE mails SET root = (SELECT root FROM tree WHERE tree.id = mails.id)
"""


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail as far as a thread needs it."""

    id: str
    parent: str | None
    subject: str
    comment: DraftComment


def read_mbox(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:
    """Read a file of mails; see ``scraper.formats.base.Reader``.

    Raises:
        NotAThread: No mail in it names what it answers.
    """
    graph = sqlite3.connect("", isolation_level=None)
    graph.execute("CREATE TABLE mails (id TEXT PRIMARY KEY, parent TEXT, root TEXT)")
    graph.execute("BEGIN")
    try:
        with Spool() as mails, Spool() as notices:
            answers = _sort(file, notes, mails, notices, graph)
            told = False
            for _, thread, comments in notices.threads():
                told = True
                if thread is not None:
                    thread.comments = comments
                    yield thread
            if answers:
                yield from _threads(mails, graph)
            elif not told:
                raise NotAThread("holds mails of which none says what it answers", subject=name)
    finally:
        graph.close()


def _sort(file: IO[bytes], notes: list[str], mails: Spool, notices: Spool, graph: sqlite3.Connection) -> int:
    """Put every mail where it belongs; return how many of them answer another."""
    answers = unread = 0
    for number, data in enumerate(_split(file), start=1):
        message = _parse(data)
        if message is None:
            unread += 1
            continue
        body = _body(message)
        notice = read_notice(body.text)
        if notice is not None:
            _keep_notice(notice, message, notices)
            continue
        mail = _mail(message, body, number)
        graph.execute("INSERT OR IGNORE INTO mails VALUES (?, ?, NULL)", (mail.id, mail.parent))
        answers += mail.parent is not None
        thread = DraftThread(title=mail.subject)
        thread.comments = [mail.comment]
        mails.add_thread(mail.id, thread)
    if unread:
        notes.append(f"holds {unread} mails over 20 MB or beyond reason, which were left out")
    return answers


def _split(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each mail; ``None`` for one that is too large."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := file.readline(_LARGEST_MAIL):
        if line.startswith(b"From ") and blank:
            if begun:
                yield b"".join(lines) if size <= _LARGEST_MAIL else None
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= _LARGEST_MAIL:
                lines.append(line[1:] if _QUOTED.match(line) else line)
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= _LARGEST_MAIL else None


def _parse(data: bytes | None) -> Message | None:
    if data is None or data.count(b"multipart/") > _MOST_PARTS:
        return None
    try:
        return email.message_from_bytes(data, policy=email.policy.compat32)
    except (ValueError, LookupError, RecursionError):
        return None


def _words(message: Message, name: str) -> str:
    """Return a header as people read it."""
    found = message.get(name)
    if found is None:
        return ""
    parts = []
    try:
        for data, charset in decode_header(str(found)):
            parts.append(data if isinstance(data, str) else data.decode(charset or "latin-1", "replace"))
    except (ValueError, LookupError):
        return plain(str(found).encode("utf-8", "replace").decode())
    return plain("".join(parts).encode("utf-8", "replace").decode())


def _body(message: Message) -> Clean:
    """Return the mail's words: its plain part, else its HTML."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                text = _decoded(part)
                if text.strip():
                    return clean_html(text if kind == "text/html" else _as_html(text))
    return Clean()


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _as_html(text: str) -> str:
    shown = (escape(block, quote=False).replace("\n", "<br>") for block in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{block}</p>" for block in shown if block.strip())


def _date(message: Message) -> Date:
    text = _words(message, "Date")
    try:
        return Date.of(parsedate_to_datetime(text), Precision.SECOND, text) if text else Date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return Date(text=text)


def _mail(message: Message, body: Clean, number: int) -> _Mail:
    own = _ID.search(str(message.get("Message-ID", "")))
    key = own.group(1) if own else f"#{number}"
    answered = (
        _ID.findall(str(message.get("In-Reply-To", "")))
        or _ID.findall(str(message.get("References", "")))[-1:]
    )
    parent = answered[0] if answered and answered[0] != key else None
    name, address = parseaddr(_words(message, "From"))
    comment = DraftComment(
        key=key,
        native_id=key if own else None,
        parent=parent,
        author=plain(name) or address.partition("@")[0] or None,  # never the whole address
        date=_date(message),
        text=body.text,
        html=body.html,
        links=body.links,
    )
    return _Mail(key, parent, _REPLY.sub("", _words(message, "Subject")), comment)


def _keep_notice(notice: Notice, message: Message, notices: Spool) -> None:
    thread = DraftThread(
        url=notice.url, platform="wordpress", kind=PageKind.POST, title=notice.title, authority=FEED
    )
    notices.add_thread(notice.url, thread)
    notices.add_comment(
        notice.url,
        DraftComment(
            key=notice.number,
            native_id=notice.number,
            parent=notice.parent,
            author=notice.author,
            author_url=notice.author_url,
            date=_date(message),
            text=notice.text,
            html=_as_html(notice.text),
            url=f"{notice.url}#comment-{notice.number}",
        ),
    )


def _threads(mails: Spool, graph: sqlite3.Connection) -> Iterator[DraftThread]:
    """Yield each conversation; mails that answer each other in a circle stand alone."""
    graph.execute(_ROOTS)
    graph.execute("CREATE INDEX by_root ON mails (root)")
    with Spool() as spool:
        for key, mail, _ in mails.threads():
            if mail is None:
                continue
            [row] = graph.execute("SELECT root FROM mails WHERE id = ?", (key,))
            root = row[0] or key
            [comment] = mail.comments
            if root == key:
                spool.add_thread(root, _post(mail.title, comment))
                continue
            if comment.parent == root:
                comment.parent = None
                if not _has(graph, root):
                    spool.add_thread(root, _lost(root, mail.title))
            spool.add_comment(root, comment)
        for _, thread, comments in spool.threads():
            if thread is not None:
                thread.comments = comments
                yield thread


def _has(graph: sqlite3.Connection, key: str) -> bool:
    return graph.execute("SELECT 1 FROM mails WHERE id = ?", (key,)).fetchone() is not None


def _lost(key: str, subject: str | None) -> DraftThread:
    thread = DraftThread(url=_urn(key), platform="mail", kind=PageKind.POST, title=subject or None)
    thread.notes.append("the first mail of this conversation is not in the file")
    return thread


def _urn(key: str) -> str:
    return "urn:mid:" + quote(key, safe="@.-_+=$")


def _post(subject: str | None, mail: DraftComment) -> DraftThread:
    return DraftThread(
        url=_urn(mail.key) if mail.native_id else None,
        platform="mail",
        kind=PageKind.POST,
        native_id=mail.native_id,
        title=subject or None,
        author=mail.author,
        date=mail.date,
        text=mail.text,
        html=mail.html,
        links=mail.links,
    )
