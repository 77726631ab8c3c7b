"""WordPress eXtended RSS (WXR 1.0 to 1.2): what WordPress writes at Tools → Export.

Source: ``wp-admin/includes/export.php`` writes it. Only what a visitor could read is taken: published posts
without a password and approved comments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import IO

from lxml import etree

from pmlarchive.model import Date, Kind
from scraper.clean import absolute, clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.fields import instant, paragraphs
from scraper.formats.xml_stream import child, children, local, raw, records, value

_PINGS = frozenset({"pingback", "trackback", "webmention", "mention", "ping"})
_COMMENTS = frozenset({"", "comment", "review", "question", "answer"})
_NO_THREADS = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset"})


@dataclass(slots=True)
class _Blog:
    """What the file says of the blog before its posts.

    Attributes:
        names: Display name of each login.
        logins: Login of each user number.
    """

    title: str | None = None
    url: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)


def read_wxr(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:  # noqa: ARG001
    """Read a WordPress export; see ``scraper.formats.base.Reader``."""
    blog = _Blog()
    for element in records(file, ("item", "author", "title", "link", "base_blog_url"), notes):
        if local(element) != "item":
            _learn(blog, element)
            continue
        thread = _thread(element, blog)
        if thread is not None:
            yield thread


def _learn(blog: _Blog, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None or local(parent) != "channel":
        return
    match local(element):
        case "title":
            blog.title = blog.title or raw(element).strip() or None
        case "link" | "base_blog_url":
            blog.url = blog.url or absolute(raw(element).strip(), None)
        case "author":
            login = value(element, "author_login") or ""
            blog.names[login] = value(element, "author_display_name") or login
            blog.logins[value(element, "author_id") or ""] = login


def _thread(item: etree._Element, blog: _Blog) -> DraftThread | None:
    kind = value(item, "post_type") or "post"
    hidden = (value(item, "status") or "publish") != "publish" or value(item, "post_password")
    if hidden or kind in _NO_THREADS:
        return None
    url = absolute(value(item, "link"), blog.url)
    login = value(item, "creator") or ""
    encoded = next((e for e in children(item, "encoded") if "excerpt" not in str(e.tag)), None)
    shown = clean_html(paragraphs(raw(encoded)), base=url)
    thread = DraftThread(
        url=url,
        platform="wordpress",
        kind=PageKind.POST,
        site_title=blog.title,
        site_url=blog.url,
        native_id=value(item, "post_id"),
        title=value(item, "title"),
        author=blog.names.get(login, login) or None,
        date=_date(item, "post_date"),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        tags=tuple(dict.fromkeys(_tags(item))),
        complete=True,
        authority=API,
    )
    elements = enumerate(children(item, "comment"), start=1)
    comments = (_comment(element, at, thread, login, blog) for at, element in elements)
    thread.comments = [comment for comment in comments if comment is not None]
    return thread if thread.text or thread.comments else None


def _tags(item: etree._Element) -> Iterator[str]:
    for category in children(item, "category"):
        name = raw(category).strip()
        if category.get("domain") in ("category", "post_tag", "tag", None) and name != "Uncategorized":
            yield name


def _comment(
    element: etree._Element, at: int, thread: DraftThread, post_login: str, blog: _Blog
) -> DraftComment | None:
    kind = (value(element, "comment_type") or "").lower()
    if (value(element, "comment_approved") or "1") not in ("1", "approve", "approved"):
        return None
    if kind not in _PINGS and kind not in _COMMENTS:
        return None
    number = value(element, "comment_id")
    parent = value(element, "comment_parent")
    shown = clean_html(paragraphs(raw(child(element, "comment_content"))), base=thread.url)
    user = value(element, "comment_user_id") or "0"
    return DraftComment(
        key=number or f"#{at}",
        native_id=number,
        parent=parent if parent not in (None, "0", number) else None,
        kind=Kind.PING if kind in _PINGS else Kind.COMMENT,
        author=value(element, "comment_author"),
        author_url=absolute(value(element, "comment_author_url"), None),
        by_post_author=user != "0" and bool(post_login) and blog.logins.get(user) == post_login,
        date=_date(element, "comment_date"),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        url=f"{thread.url}#comment-{number}" if thread.url and number else None,
    )


def _date(element: etree._Element, name: str) -> Date:
    """Return the instant in UTC where there is one, else the local time (the file does not name its zone)."""
    exact = instant(value(element, f"{name}_gmt"), UTC)
    return exact if exact.value else instant(value(element, name))
