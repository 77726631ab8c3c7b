"""Draft threads: what a parser understood of a page, before ingest gives it identity.

A draft speaks in the page's own terms: keys that hold within the page (or, where they are the platform's own
numbers, across the pages of one thread), parents as written, dates as printed.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from pmlarchive.model import Date, Kind, Status


@dataclass(slots=True, kw_only=True)
class DraftComment:
    """A comment or ping as a page shows it.

    Attributes:
        key: Unique within the draft; equals ``native_id`` where the platform gives one, else made up
            (``#1``, ``#2``, … in page order).
        parent: ``key`` of the comment replied to; ``None``: replies to the post. A key that no comment of
            the draft has is allowed: it may be on another page of the thread, else it becomes a ghost.
        status: ``VISIBLE``; ``REMOVED`` for a placeholder that the site shows; ``GHOST`` for the place of a
            comment that the page numbers and holds back, so that what replies to it stands where it should.
        text: Plain text, paragraphs apart by a blank line.
        html: Sanitised (see scraper.clean).
        links: Absolute http(s) URLs cited in the text.
    """

    key: str
    native_id: str | None = None
    parent: str | None = None
    kind: Kind = Kind.COMMENT
    author: str | None = None
    author_url: str | None = None
    by_post_author: bool = False
    date: Date = field(default_factory=Date)
    text: str = ""
    html: str = ""
    url: str | None = None
    status: Status = Status.VISIBLE
    links: tuple[str, ...] = ()


#: Levels of ``DraftThread.authority``.
FEED, PAGE, API = 0, 1, 2


class PageKind(StrEnum):
    """What a page is, as far as its parser can tell."""

    POST = "post"
    LISTING = "listing"
    UNKNOWN = "unknown"


@dataclass(slots=True, kw_only=True)
class DraftThread:
    """A post with its comments in page order.

    Attributes:
        url: Canonical and absolute; ``None`` where the page names none.
        platform: Name of the adapter that read the comments (``wordpress``, ``generic``, ``plain-text``, …).
        kind: Whether the page is one post, or a list of posts (home, archive, tag page) that is no thread.
        declared_comments: The count the page itself prints; ``None`` where it prints none.
        complete: Whether the page shows every comment it knows of (no pager, no "load more"): only then may
            a comment seen before and absent now be marked gone.
        whole: Whether nothing is left to load: no pager, no "load more". Such a page may still declare more
            comments than it shows.
        confidence: 0 to 1, how sure the reader of the comments is; 1 for a platform's own markup.
        more: URLs of further pages of the same thread's comments.
        authority: How far this view is to be trusted: ``FEED`` < ``PAGE`` < ``API``. A lower one
            adds what a higher one does not have, and never overwrites it.
        notes: One line each, what was odd and what was done about it.
    """

    url: str | None = None
    platform: str = "generic"
    kind: PageKind = PageKind.UNKNOWN
    site_title: str | None = None
    site_url: str | None = None
    native_id: str | None = None
    title: str | None = None
    author: str | None = None
    author_url: str | None = None
    date: Date = field(default_factory=Date)
    text: str = ""
    html: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    declared_comments: int | None = None
    comments: list[DraftComment] = field(default_factory=list)
    complete: bool = False
    whole: bool = False
    confidence: float = 1.0
    more: tuple[str, ...] = ()
    authority: int = PAGE
    notes: list[str] = field(default_factory=list)
