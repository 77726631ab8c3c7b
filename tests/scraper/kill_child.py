"""One run of a crawl into a store, as a process of its own that a test may kill."""

from pathlib import Path

from pmlarchive.ingest import ingest
from pmlarchive.store.store import Store
from scraper.capture_writer import CaptureWriter
from scraper.captures import Capture
from scraper.crawl import Crawl, ThreadLanded
from scraper.crawl.frontier import Frontier
from scraper.draft import DraftThread
from scraper.fetch import CrawlSettings
from scraper.parse import parse_page

QUICK = CrawlSettings(delay=0.0, timeout=60, backoff=0.01, allow_private=True)


def read(capture: Capture) -> DraftThread:
    return parse_page(capture.body, url=capture.url, charset=capture.charset)


def crawl_once(start: str, folder: Path, settings: CrawlSettings = QUICK) -> list[object]:
    """Crawl into ``folder``; return what else happened than threads landing."""
    other: list[object] = []
    store = Store(folder / "archive.db")
    try:
        kept = Frontier(folder / "crawl.db", "")
        session = kept.session()
        kept.close()
        with CaptureWriter(folder / "captures", session=session) as captures:
            crawl = Crawl(folder / "crawl.db", captures, settings, read)
            for event in crawl.run(start):
                if isinstance(event, ThreadLanded):
                    ingest(store, event.draft, source=event.source, captured=event.captured, url=event.url)
                else:
                    other.append(event)
                crawl.ack(event)
    finally:
        store.close()
    return other
