"""WordPress's REST API (``/wp-json/wp/v2``): posts and comments as JSON, with parents, instants and ids.

Source: https://developer.wordpress.org/rest-api/reference/posts/ and …/comments/. The API shows what threaded
pages hide: replies under a deleted parent and nesting beyond the theme's depth. It knows no pings.
"""

import html
import json
from datetime import UTC, datetime
from typing import Any

from pmlarchive.model import Date, Precision
from scraper.clean import clean_html
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.urls import clean_url, thread_of

PLATFORM = "wordpress"


def load_list(data: bytes) -> list[dict[str, Any]] | None:
    """Return the objects of a JSON list; ``None`` where the bytes are no such list."""
    try:
        found = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else None


def read_posts(data: bytes) -> list[DraftThread] | None:
    """Read a page of ``/posts`` or ``/pages``: threads without comments yet.

    Posts behind a password are left out. ``None``: the bytes are no list of posts.
    """
    found = load_list(data)
    return None if found is None else [draft for post in found if (draft := _post(post)) is not None]


def read_comments(data: bytes) -> list[DraftThread] | None:
    """Read a page of ``/comments``: for each post met, a draft that holds these comments only.

    A comment by a registered user has ``by_post_author`` set: whether the user is the post's author shows
    when the draft is put together with the post's. ``None``: the bytes are no list of comments.
    """
    found = load_list(data)
    if found is None:
        return None
    threads: dict[str, DraftThread] = {}
    for fields in found:
        link = clean_url(_text(fields.get("link")))
        comment = _comment(fields)
        if link is None or comment is None:
            continue
        url = thread_of(link)
        draft = threads.setdefault(url, _empty(url, _number(fields.get("post"))))
        draft.comments.append(comment)
    return list(threads.values())


def _empty(url: str, number: str | None) -> DraftThread:
    return DraftThread(
        url=url, platform=PLATFORM, kind=PageKind.POST, native_id=number, authority=API, complete=True
    )


def _post(fields: dict[str, Any]) -> DraftThread | None:
    link, number = clean_url(_text(fields.get("link"))), _number(fields.get("id"))
    content = fields.get("content")
    content = content if isinstance(content, dict) else {}
    if (
        link is None
        or number is None
        or content.get("protected")
        or fields.get("status", "publish") != "publish"
    ):
        return None
    draft = _empty(link, number)
    cleaned = clean_html(_text(content.get("rendered")), base=link)
    draft.text, draft.html, draft.links = cleaned.text, cleaned.html, cleaned.links
    draft.title = _plain(_rendered(fields.get("title")))
    draft.date = _instant(fields.get("date_gmt"))
    embedded = fields.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    for author in _dicts(embedded.get("author")):
        draft.author = _plain(_text(author.get("name")))
        draft.author_url = clean_url(_text(author.get("link")))
    terms = embedded.get("wp:term")
    names = [_plain(_text(term.get("name"))) for group in _lists(terms) for term in _dicts(group)]
    draft.tags = tuple(dict.fromkeys(name for name in names if name))
    return draft


def _comment(fields: dict[str, Any]) -> DraftComment | None:
    number = _number(fields.get("id"))
    if number is None or fields.get("status", "approved") != "approved":
        return None
    kind = _text(fields.get("type")) or "comment"
    if kind != "comment":
        return None
    link = clean_url(_text(fields.get("link")))
    cleaned = clean_html(_rendered(fields.get("content")), base=link)
    user = fields.get("author")
    return DraftComment(
        key=number,
        native_id=number,
        parent=_number(fields.get("parent")),
        author=_plain(_text(fields.get("author_name"))),
        author_url=clean_url(_text(fields.get("author_url"))),
        by_post_author=isinstance(user, int) and user > 0,
        date=_instant(fields.get("date_gmt")),
        text=cleaned.text,
        html=cleaned.html,
        links=cleaned.links,
        url=f"{link}#comment-{number}" if link else None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _rendered(value: object) -> str:
    return _text(value.get("rendered")) if isinstance(value, dict) else _text(value)


def _plain(text: str) -> str | None:
    """Return a name as people read it: the API's names and titles carry entities and, rarely, tags."""
    if "<" in text:
        text = clean_html(text).text
    return " ".join(html.unescape(text).split()) or None


def _number(value: object) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _lists(value: object) -> list[list[Any]]:
    return [one for one in value if isinstance(one, list)] if isinstance(value, list) else []


def _instant(value: object) -> Date:
    """Return a ``*_gmt`` field's instant; it carries no zone of its own, and means UTC."""
    text = _text(value)
    try:
        when = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return Date(text=text or None)
    if when.year < 1990:
        return Date(text=text)
    return Date.of(when.replace(tzinfo=UTC), Precision.SECOND, text)
