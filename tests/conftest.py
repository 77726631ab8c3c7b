"""Fixtures that every room's tests share."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is no defect.
# `--hypothesis-profile=explore` looks further.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile("steady")

SHARED = Path(os.environ.get("PMLARCHIVE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.hookimpl(trylast=True)  # after the order was drawn
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs real material that this machine does not have; begin with what takes long.

    What takes long and comes last is waited for by processes that have nothing left to do. Foremost is WordPress:
    its two groups are each the first that a process is given, lest one process has both.
    """
    items.sort(
        key=lambda item: (not item.get_closest_marker("wordpress"), not item.get_closest_marker("slow"))
    )
    for item in items:
        if item.get_closest_marker("corpus") and not (SHARED / "corpus").is_dir():
            item.add_marker(
                pytest.mark.skip(reason="the folder of real pages is not here (PMLARCHIVE_SHARED)")
            )


# What shares something costly: each of these is for one process. (The mark ``xdist_group`` is not heeded: xdist 3.8
# writes it where pytest 9.2 no longer reads.)
TOGETHER = (
    "tests/scraper/test_wordpress_live.py::test_without_rest",  # two sites, so that two processes share the work
    "tests/scraper/test_wordpress_live.py",
    "tests/index/test_differential.py",
    "tests/index/test_quality.py",
    "tests/scraper/test_corpus_floor.py",
    "tests/demo/test_demo_run.py",
    "tests/cli/test_bad_input.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a process what belongs together, and everything else one by one, in the order of collection."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)

    if config.getoption("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    gone = [group for group in TOGETHER if not (config.rootpath / group.partition("::")[0]).is_file()]
    assert not gone, gone
    return Together(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are processors: some tests wait, for a server, a disk or a second to pass."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


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
