"""Pages under load: an archive of many messages served by waitress, asked by wrk; Datasette beside it.

python bench/bench_web.py [--messages 200000] [--datasette PATH] [--folder KEEP] [--rounds 3]

Rounds alternate between the two, so that a machine with other work treats both alike; medians are printed.
Each search and each thread is asked for again and again: 400 of each kind, in turn.
"""

import argparse
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path
from statistics import median
from urllib.parse import quote

from messages import CORE, messages

from pmlarchive.archive import Archive
from pmlarchive.model import Site
from pmlarchive.web.app import build_app

CLIENTS = (1, 8, 32)
Figures = tuple[float, float, float, float, float]
Seen = dict[tuple[str, int], list[Figures]]
SECONDS = 8
_CLI = "from pmlarchive.cli import main; main()"
_LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local n = 0
request = function()
  n = n %% #paths + 1
  return wrk.format("GET", paths[n], {["Accept-Encoding"] = "gzip"})
end
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), bad))
end
"""


def fill(folder: Path, count: int) -> None:
    """Make an archive of the bench's messages, past the parsers, and index it."""
    with Archive.open(folder, create=True) as archive:
        threads = (
            list(found) for _, found in groupby(messages(count), key=lambda message: message.thread_id)
        )
        while part := list(islice(threads, 400)):
            with archive.store.writing() as writer:
                for thread in part:
                    post = thread[0]
                    writer.save_site(Site(post.site))
                    writer.save_thread(post.id, site=post.site, url=post.thread)
                    ids = {message.id for message in thread}
                    writer.save_messages(thread, dict.fromkeys(ids, 0), ids)
                    writer.count(post.id)
        archive.rebuild_index()


