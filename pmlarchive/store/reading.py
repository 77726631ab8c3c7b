"""Reading threads, messages and their earlier versions."""

from collections.abc import Iterator, Sequence

from sqlalchemy import BindParameter, bindparam, func, select

from pmlarchive.errors import NotFound
from pmlarchive.model import Message, Revision, Status, Thread, thread_id
from pmlarchive.store import schema
from pmlarchive.store.database import Database
from pmlarchive.store.rows import chunks, select_messages, to_messages

_THREADS_AT_ONCE = 50

# Statements that every page asks: made once.
_ID: BindParameter[str] = bindparam("id")
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_OF_THREAD = select_messages().where(schema.message.c.thread_id == _ID).order_by(schema.message.c.position)
_BY_ID = select_messages().where(schema.message.c.id.in_(_IDS))
_KNOWN = tuple(
    select(column).where(table.c.id.in_(_IDS))
    for table, column in (
        (schema.thread, schema.thread.c.id),
        (schema.alias, schema.alias.c.thread_id),
    )
)
_TITLES = select(schema.message.c.id, schema.message.c.title).where(schema.message.c.id.in_(_IDS))
_REVISED = (
    select(schema.revision.c.message_id)
    .join(schema.message, schema.message.c.id == schema.revision.c.message_id)
    .where(schema.message.c.thread_id == _ID)
    .distinct()
)


class Reading:
    """What can be read of threads and messages."""

    database: Database

    def thread(self, key: str) -> Thread:
        """Return the whole thread with this id, or whose post is at this URL.

        Raises:
            NotFound: There is none.
        """
        found = self.find_thread(key)
        if found is None:
            raise NotFound("no such thread; `pmlarchive search` finds threads by their words", subject=key)
        with self.database.reading() as connection:
            messages = to_messages(connection, connection.execute(_OF_THREAD, {"id": found}).mappings().all())
        return Thread(messages[0], tuple(messages[1:]))

    def find_thread(self, key: str) -> str | None:
        """Return the id of the thread with this id, URL or former URL; ``None`` where there is none."""
        ids = [key]
        if ":" in key:
            try:
                ids.append(thread_id(key))
            except ValueError:  # no URL after all
                return None
        with self.database.reading() as connection:
            for query in _KNOWN:
                found = connection.execute(query, {"ids": ids}).scalar()
                if found is not None:
                    return str(found)
            if len(ids) == 1:
                return None
            by_url = select(schema.thread.c.id).where(schema.thread.c.url == key)
            found = connection.execute(by_url).scalar()
            return None if found is None else str(found)

    def message(self, message_id: str) -> Message:
        """Return one message.

        Raises:
            NotFound: There is none with this id.
        """
        found = self.messages([message_id])
        if message_id not in found:
            raise NotFound("no such message", subject=message_id)
        return found[message_id]

    def messages(self, ids: Sequence[str]) -> dict[str, Message]:
        """Return the messages with these ids, in their order; unknown ids are left out."""
        found: dict[str, Message] = {}
        with self.database.reading() as connection:
            for part in chunks(ids):
                rows = connection.execute(_BY_ID, {"ids": list(part)}).mappings().all()
                found |= {message.id: message for message in to_messages(connection, rows)}
        return {message_id: found[message_id] for message_id in ids if message_id in found}

    def titles(self, thread_ids: Sequence[str]) -> dict[str, str | None]:
        """Return the titles of threads by their ids."""
        found: dict[str, str | None] = {}
        with self.database.reading() as connection:
            for part in chunks(thread_ids):
                found |= {row.id: row.title for row in connection.execute(_TITLES, {"ids": list(part)})}
        return found

    def thread_ids(self) -> list[str]:
        """Return the ids of all threads, by site and then by the date of the post."""
        query = (
            select(schema.thread.c.id)
            .join(schema.message, schema.message.c.id == schema.thread.c.id)
            .order_by(schema.thread.c.site, schema.message.c.date_sort, schema.thread.c.id)
        )
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def threads_whole(self) -> Iterator[Thread]:
        """Yield every thread, by site and date; a few are in memory at a time."""
        for part in chunks(self.thread_ids(), _THREADS_AT_ONCE):
            query = (
                select_messages()
                .where(schema.message.c.thread_id.in_(part))
                .order_by(schema.message.c.thread_id, schema.message.c.position)
            )
            with self.database.reading() as connection:
                messages = to_messages(connection, connection.execute(query).mappings().all())
            by_thread: dict[str, list[Message]] = {}
            for message in messages:
                by_thread.setdefault(message.thread_id, []).append(message)
            for one in part:
                if one in by_thread:
                    yield Thread(by_thread[one][0], tuple(by_thread[one][1:]))

    def all_messages(self) -> Iterator[Message]:
        """Yield every message, thread by thread in reading order."""
        for thread in self.threads_whole():
            yield from thread

    def changes(self, after: int, limit: int = 500) -> list[tuple[int, str, Message | None]]:
        """Return what changed since number ``after``: number, id, message (``None``: deleted), in order."""
        query = (
            select(schema.change.c.seq, schema.change.c.message_id)
            .where(schema.change.c.seq > after)
            .order_by(schema.change.c.seq)
            .limit(limit)
        )
        with self.database.reading() as connection:
            rows = [(row.seq, row.message_id) for row in connection.execute(query)]
        found = self.messages([message_id for _, message_id in rows])
        return [(seq, message_id, found.get(message_id)) for seq, message_id in rows]

    def reply_counts(self, ids: Sequence[str]) -> dict[str, int]:
        """Return how many direct replies messages have; those without any are left out."""
        parent = schema.message.c.parent
        query = (
            select(parent, func.count()).where(parent.in_(bindparam("ids", expanding=True))).group_by(parent)
        )
        found: dict[str, int] = {}
        with self.database.reading() as connection:
            for part in chunks(ids):
                found |= {row[0]: row[1] for row in connection.execute(query, {"ids": list(part)})}
        return found

    def revisions(self, message_id: str) -> list[Revision]:
        """Return the earlier versions of a message, oldest first."""
        query = (
            select(schema.revision)
            .where(schema.revision.c.message_id == message_id)
            .order_by(schema.revision.c.number)
        )
        with self.database.reading() as connection:
            return [
                Revision(**{**row, "status": Status(row["status"])})
                for row in connection.execute(query).mappings()
            ]

    def revised(self, key: str) -> set[str]:
        """Return the ids of a thread's messages that have earlier versions."""
        with self.database.reading() as connection:
            return set(connection.execute(_REVISED, {"id": key}).scalars())
