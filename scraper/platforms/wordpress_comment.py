"""One comment's author, date and words, wherever a theme puts them.

No theme's own names are known here. A name stands where microformats, schema.org or a class that speaks of an
author say; a date is what reads as one; the words are the paragraphs that are neither, and what most comments
of the page repeat is furniture.
"""

import re

from lxml.html import HtmlElement

from pmlarchive.model import Date, Kind, Precision
from scraper.clean import Clean, absolute, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page
from scraper.platforms.wordpress_extent import ITEM, around
from scraper.platforms.wordpress_names import links_in, read_names
from scraper.platforms.wordpress_parts import BLOCKS, Parts, read_parts
from scraper.platforms.wordpress_units import Unit
from scraper.platforms.wordpress_words import words_of

#: A ping's excerpt, from its beginning.
_LISTED = re.compile(r"(?:[\s:–—-]*[\[(]\s?(?:…|\.\.\.).*)?", re.DOTALL)
_PING_BY = re.compile(r"\s*(?:ping|track)back\b", re.IGNORECASE)
_BY = re.compile(r"\s*(?:ping|track)back\s+(?:by|from|von|de|da|door|av)\s*", re.IGNORECASE)
_NO_WORDS = re.compile(r"(?:ping|track)back\W*", re.IGNORECASE)
#: Class names of a date alone, which it is even where no year is printed.
_ITS_DATE = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|timestamp)(?:\s|$)")
_CLOCK = re.compile(r"\d\s?[:.h]\s?\d\d")
_UNKNOWN = Date()
# An enumeration's member is not found as fast as a global one.
_DAY, _MINUTE, _SECOND = Precision.DAY, Precision.MINUTE, Precision.SECOND
_WHOLE = (_DAY, _MINUTE, _SECOND)
_COMMENT, _PING = Kind.COMMENT, Kind.PING
_EXCERPT = re.compile(r"^\s*\[\s?(?:…|\.\.\.)\s?\].*\[\s?(?:…|\.\.\.)\s?\]\s*$", re.DOTALL)


def read_units(units: list[Unit], page: Page) -> list[DraftComment]:
    """Return the comments, in page order, with keys for those that WordPress's number is not printed of."""
    lang = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    template = read_parts(units, page)
    every = template.every
    day_first = day_order(
        [words for parts in every for _, text, machine in parts.dates for words in (text, machine) if words]
    )
    names = read_names(every, lang, day_first)
    keys = {unit: unit.native_id or f"#{place}" for place, unit in enumerate(units, 1)}
    base, cites = page.url, "cite" in page.outline.tags
    pages: dict[str, str | None] = {}  # that permalinks lead to
    found = []
    for parts, (said, name_element) in zip(every, names, strict=True):
        unit, name = parts.unit, said
        date, when = _date(parts, name_element, lang, day_first)
        body = words_of(parts, template, name_element, when, base)
        listed = False
        if not parts.dates:
            listed = _is_listed_ping(parts)
            if not listed:
                date = _loose_date(parts, name, name_element, lang, day_first)
        is_ping = unit.is_ping or listed or _says_ping(name_element, cites)
        text = body.text
        if is_ping and _NO_WORDS.fullmatch(text):
            body = Clean()
        author_url = _author_url(name_element, base, page.outline)
        if is_ping and name is None:
            body = Clean()
            name, author_url = _linking_page(unit, base)
        is_ping = is_ping or ("[" in text[:9] and _EXCERPT.match(text) is not None)
        comment = DraftComment(
            key=keys[unit],
            native_id=unit.native_id,
            parent=unit.parent_id or (keys[unit.parent] if unit.parent else None),
            kind=_PING if is_ping else _COMMENT,
            author=name,
            author_url=author_url,
            by_post_author="bypostauthor" in unit.labels,
            date=date,
            text=body.text,
            html=body.html,
            url=_permalink(parts, base, pages),
            links=body.links,
        )
        found.append(comment)
    return found


def _is_listed_ping(parts: Parts) -> bool:
    """Whether a list's item is a link and no more, or but an excerpt: so themes list pings by themselves."""
    item = parts.unit.element
    if (
        parts.unit.is_marked
        or parts.skeleton.names
        or parts.bodies
        or not ITEM.match(item.tag)
        or not len(item)
    ):
        return False
    link = item[0]
    if link.tag != "a" or (item.text or "").strip() or "external" not in (link.get("rel") or ""):
        return False
    skip = {link, *(parts.unit.outline.elements[place] for place in parts.unit.inner)}
    return _LISTED.fullmatch(line_of(item, skip=skip, limit=100)) is not None


