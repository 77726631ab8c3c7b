"""Connections: one way to read, one way to write, and one error for whatever the driver says."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from pmlarchive.errors import StoreError
from pmlarchive.store import schema

_BUSY_SECONDS = 60
_SQLITE_HEAD = b"SQLite format 3\x00"


class Database:
    """The archive's database, opened and brought up to date.

    Args:
        url: An SQLAlchemy URL (``sqlite:////path/archive.db``, ``postgresql+psycopg://…``).

    Raises:
        StoreError: It cannot be opened.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self._name = self.url.database or str(self.url)
        self._view = threading.local()
        options: dict[str, Any] = {}
        if self.is_sqlite:
            self._refuse_other_files()
            options["connect_args"] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
            if self._is_on_read_only_medium():
                # Nobody can write there: no lock and no log beside the file is needed to read it.
                options["creator"] = self._connect_unchanging
        try:
            self.engine: Engine = create_engine(self.url, **options)
        except SQLAlchemyError as error:
            raise StoreError(f"cannot be opened ({error})", subject=self._name) from error
        if self.is_sqlite:
            if "creator" not in options:
                event.listen(self.engine, "connect", _on_sqlite_connect)
            event.listen(self.engine, "begin", _on_sqlite_begin)
        try:
            with self.reading() as connection:
                current = schema.is_current(connection)
            if not current:
                with self.writing() as connection:
                    schema.prepare(connection)
        except StoreError as error:
            self.close()
            raise StoreError(str(error), subject=self._name) from error

    def _refuse_other_files(self) -> None:
        path = Path(self._name)
        try:
            with path.open("rb") as file:
                head = file.read(len(_SQLITE_HEAD))
        except OSError:
            return  # not there yet, or SQLite says better what is wrong
        if head and head != _SQLITE_HEAD:
            raise StoreError(
                "is not a database, or its beginning is damaged; put a copy of the file back, or move it "
                "away and add the captures and exports again",
                subject=self._name,
            )

    def _is_on_read_only_medium(self) -> bool:
        path = Path(self._name)
        if not path.is_file():
            return False
        try:
            flags = os.statvfs(path.parent).f_flag
        except (AttributeError, OSError):  # no such call on this system
            return False
        return bool(flags & os.ST_RDONLY)

    def _connect_unchanging(self) -> sqlite3.Connection:
        uri = f"{Path(self._name).resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.isolation_level = None
        return connection

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database, however long it is used."""
        held: Connection | None = getattr(self._view, "connection", None)
        if held is not None:
            with self._translated():
                yield held
            return
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Let all reading by this thread inside the block see the same moment: a page is of one piece."""
        with self._translated(), self.engine.connect() as connection:
            self._view.connection = connection
            try:
                yield
            finally:
                self._view.connection = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is wholly kept, or on any error wholly undone."""
        with (
            self._translated(),
            self.engine.connect().execution_options(pmlarchive_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    def learn(self) -> None:
        """Let the database look at how its tables are filled, so that it plans its reading well."""
        if self.is_sqlite:
            with self.writing() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
                connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(
                f"the database did not answer ({cause}); see that the disk is not full and that no other "
                "program holds it",
                subject=self._name,
            ) from error


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late to read consistently: we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    # A writer takes its lock at once, so that two never meet half-way and fail.
    write = connection.get_execution_options().get("pmlarchive_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
