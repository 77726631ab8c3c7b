"""What the elements of a WordPress comment are: names, dates, bodies, furniture."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.compiled import chosen
from scraper.platforms.base import Page
from scraper.platforms.wordpress_kinds import (
    DATE_PROPERTIES,
    DIGIT,
    FULL_DATE,
    YEAR,
    Asked,
    Sense,
    kinds_of,
    sense_of,
)
from scraper.platforms.wordpress_own import MARKS
from scraper.platforms.wordpress_units import Unit

BLOCKS = frozenset({
    "p", "blockquote", "ul", "ol", "pre", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "hr",
})  # fmt: skip
_MEANINGLESS = Sense(None, body=False, furniture=False, asked=None)
# An enumeration's member is not found as fast as a global one.
_LINK, _AROUND_A_DATE, _EITHER = Asked.LINK, Asked.AROUND_A_DATE, Asked.EITHER
Dated = tuple[HtmlElement, str, str | None]  # element, text, value for machines


@dataclass(slots=True)
class Parts:
    """What the elements of one comment are.

    Attributes:
        places: Where its elements stand that have class names or may mean something, but for the outermost.
        skeleton: What they are by their kinds alone.
        bodies: Where stands what may hold the words.
        buttons: Where links stand that are furniture by where they lead.
        dates: What may be its date, the surest first: what is for machines, times, and links to the comment.
        permalink: Where the link leads that is the comment's own.
    """

    unit: Unit
    places: list[int]
    skeleton: "Skeleton"
    bodies: list[int]
    buttons: list[int]
    dates: list[Dated]
    permalink: str | None = None

    @property
    def furniture(self) -> list[int]:
        """Where buttons, pictures, counts and the like stand."""
        places = self.places
        return [*[places[at] for at in self.skeleton.furniture], *self.buttons]

    def is_furniture(self, body: int) -> bool:
        """Say whether a body is furniture."""
        is_doubtful = self.skeleton.is_doubtful or len(self.bodies) > len(self.skeleton.bodies)
        return body in self.buttons or (is_doubtful and body in self.furniture)

    def inside(self, start: int, stop: int) -> range:
        """Return which of ``places`` lie between two places."""
        return range(bisect_left(self.places, start + 1), bisect_left(self.places, stop))


class Skeleton:
    """What the elements of a comment are by their kinds alone: the same for all that one template made.

    Attributes:
        kinds: The numbers of the kinds of a comment's telling elements.
        names, bodies, furniture: Which of these elements are these.
        is_doubtful: Whether one of them is a body and furniture both.
        asked: Which may be something that only its attributes or its text can tell.
        uses: How many comments have it.
    """

    __slots__ = ("asked", "bodies", "furniture", "is_doubtful", "kinds", "names", "uses")

    def __init__(self, kinds: tuple[int, ...], meaning: dict[int, Sense]) -> None:
        self.kinds = kinds
        ranked: list[tuple[int, int]] = []
        self.bodies: list[int] = []
        self.furniture: list[int] = []
        self.asked: list[tuple[int, Asked]] = []
        for at, kind in enumerate(kinds):
            sense = meaning.get(kind)
            if sense is not None:
                rank, body, furniture, asked = sense
                if rank is not None:
                    ranked.append((rank, at))
                if body:
                    self.bodies.append(at)
                if furniture:
                    self.furniture.append(at)
                if asked is not None:
                    self.asked.append((at, asked))
        self.names = [at for _, at in sorted(ranked)]
        self.is_doubtful = not {*self.bodies}.isdisjoint(self.furniture)
        self.uses = 0


class Template:
    """The comments of a page, and what they have in common.

    Attributes:
        every: The parts of each comment.
        senses: What each kind of element may be.
    """

    def __init__(
        self, every: list[Parts], skeletons: Collection[Skeleton], senses: list[Sense], labelled: list[bool]
    ) -> None:
        self.every = every
        self.senses = senses
        self._skeletons = skeletons
        # Furniture is left out anyway, and what has no class name may be anybody's.
        self._telling = [
            labelled and not sense.furniture for labelled, sense in zip(labelled, senses, strict=True)
        ]
        self._repeated: set[int] | None = None
        self._spots: dict[int, dict[Skeleton, list[int]]] = {}  # of each repeated kind not looked at
        self._labels: set[int] = set()  # the kinds all of whose elements are labels

    def labels_in(self, parts: Parts, inside: range) -> set[HtmlElement]:
        """Return what most comments repeat, of some of a comment's elements: counts, buttons and the like."""
        found: set[HtmlElement] = set()
        if not inside or len(self.every) < 4:
            return found
        elements, places, kinds = parts.unit.outline.elements, parts.places, parts.skeleton.kinds
        telling, repeated = self._telling, self._repeated
        for at in inside:
            if not telling[kind := kinds[at]]:
                continue
            if repeated is None:
                repeated = self._find_repeated()
            if kind in repeated:
                if kind in self._spots:
                    self._look_at(kind)
                element = elements[places[at]]
                if kind in self._labels or (kind in repeated and is_label(element)):
                    found.add(element)
        return found

    def _find_repeated(self) -> set[int]:
        """Find the kinds of element that occur in most comments."""
        counts = [0] * len(self.senses)
        for skeleton in self._skeletons:
            for kind in {*skeleton.kinds}:
                counts[kind] += skeleton.uses
        enough = len(self.every) * 0.7
        repeated = {kind for kind, count in enumerate(counts) if count >= enough and self._telling[kind]}
        self._spots = {kind: {} for kind in repeated if self.senses[kind].is_plain}
        for skeleton in self._skeletons if self._spots else ():
            for at, kind in enumerate(skeleton.kinds):
                if kind in self._spots:
                    self._spots[kind].setdefault(skeleton, []).append(at)
        self._repeated = repeated
        return repeated

    def _look_at(self, kind: int) -> None:
        """See whether a kind that is nothing else never holds more than a label does."""
        spots = self._spots.pop(kind)
        elements = self.every[0].unit.outline.elements
        if all(
            is_label(elements[parts.places[at]])
            for parts in self.every
            for at in spots.get(parts.skeleton, ())
        ):
            self._labels.add(kind)
        elif self._repeated is not None:
            self._repeated.discard(kind)


