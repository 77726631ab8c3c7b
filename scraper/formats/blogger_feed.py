"""Blogger as Atom: its backup (Settings → Back up content), Google Takeout's ``feed.atom``, and its feeds.

Sources: the Blogger Data API's Atom (``thr:in-reply-to``, RFC 4685, names the post; ``link rel="related"``
the comment that a reply answers), and the elements of ``http://schemas.google.com/blogger/2018`` that Takeout
writes instead since 2024 (``type``, ``status``, ``parent``, ``inReplyTo``, ``filename``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from pmlarchive.errors import NotAThread
from pmlarchive.model import Status
from scraper.clean import absolute, clean_html
from scraper.draft import API, FEED, DraftComment, DraftThread, PageKind
from scraper.formats.fields import NO_ADDRESS, instant
from scraper.formats.spool import Spool
from scraper.formats.xml_stream import child, children, local, markup, raw, records, value

_KIND = "http://schemas.google.com/g/2005#kind"
_NUMBER = re.compile(r"\.post-?(\d+)")
_COMMENT_FEED = re.compile(r"/comments/default/(\d+)")
_COUNT = re.compile(r"[0-9]{1,8}")
_REMOVED = re.compile(r"""class=["']?deleted-comment|blogger\.contentRemoved""")


@dataclass(slots=True)
class _Blog:
    """What the feed says of itself."""

    title: str | None = None
    url: str | None = None
    authority: int = FEED


def read_blogger_feed(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:
    """Read a Blogger backup, Takeout's feed or a feed; see ``scraper.formats.base.Reader``.

    Raises:
        NotAThread: The feed holds no post and no comment of Blogger's.
    """
    blog = _Blog()
    with Spool() as spool:
        for element in records(file, ("entry", "title", "link", "id"), notes):
            if local(element) == "entry":
                _keep(element, blog, spool)
            else:
                _learn(blog, element)
        found = False
        for _, thread, comments in spool.threads():
            found = True
            whole = _whole(thread, comments, blog)
            if whole.url is None and NO_ADDRESS not in notes:
                notes.append(NO_ADDRESS)
            yield whole
    if not found and not notes:
        raise NotAThread("is a feed without a post or a comment that could be read", subject=name)


def _learn(blog: _Blog, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None or local(parent) != "feed":
        return
    match local(element):
        case "title":
            blog.title = raw(element).strip() or None
        case "id" if raw(element).strip().endswith(".archive"):
            blog.authority = API
        case "link" if element.get("rel") == "alternate":
            blog.url = absolute(element.get("href"), None)


def _keep(entry: etree._Element, blog: _Blog, spool: Spool) -> None:
    kind, draft = _kind(entry)
    number = _number(value(entry, "id"))
    if draft or number is None:
        return
    if value(entry, "type"):
        blog.authority = API
    if kind == "comment":
        post, comment = _comment(entry, number)
        if post is not None:
            spool.add_comment(post, comment)
    elif kind in ("post", "page"):
        spool.add_thread(number, _post(entry, number, blog))


def _kind(entry: etree._Element) -> tuple[str, bool]:
    """Return what an entry is, and whether it is something that no visitor could see."""
    modern = value(entry, "type")
    if modern:
        hidden = (value(entry, "status") or "LIVE") not in ("LIVE", "PUBLISHED", "EMPTIED")
        return modern.lower(), hidden or bool(value(entry, "trashed"))
    control = child(entry, "control")
    hidden = control is not None and value(control, "draft") == "yes"
    terms = [c.get("term") or "" for c in children(entry, "category") if c.get("scheme") == _KIND]
    if terms:
        return terms[0].rpartition("#")[2], hidden
    return ("comment" if child(entry, "in-reply-to") is not None else "post"), hidden


def _number(tag: str | None) -> str | None:
    """Return the number in ``tag:blogger.com,1999:blog-1.post-2`` (some old ones have a minus sign)."""
    match = _NUMBER.search(tag or "")
    return match.group(1) if match else None


def _link(entry: etree._Element, rel: str) -> str | None:
    return next((link.get("href") for link in children(entry, "link") if link.get("rel") == rel), None)


def _url(entry: etree._Element, blog: _Blog) -> str | None:
    url = absolute(_link(entry, "alternate"), blog.url)
    place = value(entry, "filename")
    if url is None and place and blog.url:
        url = absolute(place, blog.url)
    return url.partition("#")[0] if url else None


def _author(entry: etree._Element) -> tuple[str | None, str | None]:
    author = child(entry, "author")
    if author is None:
        return None, None
    return value(author, "name"), absolute(value(author, "uri"), None)


def _content(entry: etree._Element) -> str:
    element = child(entry, "content")
    if element is None:
        element = child(entry, "summary")
    return markup(element, is_html=element is None or element.get("type") != "text")


def _post(entry: etree._Element, number: str, blog: _Blog) -> DraftThread:
    url = _url(entry, blog)
    shown = clean_html(_content(entry), base=url)
    author, author_url = _author(entry)
    tags = (c.get("term") or "" for c in children(entry, "category") if c.get("scheme") != _KIND)
    declared = value(entry, "total") or ""
    return DraftThread(
        url=url,
        platform="blogger",
        kind=PageKind.POST,
        native_id=number,
        title=value(entry, "title"),
        author=author,
        author_url=author_url,
        date=instant(value(entry, "published")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        declared_comments=int(declared) if _COUNT.fullmatch(declared) else None,
    )


def _comment(entry: etree._Element, number: str) -> tuple[str | None, DraftComment]:
    """Return a comment with the number of its post."""
    answered = child(entry, "in-reply-to")
    post = _number(value(entry, "parent"))
    if post is None and answered is not None:
        post = _number(answered.get("ref"))
    parent = _number(value(entry, "inReplyTo"))
    related = _COMMENT_FEED.search(_link(entry, "related") or "")
    if parent is None and related:
        parent = related.group(1)
    content = _content(entry)
    removed = _REMOVED.search(content) or any(
        p.get("name") == "blogger.contentRemoved" for p in children(entry, "extendedProperty")
    )
    author, author_url = _author(entry)
    url = absolute(_link(entry, "alternate"), None)
    shown = clean_html("" if removed else content, base=url)
    return post, DraftComment(
        key=number,
        native_id=number,
        parent=parent if parent not in (number, post) else None,
        author=author,
        author_url=author_url,
        date=instant(value(entry, "published")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        url=url,
        status=Status.REMOVED if removed else Status.VISIBLE,
    )


def _whole(thread: DraftThread | None, comments: list[DraftComment], blog: _Blog) -> DraftThread:
    """Join a post with its comments; a post that the file lacks is known by its comments' addresses."""
    if thread is None:
        found = next((c.url for c in comments if c.url), None)
        url = re.split("[?#]", found)[0] if found else None
        thread = DraftThread(url=url, platform="blogger", kind=PageKind.POST)
        thread.notes.append("the file holds these comments and not their post")
    thread.site_title, thread.site_url, thread.authority = blog.title, blog.url, blog.authority
    thread.comments = comments
    thread.complete = blog.authority == API
    for comment in comments:
        comment.by_post_author = comment.author_url is not None and comment.author_url == thread.author_url
        if comment.url is None and thread.url:
            comment.url = f"{thread.url}#c{comment.native_id}"
    return thread
