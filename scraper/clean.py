"""HTML of strangers → HTML that is safe to show, plain text, and the links it cites: in one walk.

The walk keeps meaning (quotes, lists, emphasis, code, tables) and drops appearance; pictures and players
become links, so that showing what we keep asks no other host for anything. nh3 has the last word on safety.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

import nh3
from lxml.html import HtmlElement

from scraper.soup import parse_fragment


@dataclass(frozen=True, slots=True)
class Clean:
    """A piece of a page, made safe.

    Attributes:
        html: Sanitised; every link absolute, ``rel="nofollow ugc noopener"``; no pictures, no styles.
        text: Paragraphs apart by a blank line, ``<br>`` as a newline, quotes marked with ``> ``, list items
            with ``- `` or their number, cells of a table row apart by `` | ``.
        links: Absolute http(s) URLs cited, in order, each once; the page itself is not among them.
    """

    html: str = ""
    text: str = ""
    links: tuple[str, ...] = ()


_INLINE = {
    "a": "a", "abbr": "abbr", "acronym": "abbr", "b": "strong", "bdi": "bdi", "bdo": "bdo", "big": "strong",
    "cite": "cite", "code": "code", "del": "del", "dfn": "dfn", "em": "em", "i": "em", "ins": "ins",
    "kbd": "kbd", "mark": "mark", "q": "q", "s": "s", "samp": "samp", "small": "small", "strike": "s",
    "strong": "strong", "sub": "sub", "sup": "sup", "tt": "code", "u": "u", "var": "var",
}  # fmt: skip
# Blocks that hold blocks: kept as they are. Everything else that breaks a line only ends the paragraph.
_HOLDERS = frozenset({"blockquote", "ul", "ol", "li", "dl", "dd", "table", "tr", "figure"})
# Blocks that hold inline content alone.
_LEAVES = {
    "p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6", "pre": "pre",
    "dt": "dt", "td": "td", "th": "th", "caption": "caption", "figcaption": "figcaption", "address": "p",
    "xmp": "pre", "listing": "pre",
}  # fmt: skip
_BREAKS = frozenset({
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "details", "summary",
    "fieldset", "legend", "thead", "tbody", "tfoot", "hgroup", "menu", "dir", "form", "body", "html", "hr",
    "optgroup",
})  # fmt: skip
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "button", "input", "select", "textarea", "option", "svg",
    "math", "canvas", "head", "title", "meta", "link", "map", "area", "datalist", "progress", "meter",
    "dialog", "base", "param", "source", "track", "frameset", "frame", "applet", "noframes",
})  # fmt: skip
_PLAYERS = frozenset({"iframe", "embed", "object", "video", "audio"})
_UNSEEN = re.compile(
    r"(?:^|\s)(?:screen-reader-text|screen-reader|sr-only|visually-?hidden|assistive-text|says)(?:\s|$)"
)
_NONE = re.compile(r"display\s*:\s*none")
_SMILEY = re.compile(r"smil|emoji|emotic", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE_URL = re.compile(r"""https?://[^\s<>"'“”«»\]}]*[^\s<>"'“”«»\]}.,;:!?…*_]""", re.IGNORECASE)
_WAYBACK = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
#: Deeper nesting of one kind than this is kept as text, not as markup.
_DEEPEST = 40

_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_TAGS = set(_INLINE.values()) | set(_LEAVES.values()) | set(_HOLDERS) | {"br", "hr"}
_SAFE = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={**_ATTRIBUTES, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
    strip_comments=True,
)


def clean(
    content: HtmlElement | Iterable[HtmlElement | str],
    *,
    base: str | None = None,
    skip: Collection[HtmlElement] = (),
) -> Clean:
    """Return what an element holds, or a sequence of elements and texts, safe and plain.

    Args:
        content: An element (what it contains is read, not its own tag), or nodes in order, each element with
            its own tag and without the text that follows it.
        base: URL that relative links are relative to; without one they lose their link.
        skip: Elements to leave out wherever they stand (what follows them is kept).
    """
    writer = _Writer(base)
    if isinstance(content, HtmlElement):
        writer.words(content.text)
        _walk(content.iterchildren(), writer, skip, tails=True)
    else:
        _walk(content, writer, skip, tails=False)
    return writer.finish()


def clean_html(markup: str, *, base: str | None = None) -> Clean:
    """Return a piece of HTML from a feed, an export or embedded data, safe and plain."""
    return clean(parse_fragment(markup), base=base)


