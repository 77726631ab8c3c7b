"""Text on one line, and links made whole."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urljoin

from lxml.html import HtmlElement

from scraper.compiled import chosen
from scraper.spelling import plain
from scraper.tags import APART

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WAYBACK = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f]+")
#: How an address begins that only wants the beginning of the page's own; not one that joining changes, which
#: leaves out ``.`` and ``..``, and the signs of a query, a part and parameters where there are none.
_BESIDE = re.compile(r"#(?=.)|//?(?=\w[!-~]*\Z)(?![^#?]*/\.|.*(?:[;\[\]]|\?#|[?#]\Z))")


def fold_line(text: str) -> str:
    """Return text as it is compared: one line, no case, one kind of quotation mark and dash."""
    if text.isascii():
        return " ".join((text.replace("`", "'") if "`" in text else text).split()).lower()
    # Few characters are any of these; ``str.translate`` would ask of each.
    one_kind = _ANY_KIND.sub(lambda found: _ALIKE[found[0]], unicodedata.normalize("NFKC", text))
    return plain(one_kind).casefold()


_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u2032`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
}
_ANY_KIND = re.compile(f"[{''.join(_ALIKE)}]")


def line_of(element: HtmlElement, skip: Collection[HtmlElement] = (), *, limit: int = 0) -> str:
    """Return an element's text on one line: a name, a title, a date. Scripts and pictures are left out.

    Args:
        element: Whose text.
        skip: Elements to leave out.
        limit: If given, no more is read than it takes to know that the text is longer than this.
    """
    if APART.get(element.tag, "") is None or (skip and element in skip):
        return ""
    text = element.text
    if len(element):
        text = _text_inside(element, text, skip, 3 * limit)
    if not text:
        return ""
    return " ".join(text.split()) if text.isascii() else plain(text)


def _text_inside(root: HtmlElement, text: str | None, skip: Collection[HtmlElement], most: int) -> str:
    """Return the texts inside an element in order, up to about ``most`` characters if that is not zero."""
    texts = [text] if text else []
    keep, apart = texts.append, APART.get
    size = 0
    node = root[0]
    while True:
        between = apart(node.tag, " ")
        if between is not None and not (skip and node in skip):
            if between:
                keep(between)
            if text := node.text:
                keep(text)
                if most:
                    size += len(text)
                    if size > most:
                        break
            if len(node):
                node = node[0]
                continue
        if text := node.tail:
            keep(text)
        after = node.getnext()
        while after is None:
            node = node.getparent()
            if node is root:
                return "".join(texts)
            if text := node.tail:
                keep(text)
            after = node.getnext()
        node = after
    return "".join(texts)


line_of = chosen("lines", "line_of", line_of)


def absolute(url: str | None, base: str | None) -> str | None:
    """Return an absolute http(s) URL, as its author wrote it (not the Wayback Machine), or ``None``."""
    found = link_of(url, base)
    return found if found and found[:4].lower() == "http" else None


def unwayback(url: str) -> str:
    """Return the URL that a Wayback Machine copy is a copy of."""
    return _WAYBACK.sub("", url)


@lru_cache(maxsize=64)
def _before(sign: str, base: str) -> str | None:
    """Return the beginning of a page's URL that a link takes which begins with ``#``, ``/`` or ``//``.

    ``None`` where the page's URL is not whole.
    """
    try:
        before = urljoin(base, f"{sign}f").removesuffix(f"{sign}f")
    except ValueError:
        return None
    return before if _SCHEME.match(before) else None


def link_of(url: str | None, base: str | None) -> str | None:
    """Return an absolute http(s) or mailto URL; ``None`` for any other and for what cannot be made whole."""
    if not url:
        return None
    if url.startswith(("http://", "https://")) and url.isprintable() and " " not in url:
        return _WAYBACK.sub("", url) if "web.archive.org" in url else url
    if base is not None and url[0] in "#/" and url.isprintable() and " " not in url:
        sign = _BESIDE.match(url)
        if sign is not None:
            before = _before(sign[0], base)
            return link_of(before + url, None) if before else None
    if url.startswith("data:"):  # a whole picture, perhaps
        return None
    url = SPACE.sub(" ", url).strip()
    scheme = _SCHEME.match(url)
    if scheme is None:
        if base is None:
            return f"https:{url}" if url.startswith("//") and len(url) > 4 else None
        try:
            url = urljoin(base, url)
        except ValueError:
            return None
        scheme = _SCHEME.match(url)
    if scheme is None or scheme.group(1).lower() not in ("http", "https", "mailto"):
        return None
    url = url.replace(" ", "%20")
    return _WAYBACK.sub("", url) if "web.archive.org" in url else url
