"""Which number is the day in dates such as 3/4/2014, by what a thread as a whole tells.

A page's language says how its dates should be written, and themes write them as they like. Nobody answers a
post before it is there: where one order of the numbers has comments older than their post and the other has
none, the other is right. Where neither has, the page's language and its other dates stand.
"""

import re
from datetime import date, timedelta

from pmlarchive.model import Date, Precision
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment, DraftThread

#: A post's date may be another zone's than those of its comments.
_ZONES = timedelta(days=1)
# What looks for a sign is quicker than what looks for a number: there are fewer.
_IN_NUMBERS = re.compile(r"([./-])(?:(?<=\d.)|(?<=\d\s.))\s?\d{1,2}\s?\1\s?\d")
#: Between texts that are looked at as one: no date in numbers goes on across it.
_BETWEEN = "|"
_WHOLE = frozenset({Precision.DAY, Precision.MINUTE, Precision.SECOND})


def settle_days(thread: DraftThread, lang: str | None) -> None:
    """Read the thread's dates in numbers anew where its post's date tells their order.

    Args:
        thread: The post with its comments; their dates are changed in place.
        lang: The page's language.
    """
    posted, comments = thread.date, thread.comments
    if posted.value is None or posted.precision not in _WHOLE:
        return
    if not _IN_NUMBERS.search(_BETWEEN.join([comment.date.text or "" for comment in comments])):
        return  # as on most pages: their months have names
    if _is_told(comments, lang):
        return
    readings = [(comment, either) for comment in comments if (either := _readings(comment.date, lang))]
    if not readings or (order := _order(posted, [either for _, either in readings], lang)) is None:
        return
    for comment, either in readings:
        comment.date = either[order]


_Either = tuple[Date, Date]


def _readings(printed: Date, lang: str | None) -> _Either | None:
    """Return a date with the month first and with the day first, where it can be read both ways."""
    text = printed.text
    if not text or not _IN_NUMBERS.search(text):
        return None
    either = (
        parse_date(text, lang=lang, day_first=False),
        parse_date(text, lang=lang, day_first=True),
    )
    if either[0].value == either[1].value or not all(one.precision in _WHOLE for one in either):
        return None
    return either if printed.precision is Precision.YEAR or printed in either else None


def _order(posted: Date, readings: list[_Either], lang: str | None) -> bool | None:
    """Return whether the day stands first, if the post tells."""
    told = day_order([posted.text or ""])
    if told is None and _readings(posted, lang) is not None:
        return None  # nor does it say of itself
    first = date.fromisoformat((posted.value or "")[:10]) - _ZONES
    early = [
        sum(date.fromisoformat((one[way].value or "")[:10]) < first for one in readings) for way in (0, 1)
    ]
    if bool(early[0]) != bool(early[1]):
        return early[1] == 0
    return told if not early[0] else None


def _is_told(comments: list[DraftComment], lang: str | None) -> bool:
    """Whether dates on the page which can be read but one way tell the order themselves."""
    return any(
        day_order([comment.date.text or ""]) is not None and _readings(comment.date, lang) is None
        for comment in comments
    )
