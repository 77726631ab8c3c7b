"""An index lives through kills, swaps, other processes, damage and new versions."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from small_blog import BLOG, document, ids, message

from index import index as index_module
from index.index import Index
from pmlarchive.errors import IndexFailed

ENDLESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from small_blog import document, message
from index import index as module
module.BATCH = 50
one = module.Index(Path(sys.argv[1]), sys.argv[2])
def changes():
    for number in range(one.checkpoint + 1, 1_000_000):
        if number % 50 == 1:
            print(number, flush=True)
        yield number, f"m{number}", document(message(number, f"word{number} common"))
one.update(changes())
"""

READER = """
import sys
from pathlib import Path
from index.index import Index
one = Index(Path(sys.argv[1]), sys.argv[2])
for line in sys.stdin:
    print(one.search(line.strip()).total, flush=True)
"""


def run(script: str, folder: Path, engine: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder), engine, str(Path(__file__).parent)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("batches", [1, 3, 5])
def test_a_kill_while_writing_loses_nothing_committed(tmp_path: Path, engine: str, batches: int) -> None:
    writer = run(ENDLESS, tmp_path, engine)
    assert writer.stdout is not None
    for _ in range(batches + 1):
        assert writer.stdout.readline()
    time.sleep(0.003 * batches)
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    after = Index(tmp_path, engine)
    assert not after.stale
    checkpoint = after.checkpoint
    assert checkpoint >= 50 * (batches - 1)
    assert checkpoint % 50 == 0
    assert len(after) == after.search("common", limit=0).total == checkpoint
    after.update(
        (n, f"m{n}", document(message(n, f"word{n} common"))) for n in range(checkpoint + 1, checkpoint + 11)
    )
    assert len(after) == checkpoint + 10
    after.close()


def test_a_kill_while_rebuilding_keeps_the_index_in_use(tmp_path: Path, engine: str) -> None:
    before = Index(tmp_path, engine)
    before.update((n, one.id, document(one)) for n, one in enumerate(BLOG, 1))
    script = ENDLESS.replace("one.update(changes())", "one.rebuild((d for _, _, d in changes()), 5)")
    writer = run(script, tmp_path, engine)
    assert writer.stdout is not None
    for _ in range(3):
        assert writer.stdout.readline()
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    assert ids(before, "rebound") == {"m1", "m2", "m3"}
    fresh = Index(tmp_path, engine)
    assert (fresh.checkpoint, len(fresh)) == (len(BLOG), len(BLOG))
    assert fresh.rebuild([document(one) for one in BLOG[:3]], 9) == 3
    assert len(list((tmp_path / engine).glob("g-*"))) == 1
    assert len(before) == 3


def test_other_processes_see_each_commit_and_each_swap(tmp_path: Path, engine: str) -> None:
    writing = Index(tmp_path, engine)
    reader = run(READER, tmp_path, engine)
    assert reader.stdin is not None
    assert reader.stdout is not None

    def count(query: str) -> int:
        print(query, file=reader.stdin, flush=True)
        return int(reader.stdout.readline())  # type: ignore[union-attr]

    assert count("ebv") == 0
    writing.update([(1, "m1", document(message(1, "ebv")))])
    assert count("ebv") == 1
    writing.rebuild([document(message(n, "ebv")) for n in range(4)], 2)
    assert count("ebv") == 4
    writing.update([(3, "m1", None)])
    assert count("ebv") == 3
    reader.communicate()


def test_two_writers_one_clear_message(tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "PATIENCE", 0.2)
    one = Index(tmp_path, engine)
    writer = run(ENDLESS, tmp_path, engine)
    assert writer.stdout is not None
    assert writer.stdout.readline()
    with pytest.raises(IndexFailed, match="another process is writing"):
        one.update([(1, "m1", None)])
    with pytest.raises(IndexFailed, match="another process is writing"):
        one.rebuild([], 1)
    assert one.search("common", limit=0).total >= 0
    writer.kill()
    writer.communicate()
    one.update([(10**6, "m1", None)])


def test_searches_go_on_while_it_is_rebuilt(tmp_path: Path, engine: str) -> None:
    one = Index(tmp_path, engine)
    one.rebuild([document(message(n, "common")) for n in range(40)], 1)
    seen, failures, stop = set(), list[Exception](), threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                seen.add(one.search("common", limit=3).total)
            except IndexFailed as error:
                failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for size in (60, 80):
        one.rebuild([document(message(n, "common")) for n in range(size)], 1)
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert seen <= {40, 60, 80}
    assert 80 in seen


