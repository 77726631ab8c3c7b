"""How the default engine grows: build, size and query times at 10,000, 100,000 and 1,000,000 messages.

python bench/bench_scale.py [10000 100000 1000000]
"""

import argparse
import tempfile
import time
from pathlib import Path

from bench_search import figures, findable, mixed, opening, ours_text, size
from messages import messages

from index.document import Document
from index.index import Index
from pmlarchive.model import Message


def measure(index: Index, folder: Path, made: list[Message], asked: list[str]) -> None:
    """Build and search; print the figures."""
    count, begun, cpu = len(made), time.perf_counter(), time.process_time()
    index.rebuild((Document.of(message) for message in made), count)
    wall, cost = time.perf_counter() - begun, (time.process_time() - cpu) / count * 1e6
    p50, p95, most = figures([lambda t=t: index.search(t) for t in asked], 2)  # type: ignore[misc]
    deep = figures([lambda: index.search("virus OR brain", limit=20, offset=10_000)])[0]
    threads = figures([lambda t=t: index.search(t).threads for t in asked[:50]], 1)  # type: ignore[misc]
    print(f"{count:9,} build {count / wall:7,.0f}/s ({wall:.0f} s) {cost:.0f} us CPU {size(folder):7.1f} MB")
    print(f"          p50 {p50:.2f} p95 {p95:.2f} max {most:.2f} ms; page 500: {deep:.1f} ms")
    print(f"          with threads counted p50 {threads[0]:.1f} p95 {threads[1]:.1f} ms")
    print(f"          commit to findable {findable(index):.0f} ms; {opening(folder, 'tantivy')}", flush=True)


def main() -> None:
    """Measure each size."""
    asked = [ours_text(*query) for query in mixed(200)]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("messages", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    for count in parser.parse_args().messages:
        with tempfile.TemporaryDirectory() as name:
            measure(Index(Path(name)), Path(name), list(messages(count)), asked)


if __name__ == "__main__":
    main()
