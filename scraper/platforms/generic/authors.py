"""The author of each comment: the elements that hold a name in most comments."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from scraper.clean import absolute, line_of
from scraper.dates import parse_date
from scraper.platforms.generic.bylines import LONGEST_NAME, has_letters, name_in_line, says_else, tidy
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.shared import Found, Shared, best_keys, is_own_link, telling
from scraper.platforms.generic.words import (
    BADGE,
    DAY,
    NAME_AFTER,
    NAME_BEFORE,
    STAMP,
    names_subject,
    says_ago,
    says_date,
    says_reply,
)

_LONGEST_LINE = 160
_CONSTANT = 60
#: Characters of the time of day after a date.
_CLOCK = 12
#: More than all that may speak for a name.
_NEVER = 20.0
_PROFILE = re.compile(
    r"/(?:users?|u|profiles?|members?|people|person|authors?|account|@)[/=?-]|/@\w|[?&](?:user|uid|u|member)=|^/@|~",
    re.IGNORECASE,
)
# What mails and their like print before names and subjects.
_NO_NAME = re.compile(
    r"re\s*:\s|(?:edited|modified|bearbeitet|modifié|editado)$|"
    r"(?:from|date|subject|by|name|author|posted by|von|datum|betreff|от|дата)\s*:?$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:fn|nick\w*|user-?name|author-?name|display-?name|screen-?name|commenter-?name|name)(?:[\s_-]|$)|username"
)
# Drupal's "field--name-comment-body" names a field, not a person.
_FIELD = re.compile(r"\bfield--?name-\S*")
_STATED = re.compile(
    r"data-(?:comment-?|post-?)?(?:author|user-?name|author-?name|poster|nick-?name|display-?name)"
)
_LOUD = frozenset({"b", "strong", "h3", "h4", "h5", "h6", "dt"})
_SMALL = frozenset(
    {"a", "b", "strong", "span", "em", "i", "cite", "font", "h3", "h4", "h5", "h6", "small", "dt"}
)
_PROSE = frozenset({"p", "blockquote", "em", "i"})


class Authors:
    """Reads authors; ``at`` holds the place of each unit's author, ``None`` where no element is its name."""

    def __init__(self, shared: Shared, dates: Dates) -> None:
        self.shared = shared
        self.survey = shared.survey
        self.dates = dates
        self._metas = [
            place
            for place, prop in sorted(self.survey.props.items())
            if prop == "name" and self.survey.tags[place] == "meta"
        ]
        self._days = set(dates.at)
        self._all: dict[int, list[Found]] = {}
        self._key = next(iter(best_keys(telling(shared, self._found).values())), None)
        self.at = [self._pick(at) for at in range(len(shared.units))]

    def _found(self, at: int) -> list[Found]:
        """Return all that may be a unit's author."""
        found = self._all.get(at)
        if found is None:
            found = self._all[at] = self._found_in(at, self.shared.named(at))
        return found

    def _found_in(self, at: int, places: Iterable[tuple[int, tuple[str, ...]]]) -> list[Found]:
        unit, survey = self.shared.units[at], self.survey
        date = self.dates.at[at]
        beside = survey.parent[date] if date is not None else -1
        small = survey.span(beside) <= _LONGEST_LINE
        whole = unit.first if survey.end[unit.first] == unit.last else -1
        total, ends, tags, marks, kinds = survey.total, survey.end, survey.tags, survey.marks, survey.kinds
        props = survey.props
        found = []
        for place, names in places:
            end = ends[place]
            size = total[end] - total[place]
            if not 0 < size <= LONGEST_NAME or place == whole:
                continue
            if tags[place] not in _SMALL and not marks[place] & Mark.AUTHOR:
                # Most elements: nothing but a name of their own can speak for these.
                kind, prop = kinds[place], props.get(place, "")
                if "author" not in prop and not ((kind or prop) and _is_name(kind, prop, "")):
                    continue
            weight, bonus = self._weight(place, size), 0.0
            if date is not None and place <= date < end:
                if size == survey.span(date) and says_date(self.shared.line(place)):
                    continue
                weight *= 0.9 if self._is_named(place) else 0.6
            elif small and survey.parent[place] in (beside, date) and survey.tags[place] in _SMALL:
                bonus = 1.5
            # The names of elements are cheaper to look at than their words.
            if weight + bonus > 0 and self._may_name(place):
                found.append((weight + bonus, place, names))
        return found

    def _may_name(self, place: int) -> bool:
        """Say whether a short text can be a name: no date, no words that all units have."""
        text = self.shared.line(place)
        if not has_letters(text) or (self.shared.is_constant(place) and not self._is_named(place)):
            return False
        if says_reply(text) or says_ago(text) or _NO_NAME.match(text) or DAY.fullmatch(text):
            return False
        if not says_date(text) or not parse_date(text, lang=self.shared.lang).value:
            return True
        inside = [
            inner for inner in range(place + 1, self.survey.end[place]) if self.dates.weight(inner) >= 1
        ]
        return (
            bool(inside) and tidy(line_of(self.survey.node(place), {self.survey.node(inside[0])})) is not None
        )

    def _is_named(self, place: int) -> bool:
        mark = self.survey.marks[place]
        return self.survey.tags[place] == "cite" or bool(
            mark & Mark.AUTHOR and not mark & (Mark.UI | Mark.HEADER)
        )

    def _weight(self, place: int, size: int) -> float:
        """Say how likely an element is the author's name, by its names, its tag and its link."""
        survey = self.survey
        tag, mark, prop = survey.tags[place], survey.marks[place], survey.props.get(place, "")
        rel = (survey.node(place).get("rel") or "") if tag == "a" else ""
        kind = survey.kinds[place]
        weight = 0.0
        if "author" in prop:
            weight = 5
        elif (kind or prop or rel) and _is_name(kind, prop, rel):
            weight = 4
        elif mark & Mark.AUTHOR or tag == "cite":
            weight = 3
        elif tag in _SMALL and survey.marks[survey.parent[place]] & Mark.AUTHOR:
            weight = 2
        elif self._in_prose(place):
            return 0
        if not mark & Mark.AUTHOR and is_own_link(survey, place, size):
            return -_NEVER
        leads = tag == "a" and _PROFILE.search(survey.hrefs.get(place, "")) is not None
        if leads:
            weight += 1.5
        elif tag == "a":
            weight += 0.5 if _is_foreign(kind, rel) else 0
        elif tag in _LOUD:
            weight += 0 if kind and names_subject(kind) else 1
        if mark & Mark.UI:
            # What is called a link is no button where it leads to somebody.
            weight -= 0.5 if leads else 1.5
        if mark & Mark.BODY and not mark & Mark.AUTHOR:
            weight -= 1
        return weight if size <= 40 else weight * 0.6

    def _in_prose(self, place: int) -> bool:
        """Say whether an element stands inside a paragraph of other words."""
        survey = self.survey
        size = survey.span(place)
        above = survey.parent[place]
        return survey.text[above] > 40 or (survey.tags[above] in _PROSE and survey.span(above) > size + 40)

    def author(self, at: int) -> tuple[str | None, str | None]:
        """Return a unit's author and the link on the name."""
        place = self.at[at]
        stated = self._stated(at)
        if stated:
            return stated, self._name_in(place)[1] if place is not None else None
        led = self._in_header(at)
        if led is not None:
            return led, None
        labelled = self._labelled(at, place)
        if labelled is not None:
            return labelled, None
        if place is not None:
            name, url = self._name_in(place)
            if name:
                return name, url
        name = self._beside_date(at)
        if name is not None:
            return name, None
        place = self._weak(at)
        return self._name_in(place) if place is not None else self._byline(at)

    def _in_header(self, at: int) -> str | None:
        """Return the name in a unit's first line where that ends with a date in no element of its own."""
        end = self.dates.header_end(at)
        if end is None:
            return None
        node = self.survey.node(self.shared.units[at].first)
        pieces = [node.text, *(piece for child in node[:end] for piece in (line_of(child), child.tail))]
        return name_in_line(" ".join(" ".join(filter(None, pieces)).split()), is_dated=True)

    def _labelled(self, at: int, place: int | None) -> str | None:
        """Return the name that the date's line gives ("posted by"), where a heading or nothing was found."""
        date, survey = self.dates.at[at], self.survey
        if date is None:
            return None
        if place is not None and (survey.tags[place] not in _LOUD or survey.marks[place] & Mark.AUTHOR):
            return None
        line = self.shared.line(date)
        return name_in_line(line, is_dated=True) if NAME_BEFORE.match(line) else None

    def _stated(self, at: int) -> str | None:
        """Return the name that a unit gives to machines: in its attributes, or in schema.org's properties."""
        survey, unit = self.survey, self.shared.units[at]
        for key, value in survey.data.get(unit.nodes[0], ()):
            if value and not value.isdecimal() and _STATED.fullmatch(key):
                return tidy(value)
        metas = self._metas[bisect_left(self._metas, unit.first) : bisect_left(self._metas, unit.last)]
        for place in metas:
            if not self.shared.own_in(at, place, place + 1):
                continue
            above = survey.parent[place]
            scope = survey.props.get(above, "") + survey.props.get(survey.parent[above], "")
            if "author" in scope or "creator" in scope:
                return tidy(survey.node(place).get("content") or "")
        return None

    def _pick(self, at: int) -> int | None:
        if at in self._all:
            named = [one for one in self._all[at] if self._key in one[2]]
        else:
            named = self._found_in(at, ((place, ()) for place in self.shared.bearers(at, self._key)))
        if not named:
            place = next(filter(self._may_stand_for, self.shared.bearers(at, self._key)), None)
            if place is not None:
                return place
        if not named:
            named = [item for item in self._found(at) if item[0] >= 2.5]
        return max(named, key=lambda item: item[0])[1] if named else None

    def _may_stand_for(self, place: int) -> bool:
        """Say whether what is called as the authors of other units is one, if nothing else speaks for it."""
        size = self.survey.span(place)
        return (
            0 < size <= LONGEST_NAME
            and not self._in_prose(place)
            and self.dates.weight(place) < 1
            and self._may_name(place)
        )

    def _weak(self, at: int) -> int | None:
        """Return the first short, loud or linked element before a unit's prose."""
        prose = next(
            (place for place in self.shared.own[at] if self.survey.text[place] > _CONSTANT),
            self.shared.units[at].last,
        )
        return next((place for weight, place, _ in self._found(at) if weight >= 1 and place < prose), None)

    def _beside_date(self, at: int) -> str | None:
        """Read the name that shares a short line with the date, without an element of its own."""
        date, survey = self.dates.at[at], self.survey
        if date is None:
            return None
        around, above = date, survey.parent[date]
        while survey.span(above) <= 100 and above > self.shared.units[at].first:
            if self.shared.holds_prose(above):
                break
            around, above = above, survey.parent[above]
        linked = [
            line_of(survey.node(place))
            for place in range(around, survey.end[around])
            if survey.tags[place] == "a" and place != date and not is_own_link(survey, place, 0)
        ]
        likely = [
            text
            for text in linked
            if has_letters(text) and not says_else(text) and not self.shared.says_constant(text)
        ]
        if len(likely) == 1 and tidy(likely[0]):
            return tidy(likely[0])
        text = line_of(survey.node(around), {survey.node(date)} if around != date else ())
        return name_in_line(text, is_dated=around == date)

    def _name_in(self, place: int) -> tuple[str | None, str | None]:
        """Return the name in an element, without badges, dates and buttons, and the link on it."""
        node, survey = self.survey.node(place), self.survey
        if survey.end[place] == place + 1 and survey.tags[place] != "meta":
            text, href = self.shared.line(place), survey.hrefs.get(place)
            linked = href and text and not says_reply(text)
            return tidy(text), absolute(href, self.shared.base) if linked else None
        stated = node.get("content") if node.tag == "meta" else None
        inside = [survey.node(inner) for inner in range(place + 1, survey.end[place])]
        for inner in inside:
            if inner.tag == "meta" and inner.get("itemprop") == "name":
                stated = stated or inner.get("content")
        if stated:
            return tidy(stated), None
        skip = {
            survey.node(inner)
            for inner in range(place + 1, survey.end[place])
            if self._is_badge(inner, place)
        }
        links = [
            link for link in (node, *inside) if link.tag == "a" and link.get("href") and line_of(link, skip)
        ]
        link = next((one for one in links if not says_reply(line_of(one))), None)
        exact = [
            one for one in inside if "fn" in (one.get("class") or "").split() or one.get("itemprop") == "name"
        ]
        best = exact[0] if exact and line_of(exact[0], skip) else link if link is not None else node
        name = tidy(line_of(best, skip)) or tidy(line_of(node, skip))
        return name, absolute(link.get("href"), self.shared.base) if link is not None else None

    def _is_badge(self, inner: int, place: int) -> bool:
        """Say whether a piece of an author's element is not the name: a rank, a role, a date, a picture."""
        survey = self.survey
        node, mark, size = survey.node(inner), survey.marks[inner], survey.span(inner)
        if not isinstance(node.tag, str) or size >= survey.span(place):
            return False
        if node.tag in ("time", "button", "sup") or mark & Mark.OWNER or self.shared.is_constant(inner):
            return True
        if mark & Mark.UI and not mark & Mark.AUTHOR:
            return True
        text = self.shared.line(inner)
        if text and BADGE.fullmatch(text):
            return True
        return self.dates.weight(inner) >= 2 or (inner in self._days and len(STAMP.sub("", text)) < _CLOCK)

    def _byline(self, at: int) -> tuple[str | None, str | None]:
        """Read the name from a line such as "Posted by Ann on 3 May 2011" or "Ann says:"."""
        for place in self.shared.own[at][:40]:
            if not 0 < self.survey.span(place) <= _LONGEST_LINE:
                continue
            text = self.shared.line(place)
            before = NAME_BEFORE.match(text)
            after = NAME_AFTER.search(text)
            if before:
                rest = re.split(
                    r"\s+(?:on|at|am|um|le|el|em|il|op|the)\s+(?=\S*\d)|\s*[|,–—•·(]\s*|\s+(?=\d)",
                    text[before.end() :],
                )[0]
                if tidy(rest):
                    return tidy(rest), None
            elif (
                after and after.start() and len(text) < LONGEST_NAME and not says_date(text[: after.start()])
            ):
                return tidy(text[: after.start()]), None
        return None, None


@lru_cache(maxsize=4096)
def _is_name(kind: str | None, prop: str, rel: str) -> bool:
    return _NAMED.search(_FIELD.sub("", f"{kind or ''} {prop} {rel}".lower())) is not None


def _is_foreign(kind: str | None, rel: str) -> bool:
    names = f"{kind or ''} {rel}".lower()
    return "nofollow" in names or "external" in names
