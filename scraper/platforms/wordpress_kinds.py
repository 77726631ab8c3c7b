"""What kinds of element WordPress comments are made of, and what each may be, whatever stands in it."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from scraper.outline import Outline
from scraper.platforms.base import Page

_NAME = re.compile(
    r"(?:^|\s)(?:(?:[\w-]*[-_])?(?:author|commenter|poster|name|username|nickname)|"
    r"[\w-]*[Cc]omment(?:Author|er)|[\w-]*(?:user|nick)Name|(?:comment(?:ed)?|posted)[-_]?by)"
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
DATE_PROPERTIES = frozenset({"datePublished", "commentTime"})
_WHEN = re.compile(r"date|time|published|posted|when|meta|permalink|stamp|comment[-_]?info", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:repl(?:y|ies)|edit|shar(?:e|ing)|sharedaddy|likes?|dislikes?|votes?|voting|ratings?|karma|"
    r"report|flag|toolbar|actions?|avatar|gravatar|permalink|moderation|awaiting|badge|buttons?|says|tools|"
    r"controls|toggle|screen-reader-text|sd-block|utils?|number|counter|comment(?:id|num(?:ber)?|count))(?:$|[\s_-])",
    re.IGNORECASE,
)
#: What means something without any class name.
_TELLING = frozenset({"a", "abbr", "cite", "time"})
Kind = tuple[str, str | None, str | None, bool]  # tag, class names, itemprop, whether it has a datetime


class Asked(Enum):
    """What an element may be that only its attributes or its text can tell."""

    LINK = auto()
    DATE = auto()
    AROUND_A_DATE = auto()
    EITHER = auto()


class Sense(NamedTuple):
    """What an element may be, whatever stands in it."""

    rank: int | None
    body: bool
    furniture: bool
    asked: Asked | None

    @property
    def is_plain(self) -> bool:
        """Whether it is neither a name nor a date, nor known for furniture."""
        return self.rank is None and not self.furniture and self.asked is None


@lru_cache(maxsize=4096)
def sense_of(tag: str, labels: str | None, prop: str | None, timed: bool) -> Sense:
    """Say what tag, class names and properties mean; remembered, because a blog's pages all have the same."""
    labels = labels or ""
    rank = 3 if tag == "cite" else None
    if _FN.search(labels):
        rank = 0
    elif prop in _NAME_PROPERTIES:
        rank = 1
    elif _NAME.search(labels) and not _is_nameless(tag, labels) and not _LABEL.search(labels):
        rank = 2
    if tag == "img":
        furniture = any(word in labels for word in ("avatar", "photo", "rating"))
    elif tag == "a":
        furniture = "comment-reply" in labels
    else:
        furniture = tag not in ("pre", "code", "blockquote") and _FURNITURE.search(labels) is not None
    asked = None
    if tag == "a":
        asked = None if furniture else Asked.LINK
    elif timed or tag in ("time", "abbr") or prop in DATE_PROPERTIES:
        asked = Asked.EITHER if _WHEN.search(labels) else Asked.DATE
    elif _WHEN.search(labels):
        asked = Asked.AROUND_A_DATE
    return Sense(rank, _BODY.search(labels) is not None or prop in _TEXT_PROPERTIES, furniture, asked)


def _is_nameless(tag: str, labels: str) -> bool:
    """Whether it is a picture, a field, or a whole comment, which themes name after the post's author."""
    return tag in ("img", "input") or (tag in ("dd", "li", "article") and "comment" in labels.split())


class _Numbers(dict[Kind, int]):
    """Numbers of kinds of element, given as they are met."""

    def __init__(self) -> None:
        self.every: list[Kind] = [("", None, None, False)]

    def __missing__(self, kind: Kind) -> int:
        tag, labels, prop, has_time = kind
        number = 0
        if labels or prop or has_time or tag in _TELLING:
            number = len(self.every)
            self.every.append(kind)
        self[kind] = number
        return number


def kinds_between(start: int, stop: int, page: Page) -> tuple[list[int], list[Kind]]:
    """Return the number of each element's kind, 0 where it can mean nothing; and the kinds."""
    outline, data = page.outline, page.data
    tags, labels = outline.tags[start:stop], outline.labels[start:stop]
    # What follows an element in the tree does so in the bytes: most pages have neither attribute there.
    named = next((place for place in range(start, stop) if place in outline.ids), stop - 1)
    behind = max(data.find(outline.ids.get(named, "").encode()), 0)
    until = stop if data.find(b"itemprop", behind) >= 0 else named + 1
    props = _values("itemprop", start, until, stop, outline)
    is_time = data.count(b"datetime", behind) <= outline.tags[named + 1 :].count("time")  # a date anyway
    until = named + 1 if is_time else stop
    timed = [value is not None for value in _values("datetime", start, until, stop, outline)]
    numbers = _Numbers()
    return [*map(numbers.__getitem__, zip(tags, labels, props, timed, strict=True))], numbers.every


def _values(name: str, start: int, until: int, stop: int, outline: Outline) -> list[str | None]:
    """Return an attribute of the elements between two places, where those from ``until`` on have none."""
    return [*[element.get(name) for element in outline.elements[start:until]], *[None] * (stop - until)]
