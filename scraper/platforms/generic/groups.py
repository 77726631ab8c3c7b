"""Which repeated elements of a page are its comments: every name that elements share is a group to judge."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from operator import itemgetter, ne, sub

from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.names import PART, STARTS, Names, Places, key_marks
from scraper.platforms.generic.pieces import LEAST, Pieces, Unit, less_inner, said_value, taking, value
from scraper.platforms.generic.signs import forum_signs
from scraper.platforms.generic.surroundings import Surroundings
from scraper.platforms.generic.survey import Survey, holds
from scraper.platforms.generic.words import HEADING, RECENT

_ONE = re.compile(r"(?<![\d.,])1(?![\d.,])")
#: A name or a date makes up for the want of both in so few pieces (0.3 for 6 times 0.05), half of which
#: may be strays.
_HUSHED = 12
#: Evidence that needs no signs beside it.
_CLEAR = 4.0
_NO_COMMENT = Mark.AUTHOR | Mark.DATE | Mark.BODY | Mark.UI | Mark.HEADER


@dataclass(slots=True)
class Group:
    """Elements that share a name, or runs of siblings that begin (or end) with one."""

    key: str
    pieces: Pieces
    evidence: float
    marks: int

    @property
    def units(self) -> list[Unit]:
        """The pieces as units, in page order."""
        return self.pieces.units()

    @property
    def values(self) -> list[float]:
        """What each unit is worth."""
        return self.pieces.values

    @property
    def worth(self) -> float:
        """How much of the page this group explains as comments."""
        total = sum(worth - LEAST for worth in self.values) * min(max(self.evidence, 0.0), 10.0)
        return total * (0.6 if self.is_run else 1.0)

    @property
    def is_run(self) -> bool:
        """Whether its units are runs of siblings, not elements."""
        return self.key[-1] in "+-"


class Grouping:
    """Finds and judges groups on one page."""

    def __init__(self, survey: Survey, url: str | None) -> None:
        self.survey = survey
        self.around = Surroundings(survey, url)
        self._signs: list[int] | None = None
        self._headings: dict[tuple[int, bool], float] = {}

    def candidates(self) -> list[Group]:
        """Return every group worth a judgement, judged, the best first."""
        found: list[Group] = []
        ends = self.survey.end
        for places, keys in Names(self.survey, self.around).likely().items():
            lasts = list(map(ends.__getitem__, places))
            if self._is_hopeless(places, lasts):
                continue
            said = [key for key in keys if key[0] in "%@"]
            for some, is_said in ((said, True), ([key for key in keys if key[0] not in "%@"], False)):
                if some:
                    pieces = self._measured(Pieces(places, lasts), said=is_said)
                    found += self._judged(pieces, some)
                    found += self._judged_runs(pieces, some, places)
        return sorted((group for group in found if group.worth > 0), key=_rank, reverse=True)

    def _is_hopeless(self, places: Sequence[int], lasts: Sequence[int]) -> bool:
        """Say whether hardly any of the elements holds words: icons, buttons, avatars."""
        if len(places) <= 3:
            return False
        total, some = self.survey.total, places[:40]
        texts = map(sub, itemgetter(*lasts[:40])(total), itemgetter(*some)(total))
        return sum(map((2).__lt__, texts)) * 5 < len(some)

    # ---- runs of siblings

    def _judged_runs(self, pieces: Pieces, keys: Sequence[str], places: Places) -> Iterable[Group]:
        """Return the runs of siblings that begin, and those that end, with elements, where they gain."""
        if len(places) < 2:
            return []
        survey = self.survey
        parent = survey.parent
        if survey.tags[places[0]] not in STARTS or len({parent[place] for place in places}) > 3:
            if 2 * len([value for value in pieces.values if value < 0.5]) <= len(pieces.values):
                return []
            # Elements that are only parts of comments, whose other parts may stand beside them.
            keys = [key for key in keys if key[0] == "#" or key_marks(key) & PART]
        if not keys:
            return []
        by_parent: dict[int, list[int]] = defaultdict(list)
        for place in places:
            if parent[place] >= 0:
                by_parent[parent[place]].append(place)
        if not self._may_gain(by_parent, len(places)):
            return []
        lead, trail = self._runs(by_parent)
        return [
            *self._judged(self._measured(lead), [key + "+" for key in keys]),
            *self._judged(self._measured(trail), [key + "-" for key in keys]),
        ]

    def _may_gain(self, parents: Iterable[int], units: int) -> bool:
        """Say whether there are names and dates enough for half as many units to be worth their evidence."""
        authors, dates, ends = self.survey.authors, self.survey.dates, self.survey.end
        told = 0
        for above in parents:
            last = ends[above]
            told += authors[last] - authors[above + 1] + dates[last] - dates[above + 1]
        return 12 * told >= units

    def _runs(self, by_parent: dict[int, list[int]]) -> tuple[Pieces, Pieces]:
        ends = self.survey.end
        lead: list[tuple[int, int, list[int]]] = []
        trail: list[tuple[int, int, list[int]]] = []
        for above, begins in by_parent.items():
            siblings = self.survey.children(above)
            numbers = [bisect_left(siblings, begin) for begin in begins]
            start = 0
            for begin, number, after in zip(begins, numbers, [*numbers[1:], len(siblings)], strict=True):
                stop = siblings[after] if after < len(siblings) else ends[above]
                lead.append((begin, stop, siblings[number:after]))
                trail.append((siblings[start], ends[begin], siblings[start : number + 1]))
                start = number + 1
        return _pieces(lead), _pieces(trail)

    # ---- judgement

    def _judged(self, pieces: Pieces, keys: Sequence[str]) -> list[Group]:
        """Return the groups of some names that the same pieces have; none where they gain nothing."""
        # Most groups end here: only what gains by its values needs evidence.
        if not pieces.gains:
            return []
        common = self._evidence(pieces)
        numbered = self._numbered(pieces) > 0.7
        alone = len(pieces.firsts) == 1
        named = [common + _named_evidence(key, numbered=numbered, alone=alone) for key in keys]
        if max(named) <= 0:
            return []
        if max(named) < _CLEAR and not alone and any(key_marks(key) & Mark.WEAK for key in keys):
            named = [evidence + self._forum_signs(pieces) for evidence in named]
        return [
            Group(key, pieces, evidence, key_marks(key))
            for key, evidence in zip(keys, named, strict=True)
            if evidence > 0
        ]

    def _measured(self, pieces: Pieces, *, said: bool = False) -> Pieces:
        """Measure pieces, without the few that stand in the page's furniture or tease other pages."""
        if self._is_hushed(pieces):
            pieces.values = [0.0] * len(pieces.firsts)
            return pieces
        if self.around.has_strays:
            strays = self.around.strays(pieces.firsts, pieces.lasts)
            if 0 < sum(strays) <= 0.5 * len(strays):
                kept = [not stray for stray in strays]
                nodes = pieces.nodes if pieces.nodes is None else list(compress(pieces.nodes, kept))
                pieces = Pieces(
                    list(compress(pieces.firsts, kept)), list(compress(pieces.lasts, kept)), nodes
                )
        return self.measure(pieces, said=said)

    def _is_hushed(self, pieces: Pieces) -> bool:
        """Say whether so few pieces hold a name or a date that they gain nothing, whatever else they hold."""
        take_firsts, take_lasts, spoken = taking(pieces.firsts), taking(pieces.lasts), 0
        for totals in (self.survey.authors, self.survey.dates):
            spoken += sum(map(ne, take_firsts(totals), take_lasts(totals)))
        return spoken * (_HUSHED if self.around.has_strays else _HUSHED // 2) < len(pieces.firsts)

    def measure(self, pieces: Pieces, *, said: bool = False) -> Pieces:
        """Measure pieces; ``said``: the page itself calls each one comment."""
        survey, take_firsts, take_lasts = self.survey, taking(pieces.firsts), taking(pieces.lasts)
        own = [
            list(map(sub, take_lasts(totals), take_firsts(totals)))
            for totals in (survey.total, survey.links, survey.covered, survey.authors, survey.dates)
        ]
        own = less_inner(pieces, own)
        pieces.texts, pieces.links = own[0], own[1]
        pieces.values = list(map(said_value if said else value, *own))
        return pieces

    def _evidence(self, pieces: Pieces) -> float:
        """Say what speaks for pieces being comments, whatever they are called."""
        around, survey, firsts, lasts = self.around, self.survey, pieces.firsts, pieces.lasts
        share = 1 / len(firsts)
        score = 2.5 * share * sum(map(around.in_list.__getitem__, firsts))
        score += self._headed(firsts[0], alone=len(firsts) == 1)
        if survey.replies:
            replies = self._own_counts(pieces, survey.replies)
            score += min(2.0, 2.5 * share * sum(count > 0 for count in replies))
        if survey.forms:
            forms = self._own_counts(pieces, survey.forms)
            score -= 2 * share * sum(map(_fills, forms, pieces.texts))
        score -= 4 * share * around.leading_away(firsts, lasts)
        if around.has_strays:
            score -= 5 * share * sum(map(around.aside.__getitem__, firsts))
            score -= 5 * share * sum(map(around.in_form.__getitem__, firsts))
        if around.reply_forms:
            score -= 50 * share * sum(first in around.reply_forms for first in firsts)
        if len(firsts) == 1:
            score -= 5 * holds(around.textareas, firsts[0], lasts[0])
            score -= 20 * holds(around.secrets, firsts[0], lasts[0])
        if sum(pieces.links) > 0.6 * max(1, sum(pieces.texts)):
            score -= 3
        if around.titles and any(map(partial(holds, around.titles), firsts, lasts)):
            score -= 4
        return score

    def _headed(self, first: int, *, alone: bool) -> float:
        """Say what the heading before a piece speaks for its being a comment."""
        at = bisect_left(self.survey.headings, first), alone
        found = self._headings.get(at)
        if found is None:
            heading = self.survey.heading_before(first)
            said = is_comment_heading(heading)
            found = 2 * said - 5 * is_recent_heading(heading)
            found += 3 * (alone and said and _ONE.search(heading) is not None)
            self._headings[at] = found
        return found

    def _own_counts(self, pieces: Pieces, places: Sequence[int]) -> list[int]:
        """Return how many of some sorted places each piece holds itself."""
        counts = [
            bisect_left(places, last) - bisect_left(places, first)
            for first, last in zip(pieces.firsts, pieces.lasts, strict=True)
        ]
        return less_inner(pieces, [counts])[0]

    def _forum_signs(self, pieces: Pieces) -> float:
        """Say what speaks for pieces being a forum's messages, if most hold a sign of it."""
        if self._signs is None:
            self._signs = forum_signs(self.survey)
        counts = self._own_counts(pieces, self._signs) if self._signs else [0]
        return 2.5 if 5 * sum(count > 0 for count in counts) >= 3 * len(counts) else 0.0

    def _numbered(self, pieces: Pieces) -> float:
        ids = self.survey.ids
        names = {ids.get(first, "") for first in pieces.firsts}
        return sum(name[-1:].isdigit() for name in names) / len(pieces.firsts)


def _pieces(runs: Sequence[tuple[int, int, list[int]]]) -> Pieces:
    return Pieces([run[0] for run in runs], [run[1] for run in runs], [run[2] for run in runs])


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


def _fills(forms: int, text: int) -> bool:
    return forms > 0 and text > 200


def _rank(group: Group) -> tuple[float, float, int]:
    return (group.worth, group.evidence, sum(group.pieces.firsts) - sum(group.pieces.lasts))
