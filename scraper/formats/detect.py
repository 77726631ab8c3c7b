"""What a file is, told by its first bytes; its name only decides where the bytes leave it open."""

import re
from enum import StrEnum

HEAD = 65_536
"""Bytes from the beginning that are looked at."""


class Format(StrEnum):
    """A form in which threads come as files."""

    HTML = "html"
    TEXT = "plain-text"
    WARC = "warc"
    WACZ = "wacz"
    OTHER = "other"


_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|article|section|main|table|title|meta)\b", re.IGNORECASE
)
_SPACE = b" \t\r\n\x0c\x00"
_MARKS = b"\xef\xbb\xbf\xff\xfe"


def detect(head: bytes, name: str = "") -> Format:
    """Return what a file is.

    Args:
        head: Its first bytes (``HEAD`` of them are enough).
        name: Its name; a guess where the bytes could be several things.
    """
    lower = name.lower()
    if head.startswith(b"WARC/") or (
        head.startswith(b"\x1f\x8b") and lower.endswith((".warc.gz", ".arc.gz"))
    ):
        return Format.WARC
    if head.startswith(b"PK\x03\x04"):
        return Format.WACZ if lower.endswith(".wacz") else Format.OTHER
    body = head.replace(b"\x00", b"").lstrip(_MARKS + _SPACE)
    if body.startswith(b"<") or lower.endswith((".html", ".htm", ".xhtml")):
        return Format.HTML
    if not lower.endswith(".txt") and _MARKUP.search(body):
        return Format.HTML
    return Format.TEXT
