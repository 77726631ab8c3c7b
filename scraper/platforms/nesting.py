"""A page's comments as its markup nests them: one walk over the tree, whatever its depth."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

#: ``comment``: begins one that holds its parts. ``anchor``: begins one whose parts follow as siblings.
#: ``skip``: nothing of it is read. Any other word names a part of the comment around it; what lies inside a
#: part belongs to it, but for comments.
Role = str | None


@dataclass(slots=True)
class Block:
    """A comment's place in the tree.

    Attributes:
        parent: Place in the list of the comment that this one is nested in.
        parts: Elements of each role, in page order.
        inner: The comments directly inside this one: no part of its text.
    """

    element: HtmlElement
    parent: int | None
    parts: dict[str, list[HtmlElement]] = field(default_factory=dict)
    inner: list[HtmlElement] = field(default_factory=list)

    def first(self, *roles: str) -> HtmlElement | None:
        """Return the first part of the first role that has any."""
        return next((self.parts[role][0] for role in roles if role in self.parts), None)


def blocks(root: HtmlElement, role: Callable[[HtmlElement], Role]) -> list[Block]:
    """Walk through ``root`` once and gather its comments in page order."""
    found: list[Block] = []
    stack: list[tuple[int, HtmlElement]] = []  # (place, the element whose end closes the comment)
    part: HtmlElement | None = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            while stack and stack[-1][1] is element:
                stack.pop()
            if element is part:
                part = None
            continue
        name = role(element) if isinstance(element.tag, str) else None
        if name is None:
            continue
        if name == "skip":
            walker.skip_subtree()
        elif name in ("comment", "anchor"):
            end = element if name == "comment" else element.getparent()
            while name == "anchor" and stack and stack[-1][1] is end:
                stack.pop()
            if stack:
                found[stack[-1][0]].inner.append(element)
            found.append(Block(element, stack[-1][0] if stack else None))
            stack.append((len(found) - 1, end))
            part = None
        elif part is None and stack:
            found[stack[-1][0]].parts.setdefault(name, []).append(element)
            part = element
    return found


def holders(boxes: list[HtmlElement]) -> list[int | None]:
    """Return for each element, in page order, the place in the list of the nearest one that it lies in.

    What an adapter finds by its ids it need not walk to; every element above is climbed over once.
    """
    known: dict[HtmlElement, int | None] = {}
    found: list[int | None] = []
    for at, box in enumerate(boxes):
        passed = []
        around = box.getparent()
        while around is not None and around not in known:
            passed.append(around)
            around = around.getparent()
        holder = None if around is None else known[around]
        known.update(dict.fromkeys(passed, holder))
        known[box] = at
        found.append(holder)
    return found
