"""The elements that are one comment each on a WordPress page, in page order, and whom each replies to."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from scraper.clean import unwayback
from scraper.outline import Outline
from scraper.platforms.base import Page
from scraper.platforms.wordpress_extent import CORE, HOLDERS, KIND, LISTS, climb, last_of, neighbours_of
from scraper.soup import selector

_PREFIX = r"(?:li-|div-|article-|li_|div_)?"
_ID = re.compile(_PREFIX + r"comment[-_](?:id-|body-|wrap-|wrapper-|container-|item-)?(\d+)(?:-\w+)?")
_DISCUZ_ID = re.compile(r"(?:wc|wpd)-comm-(\d+)_(\d+)")
DEPTH = re.compile(r"(?:^|\s)(?:depth|wc_comment_level|wpd_comment_level|comment-level|level)-(\d+)\b")
_PING = re.compile(r"(?:^|\s)(?:pingback|trackback|ping)(?:\s|$)")
_NO_COMMENT = re.compile(r"respond|form|reply|widget|template")
_PERMALINK = re.compile(r"^([^#]*)#(?:li-|div-)?comment-(\d+)$")
_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$")
_SECTION = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|discussion|responses)(?:$|[\s_-])|comments?(?:box|area|list|wrap)",
    re.IGNORECASE,
)
_STATES = re.compile(r"(?:has-|no-|with-)comments?|comments?-(?:open|closed|on|off)")
_SECTIONS = frozenset({"comments", "respond", "commentform"})
_BOXES = frozenset({"div", "section", "form", "ol", "ul", "h2", "h3", "a", "aside"})
_FORMS = frozenset({"form", "script", "style", "template", "noscript"})
_FIELDS = frozenset({"form", "label", "input", "textarea", "select", "button"})
_NUMBERED = selector("//*[@data-comment-id]")


@dataclass(slots=True, eq=False)
class Unit:
    """One comment's place in the tree.

    Attributes:
        native_id: WordPress's number of it; ``None`` where the theme prints none.
        element: The outermost element that is this comment alone, but for its replies.
        start: The place of ``element``.
        stop: The place after its last descendant; of a ``dt``, after the ``dd`` that follow.
        labels: Class names of its outer elements, and attribute names (``<liclass="…`` makes names of them).
        outline: The page's elements.
        places: Where in it every element of the comment stands, without those of replies and forms.
        inner: What inside it is no part of it: containers of replies, forms.
        around: The unit whose element holds this one's.
        parent: The unit that it replies to.
        depth: As core's ``depth-<n>`` says.
    """

    native_id: str | None
    element: HtmlElement
    outline: Outline
    start: int
    stop: int
    labels: str
    places: Sequence[int] = ()
    inner: set[HtmlElement] = field(default_factory=set)
    around: "Unit | None" = None
    parent: "Unit | None" = None
    parent_id: str | None = None
    depth: int | None = None

    @property
    def elements(self) -> Iterator[HtmlElement]:
        """Every element of it, in page order."""
        every = self.outline.elements
        return (every[place] for place in self.places)

    def tagged(self, tag: str) -> Iterator[HtmlElement]:
        """Yield its elements of one kind."""
        every, tags = self.outline.elements, self.outline.tags
        return (every[place] for place in self.places if tags[place] == tag)

    @property
    def is_marked(self) -> bool:
        """Whether core's class names say that it is a comment."""
        return KIND.search(self.labels) is not None or CORE.search(self.labels) is not None

    @property
    def is_ping(self) -> bool:
        """Whether core marks it as a pingback or trackback."""
        labels = self.labels
        return ("ping" in labels or "trackback" in labels) and _PING.search(labels) is not None


def find_units(page: Page) -> tuple[list[Unit], list[HtmlElement]]:
    """Return the comments of this page's own post, and the boxes that core's names say are about comments.

    The comments are in page order, each with its elements; whom each replies to is not yet known.
    """
    anchors, boxes = _anchors(page)
    return _own_thread(_once(_fill(_containers(anchors, page.outline), page.outline)), page), boxes


def roots_of(units: list[Unit], boxes: list[HtmlElement]) -> list[HtmlElement]:
    """Return the lists of comments with the sections that hold nothing else, and the reply forms."""
    roots: dict[HtmlElement, None] = {}
    seen: set[HtmlElement] = set()
    for unit in units:
        holder = unit.element.getparent()
        if unit.around is not None or holder is None or holder in seen:
            continue
        seen.add(holder)
        root = holder if holder.tag in LISTS else unit.element
        for around in unit.element.iterancestors():
            if around.tag in ("body", "html", "main", "article"):
                break
            if _is_section(around) and around.find(".//h1") is None:
                root = around
        roots[root] = None
        if root is unit.element:
            seen.discard(holder)
    return [
        *roots,
        *(box for box in boxes if box not in roots and roots.keys().isdisjoint(box.iterancestors())),
    ]


def _is_section(element: HtmlElement) -> bool:
    return _SECTION.search(_STATES.sub("", f"{element.get('id', '')} {element.get('class', '')}")) is not None


# ---- which elements are comments


def _anchors(page: Page) -> tuple[dict[HtmlElement, str | None], list[HtmlElement]]:
    """Return the elements that say they are a comment, with its number, in page order, and the boxes."""
    outline = page.outline
    elements, tags, labels, ids = outline.elements, outline.tags, outline.labels, outline.ids
    spoken = {place: name for place, name in ids.items() if "comm" in name or name == "respond"}
    boxes = [elements[place] for place, name in spoken.items() if name in _SECTIONS and tags[place] in _BOXES]
    for place in [place for place, tag in enumerate(tags) if tag == "a"]:
        if (name := elements[place].get("name")) and "comm" in name and place not in ids:
            spoken[place] = name
    numbered: dict[int, str] = {}
    if b"data-comment-id" in page.data:
        places = outline.places
        numbered = {places[element]: element.get("data-comment-id") for element in _NUMBERED(page.tree)}
    deep = {place for place, names in enumerate(labels) if names and "depth-" in names}
    found: dict[HtmlElement, str | None] = {}
    for place in sorted({*spoken, *numbered, *deep}):
        name = spoken.get(place)
        if name and (match := _ID.fullmatch(name) or _DISCUZ_ID.fullmatch(name)):
            if tags[place] not in _FIELDS and not _NO_COMMENT.search(name):
                found[elements[place]] = match.group(1)
        elif (number := numbered.get(place)) and number.isdecimal():
            if not _NO_COMMENT.search(ids.get(place, "")) and tags[place] not in ("a", "button", "input"):
                found[elements[place]] = number
        elif (
            place in deep
            and tags[place] not in HOLDERS
            and KIND.search(labels[place] or "")
            and DEPTH.search(labels[place] or "")
        ):
            found[elements[place]] = None
    return found, boxes


def _containers(anchors: dict[HtmlElement, str | None], outline: Outline) -> list[Unit]:
    """Return one unit a comment: anchors nested in each other with one number are the same comment's."""
    units: dict[HtmlElement, Unit] = {}
    used: set[HtmlElement] = set()  # parents of what was already taken: no comment of their own
    open_: list[Unit] = []  # the comments around the place that was come to
    places, labels, ids = outline.places, outline.labels, outline.ids
    neighbours = neighbours_of(anchors)
    for element, number in anchors.items():
        place = places[element]
        while open_ and open_[-1].stop <= place:
            open_.pop()
        if open_ and _is_part(open_[-1], element, number):
            open_[-1].native_id = open_[-1].native_id or number
            open_[-1].labels += f" {labels[place] or ''}"
            continue
        outer = climb(element, neighbours[element], anchors, used)
        used.update(parent for parent in (outer.getparent(),) if parent is not None)
        start = places[outer]
        depth = len(open_)
        while depth and open_[depth - 1].start >= start:
            depth -= 1
        unit = units[outer] = Unit(
            number,
            outer,
            outline,
            start,
            outline.after(outer if outer.tag != "dt" else last_of(outer)),
            _labels(outer) if outer is element else f"{_labels(outer)} {_labels(element)}",
            around=open_[depth - 1] if depth else None,
        )
        open_.insert(depth, unit)
        name = ids.get(place)
        if name and "-comm-" in name and (match := _DISCUZ_ID.fullmatch(name)) and match.group(2) != "0":
            unit.parent_id = match.group(2)
    return list(units.values())


def _is_part(around: Unit, element: HtmlElement, number: str | None) -> bool:
    """Whether an anchor inside a comment is a mark of the same comment, not the start of a reply to it."""
    if number is not None:
        return around.native_id in (None, number)
    own, other = DEPTH.search(around.labels), DEPTH.search(element.get("class") or "")
    return own is None or other is None or own.group(1) == other.group(1)


def _labels(element: HtmlElement) -> str:
    if names := element.get("class"):
        return str(names)
    parts = [str(name).strip("\"'") for name in element.attrib]
    return " ".join([*parts, str(element.tag).partition("=")[2].strip("\"'")])


# ---- what belongs to which


def _fill(units: list[Unit], outline: Outline) -> list[Unit]:
    """Give every element around the comments to the comment that it is a part of, in one pass."""
    by_place = {unit.start: unit for unit in units}
    holding = {unit.around for unit in units}
    responds = [place for place, name in outline.ids.items() if name == "respond"]
    for top in by_place.values():
        if top.around is not None:
            continue
        start, stop = top.start, top.stop
        formless = _FORMS.isdisjoint(outline.tags[start:stop])
        if top not in holding and formless and bisect_left(responds, start) == bisect_left(responds, stop):
            top.places = range(start, stop)
        else:
            _share(start, stop, by_place, outline)
    return units


def _share(start: int, stop: int, by_place: dict[int, Unit], outline: Outline) -> None:
    """Share the elements from ``start`` to before ``stop`` among the comments that are nested there."""
    elements, tags, ids = outline.elements, outline.tags, outline.ids
    open_: list[tuple[int, Unit | None, list[int]]] = [(stop, None, [])]  # until where, whose, and what
    done = start
    for place in range(start, stop):
        unit = by_place.get(place)
        if unit is None and tags[place] not in _FORMS and ids.get(place) != "respond":
            continue
        done = _hand_out(open_, done, place)
        _, owner, _ = open_[-1]
        if owner is not None:
            owner.inner.add(elements[place])
        if unit is not None:
            unit.places = places = list[int]()
            open_.append((unit.stop, unit, places))
        elif owner is not None:
            open_.append((outline.after(elements[place]), None, []))
            done = place + 1
    _hand_out(open_, done, stop)


def _hand_out(open_: list[tuple[int, Unit | None, list[int]]], start: int, stop: int) -> int:
    """Give each place from ``start`` to before ``stop`` to the innermost of what is open there."""
    while open_ and open_[-1][0] <= stop:
        until, _, places = open_.pop()
        places.extend(range(start, until))
        start = max(start, until)
    if open_:
        open_[-1][2].extend(range(start, stop))
    return stop


def _once(units: list[Unit]) -> list[Unit]:
    """Keep one of each number: the first, unless it is a mere mark beside the whole comment."""
    best: dict[str, Unit] = {}
    for unit in units:
        if unit.native_id is not None:
            other = best.get(unit.native_id)
            if other is None or len(unit.places) > 2 * len(other.places):
                best[unit.native_id] = unit
    return [unit for unit in units if unit.native_id is None or best[unit.native_id] is unit]


def _own_thread(units: list[Unit], page: Page) -> list[Unit]:
    """Leave out lists of comments on other posts ("recent comments"): their permalinks lead elsewhere."""
    lists: dict[HtmlElement | None, list[Unit]] = {}
    top_of: dict[Unit, HtmlElement | None] = {}
    for unit in units:
        top = unit.element.getparent() if unit.around is None else top_of.get(unit.around)
        top_of[unit] = top
        lists.setdefault(top, []).append(unit)
    paths: dict[str, str] = {}  # by what stands before the number
    pages: dict[HtmlElement | None, Counter[str]] = {top: Counter() for top in lists}
    for unit in units:
        link = _permalink_of(unit)
        if link is not None:
            path = paths.get(link)
            if path is None:
                path = paths[link] = _path(link)
            pages[top_of[unit]][path] += 1
    own = _own_paths(page) | {""}
    main = max(lists, key=lambda top: (max(pages[top].values(), default=0), len(lists[top])), default=None)
    if main is None:
        return units
    mixed = len(pages[main]) > 1 and pages[main].most_common(1)[0][1] <= sum(pages[main].values()) / 2
    if not mixed:
        own |= {pages[main].most_common(1)[0][0]} if pages[main] else set()
    kept = {top for top in lists if not pages[top] or any(path in own for path in pages[top])}
    return [unit for unit in units if top_of[unit] in kept]


def _permalink_of(unit: Unit) -> str | None:
    """Return the page that a comment's permalink is to; ``""`` for the one that it stands on."""
    number = unit.native_id
    if number is None:
        return None
    every, tags = unit.outline.elements, unit.outline.tags
    for place in unit.places:
        if tags[place] == "a" and (href := every[place].get("href")) and number in href:
            match = _PERMALINK.match(href.strip())
            if match and match.group(2) == number and "replytocom" not in href:
                return match.group(1)
    return None


def _path(url: str) -> str:
    path = re.sub(r"^[a-z]+://[^/]*", "", unwayback(url)).partition("?")[0] if "?p=" not in url else url
    return _COMMENT_PAGE.sub("", path).rstrip("/")


def _own_paths(page: Page) -> set[str]:
    canonical: list[str | None] = []
    for part in (page.tree.find("head"), page.tree):  # what broken markup moved out of the head counts too
        if part is not None and not canonical:
            canonical = [link.get("href") for link in part.iter("link") if link.get("rel") == "canonical"]
    return {_path(url) for url in (*canonical, page.url) if url}
