"""The text of each comment: what is left when names, dates and controls are taken away."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.clean import Clean, clean
from scraper.platforms.generic.authors import Authors
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.shared import Shared, is_own_link
from scraper.platforms.generic.survey import holds, running
from scraper.platforms.generic.words import EDGE, IN_REPLY, NAME_BEFORE, names_subject, says_reply

_LONGEST_LINE = 160
#: What holds this share of a comment beside another of its name shows that neither is the whole.
_PARAGRAPH = 0.05
_BLOCKS = frozenset({
    "div", "p", "td", "dd", "section", "article", "blockquote", "li", "span", "font", "pre", "main", "tr",
    "table",
})  # fmt: skip
_TITLES = frozenset({"h2", "h3", "h4", "h5"})
_LOUD = frozenset({"h3", "h4", "h5", "h6", "strong", "b"})
_SPOKEN = _TITLES | _LOUD
_CONTROLS = frozenset({"button", "form", "nav", "input", "select", "textarea", "label"})
_HEADER = Mark.AUTHOR | Mark.DATE | Mark.HEADER
_CALLED = _HEADER | Mark.UI
#: What a line says: ``_said``.
_ANSWERS, _OF_PARENT = 1, 2


class Texts:
    """Reads texts, once it is known where names and dates are."""

    def __init__(self, shared: Shared, dates: Dates, authors: Authors) -> None:
        self.shared = shared
        self.survey = shared.survey
        self._known = [
            [place for place in (author, date) if place is not None]
            for author, date in zip(authors.at, dates.at, strict=True)
        ]
        self._dates = dates
        marks, tags = self.survey.marks, self.survey.tags
        self._links = list(self.survey.hrefs)
        self._bodies = [
            place
            for place in self.survey.marked
            if marks[place] & Mark.COMMENT and marks[place] & Mark.BODY and tags[place] == "div"
        ]
        self._metas: dict[int, set[int]] = {}
        self._key = self._body_key()

    def _meta(self, at: int) -> set[int]:
        """Return what in a unit is no text."""
        found = self._metas.get(at)
        if found is None:
            found = self._metas[at] = self._meta_of(at, self.shared.own[at])
        return found

    def _meta_of(self, at: int, places: Iterable[int]) -> set[int]:
        """Return which of a unit's places are no text: names, dates, controls, and what holds only these."""
        survey, unit, known = self.survey, self.shared.units[at], self._known[at]
        found = set(known)
        whole = unit.first if len(unit.nodes) == 1 else -1
        tags, total, ends, marks = survey.tags, survey.total, survey.end, survey.marks
        for place in places:
            tag = tags[place]
            if tag in _CONTROLS:
                if (tag != "form" or not self.shared.holds_prose(place)) and place != whole:
                    found.add(place)
                continue
            size = total[ends[place]] - total[place]
            if size > _LONGEST_LINE or place == whole:
                continue
            if not size and tag not in _SPOKEN and ends[place] == place + 1 and not marks[place] & _CALLED:
                continue  # a picture, a line break
            if self._is_meta(place, size, known):
                found.add(place)
        return found

    def _is_meta(self, place: int, size: int, known: list[int]) -> bool:
        """Say whether a short element is a control, or holds the name or the date and hardly other words."""
        survey, shared = self.survey, self.shared
        mark, tag = survey.marks[place], survey.tags[place]
        if mark & Mark.UI and not mark & Mark.BODY:
            return not self._holds_body(place)
        if tag in _TITLES and is_own_link(survey, place, size):
            return True
        if tag in _LOUD and (kind := survey.kinds[place]) and names_subject(kind):
            return not self._is_linked(place)
        if size:
            text = shared.line(place)
            said = _said(text)
            if said & _ANSWERS or (size <= 60 and shared.constants and shared.says_constant(text)):
                return True
            if said & _OF_PARENT and (tag == "a" or self._is_linked(place)):
                return True
        # What holds the name or the date and hardly any other words.
        end = survey.end[place]
        inside = [inner for inner in known if place <= inner < end]
        if not inside:
            header = bool(mark & _HEADER) and size <= 40
        else:
            header = bool(mark & _HEADER) or size - sum(map(survey.span, inside)) <= 30
            # "posted by Ann at 9:12 AM on May 3 [2 favorites]"
            header = header or NAME_BEFORE.match(shared.line(place)) is not None
        return header and not shared.holds_prose(place)

    def _holds_body(self, place: int) -> bool:
        """Say whether what is called a control only hides and shows the words: "edit-comment-hide"."""
        return holds(self._bodies, place + 1, self.survey.end[place])

    def _is_linked(self, place: int) -> bool:
        return holds(self._links, place + 1, self.survey.end[place])

    def _left(self, at: int) -> list[tuple[int, int]]:
        """Return (place, own characters) of a unit's text that is not meta."""
        text, ends = self.survey.text, self.survey.end
        meta = self._meta(at)
        left = []
        stop = 0
        for place in self.shared.own[at]:
            if place in meta:
                stop = max(stop, ends[place])
            if text[place] and place >= stop:
                left.append((place, text[place]))
        return left

    def _body_key(self) -> str | None:
        """Return the name of the elements that hold nearly all of what is left, and little else."""
        covered: dict[str, list[float]] = defaultdict(list)
        total = 0.0
        for at in self.shared.sample:
            left = self._left(at)
            amount = sum(size for _, size in left)
            if amount < 2:
                continue
            total += 1
            for name, share in self._shares(at, left, amount).items():
                covered[name].append(share)
        for name in ("%text", "%commentText"):  # schema.org/Comment
            if len(covered[name]) >= 0.8 * total and total:
                return name
        best = max(covered, key=lambda name: sum(covered[name]), default=None)
        return best if best is not None and sum(covered[best]) >= 0.8 * total else None

    def _shares(self, at: int, left: list[tuple[int, int]], amount: int) -> dict[str, float]:
        """Return, for each name in a unit, how well its first element holds what is left and only that."""
        survey, shared, own = self.survey, self.shared, self.shared.own[at]
        tags, total, survey_ends = survey.tags, survey.total, survey.end
        found: dict[str, float] = {}
        ends: dict[str, int] = {}
        seen: set[int] = set()
        spans = running([survey.text[place] for place in own])
        places, sums = [place for place, _ in left], running([size for _, size in left])
        for place, form in zip(own, shared.forms(at), strict=True):
            if tags[place] not in _BLOCKS or place == shared.units[at].first:
                continue
            end, inside = survey_ends[place], 0
            if total[end] > total[place]:
                inside = sums[bisect_left(places, end)] - sums[bisect_left(places, place)]
            names = shared.names[form]
            if inside > _PARAGRAPH * amount:
                for name in names:
                    if found.get(name) and place >= ends[name]:
                        found[name] = 0.0  # one of several paragraphs
            if form in seen:
                continue
            seen.add(form)
            share = 0.0
            if inside:
                whole = spans[bisect_left(own, end)] - spans[bisect_left(own, place)]
                bonus = 1.1 if survey.marks[place] & Mark.BODY else 1.0
                share = (inside / amount) ** 2 * (inside / max(1, whole)) ** 0.5 * bonus
            for name in names:
                if name not in found:
                    found[name], ends[name] = share, end
        return found

    def _paragraphs(self, bearers: Sequence[int]) -> list[int]:
        """Return a unit's elements of the name of bodies where it has several, beside one another."""
        if len(bearers) < 2:
            return []
        found: list[int] = []
        for place in bearers:
            if self.survey.span(place) and (not found or place >= self.survey.end[found[-1]]):
                found.append(place)
        return found if len(found) > 1 else []

    def _after_header(self, at: int) -> HtmlElement | None:
        """Return the last of name and date where these begin a unit: what is between them is no text."""
        survey, unit = self.survey, self.shared.units[at]
        known = self._known[at]
        if len(known) < 2 or any(survey.parent[place] != unit.first for place in known):
            return None
        before = sum(survey.span(place) for place in range(unit.first + 1, max(known)) if place not in known)
        return survey.node(max(known)) if before == 0 else None

    def body(self, at: int, inner: Iterable[HtmlElement]) -> Clean:
        """Return a unit's text, without the comments inside it."""
        survey, unit, base = self.survey, self.shared.units[at], self.shared.base
        bearers = self.shared.bearers(at, self._key)
        place = next((one for one in bearers if self.shared.line(one)), None)
        if place is not None and (several := self._paragraphs(bearers)):
            meta = self._meta(at)
            skip = {*(survey.node(one) for one in meta), *inner}
            return clean([survey.node(one) for one in several if one not in meta], base=base, skip=skip)
        if place is not None:
            known = self._metas.get(at)
            if known is None:
                known = self._meta_of(at, self.shared.own_in(at, place + 1, survey.end[place]))
            meta = known - {place}
            return clean(survey.node(place), base=base, skip={*(survey.node(one) for one in meta), *inner})
        meta = self._meta(at)
        skip = {*(survey.node(one) for one in meta), *inner}
        led = self._dates.header_end(at)
        if led is not None:
            return clean(_after(survey.node(unit.first), led, skip), base=base, skip=skip)
        if len(unit.nodes) == 1:
            after = self._after_header(at)
            if after is None:
                return clean(survey.node(unit.first), base=base, skip=skip)
            pieces: list[HtmlElement | str] = [(after.tail or "").lstrip(EDGE + "-–—")]
            nodes = after.itersiblings()
        else:
            pieces, nodes = [], (survey.node(top) for top in unit.nodes)
        for node in nodes:
            if node not in skip and isinstance(node.tag, str):
                pieces.append(node)
            if node.tail:
                pieces.append(node.tail)
        return clean(pieces, base=base, skip=skip)


def _after(node: HtmlElement, children: int, skip: Collection[HtmlElement]) -> list[HtmlElement | str]:
    """Return what stands in an element after its first few children and the words behind these."""
    pieces: list[HtmlElement | str] = []
    for child in node[children:]:
        pieces += [child] if child not in skip and isinstance(child.tag, str) else []
        pieces += [child.tail] if child.tail else []
    return pieces


@lru_cache(maxsize=4096)
def _said(text: str) -> int:
    """Say whether a line only answers, and whether it only says what is answered: "in reply to #3"."""
    of_parent = len(text) <= 80 and IN_REPLY.match(text.lstrip(EDGE + "@(#")) is not None
    return _ANSWERS * says_reply(text) | _OF_PARENT * of_parent
