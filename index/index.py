"""The full-text index of an archive: disposable; follows the change log; rebuilt when its making changed."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index import analysis
from index.document import Document
from index.engine import Engine, Opener, Sort, Writer
from index.folder import Folder
from index.highlight import Highlighter
from index.inside import Inside
from index.language import parse
from index.plan import make_plan
from index.primitives import Kept, Key, Node
from index.query import Query
from pmlarchive.errors import IndexFailed

SCHEMA = 1
"""Raised when fields change: every index made before is then stale."""

ENOUGH = 20
"""Where fewer messages than this have all the words typed side by side, those with some of them follow."""

BATCH = 5_000
MOST_INSIDE = 10_000
"""Matches of one thread that are told at most."""
SORTS = (*(str(sort) for sort in Sort), "discussed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found.

    Attributes:
        total: How many messages, exactly. ``complete``: how many of them have everything that was asked.
        threads: How many threads those are in, exactly.
        hits: Ids and scores of the page asked for.
        query: What was understood: the tree for highlighting.
        asked: What engines were asked: for facets and timelines of the same messages.
        thread_counts: How many messages of each thread match, most first.
        notes: Helpful sentences: what was not understood, what was done instead.
        names: Other names that were searched for, as folded words; ``also``: as they are shown.
    """

    total: int
    complete: int
    threads: int
    hits: tuple[tuple[str, float], ...]
    query: Query
    asked: Node
    thread_counts: tuple[tuple[str, int], ...]
    notes: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()


class Index:
    """The index in a folder. Any number of threads and processes may search while one writes."""

    def __init__(self, folder: Path, engine: str = "tantivy") -> None:
        """Open the index, or make an empty one.

        Raises:
            IndexFailed: The folder cannot be used or there is no such engine.
        """
        self._open_engine = _opener(engine)
        self.engine_name = engine
        self._folder = Folder(folder / engine)
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._mark: tuple[int, int] | None = None
        self._stale = False
        self._stamp: dict[str, object] = {"engine": engine, "analysis": analysis.VERSION, "schema": SCHEMA}
        if self._folder.current() is None:
            self._begin()

    def _begin(self) -> None:
        """Make an empty index, unless another process just did."""
        with self._folder.lock():
            if self._folder.current() is None:
                made = self._folder.new(self._stamp)
                self._open_engine(made).close()
                self._folder.use(made)

    def _current(self) -> Engine:
        """Return the engine of the current generation, opened again where it was swapped.

        Raises:
            IndexFailed: It was made by another version of the analysis, or is damaged.
        """
        mark = self._folder.mark()
        with self._lock:
            if self._engine is None or mark != self._mark:
                self._engine = None
                for attempt in range(3):
                    mark = self._folder.mark()
                    generation = self._folder.current()
                    if generation is None:
                        raise IndexFailed(_DAMAGED, subject=str(self._folder.path))
                    if self._folder.stamp(generation) != self._stamp:
                        raise IndexFailed(_STALE, subject=str(self._folder.path))
                    try:
                        self._engine = self._open_engine(generation)
                        break
                    except IndexFailed:  # swapped away between reading its name and opening it: look again
                        if attempt == 2 or self._folder.mark() == mark:
                            raise
                self._mark = mark
            if self._engine is None:
                raise IndexFailed(_DAMAGED, subject=str(self._folder.path))
            return self._engine

    @property
    def stale(self) -> bool:
        """Whether it must be rebuilt: made by another version of the analysis or schema, or damaged."""
        try:
            self._current().checkpoint()
        except IndexFailed:
            return True
        return False

    @property
    def checkpoint(self) -> int:
        """The last change-log number contained; 0 for a new index and for one that must be rebuilt."""
        try:
            return self._current().checkpoint()
        except IndexFailed:
            return 0

    def __len__(self) -> int:
        return self._current().count()

    def update(self, changes: Iterable[tuple[int, str, Document | None]]) -> int:
        """Follow the change log: ``(number, message id, document)``; no document: take the message out.

        Commits in batches together with the number reached, so that a process killed at any moment leaves an
        index that opens and continues from its checkpoint.

        Returns:
            How many changes were taken in.

        Raises:
            IndexFailed: The index must be rebuilt, or another process is writing.
        """
        done = 0
        with self._folder.lock():
            engine = self._current()
            reached = engine.checkpoint()
            with engine.writer() as writer:
                waiting = 0
                for number, message_id, document in changes:
                    if document is None or not _put(writer, document):
                        writer.delete(message_id)
                    reached, done, waiting = max(reached, number), done + 1, waiting + 1
                    if waiting >= BATCH:
                        writer.commit(reached)
                        waiting = 0
                if waiting:
                    writer.commit(reached)
        return done

    def rebuild(self, documents: Iterable[Document], checkpoint: int) -> int:
        """Build anew beside the index in use, then swap; searches go on meanwhile.

        Returns:
            How many documents it holds.

        Raises:
            IndexFailed: Another process is writing, or the disk refuses.
        """
        done = 0
        with self._folder.lock():
            made = self._folder.new(self._stamp)
            engine = self._open_engine(made)
            with engine.writer(fresh=True) as writer:
                for document in documents:
                    done += _put(writer, document)
                writer.commit(checkpoint)
            engine.close()
            self._folder.use(made)
        return done

    def search(self, query: str, *, limit: int = 20, offset: int = 0, sort: str = "relevance") -> Matches:
        """Search for what a person typed.

        Args:
            query: Any string; see docs/search.md for the language.
            limit: How many hits at most (0: only count).
            offset: How many to skip.
            sort: ``relevance``, ``newest``, ``oldest`` or ``discussed`` (threads with most matches first).

        Raises:
            IndexFailed: The index must be rebuilt.
        """
        engine = self._current()
        understood = parse(query)
        plan = make_plan(understood, lambda prefix: [term for term, _ in engine.terms("own", prefix, 500)])
        limit, offset = max(0, min(limit, 10_000)), max(0, offset)
        asked, notes = plan.strict, list(understood.notes)
        complete = engine.search(plan.strict, limit=0).total if plan.loose is not None else -1
        if plan.loose is not None and complete < (ENOUGH if sort == "relevance" else 1):
            asked = plan.loose
            notes.append(_relaxed(complete))
        counts = engine.tally(asked, "thread")
        found = _page(engine, asked, limit, offset, sort, counts)
        return Matches(
            total=found[0],
            complete=found[0] if complete < 0 else complete,
            threads=len(counts),
            hits=found[1],
            query=understood,
            asked=asked,
            thread_counts=tuple(counts),
            notes=tuple(notes),
        )

    def inside(self, query: str, thread: str) -> Inside:
        """Return what a query finds in the thread with an id.

        Raises:
            IndexFailed: The index must be rebuilt.
        """
        matches = self.search(query, limit=0)
        kept = Kept(matches.asked, (Key("thread", (thread,)),))
        found = self._current().search(kept, limit=MOST_INSIDE)
        return Inside(
            frozenset(message_id for message_id, _ in found.hits),
            Highlighter.of(matches.query, matches.names),
        )

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


