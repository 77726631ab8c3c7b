"""Captures → threads again, with no network: our own crawls and any other crawler's files.

Captures are read in the order in which they were made, one crawl after the other, so that what changed
between two crawls is seen as a change. Pieces wait on disk until a crawl's captures are all read; memory
stays flat.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from itertools import groupby
from pathlib import Path

from scraper.captures import Capture, read_captures
from scraper.crawl.assemble import assemble, gap_of, settle
from scraper.crawl.events import Event, ThreadGone, ThreadLanded, Trouble
from scraper.scratch import Scratch
from scraper.understand import API, Understood, understand, understand_all
from scraper.urls import is_comment_page

_BATCH = 8
_BATCH_BYTES = 4_000_000
_AHEAD = 4


def replay(
    paths: Sequence[Path],
    *,
    executor: Executor | None = None,
    workers: int = 1,
    report: Callable[[int], None] | None = None,
) -> Iterator[Event]:
    """Read capture files into threads.

    Args:
        paths: WARC and WACZ files, oldest first.
        executor: Shares the parsing out (processes here, or a cluster's); none: it is done here.
        workers: How many batches the executor can work on at once.
        report: Told how many captures were read.

    Raises:
        ImportFailed: A file is no file of captures; what came before it was given.
    """
    troubles: list[Trouble] = []

    def warn(line: str) -> None:
        troubles.append(Trouble(line.partition(": ")[0], "damaged", line))

    captures = (capture for path in paths for capture in read_captures(path, warn=warn))
    with (
        tempfile.TemporaryDirectory(prefix="replay-") as folder,
        Scratch(Path(folder) / "parts.db") as scratch,
    ):
        done = 0
        understood = _understood(captures, executor, workers * _AHEAD)
        for _, one_crawl in groupby(understood, key=lambda one: one.session):
            for one in one_crawl:
                scratch.add(one)
                done += 1
                if report is not None:
                    report(done)
                if one.trouble is not None:
                    yield Trouble(one.url, "unread", f"{one.url}: {one.trouble}")
            yield from _told(scratch)
            scratch.next_crawl()
        yield from troubles


def _understood(captures: Iterator[Capture], executor: Executor | None, ahead: int) -> Iterator[Understood]:
    if executor is None:
        yield from map(understand, captures)
        return
    waiting: list[Future[list[Understood]]] = []
    for batch in _batches(captures):
        waiting.append(executor.submit(understand_all, batch))
        if len(waiting) > ahead:
            yield from waiting.pop(0).result()
    for future in waiting:
        yield from future.result()


def _batches(captures: Iterator[Capture]) -> Iterator[list[Capture]]:
    batch: list[Capture] = []
    size = 0
    for capture in captures:
        batch.append(capture)
        size += len(capture.body)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _told(scratch: Scratch) -> Iterator[Event]:
    """Put the threads of one crawl together: what lists say first, as in the crawl itself."""
    lists_whole = scratch.lists_whole()
    for key in scratch.threads():
        parts = sorted(scratch.parts(key), key=lambda part: is_comment_page(part.url))
        whole = lists_whole if key.startswith(API) else scratch.has_all(key)
        draft = assemble([part.draft for part in parts], whole=whole)
        settle(draft, whole=whole, before=scratch.gap(key))
        scratch.seen(key, draft.native_id, gap_of(draft))
        yield ThreadLanded(draft, parts[0].source, parts[0].fetched, draft.url or parts[0].url)
    for url, fetched, native_id in scratch.gone():
        yield ThreadGone(url, fetched, native_id)
