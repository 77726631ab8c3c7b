"""A page measured once: where each element begins and ends, how much text it holds, what its parts say."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml.html import HtmlElement

from scraper.platforms.generic.words import (
    HEADING,
    RECENT,
    Mark,
    class_marks,
    marks,
    says_ago,
    says_date,
    says_reply,
)

_DEAD = frozenset({
    "script", "style", "template", "svg", "select", "option", "head", "textarea", "iframe", "math",
    "object", "title",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_PROSE = frozenset({"p", "blockquote", "pre"})
_NAMED = frozenset({"class", "id", "itemprop", "rel", "itemtype", "role", "data-testid", "name"})
_LONGEST_NAME = 80
_LONGEST_DATE = 90
_LONGEST_UI = 160


class Survey:
    """What groups of elements are judged by, as lists with one entry an element in page order.

    An element is its number: its place in the page. ``end[n]`` is the place after its last descendant, so
    that what is inside it is the range ``n`` to ``end[n]``; sums over such ranges come from running totals.
    """

    def __init__(self, body: HtmlElement) -> None:
        self._dead = _DEAD if _speaks_to_machines(body) else _DEAD | {"noscript"}
        self.nodes: list[HtmlElement] = []
        self.number: dict[HtmlElement, int] = {}
        self.tags: list[str] = []  # "" for what is no element
        self.parent: list[int] = []
        self.marks: list[int] = []
        self.text: list[int] = []  # own characters, by running totals below
        self._alive: list[bool] = []
        self._dates: list[bool] = []
        self._replies: list[bool] = []
        self._walk(body)
        self.end = self._ends()
        self._total = running(self.text)
        self._links = running(self._in_links())
        self._outermost()

    def _walk(self, body: HtmlElement) -> None:
        nodes, number, parents, lives = self.nodes, self.number, self.parent, self._alive
        text, dates, dead = self.text, self._dates, self._dead
        for place, element in enumerate(body.iter()):
            above = number.get(element.getparent(), -1) if place else -1
            tag = element.tag
            alive = isinstance(tag, str) and tag not in dead and (above < 0 or lives[above])
            nodes.append(element)
            number[element] = place
            parents.append(above)
            lives.append(alive)
            self.tags.append(tag if isinstance(tag, str) else "")
            if above >= 0 and lives[above] and (tail := element.tail) and (words := tail.strip()):
                text[above] += len(words)
                if len(tail) <= _LONGEST_DATE and says_date(tail):
                    dates[above] = True
            own = (element.text or "").strip() if alive else ""
            size = len(own)
            text.append(size)
            attributes = element.items() if alive else ()
            self.marks.append(_names(attributes) if attributes else 0)
            line = " ".join(own.split()) if 0 < size <= 2 * _LONGEST_DATE else ""
            dates.append(alive and _is_date(tag, dict(attributes), line))
            self._replies.append(0 < size < 40 and says_reply(own))

    def _ends(self) -> list[int]:
        end = [0] * len(self.nodes)
        for place in range(len(self.nodes) - 1, -1, -1):
            end[place] = max(end[place], place + 1)
            above = self.parent[place]
            if above >= 0:
                end[above] = max(end[above], end[place])
        return end

    def _in_links(self) -> list[int]:
        """Return each element's own text where it is a link's, else 0."""
        found = [0] * len(self.nodes)
        stop = 0
        for place, tag in enumerate(self.tags):
            if tag == "a" and self.nodes[place].get("href") is not None:
                stop = max(stop, self.end[place])
            if place < stop:
                found[place] = self.text[place]
        return found

    def _outermost(self) -> None:
        """Mark what is an author's name, a date, a control: the outermost short element that says so."""
        size = len(self.nodes)
        authors, dates, controls, covered = [0] * size, [0] * size, [0] * size, [0] * size
        headings, forms, replies = [0] * size, [0] * size, [0] * size
        stop = {Mark.AUTHOR: 0, Mark.DATE: 0, Mark.UI: 0}
        prose = running(
            [
                bool(
                    alive
                    and (
                        tag in _PROSE or (mark & Mark.BODY and not mark & (Mark.UI | Mark.AUTHOR | Mark.DATE))
                    )
                )
                for tag, mark, alive in zip(self.tags, self.marks, self._alive, strict=True)
            ]
        )
        for place, mark in enumerate(self.marks):
            if not self._alive[place]:
                continue
            if prose[self.end[place]] > prose[place + 1]:
                headings[place] = self.tags[place] in _HEADINGS
                forms[place] = self.tags[place] == "form"
                continue
            tag = self.tags[place]
            headings[place] = tag in _HEADINGS
            forms[place] = tag == "form"
            replies[place] = self._replies[place]
            long = self.span(place)
            if (
                (mark & Mark.AUTHOR or tag == "cite")
                and 0 < long <= _LONGEST_NAME
                and place >= stop[Mark.AUTHOR]
            ):
                authors[place], stop[Mark.AUTHOR] = 1, self.end[place]
            dated = (self._dates[place] or (mark & Mark.DATE and long > 0)) and long <= _LONGEST_DATE
            if dated and place >= stop[Mark.DATE] and self._has_date(place):
                dates[place], stop[Mark.DATE] = 1, self.end[place]
            if (mark & Mark.UI or tag == "button") and long <= _LONGEST_UI and place >= stop[Mark.UI]:
                controls[place], stop[Mark.UI] = 1, self.end[place]
        limit = 0
        for place in range(size):
            if authors[place] or dates[place] or controls[place] or headings[place]:
                limit = max(limit, self.end[place])
            covered[place] = self.text[place] if place < limit else 0
        self.authors, self.dates = running(authors), running(dates)
        self._controls, self._covered = running(controls), running(covered)
        self._headings, self._forms, self._replied = (
            running(headings),
            running(forms),
            running(replies),
        )

    def _has_date(self, place: int) -> bool:
        return self._dates[place] or any(self._dates[place : self.end[place]])

    # ---- sums over a range of places

    def span(self, place: int) -> int:
        """Return how much text an element holds."""
        return self._total[self.end[place]] - self._total[place]

    def count(self, first: int, last: int) -> "Counts":
        """Return what is in the places from ``first`` to before ``last``."""
        return Counts(
            self._total[last] - self._total[first],
            self._links[last] - self._links[first],
            self._covered[last] - self._covered[first],
            self.authors[last] - self.authors[first],
            self.dates[last] - self.dates[first],
            self._headings[last] - self._headings[first],
            self._forms[last] - self._forms[first],
            self._replied[last] - self._replied[first],
        )

    def alive(self, place: int) -> bool:
        """Say whether an element is shown: no script, no template."""
        return self._alive[place]

    def up(self, place: int) -> list[int]:
        """Return an element's ancestors, the nearest first."""
        found = []
        place = self.parent[place]
        while place >= 0:
            found.append(place)
            place = self.parent[place]
        return found

    def heading_before(self, place: int) -> str:
        """Return the text of the last heading that stands before an element."""
        totals = self._headings
        number = totals[place]
        if number == 0:
            return ""
        at = bisect_left(totals, number) - 1
        return " ".join("".join(self.nodes[at].itertext()).split())[:200]


