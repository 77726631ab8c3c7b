"""What the elements of a WordPress comment are: names, dates, bodies, furniture."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.platforms.base import Page
from scraper.platforms.wordpress_units import Unit

_NAME = re.compile(
    r"(?:^|\s)(?:(?:[\w-]*[-_])?(?:author|commenter|poster|name|username|nickname)|"
    r"[\w-]*[Cc]omment(?:Author|er)|[\w-]*(?:user|nick)Name)"
    r"(?:[-_]?(?:[Nn]ame|[Ll]ink))?(?:\s|$)"
)
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
#: What somebody is, and not who: "post-author comment-label".
_LABEL = re.compile(r"[_-](?:labels?|badges?|roles?)(?:\s|$)", re.IGNORECASE)
_BODY = re.compile(
    r"(?:^|\s)[\w-]*?(?:comment|comm|response|reply|wpd)?[-_]{0,2}(?:content|text|txt|entry|message|copy|said|body)(?:\s|$)",
    re.IGNORECASE,
)
_NAME_PROPERTIES = frozenset({"author", "creator", "name"})
_TEXT_PROPERTIES = frozenset({"text", "commentText", "description", "reviewBody", "comment"})
_DATE_PROPERTIES = frozenset({"datePublished", "commentTime"})
_WHEN = re.compile(r"date|time|published|posted|when|meta|permalink|stamp", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:repl(?:y|ies)|edit|shar(?:e|ing)|sharedaddy|likes?|dislikes?|votes?|voting|ratings?|karma|"
    r"report|flag|toolbar|actions?|avatar|gravatar|permalink|moderation|awaiting|badge|buttons?|says|tools|"
    r"controls|toggle|screen-reader-text|sd-block|utils?|number|counter)(?:$|[\s_-])",
    re.IGNORECASE,
)
BLOCKS = frozenset({
    "p", "blockquote", "ul", "ol", "pre", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "hr",
})  # fmt: skip
_OWN_ANCHORS = frozenset({"comment-", "li-comment-", "div-comment-"})
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{2}")
_FULL_DATE = re.compile(r"\d{4}.*\d|\d.*\d{4}|\d\D\d{1,2}\D\d{2}")
#: What means something without any class name.
_TELLING = frozenset({"a", "abbr", "cite", "time"})
_Kind = tuple[str, str | None, str | None, bool]  # tag, class names, itemprop, whether it has a datetime
Dated = tuple[HtmlElement, str, str | None]  # element, text, value for machines


@dataclass(slots=True)
class Parts:
    """What the elements of one comment are.

    Attributes:
        names: Where the author's name may stand, the likeliest first.
        bodies: What may hold the words.
        places: Of the elements that have class names or may mean something, but for the outermost.
        skeleton: What they are by their kinds alone.
    """

    unit: Unit
    places: list[int]
    skeleton: "Skeleton"
    names: list[HtmlElement]
    bodies: list[HtmlElement]
    furniture: set[HtmlElement]
    dates: list[Dated] = field(default_factory=list)
    permalink: HtmlElement | None = None


class _Asked(Enum):
    """What an element may be that only its attributes or its text can tell."""

    LINK = auto()
    DATE = auto()
    AROUND_A_DATE = auto()
    EITHER = auto()


class _Sense(NamedTuple):
    """What an element may be, whatever stands in it."""

    rank: int | None
    body: bool
    furniture: bool
    asked: _Asked | None


@lru_cache(maxsize=4096)
def _sense(tag: str, labels: str | None, prop: str | None, timed: bool) -> _Sense:
    """Say what tag, class names and properties mean; remembered, because a blog's pages all have the same."""
    labels = labels or ""
    rank = 3 if tag == "cite" else None
    if _FN.search(labels):
        rank = 0
    elif prop in _NAME_PROPERTIES:
        rank = 1
    elif _NAME.search(labels) and tag not in ("img", "input") and not _LABEL.search(labels):
        rank = 2
    if tag == "img":
        furniture = any(word in labels for word in ("avatar", "photo", "rating"))
    elif tag == "a":
        furniture = "comment-reply" in labels
    else:
        furniture = tag not in ("pre", "code", "blockquote") and _FURNITURE.search(labels) is not None
    asked = None
    if tag == "a":
        asked = _Asked.LINK
    elif timed or tag in ("time", "abbr") or prop in _DATE_PROPERTIES:
        asked = _Asked.EITHER if _WHEN.search(labels) else _Asked.DATE
    elif _WHEN.search(labels):
        asked = _Asked.AROUND_A_DATE
    return _Sense(rank, _BODY.search(labels) is not None or prop in _TEXT_PROPERTIES, furniture, asked)


