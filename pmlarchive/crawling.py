"""Sites into an archive: crawls run side by side, and each thread is brought in as it lands."""

import multiprocessing
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from pmlarchive.archive import TABLE, Archive, now
from pmlarchive.config import Config
from pmlarchive.errors import ArchiveError, FetchError, ImportFailed
from pmlarchive.importing import Imported
from pmlarchive.ingest import Ingested
from pmlarchive.model import Problem, Status
from scraper.capture_writer import CaptureWriter
from scraper.captures import Capture
from scraper.crawl import Crawl, Event, Progress, ThreadGone, ThreadLanded
from scraper.crawl.frontier import Frontier, sites
from scraper.draft import DraftThread
from scraper.fetch import CrawlSettings, Fetcher
from scraper.parse import parse_page
from scraper.replay import replay

_SIDE_BY_SIDE = 8

Report = Callable[[int, int], None]
"""Told how many pages are done, and how many are known."""


def settings_of(config: Config) -> CrawlSettings:
    """Return how the crawler behaves under an archive's settings."""
    return CrawlSettings(
        delay=config.number("delay"),
        timeout=config.number("timeout"),
        max_bytes=config.integer("max_bytes"),
        max_pages=config.integer("max_pages"),
        contact=config.string("contact"),
        robots=config.flag("robots"),
        allow_private=config.flag("allow_private"),
    )


def read_capture_page(capture: Capture) -> DraftThread:
    """Read a captured page into a draft thread."""
    return parse_page(capture.body, url=capture.url, charset=capture.charset)


def crawl_site(archive: Archive, url: str, report: Report | None = None) -> Iterator[Imported]:
    """Crawl one site (or one post), or go on with its crawl, or look for what changed since."""
    yield from crawl_sites(archive, [url], report)


def update_sites(
    archive: Archive, names: Sequence[str] = (), report: Report | None = None
) -> Iterator[Imported]:
    """Look for what is new, changed or gone on the sites that were crawled before.

    Args:
        names: Their start URLs or hosts; none: all of them.

    Raises:
        ImportFailed: A name is of no site that was crawled.
    """
    known = sites(archive.path / TABLE)
    if not known:
        raise ImportFailed(
            "no site was crawled into this archive yet; `pmlarchive add URL` does it",
            subject=str(archive.path),
        )
    wanted = [
        start for site, start in known if not names or any(_is_meant(name, site, start) for name in names)
    ]
    for name in names:
        if not any(_is_meant(name, site, start) for site, start in known):
            raise ImportFailed("was not crawled before; `pmlarchive add` does it", subject=name)
    yield from crawl_sites(archive, wanted, report)


def _is_meant(name: str, site: str, start: str) -> bool:
    bare = name.lower().rstrip("/").removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return name == start or bare in (site.rstrip("/"), site.partition("/")[0])


def crawl_sites(archive: Archive, urls: Sequence[str], report: Report | None = None) -> Iterator[Imported]:
    """Crawl several sites side by side, each politely by itself; yield what became of each thread.

    Raises:
        StoreError: A database does not answer.
    """
    settings = settings_of(archive.config)
    path = archive.path / TABLE
    kept = Frontier(path, "")
    figures: dict[str, tuple[int, int]] = {}

    def progress(now: Progress) -> None:
        figures[now.site] = (now.done, now.done + now.waiting)
        if report is not None:
            report(sum(done for done, _ in figures.values()), sum(known for _, known in figures.values()))

    try:
        with (
            CaptureWriter(archive.captures, session=kept.session()) as captures,
            Fetcher(settings, captures, kept_robots=kept.robots()) as fetcher,
        ):
            crawls = [
                (Crawl(path, captures, settings, read_capture_page, progress, fetcher=fetcher), url)
                for url in dict.fromkeys(urls)
            ]
            for crawl, event in _events(crawls):
                if isinstance(event, ArchiveError):
                    yield Imported(event.subject or "crawl", (), event)
                    continue
                imported = _take(archive, event)
                crawl.ack(event)
                if imported is not None:
                    yield imported
    finally:
        kept.close()


