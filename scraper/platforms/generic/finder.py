"""The finder for pages of no known platform."""

from scraper.platforms.base import Page, Reading
from scraper.platforms.generic.groups import Group, Grouping
from scraper.platforms.generic.join import join
from scraper.platforms.generic.reading import read_group
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.words import EVIDENCE


class Generic:
    """Finds repeated blocks that have text, a name, a date, and what tells comments from other lists."""

    name = "generic"

    def recognises(self, page: Page) -> bool:
        """Say whether the bytes hold any word that comments have on any page."""
        return b"comment" in page.data or EVIDENCE.search(page.data) is not None

    def read(self, page: Page) -> Reading | None:
        """Find the comments; ``None`` where nothing on the page is likely to be some."""
        body = page.tree.find("body")
        if body is None or not self.recognises(page):
            return None
        survey = Survey(page.outline, body)
        grouping = Grouping(survey, page.url)
        found = grouping.candidates()
        if not found:
            return None
        best = join(grouping, found)
        confidence = _confidence(best)
        if confidence < 0.3:
            return None
        reading = read_group(page, survey, best, confidence)
        return None if _is_nobodys(reading) else reading


def _is_nobodys(reading: Reading) -> bool:
    """Say whether all that was found is one text by nobody at no time: an invitation to comment."""
    only = reading.comments[0] if len(reading.comments) == 1 and reading.post is None else None
    return only is not None and not (only.author or only.date.value)


def _confidence(group: Group) -> float:
    mean = sum(group.values) / len(group.values)
    return round(min(1.0, max(0.0, (group.evidence - 1) / 5)) * min(1.0, mean / 0.7), 3)
