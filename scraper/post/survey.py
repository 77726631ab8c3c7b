"""One walk over the page, outside its comments: where headings, names, dates and paragraphs stand."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.outline import Outline
from scraper.platforms.base import Page

_PASSED = frozenset({
    "script", "style", "noscript", "template", "nav", "form", "iframe", "svg", "select", "button",
    "textarea", "head", "object", "video", "audio", "canvas", "dialog",
})  # fmt: skip
#: Classes and ids of what stands beside an article, never in it.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:sidebar|side-?bar\w*|widgets?|widget-area|related(?:-?posts?)?|relatedposts|jp-relatedposts|yarpp\w*|"
    r"recommend(?:ed|ations?)?|recent-?(?:posts|comments)|popular(?:-?posts)?|trending|breadcrumbs?|nav(?:bar|igation)?|"
    r"main-?nav|menu|site-?footer|colophon|share|sharing|sharedaddy|social|addtoany\w*|newsletter|subscribe|signup|"
    r"cookie\w*|popup|modal|banner|advert\w*|ads?|adsbygoogle|sponsor\w*|promo|masthead-nav|pagination|pager|"
    r"post-navigation|nav-links|next-?prev|read-?next|you-?may|more-?(?:posts|stories|from)|latest-?posts|wpadminbar|"
    r"wm-ipp\w*|skip-link|search-?form|screen-reader-text)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"(?:^|[\s_-])(?:about-?(?:the-?)?author|author-?(?:bio|box|info|description|card)|bio)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|story|blog|single|page|node|field-name)[-_]{0,2}(?:inner[-_])?"
    r"(?:content|body|text|entry|copy|main)(?:[-_]inner)?|entry|storycontent|content-?body|field-name-body|body-?text|"
    r"articlebody|post_?body|text-content|e-content)(?:\s|$)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-line|writer|posted-?by|postedby|autor|auteur|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|time|timestamp|published|pubdate|posted|postdate|entry-date|post-?date|datetime|"
    r"postmetadata|meta|dateline|byline|post-?info|entry-?info|posted-?on)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?:^|[\s_-])(?:updated|modified|last-?updated|date-?modified)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT = re.compile(r"comments?[-_]?(?:link|count|number|num|total|bubble)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
#: What may mean something without a class name, and what may hold a paragraph of the text.
_TELLING = _HEADINGS | {"a", "address", "article", "link", "time"}
_WEIGHED = frozenset({"p", "pre", "li", "br", "div", "td", "section", "article", "blockquote"})
_TITLE = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|page|story|single|blog|topic|node)[-_]{0,2}(?:title|headline|heading|header)|"
    r"title|headline|p-name)(?:\s|$)",
    re.IGNORECASE,
)

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
    ids, passed = outline.ids, _PASSED
    roots = {outline.places.get(root) for root in comments}
    around = {element for root in comments for element in root.iterancestors()}
    machines = b"itemprop" in page.data or b"datetime" in page.data
    place = -1  # what is passed by counts for one
    skip = 0  # the place in the outline before which nothing is looked at
    for at, (element, tag, labels) in enumerate(
        zip(outline.elements, outline.tags, outline.labels, strict=True)
    ):
        if at < skip:
            continue
        place += 1
        name = ids.get(at)
        sense = _sense(labels or "", name or "") if labels or name else _PLAIN
        if (
            tag in passed
            or at in roots
            or (
                (sense.beside or tag == "aside")
                and element not in around
                and _is_beside(outline, at, sense.beside, f"{labels or ''} {name or ''}")
            )
        ):
            found.beside.add(element)
            skip = outline.after(element)
            continue
        if sense is not _PLAIN or tag in _TELLING or (machines and element.keys()):
            _note(found, place, element, tag, sense)
        if tag in _WEIGHED:
            _weigh(found, place, element, tag)
    return found


@dataclass(frozen=True, slots=True)
class _Sense:
    """What class names and ids say of an element."""

    beside: bool
    title: bool
    name: bool
    when: bool
    body: bool
    count: bool
    entry: bool


@lru_cache(maxsize=16384)
def _sense(labels: str, name: str) -> _Sense:
    """Say what class names and an id mean; remembered, because the pages of a site all have the same."""
    both = f"{labels} {name}"
    sense = _Sense(
        beside=_BESIDE.search(both) is not None,
        title=_TITLE.search(both) is not None,
        name=_NAME.search(both) is not None,
        when=_WHEN.search(both) is not None,
        body=_BODY.search(both) is not None,
        count=_COUNT.search(both) is not None,
        entry="hentry" in labels,
    )
    return _PLAIN if sense == _PLAIN else sense


_PLAIN = _Sense(beside=False, title=False, name=False, when=False, body=False, count=False, entry=False)


def _is_beside(outline: Outline, at: int, beside: bool, labels: str) -> bool:
    element, tag = outline.elements[at], outline.tags[at]
    inside = outline.tags[at : outline.after(element)]
    if tag == "aside" and ("li" in inside or len(line_of(element, limit=300)) > 300):
        return True  # a short one in the article is its details: date, name, count
    if not beside or tag in ("body", "html", "main", "article", "a", "p", "time", "h1"):
        return False
    # A grid may call the whole page "has-sidebar" or "content-sidebar-wrap": what is big holds the post.
    return "h1" not in inside and not ("article" in inside and _TOO_WIDE.search(labels))


_TOO_WIDE = re.compile(r"wrap|has-|no-|with-|content|layout|container", re.IGNORECASE)


def _note(found: Survey, place: int, element: HtmlElement, tag: str, sense: _Sense) -> None:
    prop = element.get("itemprop") or ""
    if tag in _HEADINGS or prop == "headline" or (sense.title and tag in ("div", "span", "p", "a")):
        found.headings.append((place, element))
    rel = (element.get("rel") or "") if tag in ("a", "link", "span") else ""
    if sense.name or tag == "address" or "author" in rel or "author" in prop or prop == "creator":
        found.names.append((place, element))
    if sense.when or tag == "time" or prop == "datePublished" or element.get("datetime"):
        found.dates.append((place, element))
    if sense.body or prop in ("articleBody", "text"):
        found.bodies.append((place, element))
    if tag == "a":
        if "tag" in rel.split():
            found.tags.append(element)
        if sense.count or (element.get("href") or "").rpartition("#")[2] in _COMMENT_ANCHORS:
            found.counts.append((place, element))
    elif tag == "article" or sense.entry:
        found.entries.append(element)
    elif sense.count and tag in ("span", "div", "p", "li", "small"):
        found.counts.append((place, element))


_COMMENT_ANCHORS = frozenset(
    {"comments", "respond", "disqus_thread", "comment", "commentlist", "comments-list", "kommentare"}
)


def _weigh(found: Survey, place: int, element: HtmlElement, tag: str) -> None:
    if tag in ("p", "pre") or (tag == "li" and len(element.text or "") > 40):
        parent = element.getparent()
        for _ in range(3):
            if parent is not None and parent.tag == "blockquote":
                parent = parent.getparent()
        length = int(_LENGTH(element)) if len(element) else len(element.text or "")
        if tag == "li" and parent is not None:
            parent = parent.getparent()
    elif tag == "br" and element.tail and len(element.tail) > 30:
        parent, length = element.getparent(), len(element.tail)
    elif (
        tag in ("div", "td", "section", "article", "blockquote")
        and element.text
        and len(element.text.strip()) > 40
    ):
        parent, length = element, len(element.text.strip())
    else:
        return
    if parent is not None and length > 20:
        if parent.tag in ("p", "blockquote"):
            return
        found.weight[parent] = found.weight.get(parent, 0) + length
        found.place.setdefault(parent, place)


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
