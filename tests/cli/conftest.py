"""A command line to run in the test's own folder, and pages of our own to feed it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_pages import PAGE
from click.testing import CliRunner, Result

from pmlarchive.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder, the archive being ``archive`` there."""
    monkeypatch.chdir(tmp_path)
    for name in ("PMLARCHIVE", "PMLARCHIVE_ENGINE"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*words: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page with three comments, one a reply."""
    path = tmp_path / "pages" / "rebound.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    return path
