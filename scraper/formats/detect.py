"""What a file is, told by its first bytes; its name only decides where the bytes leave it open."""

import re
import zlib
from enum import StrEnum

HEAD = 65_536
"""Bytes from the beginning that are looked at."""


class Format(StrEnum):
    """A form in which threads come as files."""

    HTML = "html"
    MHTML = "mhtml"
    TEXT = "plain-text"
    WXR = "wxr"
    BLOGGER = "blogger"
    DISQUS = "disqus"
    MOVABLE_TYPE = "movabletype"
    DISCOURSE = "discourse"
    COMMENTS = "comments"
    GHOST = "ghost"
    JSONL = "jsonl"
    MBOX = "mbox"
    ZIP = "zip"
    GZIP = "gzip"
    WARC = "warc"
    WACZ = "wacz"
    FEED = "feed"
    JSON = "json"


_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|article|section|main|table|title|meta)\b", re.IGNORECASE
)
_UNSEEN = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_JUNK = re.compile(rb"[^<]{1,64}(?=<\?xml)")
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]")
_MBOX = re.compile(rb"From [^\r\n]{3,300}\r?\n[A-Za-z>][A-Za-z0-9-]*:?[ \t]")
_MOVABLE_TYPE = re.compile(
    rb"\A[A-Z][A-Z ]{2,24}:.*?^-----\r?$\n(?:EXTENDED )?BODY:", re.DOTALL | re.MULTILINE
)
_OURS = re.compile(rb'"kind"\s*:\s*"(?:post|comment|ping)"')
_GHOST = re.compile(rb'\{\s*"(?:db|meta|data)"\s*:')
ANSWERS = {
    "isso": (b'"hidden_replies"',),
    "commento": (b'"commentHex"',),
    "remark42": (b'"locator"', b'"pid"'),
    "disqus": (b'"isApproved"', b'"createdAt"'),
    "ghost": (b'"in_reply_to_id"', b'"member"'),
    "substack": (b'"comments"', b'"body"', b'"handle"'),
}
"""Comment systems, and the names of fields that tell their answers from other JSON."""
_SPACE = b" \t\r\n\x0c"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def detect(head: bytes, name: str = "") -> Format:
    """Return what a file is.

    Args:
        head: Its first bytes (``HEAD`` of them are enough).
        name: Its name; a guess where the bytes could be several things.
    """
    lower = name.lower()
    if head.startswith(b"WARC/") or (head.startswith(b"filedesc:") and lower.endswith(".arc")):
        return Format.WARC
    if head.startswith(b"\x1f\x8b"):
        inside = unpacked(head)
        return Format.WARC if inside.startswith((b"WARC/", b"filedesc:")) else Format.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.WACZ if lower.endswith(".wacz") else Format.ZIP
    for mark in _MARKS:
        head = head.removeprefix(mark)
    # UTF-16 looks like ASCII with a zero beside every letter.
    body = head.replace(b"\x00", b"").lstrip(_SPACE)
    return _of_xml(body) or _of_text(body) or _by_name(body, lower)


def answer_of(body: bytes) -> str | None:
    """Return the comment system whose answer begins so."""
    return next((name for name, signs in ANSWERS.items() if all(sign in body for sign in signs)), None)


def unpacked(head: bytes) -> bytes:
    """Return the first bytes inside a gzip file, as far as they can be had."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return b""


def _of_xml(body: bytes) -> Format | None:
    body = body[match.end() :] if (match := _JUNK.match(body)) else body
    if not body.startswith(b"<"):
        return None
    root = _ROOT.search(_UNSEEN.sub(b"", body))
    match root.group(2).lower() if root else b"":
        case b"rss" | b"rdf":
            return Format.WXR if b"wordpress.org/export" in body else Format.FEED
        case b"feed":
            return Format.BLOGGER if b"blogger" in body else Format.FEED
        case b"disqus":
            return Format.DISQUS
        case _:
            return Format.HTML


def _of_text(body: bytes) -> Format | None:
    if _MBOX.match(body):
        return Format.MBOX
    if _MAIL_HEADER.match(body) and b"multipart/related" in body[:4_000].lower():
        return Format.MHTML
    if body.startswith(b"{"):
        if b'"post_stream"' in body:
            return Format.DISCOURSE
        if _OURS.search(body.partition(b"\n")[0]):
            return Format.JSONL
        if _GHOST.match(body):
            return Format.GHOST
        return Format.COMMENTS if answer_of(body) else Format.JSON
    return Format.MOVABLE_TYPE if _MOVABLE_TYPE.match(body) else None


def _by_name(body: bytes, lower: str) -> Format:
    if lower.endswith((".html", ".htm", ".xhtml")):
        return Format.HTML
    if not lower.endswith((".txt", ".text", ".md")) and _MARKUP.search(body):
        return Format.HTML
    return Format.TEXT
