"""The elements that are one comment each on a WordPress page, in page order, and whom each replies to."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from scraper.outline import Outline
from scraper.platforms.base import Page
from scraper.platforms.wordpress_extent import CORE, HOLDERS, KIND, climb, holding, last_of, standing
from scraper.platforms.wordpress_kinds import Span

_PREFIXES = frozenset({"", "li-", "div-", "article-", "li_", "div_"})
_ID = re.compile(
    r"(?:(?:li|div)[-_]|article-)?comment[-_](?:id-|body-|wrap-|wrapper-|container-|item-)?(\d+)(?:-\w+)?|"
    r"(?:wc|wpd)-comm-(\d+)_\d+"
)
_DISCUZ_PARENT = re.compile(r"(?:wc|wpd)-comm-\d+_(\d+)")
_DEPTH = re.compile(r"(?:^|\s)(?:depth|wc_comment_level|wpd_comment_level|comment-level|level)-(\d+)\b")
_PING = re.compile(r"(?:^|\s)(?:pingback|trackback|ping)(?:\s|$)")
_NO_COMMENT = re.compile(r"respond|form|reply|widget|template")
_SECTIONS = frozenset({"comments", "respond", "commentform"})
_BOXES = frozenset({"div", "section", "form", "ol", "ul", "h2", "h3", "a", "aside"})
_FORMS = frozenset({"form", "script", "style", "template", "noscript"})
_FIELDS = frozenset({"form", "label", "input", "textarea", "select", "button"})


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
    parent: "Unit | None" = None
    parent_id: str | None = None
    depth: int | None = None

    def after(self, element: HtmlElement) -> int:
        """Return the place after an element inside and all that it holds."""
        return self.outline.places.after(element)

    @property
    def hrefs(self) -> Mapping[int, str]:
        """Where the links of the page lead, by their places; and whatever else has an address."""
        return self.outline.having("href")

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
    outline = page.outline
    anchors, boxes = _anchors(page)
    if not anchors:
        return [], boxes
    units = _containers(anchors, outline)
    _fill(units, outline)
    return _once(units), boxes


# ---- which elements are comments


def _anchors(page: Page) -> tuple[dict[int, str | None], list[HtmlElement]]:
    """Return where in page order elements say they are a comment, with its number, and the boxes."""
    outline = page.outline
    tags, ids = outline.tags, outline.ids
    told: dict[int, str | None] = {}  # "" where there is the number of a comment that it is not
    boxes: list[HtmlElement] = []
    for place, name in ids.items():
        if "comm" in name or name == "respond":
            if name in _SECTIONS:
                if tags[place] in _BOXES:
                    boxes.append(outline.elements[place])
            elif (number := _number_in(name)) is not None:
                told[place] = number if tags[place] not in _FIELDS else ""
    for place, name in outline.having("name").items():
        is_mark = "comm" in name and tags[place] == "a" and place not in ids
        if is_mark and (number := _number_in(name)) is not None:
            told[place] = number
    _add_numbered(told, page)
    _add_unnumbered(told, outline)
    return {place: told[place] for place in sorted(told) if told[place] != ""}, boxes


def _number_in(name: str) -> str | None:
    """Return the number in the name of a comment's element; ``""`` if it is that of a form or the like."""
    prefix, mark, number = name.rpartition("comment-")
    if mark and prefix in _PREFIXES and number.isdecimal():
        return number
    match = _ID.fullmatch(name)
    if match is None:
        return None
    return "" if _NO_COMMENT.search(name) else match.group(1) or match.group(2)


def _add_numbered(told: dict[int, str | None], page: Page) -> None:
    """Add the elements whose number an attribute tells."""
    if not page.holds(b"data-comment-id"):
        return
    tags, ids = page.outline.tags, page.outline.ids
    for place, number in page.outline.having("data-comment-id").items():
        if place not in told and number.isdecimal():
            is_none = tags[place] in ("a", "button", "input") or _NO_COMMENT.search(ids.get(place, ""))
            told[place] = "" if is_none else number


