"""Pages that people saved: where they came from, and what is inside an MHTML file ("Web page, single file").

Sources: the mark of the web (``<!-- saved from url=(0023)https://… -->``), SingleFile's first comment
(``url: …``), RFC 2557 for MHTML, ``Snapshot-Content-Location`` as Chromium writes it.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message

from pmlarchive.errors import NotAThread
from scraper.clean import absolute

_HEAD = 16_384
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)
_MOST_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page's bytes, with its address and charset as far as the file names them."""

    data: bytes
    url: str | None = None
    charset: str | None = None


def saved_from(data: bytes) -> str | None:
    """Return the address that a browser or SingleFile wrote into a page when it saved it."""
    head = data[:_HEAD]
    if head.count(0) > len(head) // 4:  # UTF-16
        head = head.replace(b"\x00", b"")
    match = _SAVED_FROM.search(head) or _SINGLE_FILE.search(head)
    return absolute(match.group(1).decode("utf-8", "replace"), None) if match else None


def read_mhtml(data: bytes, name: str = "") -> SavedPage:
    """Return the page that an MHTML file is about; pictures and frames in it are left aside.

    Raises:
        NotAThread: There is no HTML in it.
    """
    if data.count(b"multipart/") > _MOST_PARTS:
        raise NotAThread("is MHTML nested beyond reason; nothing was read from it", subject=name)
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except (RecursionError, ValueError, LookupError) as error:
        raise NotAThread(
            "is MHTML that cannot be taken apart; nothing was read from it", subject=name
        ) from error
    start = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    if not pages:
        raise NotAThread("holds no HTML; nothing was read from it", subject=name)
    wanted = [page for page in pages if start and _header(page, "Content-Location") == start]
    page = (wanted or pages)[0]
    url = absolute(_header(page, "Content-Location") or start, None)
    body = page.get_payload(decode=True)
    return SavedPage(body if isinstance(body, bytes) else b"", url, _charset(page))


def _header(message: Message, name: str) -> str | None:
    found = message.get(name)
    return "".join(str(found).split()) if found is not None else None


def _charset(page: Message) -> str | None:
    try:
        return page.get_content_charset()
    except (ValueError, LookupError):
        return None
