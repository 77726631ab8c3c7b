"""What the comments of a page share: their own elements, names to find these by, words that all have."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from math import gcd

from scraper.clean import line_of
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.pieces import Unit
from scraper.platforms.generic.survey import Survey, holds
from scraper.platforms.generic.words import says_date
from scraper.spelling import plain
from scraper.tags import DROPPED

_DIGITS = re.compile(r"\d+")
_SELF = re.compile(r"#(?:c|comment|cmt|msg|post|p|entry)[-_]?\d+$")
_CONSTANT = 60
_LONGEST_LINE = 160
#: No line that anybody asks for is as long.
_LONG = "…" * 1000
#: So many units, spread over the list, show where all keep their names, dates and words.
_SAMPLE = 24
_GOLDEN = (5**0.5 - 1) / 2


Found = tuple[float, int, tuple[str, ...]]
"""What may be a name or a date: how surely, its place, the names it goes by."""


class Shared:
    """The units of a page side by side.

    Attributes:
        own: The living places of each unit that are in no unit inside it.
        order: The units in an order in which the first few are spread over the list. By the markup of these
            all are read: in the others the places are looked at first that bear the name that was found
            there, and all places only where that fails.
        sample: The first few in this order.
        constants: Short texts that most units hold: the words of buttons, whatever the language.
    """

    def __init__(self, survey: Survey, units: Sequence[Unit], base: str | None, lang: str | None) -> None:
        self.survey = survey
        self.units = units
        self.base = base
        self.lang = lang
        self.own = _own_places(survey, units)
        self.order = _spread(len(units))
        self.sample = self.order[:_SAMPLE]
        marks = survey.marks
        self._prose = sorted({*survey.by_tag["p"], *(at for at in survey.marked if marks[at] & Mark.BODY)})
        self._lines: dict[int, str] = {}
        self._forms: dict[tuple[str | None, ...], int] = {}
        #: What each form goes by.
        self.names: list[tuple[str, ...]] = []
        self._called: dict[str, tuple[set[int], int]] = {}
        self._form_of: list[list[int] | None] = [None] * len(units)
        self.constants = self._constants()
        self._known = dict[str, bool]()

    def line(self, place: int) -> str:
        """Return an element's text on one line, as long as it is a short one."""
        found = self._lines.get(place)
        return found if found is not None else self._read_line(place)

    def _read_line(self, place: int) -> str:
        survey, dropped = self.survey, False
        if survey.end[place] == place + 1:
            words = survey.own[place]
            text = "" if not words or survey.tags[place] in DROPPED else plain(words)
            if len(words) > _LONGEST_LINE:
                text = _LONG
            self._lines[place] = text
            return text
        size = survey.span(place)
        if size > _LONGEST_LINE:
            return _LONG
        # Wrappers say what the one element in them says that says anything.
        path = [place]
        while True:
            dropped = dropped or survey.tags[place] in DROPPED
            inner = self._filling(place, size)
            if inner is None:
                break
            path.append(place := inner)
        found = "" if dropped else self._lines.get(place)
        if found is None:
            found = line_of(survey.node(place))
        for step in path:
            self._lines[step] = found
        return found

    def _filling(self, place: int, size: int) -> int | None:
        """Return the child that holds all text of an element, if there is one."""
        survey = self.survey
        inner, end, total, ends = place + 1, survey.end[place], survey.total, survey.end
        start = total[place]
        if inner == end or not size or survey.text[place]:
            return None
        while inner < end:
            after = ends[inner]
            if total[after] > start:
                return inner if total[after] - start == size else None
            inner = after
        return None

    def forms(self, at: int) -> list[int]:
        """Return, for a unit's own places in turn, a number that equal markup has in every unit."""
        found = self._form_of[at]
        if found is None:
            survey, known, form = self.survey, self._forms, self._form
            tags, kinds, parent, props = survey.tags, survey.kinds, survey.parent, survey.props
            found = self._form_of[at] = []
            for place in self.own[at]:
                above = parent[place]
                look = (tags[place], kinds[place], props.get(place), tags[above], kinds[above])
                number = known.get(look)
                found.append(form(look) if number is None else number)
        return found

    def _form(self, look: tuple[str | None, ...]) -> int:
        tag, kind, prop, above, around = look
        found = [f"{tag}.{_DIGITS.sub('#', name)}" for name in (kind or "").split()]
        if prop:
            found.append(f"%{prop}")
        found.append(f"{above}.{_DIGITS.sub('#', around or '')}>{tag}")
        found.append(f"{above}>{tag}")
        self.names.append(tuple(found))
        number = self._forms[look] = len(self.names) - 1
        return number

    def named(self, at: int) -> Iterable[tuple[int, tuple[str, ...]]]:
        """Return a unit's own places, each with the names that it may be found by in every unit."""
        forms = self.forms(at)  # makes names
        return zip(self.own[at], map(self.names.__getitem__, forms), strict=True)

    def bearers(self, at: int, key: str | None) -> list[int]:
        """Return a unit's own places that go by a name."""
        if key is None:
            return []
        forms = self.forms(at)
        called, seen = self._called.get(key, (set[int](), 0))
        if seen < len(self.names):
            called.update(form for form in range(seen, len(self.names)) if key in self.names[form])
            self._called[key] = called, len(self.names)
        return list(compress(self.own[at], map(called.__contains__, forms)))

    def _constants(self) -> set[str]:
        """Return short texts that most units hold: the words of buttons, whatever the language."""
        counts: Counter[str] = Counter()
        total, ends, line = self.survey.total, self.survey.end, self.line
        for at in self.sample:
            lines = {
                line(place) for place in self.own[at] if 0 < total[ends[place]] - total[place] <= _CONSTANT
            }
            if lines:
                # No line has a line break in it.
                counts.update(set(_DIGITS.sub("#", "\n".join(lines)).split("\n")))
        least = max(3, 0.6 * len(self.sample))
        return {
            text for text, count in counts.items() if count >= least and not says_date(text.replace("#", "1"))
        }

    def is_constant(self, place: int) -> bool:
        """Say whether an element holds only words that most units hold."""
        return (
            bool(self.constants)
            and self.survey.span(place) <= _CONSTANT
            and self.says_constant(self.line(place))
        )

    def says_constant(self, text: str) -> bool:
        """Say whether most units hold the same words, whatever their numbers."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = _DIGITS.sub("#", text) in self.constants
        return found

    def holds_prose(self, place: int) -> bool:
        """Say whether an element holds a paragraph, or what is named as a text."""
        survey = self.survey
        return holds(self._prose, place + (survey.tags[place] == "p"), survey.end[place])

    def own_in(self, at: int, first: int, last: int) -> list[int]:
        """Return a unit's own places from ``first`` to before ``last``."""
        own = self.own[at]
        return own[bisect_left(own, first) : bisect_left(own, last)]