class Skeleton:
    """What the elements of a comment are by their kinds alone: the same for all that one template made.

    Attributes:
        names, bodies, furniture: Which of a comment's telling elements are these.
        asked: Which may be something that only its attributes or its text can tell.
        labelled: The numbers of the kinds that have class names.
        repeated: Which elements are of a kind that most comments have.
        untold: Those of them, with their kinds, that are nothing else yet.
        uses: How many comments have it.
    """

    __slots__ = ("asked", "bodies", "furniture", "labelled", "names", "repeated", "untold", "uses")

    def __init__(self, kinds: Sequence[int], every: Sequence[_Kind]) -> None:
        senses = [_sense(*every[kind]) for kind in kinds]
        ranked = [(sense.rank, at) for at, sense in enumerate(senses) if sense.rank is not None]
        self.names = [at for _, at in sorted(ranked)]
        self.bodies = [at for at, sense in enumerate(senses) if sense.body]
        self.asked = [(at, sense.asked) for at, sense in enumerate(senses) if sense.asked]
        self.furniture = [at for at, sense in enumerate(senses) if sense.furniture]
        self.labelled = {kind for kind in kinds if every[kind][1]}
        self.repeated: list[int] = []
        self.untold: list[tuple[int, int]] = []
        self.uses = 0


def read_parts(units: list[Unit], page: Page) -> list[Parts]:
    """Sort the elements of every comment by what they may be: by the kinds of all, then one by one."""
    kinds, every = _kinds(units, page)
    known: dict[tuple[int, ...], Skeleton] = {}
    found = []
    for unit in units:
        places = [place for place in unit.places if place in kinds]
        if places and places[0] == unit.places[0]:  # the outermost
            del places[0]
        key = tuple([kinds[place] for place in places])
        skeleton = known.get(key)
        if skeleton is None:
            skeleton = known[key] = Skeleton(key, every)
        skeleton.uses += 1
        found.append(_parts(unit, places, skeleton))
    if len(units) >= 4:
        _mark_repeated(known, found)
    return found


def _kinds(units: list[Unit], page: Page) -> tuple[dict[int, int], list[_Kind]]:
    """Return the number of the kind of every place around the comments that may mean something; the kinds."""
    outline = page.outline
    elements, tags, labels = outline.elements, outline.tags, outline.labels
    with_props = b"itemprop" in page.data
    with_times = page.data.count(b"datetime") > tags.count("time")  # which are dates anyway
    prop, timed = None, False
    numbers: dict[_Kind, int] = {}
    kinds: dict[int, int] = {}
    stop = max(unit.places[-1] for unit in units) + 1
    for place in range(min(unit.places[0] for unit in units), stop):
        label, tag = labels[place], tags[place]
        if with_props:
            prop = elements[place].get("itemprop")
        if with_times:
            timed = elements[place].get("datetime") is not None
        if label or prop or timed or tag in _TELLING:
            kinds[place] = numbers.setdefault((tag, label, prop, timed), len(numbers))
    return kinds, [*numbers]


