"""Disqus' XML export: ``<thread>`` elements, then ``<post>`` elements that name their thread and parent.

Source: http://disqus.com/api/schemas/1.0/disqus.xsd. It holds comments only; the posts themselves are on the
pages that the threads link to, so nothing here is ever taken for a post's text, author or date.
"""

from collections import Counter
from collections.abc import Iterator
from typing import IO

from lxml import etree

from pmlarchive.model import Status
from scraper.clean import absolute, clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.fields import instant
from scraper.formats.spool import Spool
from scraper.formats.xml_stream import child, local, markup, records, value
from scraper.urls import url_key

_ID = "{http://disqus.com/disqus-internals}id"


def read_disqus(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:  # noqa: ARG001
    """Read a Disqus export; see ``scraper.formats.base.Reader``."""
    pages: dict[str, str] = {}
    with Spool() as spool:
        for number, element in enumerate(records(file, ("thread", "post"), notes), start=1):
            if local(element) == "thread":
                _keep_thread(element, spool, pages)
            elif value(element, "isSpam") != "true":
                page = child(element, "thread")
                own = "" if page is None else page.get(_ID) or ""
                spool.add_comment(pages.get(own, f"thread {own}"), _comment(element, number))
        for key, thread, comments in spool.threads():
            kept = _without_idle_placeholders(comments)
            if kept:
                yield _whole(thread, kept, key)


def _keep_thread(element: etree._Element, spool: Spool, pages: dict[str, str]) -> None:
    """Keep a page; two threads on the same address (http and https, …) are one."""
    number = element.get(_ID)
    if number is None:
        return
    url = absolute(value(element, "link"), None)
    key = pages[number] = _page_key(url) or f"thread {number}"
    spool.add_thread(
        key,
        DraftThread(
            url=url,
            platform="disqus",
            kind=PageKind.POST,
            title=value(element, "title"),
            authority=API,
        ),
    )


def _page_key(url: str | None) -> str | None:
    try:
        return url_key(url) if url else None
    except ValueError:  # a host that cannot be one
        return None


def _comment(element: etree._Element, number: int) -> DraftComment:
    own = element.get(_ID)
    parent = child(element, "parent")
    author = child(element, "author")
    removed = value(element, "isDeleted") == "true"
    shown = clean_html("" if removed else markup(child(element, "message")))
    username = value(author, "username") if author is not None else None
    is_anonymous = author is None or value(author, "isAnonymous") == "true"
    return DraftComment(
        key=own or f"#{number}",
        native_id=own,
        parent=parent.get(_ID) if parent is not None else None,
        author=value(author, "name") if author is not None else None,
        author_url=f"https://disqus.com/by/{username}/" if username and not is_anonymous else None,
        date=instant(value(element, "createdAt")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        status=Status.REMOVED if removed else Status.VISIBLE,
    )


def _without_idle_placeholders(comments: list[DraftComment]) -> list[DraftComment]:
    """Leave out deleted comments that nobody answered: Disqus shows a placeholder only above replies."""
    replies = Counter(comment.parent for comment in comments)
    removed = {c.key: c for c in comments if c.status is Status.REMOVED}
    idle = [key for key in removed if not replies[key]]
    dropped: set[str] = set()
    while idle:
        key = idle.pop()
        dropped.add(key)
        parent = removed[key].parent
        replies[parent] -= 1
        if parent in removed and not replies[parent]:
            idle.append(parent)
    return [comment for comment in comments if comment.key not in dropped]


def _whole(thread: DraftThread | None, comments: list[DraftComment], key: str) -> DraftThread:
    if thread is None:
        thread = DraftThread(platform="disqus", kind=PageKind.POST, authority=API)
        thread.notes.append(f"the export names no page for these comments ({key.strip()})")
    # Never "complete": the page may hold comments of another system, from before or after Disqus.
    thread.comments = comments
    return thread
