"""Paragraphs of plain text and line breaks, which most comments are: read without a ``Writer``."""

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from scraper.lines import DROPPED
from scraper.tidy import escape, fewer_breaks, is_shown, squeeze

_BLANK = " \t\r\f\n"


def prose(
    content: HtmlElement | Sequence[HtmlElement | str], skip: Collection[HtmlElement]
) -> tuple[str, str] | None:
    """Return the HTML and the text that ``Writer`` would write; ``None`` where more than prose stands."""
    html: list[str] = []
    texts: list[str] = []
    inside = isinstance(content, HtmlElement)
    if isinstance(content, HtmlElement) and (text := content.text) and text.strip(_BLANK):
        return None
    for node in content:
        if isinstance(node, str):
            if node.strip(_BLANK):
                return None
            continue
        if inside and (text := node.tail) and text.strip(_BLANK):
            return None
        tag = node.tag
        if tag == "p":
            if (skip and node in skip) or (node.keys() and not is_shown(node)):
                continue
            lines = _lines_of(node)
            if lines is None:
                return None
            said = (
                lines[0].rstrip(" ") if len(lines) == 1 else "\n".join([line.rstrip(" ") for line in lines])
            )
            if said and not said.isspace():
                texts.append(said.strip("\n"))
            elif len(lines) == 1:
                continue
            html.append(f"<p>{'<br>'.join([escape(line) for line in lines])}</p>")
        elif not (tag in DROPPED or (skip and node in skip) or not isinstance(tag, str)):
            return None
    return "".join(html), fewer_breaks("\n\n".join(texts))


def _lines_of(paragraph: HtmlElement) -> list[str] | None:
    """Return a paragraph's lines; ``None`` where it holds more than text and line breaks, or an address."""
    lines = [squeeze(paragraph.text)]
    if len(paragraph):
        for node in paragraph:
            if node.tag != "br" or node.keys():
                return None
            lines.append(squeeze(node.tail))
    for line in lines:
        if "://" in line:
            return None
    return lines
