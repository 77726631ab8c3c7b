"""Vanilla Forums: a discussion and the flat list of its comments, each under its number.

Built on real pages and on Vanilla's own views, back to those of 2011. Quotations are no answers: the pages
tell an order alone.
"""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading

_ID = re.compile(r"(Comment|Discussion)_([1-9][0-9]*)")
_PAGE = re.compile(r"/p[0-9]+(?:[?#]|$)")
#: What a pager calls its links; that to the first page has no number in its address.
_NUMBERED = re.compile(r"p-\d|Previous$|Next$")
_LIST = "MessageList"
_ROLES = {
    "Author": "author", "DateCreated": "date", "Permalink": "link", "Message": "body", "Signature": "skip",
    "QuoteLink": "skip",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class _Unit:
    """A message's element, and the first element of each of its parts."""

    element: HtmlElement
    number: str
    is_opening: bool
    parts: dict[str, HtmlElement] = field(default_factory=dict)
    skip: set[HtmlElement] = field(default_factory=set)


class Vanilla:
    """Discussions of Vanilla forums."""

    name = "vanilla"

    def recognises(self, page: Page) -> bool:
        """Look for the list of messages and a comment's id."""
        return _LIST in page.outline.names and "Comment_" in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read the comments; the discussion itself, which stands on its first page alone, is the post."""
        units = _units(page.outline)
        opening = next((unit for unit in units if unit.is_opening), None)
        found = [unit for unit in units if not unit.is_opening]
        if not found:
            return None
        post = None if opening is None else _message(opening, page)
        comments = [_message(unit, page) for unit in found]
        for comment in comments:
            if post is not None and post.author is not None and comment.author == post.author:
                comment.by_post_author = True
        more = _other_pages(page)
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[unit.element for unit in units],
            is_bare=True,
            complete=post is not None and not more,
            more=more,
            post=post,
        )


def _units(outline: Outline) -> list[_Unit]:
    """Return the messages in page order: the discussion, if it is there, and each comment once."""
    found: dict[tuple[bool, str], _Unit] = {}
    stop = 0
    for place, name in outline.ids.items():
        match = _ID.fullmatch(name)
        if match is None or place < stop:
            continue
        element = outline.elements[place]
        around = element.getparent()
        if around is None or _LIST not in (around.get("class") or ""):
            continue  # of a list of discussions beside the page
        stop = outline.after(element)
        unit = _Unit(element, match[2], match[1] == "Discussion")
        _sort_parts(unit, place + 1, stop, outline)
        if "body" in unit.parts:
            # A chosen answer may stand above all comments, and once more at its place.
            key = unit.is_opening, unit.number
            found.pop(key, None)
            found[key] = unit
    return list(found.values())


def _sort_parts(unit: _Unit, place: int, stop: int, outline: Outline) -> None:
    body = 0
    while place < stop:
        label = outline.labels[place]
        role = next((_ROLES[name] for name in label.split() if name in _ROLES), None) if label else None
        element = outline.elements[place]
        if role == "skip":
            unit.skip.add(element)
        elif place >= body and role is not None and role not in unit.parts:
            unit.parts[role] = element
            body = outline.after(element) if role == "body" else body
        elif place >= body and outline.tags[place] == "time":
            unit.parts.setdefault("time", element)
        place += 1


def _message(unit: _Unit, page: Page) -> DraftComment:
    parts, base = unit.parts, page.url
    author, link = None, parts.get("link")
    profile = None
    if "author" in parts:
        profile = next((one for one in parts["author"].iter("a") if line_of(one)), None)
        author = line_of(profile if profile is not None else parts["author"]) or None
    body = clean(parts["body"], base=base, skip=unit.skip)
    return DraftComment(
        key=unit.number,
        native_id=unit.number,
        author=author,
        author_url=absolute(profile.get("href"), base) if profile is not None else None,
        by_post_author="isOriginalPoster" in (unit.element.get("class") or "").split(),
        date=_date(unit, page.tree.get("lang")),
        text=body.text,
        html=body.html,
        links=body.links,
        url=absolute(link.get("href"), base) if link is not None else None,
    )


def _date(unit: _Unit, lang: str | None) -> Date:
    stamp, around = unit.parts.get("time"), unit.parts.get("date")
    if stamp is not None:
        return parse_date(line_of(stamp), machine=stamp.get("datetime") or stamp.get("title"), lang=lang)
    return parse_date(line_of(around), lang=lang) if around is not None else Date()


def _other_pages(page: Page) -> tuple[str, ...]:
    """Return the URLs in the pagers, but for this page's own."""
    found: dict[str, None] = {}
    for pager in page.outline.labelled("Pager"):
        for link in pager.iterchildren("a"):
            names = (link.get("class") or "").split()
            url = absolute(link.get("href"), page.url)
            if url is None or link.get("aria-current") or "Highlight" in names:
                continue
            if _PAGE.search(url) or link.get("rel") in ("prev", "next") or any(map(_NUMBERED.match, names)):
                found[url.partition("#")[0]] = None
    found.pop((page.url or "").partition("#")[0], None)
    return tuple(found)
