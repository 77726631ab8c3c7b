"""Build and search speed over seeded messages: this index against raw tantivy, SQLite FTS5 and Whoosh.

    python bench/bench_search.py [--messages 200000] [--whoosh 5000] [--only ours,raw,fts5,whoosh]

Raw tantivy has the same fields and tokenizers' work, and is asked in its own way for the same page of ids.
"""

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import tantivy
from messages import CORE, messages, vocabulary

from index.document import Document
from index.index import Index
from index.tantivy_engine import schema
from pmlarchive.model import Message

KINDS = (
    "word",
    "word",
    "words",
    "words",
    "words",
    "words3",
    "phrase",
    "and",
    "or",
    "not",
    "prefix",
    "author",
)


def mixed(count: int, seed: int = 3) -> list[tuple[str, tuple[str, ...]]]:
    """Return seeded queries: a kind and its words, drawn as people's words are, without the commonest."""
    rng = random.Random(seed)
    words = vocabulary(60_000, random.Random(7))[60:6_000]
    weights = [1 / (rank + 20) for rank in range(len(words))]
    made = []
    for _ in range(count):
        kind = rng.choice(KINDS)
        size = {"word": 1, "words": 2, "words3": rng.randint(3, 5), "prefix": 1, "author": 1}.get(kind, 2)
        drawn = tuple(rng.choices(words, weights, k=size))
        if kind == "phrase":
            drawn = tuple(rng.choices(CORE[60:110], k=2))
        made.append((kind, drawn))
    return made


def ours_text(kind: str, words: Sequence[str]) -> str:
    """Return a query as a person types it here."""
    joined = {"and": " AND ", "or": " OR ", "not": " -"}.get(kind, " ").join(words)
    return {"phrase": f'"{joined}"', "prefix": f"{words[0][:5]}*", "author": f"{joined} author:ba"}.get(
        kind, joined
    )


def raw_query(index: tantivy.Index, kind: str, words: Sequence[str]) -> tantivy.Query:
    """Return the same in tantivy's own language."""
    if kind == "prefix":
        return tantivy.Query.regex_query(schema(), "own", words[0][:5] + ".*")
    if kind == "phrase":
        return index.parse_query(f'"{" ".join(words)}"', ["own"])
    joined = {"and": " AND ", "or": " OR ", "not": " -"}.get(kind, " ").join(words)
    return index.parse_query(f"+{joined} +author:ba" if kind == "author" else joined, ["ranked"])


def fts_text(kind: str, words: Sequence[str]) -> str:
    """Return the same for FTS5; words side by side as OR, as raw tantivy takes them."""
    if kind == "prefix":
        return f"text : {words[0][:5]}*"
    if kind == "phrase":
        return f'text : "{" ".join(words)}"'
    if kind == "author":
        return f"text : {words[0]} AND author : ba"
    return "text : (" + {"and": " AND ", "not": " NOT "}.get(kind, " OR ").join(words) + ")"


def raw_document(message: Message) -> tantivy.Document:
    """Return a message with the fields that this index has, as text that tantivy analyses alone."""
    made = tantivy.Document()
    title, text, when = message.title or "", message.text, message.date.sort_key or 0
    values = {
        "id": message.id, "thread": message.thread_id, "kind": str(message.kind), "site": message.site,
        "platform": message.platform, "own": f"{title} {text}", "ranked": f"{title} {title} {text}",
        "author": message.author or "", "author_name": message.author or "",
    }  # fmt: skip
    for field, value in values.items():
        made.add_text(field, value)
    for field in ("title", "title_stem"):
        if title:
            made.add_text(field, title)
    if message.parent:
        made.add_text("parent", message.parent)
    numbers = {
        "date": when,
        "newest": when,
        "oldest": when,
        "depth": message.depth,
        "replies": 0,
        "year": 2014,
    }
    for field, number in numbers.items():
        made.add_integer(field, number)
    return made


def build_raw(folder: Path, made: Sequence[Message]) -> tantivy.Index:
    """Build raw tantivy's index."""
    folder.mkdir()
    index = tantivy.Index(schema(), str(folder))
    for name in ("plain", "stemmed"):
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        builder = builder.filter(tantivy.Filter.ascii_fold())
        if name == "stemmed":
            builder = builder.filter(tantivy.Filter.stemmer("english"))
        index.register_tokenizer(name, builder.build())
    writer = index.writer(96_000_000, 1)
    for message in made:
        writer.add_document(raw_document(message))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def build_fts5(folder: Path, made: Sequence[Message]) -> sqlite3.Connection:
    """Build an FTS5 index, Porter-stemmed."""
    database = sqlite3.connect(folder / "fts5.db")
    database.execute(
        "CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, title, text, author, tokenize='porter unicode61')"
    )
    database.executemany(
        "INSERT INTO f VALUES (?, ?, ?, ?)", ((m.id, m.title, m.text, m.author) for m in made)
    )
    database.execute("INSERT INTO f(f) VALUES ('optimize')")
    database.commit()
    return database


def timed(asks: Sequence[Callable[[], object]], rounds: int = 3) -> str:
    """Return p50, p95 and most of the queries' best times, in milliseconds."""
    return "p50 {:.2f} p95 {:.2f} max {:.2f} ms".format(*figures(asks, rounds))