def _says_ping(name: HtmlElement | None, cites: bool) -> bool:
    """Whether a name stands in "Pingback by …", as WordPress's first themes print it."""
    if name is None:
        return False
    if len(name) and (text := name.text) and _BY.fullmatch(text):
        return True
    if not cites:
        return False
    if name.tag == "cite" and _PING_BY.match(name.text or ""):
        return True
    outer = name.getparent()
    return outer is not None and outer.tag == "cite" and _PING_BY.match(outer.text or "") is not None


def _permalink(parts: Parts, base: str | None, pages: dict[str, str | None]) -> str | None:
    link = parts.permalink
    if link is not None:
        page, mark, fragment = link.partition("#")
        if page in pages:
            whole = pages[page]
        elif page and " " not in page and page.isprintable():
            whole = pages[page] = absolute(page, base)
        else:
            whole, mark, fragment = absolute(link, base), "", ""
        if whole:
            return f"{whole}{mark}{fragment}"
    number = parts.unit.native_id
    return f"{base.partition('#')[0]}#comment-{number}" if base and number else None


def _author_url(element: HtmlElement | None, base: str | None, outline: Outline) -> str | None:
    if element is None:
        return None
    links = [element]
    if element.tag != "a":
        links = links_in(element, outline) if len(element) else []
        parent = None if links else element.getparent()
        if parent is not None and parent.tag == "a":
            links = [parent]
    for link in links:
        href = link.get("href")
        if href and "#" not in href and (url := absolute(href, base)):
            return url
    return None


def _linking_page(unit: Unit, base: str | None) -> tuple[str | None, str | None]:
    """Return title and URL of ``Pingback: <a>title</a>``: the title stands for the author."""
    elements, tags = unit.outline.elements, unit.outline.tags
    hrefs = unit.hrefs
    for start, stop in unit.spans:
        for place in range(start, stop):
            href = hrefs.get(place)
            if tags[place] == "a" and "#" not in (href or "") and (title := line_of(elements[place])):
                return title, absolute(href, base)
    return None, None


def _date(
    parts: Parts, name: HtmlElement | None, lang: str | None, day_first: bool | None
) -> tuple[Date, HtmlElement | None]:
    best, found = _UNKNOWN, None
    for element, text, machine in parts.dates:
        date = parse_date(text, machine=machine, lang=lang, day_first=day_first)
        precision = date.precision
        if precision is _MINUTE or precision is _SECOND:
            return date, element
        if precision is _DAY or (
            precision is None
            and _CLOCK.search(text)
            and not any(for_machines for _, _, for_machines in parts.dates)
        ):
            date = _with_the_rest(element, text, date, parts, name, lang, day_first)
            precision = date.precision
        if precision in _WHOLE:
            return date, element
        if best.value is None and (date.value or best.text is None):
            best = date
            found = element if len(text) < 60 and _ITS_DATE.search(element.get("class") or "") else None
    return best, found


def _with_the_rest(
    element: HtmlElement,
    text: str,
    date: Date,
    parts: Parts,
    name: HtmlElement | None,
    lang: str | None,
    day_first: bool | None,
) -> Date:
    """Look beside a date for the time of day, or beside a time for the day (``March 5th at <a>2:57</a>``)."""
    elements, places = parts.unit.outline.elements, parts.unit.outline.places
    apart = [elements[place] for place in parts.bodies]
    if name is not None:
        apart.append(name)
    at = places[element]
    skip = {other for other in apart if not places[other] < at < places.after(other)}  # none is around it
    outer = element.getparent()
    for _ in range(2):
        if outer is None or len(line := line_of(outer, skip, limit=150)) > 150:
            break
        for words in (line, f"{text} {line_of(outer, {*skip, element})}"):  # two elements may touch
            wider = parse_date(words, lang=lang, day_first=day_first)
            if wider.precision is _MINUTE and (wider.value or "").startswith(date.value or ""):
                return wider
        outer = outer.getparent()
    return date


def _loose_date(
    parts: Parts, said: str | None, name: HtmlElement | None, lang: str | None, day_first: bool | None
) -> Date:
    """Look for a date in what stands between the name and the words, or behind the name in its element."""
    outline = parts.unit.outline
    every, tags, labels = outline.elements, outline.tags, outline.labels
    skip = {
        every[place]
        for start, stop in parts.unit.spans
        for place in range(start, stop)
        if tags[place] in BLOCKS and not labels[place]
    }
    outer = around([name] if name is not None else [], {parts.unit.element})
    skip.update(every[place] for place in parts.unit.inner)
    skip.update(every[place] for place in parts.bodies if every[place] not in outer)
    if name is not None:
        skip.add(name)
    text = line_of(parts.unit.element, skip=skip - {parts.unit.element})
    date = parse_date(text[:200], lang=lang, day_first=day_first)
    if date.value is None and said and name is not None and name.tag != "a":
        behind = line_of(name, limit=150).partition(said)[2]
        date = parse_date(behind, lang=lang, day_first=day_first) if len(behind) > 5 else date
    return date if date.value else _UNKNOWN
