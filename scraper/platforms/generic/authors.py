"""The author of each comment: the elements that hold a name in most comments."""

import re

from scraper.clean import absolute, line_of
from scraper.dates import parse_date
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.shared import Shared, best_key
from scraper.platforms.generic.words import (
    BADGE,
    DATED,
    EDGE,
    NAME_AFTER,
    NAME_BEFORE,
    Mark,
    says_ago,
    says_date,
    says_reply,
)

_LONGEST_NAME = 80
_LONGEST_LINE = 160
_CONSTANT = 60
_PROFILE = re.compile(
    r"/(?:users?|u|profiles?|members?|people|person|authors?|account|@)[/=?-]|[?&](?:user|uid|u|member)=|^/@|~",
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
_SPLIT = re.compile(r"\s*[|,·•(]\s*|\s+[–—-]\s+|\s+(?:on|at|am|um|le|el|em|il|op|the|於|于)(?:\s\w{2,10})?$")
_POSTED = re.compile(
    r"(?:posted|submitted|written|published|added|on|at|geschrieben|eingetragen|publié|le|am|date|datum|"
    r"comment|kommentar|permalink|link|#?\d+)(?:\s+(?:on|at|am|le))?\W*",
    re.IGNORECASE,
)
_LOUD = frozenset({"b", "strong", "h3", "h4", "h5", "h6", "dt"})
_SMALL = frozenset(
    {"a", "b", "strong", "span", "em", "i", "cite", "font", "h3", "h4", "h5", "h6", "small", "dt"}
)
_PROSE = frozenset({"p", "blockquote", "em", "i"})
_TAG = re.compile(r"<[a-z/][^<>]{0,300}>", re.IGNORECASE)


class Authors:
    """Reads authors; ``at`` holds the place of each unit's author, ``None`` where no element is its name."""

    def __init__(self, shared: Shared, dates: Dates) -> None:
        self.shared = shared
        self.survey = shared.survey
        self.dates = dates
        self._found = [self._found_in(unit) for unit in range(len(shared.units))]
        self._key = best_key([[(key, weight) for key, weight, _ in one] for one in self._found])
        self.at = [self._pick(unit) for unit in range(len(shared.units))]

    def _found_in(self, at: int) -> list[tuple[str, float, int]]:
        """Return what may be a unit's author: (name of the element, how likely, place)."""
        unit = self.shared.units[at]
        date = self.dates.at[at]
        beside = self.survey.parent[date] if date is not None else -1
        found = []
        for place in self.shared.own[at]:
            if place == unit.first and self.survey.end[place] == unit.last:
                continue
            weight = self._weight(place)
            if date is not None and place <= date < self.survey.end[place]:
                weight *= 0.6
            elif self.survey.parent[place] in (beside, date) and self.survey.span(beside) <= _LONGEST_LINE:
                weight += 1.5 * (self.survey.tags[place] in _SMALL and self._may_name(place))
            if weight > 0:
                found += [(key, weight, place) for key in self.shared.names(place)]
        return found

    def _may_name(self, place: int) -> bool:
        """Say whether an element's text can be a name: short, no date, no words that all units have."""
        if not 0 < self.survey.span(place) <= _LONGEST_NAME or (
            self.shared.is_constant(place) and not self._is_named(place)
        ):
            return False
        text = self.shared.line(place)
        if not text or text.isdecimal() or says_reply(text) or says_ago(text):
            return False
        if not says_date(text) or not parse_date(text, lang=self.shared.lang).value:
            return True
        inside = [
            inner for inner in range(place + 1, self.survey.end[place]) if self.dates.weight(inner) >= 1
        ]
        return (
            bool(inside)
            and _tidy(line_of(self.survey.nodes[place], {self.survey.nodes[inside[0]]})) is not None
        )

    def _is_named(self, place: int) -> bool:
        node, mark = self.survey.nodes[place], self.survey.marks[place]
        return node.tag == "cite" or bool(mark & Mark.AUTHOR and not mark & (Mark.UI | Mark.HEADER))

    def _weight(self, place: int) -> float:
        """Say how likely an element is the author's name, by its names, its tag and its link."""
        node, survey = self.survey.nodes[place], self.survey
        if not self._may_name(place):
            return 0
        mark = survey.marks[place]
        names = f"{node.get('class') or ''} {node.get('itemprop') or ''} {node.get('rel') or ''}".lower()
        weight = 0.0
        if "author" in (node.get("itemprop") or ""):
            weight = 5
        elif _NAMED.search(_FIELD.sub("", names)):
            weight = 4
        elif mark & Mark.AUTHOR or node.tag == "cite":
            weight = 3
        elif self._in_prose(place):
            return 0
        if node.tag == "a":
            href = node.get("href") or ""
            weight += (
                1.5 if _PROFILE.search(href) else 0.5 if "nofollow" in names or "external" in names else 0
            )
        elif node.tag in _LOUD:
            weight += 1
        if mark & Mark.UI:
            weight -= 1.5
        if mark & Mark.BODY and not mark & Mark.AUTHOR:
            weight -= 1
        return weight if survey.span(place) <= 40 else weight * 0.6

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
        if place is not None:
            name, url = self._name_in(place)
            if name:
                return name, url
        name = self._beside_date(at)
        if name is not None:
            return name, None
        place = self._weak(at)
        return self._name_in(place) if place is not None else self._byline(at)

    def _stated(self, at: int) -> str | None:
        """Return the name that a unit gives to machines: in its attributes, or in schema.org's properties."""
        nodes, unit = self.survey.nodes, self.shared.units[at]
        for key, value in nodes[unit.nodes[0]].items():
            if _STATED.fullmatch(key) and value and not value.isdecimal():
                return _tidy(value)
        for place in self.shared.own[at]:
            if nodes[place].tag == "meta" and nodes[place].get("itemprop") == "name":
                above = self.survey.parent[place]
                scope = (nodes[above].get("itemprop") or "") + (
                    nodes[self.survey.parent[above]].get("itemprop") or ""
                )
                if "author" in scope or "creator" in scope:
                    return _tidy(nodes[place].get("content") or "")
        return None

    def _pick(self, at: int) -> int | None:
        named = [item for item in self._found[at] if item[0] == self._key]
        if named:
            return max(named, key=lambda item: item[1])[2]
        best = max(self._found[at], key=lambda item: item[1], default=None)
        if best and best[1] >= 2.5:
            return best[2]
        return None

    def _weak(self, at: int) -> int | None:
        """Return the first short, loud or linked element before a unit's prose."""
        prose = next(
            (place for place in self.shared.own[at] if self.survey.text[place] > _CONSTANT),
            self.shared.units[at].last,
        )
        return next((place for _, weight, place in self._found[at] if weight >= 1 and place < prose), None)

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
            line_of(survey.nodes[place])
            for place in range(around, survey.end[around])
            if survey.tags[place] == "a" and place != date
        ]
        likely = [
            text for text in linked if text and not (says_date(text) or says_ago(text) or says_reply(text))
        ]
        if len(likely) == 1 and _tidy(likely[0]):
            return _tidy(likely[0])
        text = line_of(survey.nodes[around], {survey.nodes[date]} if around != date else ())
        before = NAME_BEFORE.match(text)
        text = text[before.end() :] if before else text
        match = DATED.search(text)
        head = _SPLIT.split((text[: match.start()] if match else text).rstrip())[0]
        name = _tidy(head)
        if name is None or len(name) > 50 or says_reply(name) or _POSTED.fullmatch(name):
            return None
        return None if says_ago(name) else name

    def _name_in(self, place: int) -> tuple[str | None, str | None]:
        """Return the name in an element, without badges, dates and buttons, and the link on it."""
        node, survey = self.survey.nodes[place], self.survey
        stated = node.get("content") if node.tag == "meta" else None
        inside = [survey.nodes[inner] for inner in range(place + 1, survey.end[place])]
        for inner in inside:
            if inner.tag == "meta" and inner.get("itemprop") == "name":
                stated = stated or inner.get("content")
        if stated:
            return _tidy(stated), None
        skip = {
            survey.nodes[inner]
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
        name = _tidy(line_of(best, skip)) or _tidy(line_of(node, skip))
        return name, absolute(link.get("href"), self.shared.base) if link is not None else None

    def _is_badge(self, inner: int, place: int) -> bool:
        """Say whether a piece of an author's element is not the name: a rank, a role, a date, a picture."""
        survey = self.survey
        node, mark, size = survey.nodes[inner], survey.marks[inner], survey.span(inner)
        if not isinstance(node.tag, str) or size >= survey.span(place):
            return False
        if node.tag in ("time", "button", "sup") or mark & Mark.OWNER or self.shared.is_constant(inner):
            return True
        if mark & Mark.UI and not mark & Mark.AUTHOR:
            return True
        text = self.shared.line(inner)
        if text and (
            BADGE.fullmatch(text) or (self.shared.repeated[text] > 1 and not self._leads(inner, place))
        ):
            return True
        return self.dates.weight(inner) >= 2

    def _leads(self, inner: int, place: int) -> bool:
        """Say whether nothing is written before a piece of an element."""
        return not any(self.survey.text[before] for before in range(place, inner))

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
                if _tidy(rest):
                    return _tidy(rest), None
            elif after and after.start() and len(text) < _LONGEST_NAME:
                return _tidy(text[: after.start()]), None
        return None, None


def _tidy(text: str) -> str | None:
    """Return a name without the words, signs and escaped tags around it."""
    text = _TAG.sub("", text).strip(EDGE) if "<" in text else text.strip(EDGE)
    text = NAME_AFTER.sub("", NAME_BEFORE.sub("", text)).strip(EDGE)
    if not 0 < len(text) <= _LONGEST_NAME or (not any(map(str.isalnum, text)) and len(text) > 3):
        return None
    return text
