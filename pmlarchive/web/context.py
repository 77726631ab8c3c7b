"""What a request may ask of the archive it is served from."""

from collections.abc import Callable
from contextlib import ExitStack
from threading import Lock
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g

from pmlarchive.archive import Archive
from pmlarchive.store.store import Store
from pmlarchive.web.names import Names

T = TypeVar("T")
_KEY = "pmlarchive"


class _Bound:
    """An archive, with what was worked out of it and stays true until it changes."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        config = archive.config
        self.names = Names(config.string("names"), config.string("names_key"))
        self._known: dict[object, tuple[int, Any]] = {}
        self._lock = Lock()

    def version(self) -> int:
        if "archive_version" not in g:  # one request sees one state
            g.archive_version = self.archive.store.version()
        return cast("int", g.archive_version)

    def remember(self, key: object, make: Callable[[], T]) -> T:
        version = self.version()
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


def bind(app: Flask, archive: Archive) -> None:
    """Make ``archive`` the one that ``app`` serves."""
    app.extensions[_KEY] = _Bound(archive)

    @app.before_request
    def look() -> None:
        """Let a page be of one piece: all that it reads is of the same moment."""
        g.view = ExitStack()
        g.view.enter_context(archive.store.database.one_moment())

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        view = g.pop("view", None)
        if view is not None:
            view.close()


def _bound() -> _Bound:
    return cast("_Bound", current_app.extensions[_KEY])


def archive() -> Archive:
    """Return the archive that this request is about."""
    return _bound().archive


def store() -> Store:
    """Return that archive's store."""
    return _bound().archive.store


def names() -> Names:
    """Return how that archive's commenters are named."""
    return _bound().names


def version() -> int:
    """Return the archive's state as a number, the same all through a request."""
    return _bound().version()


def remembered(key: object, make: Callable[[], T]) -> T:
    """Return what ``make`` gives, worked out again only after the archive changed."""
    return _bound().remember(key, make)


def site_name(key: str) -> str:
    """Return what a site calls itself, else its key."""
    titles = remembered("site names", lambda: {site.key: site.title for site in store().sites()})
    return titles.get(key) or key
