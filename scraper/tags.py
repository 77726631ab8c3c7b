"""What kinds of element HTML has, as far as their text is concerned."""

from lxml import etree

INLINE = {
    "a": "a", "abbr": "abbr", "acronym": "abbr", "b": "strong", "bdi": "bdi", "bdo": "bdo", "big": "strong",
    "cite": "cite", "code": "code", "del": "del", "dfn": "dfn", "em": "em", "i": "em", "ins": "ins",
    "kbd": "kbd", "mark": "mark", "q": "q", "s": "s", "samp": "samp", "small": "small", "strike": "s",
    "strong": "strong", "sub": "sub", "sup": "sup", "tt": "code", "u": "u", "var": "var",
}  # fmt: skip
DROPPED = frozenset({
    "script", "style", "noscript", "template", "button", "input", "select", "textarea", "option", "svg",
    "math", "canvas", "head", "title", "meta", "link", "map", "area", "datalist", "progress", "meter",
    "dialog", "base", "param", "source", "track", "frameset", "frame", "applet", "noframes",
})  # fmt: skip
# What stands between the words before an element and those in it, where that is no space; ``None``: not read.
APART: dict[object, str | None] = {
    **dict.fromkeys((*INLINE, "span", "img"), ""),
    **dict.fromkeys((*DROPPED, etree.Comment, etree.ProcessingInstruction, etree.Entity)),
}
OF_HEADS = frozenset({"link", "meta", "script", "title"})
