"""Drupal, 6 to 11: by core's own markup, else told by its marks and read by the generic finder.

Its themes name things too freely for fixed selectors to fit all, but most keep core's names. Its ids
(``comment-12``) look like WordPress's, so it comes first.
"""

import re
from bisect import bisect_right
from itertools import chain, islice

from lxml.html import HtmlElement

from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.drupal_byline import Byline
from scraper.platforms.drupal_markup import Unit, find_units
from scraper.platforms.generic import Generic

_SIGNS = (b"data-drupal-", b"Drupal.settings", b"drupal-settings-json")
_MAKER = re.compile(rb"""content=["']Drupal \d""")
_FOLDER = re.compile(rb"/sites/(?:default|all)/(?:files|themes|modules)/")
_SURE = 0.5
#: Class names of comments by who wrote what they are on, whatever kind of thing that is.
_BY_AUTHOR = re.compile(r"(?:comment-)?by-\w+-author")
#: What holds a comment's words, the surest first.
_WORDS = ("body", "content", "text")
_PAGE = re.compile(r"[?&]page=[\d,%C]")
_FIRST_PAGE = re.compile(r"\?page=0$|&page=0\b|(?<=\?)page=0&")
_BOX = re.compile(r"(?:^|[\s_-])comments?(?:$|[\s_-])")
_STATES = re.compile(r"(?:has|no|with)-comments?")
#: So many elements are looked at for the box of all comments.
_MOST = 10
#: Characters of a heading and the like.
_LITTLE = 100
_OUTER = frozenset({"article", "body", "html", "main"})


class Drupal:
    """Comments of Drupal's own comment module."""

    name = "drupal"

    def recognises(self, page: Page) -> bool:
        """Look for Drupal's settings and folders in the bytes, and for a comment."""
        if not page.holds(b"comment"):
            return False
        # Plain words first: they are found faster than expressions.
        if page.holds(b"/sites/") and _FOLDER.search(page.data):
            return True
        return page.holds(b"rupal") and (any(map(page.holds, _SIGNS)) or _MAKER.search(page.data) is not None)

    def read(self, page: Page) -> Reading | None:
        """Read what core's markup tells of every comment; else what the generic finder is sure of."""
        reading = _read(page) or Generic().read(page)
        if reading is None or reading.confidence < _SURE:
            return None
        reading.platform = self.name
        return reading


def _read(page: Page) -> Reading | None:
    """Read comments in core's markup; ``None`` where most of them lack a name, a date or words."""
    found = find_units(page.outline)
    if found is None:
        return None
    lang = page.tree.get("lang")
    bylines = [Byline(unit, page.outline) for unit in found.all]
    day_first = day_order(byline.line for byline in bylines)
    comments = []
    for unit, byline in zip(found.all, bylines, strict=True):
        words = next((unit.parts[role] for role in _WORDS if role in unit.parts), None)
        skip = unit.skip if "body" in unit.parts else unit.skip | unit.metas
        body = clean(words, base=page.url, skip=skip) if words is not None else Clean()
        comments.append(
            DraftComment(
                key=unit.number,
                native_id=unit.number,
                parent=unit.parent,
                author=byline.name,
                author_url=absolute(byline.link, page.url),
                by_post_author=any(map(_BY_AUTHOR.fullmatch, unit.names)),
                date=byline.date(lang, day_first),
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
    root = _root(found.top, page.outline)
    others = _other_pages(page, found.all, found.top if root is None else root)
    more = tuple(dict.fromkeys(url for url in others if url is not None))
    return Reading(
        platform=Drupal.name,
        comments=comments,
        roots=found.holders if root is None else [root],
        complete=not others,
        more=more,
    )


# ---- around the comments


def _other_pages(page: Page, units: list[Unit], top: HtmlElement) -> list[str | None]:
    """Return the URLs of the other pages of these comments; ``None`` for one that cannot be made whole."""
    if not page.holds(b"page="):
        return []
    outline = page.outline
    here = _FIRST_PAGE.sub("", (page.url or "").partition("#")[0])
    found: list[str | None] = []
    first, stop, firsts = outline.places[top], outline.after(top), [unit.first for unit in units]
    for place, href in outline.having("href").items():
        if not first <= place < stop or outline.tags[place] != "a" or not _PAGE.search(href):
            continue
        at = bisect_right(firsts, place)
        if not at or place >= units[at - 1].last:  # in no comment
            url = absolute(href, page.url)
            whole = _FIRST_PAGE.sub("", url.partition("#")[0]) if url else None
            if (whole or _FIRST_PAGE.sub("", href)) not in ("", here):
                found.append(whole)
    return found


def _root(top: HtmlElement, outline: Outline) -> HtmlElement | None:
    """Return the box of the comments with their heading and form; ``None`` where they are in none."""
    root, inner = None, top
    for around in islice(chain([top], top.iterancestors()), _MOST):
        inside = slice(outline.places[around] + 1, outline.after(around))
        if around.tag in _OUTER or "h1" in outline.tags[inside]:
            break
        if _is_box(around):
            root = around
        elif around is not top and _follows_much(inner):
            break
        inner = around
    return root


def _follows_much(element: HtmlElement) -> bool:
    """Say whether more than a heading stands before an element."""
    left = _LITTLE
    for before in element.itersiblings("*", preceding=True):
        left -= len(line_of(before, limit=_LITTLE))
        if left < 0:
            return True
    return False


def _is_box(element: HtmlElement) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return _BOX.search(_STATES.sub("", names)) is not None
