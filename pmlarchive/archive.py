"""An archive: a folder with settings, threads, captures and an index, opened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from index import embedder
from index.index import Index
from index.inside import Inside
from index.results import SearchResult, assemble
from index.semantic import Vectors
from pmlarchive import config, indexing
from pmlarchive.config import Config, Value
from pmlarchive.errors import ArchiveError, IndexFailed, NotAnArchive
from pmlarchive.ingest import Ingested, ingest
from pmlarchive.model import Problem
from pmlarchive.store.store import Store
from scraper.draft import DraftThread

DATABASE = "archive.db"
VECTORS = "vectors.db"
TABLE = "crawl.db"
_HEADER = """\
# Settings of this archive. `pmlarchive settings` lists them all, with their defaults.
"""


def now() -> str:
    """Return this moment as the archive writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Archive:
    """An open archive folder. Use it as a context manager, or call ``close``.

    Attributes:
        path: The folder.
        config: The settings in force.
        store: Threads and figures.
        vectors: What search by meaning goes by; there may be none.
    """

    def __init__(self, path: Path, settings: Config, store: Store) -> None:
        self.path = path
        self.config = settings
        self.store = store
        self.vectors = Vectors(path / VECTORS)
        self._index: Index | None = None

    @classmethod
    def open(
        cls, path: Path | str, *, create: bool = False, options: Mapping[str, Value | None] | None = None
    ) -> Self:
        """Open the archive in a folder.

        Args:
            create: Make the folder and an empty archive where there is none.
            options: Settings that go before those of the environment and of ``archive.toml``.

        Raises:
            NotAnArchive: There is no archive, and ``create`` is false.
            ConfigError: A setting cannot be used.
            StoreError: The database cannot be opened.
        """
        folder = Path(path)
        if not (folder / DATABASE).is_file():
            if not create:
                raise NotAnArchive(
                    "there is no archive here; `pmlarchive add URL-or-FILE` makes one, "
                    "`-a FOLDER` names another",
                    subject=str(folder),
                )
            _make(folder)
        settings = config.load(folder, options)
        return cls(folder, settings, Store(folder / DATABASE))

    @property
    def captures(self) -> Path:
        """The folder of WARC files."""
        return self.path / "captures"

    @property
    def index(self) -> Index:
        """The full-text index, opened at first use.

        Raises:
            IndexFailed: It cannot be opened.
        """
        if self._index is None:
            self._index = Index(
                self.path / "index",
                self.config.string("engine"),
                concepts=self.path / "concepts.toml",
                texts=self._texts,
                meaning=self.vectors if self.by_meaning and not self.lacks else None,
            )
        return self._index

    @property
    def by_meaning(self) -> bool:
        """Whether search is to go by meaning too: the setting ``semantic``."""
        wanted = self.config.string("semantic")
        return wanted == "yes" or (wanted == "auto" and self.vectors.ready)

    @property
    def lacks(self) -> str | None:
        """What is missing for search to do what the settings ask for, as a sentence; ``None``: nothing."""
        return embedder.NOT_INSTALLED if self.by_meaning and not embedder.available() else None

    def _texts(self, ids: Sequence[str]) -> dict[str, str]:
        found = self.store.messages(ids)
        return {one: f"{message.title or ''} {message.text}" for one, message in found.items()}

    def add(self, draft: DraftThread, *, source: str, captured: str, url: str | None = None) -> Ingested:
        """Bring a draft thread in (see pmlarchive.ingest); earlier problems with its source are forgotten."""
        result = ingest(self.store, draft, source=source, captured=captured, url=url)
        with self.store.writing() as writer:
            writer.clear_problems(source)
            if result.notes:
                writer.add_problem(Problem(source, "note", "; ".join(result.notes), captured))
        return result

    def note_problem(self, source: str, error: ArchiveError) -> None:
        """Record that something could not be brought in."""
        with self.store.writing() as writer:
            writer.add_problem(Problem(source, type(error).__name__, error.line(), now()))

    def update_index(self, progress: indexing.Progress | None = None) -> int:
        """Make every change of the store findable; return how many messages that took."""
        return indexing.follow(self.store, self.index, progress)

    def rebuild_index(self, progress: indexing.Progress | None = None) -> int:
        """Build the index anew; return how many messages it holds."""
        return indexing.rebuild(self.store, self.index, progress)

    def update_vectors(self, progress: indexing.Progress | None = None, *, anew: bool = False) -> int:
        """Give every message that is new or changed its vector, where search is to go by meaning.

        What was made is kept whenever this is stopped, and the next call goes on there.

        Args:
            progress: Told how far it is.
            anew: Look at every message, not only at those the change log names.

        Returns:
            How many messages have a vector; 0 where search does not go by meaning.

        Raises:
            IndexFailed: The extra ``semantic`` is not installed, or the vectors cannot be written.
        """
        if not self.by_meaning:
            return 0
        if self.lacks:
            raise IndexFailed(self.lacks)
        return indexing.embed(self.store, self.vectors, progress, anew=anew)

    def unindexed(self) -> int:
        """Return how many changes of the store the index does not contain yet."""
        return max(self.store.version() - self.index.checkpoint, 0)

    def search(
        self, query: str, *, limit: int = 20, offset: int = 0, sort: str = "relevance"
    ) -> SearchResult:
        """Find messages; any string at all gives a result.

        Raises:
            QueryProblem: The query asks for what cannot be done; the message says what, for its author.
            IndexFailed: The index cannot be read.
        """
        matches = self.index.search(query, limit=limit, offset=offset, sort=sort)
        return assemble(query, matches, self.store.messages, self.store.titles, limit, offset)

    def matches(self, query: str, thread_id: str) -> Inside:
        """Say which messages of a thread match a query, and where in their texts.

        Raises:
            QueryProblem: The query asks for what cannot be done.
            IndexFailed: The index cannot be read.
        """
        return self.index.inside(query, thread_id)

    def close(self) -> None:
        """Close database and index."""
        if self._index is not None:
            self._index.close()
            self._index = None
        self.vectors.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / config.FILE_NAME
        if not file.exists():
            file.write_text(_HEADER, encoding="utf-8")
    except OSError as error:
        raise NotAnArchive(
            f"no archive can be made here ({error.strerror}); choose another folder", subject=str(folder)
        ) from error
