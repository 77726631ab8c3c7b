"""The elements that are one comment each on a WordPress page, in page order, and whom each replies to."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from scraper.outline import Outline
from scraper.platforms.base import Page
from scraper.platforms.wordpress_extent import CORE, HOLDERS, KIND, climb, last_of
from scraper.soup import selector

_PREFIX = r"(?:li-|div-|article-|li_|div_)?"
_ID = re.compile(_PREFIX + r"comment[-_](?:id-|body-|wrap-|wrapper-|container-|item-)?(\d+)(?:-\w+)?")
_DISCUZ_ID = re.compile(r"(?:wc|wpd)-comm-(\d+)_(\d+)")
_DEPTH = re.compile(r"(?:^|\s)(?:depth|wc_comment_level|wpd_comment_level|comment-level|level)-(\d+)\b")
_PING = re.compile(r"(?:^|\s)(?:pingback|trackback|ping)(?:\s|$)")
_NO_COMMENT = re.compile(r"respond|form|reply|widget|template")
_SECTIONS = frozenset({"comments", "respond", "commentform"})
_BOXES = frozenset({"div", "section", "form", "ol", "ul", "h2", "h3", "a", "aside"})
_FORMS = frozenset({"form", "script", "style", "template", "noscript"})
_FIELDS = frozenset({"form", "label", "input", "textarea", "select", "button"})
_NUMBERED = selector("//*[@data-comment-id]")
Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class Unit:
    """One comment's place in the tree.

    Attributes:
        native_id: WordPress's number of it; ``None`` where the theme prints none.
        element: The outermost element that is this comment alone, but for its replies.
        holder: What ``element`` stands in.
        outline: The page's elements.
        start: The place of ``element``.
        stop: The place after its last descendant; of a ``dt``, after the ``dd`` that follow.
        labels: Class names of its outer elements, and attribute names (``<liclass="…`` makes names of them).
        around: The unit whose element holds this one's.
        spans: From where to before where its elements stand, without those of replies and forms; the first
            span begins at ``start``.
        inner: Where what stands that is inside it and no part of it: containers of replies, forms.
        links: Where its links stand.
        hrefs: Where the links of the page lead, by their places.
        parent: The unit that it replies to.
        depth: As core's ``depth-<n>`` says.
    """

    native_id: str | None
    element: HtmlElement
    holder: HtmlElement | None
    outline: Outline
    start: int
    stop: int
    labels: str
    around: "Unit | None" = None
    spans: Sequence[Span] = ()
    inner: Sequence[int] = ()
    links: Sequence[int] = ()
    hrefs: Mapping[int, str] = field(default_factory=dict)
    parent: "Unit | None" = None
    parent_id: str | None = None
    depth: int | None = None

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element inside and all that it holds; goes up no further than need be."""
        if self.element.tag == "dt":
            return self.outline.after(element)
        node: HtmlElement | None = element
        while node is not None and node is not self.element:
            beside = node.getnext()
            while beside is not None and not isinstance(beside.tag, str):
                beside = beside.getnext()
            if beside is not None:
                return self.outline.places[beside]
            node = node.getparent()
        return self.stop

    @property
    def is_marked(self) -> bool:
        """Whether core's class names say that it is a comment."""
        return KIND.search(self.labels) is not None or CORE.search(self.labels) is not None

    @property
    def is_ping(self) -> bool:
        """Whether core marks it as a pingback or trackback."""
        labels = self.labels
        return ("ping" in labels or "trackback" in labels) and _PING.search(labels) is not None


@lru_cache(maxsize=4096)
def depth_in(labels: str) -> str | None:
    """Return the depth that class names tell; remembered, because comments share theirs."""
    match = _DEPTH.search(labels) if "-" in labels else None
    return match.group(1) if match else None


def find_units(page: Page) -> tuple[list[Unit], list[HtmlElement]]:
    """Return the comments on a page, each once, and the boxes that core's names say are about comments.

    The comments are in page order, each with its elements; whom each replies to is not yet known.
    """
    names, hrefs = _links(page.outline)
    anchors, boxes = _anchors(page, names)
    if not anchors:
        return [], boxes
    units = _containers(anchors, page.outline, hrefs)
    _fill(units, page.outline)
    return _once(units), boxes


# ---- which elements are comments


def _links(outline: Outline) -> tuple[dict[int, str], dict[int, str]]:
    """Return by place the links' names that tell a comment's number, and where the links lead."""
    tags = outline.tags
    hrefs = {place: href for place, href in outline.having("href").items() if href and tags[place] == "a"}
    named = outline.having("name").items()
    return {place: name for place, name in named if "comm" in name and tags[place] == "a"}, hrefs


def _anchors(page: Page, names: dict[int, str]) -> tuple[dict[HtmlElement, str | None], list[HtmlElement]]:
    """Return the elements that say they are a comment, with its number, in page order, and the boxes."""
    outline = page.outline
    elements, tags, labels, ids = outline.elements, outline.tags, outline.labels, outline.ids
    spoken = {place: name for place, name in ids.items() if "comm" in name or name == "respond"}
    boxes = [elements[place] for place, name in spoken.items() if name in _SECTIONS and tags[place] in _BOXES]
    spoken.update((place, name) for place, name in names.items() if place not in ids)
    told = {place: number for place, name in spoken.items() if (number := _number_in(name))}
    numbered: dict[int, str] = {}
    if b"data-comment-id" in page.data:
        places = outline.places
        numbered = {places[element]: element.get("data-comment-id") for element in _NUMBERED(page.tree)}
    deep: dict[int, str] = {}
    if "depth-" in outline.names:
        deep = {place: kinds for place, kinds in enumerate(labels) if kinds and "depth-" in kinds}
    pings = _unnumbered_pings(outline)
    found: dict[HtmlElement, str | None] = {}
    for place in sorted({*told, *numbered, *deep, *pings}):
        if place in told:
            if tags[place] not in _FIELDS and not _NO_COMMENT.search(spoken[place]):
                found[elements[place]] = told[place]
        elif (number := numbered.get(place)) and number.isdecimal():
            if not _NO_COMMENT.search(ids.get(place, "")) and tags[place] not in ("a", "button", "input"):
                found[elements[place]] = number
        elif place in pings or (
            (kinds := deep.get(place))
            and tags[place] not in HOLDERS
            and KIND.search(kinds)
            and depth_in(kinds)
        ):
            found[elements[place]] = None
    return found, boxes


def _unnumbered_pings(outline: Outline) -> set[int]:
    """Return where lists of comments hold pings without a number, as WordPress's theme of 2010 has them."""
    names = outline.names
    if "pingback" not in names and "trackback" not in names:
        return set()
    tags, labels, ids = outline.tags, outline.labels, outline.ids
    return {
        place
        for place, tag in enumerate(tags)
        if tag == "li"
        and (kinds := labels[place])
        and place not in ids
        and ("pingback" in kinds or "trackback" in kinds)
        and _PING.search(kinds)
        and _is_in_comments(outline.elements[place])
    }


def _is_in_comments(item: HtmlElement) -> bool:
    """Whether a list's item leads somewhere, and stands in what is called after comments or pings."""
    if next(item.iter("a"), None) is None:
        return False
    return any(
        "comm" in names or "ping" in names or "track" in names
        for holder in islice(item.iterancestors(), 3)
        if (names := f"{holder.get('class', '')} {holder.get('id', '')}".lower())
    )


def _number_in(name: str) -> str | None:
    """Return the number in the name of a comment's element."""
    number = name[8:]
    if number.isdecimal() and name[:8] == "comment-":
        return number
    match = _ID.fullmatch(name) or _DISCUZ_ID.fullmatch(name)
    return match.group(1) if match else None


def _containers(
    anchors: dict[HtmlElement, str | None], outline: Outline, hrefs: dict[int, str]
) -> list[Unit]:
    """Return one unit a comment: anchors nested in each other with one number are the same comment's."""
    units: dict[HtmlElement, Unit] = {}
    used: set[HtmlElement] = set()  # parents of what was already taken: no comment of their own
    open_: list[Unit] = []  # the comments around the place that was come to
    places, labels, ids = outline.places, outline.labels, outline.ids
    every = [*anchors]
    before: HtmlElement | None = None  # the last anchor of another number
    for at, (element, number) in enumerate(anchors.items()):
        if at and anchors[every[at - 1]] != number:
            before = every[at - 1]
        place = places[element]
        while open_ and open_[-1].stop <= place:
            open_.pop()
        if open_ and _is_part(open_[-1], labels[place] or "", number):
            open_[-1].native_id = open_[-1].native_id or number
            open_[-1].labels += f" {labels[place] or ''}"
            continue
        following = every[at + 1] if at + 1 < len(every) else None
        outer = climb(element, (before, following), anchors, used)
        if (holder := outer.getparent()) is not None:
            used.add(holder)
        start = place if outer is element else places[outer]
        own = labels[start] or _labels(outer)
        depth = len(open_)
        while depth and open_[depth - 1].start >= start:
            depth -= 1
        around = open_[depth - 1] if depth else None
        end = outer if outer.tag != "dt" else last_of(outer)
        unit = units[outer] = Unit(
            number,
            outer,
            holder,
            outline,
            start,
            around.after(end) if around else outline.after(end),
            own if outer is element else f"{own} {labels[place] or _labels(element)}",
            around,
            hrefs=hrefs,
        )
        open_.insert(depth, unit)
        name = ids.get(place)
        if name and "-comm-" in name and (match := _DISCUZ_ID.fullmatch(name)) and match.group(2) != "0":
            unit.parent_id = match.group(2)
    return list(units.values())


def _is_part(around: Unit, labels: str, number: str | None) -> bool:
    """Whether an anchor inside a comment is a mark of the same comment, not the start of a reply to it."""
    if number is not None:
        return around.native_id in (None, number)
    own, other = depth_in(around.labels), depth_in(labels)
    return own is None or other is None or own == other


def _labels(element: HtmlElement) -> str:
    """Return the attribute names of an element without class names."""
    parts = [str(name).strip("\"'") for name in element.attrib]
    return " ".join([*parts, str(element.tag).partition("=")[2].strip("\"'")])


# ---- what belongs to which


def _fill(units: list[Unit], outline: Outline) -> None:
    """Give every element around the comments to the comment that it is a part of, in one pass."""
    start, stop = min([unit.start for unit in units]), max([unit.stop for unit in units])
    inside = outline.tags[start:stop]
    forms = [place for place, name in outline.ids.items() if name == "respond"]
    if not _FORMS.isdisjoint(inside):
        forms = sorted({*forms, *[place for place, tag in enumerate(inside, start) if tag in _FORMS]})
    holding = {unit.around for unit in units}
    by_place = {unit.start: unit for unit in units}
    cuts: list[int] | None = None  # where something begins that is no part of what is around it
    for top in units:
        if top.around is not None:
            continue
        if top not in holding and bisect_left(forms, top.start) == bisect_left(forms, top.stop):
            top.spans = ((top.start, top.stop),)
            continue
        if cuts is None:
            cuts = sorted({*forms, *by_place})
        _share(top, cuts[bisect_left(cuts, top.start) : bisect_left(cuts, top.stop)], by_place, outline)
    links = [*units[0].hrefs]
    for unit in units:
        unit.links = [
            place
            for begin, end in unit.spans
            for place in links[bisect_left(links, begin) : bisect_left(links, end)]
        ]


#: Until where something reaches, what its spans are, and what is inside it; a form has none of its own.
_Open = tuple[int, list[Span], list[int] | None]


def _share(top: Unit, cuts: list[int], by_place: dict[int, Unit], outline: Outline) -> None:
    """Share the elements of ``top`` among the comments that are nested there."""
    open_: list[_Open] = [(top.stop, [], None)]
    done = top.start
    for place in cuts:
        done = _hand_out(open_, done, place)
        inner = open_[-1][2]
        if inner is not None:
            inner.append(place)
        unit = by_place.get(place)
        if unit is not None:
            unit.spans = spans = list[Span]()
            unit.inner = parts = list[int]()
            open_.append((unit.stop, spans, parts))
        elif inner is not None:
            open_.append((outline.after(outline.elements[place]), [], None))
            done = place + 1
    _hand_out(open_, done, top.stop)


def _hand_out(open_: list[_Open], start: int, stop: int) -> int:
    """Give each place from ``start`` to before ``stop`` to the innermost of what is open there."""
    while open_ and open_[-1][0] <= stop:
        until, spans, _ = open_.pop()
        if start < until:
            spans.append((start, until))
            start = until
    if open_ and start < stop:
        open_[-1][1].append((start, stop))
    return stop


def _once(units: list[Unit]) -> list[Unit]:
    """Keep one of each number: the first, unless it is a mere mark beside the whole comment."""
    best: dict[str, Unit] = {}
    for unit in units:
        if unit.native_id is not None:
            other = best.setdefault(unit.native_id, unit)
            if other is not unit and _size(unit) > 2 * _size(other):
                best[unit.native_id] = unit
    return [unit for unit in units if unit.native_id is None or best[unit.native_id] is unit]


def _size(unit: Unit) -> int:
    return sum([stop - start for start, stop in unit.spans])