def _add_unnumbered(told: dict[int, str | None], outline: Outline) -> None:
    """Add the elements that only class names tell: by their depth, or as pings in a list of comments."""
    labels = outline.labels
    for place in holding(("depth-", "pingback", "trackback"), labels):
        kinds = labels[place] or ""
        if place not in told and (_is_deep(outline.tags[place], kinds) or _is_listed(place, kinds, outline)):
            told[place] = None


def _is_deep(tag: str, kinds: str) -> bool:
    is_any = "depth-" in kinds and tag not in HOLDERS
    return is_any and KIND.search(kinds) is not None and depth_in(kinds) is not None


def _is_listed(place: int, kinds: str, outline: Outline) -> bool:
    """Whether a ping without a number is in a list of comments, as in WordPress's theme of 2010."""
    item = outline.tags[place] == "li" and place not in outline.ids
    is_ping = item and ("pingback" in kinds or "trackback" in kinds) and _PING.search(kinds)
    return bool(is_ping) and _is_in_comments(outline.elements[place])


def _is_in_comments(item: HtmlElement) -> bool:
    """Whether a list's item leads somewhere, and stands in what is called after comments or pings."""
    if next(item.iter("a"), None) is None:
        return False
    return any(
        "comm" in names or "ping" in names or "track" in names
        for holder in islice(item.iterancestors(), 3)
        if (names := f"{holder.get('class', '')} {holder.get('id', '')}".lower())
    )


def _containers(anchors: dict[int, str | None], outline: Outline) -> list[Unit]:
    """Return one unit a comment: anchors nested in each other with one number are the same comment's."""
    units: dict[int, Unit] = {}
    used: set[int] = set()  # parents of what was already taken: no comment of their own
    open_: list[Unit] = []  # the comments around the place that was come to
    elements, places, labels, ids = outline.elements, outline.places, outline.labels, outline.ids
    every = [*anchors, None]
    last: int | None = None  # the anchor before
    before: int | None = None  # the last of another number
    for (place, number), following in zip(anchors.items(), every[1:], strict=True):
        if last is not None and anchors[last] != number:
            before = last
        last = place
        while open_ and open_[-1].stop <= place:
            open_.pop()
        if open_ and _is_part(open_[-1], labels[place] or "", number):
            open_[-1].native_id = open_[-1].native_id or number
            open_[-1].labels += f" {labels[place] or ''}"
            continue
        start = climb(place, (before, following), anchors, used, outline)
        outer = elements[start]
        if (holder := outer.getparent()) is not None:
            used.add(places[holder])
        own = labels[start] or _labels(outer)
        if start != place:
            own = f"{own} {labels[place] or _labels(elements[place])}"
        depth = len(open_)
        while depth and open_[depth - 1].start >= start:
            depth -= 1
        around = open_[depth - 1] if depth else None
        stop = places.after(outer if outline.tags[start] != "dt" else last_of(outer))
        unit = units[start] = Unit(number, outer, holder, outline, start, stop, own, around)
        open_.insert(depth, unit)
        name = ids.get(place)
        if name and "-comm-" in name and (match := _DISCUZ_PARENT.fullmatch(name)) and match.group(1) != "0":
            unit.parent_id = match.group(1)
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
    forms = standing(_FORMS, outline.tags, start, stop)
    if responses := [
        place for place, name in outline.ids.items() if name == "respond" and start <= place < stop
    ]:
        forms = sorted({*forms, *responses})
    holding = {unit.around for unit in units}
    by_place = {unit.start: unit for unit in units}
    cuts: list[int] | None = None  # where something begins that is no part of what is around it
    for top in units:
        if top.around is not None:
            continue
        if top not in holding and not (forms and _is_any(forms, top.start, top.stop)):
            top.spans = ((top.start, top.stop),)
            continue
        if cuts is None:
            cuts = sorted({*forms, *by_place})
        _share(top, cuts[bisect_left(cuts, top.start) : bisect_left(cuts, top.stop)], by_place, outline)


def _is_any(places: list[int], start: int, stop: int) -> bool:
    """Whether any of some places in order is between two."""
    return bisect_left(places, start) < bisect_left(places, stop)


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
            spans: list[Span] = []
            parts: list[int] = []
            unit.spans, unit.inner = spans, parts
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
