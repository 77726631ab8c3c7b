"""The contract between a file and the module that reads its format."""

from collections.abc import Iterator
from typing import IO, Protocol

from scraper.draft import DraftThread


class Reader(Protocol):
    """Reads the threads of a file, one after the other, holding no more than one of them in memory.

    Whatever the bytes are, a reader yields what is whole, or raises one of ``pmlarchive.errors``.
    """

    def __call__(self, file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:
        """Read.

        Args:
            file: The bytes, from their beginning.
            notes: Receives one line for each thing that was odd about the file as a whole.
            name: The file's name, for messages.

        Raises:
            ImportFailed: The file cannot be understood at all.
        """
        ...
