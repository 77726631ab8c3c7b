"""Ghost's JSON export (Settings → Labs → Export): its tables as lists, ``{"db": [{"data": {…}}]}``.

Source: Ghost's "Developer migration" documentation. Posts that only members may read are left out. Comments
are read where the file has their table (the export of the settings page does not).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from typing import IO, Any

from pmlarchive.errors import NotAThread
from pmlarchive.model import Date, Status
from scraper.clean import absolute, clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.fields import NO_ADDRESS, instant, since_1970
from scraper.formats.json_data import load, mapping, rows, text

_PLACEHOLDER = "__GHOST_URL__"


def read_ghost(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:
    """Read an export; see ``scraper.formats.base.Reader``.

    Raises:
        NotAThread: It holds no posts.
    """
    found = load(file.read(), name)
    wrapped = rows(found.get("db"))
    data = mapping((wrapped[0] if wrapped else found).get("data"))
    posts = rows(data.get("posts"))
    if not posts:
        raise NotAThread("is a Ghost export without posts", subject=name)
    tables = _Tables(data)
    for_members = 0
    for post in posts:
        if (text(post.get("status")) or "published") != "published":
            continue
        if (text(post.get("visibility")) or "public") != "public":
            for_members += 1
            continue
        thread = _thread(post, tables)
        if thread.text or thread.comments:
            if thread.url is None and NO_ADDRESS not in notes:
                notes.append(NO_ADDRESS)
            yield thread
    if for_members:
        notes.append(f"has {for_members} posts for members only, which were left out")


class _Tables:
    """The tables that posts refer to, each looked through once."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.users = {text(row.get("id")): text(row.get("name")) for row in rows(data.get("users"))}
        self.members = {text(row.get("id")): text(row.get("name")) for row in rows(data.get("members"))}
        names = {text(row.get("id")): text(row.get("name")) or "" for row in rows(data.get("tags"))}
        self.tags: dict[str | None, list[str]] = defaultdict(list)
        for row in rows(data.get("posts_tags")):
            tag = names.get(text(row.get("tag_id")), "")
            if tag and not tag.startswith("#"):
                self.tags[text(row.get("post_id"))].append(tag)
        self.authors: dict[str | None, str | None] = {}
        for row in rows(data.get("posts_authors")):
            self.authors.setdefault(text(row.get("post_id")), text(row.get("author_id")))
        self.comments: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(data.get("comments")):
            self.comments[text(row.get("post_id"))].append(row)


def _thread(post: dict[str, Any], tables: _Tables) -> DraftThread:
    number = text(post.get("id"))
    url = absolute(text(post.get("canonical_url")), None)
    html = (text(post.get("html")) or "").replace(_PLACEHOLDER, "")
    shown = clean_html(html, base=url)
    author = tables.authors.get(number) or text(post.get("author_id"))
    thread = DraftThread(
        url=url,
        platform="ghost",
        kind=PageKind.POST,
        native_id=number,
        title=text(post.get("title")),
        author=tables.users.get(author) if author else None,
        date=_date(post.get("published_at") or post.get("created_at")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        tags=tuple(dict.fromkeys(tables.tags[number])),
        authority=API,
    )
    thread.comments = [
        _comment(row, at, tables, url) for at, row in enumerate(tables.comments[number], start=1)
    ]
    thread.complete = bool(thread.comments)
    return thread


def _comment(row: dict[str, Any], at: int, tables: _Tables, base: str | None) -> DraftComment:
    number = text(row.get("id"))
    removed = (text(row.get("status")) or "published") != "published"
    shown = clean_html("" if removed else text(row.get("html")) or "", base=base)
    parent = text(row.get("in_reply_to_id")) or text(row.get("parent_id"))
    member = text(row.get("member_id"))
    return DraftComment(
        key=number or f"#{at}",
        native_id=number,
        parent=parent if parent != number else None,
        author=tables.members.get(member) if member else None,
        date=_date(row.get("created_at")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        status=Status.REMOVED if removed else Status.VISIBLE,
    )


def _date(value: object) -> Date:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return since_1970(value)
    return instant(text(value), UTC)
