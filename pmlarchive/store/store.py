"""The store: an archive's threads in a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from pmlarchive.store.catalogue import Catalogue
from pmlarchive.store.database import Database
from pmlarchive.store.people import People
from pmlarchive.store.reading import Reading
from pmlarchive.store.soundness import Soundness
from pmlarchive.store.writing import Writer


class Store(Reading, Catalogue, People, Soundness):
    """Threads, their history and their figures; safe to read from several threads at once.

    Args:
        url: An SQLAlchemy URL, or the path of an SQLite file (made where it is missing).

    Raises:
        StoreError: The database cannot be opened, or at any later call does not answer.
    """

    def __init__(self, url: str | URL | Path) -> None:
        if isinstance(url, Path):
            url = URL.create("sqlite", database=str(url))
        self.database = Database(url)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give a writer whose changes are kept together, or not at all."""
        with self.database.writing() as connection:
            yield Writer(connection)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
