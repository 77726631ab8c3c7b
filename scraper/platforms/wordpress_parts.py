"""What the elements of a WordPress comment are: names, dates, bodies, furniture."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.platforms.wordpress_units import Unit

_NAME = re.compile(
    r"(?:^|\s)(?:[\w-]*[-_])?(?:author|commenter|poster|name|username|nickname)(?:[-_](?:name|link))?(?:\s|$)"
)
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
_BODY = re.compile(
    r"(?:^|\s)[\w-]*?(?:comment|comm|response|reply|wpd)?[-_]{0,2}(?:content|text|txt|entry|message|copy|said|body)(?:\s|$)",
    re.IGNORECASE,
)
_NAME_PROPERTIES = frozenset({"author", "creator", "name"})
_TEXT_PROPERTIES = frozenset({"text", "commentText", "description", "reviewBody", "comment"})
_WHEN = re.compile(r"date|time|published|posted|when|meta|permalink|stamp", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:repl(?:y|ies)|edit|shar(?:e|ing)|sharedaddy|likes?|dislikes?|votes?|voting|ratings?|karma|"
    r"report|flag|toolbar|actions?|avatar|gravatar|permalink|moderation|awaiting|badge|buttons?|says|tools|"
    r"controls|toggle|clear(?:fix|both|er)?|screen-reader-text|sd-block|utils?|number|counter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{2}")
_REPLY_LINK = re.compile(r"replytocom=|#respond$|#reply", re.IGNORECASE)
Kind = tuple[str, str]  # tag, class names
Dated = tuple[HtmlElement, str, str | None]  # element, text, value for machines


@dataclass(slots=True)
class Parts:
    """What the elements of one comment are.

    Attributes:
        kinds: The places of the elements that have class names, and what kind each is.
    """

    unit: Unit
    names: list[HtmlElement] = field(default_factory=list)
    bodies: list[HtmlElement] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    permalink: HtmlElement | None = None
    furniture: set[HtmlElement] = field(default_factory=set)
    kinds: list[tuple[int, Kind]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a tag with its class names may be, whatever stands in it."""

    rank: int | None
    body: bool
    when: bool
    furniture: bool


@lru_cache(maxsize=4096)
def _sense(tag: str, labels: str) -> _Sense:
    """Say what class names mean; remembered, because a page's comments all have the same."""
    rank = 3 if tag == "cite" else None
    if _FN.search(labels):
        rank = 0
    elif _NAME.search(labels) and tag not in ("img", "input"):
        rank = 2
    if tag == "img":
        furniture = "avatar" in labels or "photo" in labels
    elif tag == "a":
        furniture = "comment-reply" in labels
    else:
        furniture = tag not in ("pre", "code", "blockquote") and _FURNITURE.search(labels) is not None
    sense = _Sense(rank, _BODY.search(labels) is not None, _WHEN.search(labels) is not None, furniture)
    return _PLAIN if sense == _PLAIN else sense


#: What means something without any attribute.
_TELLING = frozenset({"a", "abbr", "cite", "time"})
_PLAIN = _Sense(None, body=False, when=False, furniture=False)


def parts_of(unit: Unit) -> Parts:
    """Sort the elements of one comment by what they may be."""
    parts = Parts(unit)
    mine = (
        {f"{prefix}comment-{unit.native_id}" for prefix in ("", "li-", "div-")} if unit.native_id else set()
    )
    ranked: list[tuple[int, HtmlElement]] = []
    around: list[HtmlElement] = []  # what a class says is about a date
    outline = unit.outline
    elements, tags, every = outline.elements, outline.tags, outline.labels
    whole, kinds = unit.element, parts.kinds
    for place in unit.places:
        tag, labels = tags[place], every[place]
        sense = _PLAIN
        if labels:
            kind = (tag, labels)
            kinds.append((place, kind))
            sense = _sense(tag, labels)
        element = elements[place]
        if (sense is _PLAIN and tag not in _TELLING and not element.keys()) or element is whole:
            continue
        rank = 3 if tag == "cite" and sense is _PLAIN else sense.rank
        prop = element.get("itemprop")
        if rank is not None or prop in _NAME_PROPERTIES:
            ranked.append((1 if prop in _NAME_PROPERTIES and rank != 0 else rank or 0, element))
        if sense.body or prop in _TEXT_PROPERTIES:
            parts.bodies.append(element)
        if tag == "a":
            _note_link(parts, element, mine)
        elif sense.when:
            if not _note_date(parts, element):
                around.append(element)
        elif tag in ("time", "abbr") or prop or element.get("datetime") is not None:
            _note_date(parts, element)
        if sense.furniture:
            parts.furniture.add(element)
    parts.names = [element for _, element in sorted(ranked, key=lambda pair: pair[0])]
    parts.dates = _in_order(parts.dates, around)
    return parts


def _in_order(dates: list[Dated], around: list[HtmlElement]) -> list[Dated]:
    """Return sure dates first; what only a class says to be one counts where no date for machines is."""
    if not any(machine for _, _, machine in dates):
        texts = [(element, line_of(element, limit=150)) for element in around]
        dates += [(element, text, None) for element, text in texts if len(text) < 150 and _has_year(text)]
    exact = [found for found in dates if found[2] or found[0].tag in ("time", "a")]
    if len(exact) == len(dates):
        return exact
    return exact + _innermost([found for found in dates if found not in exact])


def _innermost(dates: list[Dated]) -> list[Dated]:
    """Put a date's own element before the wrappers around it, whose text has other words too."""
    return sorted(dates, key=lambda found: len(found[1]))


def _note_link(parts: Parts, element: HtmlElement, mine: Collection[str]) -> None:
    href = element.get("href") or ""
    if "#" not in href and "replytocom" not in href:
        return
    labels = element.get("class") or ""
    if "comment-reply" in labels or _REPLY_LINK.search(href):
        parts.furniture.add(element)
    elif href.rpartition("#")[2] in mine:
        if parts.permalink is None:
            parts.permalink = element
        text = line_of(element, limit=150)
        if "reply" not in labels and any(char.isdigit() for char in text):
            title = element.get("title")
            parts.dates.append((element, text, title if _has_year(title) else None))


def _note_date(parts: Parts, element: HtmlElement) -> bool:
    """Note an element that is a date by its tag or its attributes; say whether it is."""
    machine = element.get("datetime")
    if machine is None and element.tag == "abbr":
        machine = element.get("title")
    if (
        machine is None
        and element.tag != "time"
        and element.get("itemprop") not in ("datePublished", "commentTime")
    ):
        return False
    parts.dates.append(
        (element, line_of(element), machine or element.get("content") or element.get("pubdate"))
    )
    return True


def _has_year(text: str | None) -> bool:
    return bool(text) and _YEAR.search(text or "") is not None
