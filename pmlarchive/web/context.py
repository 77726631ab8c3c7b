"""What a request may ask of the archive it is served from."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app

from index.results import SearchResult
from pmlarchive.config import Config
from pmlarchive.store.store import Store
from pmlarchive.web.names import Names

T = TypeVar("T")
_KEY = "pmlarchive"


class Matches(Protocol):
    """What a query finds in one thread."""

    ids: Collection[str]

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where the query's words stand in a text."""
        ...


class Served(Protocol):
    """The part of an archive that pages are made from (``pmlarchive.archive.Archive`` keeps it)."""

    config: Config
    store: Store
    path: Path

    def search(
        self, query: str, *, limit: int = 20, offset: int = 0, sort: str = "relevance"
    ) -> SearchResult:
        """Answer a query."""
        ...

    def matches(self, query: str, thread_id: str) -> Matches:
        """Say which messages of a thread match a query, and which of their words."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class _Bound:
    """An archive, with what was worked out of it and stays true until it changes."""

    def __init__(self, archive: Served) -> None:
        self.archive = archive
        config = archive.config
        self.names = Names(config.string("names"), config.string("names_key"))
        self._known: dict[object, tuple[int, Any]] = {}
        self._lock = Lock()

    def remember(self, key: object, make: Callable[[], T]) -> T:
        version = self.archive.store.version()
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[0] == version:
            return cast("T", known[1])
        value = make()
        with self._lock:
            if len(self._known) > 500:
                self._known.clear()
            self._known[key] = (version, value)
        return value


def bind(app: Flask, archive: Served) -> None:
    """Make ``archive`` the one that ``app`` serves."""
    app.extensions[_KEY] = _Bound(archive)


def _bound() -> _Bound:
    return cast("_Bound", current_app.extensions[_KEY])


def archive() -> Served:
    """Return the archive that this request is about."""
    return _bound().archive


def store() -> Store:
    """Return that archive's store."""
    return _bound().archive.store


def names() -> Names:
    """Return how that archive's commenters are named."""
    return _bound().names


def remembered(key: object, make: Callable[[], T]) -> T:
    """Return what ``make`` gives, worked out again only after the archive changed."""
    return _bound().remember(key, make)
