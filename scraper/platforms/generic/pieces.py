"""Pieces of a page that may be comments, and what each of them holds and is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter, lt

LEAST = 0.45
"""What a piece is worth at least if a group shall gain by it: text alone is not enough."""
#: What holds more names or dates than this holds several comments.
_MOST_NAMES, _MOST_DATES = 8, 5


@dataclass(slots=True)
class Unit:
    """A comment's place: the elements from ``first`` to before ``last``; ``nodes``: the outermost."""

    first: int
    last: int
    nodes: list[int]


@dataclass(slots=True)
class Pieces:
    """Pieces of a page that may be units, and what each holds itself, less the pieces inside it.

    Attributes:
        nodes: The outermost elements of each; ``None`` where each is one element.
        values: What each is worth.
    """

    firsts: Sequence[int]
    lasts: Sequence[int]
    nodes: Sequence[list[int]] | None = None
    texts: Sequence[int] = ()
    links: Sequence[int] = ()
    values: list[float] = field(default_factory=list)
    _units: list[Unit] | None = None

    @property
    def gains(self) -> bool:
        """Whether they are worth enough together to need evidence."""
        return sum(self.values) > LEAST * len(self.values)

    def units(self) -> list[Unit]:
        """Return them as units: made for the few groups of which they are asked."""
        if self._units is None:
            nodes = self.nodes if self.nodes is not None else [[first] for first in self.firsts]
            self._units = list(map(Unit, self.firsts, self.lasts, nodes))
        return self._units


def taking(places: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """Return what takes from a list what it has at some places: in one step, for it is done for thousands."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]


def less_inner(pieces: Pieces, whole: list[list[int]]) -> list[list[int]]:
    """Take from the counts of each piece those of the pieces right inside it."""
    firsts, lasts = pieces.firsts, pieces.lasts
    if not any(map(lt, firsts[1:], lasts)):
        return whole
    own = [counts.copy() for counts in whole]
    stack: list[int] = []
    for at, first in enumerate(firsts):
        while stack and lasts[stack[-1]] <= first:
            stack.pop()
        if stack:
            above = stack[-1]
            for counts, all_counts in zip(own, whole, strict=True):
                counts[above] -= all_counts[at]
        stack.append(at)
    return own


def value(text: int, links: int, covered: int, authors: int, dates: int) -> float:
    """Say how much of a comment a piece holds."""
    if text - covered < 2 or text < 3 or authors > _MOST_NAMES or dates > _MOST_DATES:
        return 0.0
    worth = _WORTH[authors > 0, dates > 0]
    return worth if links <= 0.8 * text else worth / 2


def said_value(text: int, links: int, covered: int, authors: int, dates: int) -> float:
    """Say how much of a comment a piece holds that the page itself calls one."""
    if text - covered < 2 or text < 3:
        return 0.0
    worth = _WORTH[authors > 0, dates > 0]
    return worth if links <= 0.8 * text else worth / 2


#: What a piece with words is worth, with or without a name and a date.
_WORTH = {
    (has_name, has_date): 0.4 + 0.3 * has_name + 0.3 * has_date
    for has_name in (False, True)
    for has_date in (False, True)
}
