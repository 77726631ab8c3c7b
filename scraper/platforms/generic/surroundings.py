"""Where a page's elements stand: among comments, among its furniture, in forms, in teasers."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import or_
from urllib.parse import SplitResult, urljoin, urlsplit

from scraper.clean import line_of
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.survey import Survey, holds

_PEOPLE = re.compile(r"/(?:users?|u|profiles?|members?|people|authors?)/", re.IGNORECASE)
_PLAIN = re.compile(r"(?:^|&)(?:p|page_id|q)=[\w/]+")
_HEADINGS = ("h1", "h2", "h3", "h4")
_WHOLE = frozenset({"body", "html", "main"})
_TELLING = Mark.ASIDE | Mark.COMMENT | Mark.LIST
_HEAD = 40
#: A teaser's heading has at least so many.
_WORDS = 3


class Surroundings:
    """What surrounds each element of a page.

    Attributes:
        in_list: 1 for what stands among comments.
        aside: 1 for what stands among the page's furniture.
        in_form: 1 for what is inside a form to write into.
        titles, textareas, secrets: Places of ``h1``, ``textarea`` and fields for a password.
        reply_forms: Places of WordPress's box to write a reply in, whatever the theme puts around it.
    """

    def __init__(self, survey: Survey, url: str | None) -> None:
        self.survey = survey
        self.titles = survey.places("h1")
        self.textareas = survey.places("textarea")
        inputs = survey.places("input")
        self.secrets = [place for place in inputs if survey.node(place).get("type") == "password"]
        self.in_list, self.aside = self._lists()
        self.in_form = self._forms()
        self.reply_forms = {place for place, name in survey.ids.items() if name == "respond"}
        for kind, places in survey.by_kind.items():
            if "comment-respond" in kind and "comment-respond" in kind.split():
                self.reply_forms.update(places)
        self._url = url
        own = _split(url, None) if url else None
        self._here = _page_of(own) if own is not None else None
        self._teasers: dict[int, bool] = {}
        self._in_headings, self._elsewhere = self._linked()
        self._forms_in_list = len(self.textareas) > 1
        self.has_strays = self._forms_in_list or 1 in self.aside or 1 in self.in_form or bool(self._elsewhere)

    def _lists(self) -> tuple[bytearray, bytearray]:
        """Say of every element whether it stands among comments, and whether among the page's furniture."""
        survey = self.survey
        tags, ends = survey.tags, survey.end
        whole = max(1, survey.span(0))
        in_list, aside = bytearray(len(tags)), bytearray(len(tags))
        sealed = 0
        telling = {place for place in survey.marked if survey.marks[place] & _TELLING}
        telling.update(survey.places("nav", "aside"))
        for place in sorted(telling):
            mark, tag, end = survey.marks[place], tags[place], ends[place]
            beside = bool(mark & Mark.ASIDE) or tag == "nav" or (tag == "aside" and not mark & Mark.COMMENT)
            if beside and tag != "nav":
                small = tag not in _WHOLE and survey.span(place) < 0.6 * whole
                beside = small and bisect_left(self.titles, end) == bisect_left(self.titles, place)
            if beside and mark & Mark.RECENT and not holds(survey.replies, place, end):
                # However its parts are called, these are excerpts, no comments of this page.
                sealed = max(sealed, end)
            listed = mark & (Mark.COMMENT | Mark.LIST) and not beside and tag not in ("body", "html")
            listed = listed and place >= sealed
            if listed and not in_list[place]:
                in_list[place:end] = b"\1" * (end - place)
            if beside:
                if not aside[place]:
                    aside[place:end] = b"\1" * (end - place)
            elif listed and mark & Mark.LIST and aside[place]:
                # A box of comments is one wherever its theme puts it.
                aside[place:end] = bytes(end - place)
        return in_list, aside

    def _forms(self) -> bytearray:
        """Mark what is inside a form to write into (but not where a page is one big form)."""
        survey, stop = self.survey, 0
        found = bytearray(len(survey.tags))
        whole = max(1, survey.span(0))
        for place in survey.places("form") if self.textareas else ():
            end = survey.end[place]
            if place >= stop and survey.span(place) < 0.3 * whole and "textarea" in survey.tags[place:end]:
                stop = end
                found[place:end] = b"\1" * (end - place)
        return found

    def _linked(self) -> tuple[list[int], list[int]]:
        """Return the places of links in headings, and of those to a comment on another page."""
        survey, here = self.survey, self._here
        hrefs, links = survey.hrefs, list(survey.hrefs)
        inside: list[int] = []
        headings = survey.places(*_HEADINGS)
        for place, after in zip(headings, [*headings[1:], len(survey.tags)], strict=False):
            last = min(survey.end[place], after)
            inside += [
                link
                for link in links[bisect_left(links, place) : bisect_left(links, last)]
                if "#" not in hrefs[link]
            ]
        other = []
        for place, href in hrefs.items() if here is not None else ():
            if "#" in href and href[0] != "#" and "comment" in href.partition("#")[2]:
                target = _split(href, self._url)
                if target is not None and _page_of(target) not in ("/", here):
                    other.append(place)
        return inside, other

    def _is_teaser(self, place: int) -> bool:
        """Say whether a heading's link leads to another page, and not to somebody's."""
        found = self._teasers.get(place)
        if found is None:
            found = self._teasers[place] = self._teases(place)
        return found

    def _teases(self, place: int) -> bool:
        if len(line_of(self.survey.node(place)).split()) < _WORDS:
            return False
        target = _split(self.survey.hrefs[place], self._url)
        return (
            target is not None
            and _page_of(target) not in ("/", self._here)
            and not _PEOPLE.search(target.path)
        )

    def is_stray(self, first: int, last: int) -> bool:
        """Say whether a piece stands in the page's furniture, or is an excerpt of a comment elsewhere."""
        if self.aside[first] or self.in_form[first]:
            return True
        if self._forms_in_list and holds(self.textareas, first, last):
            # A form to answer with is a comment's last part, or, where there is no date, no part of one.
            dates = self.survey.dates
            if dates[first] == dates[last]:
                return True
        return bool(self._elsewhere) and holds(self._elsewhere, first, min(last, first + _HEAD))

    def strays(self, firsts: Sequence[int], lasts: Sequence[int]) -> list[int]:
        """Say of each of several pieces whether it is a stray: 1 or 0."""
        if self._elsewhere or self._forms_in_list:
            return list(map(self.is_stray, firsts, lasts))
        return list(map(or_, map(self.aside.__getitem__, firsts), map(self.in_form.__getitem__, firsts)))

    def leading_away(self, firsts: Sequence[int], lasts: Sequence[int]) -> int:
        """Return how many of several pieces are teasers."""
        if not (self._in_headings or self._elsewhere):
            return 0
        return sum(map(self._leads_away, firsts, lasts))

    def _leads_away(self, first: int, last: int) -> bool:
        """Say whether a piece is a teaser of another page, or of a comment there."""
        last = min(last, first + _HEAD)
        if self._elsewhere and holds(self._elsewhere, first, last):
            return True
        links = self._in_headings
        at = bisect_left(links, first)
        while at < len(links) and links[at] < last:
            if self._is_teaser(links[at]):
                return True
            at += 1
        return False


def _split(href: str, base: str | None) -> SplitResult | None:
    try:
        return urlsplit(urljoin(base or "", href))
    except ValueError:
        return None


def _page_of(parts: SplitResult) -> str:
    """Return what tells a site's pages apart: the path, or the number that a plain permalink has for one."""
    path = parts.path or "/"
    number = _PLAIN.search(parts.query) if path.endswith("/") else None
    return path + (number[0].lstrip("&") if number else "")