def paths(folder: Path) -> dict[str, list[str]]:
    """Return what is asked: 400 searches of one to three words, 400 threads."""
    pairs = [CORE[(7 * n) % len(CORE)] + " " + CORE[(13 * n + 5) % len(CORE)] for n in range(200)]
    triples = [f"{CORE[n % len(CORE)]} {CORE[(3 * n + 40) % len(CORE)]} virus" for n in range(100)]
    words = [CORE[20 + n % (len(CORE) - 20)] for n in range(100)]
    with Archive.open(folder) as archive:
        ids = archive.store.thread_ids()[:: max(1, len(archive.store.thread_ids()) // 400)][:400]
    return {"search": [quote(query) for query in pairs + triples + words], "thread": ids}


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """Run a server until the block ends; gives its process id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def load(port: int, asked: list[str], clients: int) -> Figures:
    """Ask for ``SECONDS`` by so many clients; return requests a second, p50, p95, p99 (ms), errors."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paths").write_text("\n".join(asked))
        script = Path(folder) / "ask.lua"
        script.write_text(_LUA % (Path(folder) / "paths"))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "20s", "-s", str(script)]
        said = subprocess.run(
            [*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True
        )
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", said.stdout)
    assert found, said.stdout + said.stderr
    requests, duration, p50, p95, p99, bad = map(int, found.groups())
    rate = requests / (duration / 1e6)
    return rate, p50 / 1e3, p95 / 1e3, p99 / 1e3, bad


def memory(pid: int) -> str:
    """Return a process's memory and its peak, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = {key: int(re.search(rf"{key}:\s+(\d+)", text)[1]) / 1024 for key in ("VmRSS", "VmHWM")}
    return f"{found['VmRSS']:.0f} MB, peak {found['VmHWM']:.0f} MB"


def race(command: list[str], port: int, kinds: dict[str, list[str]], seen: Seen) -> str:
    """Serve and ask; add the figures of each kind of page and number of clients, return the memory taken."""
    with served(command, port) as pid:
        for kind, asked in kinds.items():
            for path in asked[:20]:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                    answer.read()
            for clients in CLIENTS:
                seen.setdefault((kind, clients), []).append(load(port, asked, clients))
        return memory(pid)


def tell(name: str, seen: Seen, taken: str) -> None:
    """Print the median of the rounds, one line for each kind of page and number of clients."""
    for (kind, clients), rounds in seen.items():
        rate, p50, p95, p99 = (median(column) for column in list(zip(*rounds, strict=True))[:4])
        rates = " ".join(f"{one[0]:.1f}" for one in rounds)
        print(
            f"{name:11} {kind:7} {clients:3} clients  {rate:7.1f}/s  p50 {p50:7.1f}  p95 {p95:7.1f}  "
            f"p99 {p99:7.1f} ms  errors {sum(one[4] for one in rounds)}  (rounds: {rates}/s)"
        )
    print(f"{name:11} memory {taken}", flush=True)


def own_time(folder: Path, asked: dict[str, list[str]]) -> None:
    """Print what a page costs here beyond the engine's search and the store's reading, in one process."""
    with Archive.open(folder) as archive:
        client = build_app(archive).test_client()
        spent = [0.0]
        _time(archive.index, ("search", "inside", "_tally", "timeline"), spent)
        _time(
            archive.store,
            ("messages", "titles", "thread", "revised", "neighbours", "version", "sites"),
            spent,
        )
        for kind, route in (("search", "/search?q="), ("thread", "/thread/")):
            whole, own = [], []
            for path in asked[kind]:
                spent[0], begun = 0.0, time.perf_counter()
                assert client.get(route + path).status_code == 200
                whole.append((time.perf_counter() - begun) * 1000)
                own.append(whole[-1] - spent[0] * 1000)
            whole, own = sorted(whole), sorted(own)
            late = len(own) * 95 // 100
            print(
                f"{kind}: whole p50 {median(whole):.1f} p95 {whole[late]:.1f} ms; "
                f"beyond engine and store p50 {median(own):.1f} p95 {own[late]:.1f} ms"
            )


def _time(thing: object, names: tuple[str, ...], spent: list[float]) -> None:
    def timed(name: str) -> None:
        call = getattr(thing, name)

        def wrapped(*args: object, **kept: object) -> object:
            begun = time.perf_counter()
            try:
                return call(*args, **kept)
            finally:
                spent[0] += time.perf_counter() - begun

        setattr(thing, name, wrapped)

    for name in names:
        timed(name)


def for_datasette(folder: Path, file: Path) -> None:
    """Write the same messages as Datasette would be given them: a table with a full-text index."""
    base = sqlite3.connect(file)
    base.execute("ATTACH ? AS archive", (str(folder / "archive.db"),))
    base.execute(
        "CREATE TABLE message AS SELECT id, thread_id, parent, position, title, author, date, text "
        "FROM archive.message ORDER BY thread_id, position"
    )
    base.execute("CREATE INDEX by_thread ON message (thread_id, position)")
    base.execute(
        "CREATE VIRTUAL TABLE message_fts USING fts5(title, text, content=message, tokenize='porter')"
    )
    base.execute("INSERT INTO message_fts (rowid, title, text) SELECT rowid, title, text FROM message")
    base.commit()
    base.execute("DETACH archive")
    base.close()


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=200_000)
    options.add_argument("--datasette", default=shutil.which("datasette"))
    options.add_argument("--folder", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp())
    if not (folder / "archive.db").exists():
        begun = time.perf_counter()
        fill(folder, chosen.messages)
        print(f"{chosen.messages:,} messages stored and indexed in {time.perf_counter() - begun:.0f} s")
    with Archive.open(folder) as archive:
        archive.update_index()
    asked = paths(folder)
    own_time(folder, asked)
    serve = [sys.executable, "-c", _CLI, "-a", str(folder), "serve", "--port", "18941"]
    ours = {
        "search": ["/search?q=" + one for one in asked["search"]],
        "thread": ["/thread/" + one for one in asked["thread"]],
    }
    runners: dict[str, tuple[list[str], int, dict[str, list[str]]]] = {"pmlarchive": (serve, 18941, ours)}
    if chosen.datasette:
        file = folder / "bench.db"
        if not file.exists():
            for_datasette(folder, file)
        theirs = {
            "search": [f"/bench/message?_search={one}&_size=20" for one in asked["search"]],
            "thread": [f"/bench/message?thread_id={one}&_size=1000" for one in asked["thread"]],
        }
        command = [chosen.datasette, "serve", str(file), "--port", "18942"]
        runners["datasette"] = ([*command, "--setting", "sql_time_limit_ms", "20000"], 18942, theirs)
    seen: dict[str, Seen] = {name: {} for name in runners}
    taken: dict[str, str] = {}
    for _ in range(chosen.rounds):
        for name, (command, port, kinds) in runners.items():
            taken[name] = race(command, port, kinds, seen[name])
    for name in runners:
        tell(name, seen[name], taken[name])
    print(f"this process peaked at {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if not chosen.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