def sanitised(markup: str) -> str:
    """Return HTML that this module wrote once as it is, and anything else without what is not safe."""
    return _SAFE.clean(markup)


def plain(text: str) -> str:
    """Return text on one line: white space folded, invisible characters gone."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def fold_line(text: str) -> str:
    """Return text as it is compared: one line, no case, one kind of quotation mark and dash."""
    return plain(unicodedata.normalize("NFKC", text).translate(_ALIKE)).casefold()


_ALIKE = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u2032`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
})  # fmt: skip
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")


def line_of(element: HtmlElement, skip: Collection[HtmlElement] = (), *, limit: int = 0) -> str:
    """Return an element's text on one line: a name, a title, a date. Scripts and pictures are left out.

    Args:
        element: Whose text.
        skip: Elements to leave out.
        limit: If given, no more is read than it takes to know that the text is longer than this.
    """
    if element.tag in _DROPPED or element in skip:
        return ""
    if len(element) == 0:
        return plain(element.text or "")
    return plain("".join(_inner_texts(element, skip, 3 * limit)))


def _inner_texts(element: HtmlElement, skip: Collection[HtmlElement], most: int) -> Iterator[str]:
    """Yield the texts inside an element in order, up to about ``most`` characters if that is not zero."""
    yield element.text or ""
    size = 0
    stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = [(element, iter(element))]
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield node.tail or ""
            continue
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED or child in skip:
            yield child.tail or ""
            continue
        if tag not in _INLINE and tag not in ("span", "img"):
            yield " "
        if child.text:
            yield child.text
            size += len(child.text)
            if most and size > most:
                return
        stack.append((child, iter(child)))


def absolute(url: str | None, base: str | None) -> str | None:
    """Return an absolute http(s) URL, as its author wrote it (not the Wayback Machine), or ``None``."""
    found = _link(url, base)
    return found if found and found[:4].lower() == "http" else None


def unwayback(url: str) -> str:
    """Return the URL that a Wayback Machine copy is a copy of."""
    return _WAYBACK.sub("", url)


def _link(url: str | None, base: str | None) -> str | None:
    if not url:
        return None
    url = _SPACE.sub(" ", url).strip()
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


def _walk(
    content: Iterable[HtmlElement | str], writer: "_Writer", skip: Collection[HtmlElement], *, tails: bool
) -> None:
    stack: list[tuple[HtmlElement | None, Iterator[HtmlElement | str]]] = [(None, iter(content))]
    while stack:
        parent, children = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            if parent is not None:
                writer.end(parent)
                if tails or len(stack) > 1:
                    writer.words(parent.tail)
            continue
        if isinstance(node, str):
            writer.words(node)
        elif isinstance(node.tag, str) and node not in skip and _is_shown(node) and writer.start(node):
            writer.words(node.text)
            stack.append((node, node.iterchildren()))
        elif tails or len(stack) > 1:
            writer.words(node.tail)


def _is_shown(node: HtmlElement) -> bool:
    if node.tag in _DROPPED or node.get("hidden") is not None:
        return False
    kinds = node.get("class")
    if kinds and _is_unseen(kinds):
        return False
    style = node.get("style")
    return not (style and "display" in style and _NONE.search(style))


@lru_cache(maxsize=4096)
def _is_unseen(kinds: str) -> bool:
    return _UNSEEN.search(kinds) is not None


class _Writer:
    """Writes tidy HTML and plain text side by side: inline content always stands in a paragraph."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.html: list[str] = []
        self.lines: list[str] = []  # the text's finished paragraphs
        self.line: list[str] = []  # the paragraph being written
        self.links: dict[str, None] = {}
        self.inline: list[
            tuple[HtmlElement, str, str]
        ] = []  # open inline elements: node, opening, closing tag
        self.holders: list[str] = []
        self.counters: list[int] = []
        self.block: str | None = None  # the open leaf block
        self.owned = False  # whether that block is the page's own element, not a paragraph we opened
        self.pre = 0
        self.quotes = 0
        self.bullet = ""
        self.first = True  # whether the next list item is its list's first
        self.linked = 0
        self.glue = "\n\n"  # what goes between the text's paragraphs
        self.spaced = True  # whether white space would follow white space

    # ---- text and inline content

    def words(self, text: str | None) -> None:
        if not text:
            return
        if not self.pre:
            if "\n" in text or "  " in text or "\t" in text or "\r" in text:
                text = _SPACE.sub(" ", text)
            if self.spaced and text[0] == " ":
                text = text[1:]
            if not text:
                return
            if text == " " and self.block is None:
                return
        self._open()
        self.spaced = not self.pre and text[-1] in " \n"
        if "://" in text and not self.linked:
            self._linkify(text)
        else:
            self.line.append(text)
            self.html.append(_escape(text))

    def _linkify(self, text: str) -> None:
        at = 0
        for match in _BARE_URL.finditer(text):
            shown = match.group()
            while shown.endswith(")") and shown.count(")") > shown.count("("):
                shown = shown[:-1].rstrip(".,;:!?")
            url = _link(shown, None)
            if url is None:
                continue
            self.html.append(_escape(text[at : match.start()]))
            self.html.append(f'<a href="{_escape(url)}">{_escape(shown)}</a>')
            self.links[url] = None
            at = match.start() + len(shown)
        self.html.append(_escape(text[at:]))
        self.line.append(text)

    def _open(self) -> None:
        if self.block is None:
            self.block, self.owned = "p", False
            self.html.append("<p>")
            self._reopen()

    def _reopen(self) -> None:
        self.html.extend(opening for _, opening, _ in self.inline)

    def _close(self) -> None:
        """End the open paragraph, in the HTML and in the text."""
        if self.block is not None:
            self.html.extend(closing for _, _, closing in reversed(self.inline))
            self.html.append(f"</{self.block}>")
            self.block = None
        self._flush()
        self.spaced = True

    def _flush(self) -> None:
        text = "".join(self.line)
        self.line = []
        text = text.strip("\n") if self.pre else _INVISIBLE_EDGE.sub("\n", text).strip(" \n\t")
        if not text.strip():
            return
        text = self.bullet + text
        self.bullet = ""
        if self.quotes:
            mark = "> " * min(self.quotes, 5)
            text = mark + text.replace("\n", "\n" + mark)
        if self.lines:
            self.lines.append(self.glue)
        self.lines.append(text)
        self.glue = "\n\n"

    # ---- elements

    def start(self, node: HtmlElement) -> bool:
        """Open an element; ``False``: all there is to say of it has been said, its content is not wanted."""
        tag = node.tag
        if tag in _INLINE:
            self._start_inline(node, _INLINE[tag])
        elif tag == "br":
            self._break()
            return False
        elif tag == "img":
            self._picture(node)
            return False
        elif tag in _PLAYERS:
            self._player(node)
            return False
        elif tag in _HOLDERS:
            self._start_holder(node, tag)
        elif tag in _LEAVES:
            self._start_leaf(node, _LEAVES[tag])
        elif tag in _BREAKS:
            self._close()
            if tag == "hr":
                self.html.append("<hr>")
                return False
        return True

    def end(self, node: HtmlElement) -> None:
        """Close what ``start`` opened."""
        tag = node.tag
        if tag in _INLINE:
            if self.inline and self.inline[-1][0] is node:
                closing = self.inline.pop()[2]
                if self.block is not None:
                    self.html.append(closing)
            self.linked -= tag == "a"
        elif tag in _HOLDERS:
            self._end_holder(tag)
        elif tag in _LEAVES:
            self._end_leaf(tag)
        elif tag in _BREAKS:
            self._close()

    def _start_inline(self, node: HtmlElement, name: str) -> None:
        opening = f"<{name}>"
        if name == "a":
            self.linked += 1
            url = _link(node.get("href"), self.base)
            if url is None:
                return
            if url[:4].lower() == "http" and not self._own(url):
                self.links[url] = None
            opening = f'<a href="{_escape(url)}">'
        elif name == "abbr" and node.get("title"):
            opening = f'<abbr title="{_escape(node.get("title"))}">'
        if len(self.inline) < _DEEPEST:
            self.inline.append((node, opening, f"</{name}>"))
            if self.block is not None:
                self.html.append(opening)

    def _own(self, url: str) -> bool:
        return self.base is not None and "#" in url and url.partition("#")[0] == self.base.partition("#")[0]

    def _break(self) -> None:
        if self.block is not None:
            self.html.append("<br>")
            while self.line and not self.pre and self.line[-1] == " ":
                self.line.pop()
            self.line.append("\n")
            self.spaced = True

    def _picture(self, node: HtmlElement) -> None:
        alt = plain(node.get("alt") or "")
        if _SMILEY.search(f"{node.get('class')} {node.get('src')}") or (alt and len(alt) <= 2):
            self.words(alt)
            return
        source = next(
            (
                node.get(name)
                for name in ("data-src", "data-lazy-src", "data-original", "src")
                if node.get(name)
            ),
            None,
        )
        url = absolute(source, self.base)
        if alt or (url and not _TRACKER.search(url)):
            self._aside(f"[{alt}]" if alt else "", url, alt or "picture")

    def _player(self, node: HtmlElement) -> None:
        inner = node.find(".//source") if node.tag in ("video", "audio") else None
        source = (
            node.get("src")
            or node.get("data-src")
            or node.get("data")
            or (inner is not None and inner.get("src"))
        )
        url = absolute(source or None, self.base)
        if url:
            self.links[url] = None
            self._aside("", url, plain(node.get("title") or "") or url)

    def _aside(self, text: str, url: str | None, label: str) -> None:
        """Say in the HTML that something stands here that is not shown; in the text, its description."""
        self._open()
        if url is None or self.linked:
            self.html.append(_escape(f"[{label}]"))
        else:
            self.html.append(f'<a href="{_escape(url)}">[{_escape(label)}]</a>')
        if text:
            self.line.append(text)
            self.spaced = False

    def _start_holder(self, node: HtmlElement, tag: str) -> None:
        self._close()
        if len(self.holders) < _DEEPEST:
            start = node.get("start", "") if tag == "ol" else ""
            self.html.append(
                f'<ol start="{int(start)}">' if start.isdecimal() and len(start) < 6 else f"<{tag}>"
            )
            if tag in ("ul", "ol"):
                self.first = True
                self.counters.append(int(start) - 1 if start.isdecimal() and len(start) < 6 else 0)
            self.quotes += tag == "blockquote"
            if tag == "li":
                self._item()
        self.holders.append(tag)

    def _item(self) -> None:
        numbered = self.counters and "ol" in self.holders[-1:]
        if self.counters:
            self.counters[-1] += 1
        self.bullet = f"{self.counters[-1]}. " if numbered else "- "
        if len(self.counters) > 1 or not self.first:
            self.glue = "\n"
        self.first = False

    def _end_holder(self, tag: str) -> None:
        self._close()
        if self.holders:
            self.holders.pop()
        if len(self.holders) < _DEEPEST:
            self.html.append(f"</{tag}>")
            if tag in ("ul", "ol") and self.counters:
                self.counters.pop()
            self.quotes -= tag == "blockquote"
        if tag == "li":
            self.bullet = ""
        elif tag == "tr":
            self.glue = "\n"

    def _start_leaf(self, node: HtmlElement, name: str) -> None:
        if name in ("td", "th") and self.line:
            cells, self.line = [*self.line, " | "], []
            self._close()
            self.line = cells
        else:
            self._close()
        spans = "".join(
            f' {key}="{node.get(key)}"' for key in ("colspan", "rowspan") if node.get(key, "").isdecimal()
        )
        self.html.append(f"<{name}{spans}>")
        self.block, self.owned = name, True
        self._reopen()
        self.pre += name == "pre"

    def _end_leaf(self, tag: str) -> None:
        name = _LEAVES[tag]
        if name in ("td", "th") and self.block == name:
            cells, self.line = self.line, []
            self._close()
            self.line = cells
        else:
            self._close()
        if name == "pre":
            self.pre -= 1
        elif name == "dt":
            self.glue = "\n"

    def finish(self) -> Clean:
        self._close()
        html = _EMPTY.sub("", "".join(self.html))
        return Clean(
            _SAFE.clean(html).strip() if html else "",
            _NEWLINES.sub("\n\n", "".join(self.lines)),
            tuple(self.links),
        )


_INVISIBLE_EDGE = re.compile(r" *\n *")
_NEWLINES = re.compile(r"\n{3,}")
_EMPTY = re.compile(r"<(p|li|em|strong|td|h[2-6])>\s*</\1>")
_TRACKER = re.compile(r"/pixel|[?&/]b\.gif|spacer|blank\.gif|1x1|^data:", re.IGNORECASE)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def join_texts(parts: Sequence[Clean]) -> Clean:
    """Return several pieces as one, in order."""
    return Clean(
        "".join(part.html for part in parts),
        "\n\n".join(part.text for part in parts if part.text),
        tuple(dict.fromkeys(link for part in parts for link in part.links)),
    )
