"""The date of each comment: the elements that hold one in most comments."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress

from pmlarchive.model import Date
from scraper.clean import line_of
from scraper.dates import day_order, parse_date
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.shared import Found, Shared, best_keys, telling
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.words import STAMP, says_ago, says_date, says_since

_LONGEST_LINE = 160
_MACHINES = (
    "datetime",
    "content",
    "title",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-tippy-content",
)
_HEAD = 25
#: What a date in a short text weighs at least.
_SURE = 1.0
#: Characters of a first line that ends with a date.
_LONGEST_HEADER = 120
#: Characters of a label before a date.
_LABEL = 30


class Dates:
    """Reads dates; ``at`` holds the place of each unit's date, ``None`` where it has none."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.survey = shared.survey
        self._tells = _around(self.survey)
        self._weights: dict[int, float] = {}
        self._headers: dict[int, int | None] = {}
        found = telling(shared, self._all_in)
        self._key = self._trusted(self._finest(best_keys(found.values()), found), found)
        self.at = [self._pick(at, found.get(at)) for at in range(len(shared.units))]
        self.day_first = day_order(shared.line(place) for place in self.at if place is not None)

    def _trusted(self, key: str | None, found: Mapping[int, Sequence[Found]]) -> str | None:
        """Return a name unless only a few long lines speak for it: prose that mentions a year."""
        told = [max((one[0] for one in unit if key in one[2]), default=0.0) for unit in found.values()]
        rare = sum(weight > 0 for weight in told) < 0.5 * len(told)
        return None if rare and max(told, default=0.0) < _SURE else key

    def _finest(self, keys: Sequence[str], found: Mapping[int, Sequence[Found]]) -> str | None:
        """Return, of names with equal votes, that of the most exact date in the shortest text."""
        if len(keys) < 2:
            return keys[0] if keys else None
        ranks: dict[str, tuple[int, int]] = {}
        for _, place, names in (one for unit in found.values() for one in unit):
            for key in names:
                if key in keys and key not in ranks:
                    value = parse_date(self.shared.line(place), lang=self.shared.lang).value or ""
                    ranks[key] = (len(value), -self.survey.span(place))
        return max(keys, key=ranks.__getitem__)

    def _found_in(self, at: int, places: Iterable[tuple[int, tuple[str, ...]]]) -> list[Found]:
        found = []
        unit, tells = self.shared.units[at], self._tells
        whole = unit.first if self.survey.end[unit.first] >= unit.last else -1
        for place, names in places:
            if tells[place] and place != whole and (weight := self.weight(place)):
                found.append((weight, place, names))
        return found

    def _all_in(self, at: int) -> list[Found]:
        """Return all that may be a unit's date, with its names."""
        unit, shared = self.shared.units[at], self.shared
        if self.survey.told.find(1, unit.first, unit.last) < 0:
            return []
        return self._found_in(at, shared.named(at))

    def weight(self, place: int) -> float:
        """Say how surely an element holds a date: 4 for machine dates, 1 for words that look like one."""
        found = self._weights.get(place)
        if found is None:
            size = self.survey.span(place)
            found = 0.0 if size > _LONGEST_LINE else self._weigh(place, size)
            found = self._weights[place] = 0.0 if found and self._is_of_writer(place, size) else found
        return found

    def _is_of_writer(self, place: int, size: int) -> bool:
        """Say whether a date tells since when somebody is a member: a label stands before it."""
        survey = self.survey
        for _ in range(3):
            if says_since(self.shared.line(place)):
                return True
            if survey.parent[place] < 0 or survey.span(survey.parent[place]) > size + _LABEL:
                return False
            place = survey.parent[place]
        return False

    def _tells_day(self, place: int) -> bool:
        """Say whether what is marked up as a date tells one to machines, or by its words."""
        node = self.survey.node(place)
        return (
            any(node.get(key) for key in _MACHINES)
            or parse_date(self.shared.line(place), lang=self.shared.lang).value is not None
        )

    def _weigh(self, place: int, size: int) -> float:
        survey = self.survey
        if survey.tags[place] == "time" or survey.props.get(place, "").startswith("date"):
            return 4 if self._tells_day(place) else _SURE
        title = survey.hints.get(place)
        if not size and not title:
            return 0
        text, mark = self.shared.line(place), survey.marks[place] & Mark.DATE
        # A title is a date's own where the text is one too, or empty: "2y", not "Journal".
        dated = (
            title
            and len(title) < 60
            and says_date(title)
            and (not text or any(map(str.isdigit, text)) or says_ago(text) or mark)
        )
        if dated and parse_date(title, lang=self.shared.lang).value:
            return 3
        if not text or not (says_date(text) or (size <= 90 and says_ago(text))):
            return 0
        if size > 90:
            return 0.2
        exact = 1.0 if len(text) <= 40 else 0.5
        return exact + (1.5 if mark else 0)

    def _pick(self, at: int, found: Sequence[Found] | None) -> int | None:
        if found is not None:
            named = [one for one in found if self._key in one[2]]
        else:
            named = self._found_in(at, ((place, ()) for place in self.shared.bearers(at, self._key)))
        if named:
            return max(named, key=lambda item: item[0])[1]
        if found is None:
            found = self._all_in(at)
        weight, place, _ = max(found, key=lambda item: item[0], default=(0.0, None, ()))
        return place if weight >= 1 else None

    def date(self, at: int) -> Date:
        """Return a unit's date."""
        place = self.at[at]
        if place is None:
            return self._loose_date(at)
        node, lang = self.survey.node(place), self.shared.lang
        machine = (
            node.get("datetime") or node.get("content") or node.get("title") or node.get("data-tippy-content")
        )
        found = parse_date(self.shared.line(place), machine=machine, lang=lang, day_first=self.day_first)
        if found.value is None:
            stamp = node.get("data-time") or node.get("data-timestamp") or node.get("data-utime")
            found = parse_date(self.shared.line(place), machine=stamp, lang=lang) if stamp else found
        if found.value is None or len(found.value) <= 10:
            above = self.survey.parent[place]
            if above > self.shared.units[at].first and self.survey.span(above) <= 90:
                finer = parse_date(self.shared.line(above), lang=lang, day_first=self.day_first)
                if finer.value and (found.value is None or finer.value.startswith(found.value)):
                    return finer
        return found

    def header_end(self, at: int) -> int | None:
        """Return how many children of a unit's element are in its first line, where a date ends that line.

        ``None`` where the date has an element of its own, or does not stand there.
        """
        if self.at[at] is not None:
            return None
        if at not in self._headers:
            self._headers[at] = self._find_header_end(at)
        return self._headers[at]

    def _find_header_end(self, at: int) -> int | None:
        unit, survey = self.shared.units[at], self.survey
        if len(unit.nodes) > 1 or not survey.text[unit.first]:
            return None
        node, before = survey.node(unit.first), 0
        for number, words in enumerate((node.text, *(child.tail for child in node))):
            line = " ".join(words.split()) if words else ""
            before += len(line) + (len(line_of(node[number - 1], limit=_LONGEST_HEADER)) if number else 0)
            if before > _LONGEST_HEADER:
                return None
            if line and STAMP.search(line):
                return number
        return None

    def _loose_date(self, at: int) -> Date:
        """Read a date that stands between elements, in none of its own, in the first words of a unit."""
        survey = self.survey
        for place in self.shared.own[at][:_HEAD]:
            if not survey.told[place] and place not in survey.long:
                continue
            node = survey.node(place)
            for text in (node.text, *(child.tail for child in node)):
                line = " ".join(text.split()) if text else ""
                if 0 < len(line) <= 60 and says_date(line):
                    found = parse_date(line, lang=self.shared.lang, day_first=self.day_first)
                    if found.value:
                        return found
        return Date()


def _around(survey: Survey) -> bytearray:
    """Mark what has words that tell a date, and all that is around these."""
    marked, parent = bytearray(len(survey.tags)), survey.parent
    for place in compress(range(len(marked)), survey.told):
        above = place
        while above >= 0 and not marked[above]:
            marked[above] = 1
            above = parent[above]
    return marked
