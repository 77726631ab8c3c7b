"""Dates as pages print them → ``Date``, never more precise or more certain than what was printed.

A date without a year, a relative one ("3 days ago") and one whose day and month cannot be told apart stay
unknown to that degree; the printed text is always kept.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from pmlarchive.model import Date, Precision
from scraper.months import AFTER_NOON, BEFORE_NOON, BY_LANGUAGE, fold, month

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:t|\s+|\s*,\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(z\b|[+-]\d{2}:?\d{2}(?!\d)|[+-]\d{2}(?![\d:-]))?"
)
_DIGIT = re.compile(r"\d")
_EPOCH = re.compile(r"\s*(\d{10}|\d{13})\s*")
_HALF = (
    r"a\.?\s?m\b\.?|p\.?\s?m\b\.?|пп|дп|слоб|проб|сл\.\s?об\.?|пр\.\s?об\.?|[πμ]\.?\s?μ\.?|"
    r"дня|утра|вечера|ночи|os\b|oo\b|ص|م|sang\b|chieu\b"
)
_BEFORE = r"上午|下午|午前|午後|오전|오후|凌晨|早上|晚上|中午|os\b|oo\b|de\.|du\."
_ZONE = (
    r"(?:utc|gmt)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|z\b|[+-]\d{2}:?\d{2}\b|"
    r"(?:[ecmp][sd]t|cest|cet|mesz|mez|bst|ist|a[ek][sd]t)\b"
)
_CLOCK = re.compile(
    rf"(?:({_BEFORE})\s*)?(?<![\d:])(\d{{1,2}})(?:\s?:\s?|\s?h\s?)(\d{{2}})(?!\d)(?:\s?:\s?(\d{{2}})(?!\d))?"
    rf"\s*(?:uhr\b)?\s*({_HALF}|(?<=\d)[ap]\b)?,?\s*\(?({_ZONE})?\)?",
)
_CJK_CLOCK = re.compile(rf"({_BEFORE})?\s*(\d{{1,2}})\s*[時时点點시]\s*(?:(\d{{1,2}})\s*[分분])?")
_DOT_CLOCK = re.compile(
    r"(?:\b(?:um|ore|klo|kl|at|alle|o|om)\b\.?\s*)(\d{1,2})\.(\d{2})(?![\d.])|(\d{1,2})\.(\d{2})\s*uhr\b"
)
_BARE_HOUR = re.compile(r"(?<![\d:./-])(\d{1,2})\s?(a\.?m\b\.?|p\.?m\b\.?)|\b(\d{1,2})\s*uhr\b")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일号號]?)?")
_WORD = r"([^\W\d_]+)"
_LINK = r"(?:\s*(?:(?:de|del|di|of|des|do|da)\b|d['’])\s*)?"
_ZONE_WORD = r"(?:(?:[a-z]{3,4}|utc|gmt)\s+)?"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st\b|nd\b|rd\b|th\b|er\b|re\b|[ºª°.])?[\s,،./·-]*{_LINK}[\s./-]*{_WORD}[.,]?[\s,،./·-]*{_LINK}"
    rf"\s*{_ZONE_WORD}['’]?(\d{{4}}|(?<=['’])\d{{2}})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(
    rf"{_WORD}[.,]?[\s./·-]*(\d{{1,2}})(?:st\b|nd\b|rd\b|th\b|er\b|[ºª°.])?[\s,،./·-]+{_LINK}{_ZONE_WORD}['’]?"
    r"(\d{4}|(?<=['’])\d{2})(?!\d)"
)
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})\.?[\s,،./·-]*{_WORD}[.,]?[\s./·-]*(\d{{1,2}})(?!\d)")
_MONTH_YEAR = re.compile(rf"{_WORD}[.,]?[\s./·-]*{_LINK}\s*(\d{{4}})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d.,/-])(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?![\d/-])")
_DAY_MONTH_THEN_YEAR = re.compile(r"(?<![\d.,/-])(\d{1,2})\.\s?(\d{1,2})\.?\s?,\s?(\d{4})(?!\d)")
_VIETNAMESE = re.compile(
    r"\bthang (muoi mot|muoi hai|muoi|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|chap|\d{1,2})\b"
)
_VI_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# RFC 822 section 5 and the names that mean one offset only.
_HOURS = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
}  # fmt: skip
_LONGEST = 300
_YEARS = range(1980, 2100)


def parse_date(
    text: str | None, *, machine: str | None = None, lang: str | None = None, day_first: bool | None = None
) -> Date:
    """Return the date that a page prints, or gives to machines.

    Args:
        text: As printed; may hold other words around the date.
        machine: The value of a ``datetime``, ``title`` or ``content`` attribute, or seconds or milliseconds
            since 1970; wins where it is a date, unless it lacks the time of day that the text has.
        lang: The page's language (``html lang``): decides between months of the same name, and whether
            ``3/4/2014`` is in March.
        day_first: What the page's other dates show of the order of day and month (see ``day_order``).
    """
    shown = " ".join(text.split())[:_LONGEST] if text else ""
    return _read(shown, machine.strip()[:_LONGEST] if machine else "", lang, day_first)


@lru_cache(maxsize=8192)
def _read(shown: str, given: str, lang: str | None, day_first: bool | None) -> Date:
    """Return the date in a printed text and a value for machines; remembered: a page asks more than once."""
    best = _find(given, lang, day_first, machine=True) if given else None
    if shown and (best is None or _is_rough(best)):
        printed = _find(shown, lang, day_first)
        if printed and (best is None or _is_finer(printed, best)):
            best = printed
    kept = shown or given or None
    return Date.of(*best, kept) if best else Date(text=kept)


def day_order(texts: Iterable[str]) -> bool | None:
    """Return whether the day stands first in these dates in numbers; ``None`` where none of them tells.

    Between dots it does as a rule; only a date that cannot be read so says otherwise.
    """
    dotted = None
    for text in texts:
        match = _NUMBERS.search(text) if "." in text or "/" in text or "-" in text else None
        if match and len(match.group(1)) < 3:
            first, second = int(match.group(1)), int(match.group(3))
            if first > 12 >= second:
                return True
            if second > 12 >= first:
                return False
            if match.group(2) == ".":
                dotted = True
    return dotted


_Found = tuple[datetime, Precision]


def _is_rough(given: _Found) -> bool:
    """Say whether a date lacks the time of day, or may: midnight."""
    return given[1] is Precision.DAY or (given[0].hour, given[0].minute, given[0].second) == (0, 0, 0)


def _is_finer(printed: _Found, rough: _Found) -> bool:
    return printed[0].date() == rough[0].date() and printed[1] in (Precision.MINUTE, Precision.SECOND)


def _find(text: str, lang: str | None, day_first: bool | None, *, machine: bool = False) -> _Found | None:
    if _DIGIT.search(text) is None:
        return None
    try:
        if machine and (epoch := _EPOCH.fullmatch(text)):
            seconds = int(epoch.group(1)) / (1000 if len(epoch.group(1)) == 13 else 1)
            when = datetime.fromtimestamp(int(seconds), UTC)
            return (when, Precision.SECOND) if when.year in _YEARS else None
        folded = _vietnamese(fold(text))
        if "-" in folded and (iso := _ISO.search(folded)) and (iso.group(7) or "t" in iso.group()):
            return _from_iso(iso)
        return _from_words(folded, lang, day_first) or _by_dateparser(text, lang)
    except (ValueError, OverflowError):  # 31 February, 25:61
        return None


def _from_iso(match: re.Match[str]) -> _Found | None:
    year, mon, day, hour, minute, second, zone = match.groups()
    if int(year) not in _YEARS:
        return None
    when = datetime(
        int(year), int(mon), int(day), int(hour) % 24, int(minute), int(second or 0), tzinfo=_zone(zone)
    )
    return when + timedelta(days=int(hour) // 24), Precision.SECOND if second else Precision.MINUTE


def _from_words(text: str, lang: str | None, day_first: bool | None) -> _Found | None:
    clock, rest = _clock(text)
    found = _day(rest, lang, day_first)
    if found is None and clock is not None:  # what looked like a time was part of the date
        clock, found = None, _day(text, lang, day_first)
    if found is None:
        return None
    year, mon, day = found
    if year not in _YEARS:
        return None
    if mon is None or day is None:
        precision = Precision.YEAR if mon is None else Precision.MONTH
        return datetime(year, mon or 1, 1), precision  # noqa: DTZ001 - the zone is unknown
    if clock is None:
        return datetime(year, mon, day), Precision.DAY  # noqa: DTZ001 - the zone is unknown
    hour, minute, second, zone = clock
    when = datetime(year, mon, day, hour, minute, second or 0, tzinfo=zone)
    return when, Precision.MINUTE if second is None else Precision.SECOND


_Clock = tuple[int, int, int | None, timezone | None]


def _clock(text: str) -> tuple[_Clock | None, str]:
    """Return the time of day in a text, and the text without it."""
    # Most texts lack the sign that a form of clock needs: that is seen faster than a pattern is tried.
    if (":" in text or "h" in text) and (match := _CLOCK.search(text)):
        before, hour, minute, second, after, zone = match.groups()
    elif not text.isascii() and (match := _CJK_CLOCK.search(text)):
        (before, hour, minute), second, after, zone = match.groups(), None, None, None
    elif "." in text and (match := _DOT_CLOCK.search(text)):
        hour, minute = match.group(1) or match.group(3), match.group(2) or match.group(4)
        before = second = after = zone = None
    elif ("m" in text or "uhr" in text) and (match := _BARE_HOUR.search(text)):
        hour, after = match.group(1) or match.group(3), match.group(2)
        before = minute = second = zone = None
    else:
        return None, text
    half = "".join((before or after or "").split()).replace(".", "")
    number = int(hour)
    if half in AFTER_NOON and number < 12:
        number += 12
    elif half in BEFORE_NOON and number == 12:
        number = 0
    if number > 23 or int(minute or 0) > 59:
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (number, int(minute or 0), int(second) if second else None, _zone(zone)), rest


def _day(text: str, lang: str | None, day_first: bool | None) -> tuple[int, int | None, int | None] | None:
    if not text.isascii() and (match := _CJK.search(text)):
        year, mon, day = match.groups()
        return int(year), int(mon), int(day) if day else None
    for pattern, (year_at, month_at, day_at) in _SHAPES:
        for match in pattern.finditer(text):
            mon = month(match.group(month_at), lang) or month(match.group(month_at).removeprefix("ב"), lang)
            if mon:
                return _year(match.group(year_at), lang), mon, int(match.group(day_at)) if day_at else None
    for match in _NUMBERS.finditer(text):
        if found := _from_numbers(match, lang, day_first):
            return found
    if (match := _DAY_MONTH_THEN_YEAR.search(text)) and int(match.group(2)) <= 12:
        return _year(match.group(3), lang), int(match.group(2)), int(match.group(1))
    for match in _MONTH_YEAR.finditer(text):
        if mon := month(match.group(1), lang):
            return _year(match.group(2), lang), mon, None
    return None


_SHAPES = (
    (_DAY_MONTH_YEAR, (3, 2, 1)),
    (_MONTH_DAY_YEAR, (3, 1, 2)),
    (_YEAR_MONTH_DAY, (1, 2, 3)),
)


def _from_numbers(
    match: re.Match[str], lang: str | None, day_first: bool | None
) -> tuple[int, int | None, int | None] | None:
    first, mark, second, third = match.group(1), match.group(2), int(match.group(3)), match.group(4)
    if len(first) == 4:
        return (int(first), second, int(third)) if second <= 12 and int(third) <= 31 else None
    one, year = int(first), _year(third, lang)
    if len(third) == 2 and mark == "-" and (one > 12 or (second <= 12 and day_first is not False)):
        return None  # 02-11-24 may begin with the year; 11-24-02 does not
    if len(first) == 3:
        return None
    if one > 12 or second > 12:
        day, mon = (one, second) if one > 12 else (second, one)
        return (year, mon, day) if mon <= 12 else None
    if one != second and mark != ".":
        order = day_first if day_first is not None else _order_of(lang)
        if order is None:
            return year, None, None  # 3/4/2014, and nothing tells which is the month
        return (year, second, one) if order else (year, one, second)
    return (year, one, second) if mark == "." and day_first is False else (year, second, one)


def _order_of(lang: str | None) -> bool | None:
    """Whether a language writes the day first; English does only where its region is known."""
    if not lang:
        return None
    tag = lang.replace("_", "-").lower()
    if tag in ("en-us", "en-ph"):
        return False
    return None if tag == "en" or tag.startswith("en-ca") else True


def _year(digits: str, lang: str | None) -> int:
    year = int(digits)
    if len(digits) == 2:
        return 2000 + year if year < 70 else 1900 + year
    return year - 543 if year > 2400 and (lang or "").startswith("th") else year


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name])) if _HOURS[name] else UTC
    match = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?", name)
    if match is None:
        return None
    minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if match.group(1) == "+" else -minutes))


def _vietnamese(text: str) -> str:
    def english(match: re.Match[str]) -> str:
        number = (
            _VI_MONTHS.get(match.group(1)) or int(match.group(1))
            if match.group(1).isdigit()
            else _VI_MONTHS[match.group(1)]
        )
        return _ENGLISH[number - 1] if number and number <= 12 else match.group()

    return _VIETNAMESE.sub(english, text) if "thang" in text else text


def _by_dateparser(text: str, lang: str | None) -> _Found | None:
    """Ask dateparser, where the page's language is one whose months are not known here."""
    code = (lang or "").replace("_", "-").partition("-")[0].lower()
    if not code or code in BY_LANGUAGE or len(text) > 60 or not re.search(r"\d{4}", text):
        return None
    import dateparser  # noqa: PLC0415 - takes half a second to import and is hardly ever needed

    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
    }
    try:
        when = dateparser.parse(text, languages=[code], settings=settings)
    except ValueError:  # a language that it does not know either
        return None
    if when is None or when.year not in _YEARS:
        return None
    timed = re.search(r"\d\s?:\s?\d\d", text)
    return when, Precision.MINUTE if timed else Precision.DAY