def is_own_link(survey: Survey, place: int, size: int) -> bool:
    """Say whether an element is a comment's link to itself: its number or its subject."""
    if survey.tags[place] != "a":
        place += 1
        if place >= len(survey.tags) or survey.tags[place] != "a" or survey.span(place) != size:
            return False
    return _SELF.search(survey.hrefs.get(place, "")) is not None


def telling(shared: Shared, find: Callable[[int], list[Found]]) -> dict[int, list[Found]]:
    """Return what is found in the first units, up to as many as suffice in which anything is."""
    found: dict[int, list[Found]] = {}
    left = _SAMPLE
    for at in shared.order:
        found[at] = find(at)
        left -= bool(found[at])
        if not left:
            break
    return found


def best_keys(found: Iterable[Iterable[Found]]) -> list[str]:
    """Return the names that the units vote for, each with the weight of its best element of that name."""
    votes: dict[str, float] = defaultdict(float)
    for unit in found:
        best: dict[str, float] = {}
        for weight, _, keys in unit:
            for key in keys:
                if weight > best.get(key, 0.0):
                    best[key] = weight
        for key, weight in best.items():
            votes[key] += weight
    most = max(votes.values(), default=0.0)
    return [key for key, weight in votes.items() if weight == most]


def _spread(size: int) -> list[int]:
    """Return the numbers below ``size`` in an order of which every beginning is spread over all.

    Steps of the golden section keep time with no rhythm of a list, such as question and answer in turn.
    """
    step = round(size * _GOLDEN)
    while gcd(step, size) != 1:
        step += 1
    return [number * step % size for number in range(size)]


def _own_places(survey: Survey, units: Sequence[Unit]) -> list[list[int]]:
    """Return the living places of each unit that are in no unit inside it."""
    found: list[list[int]] = [[] for _ in units]
    alive = survey.alive
    starts = {unit.first: at for at, unit in reversed(list(enumerate(units)))}
    stack: list[int] = []
    place = 0
    for start in (*sorted(starts), len(alive)):
        while stack and place < start:
            top = stack[-1]
            stop = min(start, units[top].last)
            found[top] += compress(range(place, stop), alive[place:stop])
            place = max(place, stop)
            if units[top].last <= place:
                stack.pop()
        place = max(place, start)
        if start in starts:
            stack.append(starts[start])
    return found
