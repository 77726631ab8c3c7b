"""What a crawl remembers: threads seen by earlier rounds, events not dealt with, robots.txt."""

import time
from collections.abc import Callable, MutableMapping

from scraper.crawl.events import Event, dump_event, load_event
from scraper.crawl.table import Table

ROBOTS_VALID = 24 * 3600.0
"""Seconds that a robots.txt is believed (RFC 9309 section 2.4)."""


class Memory(Table):
    """The part of the crawl's file that outlives a round."""

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
    def __init__(self, memory: Memory, known: dict[str, str], clock: Callable[[], float]) -> None:
        super().__init__(known)
        self._memory = memory
        self._clock = clock

    def __setitem__(self, origin: str, text: str) -> None:
        super().__setitem__(origin, text)
        self._memory.save_robots(origin, text, self._clock())
