"""What a request may ask of the archive it is served from."""

from pathlib import Path
from typing import Protocol, cast

from flask import Flask, current_app

from index.results import SearchResult
from pmlarchive.config import Config
from pmlarchive.store.store import Store

_KEY = "pmlarchive"


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

    def close(self) -> None:
        """Let go of files."""
        ...


def bind(app: Flask, archive: Served) -> None:
    """Make ``archive`` the one that ``app`` serves."""
    app.extensions[_KEY] = archive


def archive() -> Served:
    """Return the archive that this request is about."""
    return cast("Served", current_app.extensions[_KEY])


def store() -> Store:
    """Return that archive's store."""
    return archive().store


def setting(name: str) -> str:
    """Return a setting of that archive that is text."""
    return archive().config.string(name)