def figures(asks: Sequence[Callable[[], object]], rounds: int = 3) -> tuple[float, float, float]:
    """Return p50, p95 and most of the best of some rounds."""
    best = [float("inf")] * len(asks)
    for _ in range(rounds):
        for at, ask in enumerate(asks):
            begun = time.perf_counter()
            ask()
            best[at] = min(best[at], (time.perf_counter() - begun) * 1000)
    ordered = sorted(best)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1]


def size(folder: Path) -> float:
    """Return the megabytes of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


OPEN = """
import sys, time
begun = time.perf_counter()
from pathlib import Path
from index.index import Index
imported = time.perf_counter()
index = Index(Path(sys.argv[1]), sys.argv[2])
index.search("brain infection")
done = time.perf_counter()
for word in ("virus", "fatigue vitamin", "rebound OR relapse", "study*"):
    index.search(word)
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"imports {imported - begun:.2f} s, opening and first search {(done - imported) * 1000:.0f} ms, "
      f"memory {peak / 1e3:.0f} MB")
"""


def opening(folder: Path, engine: str) -> str:
    """Return what a new process takes to open the index and search."""
    return subprocess.run(
        [sys.executable, "-c", OPEN, str(folder), engine], capture_output=True, text=True, check=True
    ).stdout.strip()


def findable(index: Index) -> float:
    """Return the milliseconds from handing over 25 new comments until one is found."""
    new = [m for m, _ in zip(messages(25, seed=99), range(25), strict=True)]
    begun = time.perf_counter()
    index.update((index.checkpoint + n, f"new{n}", Document.of(m)) for n, m in enumerate(new, 1))
    index.search("id:" + new[3].id)
    return (time.perf_counter() - begun) * 1000


def bench_ours(
    engine: str, folder: Path, made: Sequence[Message], asked: list[tuple[str, tuple[str, ...]]]
) -> dict[str, float]:
    """Build, search and follow; print and return the figures."""
    index = Index(folder, engine)
    begun, cpu = time.perf_counter(), time.process_time()
    index.rebuild((Document.of(message) for message in made), len(made))
    rate = len(made) / (time.perf_counter() - begun)
    cost = (time.process_time() - cpu) / len(made)
    texts = [ours_text(*query) for query in asked]
    rounds = 3 if engine == "tantivy" else 1
    p50, p95, most = figures([lambda t=t: index.search(t) for t in texts], rounds)  # type: ignore[misc]
    with_threads = timed([lambda t=t: index.search(t).threads for t in texts], rounds)  # type: ignore[misc]
    print(f"{engine:8} ({len(made):,}) build {rate:8,.0f}/s  {cost * 1e6:.0f} us CPU  {size(folder):7.1f} MB")
    print(f"         p50 {p50:.2f} p95 {p95:.2f} max {most:.2f} ms")
    print(f"         with threads counted: {with_threads}; commit to findable {findable(index):.0f} ms")
    index.close()
    print(f"         new process: {opening(folder, engine)}")
    return {"rate": rate, "cpu": cost, "p50": p50, "p95": p95}


def main() -> None:
    """Print a line for each, then the ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=200_000)
    options.add_argument("--whoosh", type=int, default=5_000)
    options.add_argument("--only", default="ours,raw,fts5,whoosh")
    chosen = options.parse_args()
    made, asked, only = list(messages(chosen.messages)), mixed(200), chosen.only.split(",")
    raw, ours = dict[str, float](), dict[str, float]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "raw" in only:
            begun, cpu = time.perf_counter(), time.process_time()
            index = build_raw(folder / "raw", made)
            raw["rate"] = len(made) / (time.perf_counter() - begun)
            raw["cpu"] = (time.process_time() - cpu) / len(made)
            searcher = index.searcher()

            def ask(kind: str, words: tuple[str, ...]) -> list[str]:
                hits = searcher.search(raw_query(index, kind, words), limit=20).hits
                return [searcher.doc(address).get_first("id") for _, address in hits]

            raw["p50"], raw["p95"], most = figures([lambda q=q: ask(*q) for q in asked])  # type: ignore[misc]
            cost, megabytes = raw["cpu"] * 1e6, size(folder / "raw")
            print(
                f"raw      ({len(made):,}) build {raw['rate']:8,.0f}/s {cost:.0f} us CPU {megabytes:7.1f} MB"
            )
            print(f"         p50 {raw['p50']:.2f} p95 {raw['p95']:.2f} max {most:.2f} ms")
        if "ours" in only:
            ours = bench_ours("tantivy", folder / "ours", made, asked)
        if "fts5" in only:
            begun = time.perf_counter()
            database = build_fts5(folder, made)
            rate = len(made) / (time.perf_counter() - begun)
            page = "SELECT id FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20"
            speed = timed([lambda q=q: database.execute(page, (fts_text(*q),)).fetchall() for q in asked], 1)  # type: ignore[misc]
            megabytes = (folder / "fts5.db").stat().st_size / 1e6
            print(f"FTS5     ({len(made):,}) build {rate:8,.0f}/s  {megabytes:7.1f} MB  {speed}")
            database.close()
        if "whoosh" in only:
            bench_ours("whoosh", folder / "whoosh", made[: chosen.whoosh], asked)
    if raw and ours:
        print(f"build {ours['rate'] / raw['rate']:.2f} x raw tantivy ({raw['cpu'] / ours['cpu']:.2f} x a "
              f"CPU-second, which other load disturbs less); p50 {ours['p50'] / raw['p50']:.2f} x, "
              f"p95 {ours['p95'] / raw['p95']:.2f} x")  # fmt: skip
    print(f"peak memory of the bench {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


if __name__ == "__main__":
    main()
