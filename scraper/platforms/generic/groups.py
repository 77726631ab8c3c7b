"""Which repeated elements of a page are its comments: every name that elements share is a group to judge."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from urllib.parse import SplitResult, urljoin, urlsplit

from scraper.clean import line_of
from scraper.platforms.generic.survey import Counts, Survey, is_comment_heading, is_recent_heading, running
from scraper.platforms.generic.words import Mark, marks

_DIGITS = re.compile(r"\d+")
_DATA = re.compile(r"data-(?:.*-)?(?:comment|reply|cid|message|post)(?:-?id)?$")
_PEOPLE = re.compile(r"/(?:users?|u|profiles?|members?|people|authors?)/", re.IGNORECASE)
_PLAIN = re.compile(r"(?:^|&)(?:p|page_id|q)=[\w/]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NO_UNITS = frozenset({"p", "blockquote", "pre", "table", "span", "form", "fieldset"})
_STARTS = frozenset({"a", "dt", "h2", "h3", "h4", "h5", "h6", "hr"})
_MOST_GROUPS = 400
_MOST_JOINED = 40
#: What a unit is worth at least if a group shall gain by it: text alone is not enough.
_LEAST = 0.45
#: A unit that holds more names or dates than this holds several comments.
_MOST_NAMES, _MOST_DATES = 8, 5


_ANSWER = Mark.COMMENT | Mark.WEAK
_BOX = Mark.LIST | Mark.COMMENT | Mark.NESTED | Mark.WEAK


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


class Grouping:
    """Finds and judges groups on one page."""

    def __init__(self, survey: Survey, url: str | None) -> None:
        self.survey = survey
        self.url = url
        self._counted: dict[tuple[tuple[int, int], ...], list[Counts]] = {}
        self.titles = running([tag == "h1" for tag in survey.tags])
        self.away, self.elsewhere = self._away_links()
        self.in_list, self.aside = self._surroundings()
        self.in_form = self._forms()
        self._has_strays = any(self.aside) or any(self.in_form) or self.elsewhere[-1] > 0

    def _surroundings(self) -> tuple[list[bool], list[bool]]:
        """Say of every element whether it stands among comments, and whether among the page's furniture."""
        survey = self.survey
        whole = max(1, survey.span(0))
        in_list, aside = [False] * len(survey.nodes), [False] * len(survey.nodes)
        titles = self.titles
        for place, mark in enumerate(survey.marks):
            above = survey.parent[place]
            tag = survey.tags[place]
            beside = bool(mark & Mark.ASIDE) or tag == "nav" or (tag == "aside" and not mark & Mark.COMMENT)
            if beside and tag in ("body", "html", "main"):
                beside = False
            if beside and tag != "nav":
                end = survey.end[place]
                beside = survey.span(place) < 0.6 * whole and titles[end] == titles[place]
            listed = bool(mark & (Mark.COMMENT | Mark.LIST)) and not beside and tag not in ("body", "html")
            in_list[place] = listed or (above >= 0 and in_list[above])
            # A box of comments is one wherever its theme puts it.
            aside[place] = beside or (above >= 0 and aside[above] and not (listed and mark & Mark.LIST))
        return in_list, aside

    def _forms(self) -> list[bool]:
        """Mark what is inside a form to write into (but not where a page is one big form)."""
        survey, found, stop = self.survey, [False] * len(self.survey.nodes), 0
        whole = max(1, survey.span(0))
        for place, node in enumerate(survey.nodes):
            if node.tag == "form" and place >= stop and survey.span(place) < 0.3 * whole:
                tags = {survey.tags[inner] for inner in range(place, survey.end[place])}
                stop = survey.end[place] if "textarea" in tags else stop
            found[place] = place < stop
        return found

    # ---- groups

    def candidates(self) -> list[Group]:
        """Return every group worth a judgement, judged, the best first."""
        found = []
        for key, places in self._by_name().items():
            if self._is_hopeless(places):
                continue
            units = [Unit(place, self.survey.end[place], [place]) for place in places]
            group = self.judge(Group(key, units))
            if group.worth > 0:
                found.append(group)
            if len(places) > 1 and self._may_begin_runs(group, places):
                found += [self.judge(run) for run in self._runs(key, places)]
        return sorted((group for group in found if group.worth > 0), key=_rank, reverse=True)

    def _is_hopeless(self, places: Sequence[int]) -> bool:
        """Say whether hardly any of the elements holds words: icons, buttons, avatars."""
        survey = self.survey
        return len(places) > 3 and sum(survey.span(place) > 2 for place in places[:40]) * 5 < min(
            len(places), 40
        )

    def _by_name(self) -> dict[str, list[int]]:
        survey, boxes = self.survey, dict[int, str]()
        found: dict[str, list[int]] = defaultdict(list)
        for place, element in enumerate(survey.nodes):
            if not survey.alive(place):
                continue
            named = False
            for key, value in element.items():
                if key == "class":
                    named = True
                    names = _class_names(value)
                else:
                    names = _other_names(key, value)
                for name in names:
                    if (places := found[name])[-1:] != [place]:
                        places.append(place)
            above = survey.parent[place]
            if above < 0:
                continue
            tag = survey.tags[place]
            if (box := boxes.get(above)) is None:
                box = boxes[above] = self._box(above)
            if box:
                found[box + tag].append(place)
            if not named:
                found[f">{survey.tags[above]}>{tag}"].append(place)
        likely = {key: places for key, places in found.items() if self._is_likely(key, places)}
        if len(likely) > _MOST_GROUPS:
            order = sorted(likely, key=lambda key: len(likely[key]), reverse=True)[:_MOST_GROUPS]
            likely = {key: likely[key] for key in order}
        return likely

    def _box(self, place: int) -> str:
        """Return what the children of a box of comments share as a name; "" where it is none."""
        if not self.survey.marks[place] & _BOX:
            return ""
        node = self.survey.nodes[place]
        return f">{self.survey.tags[place]}.{node.get('class') or node.get('id') or ''}>"

    def _is_likely(self, key: str, places: Sequence[int]) -> bool:
        if key[0] in "%@":
            return True
        listed = sum(self.in_list[place] for place in places) * 2 >= len(places)
        if key[0] == ">":
            return listed
        return listed or bool(marks(key[1:]) & (Mark.COMMENT | Mark.WEAK))

    def _may_begin_runs(self, group: Group, places: Sequence[int]) -> bool:
        """Say whether elements are only parts of comments, whose other parts may stand beside them."""
        if (
            self.survey.tags[places[0]] in _STARTS
            and len({self.survey.parent[place] for place in places}) <= 3
        ):
            return True
        bodiless = sum(value < 0.5 for value in group.values) * 2 > len(group.values)
        return bodiless and bool(
            group.key[0] == "#" or group.marks & (Mark.COMMENT | Mark.WEAK | Mark.AUTHOR)
        )

    def _runs(self, key: str, places: Sequence[int]) -> Iterable[Group]:
        """Yield the runs of siblings that begin, and those that end, with the elements named."""
        survey = self.survey
        by_parent: dict[int, list[int]] = defaultdict(list)
        for place in places:
            if survey.parent[place] >= 0:
                by_parent[survey.parent[place]].append(place)
        lead: list[Unit] = []
        trail: list[Unit] = []
        for above, begins in by_parent.items():
            stop = survey.end[above]
            siblings = [survey.number[child] for child in survey.nodes[above]]
            for begin, after in zip(begins, [*begins[1:], stop], strict=True):
                nodes = siblings[bisect_left(siblings, begin) : bisect_left(siblings, after)]
                lead.append(Unit(begin, after, nodes))
            start = siblings[0]
            for end in begins:
                nodes = siblings[bisect_left(siblings, start) : bisect_right(siblings, end)]
                trail.append(Unit(start, survey.end[end], nodes))
                start = survey.end[end]
        yield Group(key + "+", lead)
        yield Group(key + "-", trail)

    # ---- judgement

    def judge(self, group: Group) -> Group:
        """Give a group its values and its evidence."""
        group.marks = marks(group.key[1:].rpartition(">")[0] or group.key[1:]) if group.key[0] != ">" else 0
        if not self._may_gain(group.units):
            group.values = [0.0] * len(group.units)
            return group
        self._drop_strays(group)
        counts = self.own_counts(group.units)
        group.values = [_value(count, said=group.key[0] in "%@") for count in counts]
        # Most groups end here: only what gains by its values needs evidence.
        if sum(group.values) > _LEAST * len(group.values):
            group.evidence = self._evidence(group, counts)
        return group

    def _may_gain(self, units: Sequence[Unit]) -> bool:
        """Say whether any unit holds a name or a date, without which none is worth enough."""
        names, dates = self.survey.authors, self.survey.dates
        return any(
            names[unit.last] > names[unit.first] or dates[unit.last] > dates[unit.first] for unit in units
        )

    def _drop_strays(self, group: Group) -> None:
        """Leave out the few units that stand in the page's furniture or tease other pages."""
        strays = [self._is_stray(unit) for unit in group.units] if self._has_strays else []
        if 0 < sum(strays) <= 0.5 * len(strays):
            group.units = [unit for unit, stray in zip(group.units, strays, strict=True) if not stray]

    def may_join(self, unit: Unit) -> bool:
        """Say whether a unit can be a comment beside those of another group: no paragraph, quote or form."""
        if self.survey.tags[unit.first] in _NO_UNITS or self._is_stray(unit):
            return False
        return not self._holds_form(unit)

    def _holds_form(self, unit: Unit) -> bool:
        return any(self.survey.tags[place] == "textarea" for place in range(unit.first, unit.last))

    def _is_reply_form(self, unit: Unit) -> bool:
        """Say whether a unit is WordPress's box to write a reply in, whatever the theme puts around it."""
        node = self.survey.nodes[unit.first]
        return node.get("id") == "respond" or "comment-respond" in (node.get("class") or "").split()

    def _is_stray(self, unit: Unit) -> bool:
        return self.aside[unit.first] or self.in_form[unit.first] or self._is_elsewhere(unit)

    def own_counts(self, units: Sequence[Unit]) -> list[Counts]:
        """Return what each unit holds itself, less the units inside it."""
        known = tuple((unit.first, unit.last) for unit in units)
        if known in self._counted:
            return self._counted[known]
        counts = self._counted[known] = [self.survey.count(unit.first, unit.last) for unit in units]
        whole = [self.survey.count(unit.first, unit.last) for unit in units] if _nested(units) else []
        stack: list[int] = []
        for at, unit in enumerate(units if whole else ()):
            while stack and units[stack[-1]].last <= unit.first:
                stack.pop()
            if stack:
                counts[stack[-1]].less(whole[at])
            stack.append(at)
        return counts

    def _evidence(self, group: Group, counts: Sequence[Counts]) -> float:
        units, key, size = group.units, group.key, len(group.units)
        mark = group.marks
        score = 0.0
        if key[0] == "%":
            score += 6
        elif key[0] == "@":
            score += 4
        elif mark & Mark.COMMENT:
            score += 4 if not mark & Mark.LIST else 1.5
        elif mark & Mark.WEAK:
            score += 1.5
        if mark & (Mark.AUTHOR | Mark.DATE | Mark.BODY | Mark.UI | Mark.HEADER):
            score -= 2
        if key[0] == "#":
            score += 1.5
        elif self._numbered(units) > 0.7:
            score += 2
        if group.is_run:
            score -= 1.0
        share = 1 / size
        score += 2.5 * share * sum(self.in_list[unit.first] for unit in units)
        heading = self.survey.heading_before(units[0].first)
        score += 2 * is_comment_heading(heading) - 5 * is_recent_heading(heading)
        score += min(2.0, 2.5 * share * sum(count.replies > 0 for count in counts))
        score -= 5 * share * sum(self.aside[unit.first] for unit in units)
        score -= 2 * share * sum(count.forms > 0 and count.text > 200 for count in counts)
        score -= 4 * share * sum(self._leads_away(unit) for unit in units)
        score -= 5 * share * sum(self.in_form[unit.first] for unit in units)
        score -= 50 * share * sum(self._is_reply_form(unit) for unit in units)
        if size == 1:
            # One element alone repeats nothing: it must be called a comment, and hold no form to write one.
            score -= 3 * (not mark & Mark.COMMENT and key[0] not in "%@") + 5 * self._holds_form(units[0])
        linked = sum(count.links for count in counts) / max(1, sum(count.text for count in counts))
        if linked > 0.6:
            score -= 3
        if any(self.titles[unit.last] > self.titles[unit.first] for unit in units):
            score -= 4
        return score

    def _numbered(self, units: Sequence[Unit]) -> float:
        ids = [self.survey.nodes[unit.first].get("id") or "" for unit in units]
        return len({name for name in ids if name[-1:].isdigit()}) / len(ids)

    def _away_links(self) -> tuple[list[int], list[int]]:
        """Mark the links of teasers: a heading's to another page, and any to a comment on another page."""
        survey, found, other = self.survey, [0] * len(self.survey.nodes), [0] * len(self.survey.nodes)
        here = _page_of(urlsplit(self.url)) if self.url else None
        heading = 0
        for place, node in enumerate(survey.nodes):
            if node.tag in _HEADINGS:
                heading = survey.end[place]
            if node.tag != "a" or not (href := node.get("href")):
                continue
            if place >= heading and (here is None or "#" not in href):
                continue
            target = _split(href, self.url)
            if target is None or _page_of(target) in ("/", here):
                continue
            if place < heading and "#" not in href:
                found[place] = not _PEOPLE.search(target.path) and len(line_of(node).split()) >= 3
            elif here is not None and "comment" in target.fragment:
                found[place] = other[place] = 1
        return running(found), running(other)

    def _is_elsewhere(self, unit: Unit) -> bool:
        """Say whether a unit is an excerpt of a comment on another page."""
        return self.elsewhere[min(unit.last, unit.first + 40)] > self.elsewhere[unit.first]

    def _leads_away(self, unit: Unit) -> bool:
        """Say whether a unit is a teaser of another page."""
        return self.away[min(unit.last, unit.first + 40)] > self.away[unit.first]


