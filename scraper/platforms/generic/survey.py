"""A page measured once: where each element begins and ends, how much text it holds, what its parts say."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress

from lxml.html import HtmlElement

from scraper.outline import Outline
from scraper.platforms.generic import tree
from scraper.platforms.generic.marks import Mark, class_marks, marks, numbered_marks
from scraper.platforms.generic.words import LONGEST_DATE, Said, all_said, says_date

_DEAD = frozenset({
    "script", "style", "template", "svg", "select", "option", "head", "textarea", "iframe", "math",
    "object", "title",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_NOTABLE = _HEADINGS | {"cite", "button", "form"}
_PROSE = frozenset({"p", "blockquote", "pre"})
#: A ``nav`` of more elements than this belongs to the page; a comment's own buttons are fewer.
_MENU = 12
_LONGEST_NAME = 80
_LONGEST_UI = _LONGEST_LINE = 160
_NO_COMMENT = Mark.LIST | Mark.ASIDE | Mark.BODY
_LOUD = frozenset({"b", "strong", "h4", "h5", "h6"})
_NO_BODY = Mark.UI | Mark.AUTHOR | Mark.DATE
_WATCHED = Mark.AUTHOR | Mark.DATE | Mark.UI | Mark.BODY | Mark.ASIDE | Mark.COMMENT | Mark.LIST


class Survey:
    """What groups of elements are judged by, as lists with one entry an element in page order.

    An element is its number: its place in the page. ``end[n]`` is the place after its last descendant, so
    that what is inside it is the range ``n`` to ``end[n]``; sums over such ranges come from running totals.

    Attributes:
        tags: Their names. ``by_tag``: the places of each name.
        parent: The place of each one's parent; -1 for the first's.
        alive: 1 for what is shown: no script, no template.
        kinds: ``class`` attributes as written; ``None`` for those without, and for what is not shown.
            ``by_kind``: the places of each.
        marks: What class, id and the like say. ``marked``: the places where they say most.
        own: The words right inside each, before its first child. text: how many characters these and those
            between its children have, without the white space around each piece.
        told: 1 for what has words that are a date, or speak of one. long: places of words too long to be
            looked at for that.
        ids, names, props, types, hrefs, hints, data: Of the few elements that have one: ``id``, ``name``,
            ``itemprop``, ``itemtype``, the ``href`` of a link, ``title`` (or what scripts show as one),
            attributes that begin with ``data-``. styles: ``style``.
        total, links, covered, authors, dates: Running totals: characters, those in links, those in names,
            dates, headings and controls; how many names and dates.
        speaking: 1 for what holds a name or a date.
        headings, forms, replies: Places.
    """

    def __init__(self, outline: Outline, body: HtmlElement) -> None:
        first, last = outline.places[body], outline.after(body)
        self._elements, self._first = outline.elements, first
        self.tags: list[str] = outline.tags[first:last]
        self.kinds: list[str | None] = outline.labels[first:last]
        self.by_tag: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(self.tags):
            self.by_tag[tag].append(place)
        self.parent, self.end = tree.shape(outline, first, last)
        self.alive = alive = bytearray(b"\1" * len(self.tags))
        self._bury()
        self.ids = {
            place - first: name
            for place, name in outline.ids.items()
            if first <= place < last and alive[place - first]
        }
        self._read_classes()
        hrefs = outline.having("href")
        self.hrefs: dict[int, str] = {
            place: hrefs[first + place]
            for place in self.by_tag["a"]
            if alive[place] and first + place in hrefs
        }
        self._read_attributes(tree.attributes(outline, first, last, alive))
        self._read_texts(*tree.words(outline, first, last, alive))
        self.total = running(self.text)
        inside = [0] * len(self.tags)
        for place in self.hrefs:
            end = self.end[place]
            if end == place + 1:
                inside[place] = self.text[place]
            else:
                inside[place:end] = self.text[place:end]
        self.links = running(inside)
        self._outermost()

    def node(self, place: int) -> HtmlElement:
        """Return the element at a place."""
        return self._elements[self._first + place]

    def _bury(self) -> None:
        """Mark what is not shown as dead, and what is in the page's menus: no comment stands there."""
        dead = (
            _DEAD
            if _speaks_to_machines(self.node(place) for place in self.places("noscript"))
            else _DEAD | {"noscript"}
        )
        alive, ends, stop = self.alive, self.end, 0
        most = len(alive) // 2  # one that is never closed holds the rest of the page
        menus = {place + 1: ends[place] for place in self.by_tag["nav"] if _MENU < ends[place] - place < most}
        for place in sorted({*self.places(*dead), *menus}):
            if place >= stop:
                stop = menus.get(place) or ends[place]
                alive[place:stop] = bytes(stop - place)
                self.kinds[place:stop] = [None] * (stop - place)

    def _read_classes(self) -> None:
        self.by_kind: dict[str, list[int]] = defaultdict(list)
        for place, kind in enumerate(self.kinds):
            if kind is not None:
                self.by_kind[kind].append(place)
        self.marks = marks = [0] * len(self.alive)
        for kind, places in self.by_kind.items():
            if mark := class_marks(kind):
                for place in places:
                    marks[place] = mark
        for place, name in self.ids.items():
            marks[place] |= numbered_marks(name)

    def _read_attributes(self, found: Iterable[tuple[int, str, str]]) -> None:
        self.names: dict[int, str] = {}
        self.props: dict[int, str] = {}
        self.types: dict[int, str] = {}
        self.hints: dict[int, str] = {}
        self.styles: dict[int, str] = {}
        self.data: dict[int, list[tuple[str, str]]] = {}
        marks = self.marks
        for place, key, value in found:
            marks[place] |= self._other(place, key, value)
        self.marked = [place for place in compress(range(len(marks)), marks) if marks[place] & _WATCHED]

    def _other(self, place: int, key: str, value: str) -> int:
        """Keep an attribute that may tell something, and return what it says of its element."""
        if key == "title":
            self.hints[place] = value
        elif key == "style":
            self.styles[place] = value
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
        else:
            self.data.setdefault(place, []).append((key, value))
            if key == "data-testid":
                return numbered_marks(value)
            if key == "data-tippy-content":
                self.hints.setdefault(place, value)
        return 0

    def _read_texts(self, own: list[str], between: Iterable[tuple[int, str, int]]) -> None:
        size = len(own)
        self.own, self.text = own, list(map(len, own))
        self.told, self._dated, self._replies = bytearray(size), bytearray(size), bytearray(size)
        self.long: set[int] = set()
        self._telling: set[int] = set()
        self._stamped: set[int] = set()
        for place in compress(range(size), own):
            if self.text[place] > 2 * LONGEST_DATE:
                self.long.add(place)
            elif said := all_said(own[place]):
                self._hear(place, said)
        for above, words, length in between:
            self.text[above] += len(words)
            if length > _LONGEST_LINE:
                self.long.add(above)
            elif said := all_said(words):
                self._hear_tail(above, words, said)
        self._hear_markup()

    def _hear_tail(self, above: int, words: str, said: int) -> None:
        """Note what the words behind an element say, which are of what is around it: no control."""
        if said := said & ~Said.REPLIES:
            dated = said if says_date(words) else said & Said.TOLD
            self._hear(above, dated | said & Said.STAMP)

    def _hear(self, place: int, said: int) -> None:
        """Note what an element's words say."""
        self._telling.add(place)
        self._dated[place] |= said & Said.DATED
        self._replies[place] |= said & Said.REPLIES
        self.told[place] = 1
        if said & Said.STAMP:
            self._stamped.add(place)

    def _hear_markup(self) -> None:
        """Note what is a date by its markup, whatever its words say."""
        for place in self.by_tag["time"]:
            if self.alive[place]:
                self._hear(place, Said.DATED)
        for place, prop in self.props.items():
            if prop.startswith("date"):
                self._hear(place, Said.DATED)
        for place, hint in self.hints.items():
            if len(hint) <= LONGEST_DATE and says_date(hint):
                bare = not self.own[place] and self.tags[place] in ("abbr", "span", "a")
                self._hear(place, Said.DATED if bare else Said.TOLD)

    def _outermost(self) -> None:
        """Mark what is an author's name, a date, a control: the outermost short element that says so."""
        size, ends, tags, marks, total = len(self.tags), self.end, self.tags, self.marks, self.total
        prose, dated = self._prose(), self._dated
        leads = self._leads()
        self.headings: list[int] = []
        self.forms: list[int] = []
        self.replies: list[int] = []
        authors, dates, covered = [0] * size, [0] * size, [0] * size
        self.speaking = bytearray(size)
        past_author = past_date = past_control = limit = 0
        for place in self._stamped:
            # A day among a comment's words, in no element of its own.
            dates[place] = 1
            self._raise(place)
        for place in self._notable(leads):
            end, tag, mark = ends[place], tags[place], marks[place]
            covers = tag in _HEADINGS
            if covers:
                self.headings.append(place)
            elif tag == "form":
                self.forms.append(place)
            if end == place + 1 or not holds(prose, place + 1, end):
                if self._replies[place]:
                    self.replies.append(place)
                long = total[end] - total[place]
                if (
                    0 < long <= _LONGEST_NAME
                    and place >= past_author
                    and (mark & Mark.AUTHOR or tag == "cite" or place in leads)
                ):
                    authors[place], past_author, covers = 1, end, True
                    self._raise(place)
                if (
                    long <= LONGEST_DATE
                    and place >= past_date
                    and (dated[place] or (long and mark & Mark.DATE and dated.find(1, place, end) >= 0))
                ):
                    dates[place], past_date, covers = 1, end, True
                    self._raise(place)
                if long <= _LONGEST_UI and (mark & Mark.UI or tag == "button") and place >= past_control:
                    past_control, covers = end, True
            if covers and end > limit:
                start = max(place, limit)
                covered[start:end], limit = self.text[start:end], end
        self.authors, self.dates, self.covered = running(authors), running(dates), running(covered)

    def _prose(self) -> list[int]:
        """Return the places of paragraphs, and of what is named as a text."""
        alive, marks = self.alive, self.marks
        prose = [place for place in self.places(*_PROSE) if alive[place]]
        prose += [place for place in self.marked if marks[place] & Mark.BODY and not marks[place] & _NO_BODY]
        prose.sort()
        return prose

    def _notable(self, leads: Iterable[int]) -> list[int]:
        """Return the places of what may be a name, a date, a control, a heading or a form."""
        alive, marks = self.alive, self.marks
        notable = {place for place in self.places(*_NOTABLE) if alive[place]}
        notable.update(self._telling, leads, [place for place in self.marked if marks[place] & _NO_BODY])
        return sorted(notable)

    def _raise(self, place: int) -> None:
        """Mark what holds a name or a date, and all that is around it."""
        while place >= 0 and not self.speaking[place]:
            self.speaking[place] = 1
            place = self.parent[place]

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
        return " ".join("".join(self.node(self.headings[at - 1]).itertext()).split())[:200] if at else ""


def holds(places: Sequence[int], first: int, last: int) -> bool:
    """Say whether any of the sorted places lies from ``first`` to before ``last``."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last


def running(values: Sequence[int]) -> list[int]:
    """Return running totals: what lies in the places ``a`` to before ``b`` is ``totals[b] - totals[a]``."""
    return list(accumulate(values, initial=0))


def _speaks_to_machines(noscripts: Iterable[HtmlElement]) -> bool:
    """Say whether the page's text is in ``noscript``: some forums show it there to those without script."""
    return any(len(node) > 0 and len("".join(node.itertext())) > 3000 for node in noscripts)
