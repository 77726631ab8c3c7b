"""Every element of a page, with what most of its readers ask of it: read from the tree once for all."""

from lxml import etree
from lxml.html import HtmlElement


class Outline:
    """The elements in page order, and lists beside them: an element's place is the same in each.

    Attributes:
        elements: Every element, without comments and processing instructions.
        tags: Their names.
        labels: Their ``class`` attributes; ``None`` where there is none.
        ids: The ``id`` attributes that there are, by place.
    """

    __slots__ = ("_names", "_places", "elements", "ids", "labels", "tags")

    def __init__(self, tree: HtmlElement) -> None:
        self.elements: list[HtmlElement] = list(tree.iter(etree.Element))
        self.tags: list[str] = [element.tag for element in self.elements]
        self.labels: list[str | None] = [element.get("class") for element in self.elements]
        self.ids: dict[int, str] = {
            place: name for place, element in enumerate(self.elements) if (name := element.get("id"))
        }
        self._names: str | None = None
        self._places: dict[HtmlElement, int] | None = None

    @property
    def places(self) -> dict[HtmlElement, int]:
        """Where each element stands."""
        if self._places is None:
            self._places = {element: place for place, element in enumerate(self.elements)}
        return self._places

    @property
    def names(self) -> str:
        """Every different value of ``class`` and ``id``, a line each: what looks for a name looks here."""
        if self._names is None:
            self._names = "\n".join({*filter(None, self.labels), *self.ids.values()})
        return self._names

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element's last descendant."""
        node: HtmlElement | None = element
        root = self.elements[0]
        while node is not None and node is not root:  # beside the root, there may be comments
            beside = node.getnext()
            while beside is not None and not isinstance(beside.tag, str):
                beside = beside.getnext()
            if beside is not None:
                return self.places[beside]
            node = node.getparent()
        return len(self.elements)
