"""Between store and index: what changed there goes in here."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from index.document import Document, searchable
from index.index import Index
from index.semantic import Vectors
from pmlarchive.model import Message
from pmlarchive.store.store import Store

T = TypeVar("T")

#: Called with (messages done, messages in all); all is 0 where it is not known.
Progress = Callable[[int, int], None]


def follow(store: Store, index: Index, progress: Progress | None = None) -> int:
    """Bring the index up to the store's change log, or build it anew where its analysis is out of date.

    Returns:
        How many messages were handed over.
    """
    if index.stale:
        return rebuild(store, index, progress)
    behind = max(store.version() - index.checkpoint, 0)
    if not behind:
        return 0
    return index.update(_counted(_changes(store, index.checkpoint), progress, behind))


def rebuild(store: Store, index: Index, progress: Progress | None = None) -> int:
    """Build the index anew from the store; searches go on with the old one until it is done."""
    checkpoint = store.version()
    overview = store.overview()
    total = overview.threads + overview.comments + overview.pings
    return index.rebuild(_counted(_documents(store), progress, total), checkpoint)


def embed(store: Store, vectors: Vectors, progress: Progress | None = None, *, anew: bool = False) -> int:
    """Bring the vectors up to the store's change log; ``anew``: whatever number they say they are at.

    Returns:
        How many messages have a vector then.
    """
    version, reached = store.version(), vectors.checkpoint
    anew = anew or reached > version  # the store was put back to an earlier state
    if anew:
        _forget(store, vectors)
    if anew or reached < version or not vectors.ready:
        overview = store.overview()
        total = overview.threads + overview.comments + overview.pings
        if not anew:
            total = min(total, version - reached)
        for done in vectors.follow(lambda after: _texts(store, after), anew=anew):
            if progress is not None:
                progress(min(done, total), total)
    return len(vectors)


def _forget(store: Store, vectors: Vectors) -> None:
    """Drop the vectors of messages that the store does not show any more."""
    last = ""
    while ids := vectors.ids(last):
        known = store.messages(ids)
        vectors.forget([one for one in ids if one not in known or not searchable(known[one])])
        last = ids[-1]


def _texts(store: Store, after: int) -> Iterator[tuple[int, str, str | None]]:
    while batch := store.changes(after):
        for seq, one, message in batch:
            shown = message is not None and searchable(message)
            yield seq, one, _text(message) if message is not None and shown else None
        after = batch[-1][0]


def _text(message: Message) -> str:
    return f"{message.title}. {message.text}" if message.title else message.text


def _counted(items: Iterator[T], progress: Progress | None, total: int) -> Iterator[T]:
    for number, item in enumerate(items, start=1):
        if progress is not None and number % 100 == 0:
            progress(number, total)
        yield item


def _documents(store: Store) -> Iterator[Document]:
    for thread in store.threads_whole():
        title = thread.post.title
        for message in thread:
            if searchable(message):
                yield _document(
                    message, title, thread.parent_of(message), len(thread.replies.get(message.id, ()))
                )


def _changes(store: Store, after: int) -> Iterator[tuple[int, str, Document | None]]:
    while batch := store.changes(after):
        messages = [message for _, _, message in batch if message is not None and searchable(message)]
        parents = store.messages(list({m.parent for m in messages if m.parent}))
        titles = store.titles(list({m.thread_id for m in messages}))
        replies = store.reply_counts([m.id for m in messages])
        for seq, one, message in batch:
            if message is None or not searchable(message):
                yield seq, one, None
            else:
                parent = parents.get(message.parent) if message.parent else None
                yield seq, one, _document(message, titles.get(message.thread_id), parent, replies.get(one, 0))
        after = batch[-1][0]


def _document(message: Message, title: str | None, parent: Message | None, replies: int) -> Document:
    return Document.of(message, thread_title=title, parent=parent, replies=replies)