def is_label(element: HtmlElement) -> bool:
    """Whether an element may be a count, a button or the like: few words, and no paragraph."""
    size, tag = len(element), element.tag
    if size >= 6 or (tag in BLOCKS and tag != "p"):
        return False
    if not size and len(element.text or "") <= 40:
        return True
    if size and next(element.iterdescendants("p"), None) is not None:
        return False
    return len(line_of(element, limit=40)) <= 40


def read_parts(units: list[Unit], page: Page) -> Template:
    """Sort the elements of every comment by what they may be: by the kinds of all, then one by one."""
    found, kinds = kinds_of([unit.spans for unit in units], page.outline)
    senses = [sense_of(*kind) for kind in kinds]
    meaning = {kind: sense for kind, sense in enumerate(senses) if sense != _MEANINGLESS}
    hrefs = page.outline.having("href")
    known: dict[tuple[int, ...], Skeleton] = {}
    every = []
    for unit, (places, key) in zip(units, found, strict=True):
        skeleton = known.get(key)
        if skeleton is None:
            skeleton = known[key] = Skeleton(key, meaning)
        skeleton.uses += 1
        every.append(_parts(unit, places, skeleton, hrefs))
    return Template(every, known.values(), senses, [bool(labels) for _, labels, *_ in kinds])


def _parts(unit: Unit, places: list[int], skeleton: Skeleton, hrefs: Mapping[int, str]) -> Parts:
    outline = unit.outline
    parts = Parts(unit, places, skeleton, [*map(places.__getitem__, skeleton.bodies)], [], [])
    if outline.tags[unit.start] == "dt":
        holder = unit.element.getparent()
        parts.bodies += [
            place
            for start, stop in unit.spans
            for place in range(start, stop)
            if outline.tags[place] == "dd" and outline.elements[place].getparent() is holder
        ]
    if skeleton.asked:
        _ask(parts, hrefs)
    return parts


def _ask(parts: Parts, hrefs: Mapping[int, str]) -> None:
    """Note what only attributes or text can tell: dates, the surest first, the permalink and buttons."""
    elements = parts.unit.outline.elements
    loose: list[Dated] = []  # neither for machines nor of a time or a link
    around: list[HtmlElement] = []
    for at, what in parts.skeleton.asked:
        place = parts.places[at]
        if what is _LINK:
            href = hrefs.get(place)
            if href and ("#" in href or "replytocom" in href):
                _note_link(parts, place, href)
        elif what is _AROUND_A_DATE:
            element = elements[place]
            title = element.get("title")
            if title and len(title) < 60 and FULL_DATE.search(title):
                parts.dates.append((element, line_of(element, limit=150), title))
            else:
                around.append(element)
        elif not _note_date(parts, place, loose) and what is _EITHER:
            around.append(elements[place])
    # What only a class says to be a date counts where no date for machines is.
    if not any(machine for _, _, machine in parts.dates):
        for element in around:
            text = line_of(element, limit=150)
            if len(text) < 150 and YEAR.search(text):
                loose.append((element, text, None))
    parts.dates += sorted(loose, key=_length)  # a date's own element before the wrappers around it


def _length(date: Dated) -> int:
    return len(date[1])


def _note_link(parts: Parts, place: int, href: str) -> None:
    """Note a link that is the comment's own, which often prints its date, or a button by where it leads."""
    number, outline = parts.unit.native_id, parts.unit.outline
    fragment, bare = href.rpartition("#")[2], href.lower()
    is_own = number is not None and fragment.endswith(number) and fragment.removesuffix(number) in MARKS
    if "#reply" in bare or (not is_own and ("replytocom=" in bare or bare.endswith("#respond"))):
        parts.buttons.append(place)
    elif number and is_own:
        if parts.permalink is None:
            parts.permalink = href
        element = outline.elements[place]
        text = line_of(element, limit=150)
        if DIGIT.search(text) and "reply" not in (outline.labels[place] or ""):
            title = element.get("title")
            # Else it is "Permalink to comment 62".
            is_date = title and YEAR.search(title.replace(number, ""))
            parts.dates.append((element, text, title if is_date else None))


def _note_date(parts: Parts, place: int, loose: list[Dated]) -> bool:
    """Note an element that is a date by its tag or its attributes; say whether it is."""
    element, tag = parts.unit.outline.elements[place], parts.unit.outline.tags[place]
    machine = element.get("datetime")
    if machine is None and tag == "abbr":
        machine = element.get("title")
        if machine is None and element.get("itemprop") not in DATE_PROPERTIES:
            return False
    machine = machine or element.get("content") or element.get("pubdate")
    (parts.dates if machine or tag == "time" else loose).append((element, line_of(element), machine))
    return True


_ask = chosen("parts", "ask", _ask)
