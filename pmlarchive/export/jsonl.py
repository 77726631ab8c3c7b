"""The interchange format: one message a line, every key present, ``null`` where unknown."""

import json
from collections.abc import Iterable, Iterator

from pmlarchive.model import Message

Json = str | int | bool | list[str] | None


def to_json(message: Message) -> dict[str, Json]:
    """Return a message as a line of the interchange format holds it (``schema/message.schema.json``)."""
    return {
        "kind": message.kind.value,
        "site": message.site,
        "platform": message.platform,
        "thread": message.thread,
        "id": message.id,
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
        "text": message.text,
        "html": message.html,
        "url": message.url,
        "status": message.status.value,
        "declared_comments": message.declared_comments,
        "captured": message.captured,
        "source": message.source,
        "tags": list(message.tags),
        "links": list(message.links),
    }


def lines(messages: Iterable[Message]) -> Iterator[str]:
    """Yield one line of JSON (without its line end) for each message."""
    for message in messages:
        yield json.dumps(to_json(message), ensure_ascii=False)
