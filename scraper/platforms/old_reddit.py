"""Old Reddit: nested ``div.thing``, whose attributes name the writer and the permalink.

Built on real pages and on Reddit's own templates, which were public until 2017.
"""

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.nesting import Block, blocks
from scraper.platforms.reddit_comment import SITE, reddit_comment


class OldReddit:
    """Comments of threads in Reddit's old design."""

    name = "reddit"

    def recognises(self, page: Page) -> bool:
        """Look for its comments' ids and class names."""
        return "thing_t1_" in page.outline.names or " id-t1_" in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read every comment; the submission is the post."""
        found = blocks(page.tree, _role)
        keys = [_name(block.element) or f"#{at + 1}" for at, block in enumerate(found)]
        comments, opening, post = [], None, None
        for block, key in zip(found, keys, strict=True):
            if _kind(block.element) == "comment":
                comments.append(_comment(key, block, found, keys))
            elif opening is None:
                opening, post = block, _comment(key, block, found, keys)
        if not comments:
            return None
        counted = "" if opening is None else opening.element.get("data-comments-count") or ""
        area = next(iter(page.outline.labelled("commentarea")), None)
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[page.tree if area is None else area],
            declared=int(counted) if counted.isdecimal() and len(counted) < 8 else None,
            complete=not page.outline.labelled("morecomments", "morechildren"),
            post=post,
        )


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _kind(element: HtmlElement | None) -> str | None:
    """Return what a thing is: a ``comment``, the ``link`` that they are about, or else."""
    names = [] if element is None else _classes(element)
    return next((kind for kind in ("comment", "link") if kind in names), None)


def _role(element: HtmlElement) -> str | None:
    tag = element.tag
    if tag == "time":
        return "date" if "edited-timestamp" not in _classes(element) else None
    label = element.get("class")
    if not label:
        return None
    names = label.split()
    if tag == "div":
        if "thing" in names:
            return "comment" if "comment" in names or "link" in names else "skip"
        return "body" if "md" in names else "skip" if "side" in names else None
    if tag == "a":
        return "author" if "author" in names else "title" if "title" in names else None
    return None


def _name(element: HtmlElement) -> str | None:
    """Return a thing's id without its kind: ``o8nd42m``."""
    stated = element.get("data-fullname") or (element.get("id") or "").removeprefix("thing_")
    stated = stated or next((name[3:] for name in _classes(element) if name.startswith("id-t")), "")
    return stated.partition("_")[2] or None


def _comment(key: str, block: Block, found: list[Block], keys: list[str]) -> DraftComment:
    element = block.element
    name, stamp, content = block.first("author"), block.first("date"), block.first("body")
    around = None if block.parent is None else found[block.parent].element
    return reddit_comment(
        key,
        keys[block.parent] if block.parent is not None and _kind(around) == "comment" else "",
        element.get("data-author") or (line_of(name) if name is not None else None),
        Date() if stamp is None else parse_date(line_of(stamp), machine=stamp.get("datetime")),
        clean(content, base=SITE) if content is not None else Clean(),
        element.get("data-permalink"),
        by_poster=name is not None and "submitter" in _classes(name),
    )