def _mark_repeated(known: dict[tuple[int, ...], Skeleton], found: list[Parts]) -> None:
    """Note the kinds of element that occur in most comments and that never hold more than a label does."""
    counts: Counter[int] = Counter()
    for skeleton in known.values():
        for kind in skeleton.labelled:
            counts[kind] += skeleton.uses
    most = {kind for kind, count in counts.items() if count >= len(found) * 0.7}
    for key, skeleton in known.items():
        skeleton.repeated = [at for at, kind in enumerate(key) if kind in most]
        told = {*skeleton.names, *skeleton.furniture, *(at for at, _ in skeleton.asked)}
        skeleton.untold = [(at, key[at]) for at in skeleton.repeated if at not in told]
    wordy: set[int] = set()
    for parts in found:
        for at, kind in parts.skeleton.untold:
            if kind not in wordy and not is_label(parts.unit.outline.elements[parts.places[at]]):
                wordy.add(kind)
    if wordy:
        for key, skeleton in known.items():
            skeleton.repeated = [at for at in skeleton.repeated if key[at] not in wordy]


def is_label(element: HtmlElement) -> bool:
    """Whether an element may be a count, a button or the like: few words, and no paragraph."""
    if len(element) >= 6 or (element.tag in BLOCKS and element.tag != "p"):
        return False
    if len(element) and next(element.iterdescendants("p"), None) is not None:
        return False
    return len(line_of(element, limit=40)) <= 40


def _parts(unit: Unit, places: list[int], skeleton: Skeleton) -> Parts:
    elements, labels = unit.outline.elements, unit.outline.labels
    parts = Parts(
        unit,
        places,
        skeleton,
        [elements[places[at]] for at in skeleton.names],
        [elements[places[at]] for at in skeleton.bodies],
        {elements[places[at]] for at in skeleton.furniture},
    )
    if unit.element.tag == "dt":
        parts.bodies += [
            element for element in unit.tagged("dd") if element.getparent() is unit.element.getparent()
        ]
    around: list[HtmlElement] = []
    for at, what in skeleton.asked:
        element = elements[places[at]]
        if what is _Asked.LINK:
            if (href := element.get("href")) and ("#" in href or "replytocom" in href):
                _note_link(parts, element, href, labels[places[at]] or "")
        elif what is _Asked.AROUND_A_DATE:
            if (title := element.get("title")) and len(title) < 60 and _FULL_DATE.search(title):
                parts.dates.append((element, line_of(element, limit=150), title))
            else:
                around.append(element)
        elif not _note_date(parts, element) and what is _Asked.EITHER:
            around.append(element)
    if parts.dates or around:
        parts.dates = _in_order(parts.dates, around)
    return parts


def _in_order(dates: list[Dated], around: list[HtmlElement]) -> list[Dated]:
    """Return sure dates first; what only a class says to be one counts where no date for machines is."""
    if not any(machine for _, _, machine in dates):
        texts = [(element, line_of(element, limit=150)) for element in around]
        dates += [(element, text, None) for element, text in texts if len(text) < 150 and _has_year(text)]
    exact: list[Dated] = []
    others: list[Dated] = []
    for found in dates:
        (exact if found[2] or found[0].tag in ("time", "a") else others).append(found)
    others.sort(key=lambda found: len(found[1]))  # a date's own element before the wrappers around it
    return exact + others


def _note_link(parts: Parts, element: HtmlElement, href: str, labels: str) -> None:
    bare = href.lower()
    if "comment-reply" in labels or "replytocom=" in bare or "#reply" in bare or bare.endswith("#respond"):
        parts.furniture.add(element)
        return
    number = parts.unit.native_id
    fragment = href.rpartition("#")[2]
    if number and fragment.endswith(number) and fragment.removesuffix(number) in _OWN_ANCHORS:
        if parts.permalink is None:
            parts.permalink = element
        text = line_of(element, limit=150)
        if "reply" not in labels and _DIGIT.search(text):
            title = element.get("title")
            parts.dates.append((element, text, title if _has_year(title) else None))


def _note_date(parts: Parts, element: HtmlElement) -> bool:
    """Note an element that is a date by its tag or its attributes; say whether it is."""
    machine = element.get("datetime")
    if machine is None and element.tag == "abbr":
        machine = element.get("title")
        if machine is None and element.get("itemprop") not in _DATE_PROPERTIES:
            return False
    parts.dates.append(
        (element, line_of(element), machine or element.get("content") or element.get("pubdate"))
    )
    return True


def _has_year(text: str | None) -> bool:
    return bool(text) and _YEAR.search(text or "") is not None
