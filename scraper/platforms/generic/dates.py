"""The date of each comment: the elements that hold one in most comments."""

from collections.abc import Sequence

from pmlarchive.model import Date
from scraper.dates import day_order, parse_date
from scraper.platforms.generic.shared import Shared, best_key
from scraper.platforms.generic.words import Mark, says_ago, says_date

_LONGEST_LINE = 160
_HEAD = 25


class Dates:
    """Reads dates; ``at`` holds the place of each unit's date, ``None`` where it has none."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.survey = shared.survey
        found = [self._found_in(unit) for unit in range(len(shared.units))]
        self._key = best_key([[(key, weight) for key, weight, _ in one] for one in found])
        self.at = [self._pick(one) for one in found]
        self.day_first = day_order(shared.line(place) for place in self.at if place is not None)

    def _found_in(self, at: int) -> list[tuple[str, float, int]]:
        found = []
        unit = self.shared.units[at]
        for place in self.shared.own[at]:
            weight = self.weight(place)
            if weight and (place > unit.first or self.survey.end[place] < unit.last):
                found += [(key, weight, place) for key in self.shared.names(place)]
        return found

    def weight(self, place: int) -> float:
        """Say how surely an element holds a date: 4 for machine dates, 1 for words that look like one."""
        node, survey = self.survey.nodes[place], self.survey
        size = survey.span(place)
        if size > _LONGEST_LINE:
            return 0
        if node.tag == "time" or (node.get("itemprop") or "").startswith("date"):
            return 4
        text = self.shared.line(place)
        title = node.get("title") or node.get("data-tippy-content") or ""
        # A title is a date's own where the text is one too, or empty: "2y", not "Journal".
        dated = (
            0 < len(title) < 60
            and says_date(title)
            and (not text or any(map(str.isdigit, text)) or says_ago(text) or survey.marks[place] & Mark.DATE)
        )
        if dated and parse_date(title, lang=self.shared.lang).value:
            return 3
        if not text or not (says_date(text) or (size <= 90 and says_ago(text))):
            return 0
        if size > 90:
            return 0.2
        exact = 1.0 if len(text) <= 40 else 0.5
        return exact + (1.5 if survey.marks[place] & Mark.DATE else 0)

    def _pick(self, found: Sequence[tuple[str, float, int]]) -> int | None:
        best = [place for key, _, place in found if key == self._key]
        if best:
            return best[0]
        others = sorted(found, key=lambda item: -item[1])
        return others[0][2] if others and others[0][1] >= 1 else None

    def date(self, at: int) -> Date:
        """Return a unit's date."""
        place = self.at[at]
        if place is None:
            return self._loose_date(at)
        node = self.survey.nodes[place]
        machine = (
            node.get("datetime") or node.get("content") or node.get("title") or node.get("data-tippy-content")
        )
        stamp = node.get("data-time") or node.get("data-timestamp") or node.get("data-utime")
        found = parse_date(
            self.shared.line(place), machine=machine, lang=self.shared.lang, day_first=self.day_first
        )
        if found.value is None and stamp:
            found = parse_date(self.shared.line(place), machine=stamp, lang=self.shared.lang)
        if found.value is None or len(found.value) <= 10:
            above = self.survey.parent[place]
            if above > self.shared.units[at].first and self.survey.span(above) <= 90:
                finer = parse_date(self.shared.line(above), lang=self.shared.lang, day_first=self.day_first)
                if finer.value and (found.value is None or finer.value.startswith(found.value)):
                    return finer
        return found

    def _loose_date(self, at: int) -> Date:
        """Read a date that stands between elements, in none of its own, in the first words of a unit."""
        for place in self.shared.own[at][:_HEAD]:
            node = self.survey.nodes[place]
            for text in (node.text, *(child.tail for child in node)):
                line = " ".join(text.split()) if text else ""
                if 0 < len(line) <= 60 and says_date(line):
                    found = parse_date(line, lang=self.shared.lang, day_first=self.day_first)
                    if found.value:
                        return found
        return Date()
