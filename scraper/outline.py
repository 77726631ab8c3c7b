"""Every element of a page, with what most of its readers ask of it: read from the tree once for all."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import compress, repeat
from operator import attrgetter
from typing import cast

from lxml.html import HtmlElement

from scraper.compiled import chosen
from scraper.tags import OF_HEADS

_get = cast("Callable[[HtmlElement, bytes], str | None]", HtmlElement.get)
_tag = cast("Callable[[HtmlElement], str]", attrgetter("tag"))


class Places(dict[HtmlElement, int]):
    """Where each element stands."""

    def __init__(self, elements: Sequence[HtmlElement]) -> None:
        super().__init__({element: place for place, element in enumerate(elements)})
        self.root = elements[0]

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element's last descendant."""
        node: HtmlElement | None = element
        while node is not None and node is not self.root:  # beside the root, there may be comments
            beside = node.getnext()
            while beside is not None:
                place = self.get(beside)
                if place is not None:
                    return place
                beside = beside.getnext()  # comments have no place
            node = node.getparent()
        return len(self)


_Read = tuple[Sequence[HtmlElement], list[str], list[str | None], dict[int, str], list[int], Collection[str]]


def _read(tree: HtmlElement) -> _Read:
    """Return the elements in page order, their tags and class names, and by place the ids.

    Then the places of what should stand in a head, and every different value of ``class``.
    """
    # Every page pays for these: no line of Python runs per element, and lxml need not encode the attribute's
    # name each time.
    elements: list[HtmlElement] = list(tree.iter("*"))
    tags: list[str] = list(map(_tag, elements))
    labels: list[str | None] = list(map(_get, elements, repeat(b"class")))
    ids = map(_get, elements, repeat(b"id"))
    known = {place: name for place, name in enumerate(ids) if name}
    heads = [*compress(range(len(tags)), map(OF_HEADS.__contains__, tags))]
    return elements, tags, labels, known, heads, {label for label in labels if label is not None}


def _having(elements: Sequence[HtmlElement], places: Places, attribute: str) -> dict[int, str]:
    """Return by place what an attribute says, of the elements that have it."""
    key = attribute.encode()
    having = elements[0].xpath(f"descendant-or-self::*[@{attribute}]")
    return {places[element]: element.get(key) for element in having}


def _places_of(tags: list[str], tag: str) -> list[int]:
    """Return the places of a tag."""
    return [*compress(range(len(tags)), map(tag.__eq__, tags))] if tag in tags else []


_read = chosen("outline", "read", _read)
_places = chosen("outline", "places_of", Places)
_having = chosen("outline", "having", _having)
_places_of = chosen("outline", "standing", _places_of)


class Outline:
    """The elements in page order, and lists beside them: an element's place is the same in each.

    Attributes:
        elements: Every element, without comments and processing instructions.
        tags: Their names.
        labels: Their ``class`` attributes; ``None`` where there is none.
        ids: The ``id`` attributes that there are, by place.
        heads: The places of what should stand in the page's head.
    """

    elements: Sequence[HtmlElement]
    tags: list[str]
    labels: list[str | None]
    ids: dict[int, str]
    heads: list[int]

    def __init__(self, tree: HtmlElement) -> None:
        self.elements, self.tags, self.labels, self.ids, self.heads, self._kinds = _read(tree)
        self._others: dict[str, dict[int, str]] = {}
        self._standing: dict[str, list[int]] = {}

    @cached_property
    def places(self) -> Places:
        """Where each element stands."""
        return _places(self.elements)

    @cached_property
    def names(self) -> str:
        """Every different ``class`` and every ``id``, a line each: what looks for a name looks here."""
        return "\n".join([*self._kinds, *self.ids.values()])

    @cached_property
    def anchors(self) -> str:
        """Every ``id`` and every ``name``, a line each: what a link to a part of the page may lead to."""
        return "\n".join([*self.ids.values(), *filter(None, self.having("name").values())])

    def having(self, attribute: str) -> dict[int, str]:
        """Return by place what an attribute says, even if it is empty, of the elements that have it."""
        found = self._others.get(attribute)
        if found is None:
            found = self._others[attribute] = _having(self.elements, self.places, attribute)
        return found

    def standing(self, tag: str) -> list[int]:
        """Return the places of the elements of a kind."""
        found = self._standing.get(tag)
        if found is None:
            found = self._standing[tag] = _places_of(self.tags, tag)
        return found

    def labelled(self, *parts: str) -> list[HtmlElement]:
        """Return the elements whose ``class`` holds any of some words, or words that these are parts of."""
        holds = re.compile("|".join(map(re.escape, parts))).search
        found = {label for label in self._kinds if label and holds(label)}
        return [self.elements[place] for place, label in enumerate(self.labels) if label in found]

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element's last descendant."""
        return self.places.after(element)
