"""A page measured once: where each element begins and ends, how much text it holds, what its parts say."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, chain, compress

from lxml.html import HtmlElement

from scraper.platforms.generic.words import (
    STAMP,
    Mark,
    class_marks,
    marks,
    numbered_marks,
    says_ago,
    says_date,
    says_reply,
)

# "" stands for what is no element: a comment, an instruction.
_DEAD = frozenset({
    "script", "style", "template", "svg", "select", "option", "head", "textarea", "iframe", "math",
    "object", "title", "",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_NOTABLE = _HEADINGS | {"cite", "button", "form"}
_PROSE = frozenset({"p", "blockquote", "pre"})
_LONGEST_NAME = 80
_LONGEST_DATE = 90
_LONGEST_STAMP = 60
_LONGEST_UI = _LONGEST_LINE = 160
#: What short words say: ``_said``.
_DATED, _REPLIES = 1, 2
_NO_COMMENT = Mark.LIST | Mark.ASIDE | Mark.BODY
_LOUD = frozenset({"b", "strong", "h4", "h5", "h6"})
_NO_BODY = Mark.UI | Mark.AUTHOR | Mark.DATE
#: Attributes that most pages have many of, and that say nothing of comments.
_DULL = frozenset({
    "src", "alt", "style", "width", "height", "target", "type", "value", "srcset", "sizes", "loading", "for",
    "aria-label", "aria-hidden", "tabindex", "onclick", "method", "action", "lang", "dir", "border", "align",
})  # fmt: skip
#: What short words say: ``_said``.
_DATED, _REPLIES, _TOLD, _STAMP = 1, 2, 4, 8
_NO_BODY = Mark.UI | Mark.AUTHOR | Mark.DATE
_WATCHED = Mark.AUTHOR | Mark.DATE | Mark.UI | Mark.BODY | Mark.ASIDE | Mark.COMMENT | Mark.LIST


class Survey:
    """What groups of elements are judged by, as lists with one entry an element in page order.

    An element is its number: its place in the page. ``end[n]`` is the place after its last descendant, so
    that what is inside it is the range ``n`` to ``end[n]``; sums over such ranges come from running totals.

    Attributes:
        nodes: The elements.
        tags: Their names; "" for what is no element. ``by_tag``: the places of each name.
        parent: The place of each one's parent; -1 for the first's.
        alive: 1 for what is shown: no script, no template.
        kinds: ``class`` attributes as written; ``None`` for those without, and for what is not shown.
            ``by_kind``: the places of each; ``unnamed``: of what is shown and has none.
        marks: What class, id and the like say. ``marked``: the places where they say most.
        own: The words right inside each, before its first child. text: how many characters these and those
            between its children have, without the white space around each piece.
        told: 1 for what has words that are a date, or speak of one.
        ids, names, props, types, hrefs, hints, data: Of the few elements that have one: ``id``, ``name``,
            ``itemprop``, ``itemtype``, the ``href`` of a link, ``title`` (or what scripts show as one),
            attributes that begin with ``data-``.
        total, links, covered, authors, dates: Running totals: characters, those in links, those in names,
            dates, headings and controls; how many names and dates.
        headings, forms, replies: Places.
    """

    def __init__(self, body: HtmlElement) -> None:
        self.nodes: list[HtmlElement] = list(body.iter())
        size = len(self.nodes)
        self.tags: list[str] = [tag if isinstance(tag := node.tag, str) else "" for node in self.nodes]
        by_tag: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(self.tags):
            by_tag[tag].append(place)
        self.by_tag = by_tag
        self._shape()
        self.alive = bytearray(b"\1" * size)
        self._bury()
        self._read_attributes()
        self._read_texts()
        self.total = running(self.text)
        inside = [0] * size
        for place in self.hrefs:
            end = self.end[place]
            inside[place:end] = self.text[place:end]
        self.links = running(inside)
        self._outermost()

    def _shape(self) -> None:
        """Work out parents and ends from how many children each element has."""
        parent, end = [], list(range(1, len(self.nodes) + 1))
        stack: list[tuple[int, int]] = []
        above, left = -1, 1
        for place, children in enumerate(map(len, self.nodes)):
            parent.append(above)
            if children:
                stack.append((above, left))
                above, left = place, children
                continue
            left -= 1
            while not left and stack:
                end[above] = place + 1
                above, left = stack.pop()
                left -= 1
        self.parent, self.end = parent, end

    def _bury(self) -> None:
        """Mark what is not shown as dead."""
        dead = (
            _DEAD
            if _speaks_to_machines(self.nodes[place] for place in self.places("noscript"))
            else _DEAD | {"noscript"}
        )
        alive, ends, stop = self.alive, self.end, 0
        for place in self.places(*dead):
            if place >= stop:
                stop = ends[place]
                alive[place:stop] = bytes(stop - place)

    def _read_attributes(self) -> None:
        size = len(self.nodes)
        self.kinds: list[str | None] = [None] * size
        self.by_kind: dict[str, list[int]] = defaultdict(list)
        self.unnamed: list[int] = []
        self.marks = [0] * size
        self.marked: list[int] = []
        self.ids: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.props: dict[int, str] = {}
        self.types: dict[int, str] = {}
        self.hrefs: dict[int, str] = {}
        self.hints: dict[int, str] = {}
        self.data: dict[int, list[tuple[str, str]]] = {}
        tags, kinds, by_kind, unnamed, other = self.tags, self.kinds, self.by_kind, self.unnamed, self._other
        ids, hrefs, marks, marked = self.ids, self.hrefs, self.marks, self.marked
        for place, node in zip(
            compress(range(size), self.alive), compress(self.nodes, self.alive), strict=True
        ):
            mark, named = 0, False
            for key, value in node.items():
                if key == "class":
                    named = True
                    kinds[place] = value
                    by_kind[value].append(place)
                    mark |= class_marks(value)
                elif key == "id":
                    ids[place] = value
                    mark |= numbered_marks(value)
                elif key == "href":
                    if tags[place] == "a":
                        hrefs[place] = value
                elif key not in _DULL:
                    mark |= other(place, key, value)
            if not named:
                unnamed.append(place)
            if mark:
                marks[place] = mark
                if mark & _WATCHED:
                    marked.append(place)

    def _other(self, place: int, key: str, value: str) -> int:
        """Keep an attribute that may tell something, and return what it says of its element."""
        if key == "title":
            self.hints[place] = value
        elif key == "itemprop":
            self.props[place] = value
            return marks(value)
        elif key == "itemtype":
            self.types[place] = value
            return marks(value.rpartition("/")[2])
        elif key == "name":
            self.names[place] = value
            return numbered_marks(value)
        elif key in ("rel", "role"):
            return marks(value)
        elif key.startswith("data-"):
            self.data.setdefault(place, []).append((key, value))
            if key == "data-testid":
                return numbered_marks(value)
            if key == "data-tippy-content":
                self.hints.setdefault(place, value)
        return 0

    def _read_texts(self) -> None:
        size, alive, parent = len(self.nodes), self.alive, self.parent
        self.own = own = [""] * size
        self.text = text = [0] * size
        self.told, self._dated, self._replies = bytearray(size), bytearray(size), bytearray(size)
        self._telling: set[int] = set()
        self._stamped: set[int] = set()
        for place, node in zip(compress(range(size), alive), compress(self.nodes, alive), strict=True):
            if (words := node.text) and (words := words.strip()):
                own[place] = words
                text[place] = len(words)
                if len(words) <= 2 * _LONGEST_DATE and (said := _said(words)):
                    self._hear(place, said)
                    if said & _STAMP:
                        self._stamped.add(place)
        for place, node in enumerate(self.nodes):
            if (tail := node.tail) and (words := tail.strip()) and place and alive[above := parent[place]]:
                text[above] += len(words)
                if len(tail) <= _LONGEST_LINE and (said := _said(words) & ~_REPLIES):
                    self._hear(above, said if says_date(words) else said & _TOLD)
                    if said & _STAMP:
                        self._stamped.add(above)
        self._hear_markup()

    def _hear(self, place: int, said: int) -> None:
        """Note what an element's words say."""
        self._telling.add(place)
        self._dated[place] |= said & _DATED
        self._replies[place] |= said & _REPLIES
        self.told[place] |= 1

    def _hear_markup(self) -> None:
        """Note what is a date by its markup, whatever its words say."""
        for place in self.by_tag["time"]:
            if self.alive[place]:
                self._hear(place, _DATED)
        for place, prop in self.props.items():
            if prop.startswith("date"):
                self._hear(place, _DATED)
        for place, hint in self.hints.items():
            if len(hint) <= _LONGEST_DATE and says_date(hint):
                bare = not self.own[place] and self.tags[place] in ("abbr", "span", "a")
                self._hear(place, _DATED if bare else _TOLD)

    def _outermost(self) -> None:
        """Mark what is an author's name, a date, a control: the outermost short element that says so."""
        size, ends, tags, marks, alive = len(self.nodes), self.end, self.tags, self.marks, self.alive
        prose = [place for place in self.places(*_PROSE) if alive[place]]
        prose += [place for place in self.marked if marks[place] & Mark.BODY and not marks[place] & _NO_BODY]
        prose.sort()
        notable = {place for place in self.places(*_NOTABLE) if alive[place]}
        notable.update(self._telling, [place for place in self.marked if marks[place] & _NO_BODY])
        leads = self._leads()
        notable.update(leads)
        self.headings: list[int] = []
        self.forms: list[int] = []
        self.replies: list[int] = []
        authors, dates, covered = [0] * size, [0] * size, [0] * size
        past_author = past_date = past_control = limit = 0
        for place in self._stamped:
            # A day among a comment's words, in no element of its own.
            dates[place] = 1
        for place in sorted(notable):
            end, tag, mark = ends[place], tags[place], marks[place]
            covers = tag in _HEADINGS
            if covers:
                self.headings.append(place)
            elif tag == "form":
                self.forms.append(place)
            at = bisect_left(prose, place + 1)
            if at == len(prose) or prose[at] >= end:
                if self._replies[place]:
                    self.replies.append(place)
                long = self.total[end] - self.total[place]
                if (
                    place >= past_author
                    and 0 < long <= _LONGEST_NAME
                    and (mark & Mark.AUTHOR or tag == "cite" or place in leads)
                ):
                    authors[place], past_author, covers = 1, end, True
                if place >= past_date and long <= _LONGEST_DATE and self._is_dated(place, long):
                    dates[place], past_date, covers = 1, end, True
                if place >= past_control and long <= _LONGEST_UI and (mark & Mark.UI or tag == "button"):
                    past_control, covers = end, True
            if covers and end > limit:
                start = max(place, limit)
                covered[start:end], limit = self.text[start:end], end
        self.authors, self.dates, self.covered = running(authors), running(dates), running(covered)

    def _leads(self) -> set[int]:
        """Return the loud words that begin what the page calls a comment: as a rule the writer's name."""
        tags, marks, own = self.tags, self.marks, self.own
        last = len(tags) - 1
        return {
            place + 1
            for place in self.marked
            if marks[place] & Mark.COMMENT
            and not marks[place] & _NO_COMMENT
            and place < last
            and tags[place + 1] in _LOUD
            and not own[place]
            and self.parent[place + 1] == place
        }

    def _is_dated(self, place: int, long: int) -> bool:
        if self._dated[place]:
            return True
        told = self.marks[place] & Mark.DATE and long > 0
        return bool(told) and self._dated.find(1, place, self.end[place]) >= 0

    def places(self, *tags: str) -> list[int]:
        """Return the places of all elements of some names, in page order."""
        return sorted(chain.from_iterable(self.by_tag[tag] for tag in tags if tag in self.by_tag))

    # ---- sums over a range of places

    def span(self, place: int) -> int:
        """Return how much text an element holds."""
        return self.total[self.end[place]] - self.total[place]

    def children(self, place: int) -> list[int]:
        """Return the places right inside an element."""
        found, end, ends = [], self.end[place], self.end
        place += 1
        while place < end:
            found.append(place)
            place = ends[place]
        return found

    def heading_before(self, place: int) -> str:
        """Return the text of the last heading that stands before an element."""
        at = bisect_left(self.headings, place)
        return " ".join("".join(self.nodes[self.headings[at - 1]].itertext()).split())[:200] if at else ""


def holds(places: Sequence[int], first: int, last: int) -> bool:
    """Say whether any of the sorted places lies from ``first`` to before ``last``."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last


def running(values: Sequence[int]) -> list[int]:
    """Return running totals: what lies in the places ``a`` to before ``b`` is ``totals[b] - totals[a]``."""
    return [0, *accumulate(values)]


@lru_cache(maxsize=8192)
def _said(words: str) -> int:
    """Say whether words are a date (or speak of one), and whether they are a control that answers."""
    line = " ".join(words.split())
    date, ago = says_date(line), len(line) <= _LONGEST_DATE and says_ago(line)
    dated = (date and len(line) <= _LONGEST_DATE) or (ago and len(line) <= 40)
    reply = len(words) < 40 and says_reply(words)
    stamp = date and len(line) <= _LONGEST_STAMP and STAMP.search(line) is not None
    return _DATED * dated | _REPLIES * reply | _TOLD * (date or ago) | _STAMP * stamp


def _speaks_to_machines(noscripts: Iterable[HtmlElement]) -> bool:
    """Say whether the page's text is in ``noscript``: some forums show it there to those without script."""
    return any(len(node) > 0 and len("".join(node.itertext())) > 3000 for node in noscripts)
