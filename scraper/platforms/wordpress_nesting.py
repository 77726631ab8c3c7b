"""Whom each WordPress comment replies to."""

import re

from lxml.html import HtmlElement

from scraper.platforms.wordpress_extent import ITEM
from scraper.platforms.wordpress_units import Unit, depth_in

_PARENT_LABEL = re.compile(r"(?:^|\s)(?:child-of|parent|parent-comment|reply-to)-(\d+)(?:\s|$)")
_CHILDREN = re.compile(r"(?:^|[\s_-])(?:children|child|replies|sub-?comments?|indented|nested)(?:$|[\s_-])")


def find_parents(units: list[Unit]) -> None:
    """Set every unit's parent: stated by number, else by ``depth-<n>``, else by how the lists are nested."""
    by_id = {unit.native_id: unit for unit in units if unit.native_id}
    for unit in units:
        depth = depth_in(unit.labels)
        unit.depth = int(depth) if depth and len(depth) < 6 else None
    depths = {unit.depth for unit in units}
    by_depth = len(depths - {None}) > 1
    nested = None if by_depth and None not in depths else _Nesting(units)
    wrapped: dict[tuple[HtmlElement | None, Unit | None], str | None] = {}  # whom the elements around name
    last: list[tuple[int, Unit]] = []  # the line of parents of the comment before, by depth
    for unit in units:
        parent = nested.parent(unit) if nested else None
        if by_depth and unit.depth is not None:
            while last and last[-1][0] >= unit.depth:
                last.pop()
            parent = last[-1][1] if last else None
            last.append((unit.depth, unit))
        stated = unit.parent_id
        if not stated:
            around = unit.holder, unit.around
            if around not in wrapped:
                wrapped[around] = _stated(*around)
            stated = wrapped[around]
        if stated is not None and stated != unit.native_id:
            unit.parent_id = stated
            parent = by_id.get(stated)
        unit.parent = parent


def _stated(element: HtmlElement | None, around: Unit | None) -> str | None:
    """Return the number of the parent that a wrapper around a comment names (``child-of-12``)."""
    stop = around.element if around else None
    for _ in range(2):
        if element is None or element is stop:
            return None
        labels = element.get("class")
        if labels and ("parent" in labels or "-of-" in labels or "reply-to" in labels):
            match = _PARENT_LABEL.search(labels)
            if match:
                return match.group(1)
        element = element.getparent()
    return None


class _Nesting:
    """Parents by structure: the comment around the list that a comment stands in, or just before it."""

    def __init__(self, units: list[Unit]) -> None:
        self.by_element = {unit.element: unit for unit in units}
        self.last_in: dict[HtmlElement, Unit] = {}  # the last comment seen whose element has this parent
        self.above: dict[HtmlElement | None, list[tuple[HtmlElement, HtmlElement]]] = {}
        self.found: dict[Unit, Unit | None] = {}

    def parent(self, unit: Unit) -> Unit | None:
        holder = unit.holder
        found = self._of(unit, holder)
        self.found[unit] = found
        if holder is not None:
            self.last_in[holder] = unit
        return found

    def _of(self, unit: Unit, holder: HtmlElement | None) -> Unit | None:
        if unit.around is not None and unit.around.element is holder and self._fused(unit):
            return self.found.get(unit.around)
        # Children as siblings: a list right after the closed comment.
        if holder not in self.above:
            self.above[holder] = self._above(holder)
        for element, up in self.above[holder]:
            before = self.last_in.get(up)
            if before is not None and before is not unit.around and self._is_reply_list(element):
                return before
        return unit.around

    def _above(self, holder: HtmlElement | None) -> list[tuple[HtmlElement, HtmlElement]]:
        """Return what may be a list of replies around comments, each with what it stands in."""
        found: list[tuple[HtmlElement, HtmlElement]] = []
        element = holder
        while len(found) < 3 and element is not None and element not in self.by_element:
            up = element.getparent()
            if up is not None:
                found.append((element, up))
            element = up
        return found

    @staticmethod
    def _fused(unit: Unit) -> bool:
        around = unit.around
        return (
            around is not None and bool(ITEM.match(unit.element.tag)) and bool(ITEM.match(around.element.tag))
        )

    @staticmethod
    def _is_reply_list(element: HtmlElement) -> bool:
        up = element.getparent()
        nested_list = element.tag in ("ul", "ol") and up is not None and up.tag in ("ul", "ol")
        return nested_list or _CHILDREN.search(element.get("class") or "") is not None
