"""Which comment answers which: by data, by links, by depth in names and styles, by the tree."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from scraper.platforms.generic.pieces import Unit
from scraper.platforms.generic.survey import Survey, running
from scraper.platforms.generic.words import IN_REPLY

_PARENT_DATA = re.compile(r"data-(?:.*-)?(?:parent|in-?reply-?to|reply-?to)(?:-.*)?$")
_PARENT_NAME = re.compile(
    r"(?:child-?of|parent|in-?reply-?to|reply-?to)[-_]?(?:comment[-_]?)?(\w+)$", re.IGNORECASE
)
_DEPTH_NAME = re.compile(
    r"(?:^|[-_]|comment|reply|tree)(?:depth|level|lvl|indent(?:ation)?|nest(?:ed|ing)?|thread(?:ed)?|tier|lv|deep)[-_]*(\d{1,3})$",
    re.IGNORECASE,
)
_DEPTH_DATA = re.compile(r"data-(?:.*-)?(?:depth|level|indent)$")
_MARGIN = re.compile(
    r"(?:margin|padding)(?:-(?:inline-start|left|right))?\s*:\s*(?:[\d.]+\w*\s+){0,3}?([\d.]+)\s*(px|em|rem|%|pt)?\s*(?:;|$)",
    re.IGNORECASE,
)
_HEAD = 60
_TAILS = (re.compile(r"([A-Za-z0-9]+)$"), re.compile(r"(\d+)$"))


class Nesting:
    """Finds the parents of units, given what each is called."""

    def __init__(self, survey: Survey, units: Sequence[Unit], ids: Sequence[str | None]) -> None:
        self.survey = survey
        self.units = units
        self.place_of = {name: at for at, name in enumerate(ids) if name}
        self.starts = sorted(unit.first for unit in units)
        #: What links and the forms of buttons lead to, where that is a part of a page.
        self._aims = {place: aim for place, aim in survey.hrefs.items() if "#" in aim}
        for place in survey.places("form"):
            aim = survey.hrefs.get(place) or survey.node(place).get("action") or ""
            if "#" in aim:
                self._aims[place] = aim
        self._aiming = sorted(self._aims)
        self._telling = sorted(survey.data)

    def parents(self) -> list[int | None]:
        """Return the place in the list of each unit's parent; never itself, never in a circle."""
        for find in (self._by_depth, self._by_tree, self._by_margin):
            found = find()
            if found is not None:
                break
        else:
            found = [None] * len(self.units)
        for at, said in enumerate(self._by_data()):
            if said is not None:
                found[at] = said
        return without_circles(found)

    def _by_tree(self) -> list[int | None] | None:
        """Take a unit around another as its parent, or one that stands beside an element around it."""
        survey = self.survey
        found: list[int | None] = []
        stack: list[int] = []
        last_in: dict[int, int] = {}
        places = self._cells()
        for at, unit in enumerate(self.units):
            while stack and self.units[stack[-1]].last <= unit.first:
                stack.pop()
            parent = stack[-1] if stack else None
            inside = self.units[parent].first if parent is not None else -1
            above = survey.parent[places[at]]
            last_in_here = above
            above = survey.parent[above] if above >= 0 else -1
            while above > inside or (above == inside and above >= 0):
                beside = last_in.get(above)
                if beside is not None and (parent is None or beside > parent):
                    parent = beside
                    break
                if above == inside:
                    break
                above = survey.parent[above]
            last_in[last_in_here] = at
            found.append(parent)
            if len(unit.nodes) == 1:
                stack.append(at)
        return found if any(parent is not None for parent in found) else None

    def _cells(self) -> list[int]:
        """Return what stands for each unit among its siblings: its wrapper, where every unit has one."""
        survey = self.survey
        marked = [0] * len(survey.tags)
        for unit in self.units:
            marked[unit.first] = 1
        starts = running(marked)
        cells = [unit.first for unit in self.units]
        if len(cells) < 2 or any(len(unit.nodes) > 1 for unit in self.units):
            return cells
        while True:
            above = [survey.parent[cell] for cell in cells]
            if any(place < 0 or starts[survey.end[place]] - starts[place] > 1 for place in above):
                return cells
            cells = above

    def _by_depth(self) -> list[int | None] | None:
        """Read ``depth-3``, ``data-level``: an answer follows what it answers, one level higher."""
        depths = [self._depth(unit) for unit in self.units]
        known = [depth for depth in depths if depth is not None]
        if len(known) < 0.9 * len(depths) or len(set(known)) < 2:
            return None
        return from_depths([depth if depth is not None else min(known) for depth in depths])

    def _depth(self, unit: Unit) -> float | None:
        place = unit.nodes[0]
        for name in (self.survey.kinds[place] or "").split():
            found = _DEPTH_NAME.search(name)
            if found:
                return float(found[1])
        for key, value in self.survey.data.get(place, ()):
            if value.strip().isdigit() and _DEPTH_DATA.match(key):
                return float(value)
        depth = self.survey.node(place).get("depth") or ""
        if depth.isdigit() and len(depth) < 4:
            return float(depth)
        return None

    def _by_margin(self) -> list[int | None] | None:
        """Read indentation that is written into the page: styles, and pictures that only take up room."""
        depths = [self._margin(unit) for unit in self.units]
        if len({depth for depth in depths if depth is not None}) < 2:
            return None
        return from_depths([depth or 0.0 for depth in depths])

    def _margin(self, unit: Unit) -> float | None:
        survey = self.survey
        place = unit.nodes[0]
        around = survey.parent[place]
        for at in (place, *range(place + 1, min(unit.last, place + 12)), around):
            if at < 0:
                continue
            tag = survey.tags[at]
            style = survey.styles.get(at) if survey.alive[at] else survey.node(at).get("style")
            if style and (found := _MARGIN.search(style)):
                return float(found[1])
            if tag == "img":
                node = survey.node(at)
                width = node.get("width") or ""
                if width.isdigit() and (node.get("height") or "1") in ("1", "0"):
                    return float(width)
            elif tag == "td" and (indent := survey.node(at).get("indent") or "").isdigit():
                return float(indent)
        return None

    def _by_data(self) -> list[int | None]:
        """Read what a comment says of its parent: in attributes and names, or by a link to it."""
        found: list[int | None] = []
        for at, unit in enumerate(self.units):
            said = next((target for target in self._said(unit) if target != at), None)
            found.append(said if said is not None else self._linked(at, unit))
        return found

    def _said(self, unit: Unit) -> Iterator[int]:
        first, data = unit.nodes[0], self.survey.data
        for name in (self.survey.kinds[first] or "").split():
            if (said := _PARENT_NAME.search(name)) and (target := self._target(said[1])) is not None:
                yield target
        for place in _within(self._telling, first, self._head(unit)):
            for key, value in data[place]:
                if _tells_parent(key) and (target := self._target(value)) is not None:
                    yield target

    def _head(self, unit: Unit) -> int:
        """Return where a unit's first places end, or the units inside it begin."""
        first = unit.nodes[0]
        last = min(unit.last, first + _HEAD)
        at = bisect_right(self.starts, first)
        return min(last, self.starts[at]) if at < len(self.starts) else last

    def _linked(self, at: int, unit: Unit) -> int | None:
        """Follow a link (or a button's form) that says "in reply to" and points at another comment here."""
        for place in _within(self._aiming, unit.nodes[0], self._head(unit)):
            target = self._target(self._aims[place].rpartition("#")[2])
            if target is None or target == at:
                continue
            node = self.survey.node(place)
            above, before = node.getparent(), node.getprevious()
            said = " ".join([
                *node.itertext(), node.get("title") or "", node.get("class") or "", above.text or "",
                above.get("class") or "", (before.tail or "") if before is not None else "",
            ])  # fmt: skip
            if IN_REPLY.search(said):
                return target
        return None

    def _target(self, name: str) -> int | None:
        if name in self.place_of:
            return self.place_of[name]
        for form in _TAILS:
            found = form.search(name)
            if found and found[1] in self.place_of:
                return self.place_of[found[1]]
        return None


def _within(places: list[int], first: int, last: int) -> list[int]:
    """Return those of the sorted places that lie from ``first`` to before ``last``."""
    return places[bisect_left(places, first) : bisect_left(places, last)]


@lru_cache(maxsize=1024)
def _tells_parent(key: str) -> bool:
    return _PARENT_DATA.match(key) is not None


def from_depths(depths: Sequence[float]) -> list[int | None]:
    """Return the place of each item's parent: the last item before it that is less deep."""
    found: list[int | None] = []
    stack: list[int] = []
    for at, depth in enumerate(depths):
        while stack and depths[stack[-1]] >= depth:
            stack.pop()
        found.append(stack[-1] if stack else None)
        stack.append(at)
    return found


def without_circles(parents: list[int | None]) -> list[int | None]:
    """Cut every circle where it closes, so that each comment hangs on the post in the end."""
    state = [0] * len(parents)
    for start in range(len(parents)):
        path = []
        at: int | None = start
        while at is not None and state[at] == 0:
            state[at] = 1
            path.append(at)
            at = parents[at]
        if at is not None and state[at] == 1:
            parents[path[-1]] = None
        for done in path:
            state[done] = 2
    return parents
