"""The best group of a page, with the comments that other groups find beside and inside it."""

from bisect import bisect_right
from collections.abc import Sequence

from scraper.platforms.generic.groups import Group, Grouping
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.pieces import Pieces, Unit
from scraper.platforms.generic.survey import Survey, holds

_NO_UNITS = frozenset({"p", "blockquote", "pre", "table", "span", "form", "fieldset"})
_MOST_JOINED = 40
#: Fewer characters than this say nothing that could be answered.
_FEW = 2
_SEVERAL = 3
_ANSWER = Mark.COMMENT | Mark.WEAK


def join(grouping: Grouping, groups: Sequence[Group]) -> Group:
    """Add to the best group what other groups find beside it, and inside it as answers of their own."""
    best = groups[0]
    taken = {unit.first for unit in best.units}
    for other in groups[1:_MOST_JOINED]:
        if other.evidence < (3 if not other.marks & _ANSWER else 1) or other.is_run or best.is_run:
            continue
        if best.key[0] == "%" and not other.marks & _ANSWER:
            continue  # The page itself says what its comments are.
        if other.marks & (Mark.HEADER | Mark.AUTHOR | Mark.DATE) or other.key[0] == ">":
            continue
        # Parts (quotes, signatures) seldom have a name and a date; where comments have both, so do answers.
        least = 0.7 if other.marks & _ANSWER else max(0.7, sum(best.values) / len(best.values) - 0.15)
        new = [
            unit
            for unit, value in zip(other.units, _values(grouping, best, other), strict=True)
            if value >= least and unit.first not in taken and _may_join(grouping, unit)
        ]
        if (
            not new
            or not _near(grouping.survey, best.units, new)
            or _are_parts(grouping.survey, best, other, new)
        ):
            continue
        both = sorted([*best.units, *new], key=lambda unit: (unit.first, -unit.last))
        pieces = Pieces([unit.first for unit in both], [unit.last for unit in both])
        if sum(grouping.measure(pieces).values) >= sum(best.values) + 0.69 * len(new):
            best = Group(best.key, pieces, best.evidence, best.marks)
            taken.update(unit.first for unit in new)
    return best


def _values(grouping: Grouping, best: Group, other: Group) -> list[float]:
    """Return what the units of a group are worth: less the best's in them, where they are called comments.

    A comment with all its answers inside it has more names and dates than one comment.
    """
    is_comment = other.marks & Mark.COMMENT and not other.marks & Mark.LIST
    if not is_comment or len(other.units) < _SEVERAL or min(other.values) > 0:
        return other.values
    spans = sorted({(unit.first, -unit.last) for unit in (*best.units, *other.units)})
    pieces = grouping.measure(Pieces([first for first, _ in spans], [-last for _, last in spans]))
    found = dict(zip(spans, pieces.values, strict=True))
    return [found[unit.first, -unit.last] for unit in other.units]


def _may_join(grouping: Grouping, unit: Unit) -> bool:
    """Say whether a unit can be a comment beside those of another group: no paragraph, quote or form."""
    around = grouping.around
    if grouping.survey.tags[unit.first] in _NO_UNITS or around.is_stray(unit.first, unit.last):
        return False
    dates = grouping.survey.dates
    return dates[unit.first] < dates[unit.last] or not holds(around.textareas, unit.first, unit.last)


def _are_parts(survey: Survey, best: Group, other: Group, new: Sequence[Unit]) -> bool:
    """Say whether units are parts of what they lie in, no answers.

    Bodies and signatures are called so; cards of who wrote stand before the words.
    """
    named = other.marks & (Mark.BODY | Mark.UI) and not other.marks & Mark.NESTED
    firsts = [unit.first for unit in best.units]
    parts = 0
    for unit in new:
        at = bisect_right(firsts, unit.first) - 1
        if at >= 0 and unit.last <= best.units[at].last:
            said, known = (
                totals[unit.first] - totals[firsts[at]] for totals in (survey.total, survey.covered)
            )
            parts += bool(named) or said - known < _FEW
    return parts > 0.5 * len(new)


def _near(survey: Survey, units: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Say whether the new units lie where the others do: in what holds them all."""
    first, last = units[0].first, max(unit.last for unit in units)
    above = survey.parent[first]
    while above >= 0 and survey.end[above] < last:
        above = survey.parent[above]
    return above >= 0 and all(above < unit.first and unit.last <= survey.end[above] for unit in new)
