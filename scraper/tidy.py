"""The walk over a stranger's HTML that writes tidy HTML and plain text side by side."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.lines import DROPPED, INLINE, absolute, link_of, plain

# Blocks that hold blocks: kept as they are. Everything else that breaks a line only ends the paragraph.
HOLDERS = frozenset({"blockquote", "ul", "ol", "li", "dl", "dd", "table", "tr", "figure"})
# Blocks that hold inline content alone.
LEAVES = {
    "p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6", "pre": "pre",
    "dt": "dt", "td": "td", "th": "th", "caption": "caption", "figcaption": "figcaption", "address": "p",
    "xmp": "pre", "listing": "pre",
}  # fmt: skip
BREAKS = frozenset({
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "details", "summary",
    "fieldset", "legend", "thead", "tbody", "tfoot", "hgroup", "menu", "dir", "form", "body", "html", "hr",
    "optgroup",
})  # fmt: skip
_PLAYERS = frozenset({"iframe", "embed", "object", "video", "audio"})
_UNSEEN = re.compile(
    r"(?:^|\s)(?:screen-reader-text|screen-reader|sr-only|visually-?hidden|assistive-text|says)(?:\s|$)"
)
_NONE = re.compile(r"display\s*:\s*none")
_SMILEY = re.compile(r"smil|emoji|emotic", re.IGNORECASE)
_BARE_URL = re.compile(r"""https?://[^\s<>"'“”«»\]}]*[^\s<>"'“”«»\]}.,;:!?…*_]""", re.IGNORECASE)
#: Deeper nesting of one kind than this is kept as text, not as markup.
_DEEPEST = 40


def walk(content: Iterable[HtmlElement | str], writer: "Writer", skip: Collection[HtmlElement]) -> None:
    """Hand nodes to the writer in page order; an element comes with all it holds, without what follows it."""
    for node in content:
        if isinstance(node, str):
            writer.words(node)
        elif isinstance(node.tag, str) and node not in skip and is_shown(node) and writer.start(node):
            walk_inside(node, writer, skip)
            writer.end(node)


def walk_inside(root: HtmlElement, writer: "Writer", skip: Collection[HtmlElement]) -> None:
    """Hand all that an element holds to the writer in page order, without recursion."""
    start, end, words = writer.start, writer.end, writer.words
    words(root.text)
    node = root[0] if len(root) else root
    while node is not root:
        tag = node.tag
        if (
            tag in DROPPED
            or (skip and node in skip)
            or not isinstance(tag, str)
            or (node.keys() and not is_shown(node))
        ):
            pass
        elif tag == "br":
            writer.line_break()
        elif tag == "p" and not len(node) and writer.paragraph(node.text):
            pass
        elif start(node):
            words(node.text)
            if len(node):
                node = node[0]
                continue
            end(node)
        if tail := node.tail:
            words(tail)
        after = node.getnext()
        while after is None:
            node = node.getparent()
            if node is root:
                return
            end(node)
            if tail := node.tail:
                words(tail)
            after = node.getnext()
        node = after


def is_shown(node: HtmlElement) -> bool:
    """Say whether a browser would show an element."""
    if node.tag in DROPPED or node.get("hidden") is not None:
        return False
    kinds = node.get("class")
    if kinds and _is_unseen(kinds):
        return False
    style = node.get("style")
    return not (style and "display" in style and _NONE.search(style))


@lru_cache(maxsize=4096)
def _is_unseen(kinds: str) -> bool:
    return _UNSEEN.search(kinds) is not None


