"""Bytes → lxml tree. BeautifulSoup decides the charset and rescues what libxml2 provably lost.

Nothing here recurses over the page, and nothing is larger than a few times the page's own size.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector, UnicodeDammit
from bs4.element import CData, Comment, Declaration, Doctype, ProcessingInstruction, Tag
from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlProcessingInstruction

from pmlarchive.errors import NotAThread, TooLarge
from scraper.glance import CONTROL_BYTES, comment_ids, is_plain, is_utf8
from scraper.platforms.base import Page

#: Default limit of a page, in bytes; the longest real threads seen are below 10 MB.
LARGEST = 64 * 1024 * 1024
#: Beyond this the rescuer, which needs some fifty times the page's size, is not tried.
_LARGEST_RESCUE = 8 * 1024 * 1024

# WHATWG Encoding Standard, section 4.2: what the web calls these charsets is really their superset.
_SUPERSETS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "latin-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "tis-620": "cp874",
    "iso-8859-11": "cp874", "x-user-defined": "cp1252", "unicode": "utf-8", "utf8": "utf-8",
}  # fmt: skip

_MAGIC = {
    b"%PDF-": "a PDF document", b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture", b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "compressed by gzip",
    b"BZh": "compressed by bzip2", b"\xfd7zXZ": "compressed by xz", b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program", b"MZ\x90\x00": "a program", b"SQLite format 3": "a database",
    b"RIFF": "a sound, film or picture", b"OggS": "a sound or film", b"ID3": "a sound",
    b"\xd0\xcf\x11\xe0": "an office document", b"wOFF": "a font", b"wOF2": "a font",
}  # fmt: skip

_MARKUP = re.compile(rb"<(?:!doctype|!--|/?[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
_OPENING = re.compile(rb"<[a-zA-Z/!]")
_ANYTHING = re.compile(rb"[^\x00 \t\r\n\x0c\xef\xbb\xbf]")
_UNREAD = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|noframes|xmp)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Single-byte charsets of the web that a detector may name; its other finds are mostly luck.
_DETECTABLE = frozenset({
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "koi8-r", "koi8-u", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-15", "gb18030", "big5hkscs", "cp932",
    "cp949", "euc-jp", "iso2022-jp",
})  # fmt: skip
# No character of UTF-8 takes more than four bytes, so that none begun before these goes on behind them.
_PLAIN = re.compile(rb"([\x00-\x7f]{4,})")
_RARE = re.compile(r"[^\x00-\x7f]+")
_STRAY = re.compile("[\udc80-\udcff]")
#: A detector needs this many bytes beyond ASCII before its word counts.
_ENOUGH = 200


def selector(path: str) -> Callable[[HtmlElement], list[Any]]:
    """Return an XPath that selects nodes, compiled once."""
    return cast("Callable[[HtmlElement], list[Any]]", etree.XPath(path))


# Nobody asks libxml2 for an element by its id: it need not keep a table of them.
_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
# lxml.html's own parser asks Python for the class of each element it hands out; this asks nobody.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction)
)


def read_page(
    data: bytes, *, url: str | None = None, charset: str | None = None, largest: int = LARGEST
) -> Page:
    """Read a page's bytes into a tree.

    Args:
        data: The bytes as captured, after transfer decoding.
        url: Where they came from.
        charset: What the HTTP header declared; checked like every other claim.
        largest: Limit in bytes.

    Raises:
        TooLarge: The page is over ``largest``.
        NotAThread: The bytes are empty, or something other than HTML.
    """
    if len(data) > largest:
        msg = f"is {len(data):,} bytes, over the limit of {largest:,}; raise the limit to read it"
        raise TooLarge(msg, subject=url)
    _refuse_other_files(data, url)
    ready, used, notes = _as_utf8(data, charset)
    named = comment_ids(ready)  # now, while the processor has the bytes at hand; the tree takes their place
    tree = _tree(ready) if _MARKUP.search(ready) else None
    if tree is None:
        raise NotAThread("holds no HTML; nothing was read from it", subject=url)
    page = Page(tree=tree, data=data, url=url, charset=used, notes=notes)
    rescued = _rescue(page, ready, named)
    if rescued is not None:
        notes.append("markup was broken so that parts were lost; read by the slower, more lenient parser")
        page = Page(tree=rescued, data=data, url=url, charset=used, notes=notes)
    if not url:
        page.url = page.head.surest_url
    return page


def parse_fragment(markup: str) -> HtmlElement:
    """Parse a piece of HTML (a feed's or an export's body) into an element that holds it."""
    tree = _tree(
        f"<html><body>{markup}</body></html>".encode("utf-8", "replace").translate(None, CONTROL_BYTES)
    )
    body = None if tree is None else tree.find("body")
    return _PARSER.makeelement("div") if body is None else body


def decode(data: bytes, *, charset: str | None = None) -> tuple[str, str, list[str]]:
    """Return the text of a page's bytes, the charset they were read in, and what had to be mended.

    Bytes that are valid UTF-8 are UTF-8 whatever they declare (chance does not produce it); then come the
    byte order mark, the header's and the page's own declaration, and what BeautifulSoup can detect.
    """
    ready, used, notes = _as_utf8(data, charset)
    return ready.decode("utf-8"), used, notes


def _as_utf8(data: bytes, charset: str | None) -> tuple[bytes, str, list[str]]:
    notes: list[str] = []
    bare, marked = EncodingDetector.strip_byte_order_mark(data)
    if marked is None:
        marked = _wide(data)
    if marked and not marked.lower().startswith("utf-8"):
        text, used = bare.decode(marked, "replace").encode("utf-8", "replace"), marked
    elif is_plain(bare):
        return bare, "utf-8", notes
    else:
        text, used = _decode_bytes(bare, charset, notes)
    if is_plain(text):
        return text, used, notes
    ready = text.translate(None, CONTROL_BYTES)
    notes.append(f"{len(text) - len(ready)} control characters were dropped")
    return ready, used, notes


def _decode_bytes(data: bytes, charset: str | None, notes: list[str]) -> tuple[bytes, str]:
    if b"\x1b" not in data and is_utf8(data):  # an escape may begin ISO-2022
        return data, "utf-8"
    named = (charset, EncodingDetector.find_declared_encoding(data, is_html=True))
    claims = [_SUPERSETS.get(name, name) for name in (str(name).lower().strip() for name in named if name)]
    shifted = next((name for name in claims if name.startswith("iso-2022")), None)
    if shifted and _try(data, shifted):
        return data.decode(shifted).encode(), shifted
    if is_utf8(data):
        return data, "utf-8"
    good, bad = _utf8_share(data)
    if good > bad:
        notes.append(f"{bad} bytes that are not UTF-8 inside UTF-8 were read as Windows-1252")
        return _detwingle(data).decode("utf-8", "replace").encode(), "utf-8"
    for name in claims:
        if name != "utf-8" and _try(data, name):
            return data.decode(name).encode("utf-8", "replace"), name
    return _detect(data, bad, notes)


def _detwingle(data: bytes) -> bytes:
    """Turn Windows-1252 inside UTF-8 into UTF-8. What does so looks at every byte: it is shown few."""
    parts = _PLAIN.split(data)
    parts[::2] = map(UnicodeDammit.detwingle, parts[::2])
    return b"".join(parts)


def _detect(data: bytes, strange: int, notes: list[str]) -> tuple[bytes, str]:
    sample = data[:200_000] if strange >= _ENOUGH else b""
    for found in EncodingDetector(sample, is_html=True).encodings if sample else ():
        name = found.lower().replace("_", "-").replace("windows-", "cp").replace("iso-8859", "iso8859")
        if name in _DETECTABLE and _try(data, name):
            notes.append(f"no declared charset fits; read as {name}, by detection")
            return data.decode(name).encode("utf-8", "replace"), name
    notes.append("no declared charset fits; read as Windows-1252, unreadable bytes replaced")
    return data.decode("cp1252", "replace").encode(), "cp1252"


def _try(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def _utf8_share(data: bytes) -> tuple[int, int]:
    """Return how many non-ASCII characters are right UTF-8, and how many bytes are not."""
    rare = "".join(_RARE.findall(data.decode("utf-8", "surrogateescape")))
    bad = len(_STRAY.findall(rare))
    return len(rare) - bad, bad


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark by where its NUL bytes are."""
    head = data[:2000]
    if 0 not in head:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if len(head) >= 8 and odd > len(head) * 0.4 and even < len(head) * 0.05:
        return "utf-16-le"
    if len(head) >= 8 and even > len(head) * 0.4 and odd < len(head) * 0.05:
        return "utf-16-be"
    return None


