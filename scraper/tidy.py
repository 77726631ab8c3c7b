"""What each tag of a stranger's HTML means for the tidy HTML and plain text that a ``Writer`` writes."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from scraper.tags import DROPPED, INLINE
from scraper.writer import Writer

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
    "fieldset", "legend", "thead", "tbody", "tfoot", "hgroup", "menu", "dir", "form", "body", "html",
    "optgroup",
})  # fmt: skip
#: All tags that a ``Writer`` writes.
WRITTEN = frozenset({*INLINE.values(), *LEAVES.values(), *HOLDERS, "br", "hr"})
_PLAYERS = frozenset({"iframe", "embed", "object", "video", "audio"})
_UNSEEN = re.compile(
    r"(?:^|\s)(?:screen-reader-text|screen-reader|sr-only|visually-?hidden|assistive-text|says)(?:\s|$)"
)
UNDISPLAYED = re.compile(r"display\s*:\s*none")
_BLANK = " \t\r\f\n"
_Do = Callable[[Writer, Any], None]
#: What a ``Writer`` does at an element; with what; whether it hears of what the element holds; what it does
#: at its end; and what does all that at once where the element holds nothing but text.
Step = tuple[_Do | None, Any, bool, _Do | None, Callable[[Writer, Any, str], None] | None]


def walk(content: Iterable[HtmlElement | str], writer: Writer, skip: Collection[HtmlElement]) -> None:
    """Hand nodes to the writer in page order; an element comes with all it holds, without what follows it."""
    for node in content:
        if isinstance(node, str):
            if node.strip(_BLANK) or (node and writer.block is not None):
                writer.words(node)
        elif node not in skip and is_shown(node):
            do, what, inside, end, _ = STEPS.get(node.tag, NOTHING)
            if do is not None:
                do(writer, node if what is _NODE else what)
            if inside:
                walk_inside(node, writer, skip)
            if end is not None:
                end(writer, what)


def walk_inside(root: HtmlElement, writer: Writer, skip: Collection[HtmlElement]) -> None:
    """Hand all that an element holds to the writer in page order, without recursion."""
    words, step_at = writer.words, STEPS.get
    if (text := root.text) and (writer.block is not None or text.strip(_BLANK)):
        words(text)
    node = root[0] if len(root) else root
    while node is not root:
        step = step_at(node.tag, NOTHING)
        unheard = step is UNHEARD or (skip and node in skip) or (node.attrib and _is_hidden(node))
        if not unheard and _begin(node, step, writer):
            node = node[0]
            continue
        if (text := node.tail) and (writer.block is not None or text.strip(_BLANK)):
            words(text)
        after = node.getnext()
        while after is None:
            node = node.getparent()
            if node is root:
                return
            _, what, _, end, _ = step_at(node.tag, NOTHING)
            if end is not None:
                end(writer, what)
            if (text := node.tail) and (writer.block is not None or text.strip(_BLANK)):
                words(text)
            after = node.getnext()
        node = after


def _begin(node: HtmlElement, step: Step, writer: Writer) -> bool:
    """Write an element's beginning and text, and its end too unless it holds elements to be heard of."""
    do, what, inside, end, whole = step
    if what is _NODE:
        what = node
    text = node.text
    holds = inside and len(node) > 0
    if whole is not None and not holds:
        whole(writer, what, text or "")
        return False
    if do is not None:
        do(writer, what)
    if inside and text and (writer.block is not None or text.strip(_BLANK)):
        writer.words(text)
    if end is not None and not holds:
        end(writer, what)
    return holds


def is_shown(node: HtmlElement) -> bool:
    """Say whether a browser would show an element."""
    return STEPS.get(node.tag, NOTHING) is not UNHEARD and not _is_hidden(node)


def _is_hidden(node: HtmlElement) -> bool:
    if node.get("hidden") is not None:
        return True
    kinds = node.get("class")
    if kinds and is_unseen(kinds):
        return True
    style = node.get("style")
    return bool(style and "display" in style and UNDISPLAYED.search(style))


@lru_cache(maxsize=4096)
def is_unseen(kinds: str) -> bool:
    """Say whether class names are those of what themes write for screen readers alone."""
    return _UNSEEN.search(kinds) is not None


def _open_td(writer: Writer, node: HtmlElement) -> None:
    writer.open_cell("td", node)


def _close_td(writer: Writer, _: object) -> None:
    writer.close_cell("td")


def _open_th(writer: Writer, node: HtmlElement) -> None:
    writer.open_cell("th", node)


def _close_th(writer: Writer, _: object) -> None:
    writer.close_cell("th")


#: Stands for the element itself.
_NODE = object()
NOTHING: Step = (None, None, True, None, None)
UNHEARD: Step = (None, None, False, None, None)


def _steps() -> dict[object, Step]:
    """Return what is done at an element, by its tag."""
    steps: dict[object, Step] = {}
    for tag, name in INLINE.items():
        tags = (f"<{name}>", f"</{name}>")
        steps[tag] = (Writer.open_inline, tags, True, Writer.close_inline, Writer.phrase)
    for tag in HOLDERS:
        steps[tag] = (Writer.open_holder, tag, True, Writer.close_holder, None)
    for tag, name in LEAVES.items():
        whole = Writer.paragraph if name == "p" or name[0] == "h" else None
        steps[tag] = (Writer.open_leaf, name, True, Writer.close_leaf, whole)
    steps.update(dict.fromkeys(BREAKS, (Writer.close, None, True, Writer.close, None)))
    steps.update(dict.fromkeys(_PLAYERS, (Writer.player, _NODE, False, None, None)))
    abbreviation: Step = (Writer.open_abbreviation, _NODE, True, Writer.close_inline, None)
    unheard = (*DROPPED, etree.Comment, etree.ProcessingInstruction, etree.Entity)
    return steps | dict.fromkeys(unheard, UNHEARD) | {
        "a": (Writer.open_link, _NODE, True, Writer.close_link, None),
        "abbr": abbreviation,
        "acronym": abbreviation,
        "br": (Writer.line_break, None, False, None, None),
        "hr": (Writer.rule, None, False, None, None),
        "img": (Writer.picture, _NODE, False, None, None),
        "ol": (Writer.open_numbered, _NODE, True, Writer.close_numbered, None),
        "td": (_open_td, _NODE, True, _close_td, None),
        "th": (_open_th, _NODE, True, _close_th, None),
    }  # fmt: skip


STEPS = _steps()
