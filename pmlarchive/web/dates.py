"""Dates for people: as precise as what is known, never more."""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton, format_time
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from pmlarchive.model import Date, Precision


def words(when: Date) -> str:
    """Return a date as people write it: ``5 March 2014, 14:22``, ``March 2014`` or ``date unknown``."""
    if when.value is None:
        return str(gettext("date unknown"))
    try:
        return _words(when.value, when.precision)
    except ValueError:
        return when.value


def element(when: Date) -> Markup:
    """Return a date as a ``<time>`` element; one that is unknown shows what the page printed."""
    if when.value is None:
        printed = (
            gettext("date as printed: %(text)s", text=when.text) if when.text else gettext("date unknown")
        )
        return Markup('<span class="undated">{}</span>').format(printed)
    return Markup('<time datetime="{}">{}</time>').format(escape(when.value), words(when))


def moment(iso: str | None) -> Markup:
    """Return a full ISO 8601 moment (a capture's) as a ``<time>`` element showing its day."""
    if not iso:
        return Markup("")
    try:
        shown = _day(datetime.fromisoformat(iso).date())
    except ValueError:
        shown = iso
    return Markup('<time datetime="{}">{}</time>').format(iso, shown)


def month_name(year: int, month: int) -> str:
    """Return ``March 2014``."""
    return str(format_skeleton("yMMMM", date(year, month, 1), locale=get_locale()))


def _words(value: str, precision: Precision | None) -> str:
    match precision:
        case Precision.YEAR:
            return value[:4]
        case Precision.MONTH:
            return month_name(int(value[:4]), int(value[5:7]))
        case Precision.MINUTE | Precision.SECOND:
            at = datetime.fromisoformat(value)
            time = format_time(at.time(), "HH:mm", locale=get_locale())
            return f"{_day(at.date())}, {time}{_zone(at.utcoffset())}"
        case _:
            return _day(date.fromisoformat(value[:10])) if len(value) >= 10 else value


def _day(day: date) -> str:
    return str(
        format_date(
            day, "d MMMM y" if str(get_locale() or "en").startswith("en") else "long", locale=get_locale()
        )
    )


def _zone(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    if not minutes:
        return " UTC"
    return f" UTC{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")
