"""A small archive in our own words, and clients that read it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from web_archives import REBOUND, SLEEP, TRAP, fill

from pmlarchive.archive import Archive


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Three threads on two sites, one of them hostile."""
    filled = fill(tmp_path_factory.mktemp("archive"), REBOUND, SLEEP, TRAP)
    yield filled
    filled.close()


@pytest.fixture(scope="session")
def app(archive: Archive) -> Flask:
    from pmlarchive.web.app import build_app

    return build_app(archive)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def rebound(archive: Archive) -> str:
    """Id of the thread about rebound."""
    found = archive.store.find_thread(str(REBOUND.url))
    assert found
    return found


# A real browser --------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a browser that this machine does not have."""
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium here (Debian: apt-get install chromium)"))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an app by waitress on a free port of this computer; gives its address."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    runner = threading.Thread(target=server.run, daemon=True)
    runner.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    runner.join(timeout=5)


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    with served(app) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS.split())
        yield browser
        browser.close()


class Watch:
    """What a page logs, or asks of another host than ``base``; it may be answered with ``expected`` errors."""

    def __init__(self, page: Any, base: str, expected: tuple[int, ...]) -> None:
        self.complaints: list[str] = []
        self._page, self._base, self._expected = page, base, expected
        self._heard = {"console": self._said, "pageerror": self._failed, "request": self._asked}
        for event, heard in self._heard.items():
            page.on(event, heard)

    def _said(self, message: Any) -> None:
        known = any(f"with a status of {status}" in message.text for status in self._expected)
        if message.type == "error" and not known:
            self.complaints.append(message.text)

    def _failed(self, error: Any) -> None:
        self.complaints.append(str(error))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(self._base):
            self.complaints.append(request.url)

    def end(self) -> None:
        for event, heard in self._heard.items():
            self._page.remove_listener(event, heard)


DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Any]:
    """A function that opens an address in a new window; nothing may be logged or asked of another host.

    Chromium logs a page that is answered with an error: ``expected`` are the answers that may be.
    """
    contexts, watches = [], []

    def open_page(path: str, base: str = address, expected: tuple[int, ...] = (), **options: Any) -> Any:
        context = chromium.new_context(**({"viewport": DESKTOP} | options))
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, base, expected))
        page.goto(base + path)
        return page

    yield open_page
    for context in contexts:
        assert not context.cookies()
        context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture(scope="session")
def window(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def look_at(window: Any, address: str) -> Iterator[Any]:
    """As ``open_page``, in one window for all tests, for those that leave nothing behind.

    A new window's process has to understand axe's half a megabyte of script anew, which takes it three times as long
    as judging a page.
    """
    watches = []

    def look_at(
        path: str,
        expected: tuple[int, ...] = (),
        viewport: Any = DESKTOP,
        color_scheme: str = "light",
    ) -> Any:
        window.set_viewport_size(viewport)
        window.emulate_media(color_scheme=color_scheme)
        watches.append(Watch(window, address, expected))
        window.goto(address + path)
        return window

    yield look_at
    for watch in watches:
        watch.end()
    assert not window.context.cookies()
    assert window.evaluate("localStorage.length + sessionStorage.length") == 0
    window.mouse.move(-1, -1)  # over nothing
    window.goto("about:blank")
    assert [complaint for watch in watches for complaint in watch.complaints] == []
