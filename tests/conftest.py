"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is no defect.
# `--hypothesis-profile=explore` looks further.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile("steady")

SHARED = Path(os.environ.get("PMLARCHIVE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs real material that this machine does not have."""
    for item in items:
        if item.get_closest_marker("corpus") and not (SHARED / "corpus").is_dir():
            item.add_marker(
                pytest.mark.skip(reason="the folder of real pages is not here (PMLARCHIVE_SHARED)")
            )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and documents; tests that use it carry the mark ``corpus``."""
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where nothing may be skipped, name what was."""
    if os.environ.get("PMLARCHIVE_NO_SKIP") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("skipped tests, and PMLARCHIVE_NO_SKIP is set: this run fails", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where nothing may be skipped, fail if anything was."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        os.environ.get("PMLARCHIVE_NO_SKIP")
        and exitstatus == 0
        and reporter
        and reporter.stats.get("skipped")
    ):
        session.exitstatus = 1
