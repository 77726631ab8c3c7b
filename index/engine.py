"""What an engine must do. Engines know primitives only; everything a person types was understood before."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from index.document import Document
from index.primitives import Node

META = "!"
"""Id of the document that carries the checkpoint, so that it is committed together with the messages."""


class Sort(StrEnum):
    """Orders that an engine knows. Ties are broken the same way for ever."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Found:
    """Messages found: how many in all, and the ids and scores of the page asked for."""

    total: int
    hits: tuple[tuple[str, float], ...]


class Writer(Protocol):
    """A transaction. What is put or deleted is seen by nobody before ``commit``."""

    def put(self, document: Document) -> None:
        """Add a document, in place of the one with its id."""

    def delete(self, message_id: str) -> None:
        """Take a document out; unknown ids are no error."""

    def commit(self, checkpoint: int) -> None:
        """Make everything since the last commit visible, with the change-log number it goes up to."""


class Engine(Protocol):
    """A full-text engine in a folder. Any thread may search; one process at a time may write.

    Every method raises ``IndexFailed``, and nothing else, where the folder's content cannot be used.
    """

    name: str
    limits: tuple[str, ...]
    """What this engine cannot do that others can, a sentence each."""

    def refresh(self) -> None:
        """See the last commit, whichever process made it; every search and count does so too."""

    def state(self) -> object:
        """Return what differs from commit to commit; seen from any process, and cheap."""

    def checkpoint(self) -> int:
        """Return the change-log number that the last commit went up to; 0 for a new index."""

    def count(self) -> int:
        """Return the number of messages."""

    def writer(self, fresh: bool = False) -> AbstractContextManager[Writer]:
        """Open the one writer; ``fresh``: the index is empty, nothing needs to be replaced."""

    def search(self, query: Node, *, limit: int, offset: int = 0, sort: Sort = Sort.RELEVANCE) -> Found:
        """Return a page of what a query finds."""

    def tally(self, query: Node, field: str, most: int | None = None) -> list[tuple[str, int]]:
        """Count the messages found by the values of a key field (or ``year``), most frequent first."""

    def months(self, query: Node) -> list[tuple[str, int]]:
        """Count the messages found by calendar month (``2014-03``), in order of time."""

    def terms(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return words or keys of a field that begin so, with the number of messages that have each."""

    def frequency(self, field: str, text: str) -> int:
        """Return the number of messages whose field has this word or key, as of the last refresh."""

    def close(self) -> None:
        """Let go of files."""


Opener = Callable[[Path], Engine]
Documents = Iterable[Document]
Ids = Sequence[str]