@dataclass(slots=True)
class Counts:
    """How much of everything a piece of a page holds; pieces can be taken from one another."""

    text: int
    links: int
    covered: int
    authors: int
    dates: int
    headings: int
    forms: int
    replies: int

    def less(self, other: "Counts") -> None:
        """Take another piece's counts out of these."""
        self.text -= other.text
        self.links -= other.links
        self.covered -= other.covered
        self.authors -= other.authors
        self.dates -= other.dates
        self.headings -= other.headings
        self.forms -= other.forms
        self.replies -= other.replies

    @property
    def body(self) -> int:
        """Text that is neither a name, a date, a heading nor a control."""
        return self.text - self.covered


def is_comment_heading(text: str) -> bool:
    """Say whether a heading stands over comments."""
    return len(text) <= 120 and HEADING.search(text) is not None


def is_recent_heading(text: str) -> bool:
    """Say whether a heading stands over excerpts from the whole site."""
    return len(text) <= 60 and RECENT.search(text) is not None


def _speaks_to_machines(body: HtmlElement) -> bool:
    """Say whether the page's text is in ``noscript``: some forums show it there to those without script."""
    return any(len(node) > 0 and len("".join(node.itertext())) > 3000 for node in body.iter("noscript"))


def _names(attributes: Sequence[tuple[str, str]]) -> int:
    found = 0
    for key, value in attributes:
        if key in _NAMED and value:
            if key == "class":
                found |= class_marks(value)
            elif key == "itemtype":
                found |= marks(value.rpartition("/")[2])
            else:
                found |= marks(value)
    return found


def _is_date(tag: str, attributes: Mapping[str, str], own: str) -> bool:
    if tag == "time" or attributes.get("itemprop", "").startswith("date"):
        return True
    if not own:
        title = attributes.get("title") if tag in ("abbr", "span", "a") else None
        return bool(title) and len(title or "") <= _LONGEST_DATE and says_date(title or "")
    return len(own) <= _LONGEST_DATE and (says_date(own) or (len(own) <= 40 and says_ago(own)))


def running(values: Sequence[int]) -> list[int]:
    """Return running totals: what lies in the places ``a`` to before ``b`` is ``totals[b] - totals[a]``."""
    return [0, *accumulate(values)]
