"""What a page calls the site that it is on."""

import re

from scraper.head import Head
from scraper.lines import fold_line

# WordPress core names its feeds "Site » Feed" and "Site » Post Comments Feed", Blogger "Site - Atom".
_FEED_OF_SITE = re.compile(r"^(?P<site>.+?)\s+(?:[»›>]\s*[^»›>]*|[-–|]\s*(?:Atom|RSS(?: 2\.0)?|Feed))$")
_BETWEEN = re.compile(r"^\s*[|»«›‹·•:–—~-]+\s*|\s*[|»«›‹·•:–—~-]+\s*$")
_LONGEST = 100


def site_title(head: Head, post: str | None, named: str | None) -> str | None:
    """Return the site's title; ``None`` where the page does not tell it.

    Args:
        head: The page's head.
        post: The post's own title.
        named: What the page's metadata says outright.
    """
    if named:
        return named
    for label in head.feeds:
        if (match := _FEED_OF_SITE.match(" ".join(label.split()))) and _fits(match["site"], post):
            return match["site"]
    whole = head.title
    if not post or not whole:
        return None
    for rest in (whole.removeprefix(post), whole.removesuffix(post)):
        bare = _BETWEEN.sub("", rest)
        if rest != whole and bare != rest.strip() and _fits(bare, post):
            return bare
    return None


def _fits(title: str, post: str | None) -> bool:
    return 0 < len(title) <= _LONGEST and fold_line(title) != fold_line(post or "")
