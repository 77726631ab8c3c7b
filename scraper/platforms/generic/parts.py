"""Author, date and text of comments, by what all comments of a page have in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order, parse_date
from scraper.platforms.generic.groups import Unit
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.words import (
    AGO,
    BADGE,
    DATED,
    IN_REPLY,
    NAME_AFTER,
    NAME_BEFORE,
    REPLY,
    Mark,
)

_DIGITS = re.compile(r"\d+")
_LONGEST_NAME = 80
_LONGEST_LINE = 160
_CONSTANT = 60
_HEAD = 25
_PROFILE = re.compile(
    r"/(?:users?|u|profiles?|members?|people|person|authors?|account|@)[/=?-]|[?&](?:user|uid|u|member)=|^/@|~",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:fn|nick\w*|user-?name|author-?name|display-?name|screen-?name|commenter-?name|name)(?:[\s_-]|$)|username"
)
_STATED = re.compile(
    r"data-(?:comment-?|post-?)?(?:author|user-?name|author-?name|poster|nick-?name|display-?name)"
)
_SPLIT = re.compile(r"\s*[|,·•(]\s*|\s+[–—-]\s+|\s+(?:on|at|am|um|le|el|em|il|op|the|於|于)$")
_LOUD = frozenset({"b", "strong", "h3", "h4", "h5", "h6", "dt"})
_SMALL = frozenset(
    {"a", "b", "strong", "span", "em", "i", "cite", "font", "h3", "h4", "h5", "h6", "small", "dt"}
)
_PROSE = frozenset({"p", "blockquote", "em", "i"})
_BLOCKS = frozenset(
    {
        "div",
        "p",
        "td",
        "dd",
        "section",
        "article",
        "blockquote",
        "li",
        "span",
        "font",
        "pre",
        "main",
        "tr",
        "table",
    }
)
_CONTROLS = frozenset({"button", "form", "nav", "input", "select", "textarea", "label"})
_EDGE = " \t\n:,;|·•»«"
_TAG = re.compile(r"<[a-z/][^<>]{0,300}>", re.IGNORECASE)


class Template:
    """What the units of a page share, learnt from all of them, then read from each."""

    def __init__(self, survey: Survey, units: Sequence[Unit], base: str | None, lang: str | None) -> None:
        self.survey = survey
        self.units = units
        self.base = base
        self.lang = lang
        self.own = _own_places(survey, units)
        self.texts: dict[int, str] = {}
        self._names_cache: dict[int, tuple[str, ...]] = {}
        self.repeated = Counter[str]()
        self.constants = self._constants()
        self.dates = [self._dates_in(at) for at in range(len(units))]
        self.date_key = self._best_key([[(key, weight) for key, weight, _ in found] for found in self.dates])
        self.date_at = [self._pick_date(at) for at in range(len(units))]
        self.day_first = day_order(self.line(place) for place in self.date_at if place is not None)
        self.names = [self._names_in(at) for at in range(len(units))]
        self.author_key = self._author_key()
        self.author_at = [self._pick_author(at) for at in range(len(units))]
        self.meta = [self._meta(at) for at in range(len(units))]
        self.body_key = self._body_key()

    # ---- what there is

    def line(self, place: int) -> str:
        """Return an element's text on one line."""
        if place not in self.texts:
            self.texts[place] = (
                line_of(self.survey.nodes[place]) if self.survey.span(place) <= 1000 else "…" * 1000
            )
        return self.texts[place]

    def _names(self, place: int) -> tuple[str, ...]:
        """Return the names that an element may be found by in every unit."""
        if place not in self._names_cache:
            node = self.survey.nodes[place]
            above = self.survey.nodes[self.survey.parent[place]]
            found = [f"{node.tag}.{_DIGITS.sub('#', name)}" for name in (node.get("class") or "").split()]
            if node.get("itemprop"):
                found.append(f"%{node.get('itemprop')}")
            found.append(f"{above.tag}.{_DIGITS.sub('#', above.get('class') or '')}>{node.tag}")
            found.append(f"{above.tag}>{node.tag}")
            self._names_cache[place] = tuple(found)
        return self._names_cache[place]

    def _first(self, at: int, key: str | None) -> int | None:
        if key is None:
            return None
        return next((place for place in self.own[at] if key in self._names(place) and self.line(place)), None)

    def _constants(self) -> set[str]:
        """Return short texts that most units hold: the words of buttons, whatever the language."""
        counts: Counter[str] = Counter()
        for places in self.own:
            counts.update(
                {
                    _DIGITS.sub("#", self.line(place))
                    for place in places
                    if 0 < self.survey.span(place) <= _CONSTANT
                }
            )
        least = max(3, 0.6 * len(self.units))
        return {
            text
            for text, count in counts.items()
            if count >= least and not DATED.search(text.replace("#", "1"))
        }

    def is_constant(self, place: int) -> bool:
        """Say whether an element holds only words that most units hold."""
        return self.survey.span(place) <= _CONSTANT and _DIGITS.sub("#", self.line(place)) in self.constants

    # ---- dates

    def _dates_in(self, at: int) -> list[tuple[str, float, int]]:
        found = []
        for place in self.own[at]:
            weight = self._date_weight(place)
            if weight:
                found += [(key, weight, place) for key in self._names(place)]
        return found

    def _date_weight(self, place: int) -> float:
        node, survey = self.survey.nodes[place], self.survey
        size = survey.span(place)
        if size > _LONGEST_LINE:
            return 0
        if node.tag == "time" or (node.get("itemprop") or "").startswith("date"):
            return 4
        title = node.get("title") or node.get("data-tippy-content") or ""
        if title and len(title) < 60 and DATED.search(title) and parse_date(title, lang=self.lang).value:
            return 3
        text = self.line(place)
        if size > 90 or not text or not (DATED.search(text) or AGO.search(text)):
            return 0
        exact = 1.0 if len(text) <= 40 else 0.5
        return exact + (1.5 if survey.marks[place] & Mark.DATE else 0)

    def _best_key(self, found: Sequence[Iterable[tuple[str, float]]]) -> str | None:
        votes: dict[str, float] = defaultdict(float)
        for unit in found:
            best: dict[str, float] = {}
            for key, weight in unit:
                best[key] = max(best.get(key, 0.0), weight)
            for key, weight in best.items():
                votes[key] += weight
        return max(votes, key=lambda key: votes[key]) if votes else None

    def _pick_date(self, at: int) -> int | None:
        best = [place for key, _, place in self.dates[at] if key == self.date_key]
        if best:
            return best[0]
        others = sorted(self.dates[at], key=lambda item: -item[1])
        return others[0][2] if others and others[0][1] >= 1 else None

    def date(self, at: int) -> Date:
        """Return a unit's date."""
        place = self.date_at[at]
        if place is None:
            return self._loose_date(at)
        node = self.survey.nodes[place]
        machine = (
            node.get("datetime") or node.get("content") or node.get("title") or node.get("data-tippy-content")
        )
        stamp = node.get("data-time") or node.get("data-timestamp") or node.get("data-utime")
        found = parse_date(self.line(place), machine=machine, lang=self.lang, day_first=self.day_first)
        if found.value is None and stamp:
            found = parse_date(self.line(place), machine=stamp, lang=self.lang)
        if found.value is None or len(found.value) <= 10:
            above = self.survey.parent[place]
            if above > self.units[at].first and self.survey.span(above) <= 90:
                finer = parse_date(self.line(above), lang=self.lang, day_first=self.day_first)
                if finer.value and (found.value is None or finer.value.startswith(found.value)):
                    return finer
        return found

    def _loose_date(self, at: int) -> Date:
        """Read a date that stands between elements, in none of its own, in the first words of a unit."""
        for place in self.own[at][:_HEAD]:
            node = self.survey.nodes[place]
            for text in (node.text, *(child.tail for child in node)):
                line = " ".join(text.split()) if text else ""
                if 0 < len(line) <= 60 and DATED.search(line):
                    found = parse_date(line, lang=self.lang, day_first=self.day_first)
                    if found.value:
                        return found
        return Date()

    # ---- authors

    def _author_key(self) -> str | None:
        return self._best_key([[(key, weight) for key, weight, _ in found] for found in self.names])

    def _names_in(self, at: int) -> list[tuple[str, float, int]]:
        """Return what may be a unit's author: (name of the element, how likely, place)."""
        unit = self.units[at]
        date = self.date_at[at]
        beside = self.survey.parent[date] if date is not None else -1
        found = []
        for place in self.own[at]:
            if place == unit.first and self.survey.end[place] == unit.last:
                continue
            weight = self._author_weight(place)
            if date is not None and place <= date < self.survey.end[place]:
                weight *= 0.6
            elif self.survey.parent[place] == beside and self.survey.span(beside) <= _LONGEST_LINE:
                weight += 1.5 * (self.survey.nodes[place].tag in _SMALL and self._may_name(place))
            if weight > 0:
                found += [(key, weight, place) for key in self._names(place)]
        return found

    def _may_name(self, place: int) -> bool:
        """Say whether an element's text can be a name: short, no date, no words that all units have."""
        if not 0 < self.survey.span(place) <= _LONGEST_NAME or (
            self.is_constant(place) and not self._is_named(place)
        ):
            return False
        text = self.line(place)
        if not text or text.isdecimal() or REPLY.fullmatch(text) or AGO.search(text):
            return False
        if not DATED.search(text) or not parse_date(text, lang=self.lang).value:
            return True
        inside = [
            inner for inner in range(place + 1, self.survey.end[place]) if self._date_weight(inner) >= 1
        ]
        return (
            bool(inside)
            and _tidy(line_of(self.survey.nodes[place], {self.survey.nodes[inside[0]]})) is not None
        )

    def _is_named(self, place: int) -> bool:
        node, mark = self.survey.nodes[place], self.survey.marks[place]
        return node.tag == "cite" or bool(mark & Mark.AUTHOR and not mark & (Mark.UI | Mark.HEADER))

    def _author_weight(self, place: int) -> float:
        """Say how likely an element is the author's name, by its names, its tag and its link."""
        node, survey = self.survey.nodes[place], self.survey
        if not self._may_name(place):
            return 0
        mark = survey.marks[place]
        names = f"{node.get('class') or ''} {node.get('itemprop') or ''} {node.get('rel') or ''}".lower()
        weight = 0.0
        if "author" in (node.get("itemprop") or ""):
            weight = 5
        elif _NAMED.search(names):
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
        return survey.text[above] > 40 or (
            survey.nodes[above].tag in _PROSE and survey.span(above) > size + 40
        )

    def author(self, at: int) -> tuple[str | None, str | None]:
        """Return a unit's author and the link on the name."""
        place = self.author_at[at]
        stated = self._stated(at)
        if stated:
            return stated, self._name_in(place)[1] if place is not None else None
        if place is not None:
            name, url = self._name_in(place)
            if name:
                return name, url
        name = self._beside_date(at)
        return (name, None) if name else self._byline(at)

    def _stated(self, at: int) -> str | None:
        """Return the name that a unit gives to machines: in its attributes, or in schema.org's properties."""
        nodes, unit = self.survey.nodes, self.units[at]
        for key, value in nodes[unit.nodes[0]].items():
            if _STATED.fullmatch(key) and value and not value.isdecimal():
                return _tidy(value)
        for place in self.own[at]:
            if nodes[place].tag == "meta" and nodes[place].get("itemprop") == "name":
                above = self.survey.parent[place]
                scope = (nodes[above].get("itemprop") or "") + (
                    nodes[self.survey.parent[above]].get("itemprop") or ""
                )
                if "author" in scope or "creator" in scope:
                    return _tidy(nodes[place].get("content") or "")
        return None

    def _pick_author(self, at: int) -> int | None:
        named = [item for item in self.names[at] if item[0] == self.author_key]
        if named:
            return max(named, key=lambda item: item[1])[2]
        best = max(self.names[at], key=lambda item: item[1], default=None)
        if best and best[1] >= 2.5:
            return best[2]
        prose = next(
            (place for place in self.own[at] if self.survey.text[place] > _CONSTANT), self.units[at].last
        )
        return next((place for _, weight, place in self.names[at] if weight >= 1 and place < prose), None)

    def _beside_date(self, at: int) -> str | None:
        """Read the name that shares a short line with the date, without an element of its own."""
        date, survey = self.date_at[at], self.survey
        if date is None:
            return None
        around = date
        while survey.span(survey.parent[around]) <= 100 and survey.parent[around] > self.units[at].first:
            around = survey.parent[around]
        linked = [line_of(link) for link in survey.nodes[around].iter("a") if survey.number[link] != date]
        likely = [
            text
            for text in linked
            if text and not (DATED.search(text) or AGO.search(text) or REPLY.fullmatch(text))
        ]
        if len(likely) == 1 and _tidy(likely[0]):
            return _tidy(likely[0])
        text = line_of(survey.nodes[around], {survey.nodes[date]} if around != date else ())
        before = NAME_BEFORE.match(text)
        text = text[before.end() :] if before else text
        match = DATED.search(text)
        head = _SPLIT.split((text[: match.start()] if match else text).rstrip())[0]
        name = _tidy(head)
        return (
            name if name and len(name) <= 50 and not REPLY.fullmatch(name) and not AGO.search(name) else None
        )

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
        link = next((one for one in links if not REPLY.fullmatch(line_of(one))), None)
        exact = [
            one for one in inside if "fn" in (one.get("class") or "").split() or one.get("itemprop") == "name"
        ]
        best = exact[0] if exact and line_of(exact[0], skip) else link if link is not None else node
        name = _tidy(line_of(best, skip)) or _tidy(line_of(node, skip))
        return name, absolute(link.get("href"), self.base) if link is not None else None

    def _is_badge(self, inner: int, place: int) -> bool:
        """Say whether a piece of an author's element is not the name: a rank, a role, a date, a picture."""
        survey = self.survey
        node, mark, size = survey.nodes[inner], survey.marks[inner], survey.span(inner)
        if not isinstance(node.tag, str) or size >= survey.span(place):
            return False
        if node.tag in ("time", "button", "sup") or mark & Mark.OWNER or self.is_constant(inner):
            return True
        if mark & Mark.UI and not mark & Mark.AUTHOR:
            return True
        text = self.line(inner)
        if text and (BADGE.fullmatch(text) or (self.repeated[text] > 1 and not self._leads(inner, place))):
            return True
        return self._date_weight(inner) >= 2

    def _leads(self, inner: int, place: int) -> bool:
        """Say whether nothing is written before a piece of an element."""
        return not any(self.survey.text[before] for before in range(place, inner))

    def _byline(self, at: int) -> tuple[str | None, str | None]:
        """Read the name from a line such as "Posted by Ann on 3 May 2011" or "Ann says:"."""
        for place in self.own[at][:40]:
            if not 0 < self.survey.span(place) <= _LONGEST_LINE:
                continue
            text = self.line(place)
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

    # ---- text

    def _meta(self, at: int) -> set[HtmlElement]:
        """Return what of a unit is no text: names, dates, controls, and what holds nothing but these."""
        survey, unit = self.survey, self.units[at]
        known = {place for place in (self.author_at[at], self.date_at[at]) if place is not None}
        found = set(known)
        for place in self.own[at]:
            whole = place == unit.first and len(unit.nodes) == 1
            if not whole and (self._is_control(place) or self._is_header(place, known)):
                found.add(place)
        return {survey.nodes[place] for place in found}

    def _is_control(self, place: int) -> bool:
        survey = self.survey
        tag, mark = survey.nodes[place].tag, survey.marks[place]
        if tag in _CONTROLS:
            return tag != "form" or not self._holds_prose(place)
        if survey.span(place) > _LONGEST_LINE:
            return False
        if mark & Mark.UI and not mark & Mark.BODY:
            return True
        text = self.line(place)
        return self.is_constant(place) or REPLY.fullmatch(text) is not None or self._says_parent(place, text)

    def _says_parent(self, place: int, text: str) -> bool:
        """Say whether an element only says what is answered: "in reply to #3"."""
        said = IN_REPLY.match(text.lstrip(_EDGE + "@(#"))
        node = self.survey.nodes[place]
        return (
            said is not None and len(text) <= 80 and (node.tag == "a" or node.find(".//a[@href]") is not None)
        )

    def _is_header(self, place: int, known: set[int]) -> bool:
        """Say whether an element holds the name or the date and hardly any other words."""
        survey = self.survey
        size, end = survey.span(place), survey.end[place]
        if size > _LONGEST_LINE or self._holds_prose(place):
            return False
        inside = [inner for inner in known if place <= inner < end]
        if inside:
            named = bool(survey.marks[place] & (Mark.AUTHOR | Mark.DATE | Mark.HEADER))
            return named or size - sum(survey.span(inner) for inner in inside) <= 30
        return bool(survey.marks[place] & (Mark.AUTHOR | Mark.DATE | Mark.HEADER)) and size <= 40

    def _holds_prose(self, place: int) -> bool:
        survey = self.survey
        return any(
            survey.nodes[inner].tag == "p" or survey.marks[inner] & Mark.BODY
            for inner in range(place + (survey.nodes[place].tag == "p"), survey.end[place])
        )

    def _left(self, at: int) -> list[tuple[int, int]]:
        """Return (place, own characters) of a unit's text that is not meta."""
        survey = self.survey
        left = []
        stop = 0
        for place in self.own[at]:
            if survey.nodes[place] in self.meta[at]:
                stop = max(stop, survey.end[place])
            if place >= stop and survey.text[place]:
                left.append((place, survey.text[place]))
        return left

    def _body_key(self) -> str | None:
        """Return the name of the elements that hold nearly all of what is left, and little else."""
        covered: dict[str, list[float]] = defaultdict(list)
        total = 0.0
        for at in range(len(self.units)):
            left = self._left(at)
            amount = sum(size for _, size in left)
            if amount < 2:
                continue
            total += 1
            seen: set[str] = set()
            for place in self.own[at]:
                if self.survey.nodes[place].tag not in _BLOCKS or (place == self.units[at].first):
                    continue
                names = [name for name in self._names(place) if name not in seen]
                if not names:
                    continue
                end = self.survey.end[place]
                inside = sum(size for inner, size in left if place <= inner < end)
                whole = self._own_span(at, place, end)
                for name in names:
                    seen.add(name)
                    bonus = 1.1 if self.survey.marks[place] & Mark.BODY else 1.0
                    covered[name].append((inside / amount) ** 2 * (inside / max(1, whole)) ** 0.5 * bonus)
        best = max(covered, key=lambda name: sum(covered[name]), default=None)
        return best if best is not None and sum(covered[best]) >= 0.8 * total else None

    def _after_header(self, at: int) -> HtmlElement | None:
        """Return the last of name and date where these begin a unit directly: what is between them is no text."""
        survey, unit = self.survey, self.units[at]
        known = [place for place in (self.author_at[at], self.date_at[at]) if place is not None]
        if len(known) < 2 or any(survey.parent[place] != unit.first for place in known):
            return None
        before = sum(survey.span(place) for place in range(unit.first + 1, max(known)) if place not in known)
        return survey.nodes[max(known)] if before == 0 else None

    def _own_span(self, at: int, first: int, end: int) -> int:
        return sum(self.survey.text[place] for place in self.own[at] if first <= place < end)

    def body(self, at: int, inner: Iterable[HtmlElement]) -> Clean:
        """Return a unit's text, without the comments inside it."""
        survey, unit = self.survey, self.units[at]
        place = self._first(at, self.body_key)
        skip = self.meta[at] | set(inner)
        if place is not None:
            node = survey.nodes[place]
            return clean(node, base=self.base, skip=skip - {node})
        if len(unit.nodes) == 1:
            after = self._after_header(at)
            if after is None:
                return clean(survey.nodes[unit.first], base=self.base, skip=skip)
            pieces: list[HtmlElement | str] = [(after.tail or "").lstrip(_EDGE + "-–—")]
            nodes = after.itersiblings()
        else:
            pieces, nodes = [], (survey.nodes[top] for top in unit.nodes)
        for node in nodes:
            if node not in skip and isinstance(node.tag, str):
                pieces.append(node)
            if node.tail:
                pieces.append(node.tail)
        return clean(pieces, base=self.base, skip=skip)


def _own_places(survey: Survey, units: Sequence[Unit]) -> list[list[int]]:
    """Return the living places of each unit that are in no unit inside it."""
    found: list[list[int]] = [[] for _ in units]
    starts = {unit.first: at for at, unit in reversed(list(enumerate(units)))}
    stack: list[int] = []
    first = units[0].first if units else 0
    for place in range(first, max((unit.last for unit in units), default=0)):
        while stack and units[stack[-1]].last <= place:
            stack.pop()
        if place in starts:
            stack.append(starts[place])
        if stack and survey.alive(place):
            found[stack[-1]].append(place)
    return found


def _tidy(text: str) -> str | None:
    """Return a name without the words, signs and escaped tags around it."""
    text = _TAG.sub("", text).strip(_EDGE) if "<" in text else text.strip(_EDGE)
    text = NAME_AFTER.sub("", NAME_BEFORE.sub("", text)).strip(_EDGE)
    if not 0 < len(text) <= _LONGEST_NAME or (not any(map(str.isalnum, text)) and len(text) > 3):
        return None
    return text
