"""The frontier: what a crawl knows of, has fetched and has still to tell, in one SQLite file.

Every step is one transaction, so a crawl killed at any moment goes on from the last whole step.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

from pmlarchive.errors import StoreError
from scraper.captures import Capture
from scraper.crawl.events import dump_draft, load_draft
from scraper.crawl.memory import Memory
from scraper.draft import DraftThread
from scraper.fetch import Conditions
from scraper.urls import looks_like_listing, url_key


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


class Frontier(Memory):
    """One site's share of the file: its URLs, and the pieces of its threads.

    Args:
        path: Made where it is missing.
        site: Names the crawl; several may share the file.

    Raises:
        StoreError: From any method, where the file does not answer.
    """

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

    def dropped(self, item: Item, state: str, note: str, status: int | None = None) -> None:
        """Note that a URL brought nothing: ``failed`` (tried again by the next run) or ``skipped``."""
        self._set(item, "state = ?, note = ?, status = ?, place = NULL", state, note, status)

    def _set(self, item: Item, assignments: str, *values: Any) -> None:
        self._do(f"UPDATE url SET {assignments} WHERE site = ? AND key = ?", *values, self.site, item.key)  # noqa: S608

    def failed(self, url: str) -> bool:
        """Say whether a URL could not be had when it was last asked for."""
        query = "SELECT 1 FROM url WHERE site = ? AND key = ? AND state = 'failed'"
        return bool(self._rows(query, self.site, url_key(url)))

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


def sites(path: Path) -> list[tuple[str, str]]:
    """Return the sites that a frontier file knows: name and start URL."""
    return [(row["site"], row["start"]) for row in _read(path, "SELECT site, start FROM site ORDER BY site")]


def unfetched(path: Path) -> list[tuple[str, str]]:
    """Return what sites named in their last crawl and was not captured: URL, and why."""
    rows = _read(
        path,
        "SELECT url, note FROM url JOIN site USING (site, round) "
        "WHERE state IN ('waiting', 'fetching', 'failed') ORDER BY site, id",
    )
    return [(row["url"], row["note"] or "not fetched yet") for row in rows]


def captured(path: Path) -> set[str]:
    """Return the URLs that were captured when they were last asked for."""
    return {row["url"] for row in _read(path, "SELECT url FROM url WHERE state = 'landed' AND status = 200")}


def _read(path: Path, query: str) -> list[sqlite3.Row]:
    """Ask a frontier file, which may be in use or on read-only media."""
    if not path.is_file():
        return []
    uri = path.absolute().as_uri()
    try:
        try:
            return _asked(f"{uri}?mode=ro", query)
        except sqlite3.OperationalError:
            return _asked(f"{uri}?mode=ro&immutable=1", query)
    except sqlite3.Error as error:
        raise StoreError(f"the crawl's table cannot be read ({error})", subject=str(path)) from error


def _asked(uri: str, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(uri, uri=True, timeout=60)) as database:
        database.row_factory = sqlite3.Row
        return database.execute(query).fetchall()