def parse_captures(
    archive: Archive, paths: Sequence[Path] = (), *, workers: int = 1, report: Report | None = None
) -> Iterator[Imported]:
    """Read captures into threads again, with today's parsers and no network.

    Args:
        archive: Where the threads go.
        paths: WARC and WACZ files, oldest first; none: all that the archive has captured.
        workers: Processes that share the parsing; 1: none but this one.
        report: Told how many captures were read.

    Raises:
        ImportFailed: A file is no file of captures; what came before it was brought in.
        StoreError: The database does not answer.
    """
    files = list(paths) or sorted(
        path for kind in ("*.warc.gz", "*.warc", "*.wacz") for path in archive.captures.glob(kind)
    )
    if not files:
        raise ImportFailed(
            "holds no captures to read again; `pmlarchive add` makes some, or takes over WARC files",
            subject=str(archive.captures),
        )
    with ExitStack() as stack:
        executor = stack.enter_context(_processes(workers)) if workers > 1 else None
        told = (lambda done: report(done, done)) if report is not None else None
        for event in replay(files, executor=executor, workers=workers, report=told):
            imported = _take(archive, event)
            if imported is not None:
                yield imported


def _processes(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _events(crawls: Sequence[tuple[Crawl, str]]) -> Iterator[tuple[Crawl, Event | ArchiveError]]:
    """Run crawls in threads; each waits until its event was dealt with."""
    waiting = iter(crawls)
    inbox: queue.Queue[tuple[Crawl, Event | BaseException | None]] = queue.Queue()
    dealt = {id(crawl): threading.Event() for crawl, _ in crawls}
    stop = threading.Event()

    def run(crawl: Crawl, url: str) -> None:
        try:
            for event in crawl.run(url):
                dealt[id(crawl)].clear()
                inbox.put((crawl, event))
                while not dealt[id(crawl)].wait(0.5) and not stop.is_set():
                    pass
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised again where the crawls are waited for
            inbox.put((crawl, error))
        finally:
            inbox.put((crawl, None))

    def begin() -> int:
        following = next(waiting, None)
        if following is not None:
            threading.Thread(target=run, args=following, daemon=True).start()
        return following is not None

    running = sum(begin() for _ in range(_SIDE_BY_SIDE))
    try:
        while running:
            crawl, event = inbox.get()
            if event is None:
                running += begin() - 1
            elif isinstance(event, BaseException) and not isinstance(event, ArchiveError):
                raise event
            else:
                yield crawl, event
                dealt[id(crawl)].set()
    finally:
        stop.set()


def _take(archive: Archive, event: Event) -> Imported | None:
    """Bring one event into the archive; ``None``: there is nothing to say about it."""
    if isinstance(event, ThreadLanded):
        try:
            result = archive.add(event.draft, source=event.source, captured=event.captured, url=event.url)
        except ImportFailed as error:
            archive.note_problem(event.url, error)
            return Imported(event.url, (), error)
        return Imported(event.url, (result,))
    if isinstance(event, ThreadGone):
        gone = mark_gone(archive, event)
        return Imported(event.url, (gone,)) if gone else None
    with archive.store.writing() as writer:
        writer.add_problem(Problem(event.url, event.what, event.detail, now()))
    if event.what == "protected":
        return None
    return Imported(event.url, (), FetchError(event.detail, subject=event.url))


def mark_gone(archive: Archive, event: ThreadGone) -> Ingested | None:
    """Mark a thread that its site has no more; ``None``: the archive does not have it either."""
    found = archive.store.find_thread(event.url)
    if found is None:
        return None
    with archive.store.writing() as writer:
        messages, authority = writer.messages(found)
        gone = [
            replace(message, status=Status.GONE)
            for message in messages
            if message.status in (Status.VISIBLE, Status.REMOVED)
        ]
        writer.save_messages(gone, authority, ())
        writer.count(found)
    return Ingested(found, event.url, messages[0].title, gone=len(gone))
