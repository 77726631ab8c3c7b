"""The comments of a Drupal page as core's own markup tells them apart, and whom each replies to.

Before each comment of Drupal 6 to 8 stands an anchor ``comment-<id>``; later the comment itself has that id.
Its element is called ``comment`` or ``js-comment`` by every theme. Replies stand in a ``div.indented`` beside
what they answer; for screen readers, Drupal 8 and later also print a link to it.

Source: ``comment.tpl.php`` and ``comment_view()`` of 7, ``comment.html.twig``, ``CommentViewBuilder`` and the
themes Bartik, Classy and Olivero of 8 to 11.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.outline import Outline

_ID = re.compile(r"comment-([0-9]+)")
_TARGET = re.compile(r"#comment-([0-9]+)$")
_TITLES = frozenset({"h2", "h3", "h4"})
_KINDS = frozenset({"comment", "js-comment"})
_PREVIEWS = frozenset({"preview", "comment--preview"})
#: Inside a body and no part of it: its label, and what a module adds that folds long ones.
_LABELS = frozenset(
    {"field-label", "field__label", "expanding-formatter-ellipsis", "expanding-formatter-trigger"}
)
#: Roles of elements, and the class names that core and its themes give them; the first that fits counts.
_ROLES = (
    ("body", frozenset({"field-name-comment-body", "field--name-comment-body"})),
    ("name", frozenset({"username"})),
    ("author", frozenset({"comment__author", "commenter-name"})),
    ("time", frozenset({"comment__time", "comment-time"})),
    ("submitted", frozenset({"submitted", "comment__submitted"})),
    ("parent", frozenset({"parent", "comment-parent", "visually-hidden"})),
    ("skip", frozenset({"links", "user-signature"})),
    ("label", _LABELS),
    ("content", frozenset({"content", "comment__content"})),
)


@dataclass(slots=True, eq=False)
class Unit:
    """One comment's place in the page.

    Attributes:
        number: Drupal's number of it.
        names: Class names of its element.
        first, last: Its element's place in the outline, and the place after all that is in it.
        around: The element that it stands in, beside other comments.
        parts: The first element of each role (``_ROLES``, and ``stamp``: a ``time``).
        skip: What in it is no part of its words.
        parent: The number of the comment that it replies to.
    """

    number: str
    element: HtmlElement
    names: frozenset[str]
    first: int
    last: int
    around: HtmlElement
    parts: dict[str, HtmlElement] = field(default_factory=dict)
    skip: set[HtmlElement] = field(default_factory=set)
    parent: str | None = None


def find_units(outline: Outline) -> tuple[list[Unit], HtmlElement | None]:
    """Return the comments in page order, and what holds them all; none where core's markup was changed."""
    units = _marked(outline)
    top = _nest(units)
    if top is None or len({unit.number for unit in units}) < len(units) or _has_others(units, outline):
        return [], None
    for unit in units:
        _sort_parts(unit, outline)
    return units, top


def _marked(outline: Outline) -> list[Unit]:
    """Return what follows each numbered anchor, or has the number itself."""
    elements, found, last = outline.elements, list[Unit](), 0
    for place, name in outline.ids.items():
        match = _ID.fullmatch(name)
        if match is None:
            continue
        around, first = elements[place].getparent(), place
        if outline.tags[place] == "a":
            first = outline.after(elements[place])
            if first >= len(elements) or elements[first].getparent() is not around:
                return []
        if found and found[-1].first == first and found[-1].number == match[1]:
            continue
        names = _names(outline.labels[first] or "")
        if first < last or names.isdisjoint(_KINDS):
            return []
        last = outline.after(elements[first])
        found.append(Unit(match[1], elements[first], names, first, last, around))
    return found


def _has_others(units: list[Unit], outline: Outline) -> bool:
    """Say whether the page has comments without a number: they would be left out."""
    firsts = {unit.first for unit in units}
    return any(
        place not in firsts and "js-comment" in (known := _names(names)) and known.isdisjoint(_PREVIEWS)
        for place, names in enumerate(outline.labels)
        if names and "js-comment" in names
    )


def _nest(units: list[Unit]) -> HtmlElement | None:
    """Set the parents that the boxes of replies tell; return what holds all, ``None`` if nothing does."""
    top: HtmlElement | None = None
    parents: dict[HtmlElement, str | None] = {}  # of what stands right in an element
    last_in: dict[HtmlElement, str] = {}
    for unit in units:
        new = []
        box: HtmlElement | None = unit.around
        while box is not None and box not in parents and "indented" in _names(box.get("class") or ""):
            new.append(box)
            box = box.getparent()
        if box is None or (box not in parents and top is not None):
            return None
        if box not in parents:
            top, parents[box] = box, None
        for inner in reversed(new):
            parents[inner] = last_in.get(box, parents[box])
            box = inner
        unit.parent = parents[unit.around]
        last_in[unit.around] = unit.number
    return top


def _sort_parts(unit: Unit, outline: Outline) -> None:
    """Find the parts of a comment; what is inside its body is its words, but for labels."""
    elements, tags, labels = outline.elements, outline.tags, outline.labels
    place, last, parts, body = unit.first + 1, unit.last, unit.parts, 0
    while place < last:
        names = labels[place]
        role = _role(names) if names else None
        if role == "label":
            unit.skip.add(elements[place])
        elif place < body:
            pass
        elif role in {"skip", "parent"}:
            element = elements[place]
            unit.skip.add(element)
            if role == "parent":
                unit.parent = _stated(element, unit.number) or unit.parent
            place = outline.after(element)
            continue
        elif tags[place] == "time":
            parts.setdefault("stamp", elements[place])
        elif role is not None and role not in parts:
            parts[role] = elements[place]
            if role == "body":
                body = outline.after(elements[place])
        elif tags[place] in _TITLES and "body" not in parts:
            unit.skip.add(elements[place])
        place += 1


def _stated(element: HtmlElement, number: str) -> str | None:
    """Return the number of the comment that "In reply to …" links to."""
    for link in element.iter("a"):
        match = _TARGET.search(link.get("href") or "")
        if match and match[1] != number:
            return match[1]
    return None


@lru_cache(maxsize=1024)
def _names(labels: str) -> frozenset[str]:
    return frozenset(labels.split())


@lru_cache(maxsize=1024)
def _role(labels: str) -> str | None:
    names = _names(labels)
    return next((role for role, known in _ROLES if not known.isdisjoint(names)), None)
