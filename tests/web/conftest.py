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


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Any]:
    """A function that opens an address in a new window; nothing may be logged or asked of another host.

    Chromium logs a page that is answered with an error: ``expected`` are the answers that may be.
    """
    contexts, complaints = [], []

    def open_page(path: str, base: str = address, expected: tuple[int, ...] = (), **options: Any) -> Any:
        def said(message: Any) -> None:
            known = any(f"with a status of {status}" in message.text for status in expected)
            if message.type == "error" and not known:
                complaints.append(message.text)

        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(base) else None
        )
        page.goto(base + path)
        return page

    yield open_page
    for context in contexts:
        assert not context.cookies()
        context.close()
    assert complaints == []
