"""HTML of strangers → HTML that is safe to show, plain text, and the links it cites: in one walk.

The walk keeps meaning (quotes, lists, emphasis, code, tables) and drops appearance; pictures and players
become links, so that showing what we keep asks no other host for anything. nh3 has the last word on safety.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import nh3
from lxml.html import HtmlElement

from scraper.compiled import chosen
from scraper.lines import absolute, fold_line, line_of, unwayback
from scraper.prose import prose
from scraper.soup import parse_fragment
from scraper.spelling import plain
from scraper.tidy import WRITTEN, walk, walk_inside
from scraper.writer import Writer

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


class Clean(NamedTuple):
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
_SAFE = nh3.Cleaner(
    tags={*WRITTEN},
    clean_content_tags={"script", "style"},
    attributes={**_ATTRIBUTES, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
    strip_comments=True,
)
#: Tags that make nothing run and ask nobody for anything; of a link, ``Writer`` checks where it leads.
_HARMLESS = frozenset({f"<{end}{tag}>" for tag in WRITTEN for end in ("", "/")})
#: Whoever reads the HTML drops a newline that preformatted text begins with.
_OTHER_TAG = re.compile(r'<(?!a href="(?:http|mailto:))(?:pre>\n|[^>]*>?)')


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
    nodes = content if isinstance(content, HtmlElement) else [*content]
    html, sure, text, links = written(nodes, base, skip, marked)
    return Clean(safe(html, sure=sure), text, links)


def written(
    content: HtmlElement | list[HtmlElement | str],
    base: str | None,
    skip: Collection[HtmlElement],
    marked: bool,
) -> tuple[str, bool, str, tuple[str, ...]]:
    """Return what ``clean`` is asked for: HTML not yet safe and whether it is sure, text and links."""
    if found := prose(content, skip):
        return found[0], True, found[1], ()
    writer = Writer(base, marked=marked)
    if isinstance(content, HtmlElement):
        walk_inside(content, writer, skip)
    else:
        walk(content, writer, skip)
    html, text, links = writer.finish()
    return html, writer.sure, text, links


written = chosen("writer", "written", written)


def is_harmless(html: str) -> bool:
    """Say whether HTML has no tag that may do harm, nor anything that whoever reads it drops."""
    return html[:1] != "\ufeff" and _HARMLESS.issuperset(_OTHER_TAG.findall(html))


is_harmless = chosen("safety", "is_harmless", is_harmless)


def safe(html: str, *, sure: bool) -> str:
    """Return HTML without what is not safe, as nh3 writes it.

    Args:
        html: Text in it is escaped, but for quotation marks outside of tags, as nh3 escapes it.
        sure: Whether it is known that whoever reads the HTML finds its elements as they are written.
    """
    if sure and is_harmless(html):
        return html.replace("\xa0", "&nbsp;")
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