def _refuse_other_files(data: bytes, url: str | None) -> None:
    if _ANYTHING.search(data) is None:
        raise NotAThread("is empty; nothing was read from it", subject=url)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise NotAThread(f"is {what}, not HTML; nothing was read from it", subject=url)
    if not _OPENING.search(data) and _wide(data) is None and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise NotAThread("holds no HTML; nothing was read from it", subject=url)


def _tree(ready: bytes) -> HtmlElement | None:
    try:
        root = etree.fromstring(ready, _PARSER)
    except etree.LxmlError:  # "Document is empty": markup without a single element
        return None
    if root is not None and root.getnext() is not None:
        _take_in(root)
    return root


def _take_in(root: HtmlElement) -> None:
    """Move what stands after ``</html>`` to the end of the body, as browsers do; libxml2 sets it beside."""
    body = root.find("body")
    home = root if body is None else body
    words: list[str] = []  # since the last part
    for late in list(root.itersiblings(etree.Element)):
        for part in list(late) if late.tag == "html" else [late]:
            inside = list(part) if part.tag == "body" else [part]
            if part.tag == "body":
                words.append(part.text or "")
            if inside:
                _append_text(home, "".join(words))
                words.clear()
                home.extend(inside)
        if late.tag == "html":
            _PARSER.makeelement("div").append(late)  # out of the page, whose outline does not know it
    _append_text(home, "".join(words))


