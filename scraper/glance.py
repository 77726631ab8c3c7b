"""What a page's bytes hold: looks at all of them, which whoever must decide something early takes."""

import re
from codecs import utf_8_decode

from scraper.compiled import chosen

#: What no page says anything by: control characters other than white space.
CONTROL_BYTES = bytes([*range(9), 11, *range(14, 32), 127])
_COMMENT_ID = re.compile(rb"""id=["']?((?:li-|div-|dsq-)?comment-(?:id-)?\d+|c\d{6,})["'\s>]""")
_PIECE = 8192


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8: piece by piece, since most are mere ASCII, which shows at a glance."""
    start, size = 0, len(data)
    while start < size:
        piece = data[start : start + _PIECE]
        if piece.isascii():
            start += _PIECE
            continue
        try:
            start += utf_8_decode(piece, "strict", start + _PIECE >= size)[1]
        except UnicodeDecodeError:
            return False
    return True


def is_plain(data: bytes) -> bool:
    """Say whether bytes are UTF-8 without control characters, as nearly all pages are."""
    # To look for each of them takes a third of the time that one look at every byte takes.
    return is_utf8(data) and not any(map(data.__contains__, CONTROL_BYTES))


def holds(data: bytes, word: bytes) -> bool:
    """Say whether a word is anywhere in bytes."""
    return word in data


def comment_ids(data: bytes) -> set[str]:
    """Return what looks like the ids of comments, in any attribute whose name ends so, in scripts too."""
    return {name.decode() for name in _COMMENT_ID.findall(data)}


is_plain = chosen("glance", "is_plain", is_plain)
holds = chosen("glance", "holds", holds)
comment_ids = chosen("glance", "comment_ids", comment_ids)
