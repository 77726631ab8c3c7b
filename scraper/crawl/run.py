"""A crawl: from a start URL to every thread of a site, one polite request at a time."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pmlarchive.errors import FetchError, ImportFailed, Refused
from scraper.capture_writer import CaptureWriter
from scraper.captures import Capture, is_textual, read_capture, read_captures
from scraper.crawl import lists, pages
from scraper.crawl.events import Event, Progress, ThreadGone, ThreadLanded, Trouble
from scraper.crawl.facts import Facts, PageReader, Work
from scraper.crawl.frontier import Frontier, Item, Rank, Task, rank_of
from scraper.crawl.oddity import oddity
from scraper.fetch import CrawlSettings, Fetcher, Later
from scraper.urls import clean_url, url_key

_REDIRECTS = (301, 302, 303, 307, 308)
_SILENT = 4
"""Failures in a row after which a site is left for another day."""


class Crawl:
    """One site's crawl; ``run`` it again and it goes on, or looks for what changed.

    Args:
        frontier_path: The crawl's table (SQLite), shared by all sites of an archive.
        captures: Receives every exchange.
        settings: How to behave.
        read: Reads a page into a draft thread.
        progress: Told after every page.
        fetcher: Shared between crawls that run side by side; made here if not given.
        whole_site: Whether the start URL stands for a site; ``None``: the start page tells.
    """

    def __init__(
        self,
        frontier_path: Path,
        captures: CaptureWriter,
        settings: CrawlSettings,
        read: PageReader,
        progress: Callable[[Progress], None] | None = None,
        *,
        fetcher: Fetcher | None = None,
        whole_site: bool | None = None,
    ) -> None:
        self._path = frontier_path
        self._captures = captures
        self._settings = settings
        self._read = read
        self._progress = progress
        self._given = fetcher
        self._whole_site = whole_site
        self._frontier: Frontier
        self._fetcher: Fetcher
        self._work: Work
        self._silent = self._requests = self._threads = self._comments = 0

    def ack(self, event: Event) -> None:
        """Note that an event was dealt with; one that never is comes again with the next run."""
        self._frontier.ack(event.number)

    def run(self, start: str) -> Iterator[Event]:
        """Crawl; yield each event until there is nothing left to fetch.

        The crawl waits while its caller deals with an event.

        Raises:
            Refused: The start URL is none that can be fetched.
            StoreError: The crawl's table does not answer.
        """
        url = clean_url(start)
        if url is None:
            raise Refused("is no http or https address", subject=start)
        self._silent = self._requests = self._threads = self._comments = 0
        self._frontier = Frontier(self._path, url_key(url))
        self._work = Work(self._frontier, self._read, whole_site=self._whole_site)
        kept = self._frontier.robots()
        self._fetcher = self._given or Fetcher(self._settings, self._captures, kept_robots=kept)
        try:
            yield from self._run(url)
        finally:
            self._frontier.close()
            if self._given is None:
                self._fetcher.close()

    def _run(self, url: str) -> Iterator[Event]:
        frontier = self._frontier
        with frontier.step():
            if frontier.begin(url, _now()):
                self._work.facts = Facts.load(frontier.facts())
            else:
                frontier.add(url, Task.START, Rank.START)
        begun, told, going = time.monotonic(), 0, True
        while True:
            while (event := frontier.untold(told)) is not None:
                told = event.number
                if isinstance(event, ThreadLanded):
                    self._threads += 1
                    self._comments += len(event.draft.comments)
                yield event
            if not going:
                return
            item = frontier.next()
            if lists.pending(self._work) and (item is None or item.kind not in (Task.LIST, Task.START)):
                with frontier.step():
                    lists.advance(self._work)
            elif item is None:
                with frontier.step():
                    self._close_round()
                going = False
            else:
                going = self._visit(item)
                self._report(begun)

    # One URL --------------------------------------------------------------------------------------------

    def _visit(self, item: Item) -> bool:
        """Fetch and read one URL; return whether the crawl goes on."""
        limit = self._settings.max_pages
        if limit and self._requests >= limit and item.place is None:
            why = f"stopped after {self._requests} pages (max_pages); run the same command to go on"
            self._frontier.tell(Trouble(item.url, "limit", why))
            return False
        try:
            capture = self._capture(item)
        except Later as error:
            self._frontier.tell(Trouble(item.url, "later", error.line()))
            return False
        except Refused as error:
            self._lost(item, "skipped", "refused", error)
            return True
        except FetchError as error:
            self._silent += 1
            self._lost(item, "failed", "unreachable", error)
            return self._silent < _SILENT and item.kind != Task.START
        self._silent = 0
        with self._frontier.step():
            self._landed(item, capture)
            self._frontier.save_facts(self._work.facts.dump())
        return True

    def _capture(self, item: Item) -> Capture:
        if item.place is not None and (kept := self._adopted(item)) is not None:
            return kept
        self._requests += 1
        capture = self._fetcher.get(
            item.url, item.conditions, lambda place: self._frontier.fetching(item, place)
        )
        if capture.status == 304:
            earlier = read_capture(self._captures.folder, item.earlier or "")
            capture = earlier if earlier is not None else self._fetcher.get(item.url)
        return capture

    def _adopted(self, item: Item) -> Capture | None:
        """Return the capture that a killed run wrote and did not live to note."""
        name, _, offset = (item.place or "").partition("#")
        path = self._captures.folder / name
        if not path.is_file() or not offset.isdigit():
            return None
        try:
            for capture in read_captures(path, start=int(offset), warn=lambda _: None):
                if capture.url == item.url and capture.status not in (429, 502, 503, 504):
                    return capture
        except ImportFailed:
            return None
        return None

    def _lost(self, item: Item, state: str, what: str, error: FetchError) -> None:
        with self._frontier.step():
            self._frontier.dropped(item, state, str(error))
            self._frontier.tell(Trouble(item.url, what, error.line()))
            pages.missed(self._work, item)

    def _landed(self, item: Item, capture: Capture) -> None:
        if capture.status in _REDIRECTS:
            self._redirected(item, capture)
        elif item.kind == Task.LIST:
            lists.read_list(self._work, item, capture)
        elif capture.status != 200:
            gone = capture.status in (404, 410)
            if capture.status >= 500:
                pages.go_round(self._work, item)
            if gone and self._frontier.was_seen(item.key, lists.API + item.key):
                self._frontier.landed(item, capture, "skipped", f"HTTP {capture.status}")
                return
            self._unfit(item, capture, "skipped" if gone else "failed", "status", f"HTTP {capture.status}")
        elif not is_textual(capture.content_type) or capture.content_type.endswith("json"):
            self._unfit(item, capture, "skipped", "not-a-page", f"is no page ({capture.content_type})")
        elif (odd := oddity(capture)) is not None:
            self._unfit(item, capture, "failed", "not-a-page", odd)
        else:
            sitemaps = self._fetcher.sitemaps(capture.url) if item.kind == Task.START else []
            pages.read_page(self._work, item, capture, sitemaps)

    def _unfit(self, item: Item, capture: Capture, state: str, what: str, why: str) -> None:
        self._frontier.landed(item, capture, state, why)
        self._frontier.tell(Trouble(item.url, what, f"{item.url}: {why}"))
        pages.missed(self._work, item)

    def _redirected(self, item: Item, capture: Capture) -> None:
        target = clean_url(capture.headers.get("location", ""), capture.url)
        if target is None:
            self._unfit(item, capture, "skipped", "redirect", "redirects to nowhere")
        elif item.redirects >= self._settings.max_redirects:
            self._unfit(item, capture, "skipped", "redirect", "redirects in a circle or too often")
        elif url_key(target) == item.key:
            # The same page by another spelling: scheme, www or last slash.
            self._frontier.landed(item, capture)
            self._frontier.again(item, target, item.redirects + 1)
        elif item.kind == Task.START or self._work.facts.in_scope(target, folder=item.kind == Task.PAGE):
            self._frontier.landed(item, capture, "skipped", f"redirects to {target}")
            kind = Task(item.kind)
            self._frontier.add(
                target, kind, rank_of(kind, target), thread=item.thread, via=item.via,
                redirects=item.redirects + 1,
            )  # fmt: skip
            pages.missed(self._work, item)
        else:
            self._unfit(item, capture, "skipped", "redirect", f"leads away to {target}; not followed")

    # The end --------------------------------------------------------------------------------------------

    def _close_round(self) -> None:
        """Tell what is left over, and which threads of earlier rounds are gone."""
        frontier = self._frontier
        for thread in frontier.threads_in_parts():
            pages.put_together(self._work, thread)
        told: set[str] = set()
        for thread, number in frontier.unseen():
            key = thread.removeprefix(lists.API)
            gone = frontier.gone(key, redirects=number is not None)
            if number is not None and frontier.has_number(number):
                frontier.forget(thread)
            elif gone is not None:
                if key not in told:
                    frontier.tell(ThreadGone(*gone, number))
                told.add(key)
                frontier.forget(thread)
        frontier.finish()

    def _report(self, begun: float) -> None:
        if self._progress is None:
            return
        waiting = self._frontier.count("state IN ('waiting', 'fetching')")
        done = self._frontier.count("state NOT IN ('waiting', 'fetching')")
        seconds = time.monotonic() - begun
        left = waiting * seconds / self._requests if self._requests else 0.0
        self._progress(Progress(
            self._frontier.site, self._requests, done, waiting, self._threads, self._comments, seconds, left
        ))  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
