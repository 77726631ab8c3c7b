"""HTML of strangers → HTML that is safe to show, plain text, and the links it cites: in one walk.

The walk keeps meaning (quotes, lists, emphasis, code, tables) and drops appearance; pictures and players
become links, so that showing what we keep asks no other host for anything. nh3 has the last word on safety.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import nh3
from lxml.html import HtmlElement

from scraper.lines import INLINE, absolute, fold_line, line_of, plain, unwayback
from scraper.prose import prose
from scraper.soup import parse_fragment
from scraper.tidy import HOLDERS, LEAVES, Writer, walk, walk_inside

__all__ = [
    "Clean",
    "absolute",
    "clean",
    "clean_html",
    "fold_line",
    "join_texts",
    "line_of",
    "plain",
    "sanitised",
    "unwayback",
]


@dataclass(frozen=True, slots=True)
class Clean:
    """A piece of a page, made safe.

    Attributes:
        html: Sanitised; every link absolute, ``rel="nofollow ugc noopener"``; no pictures, no styles.
        text: Paragraphs apart by a blank line, ``<br>`` as a newline, list items with ``- `` or their
            number, cells of a table row apart by `` | ``. A quotation is told by the HTML alone.
        links: Absolute http(s) URLs cited, in order, each once; the page itself is not among them.
    """

    html: str = ""
    text: str = ""
    links: tuple[str, ...] = ()


_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_TAGS = set(INLINE.values()) | set(LEAVES.values()) | set(HOLDERS) | {"br", "hr"}
_SAFE = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={**_ATTRIBUTES, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
    strip_comments=True,
)
_TEXT = r"[^<>&\r\0]++|&(?:amp|lt|gt|quot);|<br>"
_PARAGRAPHS = rf"(?:<p>(?:{_TEXT}|<(em|strong)>(?:{_TEXT})*+</\%d>)*+</p>)"
#: HTML that ``_SAFE`` gives back as it is, but for how it writes two characters: white-listed tags without a
#: single attribute, each closed where it should be, around text that is escaped.
_HARMLESS = re.compile(rf"(?:{_PARAGRAPHS % 1}|<blockquote>{_PARAGRAPHS % 2}*+</blockquote>)*+")


def clean(
    content: HtmlElement | Iterable[HtmlElement | str],
    *,
    base: str | None = None,
    skip: Collection[HtmlElement] = (),
    marked: bool = False,
) -> Clean:
    """Return what an element holds, or a sequence of elements and texts, safe and plain.

    Args:
        content: An element (what it contains is read, not its own tag), or nodes in order, each element with
            its own tag and without the text that follows it.
        base: URL that relative links are relative to; without one they lose their link.
        skip: Elements to leave out wherever they stand (what follows them is kept).
        marked: Whether ``> `` stands before quoted lines of the text.
    """
    inside = isinstance(content, HtmlElement)
    nodes = content if inside else [*content]
    if found := prose(nodes, skip):
        return Clean(safe(found[0]), found[1])
    writer = Writer(base, marked=marked)
    if inside:
        walk_inside(nodes, writer, skip)
    else:
        walk(nodes, writer, skip)
    html, text, links = writer.finish()
    return Clean(safe(html), text, links)


def safe(html: str) -> str:
    """Return HTML without what is not safe: by nh3, unless it can be seen at once that there is nothing."""
    if _HARMLESS.fullmatch(html):
        return html.replace("&quot;", '"').replace("\xa0", "&nbsp;").strip()
    return _SAFE.clean(html).strip()


def clean_html(markup: str, *, base: str | None = None) -> Clean:
    """Return a piece of HTML from a feed, an export or embedded data, safe and plain."""
    return clean(parse_fragment(markup), base=base)


def marked_text(markup: str) -> str:
    """Return HTML as plain text with ``> `` before what is quoted, for faces that show no HTML."""
    return clean(parse_fragment(markup), marked=True).text


def sanitised(markup: str) -> str:
    """Return HTML that this module wrote once as it is, and anything else without what is not safe."""
    return _SAFE.clean(markup)


def join_texts(parts: Sequence[Clean]) -> Clean:
    """Return several pieces as one, in order."""
    return Clean(
        "".join(part.html for part in parts),
        "\n\n".join(part.text for part in parts if part.text),
        tuple(dict.fromkeys(link for part in parts for link in part.links)),
    )
