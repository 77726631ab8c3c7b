"""Dates and numbers for people: dates as precise as what is known, never more."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext
from markupsafe import Markup

from pmlarchive.model import Date, Precision
from pmlarchive.web.inline import plain


def words(when: Date) -> str:
    """Return a date as people write it: ``5 March 2014, 14:22``, ``March 2014`` or ``date unknown``."""
    if when.value is None:
        return str(gettext("date unknown"))
    return _written(when.value, when.precision, locale())


def element(when: Date, language: str | None = None) -> Markup:
    """Return a date as a ``<time>`` element; one that is unknown shows what the page printed."""
    if when.value is None:
        known = gettext("date as printed: %(text)s", text=plain(when.text)) if when.text else words(when)
        return Markup('<span class="undated">{}</span>').format(known)
    return _element(when.value, when.precision, language or locale())


def day(when: Date) -> Markup:
    """Return a date as ``element`` does, without the time of day: for lists."""
    if when.precision in {Precision.MINUTE, Precision.SECOND} and when.value:
        return element(Date(when.value[:10], Precision.DAY))
    return element(when)


def moment(iso: str | None) -> Markup:
    """Return a full ISO 8601 moment (a capture's) as a ``<time>`` element showing its day."""
    if not iso:
        return Markup("")
    shown = _written(iso[:10], Precision.DAY, locale())
    return Markup('<time datetime="{}">{}</time>').format(iso, shown)


def month_name(year: int, month: int) -> str:
    """Return ``March 2014``."""
    return _written(f"{year:04d}-{month:02d}", Precision.MONTH, locale())


def month_short(year: int, month: int) -> str:
    """Return ``Mar 2014``."""
    try:
        return str(format_skeleton("yMMM", date(year, month, 1), locale=locale()))
    except ValueError:
        return f"{year:04d}-{month:02d}"


def number(n: int) -> str:
    """Return a number as people write it: ``1,234``."""
    return _number(n, locale())


@lru_cache(maxsize=10_000)
def _number(n: int, language: str) -> str:
    return str(format_decimal(n, locale=language))


def locale() -> str:
    """Return the language of this request's page."""
    return str(get_locale() or "en")


@lru_cache(maxsize=50_000)
def _element(value: str, precision: Precision | None, language: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value, _written(value, precision, language))


@lru_cache(maxsize=50_000)
def _written(value: str, precision: Precision | None, locale: str) -> str:
    """Return a date in words; the same ones are asked for again and again."""
    try:
        return _write(value, precision, locale)
    except ValueError:
        return value


def _write(value: str, precision: Precision | None, locale: str) -> str:
    match precision:
        case Precision.YEAR:
            return value[:4]
        case Precision.MONTH:
            first = date(int(value[:4]), int(value[5:7]), 1)
            return str(format_skeleton("yMMMM", first, locale=locale))
        case Precision.MINUTE | Precision.SECOND:
            at = datetime.fromisoformat(value)
            time = format_time(at.time(), "HH:mm", locale=locale)
            return f"{_day(at.date(), locale)}, {time}{_zone(at.utcoffset())}"
        case _:
            return _day(date.fromisoformat(value[:10]), locale)


def _day(day: date, locale: str) -> str:
    return str(format_date(day, "d MMMM y" if locale.startswith("en") else "long", locale=locale))


def _zone(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    if not minutes:
        return " UTC"
    return f" UTC{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")
