"""The full-text index of an archive: disposable; follows the change log; rebuilt when its making changed."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from index import analysis, explore, searching
from index.concepts.vocabulary import Vocabulary, load
from index.document import Document, holdable
from index.engine import Engine, Opener, Writer
from index.feedback import Texts
from index.folder import Folder
from index.highlight import Highlighter
from index.inside import Inside
from index.language import parse
from index.primitives import Kept, Key, Node
from index.searching import Matches, Meaning, Page
from pmlarchive.errors import ConfigError, IndexFailed

T = TypeVar("T")

SCHEMA = 2
"""Raised when fields change: every index made before is then stale."""

BATCH = 5_000
"""Changes that are committed together."""

PATIENCE = 10.0
"""Seconds that a writer waits for another one to finish."""

MOST_COUNTS = 200_000
"""Values, with their counts, of the last searches that are kept for their next pages (some 30 MB at most)."""

MOST_INSIDE = 10_000
"""Matches of one thread that are told at most."""


class Index:
    """The index in a folder. Any number of threads and processes may search while one writes."""

    def __init__(
        self,
        folder: Path,
        engine: str = "tantivy",
        concepts: Path | None = None,
        texts: Texts | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """Open the index, or make an empty one.

        Args:
            folder: Where the indexes of an archive are.
            engine: ``tantivy`` or ``whoosh``.
            concepts: The archive's own names for things (``concepts.toml``), where it has any.
            texts: Gives title and text of messages by id, for better ranking of short queries.
            meaning: Vectors of the messages (``index.semantic.Vectors``), to order by them too.

        Raises:
            IndexFailed: The folder cannot be used or there is no such engine.

        A ``vocabulary`` set afterwards is used in place of the standard one and the archive's.
        """
        self._open_engine = _opener(engine)
        self.engine_name = engine
        self._folder = Folder(folder / engine)
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._mark: tuple[int, int] | None = None
        self._texts, self._meaning = texts, meaning
        self._concepts = str(concepts) if concepts else None
        self.vocabulary: Vocabulary | None = None
        self._counted: OrderedDict[tuple[Node, str, int | None], list[tuple[str, int]]] = OrderedDict()
        self._counted_in: object = None
        self._vocabulary: tuple[int, Vocabulary, tuple[str, ...]] | None = None
        self._stamp: dict[str, object] = {"engine": engine, "analysis": analysis.VERSION, "schema": SCHEMA}
        if self._folder.current() is None:
            self._begin()

    def _begin(self) -> None:
        """Make an empty index, unless another process just did."""
        with self._folder.lock(PATIENCE):
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

    def _ask(self, question: Callable[[Engine], T]) -> T:
        """Ask the current engine; once more where its files were swapped away meanwhile."""
        for _ in range(3):
            engine = self._current()
            try:
                return question(engine)
            except IndexFailed:
                if self._current() is engine:
                    raise
        return question(self._current())

    @property
    def stale(self) -> bool:
        """Whether it must be rebuilt: made by another version of the analysis or schema, or damaged."""
        try:
            self._ask(lambda engine: engine.checkpoint())
        except IndexFailed:
            return True
        return False

    @property
    def checkpoint(self) -> int:
        """The last change-log number contained; 0 for a new index and for one that must be rebuilt."""
        try:
            return self._ask(lambda engine: engine.checkpoint())
        except IndexFailed:
            return 0

    def __len__(self) -> int:
        return self._ask(lambda engine: engine.count())

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
        with self._folder.lock(PATIENCE):
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
        with self._folder.lock(PATIENCE):
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
        understood = parse(query)
        page = Page(max(0, min(limit, 10_000)), max(0, offset), sort)
        vocabulary, trouble = self._names()
        return self._ask(
            lambda engine: searching.run(
                engine, understood, vocabulary, page, self._tally, trouble, self._texts, self._meaning
            )
        )

    def _tally(self, asked: Node, field: str, most: int | None) -> list[tuple[str, int]]:
        """Count what the nodes find by a field; the last counts are kept while nothing is committed."""

        def ask(engine: Engine) -> list[tuple[str, int]]:
            state = (id(engine), engine.state())
            with self._lock:
                if self._counted_in != state:
                    self._counted.clear()
                    self._counted_in = state
                known = self._counted.get((asked, field, most))
            if known is None:
                known = engine.tally(asked, field, most)
                with self._lock:
                    while self._counted and sum(map(len, self._counted.values())) + len(known) > MOST_COUNTS:
                        self._counted.popitem(last=False)
                    if self._counted_in == state:
                        self._counted[asked, field, most] = known
            return known

        return list(self._ask(ask))

    def _names(self) -> tuple[Vocabulary, tuple[str, ...]]:
        """Return the vocabulary, read again when the archive's file changed, and what is wrong with it."""
        try:
            mark = os.stat(self._concepts).st_mtime_ns if self._concepts else 0  # noqa: PTH116 - once a search
        except OSError:
            mark = 0
        if self.vocabulary is not None:
            return self.vocabulary, ()
        with self._lock:
            if self._vocabulary is None or self._vocabulary[0] != mark:
                try:
                    self._vocabulary = (mark, load(Path(self._concepts) if self._concepts else None), ())
                except ConfigError as error:
                    self._vocabulary = (mark, load(), (error.line(),))
            return self._vocabulary[1:]

    def facets(self, matches: Matches, most: int = 10) -> dict[str, tuple[tuple[str, int], ...]]:
        """Count what a search found by site, year, kind, author_name, cites and platform, most first."""
        return {field: tuple(matches.tally(field, most)) for field in explore.FACETS}

    def timeline(self, matches: Matches) -> tuple[tuple[str, int], ...]:
        """Count what a search found by calendar month (``2014-03``), in order; unknown dates are left out."""
        return tuple(self._ask(lambda engine: engine.months(matches.asked)))

    def similar(self, document: Document, limit: int = 10) -> tuple[tuple[str, float], ...]:
        """Return ids and scores of messages that are most like one, itself left out."""
        return self._ask(lambda engine: explore.similar(engine, document, max(1, limit))).hits

    def complete(self, typed: str, most: int = 5) -> explore.Completion:
        """Return authors, threads and names of things that begin as typed."""
        vocabulary, _ = self._names()
        return self._ask(lambda engine: explore.complete(engine, vocabulary, typed, max(1, most)))

    def inside(self, query: str, thread: str) -> Inside:
        """Return what a query finds in the thread with an id.

        Raises:
            IndexFailed: The index must be rebuilt.
        """
        matches = self.search(query, limit=0)
        kept = Kept(matches.asked, (Key("thread", (thread,)),))
        found = self._ask(lambda engine: engine.search(kept, limit=MOST_INSIDE))
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
    """Add a document; one that no engine can hold is left out, and nothing else of its batch."""
    if not holdable(document):
        return False
    writer.put(document)
    return True


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
