"""What a page tells other blogs of itself, in a comment of its markup.

Movable Type, TypePad and the older themes of WordPress hold there, for those who want to send a trackback,
the post's permalink and title, and some its author and date.

Source: Six Apart, TrackBack Technical Specification, section "Auto-discovery of TrackBack Ping URLs".
"""

import html
import re
from dataclasses import dataclass

from scraper.glance import holds

_MARK = b"<rdf:Description"
_FIELD = re.compile(r"\s(?:rdf:(about)|dc:(identifier|title|creator|date))\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
#: No description seen is longer; one that is left open must not take the page along.
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Trackback:
    """A post as its page describes it; ``None`` for what is not said.

    Attributes:
        url: The permalink, absolute.
        date: As written, mostly as ISO 8601 says.
    """

    url: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None


def read_trackback(data: bytes, charset: str) -> Trackback:
    """Return what a page says of its one post; nothing where it describes several, as a list of posts does.

    Args:
        data: The page's bytes.
        charset: What they were read in.
    """
    if not holds(data, _MARK) or data.count(_MARK) > 1:
        return Trackback()
    start = data.index(_MARK)
    said = data[start : start + _LONGEST].partition(b"/>")[0].decode(charset, "replace")
    fields: dict[str, str] = {}
    for about, name, double, single in _FIELD.findall(said):
        value = " ".join(html.unescape(double or single).split())
        if value:
            fields.setdefault(about or name, value)
    urls = (fields.get("about"), fields.get("identifier"))
    return Trackback(
        url=next((url for url in urls if url and url.startswith(("http://", "https://"))), None),
        title=fields.get("title"),
        author=fields.get("creator"),
        date=fields.get("date"),
    )
