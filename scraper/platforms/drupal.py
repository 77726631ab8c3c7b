"""Drupal, 7 to 11: told by its own marks, read by the generic finder.

Its themes name things too freely for fixed selectors, but the nesting is always the tree's: replies stand in
a box beside their parent (``div.indented``). Its ids (``comment-12``) look like
WordPress's, so it comes first.
"""

import re

from scraper.platforms.base import Page, Reading
from scraper.platforms.generic import Generic

_MARK = re.compile(
    rb"data-drupal-|Drupal\.settings|drupal-settings-json|/sites/(?:default|all)/(?:files|themes|modules)/|"
    rb"""content=["']Drupal \d""",
)
_SURE = 0.5


class Drupal:
    """Comments of Drupal's own comment module."""

    name = "drupal"

    def recognises(self, page: Page) -> bool:
        """Look for Drupal's settings and folders in the bytes, and for a comment."""
        data = page.data
        # Plain words first: they are found ten times as fast as the expression.
        if b"comment" not in data or not (b"rupal" in data or b"/sites/" in data):
            return False
        return _MARK.search(data) is not None

    def read(self, page: Page) -> Reading | None:
        """Read what the generic finder is sure of."""
        reading = Generic().read(page)
        if reading is None or reading.confidence < _SURE:
            return None
        reading.platform = self.name
        return reading
