"""The markup of Reddit's redesign (2018-2023), for saved pages that lost its state.

Class names are scrambled; ``data-testid`` and the ids (``t1_…``) are not. Every comment lies in a box of its
own, beside those it answers: the lines drawn at its left carry the ids of all that are above it. Dates are
printed as "4 yr. ago", which is none.
"""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, clean, line_of
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.reddit_comment import SITE, reddit_comment

_ID = re.compile(r"t1_(\w+)")
_USER = re.compile(r"/user/([\w-]+)/?$")
_COUNT = re.compile(r"(\d{1,7}) comments?$")


def read_markup(page: Page) -> Reading | None:
    """Return every comment in page order, and the submission as the post."""
    outline = page.outline
    found = [(place, named[1]) for place, name in outline.ids.items() if (named := _ID.fullmatch(name))]
    if not found:
        return None
    boxes = [outline.elements[place] for place, _ in found]
    # Boxes stand side by side; in broken markup one may lie in another, and ends for us where that begins.
    ends = [*(place for place, _ in found[1:]), len(outline.elements)]
    comments = [
        _comment(outline.elements[place : min(end, outline.after(box))], key)
        for (place, key), box, end in zip(found, boxes, ends, strict=True)
    ]
    content = next((e for e in outline.elements if e.get("data-test-id") == "post-content"), None)
    above = set(boxes[-1].iterancestors())
    around = next((box for box in boxes[0].iterancestors() if box in above), page.tree)
    return Reading(
        platform="reddit",
        comments=comments,
        roots=[around if len(boxes) > 1 else boxes[0]],
        declared=None if content is None else _count(content),
        complete=False,
        post=None if content is None else _submission(content),
    )


def _comment(box: Sequence[HtmlElement], key: str) -> DraftComment:
    parent, author, link, body = "", None, None, Clean()
    for element in box:
        asked = element.get("data-testid")
        if element.tag == "i" and "threadline" in (element.get("class") or ""):
            above = _ID.search(element.getparent().get("class") or "")
            if above is not None and above[1] != key:
                parent = above[1]
        elif asked == "comment_author_link":
            author = line_of(element) or None
        elif asked == "comment_author_icon" and author is None:
            author = _user(element)
        elif asked == "comment_timestamp":
            link = (element.get("href") or "").partition("?")[0] or None
        elif asked == "comment":
            body = clean(element, base=SITE)
    return reddit_comment(key, parent, author, Date(), body, link)


def _submission(content: HtmlElement) -> DraftComment:
    author, body = None, Clean()
    for element in content.iter("*"):
        if (element.get("data-testid") or "").startswith("post_author_link"):
            author = author or _user(element)
        elif element.get("data-click-id") == "text" and not body.text:
            body = clean(element, base=SITE)
    return reddit_comment("post", "", author, Date(), body, None)


def _user(element: HtmlElement) -> str | None:
    named = _USER.search(element.get("href") or "")
    return None if named is None else named[1]


def _count(content: HtmlElement) -> int | None:
    for element in content.iter("*"):
        if element.get("data-test-id") == "comments-page-link-num-comments":
            counted = _COUNT.search(line_of(element).lower())
            return None if counted is None else int(counted[1])
    return None
