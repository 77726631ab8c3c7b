"""What the elements of a WordPress comment are: names, dates, bodies, furniture."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import compress

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.platforms.base import Page
from scraper.platforms.wordpress_kinds import DATE_PROPERTIES, Asked, Sense, kinds_between, sense_of
from scraper.platforms.wordpress_own import MARKS
from scraper.platforms.wordpress_units import Unit

BLOCKS = frozenset({
    "p", "blockquote", "ul", "ol", "pre", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "hr",
})  # fmt: skip
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{2}")
_FULL_DATE = re.compile(r"\d{4}.*\d|\d.*\d{4}|\d\D\d{1,2}\D\d{2}")
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
        dates: What may be its date, the surest first.
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

    def __init__(self, kinds: tuple[int, ...], senses: list[Sense], meaning: frozenset[int]) -> None:
        self.kinds = kinds
        ranked: list[tuple[int, int]] = []
        self.bodies: list[int] = []
        self.furniture: list[int] = []
        self.asked: list[tuple[int, Asked]] = []
        for at, kind in enumerate(kinds):
            if kind in meaning:
                rank, body, furniture, asked = senses[kind]
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

    def __init__(self, every: list[Parts], senses: list[Sense], labelled: list[bool]) -> None:
        self.every = every
        self.senses = senses
        # Furniture is left out anyway, and what has no class name may be anybody's.
        self._telling = [
            labelled and not sense.furniture for labelled, sense in zip(labelled, senses, strict=True)
        ]
        self._repeated: set[int] | None = None
        self._holding: dict[int, list[HtmlElement]] = {}  # the elements of each repeated kind not looked at
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
                if kind in self._holding:
                    self._look_at(kind)
                element = elements[places[at]]
                if kind in self._labels or (kind in repeated and is_label(element)):
                    found.add(element)
        return found

    def _find_repeated(self) -> set[int]:
        """Find the kinds of element that occur in most comments."""
        counts: Counter[int] = Counter()
        skeletons = {parts.skeleton for parts in self.every}
        for skeleton in skeletons:
            for kind in set(skeleton.kinds):
                counts[kind] += skeleton.uses
        enough = len(self.every) * 0.7
        self._repeated = {kind for kind, count in counts.items() if count >= enough and self._telling[kind]}
        plain = {kind for kind in self._repeated if self.senses[kind].is_plain}
        self._holding = {kind: [] for kind in plain}
        if plain:
            for parts in self.every:
                elements = parts.unit.outline.elements
                for place, kind in zip(parts.places, parts.skeleton.kinds, strict=True):
                    if kind in plain:
                        self._holding[kind].append(elements[place])
        return self._repeated

    def _look_at(self, kind: int) -> None:
        """See whether a kind that is nothing else never holds more than a label does."""
        if all(map(is_label, self._holding.pop(kind))):
            self._labels.add(kind)
        elif self._repeated is not None:
            self._repeated.discard(kind)


def read_parts(units: list[Unit], page: Page) -> Template:
    """Sort the elements of every comment by what they may be: by the kinds of all, then one by one."""
    first = min([unit.start for unit in units])
    last = max([unit.spans[-1][1] for unit in units])
    numbers, every = kinds_between(first, last, page.outline)
    senses = [sense_of(*kind) for kind in every]
    meaning = frozenset([kind for kind, sense in enumerate(senses) if sense != _MEANINGLESS])
    known: dict[tuple[int, ...], Skeleton] = {}
    found = []
    where: list[int] | range
    for unit in units:
        (start, stop), *rest = unit.spans
        kinds, where = numbers[start - first : stop - first], range(start, stop)
        kinds[0] = 0  # the outermost
        if rest:
            where = [*where]
            for start, stop in rest:
                kinds += numbers[start - first : stop - first]
                where += range(start, stop)
        key = tuple(filter(None, kinds))
        skeleton = known.get(key)
        if skeleton is None:
            skeleton = known[key] = Skeleton(key, senses, meaning)
        skeleton.uses += 1
        found.append(_parts(unit, [*compress(where, kinds)], skeleton))
    return Template(found, senses, [bool(labels) for _, labels, *_ in every])


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


def _parts(unit: Unit, places: list[int], skeleton: Skeleton) -> Parts:
    elements = unit.outline.elements
    parts = Parts(unit, places, skeleton, [places[at] for at in skeleton.bodies], [], [])
    if unit.element.tag == "dt":
        holder, tags = unit.element.getparent(), unit.outline.tags
        parts.bodies += [
            place
            for start, stop in unit.spans
            for place in range(start, stop)
            if tags[place] == "dd" and elements[place].getparent() is holder
        ]
    if not skeleton.asked:
        return parts
    hrefs = unit.hrefs
    dates = parts.dates
    around: list[HtmlElement] = []
    for at, what in skeleton.asked:
        place = places[at]
        if what is _LINK:
            href = hrefs.get(place)
            if href and ("#" in href or "replytocom" in href):
                _note_link(parts, place, elements[place], href)
            continue
        element = elements[place]
        if what is _AROUND_A_DATE:
            title = element.get("title")
            if title and len(title) < 60 and _FULL_DATE.search(title):
                dates.append((element, line_of(element, limit=150), title))
            else:
                around.append(element)
        elif not _note_date(parts, element) and what is _EITHER:
            around.append(element)
    if around or len(dates) > 1:
        parts.dates = _in_order(dates, around)
    return parts


def _in_order(dates: list[Dated], around: list[HtmlElement]) -> list[Dated]:
    """Return sure dates first; what only a class says to be one counts where no date for machines is."""
    for _, _, machine in dates:
        if machine:
            break
    else:
        for element in around:
            text = line_of(element, limit=150)
            if len(text) < 150 and _YEAR.search(text):
                dates.append((element, text, None))
        if len(dates) < 2:
            return dates
    exact: list[Dated] = []
    others: list[Dated] = []
    for found in dates:
        (exact if found[2] or found[0].tag in ("time", "a") else others).append(found)
    if len(others) > 1:
        others.sort(key=lambda found: len(found[1]))  # a date's own element before the wrappers around it
    return exact + others


def _note_link(parts: Parts, place: int, element: HtmlElement, href: str) -> None:
    number = parts.unit.native_id
    fragment = href.rpartition("#")[2]
    is_own = number is not None and fragment.endswith(number) and fragment.removesuffix(number) in MARKS
    bare = href.lower()
    if "#reply" in bare or (not is_own and (bare.endswith("#respond") or "replytocom=" in bare)):
        parts.buttons.append(place)
    elif number and is_own:
        if parts.permalink is None:
            parts.permalink = href
        text = line_of(element, limit=150)
        if _DIGIT.search(text) and "reply" not in (parts.unit.outline.labels[place] or ""):
            title = element.get("title")
            # Else it is "Permalink to comment 62".
            is_date = title and _YEAR.search(title.replace(number, ""))
            parts.dates.append((element, text, title if is_date else None))


def _note_date(parts: Parts, element: HtmlElement) -> bool:
    """Note an element that is a date by its tag or its attributes; say whether it is."""
    machine = element.get("datetime")
    if machine is None and element.tag == "abbr":
        machine = element.get("title")
        if machine is None and element.get("itemprop") not in DATE_PROPERTIES:
            return False
    parts.dates.append(
        (element, line_of(element), machine or element.get("content") or element.get("pubdate"))
    )
    return True
