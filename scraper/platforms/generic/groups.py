"""Which repeated elements of a page are its comments: every name that elements share is a group to judge."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scraper.platforms.generic.names import Names, Places
from scraper.platforms.generic.surroundings import Surroundings
from scraper.platforms.generic.survey import Survey, holds
from scraper.platforms.generic.words import HEADING, RECENT, Mark, marks

_STARTS = frozenset({"a", "dt", "h2", "h3", "h4", "h5", "h6", "hr"})
#: What a unit is worth at least if a group shall gain by it: text alone is not enough.
_LEAST = 0.45
#: A unit that holds more names or dates than this holds several comments.
_MOST_NAMES, _MOST_DATES = 8, 5
_ANSWER = Mark.COMMENT | Mark.WEAK
_NO_COMMENT = Mark.AUTHOR | Mark.DATE | Mark.BODY | Mark.UI | Mark.HEADER
Piece = tuple[int, int, list[int]]
"""A unit before it is one: its first place, the place after its last, the outermost elements."""


@dataclass(slots=True)
class Unit:
    """A comment's place: the elements from ``first`` to before ``last``; ``nodes``: the outermost."""

    first: int
    last: int
    nodes: list[int]


@dataclass(slots=True)
class Group:
    """Elements that share a name, or runs of siblings that begin (or end) with one."""

    key: str
    units: list[Unit]
    values: list[float] = field(default_factory=list)
    evidence: float = 0.0
    marks: int = 0

    @property
    def worth(self) -> float:
        """How much of the page this group explains as comments."""
        total = sum(value - _LEAST for value in self.values) * min(max(self.evidence, 0.0), 10.0)
        return total * (0.6 if self.is_run else 1.0)

    @property
    def is_run(self) -> bool:
        """Whether its units are runs of siblings, not elements."""
        return self.key[-1] in "+-"


@dataclass(slots=True)
class Sums:
    """What pieces of a page hold themselves, less the pieces inside them; what each is worth."""

    pieces: list[Piece]
    texts: list[int]
    links: list[int]
    values: list[float]

    @property
    def gains(self) -> bool:
        """Whether they are worth enough together to need evidence."""
        return sum(self.values) > _LEAST * len(self.values)


