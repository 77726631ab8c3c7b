"""A Discourse topic as JSON: what ``/t/ID.json`` answers (docs.discourse.org, "Get a single topic").

The first post is the post, the others are comments; ``reply_to_post_number`` names the parent, and none, or
1, is the post itself. Numbers are the topic's own, as in its permalinks.
"""

from collections.abc import Iterator
from typing import IO, Any

from pmlarchive.errors import NotAThread
from pmlarchive.model import Status
from scraper.clean import clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.formats.fields import instant
from scraper.formats.json_data import load, mapping, rows, text, whole

_SILENT = (3, 4)  # small actions ("closed this topic") and whispers, which only the staff can read


def read_discourse(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:  # noqa: ARG001
    """Read one topic; see ``scraper.formats.base.Reader``."""
    yield topic(load(file.read(), name), name)


def topic(data: dict[str, Any], name: str = "") -> DraftThread:
    """Return a topic as a thread.

    Raises:
        NotAThread: It holds no posts.
    """
    stream = mapping(data.get("post_stream"))
    posts = [post for post in rows(stream.get("posts")) if whole(post.get("post_number")) is not None]
    if not posts:
        raise NotAThread("is a topic without posts", subject=name)
    first = next((post for post in posts if post["post_number"] == 1), {})
    shown = clean_html(text(first.get("cooked")) or "")
    total = whole(data.get("posts_count"))
    thread = DraftThread(
        platform="discourse",
        kind=PageKind.POST,
        native_id=text(data.get("id")),
        title=text(data.get("title")),
        author=text(first.get("username")),
        date=instant(text(first.get("created_at") or data.get("created_at"))),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        tags=_tags(data.get("tags")),
        declared_comments=max(total - 1, 0) if total is not None else None,
        authority=API,
    )
    others = (post for post in posts if post["post_number"] != 1 and post.get("post_type") not in _SILENT)
    thread.comments = [_comment(post, thread.author) for post in others]
    ids = stream.get("stream")
    thread.complete = isinstance(ids, list) and len(ids) <= len(posts) and bool(first)
    if not thread.complete:
        thread.notes.append("the file holds only a part of the topic's posts")
    return thread


def _tags(value: object) -> tuple[str, ...]:
    """Return tags, which are names, or objects that have one."""
    found = value if isinstance(value, list) else []
    names = (text(tag.get("name")) if isinstance(tag, dict) else text(tag) for tag in found)
    return tuple(dict.fromkeys(name for name in names if name))


def _comment(post: dict[str, Any], starter: str | None) -> DraftComment:
    number = str(post["post_number"])
    parent = whole(post.get("reply_to_post_number"))
    removed = bool(post.get("user_deleted") or post.get("deleted_at") or post.get("hidden"))
    shown = clean_html("" if removed else text(post.get("cooked")) or "")
    author = text(post.get("username"))
    return DraftComment(
        key=number,
        native_id=number,
        parent=str(parent) if parent is not None and parent != 1 and str(parent) != number else None,
        author=author,
        by_post_author=author is not None and author == starter,
        date=instant(text(post.get("created_at"))),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        status=Status.REMOVED if removed else Status.VISIBLE,
    )
