"""WordPress in all its comment markup.

Themes change everything but what WordPress core prints or links to: the anchors ``comment-<id>``
(permalinks and redirects depend on them), the classes of ``comment_class()`` (``bypostauthor``,
``depth-<n>``, ``pingback``), and the paths of comment pages. Only these are relied upon; where a name, a
date and the words stand is found by what they are and by what all comments of the page have in common.

Source: ``wp-includes/comment-template.php``, ``class-walker-comment.php``, ``link-template.php``.
"""

import re
from bisect import bisect_right
from urllib.parse import urlsplit

from scraper.clean import absolute
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.wordpress_comment import read_units
from scraper.platforms.wordpress_nesting import find_parents
from scraper.platforms.wordpress_own import own_thread
from scraper.platforms.wordpress_roots import roots_of
from scraper.platforms.wordpress_units import Unit, find_units

_SIGNS = (
    b"replytocom=", b"comment-reply-link", b"bypostauthor", b"thread-even", b"wpdiscuz", b"wp-block-comment",
    b'content="WordPress', b"content='WordPress",
)  # fmt: skip
_PATHS = (b"/wp-content/", b"/wp-includes/", b"/wp-json/")  # one or two of them may be links to other sites
_ANCHOR = re.compile(r"comm.*\d")
_PAGE_OF_COMMENTS = re.compile(r"/comment-page-(\d+)/?$")
_CPAGE = re.compile(r"(?:^|&)cpage=(\d+)(?:&|$)")


class WordPress:
    """Comments of WordPress, WordPress.com, Jetpack, wpDiscuz and the themes of twenty years."""

    name = "wordpress"

    def recognises(self, page: Page) -> bool:
        """Look for WordPress's own paths and class names in the bytes, if there is what may be a comment."""
        if page.maker == self.name:
            return True
        return _may_hold_comments(page) and (
            any(map(page.holds, _SIGNS)) or any(page.data.count(path) > 2 for path in _PATHS)
        )

    def read(self, page: Page) -> Reading | None:
        """Read every comment and ping of the post, each once, in page order."""
        units, boxes = find_units(page)
        units = own_thread(units, page)
        if not units:
            return None
        find_parents(units)
        comments = read_units(units, page)
        told = [place for place, unit in enumerate(units) if _says_whose(comments[place]) or unit.is_marked]
        if len(told) < len(units):  # the place of a form, of a loader
            units, comments = [units[place] for place in told], [comments[place] for place in told]
        if not units:
            return None
        more = _more(page, units)
        return Reading(
            platform=self.name, comments=comments, roots=roots_of(units, boxes), complete=not more, more=more
        )


def _may_hold_comments(page: Page) -> bool:
    """Say whether there is any of what can make an element a comment: fewer looks than for all the signs."""
    return (
        _ANCHOR.search(page.outline.anchors) is not None
        or "depth-" in page.outline.names
        or page.holds(b"data-comment-id")
    )


def _says_whose(comment: DraftComment) -> bool:
    return comment.author is not None or comment.date.text is not None


def _more(page: Page, units: list[Unit]) -> tuple[str, ...]:
    """Return the URLs of the other pages of this post's comments, without those of single comments."""
    hrefs, tags = units[0].hrefs, page.outline.tags
    leads = "\n".join(hrefs.values())
    if "comment-page-" not in leads and "cpage=" not in leads:
        return ()
    spans = sorted([span for unit in units for span in unit.spans])
    found: dict[str, None] = {}
    for place, href in hrefs.items():
        if not ("comment-page-" in href or "cpage=" in href) or tags[place] != "a":
            continue
        at = bisect_right(spans, (place, len(tags)))
        if at and place < spans[at - 1][1]:  # inside a comment
            continue
        url = absolute(href, page.url)
        if url is None:
            continue
        parts = urlsplit(url)
        if parts.fragment.startswith("comment-") or not (
            _PAGE_OF_COMMENTS.search(parts.path) or _CPAGE.search(parts.query)
        ):
            continue
        if "replytocom" not in parts.query:
            found[url.partition("#")[0]] = None
    here = (page.url or "").partition("#")[0].rstrip("/")
    return tuple(url for url in found if url.rstrip("/") != here)
