"""The best group of a page, with the comments that other groups find beside and inside it."""

from bisect import bisect_right
from collections.abc import Sequence

from scraper.platforms.generic.groups import Group, Grouping, Pieces, Unit
from scraper.platforms.generic.survey import Survey, holds
from scraper.platforms.generic.words import Mark

_NO_UNITS = frozenset({"p", "blockquote", "pre", "table", "span", "form", "fieldset"})
_MOST_JOINED = 40
#: Fewer characters than this say nothing that could be answered.
_FEW = 2
_ANSWER = Mark.COMMENT | Mark.WEAK


def join(grouping: Grouping, groups: Sequence[Group]) -> Group:
    """Add to the best group what other groups find beside it, and inside it as answers of their own."""
    best = groups[0]
    taken = {unit.first for unit in best.units}
    for other in groups[1:_MOST_JOINED]:
        if other.evidence < (3 if not other.marks & _ANSWER else 1) or other.is_run or best.is_run:
            continue
        if other.marks & (Mark.HEADER | Mark.AUTHOR | Mark.DATE) or other.key[0] == ">":
            continue
        new = [
            unit
            for unit, value in zip(other.units, other.values, strict=True)
            if value >= 0.7 and unit.first not in taken and _may_join(grouping, unit)
        ]
        if not new or not _near(grouping.survey, best.units, new) or _are_parts(grouping.survey, best, new):
            continue
        both = sorted([*best.units, *new], key=lambda unit: (unit.first, -unit.last))
        pieces = Pieces([unit.first for unit in both], [unit.last for unit in both])
        if sum(grouping.measure(pieces).values) >= sum(best.values) + 0.69 * len(new):
            best = Group(best.key, pieces, best.evidence, best.marks)
            taken.update(unit.first for unit in new)
    return best


def _may_join(grouping: Grouping, unit: Unit) -> bool:
    """Say whether a unit can be a comment beside those of another group: no paragraph, quote or form."""
    around = grouping.around
    if grouping.survey.tags[unit.first] in _NO_UNITS or around.is_stray(unit.first, unit.last):
        return False
    return not holds(around.textareas, unit.first, unit.last)


def _are_parts(survey: Survey, best: Group, new: Sequence[Unit]) -> bool:
    """Say whether units stand before the words of what they lie in: cards of who wrote, no answers."""
    firsts = [unit.first for unit in best.units]
    parts = 0
    for unit in new:
        at = bisect_right(firsts, unit.first) - 1
        if at >= 0 and unit.last <= best.units[at].last:
            said, known = (
                totals[unit.first] - totals[firsts[at]] for totals in (survey.total, survey.covered)
            )
            parts += said - known < _FEW
    return parts > 0.5 * len(new)


def _near(survey: Survey, units: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Say whether the new units lie where the others do: in what holds them all."""
    first, last = units[0].first, max(unit.last for unit in units)
    above = survey.parent[first]
    while above >= 0 and survey.end[above] < last:
        above = survey.parent[above]
    return above >= 0 and all(above < unit.first and unit.last <= survey.end[above] for unit in new)
