"""What kinds of element WordPress comments are made of, and what each may be, whatever stands in it."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from scraper.outline import Outline

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
Span = tuple[int, int]  # from which place to before which
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


class _Numbers(dict[Kind | tuple[str, str | None], int]):
    """Numbers of kinds of element, given as they are met; most pages' kinds are tag and class names alone."""

    def __init__(self) -> None:
        self.every: list[Kind] = [("", None, None, False)]

    def __missing__(self, met: Kind | tuple[str, str | None]) -> int:
        kind: Kind = met if len(met) == 4 else (*met, None, False)
        tag, labels, prop, has_time = kind
        number = 0
        if labels or prop or has_time or tag in _TELLING:
            number = len(self.every)
            self.every.append(kind)
        self[met] = number
        return number


def kinds_between(start: int, stop: int, outline: Outline) -> tuple[list[int], list[Kind]]:
    """Return the number of each element's kind, 0 where it can mean nothing; and the kinds.

    Args:
        start: The place of the first element.
        stop: The place after the last.
        outline: The page's elements.
    """
    numbers = _Numbers()
    tags, labels = outline.tags[start:stop], outline.labels[start:stop]
    props, instants = outline.having("itemprop"), outline.having("datetime")
    within = range(start, stop)
    # A time is a date anyway.
    timed = {place for place in instants if place in within and outline.tags[place] != "time"}
    if not timed and not any(place in within for place in props):
        return [*map(numbers.__getitem__, zip(tags, labels, strict=True))], numbers.every
    marked = [bool(timed) and place in instants for place in within]
    kinds = zip(tags, labels, map(props.get, within), marked, strict=True)
    return [*map(numbers.__getitem__, kinds)], numbers.every
