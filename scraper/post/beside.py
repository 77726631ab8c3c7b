"""What stands beside the article, never in it: told by what it is called and by how much is written there."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.compiled import chosen
from scraper.outline import Outline
from scraper.post.findings import LEFT_OPEN, length_of
from scraper.post.senses import BESIDE, SURELY_BESIDE

_NO_BOX = frozenset({"body", "html", "main", "article", "a", "p", "time", "h1"})


class Beside:
    """Tells what stands beside the article, never in it. Asked in page order."""

    def __init__(self, outline: Outline, around: Collection[HtmlElement], roots: Collection[int]) -> None:
        self.outline = outline
        self.around = around
        self.written = _Written(outline, roots)

    def holds(self, at: int, tag: str, says: int) -> bool:
        """Say whether an element is to be passed by: one that a name says so of, or a tag."""
        outline = self.outline
        element = outline.elements[at]
        if element in self.around:
            return False
        end = outline.after(element)
        if tag not in LEFT_OPEN and not self._is_called(at, end, element, tag, says):
            return False
        return not self.written.mostly_in(at, end)

    def _is_called(self, at: int, end: int, element: HtmlElement, tag: str, says: int) -> bool:
        outline = self.outline
        if tag == "aside" and (_is_in("li", outline, at, end) or len(line_of(element, limit=300)) > 300):
            return True  # a short one in the article is its details: date, name, count
        if not says & BESIDE or tag in _NO_BOX:
            return False
        # A grid may call the whole page "has-sidebar" or "content-sidebar-wrap": what is big holds the post.
        if _is_in("h1", outline, at, end):
            return False
        return not (_is_in("article", outline, at, end) and _TOO_WIDE.search(_names(outline, at)))


def _is_in(tag: str, outline: Outline, start: int, end: int) -> bool:
    """Say whether an element of a kind stands from ``start`` to before ``end``."""
    places = outline.standing(tag)
    return bisect_left(places, start) < bisect_left(places, end)


def _names(outline: Outline, at: int) -> str:
    return f"{outline.labels[at] or ''} {outline.ids.get(at, '')}"


class _Written:
    """How much is written where, outside the comments: tells a part of a page from what holds most of it."""

    def __init__(self, outline: Outline, roots: Collection[int]) -> None:
        self.outline = outline
        self.roots = roots
        self.places: list[int] = []
        self.sums: list[int] = []
        self.left = _WRAPPERS

    def mostly_in(self, at: int, end: int) -> bool:
        """Whether an element around no comments holds most of the text: one left open, or a mere layout."""
        outline = self.outline
        if not self.left:
            return False
        if not self.sums:
            if _written(outline, at, end, _SHORT_TEXT) < _SHORT_TEXT:
                return False  # as most are: the page need not be measured for it
            self._measure()
        inside = self.sums[bisect_left(self.places, end)] - self.sums[bisect_left(self.places, at)]
        if inside < _SHORT_TEXT:
            return False
        names = _names(outline, at)
        if outline.tags[at] == "form" and "comment" in f"{names} {outline.elements[at].get('action')}":
            return False
        most = inside > (0.9 if SURELY_BESIDE.search(names) else 0.5) * self.sums[-1]
        self.left -= most
        return most

    def _measure(self) -> None:
        self.sums.append(0)
        start = 0
        for root in (*sorted(self.roots), len(self.outline.tags) - 1):
            if root < start:
                continue
            for place, length in _lengths(self.outline, start, root + 1):
                self.places.append(place)
                self.sums.append(self.sums[-1] + length)
            start = self.outline.after(self.outline.elements[root])


def _lengths(outline: Outline, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of paragraphs and line breaks, and how much stands in or after each."""
    tags = outline.tags[start:end]
    if "p" not in tags and "br" not in tags:
        return
    for place, tag in enumerate(tags, start):
        if tag == "p":
            length = length_of(outline.elements[place])
        elif tag == "br":
            length = len(outline.elements[place].tail or "")
        else:
            continue
        if length > 40:
            yield place, length


def _written(outline: Outline, start: int, end: int, enough: int) -> int:
    """Return how much is written from one place to before another, at least up to what is enough to know."""
    total = 0
    for _, length in _lengths(outline, start, end):
        total += length
        if total >= enough:
            break
    return total


_written = chosen("survey", "written", _written)


#: Characters; less than this is not the most of a page.
_SHORT_TEXT = 500
#: No page sets its text into more elements that are named after something else.
_WRAPPERS = 40
_TOO_WIDE = re.compile(r"wrap|has-|no-|with-|content|layout|container", re.IGNORECASE)