def test_an_index_made_by_another_version_is_stale(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Index(tmp_path, engine)
    one.update([(1, "m1", document(message(1, "ebv")))])
    one.close()
    monkeypatch.setattr(index_module, "SCHEMA", index_module.SCHEMA + 1)
    new = Index(tmp_path, engine)
    assert (new.stale, new.checkpoint) == (True, 0)
    with pytest.raises(IndexFailed, match="rebuild it"):
        new.search("ebv")
    new.rebuild([document(message(1, "ebv"))], 1)
    assert (new.stale, ids(new, "ebv")) == (False, {"m1"})


@pytest.mark.parametrize("harm", ["empty", "garbage", "gone"])
def test_a_damaged_index_is_stale_and_can_be_rebuilt(tmp_path: Path, engine: str, harm: str) -> None:
    one = Index(tmp_path, engine)
    one.update([(1, "m1", document(message(1, "ebv")))])
    one.close()
    for file in next((tmp_path / engine).glob("g-*")).iterdir():
        if harm == "gone":
            file.unlink()
        else:
            file.write_bytes(b"" if harm == "empty" else os.urandom(max(10, file.stat().st_size)))
    damaged = Index(tmp_path, engine)
    assert damaged.stale
    with pytest.raises(IndexFailed, match="rebuild it"):
        damaged.search("ebv")
    damaged.rebuild([document(message(1, "ebv"))], 1)
    assert (damaged.stale, ids(damaged, "ebv")) == (False, {"m1"})


def test_an_error_of_the_caller_passes_through_and_commits_nothing_more(index: Index) -> None:
    def broken() -> "object":
        yield 1, "m1", document(message(1, "ebv"))
        raise KeyError("the store said no")

    with pytest.raises(KeyError, match="the store said no"):
        index.update(broken())  # type: ignore[arg-type]
    assert (index.checkpoint, len(index)) == (0, 0)
    index.update([(1, "m1", document(message(1, "ebv")))])
    assert len(index) == 1


def test_an_unknown_engine_and_a_folder_that_is_a_file(tmp_path: Path, engine: str) -> None:
    with pytest.raises(IndexFailed, match="no such engine"):
        Index(tmp_path, "solr")
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "within"):
        with pytest.raises(IndexFailed, match="a file stands where the index's folder belongs") as caught:
            Index(folder, engine)
        assert caught.value.line().startswith(str(tmp_path / "file") + ": ")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / engine).write_text("")
    with pytest.raises(IndexFailed, match="move or delete it"):
        Index(tmp_path / "other", engine)


def test_searches_go_on_where_nothing_may_be_written(tmp_path: Path, engine: str) -> None:
    """A read-only medium or share, that another computer writes to meanwhile."""
    writing = Index(tmp_path, engine)
    writing.update((n, one.id, document(one)) for n, one in enumerate(BLOG, 1))

    def lock(mode: int) -> None:
        for path in (tmp_path, *tmp_path.rglob("*")):
            path.chmod(mode | (0o111 if path.is_dir() else 0))

    lock(0o444)
    # An administrator may write anywhere, unless that right is given up.
    humble = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    reader = subprocess.Popen(
        [*humble, sys.executable, "-c", HUMBLE, str(tmp_path), engine],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdin is not None
    assert reader.stdout is not None

    def ask(line: str) -> str:
        print(line, file=reader.stdin, flush=True)
        return reader.stdout.readline().strip()  # type: ignore[union-attr]

    try:
        assert ask("rebound") == "3"
        assert (
            ask("!")
            == "the index cannot be written (Permission denied); searches need no writing, all else does"
        )
        for step in range(2):
            lock(0o666)
            if step == 0:
                writing.update([(20, "m20", document(message(20, "rebound")))])
            else:
                writing.rebuild([document(message(n, "rebound")) for n in range(6)], 30)
            lock(0o444)
            assert ask("rebound") == str([4, 6][step])
    finally:
        lock(0o666)
        reader.communicate()
        writing.close()
    assert reader.returncode == 0


HUMBLE = """
import sys
from pathlib import Path
from index.index import Index
from pmlarchive.errors import IndexFailed
one = Index(Path(sys.argv[1]), sys.argv[2])
for line in sys.stdin:
    try:
        print(one.search(line.strip()).total if line != "!\\n" else one.update([(99, "m1", None)]), flush=True)
    except IndexFailed as error:
        print(error, flush=True)
one.close()
"""


def test_counts_are_kept_until_something_is_committed(tmp_path: Path, engine: str) -> None:
    one, other = Index(tmp_path, engine), Index(tmp_path, engine)
    one.update((n, each.id, document(each)) for n, each in enumerate(BLOG, 1))
    asked: list[str] = []
    held = one._current()
    tally = held.tally
    held.tally = lambda query, field, most=None: asked.append(field) or tally(query, field, most)  # type: ignore[assignment,func-returns-value,method-assign]
    for _ in range(3):
        assert dict(one.search("rebound").thread_counts) == {"t1": 3}
        assert one.search("rebound OR vitamin").threads == 2
    assert asked == ["thread", "thread"]
    other.update([(50, "m50", document(message(50, "rebound", thread_id="t9")))])
    assert dict(one.search("rebound").thread_counts) == {"t1": 3, "t9": 1}
    other.rebuild([document(message(1, "rebound"))], 60)
    assert dict(one.search("rebound").thread_counts) == {"t1": 1}
