"""What a ``Writer`` is told of a page, in page order, becomes tidy HTML and plain text side by side."""

import re

from lxml.html import HtmlElement

from scraper.attributes import (
    abbreviation,
    anchor,
    depicted,
    first_number,
    is_cited,
    linkified,
    played,
    spans,
)
from scraper.lines import link_of
from scraper.spelling import escape, fewer_breaks, folded

#: Deeper nesting of one kind than this is kept as text, not as markup.
DEEPEST = 40
#: Inline elements in one another beyond this may be moved by who reads the HTML (its "Noah's Ark clause").
FEW = 3
_INVISIBLE_EDGE = re.compile(r" *\n *")
EMPTY = re.compile(r"<(p|li|em|strong|td|h[2-6])>\s*</\1>")
# Blocks that who reads the HTML leaves in place only inside these; some may always be moved.
HOMES = {"tr": "table", "td": "tr", "th": "tr", "caption": None, "dl": None, "dt": None, "dd": None}
_ROWS = frozenset({"table", "tr"})
_BLANK = " \t\r\f\n"


class Writer:
    """Writes tidy HTML and plain text side by side: inline content always stands in a paragraph.

    Attributes:
        sure: Whether the HTML written so far is what any reader of it would give back.
    """

    def __init__(self, base: str | None, *, marked: bool = False) -> None:
        self.base = base
        self.marked = marked  # whether ``> `` stands before quoted lines
        self.sure = True
        self.html: list[str] = []
        self.lines: list[str] = []  # the text's finished paragraphs
        self.line: list[str] = []  # the paragraph being written
        self.links: dict[str, None] = {}
        self.inline: list[tuple[str, str]] = []  # open inline elements: opening and closing tag
        self.inlined: list[bool] = []  # of each inline element that is open on the page: whether it is there
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

    def words(self, text: str) -> None:
        """Write text that stands here; it is not blank unless a block is open."""
        if not self.pre:
            text = folded(text)
            if self.spaced and text[0] == " ":
                text = text[1:]
                if not text:
                    return
        elif "\r" in text:
            self.sure = False
        if self.block is None:
            self._open()
        self.spaced = not self.pre and text[-1] == " "
        if "://" in text and not self.linked:
            self._linkify(text)
        else:
            self.html.append(escape(text))
        self.line.append(text)

    def _linkify(self, text: str) -> None:
        html, urls, sure = linkified(text)
        self.html.append(html)
        self.sure = self.sure and sure
        for url in urls:
            self.links[url] = None

    def _anchor(self, url: str) -> str:
        opening, sure = anchor(url)
        self.sure = self.sure and sure
        return opening

    def _open(self) -> None:
        if self.block is None:
            self._place("p")
            self.block = "p"
            self.html.append("<p>")
            if self.inline:
                self._reopen()

    def _reopen(self) -> None:
        self.html.extend([opening for opening, _ in self.inline])

    def close(self, _: object = None) -> None:
        """End the open paragraph, in the HTML and in the text."""
        self.spaced = True
        if self.block is not None:
            if self.inline:
                self.html.extend([closing for _, closing in reversed(self.inline)])
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
        if self.bullet:
            text = self.bullet + text
            self.bullet = ""
        if self.quotes and self.marked:
            mark = "> " * min(self.quotes, 5)
            text = mark + text.replace("\n", "\n" + mark)
        if self.lines:
            self.lines.append(self.glue)
        self.lines.append(text)
        self.glue = "\n\n"

    def open_inline(self, tags: tuple[str, str]) -> None:
        """Begin what stands within a line; its opening and closing tag in the HTML are given."""
        kept = len(self.inline) < DEEPEST
        self.inlined.append(kept)
        if kept:
            self.inline.append(tags)
            if self.block is not None:
                self.html.append(tags[0])
            if len(self.inline) > FEW:
                self.sure = False

    def close_inline(self, _: object = None) -> None:
        """End what ``open_inline`` began."""
        if self.inlined.pop():
            closing = self.inline.pop()[1]
            if self.block is not None:
                self.html.append(closing)

    def phrase(self, tags: tuple[str, str], text: str) -> None:
        """Write an inline element that holds nothing but text."""
        if self.block is None or not text or len(self.inline) >= FEW:
            self.open_inline(tags)
            if text and (self.block is not None or text.strip(_BLANK)):
                self.words(text)
            self.close_inline()
            return
        self.html.append(tags[0])
        self.words(text)
        self.html.append(tags[1])

    def open_link(self, node: HtmlElement) -> None:
        """Begin a link, if it leads anywhere."""
        self.linked += 1
        url = link_of(node.get("href"), self.base)
        if url is None:
            self.inlined.append(False)
            return
        if is_cited(url, self.base):
            self.links[url] = None
        if self.linked > 1:  # no link may stand in another
            self.sure = False
        self.open_inline((self._anchor(url), "</a>"))

    def close_link(self, _: object = None) -> None:
        """End what ``open_link`` began."""
        self.linked -= 1
        self.close_inline()

    def open_abbreviation(self, node: HtmlElement) -> None:
        """Begin an abbreviation, perhaps one that says what it is short for."""
        title = node.get("title")
        if title:
            self.sure = False
        self.open_inline((abbreviation(title), "</abbr>"))

    def line_break(self, _: object = None) -> None:
        """Begin a new line in the open paragraph."""
        if self.block is not None:
            self.html.append("<br>")
            while self.line and not self.pre and self.line[-1] == " ":
                self.line.pop()
            self.line.append("\n")
            self.spaced = True

    def rule(self, _: object = None) -> None:
        """Write a line across the page."""
        self.close()
        self._place("hr")
        self.html.append("<hr>")

    def picture(self, node: HtmlElement) -> None:
        """Write what a picture shows, and where it is."""
        shown = depicted(node, self.base)
        if isinstance(shown, str):
            self.words(shown)
        elif shown is not None:
            self._aside(*shown)

    def player(self, node: HtmlElement) -> None:
        """Write where to find what a player plays."""
        url, label = played(node, self.base)
        if url:
            self.links[url] = None
            self._aside("", url, label)

    def _aside(self, text: str, url: str | None, label: str) -> None:
        """Say in the HTML that something stands here that is not shown; in the text, its description."""
        self._open()
        if url is None or self.linked:
            self.html.append(escape(f"[{label}]"))
        else:
            self.html.append(f"{self._anchor(url)}[{escape(label)}]</a>")
        if text:
            self.line.append(text)
            self.spaced = False

    # ---- blocks

    def _place(self, name: str) -> None:
        """Note whether who reads the HTML leaves a block where it now begins."""
        around = self.holders[-1] if self.holders else ""
        if name in HOMES:
            self.sure = self.sure and around == HOMES[name]
        elif around in _ROWS or (name == around == "li"):  # it would end the item around it
            self.sure = False

    def open_holder(self, tag: str, start: int | None = None) -> None:
        """Begin a block that holds blocks; a numbered list may begin with another number than one."""
        self.close()
        self._place(tag)
        if len(self.holders) < DEEPEST:
            self.html.append(f"<{tag}>" if start is None else f'<{tag} start="{start}">')
            if tag in ("ul", "ol"):
                self.first = True
                self.counters.append(0 if start is None else start - 1)
            elif tag == "blockquote":
                self.quotes += 1
            elif tag == "li":
                self._item()
        else:
            self.sure = False
        self.holders.append(tag)

    def open_numbered(self, node: HtmlElement) -> None:
        """Begin a numbered list."""
        start = node.get("start", "")
        self.sure = self.sure and not start
        self.open_holder("ol", first_number(start))

    def close_numbered(self, _: object = None) -> None:
        """End what ``open_numbered`` began."""
        self.close_holder("ol")

    def _item(self) -> None:
        if self.counters:
            self.counters[-1] += 1
        self.bullet = f"{self.counters[-1]}. " if self.counters and self.holders[-1:] == ["ol"] else "- "
        if len(self.counters) > 1 or not self.first:
            self.glue = "\n"
        self.first = False

    def close_holder(self, tag: str) -> None:
        """End what ``open_holder`` began."""
        self.close()
        self.holders.pop()
        if len(self.holders) < DEEPEST:
            self.html.append(f"</{tag}>")
            if tag in ("ul", "ol"):
                self.counters.pop()
            elif tag == "blockquote":
                self.quotes -= 1
        if tag == "li":
            self.bullet = ""
        elif tag == "tr":
            self.glue = "\n"

    def open_leaf(self, name: str, spans: str = "") -> None:
        """Begin a block that holds inline content alone; its name in the HTML is given."""
        self.close()
        self._place(name)
        self.html.append(f"<{name}{spans}>")
        self.block = name
        if self.inline:
            self._reopen()
        self.pre += name == "pre"

    def close_leaf(self, name: str) -> None:
        """End what ``open_leaf`` began."""
        self.close()
        if name == "pre":
            self.pre -= 1
        elif name == "dt":
            self.glue = "\n"

    def paragraph(self, name: str, text: str) -> None:
        """Write a paragraph or heading that holds nothing but text."""
        if self.inline or self.pre or self.quotes or self.bullet or "://" in text:
            self.open_leaf(name)
            if text:
                self.words(text)
            self.close_leaf(name)
            return
        self.close()
        text = folded(text)
        if text and text[0] == " ":
            text = text[1:]
        bare = text.rstrip(" ")
        if bare and not bare.isspace():
            self._place(name)
            self.html.append(f"<{name}>{escape(text)}</{name}>")
            if self.lines:
                self.lines.append(self.glue)
            self.lines.append(bare)
            self.glue = "\n\n"

    def open_cell(self, name: str, node: HtmlElement) -> None:
        """Begin a cell of a table, whose row is one line of the text."""
        cells, self.line = self.line, []
        if cells:
            cells.append(" | ")
        self.open_leaf(name, spans(node))
        self.line = cells

    def close_cell(self, name: str) -> None:
        """End what ``open_cell`` began."""
        cells: list[str] = []
        if self.block == name:
            cells, self.line = self.line, []
        self.close()
        self.line = cells

    def finish(self) -> tuple[str, str, tuple[str, ...]]:
        """Return the HTML (tidy, not yet sanitised), the text and the links."""
        self.close()
        html = EMPTY.sub("", "".join(self.html))
        return html, fewer_breaks("".join(self.lines)), tuple(self.links)