_STALE = "the index was made by another version; rebuild it with `pmlarchive index`"
_DAMAGED = "the index is damaged; rebuild it with `pmlarchive index`"


def _put(writer: Writer, document: Document) -> bool:
    """Add a document; one that the engine cannot hold is left out and loses nothing else of its batch."""
    try:
        writer.put(document)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _relaxed(complete: int) -> str:
    if complete == 0:
        return "No message has all of these words; messages with some of them are shown."
    if complete == 1:
        return "One message has all of these words; messages with some of them follow."
    return f"{complete} messages have all of these words; messages with some of them follow."


def _page(
    engine: Engine, asked: Node, limit: int, offset: int, sort: str, counts: list[tuple[str, int]]
) -> tuple[int, tuple[tuple[str, float], ...]]:
    """Return the total and the hits of one page; a page beyond the end costs nothing."""
    total = sum(number for _, number in counts)
    if limit == 0 or offset >= total:
        return total, ()
    if sort != "discussed":
        order = Sort(sort) if sort in list(Sort) else Sort.RELEVANCE
        return total, engine.search(asked, limit=limit, offset=offset, sort=order).hits
    hits: list[tuple[str, float]] = []
    before = 0
    for thread, number in sorted(counts, key=lambda item: (-item[1], item[0])):
        if before + number > offset and len(hits) < limit:
            inside = Kept(asked, (Key("thread", (thread,)),))
            skipped = max(0, offset - before)
            hits.extend(engine.search(inside, limit=limit - len(hits), offset=skipped).hits)
        before += number
    return total, tuple(hits)


def _opener(name: str) -> Opener:
    """Return the engine's class; imported only now, so that one can be missing."""
    try:
        if name == "tantivy":
            from index.tantivy_engine import TantivyEngine  # noqa: PLC0415

            return TantivyEngine
        if name == "whoosh":
            from index.whoosh_engine import WhooshEngine  # noqa: PLC0415

            return WhooshEngine
    except ImportError as error:
        message = f"the engine {name} is not installed ({error}); use another (`engine` in archive.toml)"
        raise IndexFailed(message, subject=name) from error
    raise IndexFailed("there is no such engine; there are tantivy and whoosh", subject=name)
