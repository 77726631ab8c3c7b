"""How far a WordPress comment reaches around the element that has its id."""

import re
from collections.abc import Collection, Container, Iterable, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.compiled import chosen
from scraper.outline import Outline

KIND = re.compile(r"(?:^|\s)(?:comment|pingback|trackback)(?:\s|$)")
CORE = re.compile(r"(?:^|\s)(?:even|odd|byuser|thread-even|thread-odd|depth-\d+)(?:\s|$)")
HOLDERS = frozenset({"ul", "ol", "dl", "table", "tbody", "body", "html", "form", "section", "main", "aside"})
LISTS = frozenset({"ul", "ol", "dl", "table", "tbody"})
ITEM = re.compile(r"li(?:class\b.*)?$", re.DOTALL)
_Beside = tuple[int | None, int | None]


def standing(wanted: Collection[str], tags: list[str], start: int = 0, stop: int | None = None) -> list[int]:
    """Return the places of the elements whose tags are among some.

    Args:
        wanted: The ones asked for.
        tags: Those of all elements.
        start: The first place to look at.
        stop: The place after the last.
    """
    return [place for place, tag in enumerate(tags[start:stop], start) if tag in wanted]


def holding(words: tuple[str, ...], labels: list[str | None]) -> list[int]:
    """Return the places of the elements whose class names hold any of some words."""
    return [place for place, label in enumerate(labels) if label and any(word in label for word in words)]


standing = chosen("kinds", "standing", standing)
holding = chosen("kinds", "holding", holding)


def last_of(term: HtmlElement) -> HtmlElement:
    """Return the last ``dd`` that belongs to a ``dt``, which names the author and says when."""
    last = after = term
    while (after := after.getnext()) is not None and (after.tag == "dd" or not isinstance(after.tag, str)):
        last = after if after.tag == "dd" else last
    return last


def around(elements: Iterable[HtmlElement], tops: set[HtmlElement]) -> set[HtmlElement]:
    """Return what is around elements, up to and with the tops."""
    found: set[HtmlElement] = set(tops)
    for element in elements:
        node = element.getparent()
        while node is not None and node not in found:
            found.add(node)
            node = node.getparent()
    return found


def climb(
    place: int, beside: _Beside, anchors: Container[int], used: Container[int], outline: Outline
) -> int:
    """Return where the element stands that is the whole comment (``li`` around ``div#comment-1``).

    Args:
        place: Where the element stands that says it is a comment.
        beside: Where the last before it stands that is another comment's, and the next.
        anchors: Where all stand.
        used: What holds comments that are known already.
        outline: The page's elements.
    """
    elements, places, tags, labels = outline.elements, outline.places, outline.tags, outline.labels
    element = elements[place]
    parent = element.getparent()
    is_bare = places.after(element) == place + 1 and _is_bare(element)
    if is_bare and any(other is not None and elements[other].getparent() is parent for other in beside):
        after = element.getnext()  # marks between the comments: each belongs to what it stands before
        if after is None or not isinstance(after.tag, str) or (at := places[after]) in anchors:
            return place
        return at
    best = place
    for height in range(6):
        if parent is None or (at := places[parent]) in anchors or at in used or (tag := tags[at]) in HOLDERS:
            break
        is_item = tag[:2] == "li" and ITEM.match(tag)
        if height > 2:
            if is_item and _is_one(parent, beside, elements):
                best = at
        elif is_item or is_of_core(labels[at] or "") or (is_bare and height == 0):
            best = at
        parent = parent.getparent()
    return best


@lru_cache(maxsize=4096)
def is_of_core(labels: str) -> bool:
    """Say whether class names are those that core gives a comment; remembered, as elements share theirs."""
    return KIND.search(labels) is not None and CORE.search(labels) is not None


def _is_one(item: HtmlElement, beside: _Beside, elements: Sequence[HtmlElement]) -> bool:
    """Whether a list's item is no more than one comment with its replies, in a list of their own."""
    before, following = [None if place is None else elements[place] for place in beside]
    return not _holds(item, before, freely=False) and not _holds(item, following, freely=True)


def _holds(item: HtmlElement, node: HtmlElement | None, *, freely: bool) -> bool:
    for _ in range(20):
        if node is None or node is item:
            break
        if freely and node.tag in LISTS:
            return False
        node = node.getparent()
    return node is item


def _is_bare(element: HtmlElement) -> bool:
    return len(element) == 0 and not (element.text or "").strip()
