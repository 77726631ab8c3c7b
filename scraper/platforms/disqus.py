"""Disqus: the page inside its frame, which carries the comments as JSON for its own script.

The fields are those of the documented ``threads/listPosts``. The page around the frame holds no comment
before a script has run; saved after that, or copied into the page by its site, they are the generic finder's.
"""

from scraper.formats.comments_json import comments_in
from scraper.formats.json_data import mapping, whole
from scraper.platforms.base import Page, Reading
from scraper.platforms.embedded import read_json
from scraper.soup import selector

_MARK = "disqus-threadData"
_DATA = selector("//script[@id='disqus-threadData']")


class Disqus:
    """Comments in the frame of Disqus's own page."""

    name = "disqus"

    def recognises(self, page: Page) -> bool:
        """Look for the script with the thread."""
        return _MARK in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read the comments that came with the frame: the first fifty, as a rule."""
        for script in _DATA(page.tree):
            state = mapping(read_json("".join(script.itertext())))
            comments = [comment for _, comment in comments_in(self.name, state, page.url)]
            if comments:
                total = whole(mapping(mapping(state.get("response")).get("thread")).get("posts"))
                return Reading(
                    platform=self.name,
                    comments=comments,
                    declared=total,
                    complete=total is not None and len(comments) >= total,
                )
        return None
