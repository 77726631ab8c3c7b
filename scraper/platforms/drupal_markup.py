"""The comments of a Drupal page as core's own markup tells them apart, and whom each replies to.

Before each comment of Drupal 6 to 8 stands an anchor ``comment-<id>``; later the comment itself has that id.
In a list made by Views only its parts may tell it. Its element is called ``comment`` or ``js-comment`` by
nearly every theme, and some set it in a box of its own. Replies stand in a ``div.indented`` beside what they
answer, which core prints and no theme: a theme's boxes may go around it. For screen readers, Drupal 8 and
later also print a link to what is answered.

Source: ``comment.tpl.php`` and ``comment_view()`` of 6 and 7, ``comment.html.twig``, ``CommentViewBuilder``
and the themes Bartik, Classy, Olivero and Stable of 8 to 11; Zen, Omega, Mayo, Danland, Open Framework,
Kalatheme and Commons of 6 and 7; Radix, Solo, DXPR, UIkit and Emulsify of 8 and later.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.outline import Outline

_ID = re.compile(r"comment-(?:id-)?([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")
_FORM = re.compile(r"comment-(?:reply-)?form-([0-9]+)")
_REPLY = re.compile(r"/comment/reply/(?:[0-9]+|\w+/[0-9]+/\w+)/([0-9]+)(?:$|[?#])")
_TARGET = re.compile(r"#comment-(?:id-)?([0-9]+)$")
_TITLES = frozenset({"h2", "h3", "h4"})
_KINDS = frozenset({"comment", "js-comment"})
_PREVIEWS = frozenset({"preview", "comment--preview", "comment-preview"})
#: What stands at a comment's place is called one within so many elements, and around an anchor in it.
_NEAR = 5
#: Roles of elements, and the class names that core and its themes give them; the first that fits counts. A
#: label is inside a body and no part of it: the field's, and what a module adds that folds long ones.
_ROLES = (
    ("body", re.compile(r"field-(?:-?name-)?comment-body")),
    ("name", re.compile(r"(?:[\w-]+__)?username")),
    ("author", re.compile(r"(?:comment(?:__|[_-]))?(?:author|commenter)(?:[_-]name)?|name")),
    ("time", re.compile(r"(?:comment(?:__|[_-]))?(?:time|date|datetime|created|pubdate)")),
    ("submitted", re.compile(r"(?:comment(?:__|[_-]))?submitted|metas?|attribution")),
    ("parent", re.compile(r"(?:comment(?:__|[_-]))?parent|visually-hidden|element-invisible")),
    ("skip", re.compile(r"links|(?:comment__)?(?:user-)?signature")),
    ("label", re.compile(r"field(?:-|__)label|expanding-formatter-(?:ellipsis|trigger)")),
    ("content", re.compile("content")),
    ("text", re.compile(r"(?:[\w-]+-)?comment(?:__|[_-])(?:content|body|text)|card-body")),
)
#: Roles that elements have by themselves.
_BY_TAG = {"form": "form", "time": "stamp"}
#: What says by whom and when, wherever it stands: no words of the comment.
_METAS = frozenset({"name", "author", "time", "submitted", "stamp"})


@dataclass(slots=True, eq=False)
class Unit:
    """One comment's place in the page.

    Attributes:
        number: Drupal's number of it.
        names: Class names of its element, and of what in it is called a comment.
        first, last: Its element's place in the outline, and the place after all that is in it.
        parts: The first element of each role (``_ROLES``, and ``stamp``: a ``time``).
        skip: What in it is no part of its words, nor of the line that says by whom and when it was written.
        metas: What says that: no part of its words either, where these have no element of their own.
        loose: Places of what may tell by whom and when: all but its words, forms and what is answered.
        parent: The number of the comment that it replies to.
    """

    number: str
    element: HtmlElement
    names: frozenset[str]
    first: int
    last: int
    parts: dict[str, HtmlElement] = field(default_factory=dict)
    skip: set[HtmlElement] = field(default_factory=set)
    metas: set[HtmlElement] = field(default_factory=set)
    loose: list[int] = field(default_factory=list)
    parent: str | None = None


@dataclass(slots=True)
class Units:
    """The comments of a page in its order.

    Attributes:
        top: The element that holds them all.
        holders: What of it holds them: comments, their boxes and the boxes of replies.
    """

    all: list[Unit]
    top: HtmlElement
    holders: list[HtmlElement]


def find_units(outline: Outline) -> Units | None:
    """Return the comments in page order; ``None`` where core's markup was changed beyond what is known."""
    units = _marked(outline)
    if not units or len({unit.number for unit in units}) < len(units) or _has_others(units, outline):
        return None
    found = _nest(units)
    if found is not None:
        for unit in units:
            _sort_parts(unit, outline)
    return found


def _marked(outline: Outline) -> list[Unit]:
    """Return what has a number itself, follows a numbered anchor, or has such an anchor in its head."""
    found: list[Unit] = []
    for place, number in _numbers(outline):
        if found and place < found[-1].last:
            if number == found[-1].number:
                continue
            return []
        unit = _unit(outline, place, number)
        if unit is None or (found and unit.first < found[-1].last):
            return []
        found.append(unit)
    return found


