"""The file in which a crawl keeps its state: connection, transactions, schema."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pmlarchive.errors import StoreError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS site (
    site TEXT PRIMARY KEY, start TEXT NOT NULL, round INTEGER NOT NULL, running INTEGER NOT NULL,
    begun TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS url (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
    thread TEXT, rank INTEGER NOT NULL, state TEXT NOT NULL,
    round INTEGER NOT NULL, redirects INTEGER NOT NULL DEFAULT 0,
    place TEXT, status INTEGER, etag TEXT, last_modified TEXT, source TEXT, fetched TEXT,
    note TEXT, via TEXT, UNIQUE (site, key));
CREATE INDEX IF NOT EXISTS url_next ON url (site, state, rank);
CREATE INDEX IF NOT EXISTS url_thread ON url (site, thread);
CREATE TABLE IF NOT EXISTS part (
    site TEXT NOT NULL, thread TEXT NOT NULL, url TEXT NOT NULL, source TEXT NOT NULL,
    fetched TEXT NOT NULL, draft TEXT NOT NULL, PRIMARY KEY (site, thread, url));
CREATE TABLE IF NOT EXISTS seen (
    site TEXT NOT NULL, thread TEXT NOT NULL, native_id TEXT, digest TEXT, gap INTEGER,
    round INTEGER NOT NULL,     PRIMARY KEY (site, thread)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, event TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS robots (
    origin TEXT PRIMARY KEY, text TEXT NOT NULL, fetched REAL NOT NULL);
"""


class Table:
    """An SQLite file shared by the crawls of an archive; this object sees one site's rows.

    Raises:
        StoreError: From any method, where the file does not answer.
    """

    def __init__(self, path: Path, site: str) -> None:
        self.path = path
        self.site = site
        self.round = 0
        self._lock = threading.RLock()
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            # Events hold words of posts until they are dealt with; then nothing of them stays in the file.
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Make all changes inside one transaction; steps may nest."""
        with self._lock, self._translated():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the crawl's table cannot be used ({error}); remove the file to begin the crawl anew",
                subject=str(self.path),
            ) from error

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock, self._translated():
            return self._db.execute(query, values).fetchall()

    def _do(self, query: str, *values: Any) -> int:
        with self._lock, self._translated():
            return self._db.execute(query, values).rowcount
