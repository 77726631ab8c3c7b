"""One walk over the page, outside its comments: where headings, names, dates and paragraphs stand."""

from collections.abc import Collection

from lxml.html import HtmlElement

from scraper.compiled import chosen
from scraper.platforms.base import Page
from scraper.post.beside import Beside
from scraper.post.findings import (
    BOX,
    KINDS,
    LINK,
    MAY_PASS,
    NOTE,
    PARAGRAPH,
    PASS,
    Survey,
    note,
    note_link,
    weigh,
    weigh_paragraph,
)
from scraper.post.senses import BESIDE, sense, sense_of_property
from scraper.tags import DROPPED


def survey(page: Page, comments: Collection[HtmlElement]) -> Survey:
    """Look at the page once, around its comments."""
    outline = page.outline
    found = Survey(outline, {*comments}, _around(comments))
    roots = {outline.places[root] for root in comments if root in outline.places}
    _walk(found, roots, Beside(outline, found.around, roots))
    return found


def _walk(found: Survey, roots: Collection[int], beside: Beside) -> None:
    """Note what the elements outside the comments tell, in page order."""
    outline = found.outline
    elements, tags, labels, ids = outline.elements, outline.tags, outline.labels, outline.ids
    at = passed = 0  # passed: how many elements were not counted
    end = len(tags)
    # The walk leaps over what is passed by; of the rest, most says nothing and costs a few look-ups.
    while at < end:
        tag, label = tags[at], labels[at]
        kind = KINDS.get(tag, 0)
        says = sense(label) if label else 0
        if at in ids:
            says |= sense(ids[at])
        element = elements[at]
        if kind & PASS or at in roots or ((says & BESIDE or kind & MAY_PASS) and beside.holds(at, tag, says)):
            if tag not in DROPPED:
                found.beside.add(element)
            after = outline.after(element) if len(element) else at + 1
            passed += after - at - 1
            at = after
            continue
        if prop := element.get(b"itemprop"):
            says |= sense_of_property(prop)
        if kind & LINK:
            says |= note_link(found, at - passed, element, says)
        if says or kind & NOTE:
            note(found, at - passed, element, tag, says)
        if kind & BOX:
            if (text := element.text) and len(text) > 40 and len(text := text.strip()) > 40:
                weigh(found, at - passed, element, len(text))
        elif kind & PARAGRAPH:
            weigh_paragraph(found, at - passed, element, tag)
        at += 1


_walk = chosen("survey", "walk", _walk)


def _around(comments: Collection[HtmlElement]) -> set[HtmlElement]:
    """Return what the comments stand in."""
    around: set[HtmlElement] = set()
    for root in comments:
        node = root.getparent()
        while node is not None and node not in around:
            around.add(node)
            node = node.getparent()
    return around
