"""The database's tables, and how an older database becomes today's.

The tables below are today's shape. A new archive gets them at once and is stamped with the newest version; an
older one is brought forward by every step of ``MIGRATIONS`` that it has not seen, each in one transaction. To
change the shape: change the table here, and append a step that makes the same change to an existing database.
"""

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
    select,
)

from pmlarchive.errors import StoreError

metadata = MetaData()

meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

site = Table(
    "site",
    metadata,
    Column("key", Text, primary_key=True),
    Column("title", Text),
    Column("url", Text),
    Column("platform", Text),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, ForeignKey("site.key"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("native_id", Text),
    # When the newest capture that showed every comment was made: what an older one has more is gone.
    Column("complete_at", Text),
    # Figures kept with the thread so that lists need not count: visible comments, pings, placeholders of
    # removed ones, the latest comment.
    Column("comments", Integer, nullable=False, default=0),
    Column("pings", Integer, nullable=False, default=0),
    Column("removed", Integer, nullable=False, default=0),
    Column("last_date", Text),
    Column("last_sort", BigInteger),
    Index("thread_native", "site", "native_id"),
    Index("thread_url", "url"),
    Index("thread_comments", "comments"),
    Index("thread_last", "last_sort"),
)

# Further URLs that lead to a thread: a post that moved keeps its identity.
alias = Table(
    "alias",
    metadata,
    Column("id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("url", Text, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("native_id", Text),
    Column("parent", Text, ForeignKey("message.id", deferrable=True, initially="DEFERRED"), index=True),
    Column("depth", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text),
    Column("author", Text),
    Column("author_url", Text),
    Column("by_post_author", Boolean, nullable=False, default=False),
    Column("date", Text),
    Column("date_precision", Text),
    Column("date_text", Text),
    Column("date_sort", BigInteger),
    Column("text", Text, nullable=False, default=""),
    Column("html", Text, nullable=False, default=""),
    Column("url", Text),
    Column("status", Text, nullable=False),
    Column("declared_comments", Integer),
    Column("captured", Text),
    Column("source", Text),
    # How far this version is to be trusted against another of the same message (see pmlarchive.ingest).
    Column("authority", Integer, nullable=False, default=0),
    Index("message_place", "thread_id", "position"),
    # Each holds all that one list asks of every message, so that counting never reads their texts.
    Index("message_dated", "kind", "status", "date"),
    Index("message_recent", "status", "date_sort"),
    Index("message_captured", "captured"),
    Index("message_author", "author", "status", "kind", "thread_id", "date"),
)

tag = Table(
    "tag",
    metadata,
    Column("message_id", Text, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("tag", Text, nullable=False, index=True),
)

link = Table(
    "link",
    metadata,
    Column("message_id", Text, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False, index=True),
)

# Scholarly works cited in a message's words or links (see pmlarchive.works).
cite = Table(
    "cite",
    metadata,
    Column("message_id", Text, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("work", Text, primary_key=True),
    Index("cite_work", "work"),
)

revision = Table(
    "revision",
    metadata,
    Column("message_id", Text, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text),
    Column("author", Text),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("captured", Text),
    Column("replaced", Text, nullable=False),
    Column("source", Text),
)

# One row for each message that ever changed, moved to the end when it changes again. The index remembers the
# last ``seq`` it contains. No foreign key: a message that was deleted stays in the log.
change = Table(
    "change",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("message_id", Text, nullable=False),
    UniqueConstraint("message_id"),
    sqlite_autoincrement=True,
)

problem = Table(
    "problem",
    metadata,
    Column("source", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("detail", Text, nullable=False),
    Column("seen", Text, nullable=False),
)

Migration = Callable[[Connection], None]

#: Steps from version 1 on: the first brings a database from version 1 to version 2.
MIGRATIONS: tuple[Migration, ...] = ()


def latest(migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Return the version that today's tables have."""
    return len(migrations) + 1


def is_current(connection: Connection) -> bool:
    """Say whether the tables are there in today's shape, so that nothing need be written to read them."""
    return inspect(connection).has_table("meta") and _version(connection) == latest()


def _version(connection: Connection) -> int:
    return int(connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar_one())


def prepare(connection: Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Make the tables, or bring them up to date; run inside a transaction.

    Raises:
        StoreError: The database was written by a newer pmlarchive.
    """
    if not inspect(connection).has_table("meta"):
        metadata.create_all(connection)
        connection.execute(meta.insert().values(name="schema", value=str(latest(migrations))))
        return
    version = _version(connection)
    if version > latest(migrations):
        raise StoreError(
            f"was written by a newer pmlarchive (schema {version}, this one knows {latest(migrations)}); "
            "upgrade pmlarchive"
        )
    for step in migrations[version - 1 :]:
        step(connection)
    if version < latest(migrations):
        connection.execute(meta.update().where(meta.c.name == "schema").values(value=str(latest(migrations))))
