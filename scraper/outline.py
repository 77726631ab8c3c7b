"""Every element of a page, with what most of its readers ask of it: read from the tree once for all."""

import re
from collections.abc import Callable, Sequence
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


_Read = tuple[
    Sequence[HtmlElement],
    Places | None,
    list[str],
    list[str | None],
    dict[int, str],
    tuple[set[str], list[int], dict[str, dict[int, str]]],
]


def _read(tree: HtmlElement) -> _Read:
    """Return the elements in page order, their places, tags and class names, and by place the ids.

    Then every different value of ``class``, the places of what should stand in a head, and what the compiled
    reader comes by anyway: attributes that several ask for. Places are for later: not every page needs them.
    """
    # Every page pays for these: no line of Python runs per element, and lxml need not encode the attribute's
    # name each time.
    elements: list[HtmlElement] = list(tree.iter("*"))
    tags: list[str] = list(map(_tag, elements))
    labels: list[str | None] = list(map(_get, elements, repeat(b"class")))
    ids = map(_get, elements, repeat(b"id"))
    known = {place: name for place, name in enumerate(ids) if name}
    heads = [*compress(range(len(tags)), map(OF_HEADS.__contains__, tags))]
    return elements, None, tags, labels, known, ({label for label in labels if label is not None}, heads, {})


_read = chosen("outline", "read", _read)


class Outline:
    """The elements in page order, and lists beside them: an element's place is the same in each.

    Attributes:
        elements: Every element, without comments and processing instructions.
        tags: Their names.
        labels: Their ``class`` attributes; ``None`` where there is none.
        ids: The ``id`` attributes that there are, by place.
        heads: The places of what should stand in the page's head.
    """

    __slots__ = (
        "_anchors",
        "_kinds",
        "_names",
        "_others",
        "_places",
        "elements",
        "heads",
        "ids",
        "labels",
        "tags",
    )

    elements: Sequence[HtmlElement]
    tags: list[str]
    labels: list[str | None]
    ids: dict[int, str]
    heads: list[int]

    def __init__(self, tree: HtmlElement) -> None:
        self.elements, self._places, self.tags, self.labels, self.ids, more = _read(tree)
        self._kinds, self.heads, self._others = more
        self._anchors: str | None = None
        self._names: str | None = None

    @property
    def places(self) -> Places:
        """Where each element stands."""
        if self._places is None:
            self._places = Places(self.elements)
        return self._places

    @property
    def names(self) -> str:
        """Every different ``class`` and every ``id``, a line each: what looks for a name looks here."""
        if self._names is None:
            self._names = "\n".join([*self._kinds, *self.ids.values()])
        return self._names

    @property
    def anchors(self) -> str:
        """Every ``id`` and every ``name``, a line each: what a link to a part of the page may lead to."""
        if self._anchors is None:
            self._anchors = "\n".join([*self.ids.values(), *filter(None, self.having("name").values())])
        return self._anchors

    def having(self, attribute: str) -> dict[int, str]:
        """Return by place what an attribute says, even if it is empty, of the elements that have it."""
        found = self._others.get(attribute)
        if found is None:
            places, key = self.places, attribute.encode()
            having = self.elements[0].xpath(f"descendant-or-self::*[@{attribute}]")
            found = self._others[attribute] = {places[element]: element.get(key) for element in having}
        return found

    def labelled(self, *parts: str) -> list[HtmlElement]:
        """Return the elements whose ``class`` holds any of some words, or words that these are parts of."""
        holds = re.compile("|".join(map(re.escape, parts))).search
        return [self.elements[place] for place, label in enumerate(self.labels) if label and holds(label)]

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element's last descendant."""
        return self.places.after(element)
