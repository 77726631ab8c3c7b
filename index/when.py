"""Dates as people type them: ``2014``, ``2014-03``, ``march 2014``, ``5 mar 2014``, ``2012..2016``."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"{_MONTH},? (?P<year>\d{{4}})",
        rf"{_DAY} (?:of )?{_MONTH},? (?P<year>\d{{4}})",
        rf"{_MONTH} {_DAY},? (?P<year>\d{{4}})",
    )
)


def period(text: str) -> tuple[int, int] | None:
    """Return the first and last second (since 1970, UTC) of the day, month or year named, if it is one."""
    plain = " ".join(text.lower().replace("\u2013", "-").split())
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            try:
                return _bounds(match.groupdict())
            except (ValueError, OverflowError):
                return None
    return None


def _bounds(parts: dict[str, str | None]) -> tuple[int, int]:
    year, day, name = int(parts["year"] or 0), parts.get("day"), parts.get("name")
    number = parts.get("month")
    month = _MONTHS.index(name) + 1 if name else int(number) if number else None
    if month is None:
        first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, tzinfo=UTC)
    elif day is None:
        first = datetime(year, month, 1, tzinfo=UTC)
        last = datetime(year, month, monthrange(year, month)[1], tzinfo=UTC)
    else:
        first = last = datetime(year, month, int(day), tzinfo=UTC)
    return int(first.timestamp()), int(last.timestamp()) + int(timedelta(days=1).total_seconds()) - 1


def span(text: str) -> tuple[int | None, int | None] | None:
    """Return the bounds of a period or of ``from..to`` (either end may be open); ``None``: no date."""
    start, dots, end = text.partition("..")
    if not dots:
        return period(text)
    low, high = period(start) if start.strip() else None, period(end) if end.strip() else None
    if (start.strip() and low is None) or (end.strip() and high is None) or (low is None and high is None):
        return None
    return (low[0] if low else None, high[1] if high else None)
