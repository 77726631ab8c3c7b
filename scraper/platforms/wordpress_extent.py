"""How far a WordPress comment reaches around the element that has its id."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

KIND = re.compile(r"(?:^|\s)(?:comment|pingback|trackback)(?:\s|$)")
CORE = re.compile(r"(?:^|\s)(?:even|odd|byuser|thread-even|thread-odd|depth-\d+)(?:\s|$)")
HOLDERS = frozenset({"ul", "ol", "dl", "table", "tbody", "body", "html", "form", "section", "main", "aside"})
LISTS = frozenset({"ul", "ol", "dl", "table", "tbody"})
ITEM = re.compile(r"li(?:class\b.*)?$", re.DOTALL)
_Beside = tuple[HtmlElement | None, HtmlElement | None]


def standing(tag: str, tags: list[str]) -> list[int]:
    """Return the places of a tag in a list of them: what looks at each is slower where few are it."""
    found: list[int] = []
    place = -1
    try:
        while True:
            place = tags.index(tag, place + 1)
            found.append(place)
    except ValueError:
        return found


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
    element: HtmlElement,
    beside: _Beside,
    anchors: dict[HtmlElement, str | None],
    used: set[HtmlElement],
) -> HtmlElement:
    """Return the element around ``element`` that is the whole comment (``li`` around ``div#comment-1``)."""
    best = element
    inner, parent = element, element.getparent()
    if _is_bare(element) and any(other is not None and other.getparent() is parent for other in beside):
        after = element.getnext()  # marks between the comments: each belongs to what it stands before
        return element if after is None or after in anchors or not isinstance(after.tag, str) else after
    for height in range(6):
        if parent is None or parent in anchors or parent in used or parent.tag in HOLDERS:
            break
        if height > 2 and not (ITEM.match(parent.tag) and _is_one(parent, *beside)):
            inner, parent = parent, parent.getparent()
            continue
        labels = parent.get("class") or ""
        if (
            ITEM.match(parent.tag)
            or (KIND.search(labels) and CORE.search(labels))
            or (best is element and _is_bare(element) and inner is element)
        ):
            best = parent
        inner, parent = parent, parent.getparent()
    return best


def _is_one(item: HtmlElement, before: HtmlElement | None, following: HtmlElement | None) -> bool:
    """Whether a list's item is no more than one comment with its replies, in a list of their own."""
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
