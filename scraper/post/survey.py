"""One walk over the page, outside its comments: where headings, names, dates and paragraphs stand."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.outline import Outline
from scraper.platforms.base import Page
from scraper.post.senses import (
    BESIDE,
    BODY,
    COUNT,
    DATE,
    ENTRY,
    HEADLINE,
    NAME,
    SURELY_BESIDE,
    TITLE,
    sense,
    sense_of_property,
)
from scraper.tags import DROPPED

_PASSED = frozenset({
    "script", "style", "noscript", "template", "nav", "form", "iframe", "svg", "select", "button",
    "textarea", "head", "object", "video", "audio", "canvas", "dialog",
})  # fmt: skip
#: Of these, what may end later than it should: libxml2 leaves them open where a ``div`` inside is not closed.
_LEFT_OPEN = frozenset({"nav", "form", "dialog"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
# What the walk does with an element by its tag alone; most it can leave without a second look.
_PASS, _MAY_PASS, _NOTE, _LINK, _BOX, _PARAGRAPH = (1 << bit for bit in range(6))
_TAGS = {
    **dict.fromkeys(_PASSED - _LEFT_OPEN, _PASS),
    **dict.fromkeys(_LEFT_OPEN | {"aside"}, _MAY_PASS),
    **dict.fromkeys(_HEADINGS | {"address", "time"}, _NOTE),  # means something without a class name
    "a": _LINK,
    **dict.fromkeys(("div", "td", "section", "article"), _BOX),  # may hold words beside paragraphs
    **dict.fromkeys(("p", "pre", "li", "br"), _PARAGRAPH),
}
_NO_BOX = frozenset({"body", "html", "main", "article", "a", "p", "time", "h1"})


@dataclass(slots=True)
class Survey:
    """Elements with the places they stand at (a count of elements in page order, what is passed by as one).

    Attributes:
        outline: The whole page.
        comments: The elements of the comments.
        around: What they stand in.
        headings: Headings, and what a class calls a title.
        names: What may hold the author's name.
        dates: What may hold the date of publication.
        bodies: What a class or schema.org calls the body.
        weight: Length of the paragraphs directly in an element.
        tags: Links marked as tags.
        counts: Links to the comments.
        entries: ``article`` and ``hentry`` elements.
        beside: What was passed by inside the article's reach: related posts, buttons. Not what is no text.
    """

    outline: Outline
    comments: Collection[HtmlElement] = ()
    around: set[HtmlElement] = field(default_factory=set)
    headings: list[tuple[int, HtmlElement]] = field(default_factory=list)
    names: list[tuple[int, HtmlElement]] = field(default_factory=list)
    dates: list[tuple[int, HtmlElement]] = field(default_factory=list)
    bodies: list[tuple[int, HtmlElement]] = field(default_factory=list)
    weight: dict[HtmlElement, int] = field(default_factory=dict)
    place: dict[HtmlElement, int] = field(default_factory=dict)
    tags: list[HtmlElement] = field(default_factory=list)
    counts: list[tuple[int, HtmlElement]] = field(default_factory=list)
    entries: list[HtmlElement] = field(default_factory=list)
    beside: set[HtmlElement] = field(default_factory=set)


def survey(page: Page, comments: Collection[HtmlElement]) -> Survey:
    """Look at the page once, around its comments."""
    outline = page.outline
    found = Survey(outline, {*comments}, _around(comments))
    elements, tags, labels, ids = outline.elements, outline.tags, outline.labels, outline.ids
    roots = {outline.places[root] for root in comments if root in outline.places}
    beside = _Beside(outline, found.around, roots)
    at = passed = 0  # passed: how many elements were not counted
    end = len(tags)
    # The walk leaps over what is passed by; of the rest, most says nothing and costs a few look-ups.
    while at < end:
        tag, label = tags[at], labels[at]
        kind = _TAGS.get(tag, 0)
        says = sense(label) if label else 0
        if at in ids:
            says |= sense(ids[at])
        element = elements[at]
        if (
            kind & _PASS
            or at in roots
            or ((says & BESIDE or kind & _MAY_PASS) and beside.holds(at, tag, says))
        ):
            if tag not in DROPPED:
                found.beside.add(element)
            after = outline.after(element) if len(element) else at + 1
            passed += after - at - 1
            at = after
            continue
        if prop := element.get(b"itemprop"):
            says |= sense_of_property(prop)
        if kind & _LINK:
            says |= _note_link(found, at - passed, element, says)
        if says or kind & _NOTE:
            _note(found, at - passed, element, tag, says)
        if kind & _BOX:
            if (text := element.text) and len(text) > 40 and len(text := text.strip()) > 40:
                _weigh(found, at - passed, element, len(text))
        elif kind & _PARAGRAPH:
            _weigh_paragraph(found, at - passed, element, tag)
        at += 1
    return found


class _Beside:
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
        if tag not in _LEFT_OPEN and not self._is_called(at, end, element, tag, says):
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


def _around(comments: Collection[HtmlElement]) -> set[HtmlElement]:
    """Return what the comments stand in."""
    around: set[HtmlElement] = set()
    for root in comments:
        node = root.getparent()
        while node is not None and node not in around:
            around.add(node)
            node = node.getparent()
    return around


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
                length = _length(self.outline.elements[place])
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


def _length(element: HtmlElement) -> int:
    """Return how long the text inside an element is."""
    if not len(element):
        return len(element.text or "")
    return len(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _note(found: Survey, place: int, element: HtmlElement, tag: str, says: int) -> None:
    if tag in _HEADINGS or says & HEADLINE or (says & TITLE and tag in ("div", "span", "p", "a")):
        found.headings.append((place, element))
    # WordPress names an entry after its tags, whatever they are: "tag-quality-time".
    if (says & NAME and not says & ENTRY) or tag == "address":
        found.names.append((place, element))
    if (says & DATE and not says & ENTRY) or tag == "time":
        found.dates.append((place, element))
    if says & BODY:
        found.bodies.append((place, element))
    if tag == "article" or (says & ENTRY and tag != "a"):
        found.entries.append(element)
    elif says & COUNT and tag in ("span", "div", "p", "li", "small"):
        found.counts.append((place, element))


def _note_link(found: Survey, place: int, element: HtmlElement, says: int) -> int:
    """Note a link to a tag or to the comments; return what its relation says of it."""
    if says & COUNT or (element.get(b"href") or "").rpartition("#")[2] in _COMMENT_ANCHORS:
        found.counts.append((place, element))
    rel = element.get(b"rel")
    if not rel:
        return 0
    if "tag" in rel.split():
        found.tags.append(element)
    return NAME if "author" in rel else 0


_COMMENT_ANCHORS = frozenset(
    {"comments", "respond", "disqus_thread", "comment", "commentlist", "comments-list", "kommentare"}
)


def _weigh_paragraph(found: Survey, place: int, element: HtmlElement, tag: str) -> None:
    """Add the length of a paragraph, or of words after a line break, to that of what holds them."""
    if tag == "br":
        length = len(element.tail or "")
        holder = element.getparent() if length > 30 else None
    elif tag != "li" or len(element.text or "") > 40:
        length = _length(element)
        holder = _holder(element) if length > 20 else None
        if tag == "li" and holder is not None:
            holder = holder.getparent()
    else:
        return
    if holder is not None:
        _weigh(found, place, holder, length)


def _weigh(found: Survey, place: int, holder: HtmlElement, length: int) -> None:
    if holder.tag not in ("p", "blockquote"):
        found.weight[holder] = found.weight.get(holder, 0) + length
        found.place.setdefault(holder, place)


def _holder(element: HtmlElement) -> HtmlElement | None:
    """Return what an element stands in, beyond quotations."""
    holder = element.getparent()
    for _ in range(3):
        if holder is None or holder.tag != "blockquote":
            break
        holder = holder.getparent()
    return holder
