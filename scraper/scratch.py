"""Pieces of threads while captures are replayed: a table on disk that is thrown away afterwards."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from scraper.crawl.events import load_draft
from scraper.crawl.frontier import Part
from scraper.understand import API, Understood

_SCHEMA = """
CREATE TABLE part (crawl INTEGER, thread TEXT, key TEXT, url TEXT, source TEXT, fetched TEXT, draft TEXT,
    PRIMARY KEY (thread, key));
CREATE TABLE need (thread TEXT, key TEXT, PRIMARY KEY (thread, key)) WITHOUT ROWID;
CREATE TABLE have (key TEXT PRIMARY KEY, url TEXT, fetched TEXT, status INTEGER, found INTEGER) WITHOUT ROWID;
CREATE TABLE seen (thread TEXT PRIMARY KEY, native_id TEXT, crawl INTEGER, gap INTEGER) WITHOUT ROWID;
"""


class Scratch:
    """What the captures of one crawl brought, thread by thread, and which threads any crawl saw."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -20000;"
        )
        self._db.executescript(_SCHEMA)
        self._crawl = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add(self, one: Understood) -> None:
        """Keep what a capture brought; a later capture of the same URL takes the place of an earlier one."""
        do = self._db.execute
        do("INSERT OR REPLACE INTO have VALUES (?, ?, ?, ?, ?)",
           (one.key, one.url, one.fetched, one.status, one.found))  # fmt: skip
        if one.found or one.threads:
            do("DELETE FROM part WHERE key = ?", (one.key,))
        for thread, draft in one.threads:
            row = (self._crawl, thread, one.key, one.url, one.source, one.fetched, draft)
            do("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        owners = {API if thread.startswith(API) else thread for thread, _ in one.threads} or {API}
        for owner in owners if one.needs else ():
            self._db.executemany(
                "INSERT OR IGNORE INTO need VALUES (?, ?)", [(owner, key) for key in one.needs]
            )

    def threads(self) -> list[str]:
        """Return the keys of the threads that this crawl brought pieces of; those of lists first."""
        rows = self._db.execute(
            "SELECT thread, min(rowid) FROM part GROUP BY thread ORDER BY substr(thread, 1, 4) <> 'api:', 2"
        )
        return [row[0] for row in rows.fetchall()]

    def parts(self, thread: str) -> Iterator[Part]:
        """Yield a thread's pieces in the order in which they were captured."""
        rows = self._db.execute(
            "SELECT url, source, fetched, draft FROM part WHERE thread = ? ORDER BY rowid", (thread,)
        )
        for url, source, fetched, draft in rows.fetchall():
            yield Part(url, source, fetched, load_draft(draft))

    def has_all(self, thread: str) -> bool:
        """Say whether every further page that a thread's pages name was captured."""
        missing = self._db.execute(
            "SELECT 1 FROM need LEFT JOIN have USING (key) WHERE thread = ? AND ifnull(found, 0) = 0 LIMIT 1",
            (thread,),
        )
        return missing.fetchone() is None

    def lists_whole(self) -> bool:
        """Say whether every list that the lists name was captured."""
        return self.has_all(API)

    def gap(self, thread: str) -> int | None:
        """Return how many comments a thread declared and did not show in the crawl that saw it last."""
        row = self._db.execute("SELECT gap FROM seen WHERE thread = ?", (thread,)).fetchone()
        return row[0] if row else None

    def seen(self, thread: str, native_id: str | None, gap: int | None) -> None:
        """Note a thread as there in this crawl."""
        self._db.execute(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", (thread, native_id, self._crawl, gap)
        )

    def gone(self) -> list[tuple[str, str, str | None]]:
        """Return URL, time and number of threads that an earlier crawl saw and this one found missing."""
        rows = self._db.execute(
            "SELECT url, fetched, native_id, thread FROM seen JOIN have ON key = replace(thread, 'api:', '') "
            "WHERE crawl < ? "
            "AND (status IN (404, 410) OR native_id IS NOT NULL AND status BETWEEN 301 AND 308) "
            "AND (native_id IS NULL OR NOT EXISTS "
            "(SELECT 1 FROM seen other WHERE other.native_id = seen.native_id AND other.crawl = ?)) "
            "ORDER BY thread", (self._crawl, self._crawl),
        ).fetchall()  # fmt: skip
        for row in rows:
            self._db.execute("DELETE FROM seen WHERE thread = ?", (row[3],))
        return list({row[0]: (row[0], row[1], row[2]) for row in rows}.values())

    def next_crawl(self) -> None:
        """Forget this crawl's pieces; remember which threads there were."""
        self._crawl += 1
        for table in ("part", "need", "have"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
