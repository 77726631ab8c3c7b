"""What only attributes and text tell of a WordPress comment's elements: most ask for no object of lxml's."""

from lxml.includes.etreepublic cimport import_lxml__etree
from lxml.includes.tree cimport xmlAttr

from scraper.compiled.nodes cimport attribute_named, check, value
from scraper.compiled.outline cimport Elements

from scraper.lines import line_of as _line_of
from scraper.platforms import wordpress_kinds
from scraper.platforms.wordpress_own import MARKS as _MARKS

check()
import_lxml__etree()

cdef object LINK = wordpress_kinds.Asked.LINK, EITHER = wordpress_kinds.Asked.EITHER
cdef object AROUND_A_DATE = wordpress_kinds.Asked.AROUND_A_DATE
cdef frozenset _PROPERTIES = wordpress_kinds.DATE_PROPERTIES
cdef object _has_digit = wordpress_kinds.DIGIT.search, _has_year = wordpress_kinds.YEAR.search
cdef object _is_full_date = wordpress_kinds.FULL_DATE.search


def ask(parts not None, hrefs not None):
    """Do what ``scraper.platforms.wordpress_parts`` does in Python."""
    cdef object outline = parts.unit.outline, what, href, element
    cdef str number = parts.unit.native_id, title, text
    cdef Elements elements = outline.elements
    cdef list places = parts.places, dates = parts.dates, loose = [], around = []
    cdef Py_ssize_t at, place
    for at, what in parts.skeleton.asked:
        place = places[at]
        if what is LINK:
            href = hrefs.get(place)
            if href and ("#" in href or "replytocom" in href):
                _note_link(parts, elements, place, href, number)
        elif what is AROUND_A_DATE:
            title = _said(elements, place, b"title")
            if title and len(title) < 60 and _is_full_date(title):
                element = elements.at(place)
                dates.append((element, _line_of(element, limit=150), title))
            else:
                around.append(place)
        elif not _note_date(outline, elements, place, dates, loose) and what is EITHER:
            around.append(place)
    if around and not _is_sure(dates):
        for place in around:
            element = elements.at(place)
            text = _line_of(element, limit=150)
            if len(text) < 150 and _has_year(text):
                loose.append((element, text, None))
    if len(loose) > 1:
        loose.sort(key=_length)
    dates.extend(loose)


def _length(tuple date not None):
    return len(<str>date[1])


cdef bint _is_sure(list dates):
    """Say whether there is a date for machines."""
    cdef tuple date
    for date in dates:
        if date[2]:
            return True
    return False


cdef int _note_link(parts, Elements elements, Py_ssize_t place, str href, str number) except -1:
    cdef str fragment = href[href.rfind("#") + 1 :], bare = href.lower(), text, title
    cdef bint is_own = number is not None and fragment.endswith(number)
    if is_own:
        is_own = fragment[: len(fragment) - len(number)] in _MARKS
    if "#reply" in bare or (not is_own and ("replytocom=" in bare or bare.endswith("#respond"))):
        parts.buttons.append(place)
        return 0
    if not is_own or not number:
        return 0
    if parts.permalink is None:
        parts.permalink = href
    element = elements.at(place)
    text = _line_of(element, limit=150)
    if _has_digit(text) and "reply" not in (parts.unit.outline.labels[place] or ""):
        title = _said(elements, place, b"title")
        if not (title and _has_year(title.replace(number, ""))):
            title = None
        parts.dates.append((element, text, title))
    return 0


cdef bint _note_date(outline, Elements elements, Py_ssize_t place, list dates, list loose) except -1:
    cdef str machine = _said(elements, place, b"datetime"), tag = outline.tags[place]
    if machine is None and tag == "abbr":
        machine = _said(elements, place, b"title")
        if machine is None and _said(elements, place, b"itemprop") not in _PROPERTIES:
            return False
    machine = machine or _said(elements, place, b"content") or _said(elements, place, b"pubdate")
    element = elements.at(place)
    (dates if machine or tag == "time" else loose).append((element, _line_of(element), machine))
    return True


cdef inline str _said(Elements elements, Py_ssize_t place, const char* name):
    """Return an element's attribute, if it has it."""
    cdef xmlAttr* attribute = attribute_named(elements.places[place].node, name)
    return None if attribute is NULL else value(attribute)