class Grouping:
    """Finds and judges groups on one page."""

    def __init__(self, survey: Survey, url: str | None) -> None:
        self.survey = survey
        self.around = Surroundings(survey, url)

    def candidates(self) -> list[Group]:
        """Return every group worth a judgement, judged, the best first."""
        found: list[Group] = []
        ends = self.survey.end
        for places, keys in Names(self.survey, self.around.in_list).likely().items():
            if self._is_hopeless(places):
                continue
            said = [key for key in keys if key[0] in "%@"]
            pieces = [(place, ends[place], [place]) for place in places]
            for some, is_said in ((said, True), ([key for key in keys if key[0] not in "%@"], False)):
                if some:
                    sums = self._sums(pieces, said=is_said)
                    found += self._judged(sums, some)
                    found += self._judged_runs(sums, some, places)
        return sorted((group for group in found if group.worth > 0), key=_rank, reverse=True)

    def _is_hopeless(self, places: Sequence[int]) -> bool:
        """Say whether hardly any of the elements holds words: icons, buttons, avatars."""
        if len(places) <= 3:
            return False
        total, ends = self.survey.total, self.survey.end
        some = places[:40]
        return sum([total[ends[place]] - total[place] > 2 for place in some]) * 5 < len(some)

    # ---- runs of siblings

    def _judged_runs(self, sums: Sums, keys: Sequence[str], places: Places) -> Iterable[Group]:
        """Return the runs of siblings that begin, and those that end, with elements, where they gain."""
        if len(places) < 2:
            return []
        survey = self.survey
        if survey.tags[places[0]] not in _STARTS or len({survey.parent[place] for place in places}) > 3:
            if sum(value < 0.5 for value in sums.values) * 2 <= len(sums.values):
                return []
            # Elements that are only parts of comments, whose other parts may stand beside them.
            keys = [
                key
                for key in keys
                if key[0] == "#" or key_marks(key) & (Mark.COMMENT | Mark.WEAK | Mark.AUTHOR)
            ]
        if not keys:
            return []
        by_parent: dict[int, list[int]] = defaultdict(list)
        for place in places:
            if survey.parent[place] >= 0:
                by_parent[survey.parent[place]].append(place)
        if not self._may_gain(((above + 1, survey.end[above]) for above in by_parent), len(places)):
            return []
        lead, trail = self._runs(by_parent)
        return [
            *self._judged(self._sums(lead), [key + "+" for key in keys]),
            *self._judged(self._sums(trail), [key + "-" for key in keys]),
        ]

    def _may_gain(self, ranges: Iterable[tuple[int, int]], units: int) -> bool:
        """Say whether there are names and dates enough for half as many units to be worth their evidence."""
        authors, dates = self.survey.authors, self.survey.dates
        told = sum(authors[last] - authors[first] + dates[last] - dates[first] for first, last in ranges)
        return 12 * told >= units

    def _runs(self, by_parent: dict[int, list[int]]) -> tuple[list[Piece], list[Piece]]:
        ends = self.survey.end
        lead: list[Piece] = []
        trail: list[Piece] = []
        for above, begins in by_parent.items():
            siblings = self.survey.children(above)
            at = {place: number for number, place in enumerate(siblings)}
            numbers = [at[begin] for begin in begins]
            start = 0
            for begin, number, after in zip(begins, numbers, [*numbers[1:], len(siblings)], strict=True):
                stop = siblings[after] if after < len(siblings) else ends[above]
                lead.append((begin, stop, siblings[number:after]))
                trail.append((siblings[start], ends[begin], siblings[start : number + 1]))
                start = number + 1
        return lead, trail

    # ---- judgement

    def _judged(self, sums: Sums, keys: Sequence[str]) -> list[Group]:
        """Return the groups of some names that the same pieces have; none where they gain nothing."""
        # Most groups end here: only what gains by its values needs evidence.
        if not sums.gains:
            return []
        common = self._evidence(sums)
        numbered = self._numbered(sums.pieces) > 0.7
        alone = len(sums.pieces) == 1
        units = [Unit(*piece) for piece in sums.pieces]
        return [
            Group(
                key,
                units,
                sums.values,
                common + _named_evidence(key, numbered=numbered, alone=alone),
                key_marks(key),
            )
            for key in keys
        ]

    def _sums(self, pieces: list[Piece], *, said: bool = False) -> Sums:
        """Measure pieces, without the few that stand in the page's furniture or tease other pages."""
        names, dates = self.survey.authors, self.survey.dates
        for first, last, _ in pieces:
            if names[last] > names[first] or dates[last] > dates[first]:
                break
        else:
            return Sums(pieces, [], [], [0.0] * len(pieces))
        if self.around.has_strays:
            stray = self.around.is_stray
            strays = [stray(first, last) for first, last, _ in pieces]
            if 0 < sum(strays) <= 0.5 * len(strays):
                pieces = [piece for piece, out in zip(pieces, strays, strict=True) if not out]
        return self.sums(pieces, said=said)

    def sums(self, pieces: list[Piece], *, said: bool = False) -> Sums:
        """Measure pieces; ``said``: the page itself calls each one comment."""
        survey = self.survey
        own = [
            [totals[last] - totals[first] for first, last, _ in pieces]
            for totals in (survey.total, survey.links, survey.covered, survey.authors, survey.dates)
        ]
        own = _less_inner(pieces, own)
        values = list(map(_said_value if said else _value, *own))
        return Sums(pieces, own[0], own[1], values)

    def _evidence(self, sums: Sums) -> float:
        """Say what speaks for pieces being comments, whatever they are called."""
        around, survey, pieces = self.around, self.survey, sums.pieces
        firsts = [first for first, _, _ in pieces]
        share = 1 / len(pieces)
        score = 2.5 * share * sum(map(around.in_list.__getitem__, firsts))
        heading = survey.heading_before(firsts[0])
        score += 2 * is_comment_heading(heading) - 5 * is_recent_heading(heading)
        replies = self._own_counts(pieces, survey.replies)
        score += min(2.0, 2.5 * share * sum(count > 0 for count in replies))
        score -= 5 * share * sum(map(around.aside.__getitem__, firsts))
        forms = self._own_counts(pieces, survey.forms)
        score -= (
            2 * share * sum(form > 0 and text > 200 for form, text in zip(forms, sums.texts, strict=False))
        )
        score -= 4 * share * sum(around.leads_away(first, last) for first, last, _ in pieces)
        score -= 5 * share * sum(map(around.in_form.__getitem__, firsts))
        score -= 50 * share * sum(map(around.is_reply_form, firsts))
        if len(pieces) == 1:
            score -= 5 * holds(around.textareas, pieces[0][0], pieces[0][1])
        if sum(sums.links) > 0.6 * max(1, sum(sums.texts)):
            score -= 3
        if around.titles and any(holds(around.titles, first, last) for first, last, _ in pieces):
            score -= 4
        return score

    def _own_counts(self, pieces: Sequence[Piece], places: Sequence[int]) -> list[int]:
        """Return how many of some sorted places each piece holds itself."""
        if not places:
            return []
        counts = [bisect_left(places, last) - bisect_left(places, first) for first, last, _ in pieces]
        return _less_inner(pieces, [counts])[0]

    def _numbered(self, pieces: Sequence[Piece]) -> float:
        ids = self.survey.ids
        names = {ids.get(first, "") for first, _, _ in pieces}
        return sum(name[-1:].isdigit() for name in names) / len(pieces)