class Writer:
    """Writes tidy HTML and plain text side by side: inline content always stands in a paragraph."""

    def __init__(self, base: str | None, *, marked: bool = False) -> None:
        self.base = base
        self.marked = marked  # whether ``> `` stands before quoted lines
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
        self.pre = 0
        self.quotes = 0
        self.bullet = ""
        self.first = True  # whether the next list item is its list's first
        self.linked = 0
        self.glue = "\n\n"  # what goes between the text's paragraphs
        self.spaced = True  # whether white space would follow white space

    # ---- text and inline content

    def words(self, text: str | None) -> None:
        """Write text that stands here."""
        if not text or (self.block is None and (text == "\n" or not text.strip(" \t\r\f\n"))):
            return
        if not self.pre:
            text = folded(text)
            if self.spaced and text[0] == " ":
                text = text[1:]
            if not text:
                return
        if self.block is None:
            self._open()
        self.spaced = not self.pre and text[-1] in " \n"
        if "://" in text and not self.linked:
            self._linkify(text)
        else:
            self.line.append(text)
            self.html.append(escape(text))

    def paragraph(self, text: str | None) -> bool:
        """Write a paragraph that holds nothing but text; ``False``: it wants the long way."""
        if self.inline or self.pre or self.quotes or self.bullet or (text and "://" in text):
            return False
        self._close()
        if text:
            text = squeeze(text)
            bare = text.rstrip(" ")
            if bare and not bare.isspace():
                self.html.append(f"<p>{escape(text)}</p>")
                if self.lines:
                    self.lines.append(self.glue)
                self.lines.append(bare)
                self.glue = "\n\n"
        return True

    def _linkify(self, text: str) -> None:
        at = 0
        for match in _BARE_URL.finditer(text):
            shown = match.group()
            while shown.endswith(")") and shown.count(")") > shown.count("("):
                shown = shown[:-1].rstrip(".,;:!?")
            url = link_of(shown, None)
            if url is None:
                continue
            self.html.append(escape(text[at : match.start()]))
            self.html.append(f'<a href="{escape(url)}">{escape(shown)}</a>')
            self.links[url] = None
            at = match.start() + len(shown)
        self.html.append(escape(text[at:]))
        self.line.append(text)

    def _open(self) -> None:
        if self.block is None:
            self.block = "p"
            self.html.append("<p>")
            if self.inline:
                self._reopen()

    def _reopen(self) -> None:
        self.html.extend(opening for _, opening, _ in self.inline)

    def _close(self) -> None:
        """End the open paragraph, in the HTML and in the text."""
        self.spaced = True
        if self.block is None and not self.line:
            return
        if self.block is not None:
            if self.inline:
                self.html.extend(closing for _, _, closing in reversed(self.inline))
            self.html.append(f"</{self.block}>")
            self.block = None
        if self.line:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self.line)
        self.line = []
        if self.pre:
            text = text.strip("\n")
        else:
            text = (_INVISIBLE_EDGE.sub("\n", text) if "\n" in text else text).strip(" \n\t")
        if not text or text.isspace():
            return
        text = self.bullet + text
        self.bullet = ""
        if self.quotes and self.marked:
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
        if tag in INLINE:
            self._start_inline(node, INLINE[tag])
        elif tag == "br":
            self.line_break()
            return False
        elif tag == "img":
            self._picture(node)
            return False
        elif tag in _PLAYERS:
            self._player(node)
            return False
        elif tag in HOLDERS:
            self._start_holder(node, tag)
        elif tag in LEAVES:
            self._start_leaf(node, LEAVES[tag])
        elif tag in BREAKS:
            self._close()
            if tag == "hr":
                self.html.append("<hr>")
                return False
        return True

    def end(self, node: HtmlElement) -> None:
        """Close what ``start`` opened."""
        tag = node.tag
        if tag in INLINE:
            if self.inline and self.inline[-1][0] is node:
                closing = self.inline.pop()[2]
                if self.block is not None:
                    self.html.append(closing)
            self.linked -= tag == "a"
        elif tag in HOLDERS:
            self._end_holder(tag)
        elif tag in LEAVES:
            self._end_leaf(tag)
        elif tag in BREAKS:
            self._close()

    def _start_inline(self, node: HtmlElement, name: str) -> None:
        opening = f"<{name}>"
        if name == "a":
            self.linked += 1
            url = link_of(node.get("href"), self.base)
            if url is None:
                return
            if url[:4].lower() == "http" and not self._own(url):
                self.links[url] = None
            opening = f'<a href="{escape(url)}">'
        elif name == "abbr" and node.get("title"):
            opening = f'<abbr title="{escape(node.get("title"))}">'
        if len(self.inline) < _DEEPEST:
            self.inline.append((node, opening, f"</{name}>"))
            if self.block is not None:
                self.html.append(opening)

    def _own(self, url: str) -> bool:
        return self.base is not None and "#" in url and url.partition("#")[0] == self.base.partition("#")[0]

    def line_break(self) -> None:
        """Begin a new line in the open paragraph."""
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
            self.html.append(escape(f"[{label}]"))
        else:
            self.html.append(f'<a href="{escape(url)}">[{escape(label)}]</a>')
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
        spans = ""
        if name in ("td", "th"):
            spans = "".join(
                f' {key}="{node.get(key)}"' for key in ("colspan", "rowspan") if node.get(key, "").isdecimal()
            )
        self.html.append(f"<{name}{spans}>")
        self.block = name
        if self.inline:
            self._reopen()
        self.pre += name == "pre"

    def _end_leaf(self, tag: str) -> None:
        name = LEAVES[tag]
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

    def finish(self) -> tuple[str, str, tuple[str, ...]]:
        """Return the HTML (tidy, not yet sanitised), the text and the links."""
        self._close()
        html = _EMPTY.sub("", "".join(self.html))
        text = "".join(self.lines)
        return html, fewer_breaks(text), tuple(self.links)


_NEWLINES = re.compile(r"\n{3,}")
_INVISIBLE_EDGE = re.compile(r" *\n *")
_EMPTY = re.compile(r"<(p|li|em|strong|td|h[2-6])>\s*</\1>")
_TRACKER = re.compile(r"/pixel|[?&/]b\.gif|spacer|blank\.gif|1x1|^data:", re.IGNORECASE)


def fewer_breaks(text: str) -> str:
    """Return text with no more than one blank line in a row."""
    return _NEWLINES.sub("\n\n", text) if "\n\n\n" in text else text


def squeeze(text: str | None) -> str:
    """Return the text of a new line: its white space folded, none at the beginning."""
    if not text:
        return ""
    text = folded(text)
    return text[1:] if text[0] == " " else text


def folded(text: str) -> str:
    """Return text with every run of white space as one space."""
    for char in "\n\t\r\f":
        if char in text:
            text = text.replace(char, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def escape(text: str) -> str:
    """Return text as HTML, fit for an attribute too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
