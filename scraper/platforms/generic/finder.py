"""The finder for pages of no known platform."""

import re
from bisect import bisect_left

from scraper.platforms.base import Page, Reading
from scraper.platforms.generic.groups import Group, Grouping
from scraper.platforms.generic.join import join
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.reading import read_group
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.words import has_evidence

#: So few blocks repeat too little to be believed without dates.
_FEW = 3
_SURE = 0.9
#: What forums call the column that tells who wrote last in a thread or a board.
_LAST_POST = re.compile(r"(?<![a-z])last[_-]?post(?:er|s|ed)?(?![a-z])", re.IGNORECASE)


class Generic:
    """Finds repeated blocks that have text, a name, a date, and what tells comments from other lists."""

    name = "generic"

    def recognises(self, page: Page) -> bool:
        """Say whether the bytes hold any word that comments have on any page."""
        return has_evidence(page.data)

    def read(self, page: Page) -> Reading | None:
        """Find the comments; ``None`` where nothing on the page is likely to be some.

        A page is looked through once: who asked first may not have been sure enough of the answer.
        """
        if page.guess is None:
            page.guess = (self._find(page),)
        return page.guess[0]

    def _find(self, page: Page) -> Reading | None:
        body = page.tree.find("body")
        if body is None or not self.recognises(page):
            return None
        survey = Survey(page.outline, body)
        if 1 not in survey.speaking:
            return None  # Words alone gain nothing.
        grouping = Grouping(survey, page.url)
        found = grouping.candidates()
        if not found:
            return None
        best = join(grouping, found)
        confidence = _confidence(best)
        if confidence < 0.3 or _lists_threads(page, survey, best) or _is_live_blog(page, best):
            return None
        reading = read_group(page, survey, best, confidence)
        return reading if _is_likely(reading) else None


def _lists_threads(page: Page, survey: Survey, group: Group) -> bool:
    """Say whether most blocks tell who wrote last: they are a forum's boards or threads, no messages."""
    names = page.outline.names
    if "last" not in names.casefold() or _LAST_POST.search(names) is None:
        return False
    places = range(len(survey.tags))
    told = [place for place in places if _LAST_POST.search(survey.node(place).get("class") or "")]
    listed = sum(bisect_left(told, unit.first) < bisect_left(told, unit.last) for unit in group.units)
    return 2 * listed > len(group.units)


def _is_live_blog(page: Page, group: Group) -> bool:
    """Say whether the blocks are the entries of a live blog, which the page says that it is."""
    return page.holds(b"LiveBlogPosting") and not group.marks & Mark.COMMENT


def _is_likely(reading: Reading) -> bool:
    """Say whether what was read looks like comments: of a few, most have words and a date.

    One or two blocks that are called comments may be a notice, a form, a filter. Where a page is sure of its
    comments, a name and a number of their own do as well.
    """
    comments = [*reading.comments, *filter(None, [reading.post])]
    if len(comments) > _FEW:
        return True
    sure, several = reading.confidence >= _SURE, len(comments) > 1
    told = 0
    for one in comments:
        numbered = sure and one.native_id is not None
        named = one.author and (one.date.text or numbered or (sure and several))
        told += bool((one.text and (one.date.value or named)) or (one.author and numbered))
    return 2 * told > len(comments)


def _confidence(group: Group) -> float:
    mean = sum(group.values) / len(group.values)
    return round(min(1.0, max(0.0, (group.evidence - 1) / 5)) * min(1.0, mean / 0.7), 3)
