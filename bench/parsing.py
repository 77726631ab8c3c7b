"""Pages parsed to threads a second, beside named peers, on the same pages in the same run.

    python bench/parsing.py [--pages FOLDER] [--rounds 3]

Peers: building the mere lxml tree (the floor), and trafilatura with comments (`pip install .[bench]`), once
as it comes and once with what a thread has too: title, author, date, links.
In every round each page is read by all of them in turn, in CPU time of one process; of each page the best
round counts, so that what else the machine does falls on none of them.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html
import trafilatura

from pmlarchive.errors import ArchiveError
from scraper.lines import line_of
from scraper.parse import parse_page

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "pages"


def tree(data: bytes) -> None:
    lxml.html.document_fromstring(data)


def threads(data: bytes) -> None:
    parse_page(data)


def peer(data: bytes) -> None:
    trafilatura.bare_extraction(data, include_comments=True)


def whole_peer(data: bytes) -> None:
    trafilatura.bare_extraction(
        data, include_comments=True, with_metadata=True, include_links=True, include_formatting=True
    )


def run(work: Callable[[bytes], None], data: bytes) -> tuple[float, bool]:
    """Return the CPU seconds that reading a page takes, and whether it could be read."""
    start, is_read = time.process_time(), True
    try:
        work(data)
    except (ArchiveError, lxml.etree.LxmlError, ValueError):
        is_read = False  # told at the end: a work that gives up is fast
    return time.process_time() - start, is_read


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=SHARED, help="folder of HTML pages")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pages = [path.read_bytes() for path in sorted(options.pages.iterdir()) if path.is_file()]
    if not pages:
        parser.error(f"no pages in {options.pages}")
    works = {
        "lxml tree alone": tree,
        "pmlarchive, page to thread": threads,
        "trafilatura, with comments": peer,
        "the same, with all of a thread": whole_peer,
    }
    for work in works.values():  # load what is loaded at first use
        for data in pages[:3]:
            run(work, data)
    best = {name: [float("inf")] * len(pages) for name in works}
    unread: dict[str, set[int]] = {name: set() for name in works}
    for _ in range(options.rounds):
        for place, data in enumerate(pages):
            for name, work in works.items():
                seconds, is_read = run(work, data)
                best[name][place] = min(best[name][place], seconds)
                if not is_read:
                    unread[name].add(place)
    took = {name: sum(times) for name, times in best.items()}
    size = sum(map(len, pages)) / 1e6
    readers = "Python's" if line_of.__module__ == "scraper.lines" else "compiled"
    print(f"{len(pages)} pages, {size:.1f} MB; CPU time, of each page the best of {options.rounds} rounds")
    print(f"readers of pmlarchive: {readers}")
    for name, seconds in took.items():
        print(f"{name:32} {len(pages) / seconds:8.1f} pages/s {1000 * seconds / len(pages):8.2f} ms a page")
        if unread[name]:
            print(f"{'':32} {len(unread[name])} of them it could not read")
    ours = took["pmlarchive, page to thread"]
    print(f"ratio to trafilatura: {took['trafilatura, with comments'] / ours:.1f} times its pages a second")
    print(
        f"with all of a thread: {took['the same, with all of a thread'] / ours:.1f} times its pages a second"
    )
    print(f"ratio to the lxml tree: {ours / took['lxml tree alone']:.2f} times its time")


if __name__ == "__main__":
    main()