def _rescue(page: Page, ready: bytes, named: set[str]) -> HtmlElement | None:
    """Read the page again, more leniently, if ids of comments in its bytes are in no element of the tree."""
    if not named or len(ready) > _LARGEST_RESCUE:
        return None
    wanted = named.difference(page.outline.ids.values())
    if not wanted:
        return None
    lost = wanted.intersection(comment_ids(_UNREAD.sub(b" ", ready)))
    if not lost:
        return None
    rescued = _soup_tree(ready.decode("utf-8"))
    return rescued if lost.intersection(rescued.xpath("//@id")) else None


class _Soup(BeautifulSoup):
    """BeautifulSoup without the links between neighbours, whose upkeep costs the square of the depth."""

    def _linkage_fixer(self, el: Any) -> None:
        """Leave them: only ``contents`` is read."""


def _soup_tree(text: str) -> HtmlElement:
    """Turn BeautifulSoup's tree into lxml's without recursion, so that depth costs nothing.

    ``lxml.html.soupparser`` does the same by recursion, which a page nested deeply enough would break.
    """
    soup = _Soup(text, "html.parser")
    root = _PARSER.makeelement("html")
    stack: list[tuple[HtmlElement, Iterator[Any]]] = [(root, iter(soup.contents))]
    words: list[str] = []  # since the last element began or ended
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None or isinstance(child, Tag | Comment):
            _append_text(parent, "".join(words))
            words.clear()
        if child is None:
            stack.pop()
        elif isinstance(child, Tag):
            element = root if child.name == "html" and parent is root else _element(parent, child)
            stack.append((element, iter(child.contents)))
        elif isinstance(child, Comment):
            parent.append(etree.Comment(_xml(str(child)).replace("--", "- -").rstrip("-")))
        elif not isinstance(child, CData | Declaration | Doctype | ProcessingInstruction):
            words.append(_xml(str(child)))
    return root


def _element(parent: HtmlElement, tag: Tag) -> HtmlElement:
    name = re.sub(r"[^a-z0-9_-]", "", tag.name.lower()) or "span"
    element = etree.SubElement(parent, name if name[0].isalpha() else f"x{name}")
    for key, value in tag.attrs.items():
        if re.fullmatch(r"[A-Za-z_][\w.-]*", key, re.ASCII):
            joined = " ".join(value) if isinstance(value, list) else str(value or "")
            element.set(key, _xml(joined))
    return element


def _xml(text: str) -> str:
    """Drop what XML, and so lxml, has no place for: control characters, halves of pairs, non-characters."""
    return _NOT_XML.sub("", text)


def _append_text(parent: HtmlElement, words: str) -> None:
    if not words:
        return
    last = next(parent.iterchildren(reversed=True), None)  # ``len`` would count them all
    if last is not None:
        last.tail = (last.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
