"""Comments of one page as JSON, as comment systems answer their own scripts.

Read are the answers of Isso (``GET /?uri=…``, isso-comments.de/docs/reference/server-api/), Remark42
(``GET /api/v1/find``, both forms), Disqus (``threads/listPosts`` and what its frame carries), Substack
(``/api/v1/post/ID/comments``), Ghost (``/members/api/comments/``) and Commento (its export, and
``/api/comment/list``). They hold comments only: nothing here is taken for a post's text, author or date.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from html import escape
from typing import IO, Any

from pmlarchive.errors import NotAThread
from pmlarchive.model import Date, Status
from scraper.clean import absolute, clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.detect import answer_of
from scraper.formats.fields import instant, paragraphs, since_1970
from scraper.formats.json_data import load, mapping, rows, text, whole


@dataclass(slots=True, kw_only=True)
class Said:
    """A comment as its system states it.

    Attributes:
        parent: Number of the comment that it says it answers; else the one that holds it counts.
        page: Number or address of its page, where an answer can tell of several.
        inner: The answers inside it.
    """

    key: str | None
    parent: str | None = None
    author: str | None = None
    author_url: str | None = None
    date: Date = field(default_factory=Date)
    html: str = ""
    removed: bool = False
    hidden: bool = False
    page: str | None = None
    inner: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class System:
    """A comment system: where its answers keep the comments, how one is read, and whether these are all."""

    find: Callable[[dict[str, Any]], list[dict[str, Any]]]
    read: Callable[[dict[str, Any], dict[str, Any]], Said]
    is_whole: Callable[[dict[str, Any]], bool] = lambda _: True


def _isso(row: dict[str, Any], _: dict[str, Any]) -> Said:
    return Said(
        key=text(row.get("id")), parent=text(row.get("parent")), author=text(row.get("author")),
        author_url=text(row.get("website")), date=_seconds(row.get("created")),
        html=text(row.get("text")) or "", removed=row.get("mode") == 4, hidden=row.get("mode") == 2,
        inner=rows(row.get("replies")),
    )  # fmt: skip


def _remark42(row: dict[str, Any], _: dict[str, Any]) -> Said:
    said = mapping(row.get("comment")) or row
    return Said(
        key=text(said.get("id")), parent=text(said.get("pid")),
        author=text(mapping(said.get("user")).get("name")),
        date=instant(text(said.get("time")), UTC), html=text(said.get("text")) or "",
        removed=said.get("delete") is True, page=text(mapping(said.get("locator")).get("url")),
        inner=rows(row.get("replies")),
    )  # fmt: skip


def _disqus(row: dict[str, Any], _: dict[str, Any]) -> Said:
    author = mapping(row.get("author"))
    username = text(author.get("username")) if author.get("isAnonymous") is not True else None
    thread = row.get("thread")
    return Said(
        key=text(row.get("id")), parent=text(row.get("parent")), author=text(author.get("name")),
        author_url=f"https://disqus.com/by/{username}/" if username else None,
        date=instant(text(row.get("createdAt")), UTC),
        html=text(row.get("message")) or _plain(text(row.get("raw_message")) or ""),
        removed=row.get("isDeleted") is True,
        hidden=row.get("isSpam") is True or row.get("isApproved") is False,
        page=text(mapping(thread).get("link") or mapping(thread).get("id") or thread),
        inner=rows(row.get("children")),
    )  # fmt: skip


def _substack(row: dict[str, Any], _: dict[str, Any]) -> Said:
    handle = text(row.get("handle"))
    return Said(
        key=text(row.get("id")), author=text(row.get("name")),
        author_url=f"https://substack.com/@{handle}" if handle else None,
        date=instant(text(row.get("date")), UTC), html=_plain(text(row.get("body")) or ""),
        removed=bool(row.get("deleted") or row.get("suppressed")), inner=rows(row.get("children")),
    )  # fmt: skip


def _ghost(row: dict[str, Any], _: dict[str, Any]) -> Said:
    return Said(
        key=text(row.get("id")), parent=text(row.get("in_reply_to_id")) or text(row.get("parent_id")),
        author=text(mapping(row.get("member")).get("name")), date=instant(text(row.get("created_at")), UTC),
        html=text(row.get("html")) or "", removed=(text(row.get("status")) or "published") != "published",
        page=text(mapping(row.get("post")).get("url")), inner=rows(row.get("replies")),
    )  # fmt: skip


def _commento(row: dict[str, Any], data: dict[str, Any]) -> Said:
    own, people = text(row.get("commenterHex")), data.get("commenters")
    listed = (one for one in rows(people) if text(one.get("commenterHex")) == own)  # as exports have them
    person = mapping(people.get(own) if isinstance(people, dict) else next(listed, None))
    parent, host, path = text(row.get("parentHex")), text(row.get("domain")), text(row.get("url"))
    return Said(
        key=text(row.get("commentHex")), parent=None if parent == "root" else parent,
        author=text(person.get("name")), author_url=text(person.get("link")),
        date=instant(text(row.get("creationDate")), UTC),
        html=text(row.get("html")) or _plain(text(row.get("markdown")) or ""),
        removed=row.get("deleted") is True, hidden=(text(row.get("state")) or "approved") != "approved",
        page=f"https://{host}/{(path or '').lstrip('/')}" if host else None,
    )  # fmt: skip


def _posts(data: dict[str, Any]) -> list[dict[str, Any]]:
    answer = data.get("response")
    return rows(answer) or rows(mapping(answer).get("posts"))


def _under(name: str) -> Callable[[dict[str, Any]], list[dict[str, Any]]]:
    return lambda data: rows(data.get(name))


SYSTEMS = {
    "isso": System(_under("replies"), _isso, lambda data: not data.get("hidden_replies")),
    "commento": System(_under("comments"), _commento),
    "remark42": System(_under("comments"), _remark42),
    "disqus": System(_posts, _disqus, lambda data: not mapping(data.get("cursor")).get("hasNext")),
    "ghost": System(
        _under("comments"),
        _ghost,
        lambda data: not mapping(mapping(data.get("meta")).get("pagination")).get("next"),
    ),
    "substack": System(_under("comments"), _substack),
}


def read_comments_json(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:  # noqa: ARG001
    """Read the comments of each page that an answer tells of; see ``scraper.formats.base.Reader``.

    Raises:
        NotAThread: It holds no comments.
    """
    raw = file.read()
    platform = answer_of(raw)
    data = load(raw, name)
    pages: dict[str | None, list[DraftComment]] = {}
    for page, comment in comments_in(platform, data) if platform else ():
        pages.setdefault(page, []).append(comment)
    if not pages or platform is None:
        raise NotAThread("is an answer of a comment system without comments", subject=name)
    total = whole(mapping(data.get("info")).get("count"))  # Remark42 counts
    for page, comments in pages.items():
        thread = DraftThread(url=absolute(page, None), platform=platform, kind=PageKind.POST, authority=API)
        thread.comments = comments
        thread.declared_comments = total if len(pages) == 1 else None
        if not SYSTEMS[platform].is_whole(data):
            thread.notes.append("the file holds only a part of the page's comments")
        yield thread


def comments_in(
    platform: str, data: dict[str, Any], base: str | None = None
) -> Iterator[tuple[str | None, DraftComment]]:
    """Yield the comments of an answer of one of ``SYSTEMS``, each once, with the page that each is on."""
    system = SYSTEMS[platform]
    seen: set[str] = set()
    stack: list[tuple[dict[str, Any], str | None]] = [(row, None) for row in reversed(system.find(data))]
    while stack:
        row, around = stack.pop()
        said = system.read(row, data)
        if said.key is None or said.key in seen:
            continue
        seen.add(said.key)
        stack += [(inner, said.key) for inner in reversed(said.inner)]
        if not said.hidden:
            yield said.page, _draft(said, said.parent or around, base)


def _draft(said: Said, parent: str | None, base: str | None) -> DraftComment:
    shown = clean_html("" if said.removed else said.html, base=base)
    return DraftComment(
        key=said.key or "",
        native_id=said.key,
        parent=parent if parent != said.key else None,
        author=said.author,
        author_url=absolute(said.author_url, None),
        date=said.date,
        text=shown.text,
        html=shown.html,
        links=shown.links,
        status=Status.REMOVED if said.removed else Status.VISIBLE,
    )


def _seconds(value: object) -> Date:
    return since_1970(value) if isinstance(value, int | float) and not isinstance(value, bool) else Date()


def _plain(words: str) -> str:
    """Return HTML for a text without any."""
    return paragraphs(escape(words, quote=False))
