"""Drupal, 6 to 11: by core's own markup, else told by its marks and read by the generic finder.

Its themes name things too freely for fixed selectors to fit all, but most keep core's names. Its ids
(``comment-12``) look like WordPress's, so it comes first.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.drupal_markup import Unit, find_units
from scraper.platforms.generic import Generic
from scraper.platforms.generic.bylines import LONGEST_NAME, name_in_line, tidy
from scraper.platforms.generic.words import STAMP

_SIGNS = (b"data-drupal-", b"Drupal.settings", b"drupal-settings-json")
_MAKER = re.compile(rb"""content=["']Drupal \d""")
_FOLDER = re.compile(rb"/sites/(?:default|all)/(?:files|themes|modules)/")
_SURE = 0.5
_BY_AUTHOR = frozenset({"comment-by-node-author", "by-node-author"})
_CREATED = re.compile(r"\b(?:dc:created|schema:dateCreated)\b")
_PAGE = re.compile(r"[?&]page=[\d,%C]")
_FIRST_PAGE = re.compile(r"\?page=0$|&page=0\b|(?<=\?)page=0&")
_BOX = re.compile(r"(?:^|[\s_-])comments?(?:$|[\s_-])")
_STATES = re.compile(r"(?:has|no|with)-comments?")
#: So many elements are looked at for a name in the line of name and date, and for the box of all comments.
_MOST = 10
_OUTER = frozenset({"article", "body", "html", "main"})


class Drupal:
    """Comments of Drupal's own comment module."""

    name = "drupal"

    def recognises(self, page: Page) -> bool:
        """Look for Drupal's settings and folders in the bytes, and for a comment."""
        data = page.data
        if b"comment" not in data:
            return False
        # Plain words first: they are found faster than expressions.
        if b"/sites/" in data and _FOLDER.search(data):
            return True
        return b"rupal" in data and (any(sign in data for sign in _SIGNS) or _MAKER.search(data) is not None)

    def read(self, page: Page) -> Reading | None:
        """Read what core's markup tells of every comment; else what the generic finder is sure of."""
        reading = _read(page) or Generic().read(page)
        if reading is None or reading.confidence < _SURE:
            return None
        reading.platform = self.name
        return reading


def _read(page: Page) -> Reading | None:
    """Read comments in core's markup; ``None`` where most of them lack a name, a date or words."""
    units, top = find_units(page.outline)
    if top is None:
        return None
    role = "body" if any("body" in unit.parts for unit in units) else "content"
    authors = [_author(unit) for unit in units]
    lines = [_line(unit, name) for unit, (name, _) in zip(units, authors, strict=True)]
    lang, day_first = page.tree.get("lang"), day_order(lines)
    comments = []
    for unit, line, (name, link) in zip(units, lines, authors, strict=True):
        words = unit.parts.get(role)
        body = clean(words, base=page.url, skip=unit.skip) if words is not None else Clean()
        comments.append(
            DraftComment(
                key=unit.number,
                native_id=unit.number,
                parent=unit.parent,
                author=name,
                author_url=absolute(link.get("href"), page.url) if link is not None else None,
                by_post_author=not _BY_AUTHOR.isdisjoint(unit.names),
                date=_date(unit, line, lang, day_first),
                text=body.text,
                html=body.html,
                links=body.links,
                url=f"{page.url.partition('#')[0]}#comment-{unit.number}" if page.url else None,
            )
        )
    for known in (
        [one for one in comments if one.author],
        [one for one in comments if one.date.value],
        [one for one in comments if one.text or one.html],
    ):
        if 2 * len(known) <= len(comments):
            return None
    others = _other_pages(page, units, top)
    more = tuple(dict.fromkeys(url for url in others if url is not None))
    return Reading(
        platform=Drupal.name, comments=comments, roots=_roots(units, top), complete=not others, more=more
    )


# ---- name and date


def _author(unit: Unit) -> tuple[str | None, HtmlElement | None]:
    """Return a comment's author, and the link on the name."""
    parts = unit.parts
    for role in ("name", "author"):
        element = parts.get(role)
        if element is not None and (name := tidy(line_of(element))):
            return name, next((link for link in element.iter("a") if link.get("href")), None)
    around = parts.get("submitted")
    if around is None:
        return None, None
    for element in islice(around.iter("a", "span"), _MOST):
        text = line_of(element, limit=LONGEST_NAME)
        is_link = element.tag == "a"
        if text and STAMP.search(text) is None and (name := tidy(text)):
            if not is_link:
                return name, next((link for link in element.iter("a") if link.get("href")), None)
            if "#" not in (element.get("href") or "#"):
                return name, element
    return name_in_line(line_of(around), is_dated=True), None


def _line(unit: Unit, name: str | None) -> str:
    """Return the words in which a comment's date stands, without a name that has numbers of its own."""
    element = next((unit.parts[role] for role in ("stamp", "time", "submitted") if role in unit.parts), None)
    line = line_of(element) if element is not None else ""
    return line.replace(name, "", 1) if name and any(map(str.isdigit, name)) else line


def _date(unit: Unit, line: str, lang: str | None, day_first: bool | None) -> Date:
    stamp, around = unit.parts.get("stamp"), unit.parts.get("submitted")
    machine = None
    if stamp is not None:
        machine = stamp.get("datetime")
    elif around is not None:
        created = (one for one in around.iter() if _CREATED.search(one.get("property") or ""))
        machine = next((one.get("content") for one in created), None)
    return parse_date(line, machine=machine, lang=lang, day_first=day_first)


# ---- around the comments


def _other_pages(page: Page, units: list[Unit], top: HtmlElement) -> list[str | None]:
    """Return the URLs of the other pages of these comments; ``None`` for one that cannot be made whole."""
    if b"page=" not in page.data:
        return []
    outline = page.outline
    here = _FIRST_PAGE.sub("", (page.url or "").partition("#")[0])
    found: list[str | None] = []
    place, inside = outline.places[top], {unit.first: unit.last for unit in units}
    stop = outline.after(top)
    while place < stop:
        if place in inside:
            place = inside[place]
            continue
        if outline.tags[place] == "a" and _PAGE.search(href := outline.elements[place].get("href") or ""):
            url = absolute(href, page.url)
            whole = _FIRST_PAGE.sub("", url.partition("#")[0]) if url else None
            if (whole or _FIRST_PAGE.sub("", href)) not in ("", here):
                found.append(whole)
        place += 1
    return found


def _roots(units: list[Unit], top: HtmlElement) -> list[HtmlElement]:
    """Return the box of the comments with their heading and form; without one, what they are laid out in."""
    root = None
    for around in islice(chain([top], top.iterancestors()), _MOST):
        if around.tag in _OUTER or around.find(".//h1") is not None:
            break
        if _is_box(around):
            root = around
        elif around is not top:
            break
    return [root] if root is not None else list(_laid_out(units, top))


def _is_box(element: HtmlElement) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return _BOX.search(_STATES.sub("", names)) is not None


def _laid_out(units: list[Unit], top: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the comments, and the boxes of replies, that stand right in an element that holds more."""
    for unit in units:
        if unit.around is top:
            yield unit.element
    yield from (box for box in top if "indented" in (box.get("class") or "").split())
