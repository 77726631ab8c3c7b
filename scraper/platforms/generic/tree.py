"""What the finder asks of the tree itself: how a page's elements lie in each other, their words, attributes.

Elements are numbered as in ``Survey``: from the body, which is ``first`` in the outline, up to ``last``.
"""

from itertools import compress
from operator import attrgetter

from lxml import etree

from scraper.compiled import chosen
from scraper.outline import Outline

_TEXT, _TAIL = attrgetter("text"), attrgetter("tail")
#: Attributes that may tell something of comments, beside those that begin with ``data-``.
_TELLING = frozenset({"title", "itemprop", "itemtype", "name", "rel", "role", "style"})


def shape(outline: Outline, first: int, last: int) -> tuple[list[int], list[int]]:
    """Return the place of each element's parent, -1 for the first's, and that after its last descendant."""
    nodes = outline.elements[first:last]
    parents: list[int] = []
    ends = [0] * len(nodes)
    above = -1
    for place, node in enumerate(nodes):
        around = node.getparent()
        while above >= 0 and nodes[above] is not around:
            ends[above] = place
            above = parents[above]
        parents.append(above)
        above = place
    while above >= 0:
        ends[above] = len(nodes)
        above = parents[above]
    return parents, ends


def words(
    outline: Outline, first: int, last: int, alive: bytearray
) -> tuple[list[str], list[tuple[int, str, int]]]:
    """Return the words right inside each living element, before its first child; then those between children.

    Both are without the white space around them. Of the others, each is told with the place of the element
    that it is in, and with its length before the white space was taken away; in any order.
    """
    nodes, places = outline.elements[first:last], outline.places
    own = [""] * len(nodes)
    for place, text in zip(
        compress(range(len(nodes)), alive), map(_TEXT, compress(nodes, alive)), strict=True
    ):
        if text:
            own[place] = text.strip()
    # What stands behind an element is around it: that of the body is none of it.
    between = []
    others = nodes[0].iter(etree.Comment, etree.PI) if nodes else ()
    for node in (*nodes[1:], *others):
        if (tail := node.tail) and (said := tail.strip()):
            above = places[node.getparent()] - first
            if alive[above]:
                between.append((above, said, len(tail)))
    return own, between


def attributes(outline: Outline, first: int, last: int, alive: bytearray) -> list[tuple[int, str, str]]:
    """Return what attributes say that may tell something of comments: by place, name and value."""
    return [
        (place, key, node.get(key))
        for place, node in enumerate(outline.elements[first:last])
        if alive[place]
        for key in node.keys()  # noqa: SIM118 - an element holds others, no keys
        if key in _TELLING or key.startswith("data-")
    ]


shape = chosen("tree", "shape", shape)
words = chosen("tree", "words", words)
attributes = chosen("tree", "attributes", attributes)
