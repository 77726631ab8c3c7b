"""What stands beside the article, never in it: told by what it is called and by how much is written there."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from scraper.clean import line_of
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
        self.titles = _Next(outline.tags, "h1")
        self.entries = _Next(outline.tags, "article")
        self.items = _Next(outline.tags, "li")

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
        if tag == "aside" and (self.items.is_in(at, end) or len(line_of(element, limit=300)) > 300):
            return True  # a short one in the article is its details: date, name, count
        if not says & BESIDE or tag in _NO_BOX:
            return False
        # A grid may call the whole page "has-sidebar" or "content-sidebar-wrap": what is big holds the post.
        if self.titles.is_in(at, end):
            return False
        return not (self.entries.is_in(at, end) and _TOO_WIDE.search(_names(self.outline, at)))


def _names(outline: Outline, at: int) -> str:
    return f"{outline.labels[at] or ''} {outline.ids.get(at, '')}"


class _Next:
    """Where the next element of a kind stands: asked in page order, it looks the page through once in all."""

    def __init__(self, tags: list[str], tag: str) -> None:
        self.tags = tags
        self.tag = tag
        self.place = -1

    def is_in(self, start: int, end: int) -> bool:
        """Say whether there is one from ``start`` to before ``end``."""
        if self.place < start:
            try:
                self.place = self.tags.index(self.tag, start)
            except ValueError:
                self.place = len(self.tags)
        return self.place < end


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
            if self._is_short(at, end):
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

    def _is_short(self, at: int, end: int) -> bool:
        """Whether too little is written in an element to ask for the rest of the page."""
        total = 0
        for _, length in self._lengths(at, end):
            total += length
            if total >= _SHORT_TEXT:
                return False
        return True

    def _measure(self) -> None:
        self.sums.append(0)
        start = 0
        for root in (*sorted(self.roots), len(self.outline.tags) - 1):
            if root < start:
                continue
            for place, length in self._lengths(start, root + 1):
                self.places.append(place)
                self.sums.append(self.sums[-1] + length)
            start = self.outline.after(self.outline.elements[root])

    def _lengths(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the places of paragraphs and line breaks, and how much stands in or after each."""
        tags = self.outline.tags[start:end]
        if "p" not in tags and "br" not in tags:
            return
        for place, tag in enumerate(tags, start):
            if tag == "p":
                length = length_of(self.outline.elements[place])
            elif tag == "br":
                length = len(self.outline.elements[place].tail or "")
            else:
                continue
            if length > 40:
                yield place, length


#: Characters; less than this is not the most of a page.
_SHORT_TEXT = 500
#: No page sets its text into more elements that are named after something else.
_WRAPPERS = 40
_TOO_WIDE = re.compile(r"wrap|has-|no-|with-|content|layout|container", re.IGNORECASE)
