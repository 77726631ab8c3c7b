"""One walk over the page, outside its comments: where headings, names, dates and paragraphs stand."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, count
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.outline import Outline
from scraper.platforms.base import Page

#: Classes and ids of what stands beside an article, never in it.
_BESIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sidebar|side-?bar\w*|(?<!elementor-)widgets?(?! Blog\b)|widget-area|"
    r"related(?:-?posts?)?|relatedposts|jp-relatedposts|yarpp\w*|"
    r"recommend(?:ed|ations?)?|recent-?(?:posts|comments)|popular(?:-?posts)?|trending|breadcrumbs?|nav(?:bar|igation)?|"
    r"main-?nav|menu|site-?footer|colophon|share|sharing|sharedaddy|social|addtoany\w*|newsletter|subscribe|signup|"
    r"cookie\w*|popup|modal|banner|advert\w*|ads?|adsbygoogle|sponsor\w*|promo|masthead-nav|pagination|pager|"
    r"post-navigation|nav-links|next-?prev|read-?next|you-?may|more-?(?:posts|stories|from)|latest-?posts|wpadminbar|"
    r"wm-ipp\w*|skip-link|search-?form|screen-reader-text|elementor-widget-(?:archive-)?posts|loop-(?:grid|carousel)|"
    r"gdpr|consent|privacy-?policy)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Of these, what is said of the thing itself. The rest may also say how the page around it is laid out.
_SURELY_BESIDE = re.compile(
    r"(?<!no-)(?<!has-)(?<!with-)(?:related|recommend|recent|popular|trending|latest|more-|read-?next|you-?may|"
    r"cookie|consent|gdpr|privacy|popup|modal|newsletter|signup|breadcrumb|yarpp)",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"(?:^|[\s_-])(?:about-?(?:the-?)?author|author-?(?:bio|box|info|description|card)|bio)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|story|blog|single|page|node|field-name)[-_]{0,2}(?:inner[-_])?"
    r"(?:content|body|text|entry|copy|main)(?:[-_]inner)?|entry|storycontent|content-?body|field-name-body|body-?text|"
    r"articlebody|post_?body|text-content|e-content)(?:\s|$)",
    re.IGNORECASE,
)
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-line|writer|posted-?by|postedby|autor|auteur|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|time|timestamp|published|pubdate|posted|postdate|entry-date|post-?date|datetime|"
    r"postmetadata|meta|dateline|byline|post-?info|entry-?info|posted-?on)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?:^|[\s_-])(?:updated|modified|last-?updated|date-?modified)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT_NAMES = re.compile(r"comments?[-_]?(?:link|count|number|num|total|bubble)", re.IGNORECASE)
_TITLE_NAMES = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|page|story|single|blog|topic|node)[-_]{0,2}(?:title|headline|heading|header)|"
    r"title|headline|p-name)(?:\s|$)",
    re.IGNORECASE,
)

# What class names, ids and schema.org may say of an element.
_BESIDE, _TITLE, _NAME, _DATE, _BODY, _COUNT, _ENTRY, _HEADLINE, _COMMENTS = (1 << bit for bit in range(9))
_SAYING = (
    (_BESIDE, _BESIDE_NAMES),
    (_TITLE, _TITLE_NAMES),
    (_NAME, _AUTHOR_NAMES),
    (_DATE, _DATE_NAMES),
    (_BODY, _BODY_NAMES),
    (_COUNT, _COUNT_NAMES),
    (_ENTRY, re.compile("hentry")),
)
_STATED = re.compile(
    rb"itemprop\s*=\s*[\"']?[^\"'<>]*(?:headline|author|creator|datePublished|articleBody|text)"
)
_PASSED = frozenset({
    "script", "style", "noscript", "template", "nav", "form", "iframe", "svg", "select", "button",
    "textarea", "head", "object", "video", "audio", "canvas", "dialog",
})  # fmt: skip
#: Of these, what may end later than it should: libxml2 leaves them open where a ``div`` inside is not closed.
_LEFT_OPEN = frozenset({"nav", "form", "dialog"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
#: What may hold a paragraph of the text.
_WEIGHED = frozenset({"p", "pre", "li", "br", "div", "td", "section", "article", "blockquote"})
#: What means something without a class name.
_NOTED = _HEADINGS | {"address", "article", "time"}
#: Everything else is looked at only where something is said of it.
_TELLING = _PASSED | _NOTED | _WEIGHED | {"a", "aside"}
_LENGTH = cast("Callable[[HtmlElement], float]", etree.XPath("string-length()"))


@dataclass(slots=True)
class Survey:
    """Elements with the places they stand at (a count of elements in page order).

    Attributes:
        headings: Headings, and what a class calls a title.
        names: What may hold the author's name.
        dates: What may hold the date of publication.
        bodies: What a class or schema.org calls the body.
        weight: Length of the paragraphs directly in an element.
        tags: Links marked as tags.
        counts: Links to the comments.
        entries: ``article`` and ``hentry`` elements.
        beside: What was passed by inside the article's reach: related posts, buttons.
    """

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
    found = Survey()
    outline = page.outline
    elements, ids, telling = outline.elements, outline.ids, _TELLING
    roots = {outline.places[root] for root in comments if root in outline.places}
    around = {element for root in comments for element in root.iterancestors()}
    first = page.data.find(b"itemprop")
    stating = first >= 0 and _STATED.search(page.data, first)  # else no element need be asked
    paragraphs = _Paragraphs(outline, roots)
    skip = 0  # the place in the outline before which nothing is looked at
    passed = 0  # how many elements were not counted: what is passed by counts for one
    for at, tag, labels in _outside(outline, roots):
        if at < skip:
            continue
        says = _sense(labels) if labels else 0
        if at in ids:
            says |= _sense(ids[at])
        if stating and (prop := elements[at].get("itemprop")):
            says |= _sense_of_property(prop)
        if at in roots:
            says |= _COMMENTS
        if not says and tag not in telling:
            continue
        element = elements[at]
        if says or tag not in _WEIGHED:
            if (
                says & _COMMENTS
                or (
                    tag in _PASSED
                    and not (tag in _LEFT_OPEN and (element in around or paragraphs.mostly_in(at)))
                )
                or (
                    (says & _BESIDE or tag == "aside")
                    and element not in around
                    and _is_beside(outline, at, says)
                    and not paragraphs.mostly_in(at)
                )
            ):
                found.beside.add(element)
                skip = outline.after(element) if len(element) else at + 1
                passed += skip - at - 1
                continue
            if tag == "a":
                says |= _note_link(found, at - passed, element, says)
            if says or tag in _NOTED:
                _note(found, at - passed, element, tag, says)
        if tag in _WEIGHED:
            _weigh(found, at - passed, element, tag)
    return found


def _outside(outline: Outline, roots: Collection[int]) -> Iterator[tuple[int, str, str | None]]:
    """Return place, tag and class names of what is not inside an element of the comments."""
    pieces: list[slice] = []
    start = 0
    for at in sorted(roots):
        if at >= start:
            pieces.append(slice(start, at + 1))
            start = outline.after(outline.elements[at])
    pieces.append(slice(start, len(outline.tags)))
    return chain.from_iterable(
        zip(count(piece.start), outline.tags[piece], outline.labels[piece], strict=False) for piece in pieces
    )


def _sense_of_property(prop: str) -> int:
    """Say what a property of schema.org means."""
    if prop == "headline":
        return _HEADLINE
    if prop == "datePublished":
        return _DATE
    if prop in ("articleBody", "text"):
        return _BODY
    return _NAME if "author" in prop or prop == "creator" else 0


@lru_cache(maxsize=16384)
def _sense(name: str) -> int:
    """Say what class names or an id mean; remembered, because the pages of a site all have the same."""
    says = sum(flag for flag, pattern in _SAYING if pattern.search(name))
    if says & _BESIDE and says & _BODY and not _SURELY_BESIDE.search(name):  # "entry-content no-share"
        words = name.split()
        if any(_BODY_NAMES.search(word) and not _BESIDE_NAMES.search(word) for word in words):
            says &= ~_BESIDE
    return says


def _is_beside(outline: Outline, at: int, says: int) -> bool:
    element, tag = outline.elements[at], outline.tags[at]
    inside = outline.tags[at : outline.after(element)]
    if tag == "aside" and ("li" in inside or len(line_of(element, limit=300)) > 300):
        return True  # a short one in the article is its details: date, name, count
    if not says & _BESIDE or tag in ("body", "html", "main", "article", "a", "p", "time", "h1"):
        return False
    # A grid may call the whole page "has-sidebar" or "content-sidebar-wrap": what is big holds the post.
    names = f"{outline.labels[at] or ''} {outline.ids.get(at, '')}"
    return "h1" not in inside and not ("article" in inside and _TOO_WIDE.search(names))


class _Paragraphs:
    """How much is written where, outside the comments: tells a part of a page from what holds most of it."""

    def __init__(self, outline: Outline, roots: Collection[int]) -> None:
        self.outline = outline
        self.roots = roots
        self.places: list[int] = []
        self.sums: list[int] = []
        self.left = _WRAPPERS

    def mostly_in(self, at: int) -> bool:
        """Whether an element holds most of the text: one left open, or a layout named after its sidebar."""
        outline = self.outline
        if not self.left:
            return False
        if not self.sums:
            self._measure()
        end = bisect_left(self.places, outline.after(outline.elements[at]))
        inside = self.sums[end] - self.sums[bisect_left(self.places, at)]
        if inside < _SHORT_TEXT:
            return False
        names = f"{outline.labels[at] or ''} {outline.ids.get(at, '')}"
        if outline.tags[at] == "form" and "comment" in f"{names} {outline.elements[at].get('action')}":
            return False
        most = inside > (0.9 if _SURELY_BESIDE.search(names) else 0.5) * self.sums[-1]
        self.left -= most
        return most

    def _measure(self) -> None:
        elements = self.outline.elements
        self.sums.append(0)
        for place, tag, _ in _outside(self.outline, self.roots):
            if tag == "p":
                length = int(_LENGTH(elements[place]))
            elif tag == "br":
                length = len(elements[place].tail or "")
            else:
                continue
            if length > 40:
                self.places.append(place)
                self.sums.append(self.sums[-1] + length)


#: Characters; less than this is not the most of a page.
_SHORT_TEXT = 500
#: No page sets its text into more elements that are named after something else.
_WRAPPERS = 40
_TOO_WIDE = re.compile(r"wrap|has-|no-|with-|content|layout|container", re.IGNORECASE)


def _note(found: Survey, place: int, element: HtmlElement, tag: str, says: int) -> None:
    if tag in _HEADINGS or says & _HEADLINE or (says & _TITLE and tag in ("div", "span", "p", "a")):
        found.headings.append((place, element))
    # WordPress names an entry after its tags, whatever they are: "tag-quality-time".
    if (says & _NAME and not says & _ENTRY) or tag == "address":
        found.names.append((place, element))
    if (says & _DATE and not says & _ENTRY) or tag == "time":
        found.dates.append((place, element))
    if says & _BODY:
        found.bodies.append((place, element))
    if tag == "article" or (says & _ENTRY and tag != "a"):
        found.entries.append(element)
    elif says & _COUNT and tag in ("span", "div", "p", "li", "small"):
        found.counts.append((place, element))


def _note_link(found: Survey, place: int, element: HtmlElement, says: int) -> int:
    """Note a link to a tag or to the comments; return what its relation says of it."""
    if says & _COUNT or (element.get("href") or "").rpartition("#")[2] in _COMMENT_ANCHORS:
        found.counts.append((place, element))
    rel = element.get("rel")
    if not rel:
        return 0
    if "tag" in rel.split():
        found.tags.append(element)
    return _NAME if "author" in rel else 0


_COMMENT_ANCHORS = frozenset(
    {"comments", "respond", "disqus_thread", "comment", "commentlist", "comments-list", "kommentare"}
)


def _weigh(found: Survey, place: int, element: HtmlElement, tag: str) -> None:
    """Add the length of a paragraph, or of words beside paragraphs, to that of what holds them."""
    if tag in ("p", "pre") or (tag == "li" and len(element.text or "") > 40):
        length = int(_LENGTH(element)) if len(element) else len(element.text or "")
        holder = _holder(element) if length > 20 else None
        if tag == "li" and holder is not None:
            holder = holder.getparent()
    elif tag == "br":
        length = len(element.tail or "")
        holder = element.getparent() if length > 30 else None
    elif tag != "li" and (text := element.text) and len(text) > 40:
        length = len(text.strip())
        holder = element if length > 40 else None
    else:
        return
    if holder is not None and holder.tag not in ("p", "blockquote"):
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


def is_changed(element: HtmlElement) -> bool:
    """Whether a date is that of a change, not of publication."""
    labels = element.get("class") or ""
    return element.get("itemprop") == "dateModified" or (
        _CHANGED.search(labels) is not None and "published" not in labels
    )


def in_bio(element: HtmlElement) -> bool:
    """Whether an element stands in a box about the author."""
    for _ in range(6):
        if element is None:
            return False
        if _is_bio(f"{element.get('class', '')} {element.get('id', '')}"):
            return True
        element = element.getparent()
    return False


@lru_cache(maxsize=8192)
def _is_bio(labels: str) -> bool:
    return _BIO.search(labels) is not None
