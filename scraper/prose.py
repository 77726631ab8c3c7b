"""Paragraphs of plain text and line breaks, which most comments are: read without a ``Writer``."""

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from scraper.spelling import escape, fewer_breaks, folded
from scraper.tags import DROPPED
from scraper.tidy import is_shown

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
            if (skip and node in skip) or (node.attrib and not is_shown(node)):
                continue
            found = _paragraph(node) if len(node) else _line(node.text)
            if found is None:
                return None
            if found[0]:
                html.append(found[0])
            if found[1]:
                texts.append(found[1])
        elif not (tag in DROPPED or (skip and node in skip) or not isinstance(tag, str)):
            return None
    return "".join(html), fewer_breaks("\n\n".join(texts))


def _line(text: str | None) -> tuple[str, str] | None:
    """Return the HTML and the text of a paragraph of one line; ``None`` where it holds an address."""
    line = folded(text) if text else ""
    if "://" in line:
        return None
    if line and line[0] == " ":
        line = line[1:]
    said = line.rstrip(" ")
    return (f"<p>{escape(line)}</p>", said) if said and not said.isspace() else ("", "")


def _paragraph(node: HtmlElement) -> tuple[str, str] | None:
    """Return the HTML and the text of a paragraph of lines; ``None`` where it holds more, or an address."""
    texts = [node.text]
    for inner in node:
        if inner.tag != "br" or inner.attrib:
            return None
        texts.append(inner.tail)
    lines = []
    for text in texts:
        line = folded(text) if text else ""
        if "://" in line:
            return None
        lines.append(line[1:] if line and line[0] == " " else line)
    said = "\n".join([line.rstrip(" ") for line in lines])
    if said.isspace():
        said = ""
    return f"<p>{'<br>'.join([escape(line) for line in lines])}</p>", said.strip("\n")
