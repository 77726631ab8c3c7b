"""Posts and comments that a file names in any order, put together thread by thread, never all in memory."""

import pickle
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from scraper.draft import DraftComment, DraftThread

_TABLES = """
    CREATE TABLE threads (key TEXT PRIMARY KEY, place INTEGER, draft BLOB);
    CREATE TABLE comments (thread TEXT, place INTEGER, draft BLOB);
"""


class Spool:
    """A temporary table on disk that SQLite deletes by itself; use as a context manager.

    What is pickled here is unpickled by the same process and by nobody else.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._place = 0

    def __enter__(self) -> Self:
        self._database.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add_thread(self, key: str, thread: DraftThread) -> None:
        """Keep a thread; of two with the same key the first one stays."""
        self._place += 1
        self._database.execute(
            "INSERT OR IGNORE INTO threads VALUES (?, ?, ?)",
            (_safe(key), self._place, pickle.dumps(thread, pickle.HIGHEST_PROTOCOL)),
        )

    def add_comment(self, thread: str, comment: DraftComment) -> None:
        """Keep a comment for the thread with that key, which may come later or never."""
        self._place += 1
        self._database.execute(
            "INSERT INTO comments VALUES (?, ?, ?)",
            (_safe(thread), self._place, pickle.dumps(comment, pickle.HIGHEST_PROTOCOL)),
        )

    def threads(self) -> Iterator[tuple[str, DraftThread | None, list[DraftComment]]]:
        """Yield key, thread and comments of each, in the order of the file; ``None``: no such thread came."""
        self._database.execute("CREATE INDEX by_thread ON comments (thread, place)")
        rows = self._database.execute(
            "SELECT key, draft FROM (SELECT key, draft, place FROM threads UNION ALL "
            "SELECT thread, NULL, min(place) FROM comments WHERE thread NOT IN (SELECT key FROM threads) "
            "GROUP BY thread) ORDER BY place"
        )
        for key, draft in rows:
            comments = self._database.execute(
                "SELECT draft FROM comments WHERE thread = ? ORDER BY place", (key,)
            )
            loaded = [_comment(row[0]) for row in comments]
            yield key, (pickle.loads(draft) if draft else None), loaded  # noqa: S301 - our own bytes


def _comment(data: bytes) -> DraftComment:
    comment: DraftComment = pickle.loads(data)  # noqa: S301 - our own bytes
    return comment


def _safe(key: str) -> str:
    """Return a key that SQLite takes: text without lone surrogates."""
    return key.encode("utf-8", "replace").decode("utf-8")
