"""XML files read record by record: flat memory, no entities of the file's own, no network, broken or not."""

import codecs
from collections.abc import Collection, Iterator
from html import unescape
from typing import IO

from lxml import etree

from scraper.clean import plain

_CHUNK = 65_536
_JUNK = 64
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)


class _Watched:
    """A file that knows whether its end was reached: what the parser closes after that was cut off."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._begun = False
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; none at the end."""
        data = self._file.read(_CHUNK if size < 0 else min(size, _CHUNK))
        self.ended = self.ended or not data
        if not self._begun:
            self._begun = True
            start = data.find(b"<", 0, _JUNK)
            data = data[start:] if start > 0 and not data.startswith(_MARKS) else data
        return data


def records(file: IO[bytes], names: Collection[str], notes: list[str]) -> Iterator[etree._Element]:
    """Yield each element with one of these local names as soon as it is whole; then forget it.

    One that stands inside another (the title of an item) is part of that one and not yielded by itself.
    What is malformed is read as far as libxml2 can mend it; an element that the file's end cuts off is left
    out. Both are said in one line in ``notes``. Entities that the file declares are never expanded.
    """
    watched = _Watched(file)
    parser = etree.iterparse(
        watched,
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    wanted = frozenset(names)
    try:
        for _, element in parser:
            if watched.ended and _is_cut(parser.error_log):
                continue
            own = local(element)
            if any((above := local(around)) in wanted and above != own for around in element.iterancestors()):
                continue
            yield element
            _forget(element)
    except (etree.LxmlError, LookupError) as error:
        notes.append(f"is malformed and was read no further ({plain(str(error))})")
        return
    _note_errors(parser.error_log, notes)


def _is_cut(log: etree._ListErrorLog) -> bool:
    return any(entry.type == etree.ErrorTypes.ERR_TAG_NOT_FINISHED for entry in log)


def _note_errors(log: etree._ListErrorLog, notes: list[str]) -> None:
    wrong = (entry for entry in log if entry.domain == etree.ErrorDomains.PARSER)
    first = next(wrong, None)
    if _is_cut(log):
        notes.append("is cut off in the middle; everything before the cut was read")
    elif first is not None:
        notes.append(
            f"is not well-formed XML (line {first.line}: {plain(first.message)}); only what can be read was"
        )


def _forget(element: etree._Element) -> None:
    """Free an element that was dealt with, and all that stood before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for what is no element."""
    # An undeclared prefix (``app:control``) stays in the name; it says no more than a declared one.
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the child elements with that local name."""
    return (child for child in element if local(child) == name)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child with that local name."""
    return next(children(element, name), None)


def raw(element: etree._Element | None) -> str:
    """Return an element's own text; HTML's named characters are read, other entities left out."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for node in element:
        if isinstance(node, etree._Entity):
            shown = unescape(str(node.text))
            parts.append(shown if shown != node.text else "")
        parts.append(node.tail or "")
    return "".join(parts)


def value(element: etree._Element, name: str) -> str | None:
    """Return the text of a child on one line; ``None`` where there is none."""
    return plain(raw(child(element, name))) or None


def markup(element: etree._Element | None, *, is_html: bool = True) -> str:
    """Return the HTML that an element holds, whether escaped, in CDATA, or as elements (``type="xhtml"``)."""
    if element is None:
        return ""
    inner = [node for node in element if isinstance(node.tag, str)]
    if inner:
        return "".join(etree.tostring(node, method="html", encoding="unicode") for node in inner)
    text = raw(element)
    return text if is_html else etree.tostring(_text_only(text), encoding="unicode", method="html")


def _text_only(text: str) -> etree._Element:
    holder = etree.Element("div")
    holder.text = text
    return holder
