"""The name in a line of words that has no element for it: "Posted by Ann on 3 May 2011"."""

import re
from functools import lru_cache

from scraper.platforms.generic.words import (
    DATED,
    EDGE,
    LEAD_BEFORE,
    NAME_AFTER,
    NAME_BEFORE,
    ROLE_AFTER,
    STAMP,
    says_ago,
    says_date,
    says_reply,
)

LONGEST_NAME = 80
"""Characters of a name."""
_SPLIT = re.compile(r"\s*[|,·•(]\s*|\s+[–—-]\s+|\s+(?:on|at|am|um|le|el|em|il|op|the|於|于)(?:\s\w{2,10})?$")
#: Days of the week, which may be names too.
_DAY = re.compile(
    r"(?:le |am |on |el )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|mo|di|mi|do|fr|sa|so|montag|"
    r"dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|"
    r"mercredi|jeudi|vendredi|"
    r"samedi|dimanche|dom|mié|jue|vie|sáb)(?:day)?\.?",
    re.IGNORECASE,
)
#: "#1 Ann 2013-05-03" has no day called Ann.
_NUMERIC = re.compile(r"\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b")
_DASHED = re.compile(r"\s*[|·•¶]\s*|\s+[–—-]\s+")
_CLOCK_AFTER = re.compile(
    r"^[:\d]*\W*(?:(?:uhr|[ap]\.?m\.?|h|utc|gmt|e[sd]t|p[sd]t|ce?s?t)\b)?\W*", re.IGNORECASE
)
_BY = re.compile(r"\d.*\s(?:by|von|par|por|door|av|af|di|przez|від|от)\s+([^|,·•]+)$")
_POSTED = re.compile(
    r"(?:posted|submitted|written|published|added|on|at|geschrieben|eingetragen|publié|le|am|date|datum|"
    r"comment|kommentar|permalink|link|#?\d+)(?:\s+(?:on|at|am|le))?\W*",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-z/][^<>]{0,300}>", re.IGNORECASE)


def has_letters(text: str) -> bool:
    """Say whether there is any letter in a text: numbers and signs are no names."""
    return any(map(str.isalpha, text))


def says_else(text: str) -> bool:
    """Say whether words are a date or a control."""
    return says_date(text) or says_ago(text) or says_reply(text)


def _as_name(text: str) -> str | None:
    """Return words beside a date as a name, if they can be one."""
    name = tidy(text)
    if name is None or len(name) > 50 or not has_letters(name) or _POSTED.fullmatch(name):
        return None
    return None if says_reply(name) or says_ago(name) else name


def name_in_line(text: str, *, is_dated: bool) -> str | None:
    """Return the name in a line with a date, or in what is left of one; ``is_dated``: the date is in it."""
    first = _first_name(text)
    if first is None or _DAY.fullmatch(first):
        first = _last_name(text, is_dated=is_dated) or first
    return _name_by(text) or first


def _name_by(text: str) -> str | None:
    """Return the name that a line says something is "by", after the date."""
    after = _BY.search(text)
    return _as_name(after[1]) if after is not None else None


def _first_name(text: str) -> str | None:
    """Return the name that a line begins with."""
    before = NAME_BEFORE.match(text)
    text = text[before.end() :] if before else text
    match = _NUMERIC.search(text) or STAMP.search(text) or DATED.search(text)
    return _as_name(_SPLIT.split((text[: match.start()] if match else text).rstrip())[0])


def _last_name(text: str, *, is_dated: bool) -> str | None:
    """Return the first name in a line that a date or a number leads."""
    pieces = _DASHED.split(text)
    rest = [piece for piece in pieces if not (is_dated and DATED.search(piece))]
    if len(pieces) > 1:
        return next((name for piece in rest if (name := _as_name(piece))), None)
    ends = [match.end() for match in DATED.finditer(text)] if is_dated else []
    return _as_name(_CLOCK_AFTER.sub("", text[ends[-1] :])) if ends else None


@lru_cache(maxsize=4096)
def tidy(text: str) -> str | None:
    """Return a name without the words, signs and escaped tags around it."""
    text = _TAG.sub("", text).strip(EDGE) if "<" in text else text.strip(EDGE)
    text = NAME_AFTER.sub("", NAME_BEFORE.sub("", text)).strip(EDGE)
    text = ROLE_AFTER.sub("", LEAD_BEFORE.sub("", text))
    if not 0 < len(text) <= LONGEST_NAME or (not any(map(str.isalnum, text)) and len(text) > 3):
        return None
    return text
