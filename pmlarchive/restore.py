"""An archive's own JSONL back into a store, exactly: ids, ghosts, what is gone or withheld, sources.

A thread that the store has already is not overwritten: its messages are laid over it like those of any page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from pmlarchive.errors import ImportFailed, NotAThread
from pmlarchive.ingest import Ingested, ingest
from pmlarchive.model import Message, Site, Status
from pmlarchive.store.store import Store
from scraper.draft import PAGE
from scraper.formats.jsonl import InThreads, read_messages, to_draft


def restore(store: Store, path: Path, *, source: str, captured: str) -> Iterator[Ingested]:
    """Bring back every thread of a JSONL export, one transaction each.

    Args:
        source: The file's name in the archive, for threads that the store has already.
        captured: ISO 8601 in UTC, when the file was written; for these threads too.

    Raises:
        ImportFailed: The file cannot be read, or holds no message.
        StoreError: The database does not answer.
    """
    notes: list[str] = []
    last: Ingested | None = None
    try:
        with path.open("rb") as file:
            for _, group in groupby(
                read_messages(InThreads(file), notes, name=str(path)), key=lambda m: m.thread
            ):
                if last is not None:
                    yield last
                last = _thread(store, list(group), source, captured)
    except OSError as error:
        raise ImportFailed(f"cannot be read ({error.strerror or error})", subject=str(path)) from error
    if last is not None:
        yield replace(last, notes=(*last.notes, *notes))


def _thread(store: Store, messages: Sequence[Message], source: str, captured: str) -> Ingested:
    post = messages[0]
    elsewhere = store.messages([message.id for message in messages])
    if not _is_whole(messages) or any(m.thread_id != post.thread_id for m in elsewhere.values()):
        return _merged(store, messages, source, captured)
    found = sum(m.status is Status.VISIBLE and not m.is_post for m in messages)
    done = Ingested(post.id, post.thread, post.title, found=found, declared=post.declared_comments)
    with store.writing() as writer:
        known = writer.resolve(post.thread_id)
        if known is None:
            writer.save_site(Site(post.site, platform=post.platform))
            writer.save_thread(
                post.id, site=post.site, url=post.thread, native_id=post.native_id, complete_at=None
            )
            writer.save_messages(messages, {m.id: PAGE for m in messages}, {m.id for m in messages})
            writer.count(post.id)
            return replace(done, new=len(messages))
        stored = {message.id: message for message in writer.messages(known["id"])[0]}
        if all(stored.get(message.id) == message for message in messages):
            return done
    return _merged(store, messages, source, captured)


def _merged(store: Store, messages: Sequence[Message], source: str, captured: str) -> Ingested:
    try:
        return ingest(store, to_draft(messages), source=source, captured=captured)
    except NotAThread:  # nothing but ghosts and withheld messages
        first = messages[0]
        return Ingested(first.thread_id, first.thread, first.title)


def _is_whole(messages: Sequence[Message]) -> bool:
    """Say whether these are a thread as we would have written it: nothing else may enter a store as it is."""
    post = messages[0]
    depths: dict[str, int] = {}
    for position, message in enumerate(messages):
        above = -1 if message.parent is None else depths.get(message.parent)
        if (
            message.is_post != (position == 0)
            or message.position != position
            or message.id in depths
            or above is None
            or message.depth != above + 1
            or (message.thread_id, message.site) != (post.id, post.site)
        ):
            return False
        depths[message.id] = message.depth
    return True
