"""A page's bytes → a draft thread: the comments by the first adapter that knows them, then the article."""

import traceback
from pathlib import PurePath

from pmlarchive.errors import ArchiveError, Unforeseen
from scraper.day_order import settle_days
from scraper.draft import DraftComment, DraftThread, PageKind
from scraper.platforms.base import Page, Platform, Reading
from scraper.platforms.generic import Generic
from scraper.platforms.registry import PLATFORMS, recognised
from scraper.post.article import read_article
from scraper.soup import LARGEST, read_page

#: WordPress's ``body_class()``.
_ARCHIVES = frozenset({"date", "category", "tag", "author", "post-type-archive"})
#: Below this the generic finder's guess is not taken.
_SURE_ENOUGH = 0.5


def parse_page(
    data: bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    largest: int = LARGEST,
    platforms: tuple[Platform, ...] = PLATFORMS,
) -> DraftThread:
    """Read a page into a post with its comments. Pure: the same bytes always give the same thread.

    Args:
        data: The page's bytes, as captured.
        url: Where they came from.
        charset: What the HTTP header declared.
        largest: Limit in bytes.
        platforms: The adapters to ask, in this order, before the generic finder.

    Raises:
        TooLarge: The page is over the limit.
        NotAThread: The bytes are no HTML.
        Unforeseen: Reading it came upon a fault of the program's own.
    """
    page = read_page(data, url=url, charset=charset, largest=largest)
    try:
        thread = _thread(page, read_comments(page, platforms))
        settle_days(thread, page.tree.get("lang"))
        return thread
    except (ArchiveError, MemoryError):
        raise
    except Exception as fault:  # one page must not end the reading of thousands
        raise Unforeseen(_report(fault), subject=url) from fault


def _report(fault: Exception) -> str:
    last = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{PurePath(last.filename).name}, line {last.lineno}"
    return (
        f"could not be understood: {type(fault).__name__} in {where}, a fault of pmlarchive; "
        "nothing was read from it. Please report it with this line and the page"
    )


def read_comments(page: Page, platforms: tuple[Platform, ...] = PLATFORMS) -> Reading | None:
    """Return what the first adapter that knows the page finds; else the generic finder, if it is sure."""
    for platform in recognised(page, platforms):
        reading = platform.read(page)
        if reading is not None:
            return reading
    if _is_archive(page):
        return None  # what looks like comments are posts
    reading = Generic().read(page)
    return reading if reading is not None and reading.confidence >= _SURE_ENOUGH else None


def _is_archive(page: Page) -> bool:
    """Whether WordPress says in the page's body that it lists posts: the latest, those of a month, a tag."""
    body = next(page.tree.iterchildren("body"), None)
    labels = set((body.get("class") or "").split()) if body is not None else set()
    if "blog" in labels and not labels.isdisjoint({"home", "paged"}):
        return True
    return "archive" in labels and not labels.isdisjoint(_ARCHIVES)


def _thread(page: Page, reading: Reading | None) -> DraftThread:
    thread = read_article(page) if reading is None else _around(page, reading)
    if reading is not None and _is_denied(reading, thread):
        thread = _thread(page, None)
        thread.declared_comments, thread.complete = 0, True
        return thread
    thread.notes = [*page.notes, *thread.notes]
    if reading is None:
        thread.complete = not thread.declared_comments
        thread.confidence = 1.0 if thread.declared_comments == 0 else thread.confidence
        return thread
    thread.platform = reading.platform
    thread.comments = reading.comments
    thread.more = reading.more
    thread.confidence = reading.confidence
    thread.notes += reading.notes
    if reading.post is not None:
        _opened_by(thread, reading.post)
    elif reading.is_bare:
        # A thread's later page does not hold what opened it.
        thread.text, thread.html, thread.links = "", "", ()
    counts = [count for count in (reading.declared, thread.declared_comments) if count is not None]
    thread.declared_comments = max(counts) if counts else None
    thread.whole = reading.complete and not reading.more
    thread.complete = thread.whole and (thread.declared_comments or 0) <= len(reading.comments)
    if reading.comments and thread.kind is PageKind.UNKNOWN:
        thread.kind = PageKind.POST
    return thread


def _around(page: Page, reading: Reading) -> DraftThread:
    return read_article(
        page,
        reading.roots,
        reading.comments,
        is_headed=not reading.is_bare,
        is_opened=reading.is_bare or reading.post is not None,
    )


def _is_denied(reading: Reading, thread: DraftThread) -> bool:
    """Say whether the page itself counts no comments, and what was found by guess has not one date."""
    return (
        reading.platform == Generic.name
        and thread.declared_comments == 0
        and not any(comment.date.value for comment in reading.comments)
    )


def _opened_by(thread: DraftThread, opening: DraftComment) -> None:
    """Take a forum's first message for the post: what it says of itself wins over the page's head."""
    thread.author = opening.author or thread.author
    thread.author_url = opening.author_url or thread.author_url
    printed, stated = opening.date.value or "", thread.date.value or ""
    if printed and (len(printed) >= len(stated) or printed[:7] != stated[:7]):
        thread.date = opening.date  # else the head tells the same day to the second
    thread.text, thread.html, thread.links = opening.text, opening.html, opening.links
    thread.kind = PageKind.POST