def key_marks(key: str) -> int:
    """Say what a group's name tells; nothing where it says only what is around."""
    return marks(key[1:].rpartition(">")[0] or key[1:]) if key[0] != ">" else 0


def _named_evidence(key: str, *, numbered: bool, alone: bool) -> float:
    """Say what a group's name speaks for its being comments."""
    mark, score = key_marks(key), 0.0
    if key[0] == "%":
        score += 6
    elif key[0] == "@":
        score += 4
    elif mark & Mark.COMMENT:
        score += 4 if not mark & Mark.LIST else 1.5
    elif mark & Mark.WEAK:
        score += 1.5
    if mark & _NO_COMMENT:
        score -= 2
    score += 1.5 if key[0] == "#" else 2 if numbered else 0
    if key[-1] in "+-":
        score -= 1.0
    if alone and not mark & Mark.COMMENT and key[0] not in "%@":
        # One element alone repeats nothing: it must be called a comment.
        score -= 3
    return score


def is_comment_heading(text: str) -> bool:
    """Say whether a heading stands over comments."""
    return len(text) <= 120 and HEADING.search(text) is not None


def is_recent_heading(text: str) -> bool:
    """Say whether a heading stands over excerpts from the whole site."""
    return len(text) <= 60 and RECENT.search(text) is not None


def _less_inner(pieces: Sequence[Piece], whole: list[list[int]]) -> list[list[int]]:
    """Take from the counts of each piece those of the pieces right inside it."""
    last = 0
    for first, end, _ in pieces:
        if first < last:
            break
        last = end
    else:
        return whole
    own = [counts.copy() for counts in whole]
    stack: list[int] = []
    for at, (first, _, _) in enumerate(pieces):
        while stack and pieces[stack[-1]][1] <= first:
            stack.pop()
        if stack:
            above = stack[-1]
            for counts, all_counts in zip(own, whole, strict=True):
                counts[above] -= all_counts[at]
        stack.append(at)
    return own


def _value(text: int, links: int, covered: int, authors: int, dates: int) -> float:
    """Say how much of a comment a piece holds."""
    if authors > _MOST_NAMES or dates > _MOST_DATES:
        return 0.0
    return _said_value(text, links, covered, authors, dates)


def _said_value(text: int, links: int, covered: int, authors: int, dates: int) -> float:
    """Say how much of a comment a piece holds that the page itself calls one."""
    if text - covered < 2 or text < 3:
        return 0.0
    value = 0.4 + 0.3 * (authors > 0) + 0.3 * (dates > 0)
    return value if links <= 0.8 * text else value / 2


def _rank(group: Group) -> tuple[float, float, int]:
    return (group.worth, group.evidence, -sum(unit.last - unit.first for unit in group.units))
