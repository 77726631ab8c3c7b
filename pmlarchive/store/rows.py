"""Messages to rows and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.engine import RowMapping

from pmlarchive.model import Date, Kind, Message, Precision, Status
from pmlarchive.store import schema

T = TypeVar("T")

#: How many ids one statement names at most; SQLite of old took 999 variables.
CHUNK = 500


def select_messages() -> Select[Any]:
    """Return the query whose rows ``to_messages`` understands."""
    return select(
        schema.message,
        schema.thread.c.url.label("thread_url"),
        schema.thread.c.site.label("site"),
    ).join_from(schema.message, schema.thread)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterable[Sequence[T]]:
    """Cut a sequence into pieces of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


def to_messages(connection: Connection, rows: Sequence[RowMapping]) -> list[Message]:
    """Turn rows of ``select_messages`` into messages, with their tags and links."""
    ids = [row["id"] for row in rows]
    tags = _lists(connection, _TAGS, ids)
    links = _lists(connection, _LINKS, ids)
    return [_message(row, tags.get(row["id"], ()), links.get(row["id"], ())) for row in rows]


_TAGS, _LINKS = (
    select(table.c.message_id, column)
    .where(table.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(table.c.message_id, table.c.position)
    for table, column in ((schema.tag, schema.tag.c.tag), (schema.link, schema.link.c.url))
)


def _lists(connection: Connection, query: Select[Any], ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for part in chunks(ids):
        for message_id, value in connection.execute(query, {"ids": list(part)}):
            found[message_id].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _message(row: RowMapping, tags: tuple[str, ...], links: tuple[str, ...]) -> Message:
    precision = row["date_precision"]
    return Message(
        id=row["id"],
        kind=Kind(row["kind"]),
        site=row["site"],
        platform=row["platform"],
        thread=row["thread_url"],
        thread_id=row["thread_id"],
        native_id=row["native_id"],
        parent=row["parent"],
        depth=row["depth"],
        position=row["position"],
        title=row["title"],
        author=row["author"],
        author_url=row["author_url"],
        by_post_author=bool(row["by_post_author"]),
        date=Date(row["date"], Precision(precision) if precision else None, row["date_text"]),
        text=row["text"],
        html=row["html"],
        url=row["url"],
        status=Status(row["status"]),
        declared_comments=row["declared_comments"],
        captured=row["captured"],
        source=row["source"],
        tags=tags,
        links=links,
    )


def to_row(message: Message, authority: int) -> Mapping[str, Any]:
    """Turn a message into the values of its row (tags and links are rows of their own)."""
    return {
        "id": message.id,
        "thread_id": message.thread_id,
        "kind": message.kind.value,
        "platform": message.platform,
        "native_id": message.native_id,
        "parent": message.parent,
        "depth": message.depth,
        "position": message.position,
        "title": message.title,
        "author": message.author,
        "author_url": message.author_url,
        "by_post_author": message.by_post_author,
        "date": message.date.value,
        "date_precision": message.date.precision.value if message.date.precision else None,
        "date_text": message.date.text,
        "date_sort": message.date.sort_key,
        "text": message.text,
        "html": message.html,
        "url": message.url,
        "status": message.status.value,
        "declared_comments": message.declared_comments,
        "captured": message.captured,
        "source": message.source,
        "authority": authority,
    }
