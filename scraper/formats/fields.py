"""What many exports share: instants, and texts whose paragraphs their platform makes when it shows them."""

import re
from datetime import UTC, datetime, timezone

from pmlarchive.model import Date, Precision

NO_ADDRESS = (
    "does not name the blog's address; its posts are known by their words, apart from the blog's own pages"
)
"""What a reader notes of a file whose posts have no URL."""

_BLOCK = re.compile(
    r"<(?:/?(?:p|div|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|pre|h[1-6]|hr|figure|form|dl|dt|dd|section|"
    r"article|aside|header|footer|address|details)\b|!--)",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_PRE = re.compile(r"<pre\b.*?(?:</pre\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def instant(text: str | None, zone: timezone | None = None) -> Date:
    """Return an ISO 8601 date and time, exact to the second (or as far as it goes).

    Args:
        text: ``2014-01-14 17:31:03``, ``2014-01-14T17:31:03.25Z``, ``2014-01-14`` …; a year 0 means unknown.
        zone: The zone of a text that names none; ``None``: unknown.
    """
    if not text or text.startswith("0000"):
        return Date()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return Date(text=text)
    if len(text) <= len("2014-01-14"):
        return Date.of(when, Precision.DAY, text)
    if when.tzinfo is None and zone is not None:
        when = when.replace(tzinfo=zone)
    return Date.of(when, Precision.SECOND, text)


def since_1970(number: float | str | None) -> Date:
    """Return a date given in seconds or milliseconds since 1970, in UTC."""
    if number is None or isinstance(number, str):
        return Date(text=number)
    seconds = number / 1000 if abs(number) > 1e11 else number
    try:
        return Date.of(datetime.fromtimestamp(seconds, UTC), Precision.SECOND, str(number))
    except (OverflowError, OSError, ValueError):
        return Date(text=str(number))


def paragraphs(text: str) -> str:
    """Return HTML for a text whose blank lines mean paragraphs and whose line ends mean line breaks.

    WordPress (``wpautop``), Movable Type ("convert breaks") and others store texts so, with or without HTML
    in them; what has blocks of its own keeps them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    end = 0
    for kept in _PRE.finditer(text):
        parts += [_broken(text[end : kept.start()]), kept.group()]
        end = kept.end()
    return "".join([*parts, _broken(text[end:])])


def _broken(text: str) -> str:
    shown = []
    for chunk in _BLANK.split(text.strip("\n")):
        if not chunk.strip():
            continue
        if _BLOCK.match(chunk.lstrip()):
            shown.append(chunk)
        else:
            shown.append(f"<p>{chunk.strip().replace(chr(10), '<br>' + chr(10))}</p>")
    return "\n".join(shown)
