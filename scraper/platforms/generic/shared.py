"""What the comments of a page share: their own elements, names to find these by, words that all have."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from scraper.clean import line_of
from scraper.platforms.generic.groups import Unit
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.words import Mark, says_date

_DIGITS = re.compile(r"\d+")
_CONSTANT = 60


class Shared:
    """The units of a page side by side.

    Attributes:
        own: The living places of each unit that are in no unit inside it.
        constants: Short texts that most units hold: the words of buttons, whatever the language.
        repeated: In how many units each short text stands.
    """

    def __init__(self, survey: Survey, units: Sequence[Unit], base: str | None, lang: str | None) -> None:
        self.survey = survey
        self.units = units
        self.base = base
        self.lang = lang
        self.own = _own_places(survey, units)
        self._lines: dict[int, str] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self.repeated = Counter[str]()
        self.constants = self._constants()

    def line(self, place: int) -> str:
        """Return an element's text on one line."""
        if place not in self._lines:
            self._lines[place] = (
                line_of(self.survey.nodes[place]) if self.survey.span(place) <= 1000 else "…" * 1000
            )
        return self._lines[place]

    def names(self, place: int) -> tuple[str, ...]:
        """Return the names that an element may be found by in every unit."""
        if place not in self._names:
            node = self.survey.nodes[place]
            above = self.survey.nodes[self.survey.parent[place]]
            found = [f"{node.tag}.{_DIGITS.sub('#', name)}" for name in (node.get("class") or "").split()]
            if node.get("itemprop"):
                found.append(f"%{node.get('itemprop')}")
            found.append(f"{above.tag}.{_DIGITS.sub('#', above.get('class') or '')}>{node.tag}")
            found.append(f"{above.tag}>{node.tag}")
            self._names[place] = tuple(found)
        return self._names[place]

    def first(self, at: int, key: str | None) -> int | None:
        """Return a unit's first element that goes by a name and holds words."""
        if key is None:
            return None
        return next((place for place in self.own[at] if key in self.names(place) and self.line(place)), None)

    def _constants(self) -> set[str]:
        """Return short texts that most units hold: the words of buttons, whatever the language."""
        counts: Counter[str] = Counter()
        for places in self.own:
            counts.update(
                {
                    _DIGITS.sub("#", self.line(place))
                    for place in places
                    if 0 < self.survey.span(place) <= _CONSTANT
                }
            )
        least = max(3, 0.6 * len(self.units))
        return {
            text for text, count in counts.items() if count >= least and not says_date(text.replace("#", "1"))
        }

    def is_constant(self, place: int) -> bool:
        """Say whether an element holds only words that most units hold."""
        return self.survey.span(place) <= _CONSTANT and _DIGITS.sub("#", self.line(place)) in self.constants

    def holds_prose(self, place: int) -> bool:
        """Say whether an element holds a paragraph, or what is named as a text."""
        survey = self.survey
        return any(
            survey.tags[inner] == "p" or survey.marks[inner] & Mark.BODY
            for inner in range(place + (survey.tags[place] == "p"), survey.end[place])
        )


def best_key(found: Sequence[Iterable[tuple[str, float]]]) -> str | None:
    """Return the name that the units vote for, each with the weight of its best element of that name."""
    votes: dict[str, float] = defaultdict(float)
    for unit in found:
        best: dict[str, float] = {}
        for key, weight in unit:
            best[key] = max(best.get(key, 0.0), weight)
        for key, weight in best.items():
            votes[key] += weight
    return max(votes, key=lambda key: votes[key]) if votes else None


def _own_places(survey: Survey, units: Sequence[Unit]) -> list[list[int]]:
    """Return the living places of each unit that are in no unit inside it."""
    found: list[list[int]] = [[] for _ in units]
    starts = {unit.first: at for at, unit in reversed(list(enumerate(units)))}
    stack: list[int] = []
    first = units[0].first if units else 0
    for place in range(first, max((unit.last for unit in units), default=0)):
        while stack and units[stack[-1]].last <= place:
            stack.pop()
        if place in starts:
            stack.append(starts[place])
        if stack and survey.alive[place]:
            found[stack[-1]].append(place)
    return found
