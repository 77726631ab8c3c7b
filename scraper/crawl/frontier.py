"""The frontier: what a crawl knows of, has fetched and has still to tell, in one SQLite file.

Every step is one transaction, so a crawl killed at any moment goes on from the last whole step.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

from pmlarchive.errors import StoreError
from scraper.captures import Capture
from scraper.crawl.events import Event, dump_draft, dump_event, load_draft, load_event
from scraper.draft import DraftThread
from scraper.fetch import Conditions
from scraper.urls import looks_like_listing, url_key

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

ROBOTS_VALID = 24 * 3600.0
"""Seconds that a robots.txt is believed (RFC 9309 section 2.4)."""


class Task(StrEnum):
    """What a URL is to the crawl."""

    START = "start"
    LIST = "list"
    COMMENTS = "comments"
    PAGE = "page"


class Rank(IntEnum):
    """The order in which URLs are fetched: the site's lists, then what completes threads, then the rest."""

    START = 0
    LIST = 1
    COMMENTS = 2
    PAGE = 3
    LISTING = 4


def rank_of(kind: Task, url: str) -> Rank:
    """Return when a URL's turn is."""
    if kind is Task.PAGE:
        return Rank.LISTING if looks_like_listing(url) else Rank.PAGE
    return {Task.START: Rank.START, Task.LIST: Rank.LIST, Task.COMMENTS: Rank.COMMENTS}[kind]