def _numbers(outline: Outline) -> list[tuple[int, str]]:
    """Return the places of comments' numbers: in ids, or where there are none somewhere in each comment."""
    named = [(place, name) for place, name in outline.ids.items() if name.startswith("comment-")]
    found = [(place, match[1]) for place, name in named if (match := _ID.fullmatch(name))]
    if found:
        return found
    last = 0
    for place, label in enumerate(outline.labels) if "js-comment" in outline.names else ():
        if place >= last and label and "js-comment" in label and _is_comment(_names(label)):
            last = outline.after(outline.elements[place])
            number = next(filter(None, (_told(outline, inner) for inner in range(place, last))), None)
            if number is None:
                return []
            found.append((place, number))
    return found


def _told(outline: Outline, place: int) -> str | None:
    """Return the number of a comment that an element in it tells: data, its form's id, the link to answer."""
    if match := _FORM.fullmatch(outline.ids.get(place, "")):
        return match[1]
    element = outline.elements[place]
    if match := _NUMBER.fullmatch(element.get("data-comment-id") or ""):
        return match[0]
    if outline.tags[place] == "a" and (match := _REPLY.search(element.get("href") or "")):
        return match[1]
    return None


def _unit(outline: Outline, place: int, number: str) -> Unit | None:
    """Return the comment that has a number at a place."""
    elements = outline.elements
    element = elements[place]
    names = _names(outline.labels[place] or "")
    if _KINDS.isdisjoint(names) and (outline.tags[place] == "a" or not len(element)):
        after = outline.after(element)
        if after < len(elements) and elements[after].getparent() is element.getparent():
            last = outline.after(elements[after])
            for inner in range(after, min(last, after + _NEAR)):
                names = _names(outline.labels[inner] or "")
                if not _KINDS.isdisjoint(names):
                    return Unit(number, elements[after], names, after, last)
        for _ in range(_NEAR):
            element = element.getparent()
            if element is None:
                return None
            names = _names(element.get("class") or "")
            if not _KINDS.isdisjoint(names):
                return Unit(number, element, names, outline.places[element], outline.after(element))
        return None
    return Unit(number, element, names, place, outline.after(element))


def _has_others(units: list[Unit], outline: Outline) -> bool:
    """Say whether the page has comments without a number: they would be left out."""
    if "js-comment" not in outline.names:
        return False
    firsts = [unit.first for unit in units]
    return any(
        not (at := bisect_right(firsts, place)) or place >= units[at - 1].last
        for place, names in enumerate(outline.labels)
        if names and "js-comment" in names and _is_comment(_names(names))
    )


def _is_comment(names: frozenset[str]) -> bool:
    return "js-comment" in names and names.isdisjoint(_PREVIEWS)


def _nest(units: list[Unit]) -> Units | None:
    """Set the parents that the boxes of replies tell; ``None`` where other boxes hold several comments."""
    above = set(units[-1].element.iterancestors())
    top = next((box for box in units[0].element.iterancestors() if box in above), None)
    while top is not None and _is_indented(top):
        top = top.getparent()
    if top is None:
        return None
    depths: dict[HtmlElement, int] = {top: 0}
    holders: list[HtmlElement] = []
    open_: list[tuple[int, Unit]] = []  # what may be answered, each deeper than the one before
    for unit in units:
        path = [unit.element]
        box = unit.element.getparent()
        while box is not None and box not in depths:
            path.append(box)
            box = box.getparent()
        if box is None or (box is not top and not _is_indented(box)):
            return None
        if box is top:
            holders.append(path[-1])
        depth = depths[box]
        for inner in reversed(path[1:]):
            depth += _is_indented(inner)
            depths[inner] = depth
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        unit.parent = open_[-1][1].number if open_ else None
        open_.append((depth, unit))
    return Units(units, top, holders)


def _is_indented(element: HtmlElement) -> bool:
    return "indented" in _names(element.get("class") or "")


def _sort_parts(unit: Unit, outline: Outline) -> None:
    """Find the parts of a comment; what is inside its body is its words, but for labels."""
    elements, tags, labels = outline.elements, outline.tags, outline.labels
    place, words_end, links_end = unit.first + 1, 0, 0
    while place < unit.last:
        role = _role(labels[place] or "", tags[place])
        if role is None:  # most have none
            if place >= words_end:
                unit.loose.append(place)
            place += 1
            continue
        element = elements[place]
        if role == "label":
            unit.skip.add(element)
        elif place < words_end:
            pass
        elif role in {"parent", "form"}:
            unit.skip.add(element)
            if role == "parent":
                unit.parent = _stated(element, unit.number) or unit.parent
            place = outline.after(element)
            continue
        else:
            if role == "body":
                words_end = outline.after(element)
            else:
                unit.loose.append(place)
            if place >= links_end:
                _keep(unit, role, element)
                if role == "skip":
                    links_end = outline.after(element)
        place += 1


def _keep(unit: Unit, role: str, element: HtmlElement) -> None:
    """Keep an element as what its role says, if it is the first."""
    parts = unit.parts
    if role == "skip" or (role == "title" and "body" not in parts):
        unit.skip.add(element)
    elif role == "body":
        # A theme may set the subject in a box of the same name; the field is called one.
        if "body" not in parts or _is_field(element) > _is_field(parts["body"]):
            parts["body"] = element
    elif role != "title":
        parts.setdefault(role, element)
        if role in _METAS:
            unit.metas.add(element)


def _is_field(element: HtmlElement) -> bool:
    return "field" in _names(element.get("class") or "")


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


@lru_cache(maxsize=4096)
def _role(labels: str, tag: str) -> str | None:
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    names = labels.split()
    role = next((role for role, known in _ROLES if any(map(known.fullmatch, names))), None)
    return "title" if role is None and tag in _TITLES else role
