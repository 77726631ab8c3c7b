"""Meaning beside words: vectors of the messages, in one SQLite file, that re-order what the words found.

The file follows the change log by itself: a run that was stopped or killed goes on where it was. A vector is
kept as 384 bytes (int8), which costs no measurable quality; that of a deleted message is overwritten.
"""

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from index.embedder import Embedder, Embedding
from pmlarchive.errors import IndexFailed

if TYPE_CHECKING:
    import numpy as np

DEPTH = 300
"""How many of the best hits by words are re-ordered; pages behind them stay as they are."""

WEIGHT = 0.5
"""How much meaning counts against words in the score of those."""

Change = tuple[int, str, str | None]
"""A change-log number, a message's id, its text; no text: it is to be forgotten."""

_CHUNK, _BATCH, _QUERIES = 256, 16, 128
_SCHEMA = """
BEGIN;
CREATE TABLE IF NOT EXISTS vector (id TEXT PRIMARY KEY, digest BLOB NOT NULL, cells BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
COMMIT;
"""


class Vectors:
    """The vectors of an archive."""

    def __init__(self, file: Path, embedder: Callable[[int], Embedding] = Embedder) -> None:
        """Name the file, which is made when the first message is embedded.

        Args:
            file: Where the vectors are.
            embedder: Loads the model; called when it is first needed, with a number of threads.
        """
        self._file, self._load = file, embedder
        self._lock = threading.Lock()
        self._model: Embedding | None = None
        self._reader: sqlite3.Connection | None = None
        self._reader_of = 0
        self._asked: OrderedDict[str, np.ndarray[Any, Any]] = OrderedDict()

    @property
    def ready(self) -> bool:
        """Whether there are vectors at all."""
        try:
            return self._file.stat().st_size > 0
        except OSError:
            return False

    def __len__(self) -> int:
        return int(self._ask("SELECT count(*) FROM vector")[0][0]) if self.ready else 0

    @property
    def checkpoint(self) -> int:
        """The change-log number up to which every message has its vector."""
        found = self._ask("SELECT value FROM about WHERE name = 'checkpoint'") if self.ready else []
        return int(found[0][0]) if found else 0

    def ids(self, after: str = "", most: int = 500) -> list[str]:
        """Return whose vectors there are, in order, behind an id."""
        query = "SELECT id FROM vector WHERE id > ? ORDER BY id LIMIT ?"
        return [row[0] for row in self._ask(query, (after, most))] if self.ready else []

    def forget(self, ids: Sequence[str]) -> None:
        """Overwrite the vectors of messages; those without one are no error."""
        if self.ready and ids:
            with self._writing() as writer, writer:
                writer.executemany("DELETE FROM vector WHERE id = ?", [(one,) for one in ids])

    def follow(
        self, since: Callable[[int], Iterable[Change]], *, anew: bool = False, threads: int = 0
    ) -> Iterator[int]:
        """Embed what has no vector of its present text; yield how many changes are done so far.

        Every batch is committed, and with every few hundred changes the number reached.

        Args:
            since: Gives the changes behind a number of the change log, in order.
            anew: Begin at the first change, whichever was reached.
            threads: How many to use; 0: one for each core.

        Raises:
            IndexFailed: The extra is not installed, the file cannot be used, or another process does this.
        """
        with self._writing() as writer:
            model = self._load(threads)
            after = self._reached(writer, model.model)
            done, changes = 0, iter(since(0 if anew else after))
            while chunk := list(islice(changes, _CHUNK)):
                for count in self._chunk(writer, model, chunk):
                    yield done + count
                done += len(chunk)
                yield done

    def _chunk(self, writer: sqlite3.Connection, model: Embedding, chunk: Sequence[Change]) -> Iterator[int]:
        """Bring in some changes; yield how many of them have been embedded."""
        marks = ",".join("?" * len(chunk))
        known = dict(
            writer.execute(f"SELECT id, digest FROM vector WHERE id IN ({marks})", [c[1] for c in chunk])  # noqa: S608
        )
        gone = [(one,) for _, one, text in chunk if text is None and one in known]
        with writer:
            writer.executemany("DELETE FROM vector WHERE id = ?", gone)
        texts = {one: text for _, one, text in chunk if text is not None}
        new = [
            (one, text, digest) for one, text in texts.items() if known.get(one) != (digest := _digest(text))
        ]
        new.sort(key=lambda item: len(item[1]))  # texts of one length together: little is spent on padding
        for at in range(0, len(new), _BATCH):
            batch = new[at : at + _BATCH]
            rows = model.embed([text for _, text, _ in batch])
            cells = [(one, digest, _cells(row)) for (one, _, digest), row in zip(batch, rows, strict=True)]
            with writer:
                writer.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", cells)
            yield at + len(batch)
        with writer:
            writer.execute("INSERT OR REPLACE INTO about VALUES ('checkpoint', ?)", (str(chunk[-1][0]),))

    def _reached(self, writer: sqlite3.Connection, model: str) -> int:
        """Return the change reached with this model; vectors that another one made are dropped."""
        about = dict(writer.execute("SELECT name, value FROM about"))
        if about.get("model") == model:
            return int(about.get("checkpoint", 0))
        with writer:
            writer.execute("DELETE FROM vector")
            writer.execute("DELETE FROM about")
            writer.execute("INSERT INTO about VALUES ('model', ?)", (model,))
        return 0

    def likeness(self, query: str, names: Sequence[str]) -> Mapping[str, float]:
        """Return how much each message that has a vector is about what the query is about, from -1 to 1.

        Raises:
            IndexFailed: The file or the model cannot be used.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        if not self.ready or not names:
            return {}
        asked = self._vector(query)
        found = self._ask("SELECT value FROM about WHERE name = 'model'")
        if not found or found[0][0] != self._loaded().model:
            return {}
        rows: list[tuple[str, bytes]] = []
        for at in range(0, len(names), 500):
            some = names[at : at + 500]
            rows += self._ask(
                f"SELECT id, cells FROM vector WHERE id IN ({','.join('?' * len(some))})",  # noqa: S608
                some,
            )
        if not rows or len({len(cells) for _, cells in rows} | {len(asked)}) > 1:
            return {}
        cells = np.frombuffer(b"".join(cells for _, cells in rows), dtype=np.int8)
        matrix = cells.reshape(len(rows), -1).astype(np.float32)
        alike = (matrix @ asked) / np.maximum(np.linalg.norm(matrix, axis=1), 1e-9)
        return {name: float(value) for (name, _), value in zip(rows, alike, strict=True)}

    def _loaded(self) -> Embedding:
        with self._lock:
            if self._model is None:
                self._model = self._load(1)
            return self._model

    def _vector(self, query: str) -> "np.ndarray[Any, Any]":
        """Return the query's vector; the last ones are remembered, for their next pages."""
        model = self._loaded()
        with self._lock:
            if query in self._asked:
                self._asked.move_to_end(query)
                return self._asked[query]
        row: np.ndarray[Any, Any] = model.embed([query])[0]
        with self._lock:
            self._asked[query] = row
            if len(self._asked) > _QUERIES:
                self._asked.popitem(last=False)
        return row

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock, _translated(self._file):
            inode = self._file.stat().st_ino if self._file.exists() else 0
            if self._reader is None or inode != self._reader_of:  # deleted and made again
                self._reader, self._reader_of = _open(self._file), inode
            return self._reader.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give the one connection that writes."""
        held = FileLock(f"{self._file}.lock", timeout=0, thread_local=False)
        try:
            held.acquire()
        except Timeout:
            message = "another process is embedding messages; wait until it is done and try again"
            raise IndexFailed(message, subject=str(self._file)) from None
        except OSError as error:
            raise IndexFailed(f"cannot be written ({error.strerror})", subject=str(self._file)) from error
        try:
            with _translated(self._file), closing(sqlite3.connect(self._file, timeout=30)) as writer:
                writer.execute("PRAGMA secure_delete = ON")
                writer.executescript(_SCHEMA)
                yield writer
        finally:
            held.release()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None


def _open(file: Path) -> sqlite3.Connection:
    """Open to read: able to undo what a killed writer left, or, on a read-only medium, as the file is."""
    for mode in ("mode=rw", "mode=ro&immutable=1"):
        made = sqlite3.connect(
            f"{file.resolve().as_uri()}?{mode}", uri=True, timeout=10, check_same_thread=False
        )
        try:
            made.execute("SELECT value FROM about LIMIT 1")
        except sqlite3.OperationalError:
            made.close()
        else:
            return made
    raise IndexFailed("cannot be opened; see that it may be read", subject=str(file))


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise IndexFailed(f"the vectors cannot be used now ({error})", subject=str(file)) from error
    except sqlite3.DatabaseError as error:
        message = f"the vectors are damaged ({error}); delete the file and run `pmlarchive index`"
        raise IndexFailed(message, subject=str(file)) from error


def _cells(row: "np.ndarray[Any, Any]") -> bytes:
    """Return a vector as bytes: its direction counts, not its length."""
    import numpy as np  # noqa: PLC0415 - an extra

    return np.round(row * (127 / max(float(np.abs(row).max()), 1e-9))).astype(np.int8).tobytes()


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def fuse(
    hits: Sequence[tuple[str, float]], likeness: Mapping[str, float], weight: float = WEIGHT
) -> list[tuple[str, float]]:
    """Return hits ordered by words and meaning together; scores are those of words, stretched to 0 … 1.

    A message that has no vector yet is judged by its words alone.
    """
    if len(hits) < 2 or not likeness:
        return list(hits)
    top, low = hits[0][1], hits[-1][1]
    spread = (top - low) or 1.0
    near, far = max(likeness.values()), min(likeness.values())
    wide = (near - far) or 1.0
    scored = []
    for name, score in hits:
        word = (score - low) / spread
        meaning = (likeness[name] - far) / wide if name in likeness else word
        scored.append((name, (1 - weight) * word + weight * meaning))
    return sorted(scored, key=lambda hit: -hit[1])
