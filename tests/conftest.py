"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is no defect. `--hypothesis-profile=explore` looks
# further.
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
