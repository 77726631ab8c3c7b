"""By whom and when a Drupal comment was written: by core's names, else in the line that has a date.

Core prints both in one line, "Submitted by Ann on Fri, 03/14/2014 - 10:05", or apart; themes take away the
names of their elements, write "2 years ago" and put the date into a tooltip, or the time beside the date. A
machine's date is in a ``time``, or in RDFa. ``data-comment-timestamp`` is none: it is when the comment was
last changed, which may be when it was let through.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import line_of
from scraper.dates import parse_date
from scraper.outline import Outline
from scraper.platforms.drupal_markup import Unit
from scraper.platforms.generic.bylines import LONGEST_NAME, name_in_line, tidy
from scraper.platforms.generic.words import STAMP, says_ago, says_since

_CREATED = re.compile(r"\b(?:dc:created|schema:dateCreated)\b")
_PERSON = re.compile(r"\b(?:schema:Person|sioc:UserAccount)\b")
_NUMBER = re.compile(r"\d\d")
#: So many elements are looked at for a date, and for a name in the line of name and date.
_MOST = 10
_LONGEST_LINE = 160
#: Longer words than these are no date's line, nor is a longer title a date.
_LONGEST_STAMP = 90
#: What is around a date may tell its time too, so many steps up.
_STEPS = 3
#: Characters of a day without its time.
_A_DAY = len("2014-03-14")


class Byline:
    """By whom and when one comment was written.

    Attributes:
        name, link: Its author, and where the name leads.
        line: The words in which its date stands, without a name that has numbers of its own.
    """

    __slots__ = ("_dated", "_machine", "_unit", "line", "link", "name")

    def __init__(self, unit: Unit, outline: Outline) -> None:
        self._unit = unit
        self._dated, self._machine, words = _date_in(unit, outline)
        self.name, self.link = _author(unit, outline, self._dated)
        if self.name and any(map(str.isdigit, self.name)):
            words = words.replace(self.name, "", 1)
        self.line = words

    def date(self, lang: str | None, day_first: bool | None) -> Date:
        """Return the comment's date."""
        found = parse_date(self.line, machine=self._machine, lang=lang, day_first=day_first)
        if self._dated is None or found.value is None or len(found.value) > _A_DAY:
            return found
        for _, line in _around(self._dated, self._unit):
            finer = parse_date(line, lang=lang, day_first=day_first)
            if finer.value and len(finer.value) > _A_DAY and finer.value.startswith(found.value):
                return finer
        return found


def _date_in(unit: Unit, outline: Outline) -> tuple[HtmlElement | None, str | None, str]:
    """Return the element of a comment's date, what it tells machines, and its words."""
    given = next((unit.parts[role] for role in ("stamp", "time", "submitted") if role in unit.parts), None)
    line, machine = "", None
    if given is not None:
        line, machine = line_of(given, unit.skip), given.get("datetime") or _created(given)
        if machine or STAMP.search(line) or parse_date(line).value:
            return given, machine, line
    for element, title in islice(_loose(unit, outline), _MOST):
        words = line_of(element, limit=_LONGEST_LINE)
        if len(words) <= _LONGEST_LINE and not says_since(words):
            return element, title or _created(element), words
    return given, machine, line


def _created(element: HtmlElement) -> str | None:
    """Return the date that RDFa gives in an element."""
    created = (one for one in element.iter("*") if (said := one.get("property")) and _CREATED.search(said))
    return next((one.get("content") for one in created), None)


def _loose(unit: Unit, outline: Outline) -> Iterator[tuple[HtmlElement, str | None]]:
    """Yield what of a comment, but not of its words, has a day in it or in its title, with that title."""
    words = next((unit.parts[role] for role in ("content", "text") if role in unit.parts), None)
    first = last = 0
    if words is not None and "body" not in unit.parts:
        first, last = outline.places[words], outline.after(words)
    for place in unit.loose:
        if first <= place < last:
            continue
        element = outline.elements[place]
        if _has_day(element.text):
            yield element, None
        title = element.get("title")
        if title and _has_day(title) and _is_told(line_of(element, limit=_LONGEST_STAMP)):
            yield element, title
        if _has_day(element.tail) and element.getparent() is not unit.element:
            yield element.getparent(), None


def _has_day(words: str | None) -> bool:
    if words is None or len(words) > _LONGEST_STAMP or _NUMBER.search(words) is None:
        return False  # most are the white space between elements
    return STAMP.search(words) is not None


def _is_told(text: str) -> bool:
    """Say whether a title may be the date of these words: "2y", nothing at all."""
    return not text or any(map(str.isdigit, text)) or says_ago(text)


def _around(element: HtmlElement, unit: Unit) -> Iterator[tuple[HtmlElement, str]]:
    """Yield what of a comment is around an element, and its words, as long as they are few."""
    for above in islice(element.iterancestors(), _STEPS):
        if above is unit.element:
            return
        line = line_of(above, limit=_LONGEST_LINE)
        if len(line) > _LONGEST_LINE:
            return
        yield above, line


# ---- the name


def _author(unit: Unit, outline: Outline, dated: HtmlElement | None) -> tuple[str | None, str | None]:
    """Return a comment's author, and where the name leads."""
    for role in ("name", "author"):
        element = unit.parts.get(role)
        if element is None:
            continue
        line = line_of(element)
        if STAMP.search(line) is None and (name := tidy(line)):
            return name, _link(element)
    submitted = unit.parts.get("submitted")
    for around in (submitted, dated if dated is not submitted else None):
        if around is not None and (found := _in_line(around, line_of(around, unit.skip)))[0]:
            return found
    for place in unit.loose:
        element = outline.elements[place]
        kind = element.get("typeof")
        if kind and _PERSON.search(kind) and (name := tidy(line_of(element))):
            return name, _link(element)
    for around, line in _around(dated, unit) if dated is not None and dated is not submitted else ():
        if (found := _in_line(around, line))[0]:
            return found
    return None, None


def _in_line(around: HtmlElement, line: str) -> tuple[str | None, str | None]:
    """Return the name in the line that has the date, and where it leads."""
    for element in islice(around.iter("a", "span"), _MOST):
        text = line_of(element, limit=LONGEST_NAME)
        if text and STAMP.search(text) is None and (name := tidy(text)):
            if element.tag != "a":
                return name, _link(element)
            if "#" not in (element.get("href") or "#"):
                return name, element.get("href")
    return name_in_line(line, is_dated=True), None


def _link(element: HtmlElement) -> str | None:
    return next((href for link in element.iter("a") if (href := link.get("href"))), None)
