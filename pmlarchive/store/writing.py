"""Writing threads: every change goes through here, into the change log in the same transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from pmlarchive.model import Kind, Message, Problem, Revision, Site, Status
from pmlarchive.store import schema
from pmlarchive.store.rows import chunks, select_messages, to_messages, to_row
from pmlarchive.works import cited_works


class Writer:
    """The store inside one write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Threads ---------------------------------------------------------------------------------------------

    def resolve(self, thread_id: str) -> RowMapping | None:
        """Return the row of the thread with this id or former id."""
        query = select(schema.thread).where(schema.thread.c.id == thread_id)
        row = self._connection.execute(query).mappings().first()
        if row is not None:
            return row
        former = (
            select(schema.thread)
            .join(schema.alias, schema.alias.c.thread_id == schema.thread.c.id)
            .where(schema.alias.c.id == thread_id)
        )
        return self._connection.execute(former).mappings().first()

    def by_native_id(self, site: str, native_id: str) -> Sequence[RowMapping]:
        """Return the threads of a site whose post its platform numbers so."""
        query = select(schema.thread).where(
            schema.thread.c.site == site, schema.thread.c.native_id == native_id
        )
        return self._connection.execute(query).mappings().all()

    def save_site(self, site: Site) -> None:
        """Store a site, or fill in what was not known of it."""
        row = (
            self._connection.execute(select(schema.site).where(schema.site.c.key == site.key))
            .mappings()
            .first()
        )
        known = {"title": site.title, "url": site.url, "platform": site.platform}
        if row is None:
            self._connection.execute(insert(schema.site).values(key=site.key, **known))
            return
        missing = {name: value for name, value in known.items() if value and not row[name]}
        if missing:
            self._connection.execute(
                update(schema.site).where(schema.site.c.key == site.key).values(**missing)
            )

    def save_thread(self, thread_id: str, **values: Any) -> None:
        """Store a thread's own row, new or known."""
        known = (
            self._connection.execute(select(schema.thread).where(schema.thread.c.id == thread_id))
            .mappings()
            .first()
        )
        if known is None:
            self._connection.execute(
                insert(schema.thread).values(id=thread_id, comments=0, pings=0, removed=0, **values)
            )
        elif any(known[name] != value for name, value in values.items()):
            self._connection.execute(
                update(schema.thread).where(schema.thread.c.id == thread_id).values(**values)
            )

    def add_alias(self, alias_id: str, thread_id: str, url: str) -> None:
        """Remember a further URL of a thread."""
        if self.resolve(alias_id) is None:
            self._connection.execute(insert(schema.alias).values(id=alias_id, thread_id=thread_id, url=url))

    # Messages --------------------------------------------------------------------------------------------

    def messages(self, thread_id: str) -> tuple[list[Message], dict[str, int]]:
        """Return a thread's stored messages in reading order, and each one's authority."""
        query = (
            select_messages()
            .where(schema.message.c.thread_id == thread_id)
            .order_by(schema.message.c.position)
        )
        rows = self._connection.execute(query).mappings().all()
        return to_messages(self._connection, rows), {row["id"]: row["authority"] for row in rows}

    def save_messages(
        self, messages: Sequence[Message], authority: Mapping[str, int], new: Collection[str]
    ) -> None:
        """Store messages (``new``: the ids not stored yet) and log them as changed."""
        fresh = [to_row(m, authority[m.id]) for m in messages if m.id in new]
        known = [to_row(m, authority[m.id]) for m in messages if m.id not in new]
        if fresh:
            self._connection.execute(insert(schema.message), fresh)
        for row in known:
            self._connection.execute(
                update(schema.message).where(schema.message.c.id == row["id"]).values(**row)
            )
        for part in chunks([row["id"] for row in known]):
            for table in (schema.tag, schema.link, schema.cite):
                self._connection.execute(delete(table).where(table.c.message_id.in_(part)))
        tags = [
            {"message_id": m.id, "position": n, "tag": tag} for m in messages for n, tag in enumerate(m.tags)
        ]
        links = [
            {"message_id": m.id, "position": n, "url": url} for m in messages for n, url in enumerate(m.links)
        ]
        cites = [
            {"message_id": m.id, "work": work} for m in messages for work in cited_works(m.text, m.links)
        ]
        for table, values in ((schema.tag, tags), (schema.link, links), (schema.cite, cites)):
            if values:
                self._connection.execute(insert(table), values)
        self.log([message.id for message in messages])

    def move_messages(self, places: Sequence[tuple[str, int]]) -> None:
        """Give messages a new reading position; nothing that the index knows of changes."""
        for message_id, position in places:
            self._connection.execute(
                update(schema.message).where(schema.message.c.id == message_id).values(position=position)
            )

    def add_revision(self, revision: Revision) -> None:
        """Keep an earlier version of a message; its number is given here."""
        count = select(func.count()).where(schema.revision.c.message_id == revision.message_id)
        number = self._connection.execute(count).scalar_one() + 1
        self._connection.execute(
            insert(schema.revision).values(
                message_id=revision.message_id,
                number=number,
                title=revision.title,
                author=revision.author,
                text=revision.text,
                html=revision.html,
                status=revision.status.value,
                captured=revision.captured,
                replaced=revision.replaced,
                source=revision.source,
            )
        )

    def revisions(self, message_id: str) -> list[tuple[str | None, str]]:
        """Return (title, text) of each earlier version kept."""
        query = select(schema.revision.c.title, schema.revision.c.text).where(
            schema.revision.c.message_id == message_id
        )
        return [(row.title, row.text) for row in self._connection.execute(query)]

    def log(self, ids: Sequence[str]) -> None:
        """Move messages to the end of the change log."""
        for part in chunks(list(dict.fromkeys(ids))):
            self._connection.execute(delete(schema.change).where(schema.change.c.message_id.in_(part)))
            self._connection.execute(insert(schema.change), [{"message_id": one} for one in part])

    def count(self, thread_id: str) -> None:
        """Bring the figures kept with a thread up to date."""
        shown = schema.message.c.status.in_((Status.VISIBLE.value, Status.WITHHELD.value))
        mine = schema.message.c.thread_id == thread_id
        figures = {}
        for name, kind in (("comments", Kind.COMMENT), ("pings", Kind.PING)):
            query = select(func.count()).where(mine, shown, schema.message.c.kind == kind.value)
            figures[name] = self._connection.execute(query).scalar_one()
        removed = select(func.count()).where(mine, schema.message.c.status == Status.REMOVED.value)
        figures["removed"] = self._connection.execute(removed).scalar_one()
        last = (
            select(schema.message.c.date, schema.message.c.date_sort)
            .where(mine, shown, schema.message.c.date_sort.is_not(None))
            .order_by(schema.message.c.date_sort.desc())
            .limit(1)
        )
        row = self._connection.execute(last).first()
        self.save_thread(
            thread_id,
            **figures,
            last_date=row.date if row else None,
            last_sort=row.date_sort if row else None,
        )

    # Problems --------------------------------------------------------------------------------------------

    def add_problem(self, problem: Problem) -> None:
        """Record what could not be brought in; the same thing of the same source counts once."""
        self.clear_problems(problem.source, problem.what)
        self._connection.execute(
            insert(schema.problem).values(
                source=problem.source, what=problem.what, detail=problem.detail, seen=problem.seen
            )
        )

    def clear_problems(self, source: str, what: str | None = None) -> None:
        """Forget the problems of a source that is mended."""
        query = delete(schema.problem).where(schema.problem.c.source == source)
        self._connection.execute(query if what is None else query.where(schema.problem.c.what == what))
