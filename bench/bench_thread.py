"""One thread of 5,000 comments, 60 deep: bytes, server time, time to readable in Chromium.

python bench/bench_thread.py [comments]
"""

import argparse
import gzip
import random
import shutil
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import brotli
import waitress
from messages import CORE
from playwright.sync_api import sync_playwright

from pmlarchive.archive import Archive
from pmlarchive.model import Date, Precision
from pmlarchive.web.app import build_app
from scraper.draft import DraftComment, DraftThread, PageKind

DEPTH = 60
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def long_thread(count: int) -> DraftThread:
    """Return a thread whose first ``DEPTH`` comments are one chain, the others replying anywhere above."""
    rng = random.Random(5)
    depths, comments = [0], []
    for number in range(1, count + 1):
        shallow = [n for n in range(max(0, number - 80), number) if depths[n] < DEPTH]
        parent = number - 1 if number <= DEPTH else rng.choice([0, *shallow])
        depths.append(depths[parent] + 1)
        text = " ".join(rng.choices(CORE, k=max(4, int(rng.lognormvariate(3.9, 0.8)))))
        comments.append(
            DraftComment(
                key=str(number),
                native_id=str(number),
                parent=str(parent) if parent else None,
                author=f"Reader {rng.randint(1, 400)}",
                date=Date(
                    f"2014-{1 + number % 12:02d}-{1 + number % 28:02d}T10:{number % 60:02d}", Precision.MINUTE
                ),
                text=text,
                html=f"<p>{text}</p>",
            )
        )
    assert max(depths) == DEPTH
    return DraftThread(
        url="https://long.example/1", kind=PageKind.POST, title="A long one", text="Begin.", comments=comments
    )


def readable(address: str, width: int) -> tuple[float, float, float]:
    """Return ms from navigation to first paint of content, to the DOM ready, and to loaded; median of 5."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        rows: list[Any] = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(address, wait_until="load")
            rows.append(
                page.evaluate(
                    "() => { const n = performance.getEntriesByType('navigation')[0];"
                    "const p = performance.getEntriesByName('first-contentful-paint')[0];"
                    "return [p.startTime, n.domContentLoadedEventEnd, n.loadEventEnd] }"
                )
            )
            page.close()
        begun = time.perf_counter()
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(address)
        last = page.locator(".m .when").last.get_attribute("href")
        page.goto(address + last)
        page.wait_for_function(
            "(box => box && 0 <= box.top && box.top < innerHeight)"
            "(document.querySelector(':target')?.getBoundingClientRect())"
        )
        print(f"open and jump to the last comment: {(time.perf_counter() - begun) * 1000:.0f} ms")
        browser.close()
    return tuple(median(column) for column in zip(*rows, strict=True))


def main() -> None:
    """Make, serve, look, print."""
    parser = argparse.ArgumentParser(description="A long thread: bytes, server time, time to readable")
    parser.add_argument("comments", type=int, nargs="?", default=5_000)
    count = parser.parse_args().comments
    folder = Path(tempfile.mkdtemp())
    with Archive.open(folder, create=True) as archive:
        thread = archive.add(long_thread(count), source="bench", captured="2024-01-01T00:00:00Z").thread_id
        archive.update_index()
        app = build_app(archive)
        client, took, stored = app.test_client(), [], []
        for _ in range(7):
            begun = time.perf_counter()
            body = client.get(f"/thread/{thread}").data
            took.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            archive.store.thread(thread)
            stored.append((time.perf_counter() - begun) * 1000)
        sent = {
            how: len(client.get(f"/thread/{thread}", headers={"Accept-Encoding": how}).data)
            for how in ("gzip", "br", "zstd")
        }
        print(f"{count} comments, {DEPTH} deep: {len(body):,} bytes; sent as {sent}")
        print(f"best gzip {len(gzip.compress(body, 9)):,}, best brotli {len(brotli.compress(body)):,}")
        print(f"server: {median(took):.0f} ms, of which reading the store {median(stored):.0f} ms")
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        address = f"http://127.0.0.1:{server.effective_port}/thread/{thread}"
        for width in (1280, 360):
            paint, ready, loaded = readable(address, width)
            print(f"{width} px: readable after {paint:.0f} ms, DOM {ready:.0f}, loaded {loaded:.0f}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