@lru_cache(maxsize=8192)
def _class_names(value: str) -> tuple[str, ...]:
    return tuple({"." + _DIGITS.sub("#", token) for token in value.split()})


def _other_names(key: str, value: str) -> tuple[str, ...]:
    """Return the names that an attribute other than ``class`` gives an element."""
    if key in ("id", "name"):
        return ("#" + _DIGITS.sub("0", value),) if value and value[-1].isdigit() else ()
    if (key == "itemprop" and value == "comment") or (key == "itemtype" and value.endswith("omment")):
        return ("%comment",)
    return ("@" + key,) if key.startswith("data-") and _DATA.match(key) else ()


def _split(href: str, base: str | None) -> SplitResult | None:
    try:
        return urlsplit(urljoin(base or "", href))
    except ValueError:
        return None


def _page_of(parts: SplitResult) -> str:
    """Return what tells a site's pages apart: the path, or the number that a plain permalink has for one."""
    path = parts.path or "/"
    number = _PLAIN.search(parts.query) if path.endswith("/") else None
    return path + (number[0].lstrip("&") if number else "")


def _nested(units: Sequence[Unit]) -> bool:
    return any(unit.last > after.first for unit, after in pairwise(units))


def _value(count: Counts, *, said: bool = False) -> float:
    """Say how much of a comment a piece holds; ``said``: the page itself calls it one comment."""
    if count.body < 2 or count.text < 3:
        return 0.0
    if not said and (count.authors > _MOST_NAMES or count.dates > _MOST_DATES):
        return 0.0
    value = 0.4 + 0.3 * (count.authors > 0) + 0.3 * (count.dates > 0)
    return value if count.links <= 0.8 * count.text else value / 2


