"""What kinds of element WordPress comments are made of, and what each may be, whatever stands in it."""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from scraper.compiled import chosen
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
#: What a text has that may tell a time, may be a date, and is a whole one.
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\d{2}")
FULL_DATE = re.compile(r"\d{4}.*\d|\d.*\d{4}|\d\D\d{1,2}\D\d{2}")
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


def kinds_of(
    spans: list[Sequence[Span]], outline: Outline
) -> tuple[list[tuple[list[int], tuple[int, ...]]], list[Kind]]:
    """Return where each comment's elements stand that may mean something, with their kinds; and all kinds.

    Args:
        spans: From where to before where each comment's elements stand; the first of all is left out.
        outline: The page's elements.
    """
    tags, labels = outline.tags, outline.labels
    props, instants = outline.having("itemprop"), outline.having("datetime")
    first, last = min([pieces[0][0] for pieces in spans]), max([pieces[-1][1] for pieces in spans])
    # A time is a date anyway.
    if not any(first <= place < last and tags[place] != "time" for place in instants):
        instants = {}
    return _kinds_among(spans, tags, labels, props, instants, _TELLING)


def _kinds_among(
    spans: list[Sequence[Span]],
    tags: list[str],
    labels: list[str | None],
    props: Mapping[int, str],
    instants: Mapping[int, str],
    telling: Collection[str],
) -> tuple[list[tuple[list[int], tuple[int, ...]]], list[Kind]]:
    """Number the kinds as they are met; 0 is what can mean nothing."""
    every: list[Kind] = [("", None, None, False)]
    numbers: dict[Kind, int] = {}
    found = []
    for pieces in spans:
        places = [place for start, stop in pieces for place in range(start, stop)]
        kinds = []
        for place in places:
            kind = tags[place], labels[place], props.get(place), place in instants
            number = numbers.get(kind)
            if number is None:
                tag, label, prop, has_time = kind
                number = len(every) if label or prop or has_time or tag in telling else 0
                numbers[kind] = number
                if number:
                    every.append(kind)
            kinds.append(number)
        kinds[0] = 0  # the outermost
        found.append(([*compress(places, kinds)], tuple(filter(None, kinds))))
    return found, every


_kinds_among = chosen("kinds", "kinds_among", _kinds_among)
