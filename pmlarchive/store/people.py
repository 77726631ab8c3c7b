"""Who wrote, what about, and which works they cite: names, tags and papers across threads."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from pmlarchive.model import Date, Kind, Message, Status
from pmlarchive.store import schema
from pmlarchive.store.catalogue import Page
from pmlarchive.store.database import Database
from pmlarchive.store.rows import select_messages, to_messages
from pmlarchive.works import work_url

_SHOWN = (Status.VISIBLE.value, Status.WITHHELD.value)


@dataclass(frozen=True, slots=True)
class Placed:
    """A message with what a reader needs to place it, outside its thread."""

    message: Message
    thread_title: str | None
    parent_author: str | None


@dataclass(frozen=True, slots=True)
class AuthorSummary:
    """A name in figures; a name is not a person."""

    name: str
    posts: int
    comments: int
    threads: int
    first: Date
    last: Date


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many threads carry it."""

    tag: str
    threads: int


@dataclass(frozen=True, slots=True)
class PaperSummary:
    """A cited work (``key``: see pmlarchive.works) and how many passages in how many threads cite it."""

    key: str
    url: str
    passages: int
    threads: int

    @property
    def kind(self) -> str:
        """``doi``, ``pmid`` or ``pmcid``."""
        return self.key.partition(":")[0]

    @property
    def value(self) -> str:
        """The number itself."""
        return self.key.partition(":")[2]


class People:
    """Lists of names, tags and papers, and the messages behind them."""

    database: Database

    def recent(
        self,
        *,
        site: str | None = None,
        thread: str | None = None,
        author: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[Placed]:
        """Return visible messages, the newest first; undated ones last."""
        wanted: list[ColumnElement[bool]] = [schema.message.c.status == Status.VISIBLE.value]
        if site is not None:
            wanted.append(schema.thread.c.site == site)
        if thread is not None:
            wanted.append(schema.message.c.thread_id == thread)
        if author is not None:
            wanted.append(schema.message.c.author == author)
        newest = (schema.message.c.date_sort.desc().nulls_last(), schema.message.c.id)
        count = select(func.count()).select_from(schema.message).where(*wanted)
        if site is not None:
            count = count.join(schema.thread)
        return self._placed(select_messages().where(*wanted), count, newest, limit, offset)

    def citing(self, key: str, *, limit: int = 50, offset: int = 0) -> Page[Placed]:
        """Return the visible messages that cite a work, the oldest first."""
        query = (
            select_messages()
            .join(schema.cite, schema.cite.c.message_id == schema.message.c.id)
            .where(schema.cite.c.work == key, schema.message.c.status == Status.VISIBLE.value)
        )
        count = (
            select(func.count())
            .select_from(schema.cite)
            .join(schema.message, schema.cite.c.message_id == schema.message.c.id)
            .where(schema.cite.c.work == key, schema.message.c.status == Status.VISIBLE.value)
        )
        oldest = (schema.message.c.date_sort.nulls_last(), schema.message.c.id)
        return self._placed(query, count, oldest, limit, offset)

    def cited(self, *, limit: int = 100, offset: int = 0) -> Page[PaperSummary]:
        """Return the works that visible messages cite, the most discussed first."""
        passages = func.count().label("passages")
        query = (
            select(
                schema.cite.c.work,
                passages,
                func.count(func.distinct(schema.message.c.thread_id)).label("threads"),
            )
            .join(schema.message, schema.message.c.id == schema.cite.c.message_id)
            .where(schema.message.c.status == Status.VISIBLE.value)
            .group_by(schema.cite.c.work)
        )
        with self.database.reading() as connection:
            total = _count(connection, query)
            rows = connection.execute(
                query.order_by(passages.desc(), schema.cite.c.work).limit(limit).offset(offset)
            )
            items = [PaperSummary(row.work, work_url(row.work), row.passages, row.threads) for row in rows]
        return Page(items, total)

    def authors(
        self,
        prefix: str = "",
        *,
        order: Literal["name", "active"] = "active",
        limit: int = 100,
        offset: int = 0,
    ) -> Page[AuthorSummary]:
        """Return the names under visible posts and comments, by activity or by the alphabet."""
        name = schema.message.c.author
        total = func.count().label("total")
        query = (
            select(
                name.label("name"),
                func.sum(case((schema.message.c.kind == Kind.POST.value, 1), else_=0)).label("posts"),
                func.sum(case((schema.message.c.kind == Kind.COMMENT.value, 1), else_=0)).label("comments"),
                func.count(func.distinct(schema.message.c.thread_id)).label("threads"),
                func.min(schema.message.c.date).label("first"),
                func.max(schema.message.c.date).label("last"),
                total,
            )
            .where(
                name.is_not(None),
                schema.message.c.status.in_(_SHOWN),
                schema.message.c.kind != Kind.PING.value,
            )
            .group_by(name)
        )
        if prefix:
            query = query.where(name.istartswith(prefix, autoescape=True))
        ordered = (
            query.order_by(func.lower(name), name) if order == "name" else query.order_by(total.desc(), name)
        )
        with self.database.reading() as connection:
            whole = _count(connection, query)
            items = [
                AuthorSummary(r.name, r.posts, r.comments, r.threads, Date(r.first), Date(r.last))
                for r in connection.execute(ordered.limit(limit).offset(offset))
            ]
        return Page(items, whole)

    def tags(self, limit: int = 200) -> list[TagCount]:
        """Return the tags of posts, the most frequent first."""
        threads = func.count().label("threads")
        query = (
            select(schema.tag.c.tag, threads)
            .group_by(schema.tag.c.tag)
            .order_by(threads.desc(), schema.tag.c.tag)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [TagCount(row.tag, row.threads) for row in connection.execute(query)]

    def _placed(
        self, query: Select[Any], count: Select[Any], order: tuple[Any, ...], limit: int, offset: int
    ) -> Page[Placed]:
        with self.database.reading() as connection:
            total = connection.execute(count).scalar_one()
            rows = connection.execute(query.order_by(*order).limit(limit).offset(offset)).mappings().all()
            messages = to_messages(connection, rows)
            wanted = {m.thread_id for m in messages} | {m.parent for m in messages if m.parent}
            known = select(schema.message.c.id, schema.message.c.title, schema.message.c.author)
            around = {row.id: row for row in connection.execute(known.where(schema.message.c.id.in_(wanted)))}
        return Page(
            [
                Placed(
                    message,
                    around[message.thread_id].title,
                    around[message.parent].author if message.parent in around else None,
                )
                for message in messages
            ],
            total,
        )


def _count(connection: Connection, query: Select[Any]) -> int:
    ids = query.with_only_columns(query.selected_columns[0]).order_by(None)
    return connection.execute(select(func.count()).select_from(ids.subquery())).scalar_one()