def _rank(group: Group) -> tuple[float, float, int]:
    return (group.worth, group.evidence, -sum(unit.last - unit.first for unit in group.units))


def join(grouping: Grouping, groups: Sequence[Group]) -> Group:
    """Add to the best group what other groups find beside it, and inside it as answers of their own."""
    best = groups[0]
    for other in groups[1:_MOST_JOINED]:
        if other.evidence < (3 if not other.marks & _ANSWER else 1) or other.is_run or best.is_run:
            continue
        if other.marks & (Mark.HEADER | Mark.AUTHOR | Mark.DATE) or other.key[0] == ">":
            continue
        taken = {unit.first for unit in best.units}
        new = [
            unit
            for unit, value in zip(other.units, other.values, strict=True)
            if value >= 0.7 and unit.first not in taken and grouping.may_join(unit)
        ]
        if not new or not _near(grouping.survey, best.units, new):
            continue
        both = sorted([*best.units, *new], key=lambda unit: (unit.first, -unit.last))
        values = [_value(count) for count in grouping.own_counts(both)]
        if sum(values) >= sum(best.values) + 0.69 * len(new):
            best = Group(best.key, both, values, best.evidence, best.marks)
    return best


def _near(survey: Survey, units: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Say whether the new units lie where the others do: in what holds them all."""
    first, last = units[0].first, max(unit.last for unit in units)
    above = survey.parent[first]
    while above >= 0 and survey.end[above] < last:
        above = survey.parent[above]
    return above >= 0 and all(above < unit.first and unit.last <= survey.end[above] for unit in new)