@dataclass(frozen=True, slots=True)
class Item:
    """A URL to fetch.

    Attributes:
        thread: Of a comment page: the key of the page it belongs to.
        via: Of a list: the name of the reader for it.
    """

    url: str
    kind: str
    key: str
    thread: str | None = None
    redirects: int = 0
    via: str | None = None
    place: str | None = None
    conditions: Conditions | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a thread: what one capture says of it."""

    url: str
    source: str
    fetched: str
    draft: DraftThread


class Frontier:
    """One site's share of the file.

    Args:
        path: Made where it is missing.
        site: Names the crawl; several may share the file.

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

    # A crawl begins and ends ----------------------------------------------------------------------------

    def begin(self, start: str, now: str) -> bool:
        """Go on with the crawl that was broken off (return True), or begin a new round (False)."""
        with self.step():
            row = next(iter(self._rows("SELECT * FROM site WHERE site = ?", self.site)), None)
            if row is not None and row["running"]:
                self.round = row["round"]
                self._do("UPDATE url SET state = 'waiting' WHERE site = ? AND state = 'failed'", self.site)
                return True
            self.round = row["round"] + 1 if row is not None else 1
            self._do("DELETE FROM part WHERE site = ?", self.site)
            self._do(
                "INSERT INTO site VALUES (?, ?, ?, 1, ?, '{}') ON CONFLICT (site) DO UPDATE SET "
                "start = excluded.start, round = excluded.round, running = 1, begun = excluded.begun, "
                "facts = '{}'",
                self.site, start, self.round, now,
            )  # fmt: skip
            return False

    def finish(self) -> None:
        """Note that the crawl is done."""
        self._do("UPDATE site SET running = 0 WHERE site = ?", self.site)

    def facts(self) -> str:
        """Return what the crawl noted of the site (JSON)."""
        return str(self._rows("SELECT facts FROM site WHERE site = ?", self.site)[0]["facts"])

    def save_facts(self, facts: str) -> None:
        """Keep what the crawl knows of the site."""
        self._do("UPDATE site SET facts = ? WHERE site = ?", facts, self.site)

    # URLs -----------------------------------------------------------------------------------------------

    def add(
        self,
        url: str,
        kind: Task,
        rank: Rank,
        *,
        thread: str | None = None,
        via: str | None = None,
        redirects: int = 0,
    ) -> bool:
        """Queue a URL unless this round knows it; return whether it was queued."""
        key = url_key(url)
        added = self._do(
            "INSERT INTO url (site, key, url, kind, thread, rank, state, round, via, redirects) "
            "VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?) ON CONFLICT (site, key) DO UPDATE SET "
            "state = 'waiting', round = excluded.round, kind = excluded.kind, rank = excluded.rank, "
            "thread = excluded.thread, via = excluded.via, redirects = excluded.redirects, "
            "url = excluded.url, note = NULL, place = NULL WHERE round < excluded.round",
            self.site, key, url, str(kind), thread, int(rank), self.round, via, redirects,
        )  # fmt: skip
        return added > 0

    def again(self, item: Item, url: str, redirects: int) -> None:
        """Queue the same page under another spelling of its URL."""
        self._do(
            "UPDATE url SET url = ?, state = 'waiting', redirects = ? WHERE site = ? AND key = ?",
            url, redirects, self.site, item.key,
        )  # fmt: skip

    def next(self) -> Item | None:
        """Return the URL to fetch next."""
        rows = self._rows(
            "SELECT * FROM url WHERE site = ? AND state IN ('waiting', 'fetching') "
            "ORDER BY state = 'waiting', rank, id LIMIT 1",
            self.site,
        )
        return self._item(rows[0]) if rows else None

    def _item(self, row: sqlite3.Row) -> Item:
        conditions = None
        if row["etag"] or row["last_modified"]:
            conditions = Conditions(row["etag"], row["last_modified"], row["url"], row["fetched"] or "")
        place = row["place"] if row["state"] == "fetching" else None
        return Item(
            row["url"], row["kind"], row["key"], row["thread"], row["redirects"], row["via"], place,
            conditions, row["source"],
        )  # fmt: skip

    def fetching(self, item: Item, place: str) -> None:
        """Note where the capture of a URL will be, before it is asked for."""
        self._set(item, "state = 'fetching', place = ?", place)

    def landed(self, item: Item, capture: Capture, state: str = "landed", note: str | None = None) -> None:
        """Note that a URL was captured."""
        etag, modified = capture.headers.get("etag"), capture.headers.get("last-modified")
        if capture.status != 200 or capture.truncated:
            etag = modified = None
        self._set(
            item,
            "state = ?, note = ?, status = ?, source = ?, fetched = ?, etag = ?, last_modified = ?, "
            "place = NULL",
            state, note, capture.status, capture.source, capture.fetched, etag, modified,
        )  # fmt: skip

    def unchanged(self, item: Item) -> None:
        """Note that the earlier capture of a URL still stands."""
        self._set(item, "state = 'landed', place = NULL")

    def dropped(self, item: Item, state: str, note: str, status: int | None = None) -> None:
        """Note that a URL brought nothing: ``failed`` (tried again by the next run) or ``skipped``."""
        self._set(item, "state = ?, note = ?, status = ?, place = NULL", state, note, status)

    def _set(self, item: Item, assignments: str, *values: Any) -> None:
        self._do(f"UPDATE url SET {assignments} WHERE site = ? AND key = ?", *values, self.site, item.key)  # noqa: S608

    def known(self, url: str) -> bool:
        """Say whether this round knows a URL."""
        return bool(
            self._rows(
                "SELECT 1 FROM url WHERE site = ? AND key = ? AND round = ?",
                self.site,
                url_key(url),
                self.round,
            )
        )

    def count(self, condition: str, *values: Any) -> int:
        """Count this round's URLs that meet an SQL condition of our own."""
        query = f"SELECT count(*) FROM url WHERE site = ? AND round = ? AND {condition}"  # noqa: S608
        return int(self._rows(query, self.site, self.round, *values)[0][0])

    # Threads in pieces ----------------------------------------------------------------------------------

    def add_part(self, thread: str, part: Part) -> None:
        """Keep a piece of a thread until the rest of it has landed."""
        self._do(
            "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?)",
            self.site, thread, part.url, part.source, part.fetched, dump_draft(part.draft),
        )  # fmt: skip

    def parts(self, thread: str) -> list[Part]:
        """Return a thread's pieces in the order in which they landed."""
        rows = self._rows(
            "SELECT * FROM part WHERE site = ? AND thread = ? ORDER BY rowid", self.site, thread
        )
        return [Part(row["url"], row["source"], row["fetched"], load_draft(row["draft"])) for row in rows]

    def threads_in_parts(self, prefix: str = "") -> list[str]:
        """Return the threads that have pieces waiting, by key."""
        rows = self._rows(
            "SELECT thread, min(rowid) AS first FROM part WHERE site = ? AND substr(thread, 1, ?) = ? "
            "GROUP BY thread ORDER BY first", self.site, len(prefix), prefix,
        )  # fmt: skip
        return [row["thread"] for row in rows]

    def drop_parts(self, thread: str) -> None:
        """Forget a thread's pieces: it was put together."""
        self._do("DELETE FROM part WHERE site = ? AND thread = ?", self.site, thread)

    # What earlier rounds saw ----------------------------------------------------------------------------

    def see(self, thread: str, native_id: str | None, digest: str, gap: int | None = None) -> bool:
        """Note a thread as there in this round; return whether it is new or changed.

        Args:
            gap: How many comments its page declared and did not show.
        """
        rows = self._rows("SELECT digest FROM seen WHERE site = ? AND thread = ?", self.site, thread)
        self._do(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)",
            self.site, thread, native_id, digest, gap, self.round,
        )  # fmt: skip
        return not rows or rows[0]["digest"] != digest

    def gap(self, thread: str) -> int | None:
        """Return how many comments a thread declared and did not show when it was last put together."""
        rows = self._rows("SELECT gap FROM seen WHERE site = ? AND thread = ?", self.site, thread)
        return rows[0]["gap"] if rows else None

    def unseen(self) -> list[tuple[str, str | None]]:
        """Return threads (and their platform's numbers) that an earlier round saw and this one did not."""
        rows = self._rows("SELECT * FROM seen WHERE site = ? AND round < ?", self.site, self.round)
        return [(row["thread"], row["native_id"]) for row in rows]

    def seen(self) -> list[tuple[str, str | None]]:
        """Return every thread that any round saw, with its platform's number."""
        rows = self._rows("SELECT * FROM seen WHERE site = ?", self.site)
        return [(row["thread"], row["native_id"]) for row in rows]

    def was_seen(self, *threads: str) -> bool:
        """Say whether any round saw one of these threads."""
        query = "SELECT 1 FROM seen WHERE site = ? AND thread = ?"
        return any(self._rows(query, self.site, thread) for thread in threads)

    def url_of(self, key: str) -> str | None:
        """Return the URL that a key stands for."""
        rows = self._rows("SELECT url FROM url WHERE site = ? AND key = ?", self.site, key)
        return str(rows[0]["url"]) if rows else None

    def gone(self, key: str, *, redirects: bool) -> tuple[str, str] | None:
        """Return URL and time of the capture that showed, in this round, that a page is there no more.

        Args:
            redirects: Whether a redirect counts: where posts are numbered, one that moved is known again.
        """
        rows = self._rows(
            "SELECT url, fetched FROM url WHERE site = ? AND key = ? AND round = ? "
            "AND (status IN (404, 410) OR ? AND status BETWEEN 301 AND 308)",
            self.site, key, self.round, redirects,
        )  # fmt: skip
        return (rows[0]["url"], rows[0]["fetched"]) if rows else None

    def has_number(self, native_id: str) -> bool:
        """Say whether this round saw a thread with the platform's number."""
        query = "SELECT 1 FROM seen WHERE site = ? AND native_id = ? AND round = ?"
        return bool(self._rows(query, self.site, native_id, self.round))

    def forget(self, thread: str) -> None:
        """Forget a thread that is gone."""
        self._do("DELETE FROM seen WHERE site = ? AND thread = ?", self.site, thread)

    # What is still to be told ---------------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        """Keep an event until the caller has dealt with it."""
        self._do("INSERT INTO outbox (site, event) VALUES (?, ?)", self.site, dump_event(event))

    def untold(self, after: int = 0) -> Event | None:
        """Return the oldest event after number ``after`` that was not dealt with."""
        rows = self._rows(
            "SELECT * FROM outbox WHERE site = ? AND number > ? ORDER BY number LIMIT 1", self.site, after
        )
        return load_event(rows[0]["event"], rows[0]["number"]) if rows else None

    def ack(self, number: int) -> None:
        """Forget an event: it was dealt with."""
        self._do("DELETE FROM outbox WHERE number = ?", number)

    def session(self) -> str:
        """Return the name that a run's captures bear: the last run's again, where a crawl was broken off."""
        with self.step():
            if not self._rows("SELECT 1 FROM site WHERE running"):
                self._do("INSERT INTO session (number) VALUES (NULL)")
            number = self._rows("SELECT max(number) AS number FROM session")[0]["number"]
            return f"crawl-{number or 1}"

    # robots.txt -----------------------------------------------------------------------------------------

    def robots(self, clock: Callable[[], float] = time.time) -> MutableMapping[str, str]:
        """Return the robots.txt texts that are still valid; what is put in is kept."""
        rows = self._rows("SELECT * FROM robots WHERE fetched > ?", clock() - ROBOTS_VALID)
        return _Robots(self, {row["origin"]: row["text"] for row in rows}, clock)

    def save_robots(self, origin: str, text: str, now: float) -> None:
        """Keep a robots.txt."""
        self._do("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", origin, text, now)


class _Robots(dict[str, str]):
    def __init__(self, frontier: Frontier, known: dict[str, str], clock: Callable[[], float]) -> None:
        super().__init__(known)
        self._frontier = frontier
        self._clock = clock

    def __setitem__(self, origin: str, text: str) -> None:
        super().__setitem__(origin, text)
        self._frontier.save_robots(origin, text, self._clock())


def sites(path: Path) -> list[tuple[str, str]]:
    """Return the sites that a frontier file knows: name and start URL."""
    if not path.is_file():
        return []
    frontier = Frontier(path, "")
    try:
        rows: Iterable[sqlite3.Row] = frontier._rows("SELECT site, start FROM site ORDER BY site")
        return [(row["site"], row["start"]) for row in rows]
    finally:
        frontier.close()
