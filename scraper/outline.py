"""Every element of a page, with what most of its readers ask of it: read from the tree once for all."""

import re
from collections.abc import Callable
from itertools import repeat
from operator import attrgetter
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

_get = cast("Callable[[HtmlElement, bytes], str | None]", HtmlElement.get)
_tag = cast("Callable[[HtmlElement], str]", attrgetter("tag"))
_named = cast("Callable[[HtmlElement], list[str]]", etree.XPath("descendant::*/@name", smart_strings=False))


class Outline:
    """The elements in page order, and lists beside them: an element's place is the same in each.

    Attributes:
        elements: Every element, without comments and processing instructions.
        tags: Their names.
        labels: Their ``class`` attributes; ``None`` where there is none.
        ids: The ``id`` attributes that there are, by place.
    """

    __slots__ = ("_anchors", "_names", "_places", "elements", "ids", "labels", "tags")

    def __init__(self, tree: HtmlElement) -> None:
        # Every page pays for these four: no line of Python runs per element, and lxml need not encode the
        # attribute's name each time.
        self.elements: list[HtmlElement] = list(tree.iter("*"))
        self.tags: list[str] = list(map(_tag, self.elements))
        self.labels: list[str | None] = list(map(_get, self.elements, repeat(b"class")))
        ids = map(_get, self.elements, repeat(b"id"))
        self.ids: dict[int, str] = {place: name for place, name in enumerate(ids) if name}
        self._anchors: str | None = None
        self._names: str | None = None
        self._places: dict[HtmlElement, int] | None = None

    @property
    def places(self) -> dict[HtmlElement, int]:
        """Where each element stands."""
        if self._places is None:
            self._places = dict(zip(self.elements, range(len(self.elements)), strict=True))
        return self._places

    @property
    def names(self) -> str:
        """Every different value of ``class`` and ``id``, a line each: what looks for a name looks here."""
        if self._names is None:
            self._names = "\n".join({*filter(None, self.labels), *self.ids.values()})
        return self._names

    @property
    def anchors(self) -> str:
        """Every ``id`` and every ``name``, a line each: what a link to a part of the page may lead to."""
        if self._anchors is None:
            self._anchors = "\n".join([*self.ids.values(), *_named(self.elements[0])])
        return self._anchors

    def having(self, attribute: bytes) -> list[tuple[int, str]]:
        """Return the place of each element that has an attribute, and what the attribute says."""
        values = map(_get, self.elements, repeat(attribute))
        return [(place, value) for place, value in enumerate(values) if value]

    def labelled(self, *parts: str) -> list[HtmlElement]:
        """Return the elements whose ``class`` holds any of some words, or words that these are parts of."""
        holds = re.compile("|".join(map(re.escape, parts))).search
        return [
            element
            for element, label in zip(self.elements, self.labels, strict=True)
            if label and holds(label)
        ]

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element's last descendant."""
        places = self.places
        node: HtmlElement | None = element
        root = self.elements[0]
        while node is not None and node is not root:  # beside the root, there may be comments
            beside = node.getnext()
            while beside is not None:
                place = places.get(beside)
                if place is not None:
                    return place
                beside = beside.getnext()  # comments have no place
            node = node.getparent()
        return len(self.elements)
