"""What is missing or unknown, thread by thread: the figures behind the audit."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select, text

from pmlarchive.errors import StoreError
from pmlarchive.model import Kind, Status, how_many_missing
from pmlarchive.store import schema
from pmlarchive.store.database import Database


@dataclass(frozen=True, slots=True)
class ThreadAudit:
    """One thread's completeness. Counts are of messages; ``declared`` is what the page said, if it did."""

    id: str
    site: str
    url: str
    title: str | None
    source: str | None
    declared: int | None
    found: int
    pings: int
    ghosts: int
    removed: int
    gone: int
    withheld: int
    unknown_authors: int
    unknown_dates: int

    @property
    def missing(self) -> int:
        """See ``how_many_missing``."""
        return how_many_missing(self.declared, self.found, self.pings + self.removed)


def _how_many(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((wanted, 1), else_=0)), 0)


class Soundness:
    """Completeness and integrity."""

    database: Database

    def thread_audits(self) -> Iterator[ThreadAudit]:
        """Yield the completeness of every thread, by site and date of the post."""
        message, post = schema.message, schema.message.alias("post")
        visible = message.c.status == Status.VISIBLE.value
        comment = message.c.kind == Kind.COMMENT.value
        query = (
            select(
                schema.thread.c.id,
                schema.thread.c.site,
                schema.thread.c.url,
                post.c.title,
                post.c.source,
                post.c.declared_comments.label("declared"),
                schema.thread.c.comments.label("found"),
                schema.thread.c.pings,
                schema.thread.c.removed,
                *(
                    _how_many(message.c.status == status.value).label(name)
                    for name, status in (
                        ("ghosts", Status.GHOST),
                        ("gone", Status.GONE),
                        ("withheld", Status.WITHHELD),
                    )
                ),
                _how_many(and_(visible, comment, message.c.author.is_(None))).label("unknown_authors"),
                _how_many(and_(visible, comment, message.c.date.is_(None))).label("unknown_dates"),
            )
            .join_from(schema.thread, post, post.c.id == schema.thread.c.id)
            .join(message, message.c.thread_id == schema.thread.c.id)
            .group_by(schema.thread.c.id, *post.c)
            .order_by(schema.thread.c.site, post.c.date_sort, schema.thread.c.id)
        )
        with self.database.reading() as connection:
            for row in connection.execute(query.execution_options(yield_per=500)).mappings():
                yield ThreadAudit(**row)

    def damage(self) -> list[str]:
        """Return what the database itself finds wrong with its files; empty where it is sound."""
        if not self.database.is_sqlite:
            return []
        lines = []
        try:
            with self.database.reading() as connection:
                found = connection.execute(text("PRAGMA integrity_check(20)")).scalars()
                lines += [str(line) for line in found if line != "ok"]
                orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
                lines += [
                    f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in orphans[:20]
                ]
        except StoreError as error:  # so damaged that it cannot even be checked
            lines.append(error.line())
        return lines
