"""The text of each comment: what is left when names, dates and controls are taken away."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from scraper.clean import Clean, clean
from scraper.platforms.generic.authors import Authors
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.shared import Shared
from scraper.platforms.generic.survey import running
from scraper.platforms.generic.words import EDGE, IN_REPLY, Mark, says_reply

_LONGEST_LINE = 160
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


class Texts:
    """Reads texts, once it is known where names and dates are."""

    def __init__(self, shared: Shared, dates: Dates, authors: Authors) -> None:
        self.shared = shared
        self.survey = shared.survey
        self._known = [
            [place for place in (author, date) if place is not None]
            for author, date in zip(authors.at, dates.at, strict=True)
        ]
        self._meta = [self._meta_of(unit) for unit in range(len(shared.units))]
        self._key = self._body_key()

    def _meta_of(self, at: int) -> set[HtmlElement]:
        """Return what of a unit is no text: names, dates, controls, and what holds nothing but these."""
        survey, unit = self.survey, self.shared.units[at]
        known = set(self._known[at])
        found = set(known)
        for place in self.shared.own[at]:
            whole = place == unit.first and len(unit.nodes) == 1
            if not whole and (self._is_control(place) or self._is_header(place, known)):
                found.add(place)
        return {survey.nodes[place] for place in found}

    def _is_control(self, place: int) -> bool:
        survey = self.survey
        tag, mark = survey.tags[place], survey.marks[place]
        if tag in _CONTROLS:
            return tag != "form" or not self.shared.holds_prose(place)
        if survey.span(place) > _LONGEST_LINE:
            return False
        if mark & Mark.UI and not mark & Mark.BODY:
            return True
        text = self.shared.line(place)
        return self.shared.is_constant(place) or says_reply(text) or self._says_parent(place, text)

    def _says_parent(self, place: int, text: str) -> bool:
        """Say whether an element only says what is answered: "in reply to #3"."""
        said = IN_REPLY.match(text.lstrip(EDGE + "@(#"))
        node = self.survey.nodes[place]
        return (
            said is not None and len(text) <= 80 and (node.tag == "a" or node.find(".//a[@href]") is not None)
        )

    def _is_header(self, place: int, known: set[int]) -> bool:
        """Say whether an element holds the name or the date and hardly any other words."""
        survey = self.survey
        size, end = survey.span(place), survey.end[place]
        if size > _LONGEST_LINE or self.shared.holds_prose(place):
            return False
        inside = [inner for inner in known if place <= inner < end]
        if inside:
            named = bool(survey.marks[place] & (Mark.AUTHOR | Mark.DATE | Mark.HEADER))
            return named or size - sum(survey.span(inner) for inner in inside) <= 30
        return bool(survey.marks[place] & (Mark.AUTHOR | Mark.DATE | Mark.HEADER)) and size <= 40

    def _left(self, at: int) -> list[tuple[int, int]]:
        """Return (place, own characters) of a unit's text that is not meta."""
        survey = self.survey
        left = []
        stop = 0
        for place in self.shared.own[at]:
            if survey.nodes[place] in self._meta[at]:
                stop = max(stop, survey.end[place])
            if place >= stop and survey.text[place]:
                left.append((place, survey.text[place]))
        return left

    def _body_key(self) -> str | None:
        """Return the name of the elements that hold nearly all of what is left, and little else."""
        covered: dict[str, list[float]] = defaultdict(list)
        total = 0.0
        for at in range(len(self.shared.units)):
            left = self._left(at)
            amount = sum(size for _, size in left)
            if amount < 2:
                continue
            total += 1
            seen: set[str] = set()
            own = self.shared.own[at]
            spans = running([self.survey.text[place] for place in own])
            places, sums = [place for place, _ in left], running([size for _, size in left])
            for place in own:
                if self.survey.tags[place] not in _BLOCKS or (place == self.shared.units[at].first):
                    continue
                names = [name for name in self.shared.names(place) if name not in seen]
                if not names:
                    continue
                end = self.survey.end[place]
                inside = sums[bisect_left(places, end)] - sums[bisect_left(places, place)]
                whole = spans[bisect_left(own, end)] - spans[bisect_left(own, place)]
                for name in names:
                    seen.add(name)
                    bonus = 1.1 if self.survey.marks[place] & Mark.BODY else 1.0
                    covered[name].append((inside / amount) ** 2 * (inside / max(1, whole)) ** 0.5 * bonus)
        for name in ("%text", "%commentText"):  # schema.org/Comment
            if len(covered[name]) >= 0.8 * total and total:
                return name
        best = max(covered, key=lambda name: sum(covered[name]), default=None)
        return best if best is not None and sum(covered[best]) >= 0.8 * total else None

    def _after_header(self, at: int) -> HtmlElement | None:
        """Return the last of name and date where these begin a unit: what is between them is no text."""
        survey, unit = self.survey, self.shared.units[at]
        known = self._known[at]
        if len(known) < 2 or any(survey.parent[place] != unit.first for place in known):
            return None
        before = sum(survey.span(place) for place in range(unit.first + 1, max(known)) if place not in known)
        return survey.nodes[max(known)] if before == 0 else None

    def body(self, at: int, inner: Iterable[HtmlElement]) -> Clean:
        """Return a unit's text, without the comments inside it."""
        survey, unit = self.survey, self.shared.units[at]
        place = self.shared.first(at, self._key)
        skip = self._meta[at] | set(inner)
        if place is not None:
            node = survey.nodes[place]
            return clean(node, base=self.shared.base, skip=skip - {node})
        if len(unit.nodes) == 1:
            after = self._after_header(at)
            if after is None:
                return clean(survey.nodes[unit.first], base=self.shared.base, skip=skip)
            pieces: list[HtmlElement | str] = [(after.tail or "").lstrip(EDGE + "-–—")]
            nodes = after.itersiblings()
        else:
            pieces, nodes = [], (survey.nodes[top] for top in unit.nodes)
        for node in nodes:
            if node not in skip and isinstance(node.tag, str):
                pieces.append(node)
            if node.tail:
                pieces.append(node.tail)
        return clean(pieces, base=self.shared.base, skip=skip)
