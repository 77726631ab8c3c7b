"""Messages indexed a second by each engine, through the archive's own path.

python bench/bench_index.py [messages]
"""

import sys
import tempfile
import time
from pathlib import Path

from messages import messages

from index.document import Document
from index.index import Index


def main() -> None:
    """Print one line for each engine, and the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    made = list(messages(count))
    rates = {}
    for engine in ("tantivy", "whoosh"):
        with tempfile.TemporaryDirectory() as folder:
            index = Index(Path(folder), engine)
            begun, cpu = time.perf_counter(), time.process_time()
            index.rebuild((Document.of(message) for message in made), count)
            rates[engine] = count / (time.perf_counter() - begun)
            size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
            cost = count / (time.process_time() - cpu)
            line = f"{engine:8} {rates[engine]:9,.0f} messages/s  {cost:9,.0f} a CPU-second"
            print(f"{line}  {size / 1e6:7.1f} MB")
            index.close()
    print(f"tantivy is {rates['tantivy'] / rates['whoosh']:.1f} times as fast as whoosh")


if __name__ == "__main__":
    main()
