"""Readers of lxml's trees in C, several times as fast as the Python ones that they stand in for.

They are built where a compiler is at hand (``hatch_build.py``); everything works without them. Each gives,
for any page, just what the Python function gives that it is chosen over; ``tests/scraper/test_compiled.py``
holds them together. ``PMLARCHIVE_PURE=1`` in the environment leaves them aside.
"""

import os
from functools import cache
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TypeVar, cast

_Function = TypeVar("_Function")


def chosen(module: str, name: str, python: _Function) -> _Function:
    """Return the compiled function of a name, or the Python one where none was built for the lxml in use."""
    if os.environ.get("PMLARCHIVE_PURE") or is_outdated(Path(__file__).parent):
        return python
    try:
        return cast("_Function", getattr(import_module(f"scraper.compiled.{module}"), name))
    except Exception:  # noqa: BLE001 - built for another lxml, or from an older state of this program
        return python


@cache
def is_outdated(folder: Path) -> bool:
    """Say whether a source tree changed since its readers were built: one that was updated without ``make``.

    What an older reader finds is not what the Python one beside it says. In a wheel they cannot part.
    """
    recipe = folder.parents[1] / "hatch_build.py"
    if not recipe.is_file():
        return False
    sources = [*folder.glob("*.pyx")]
    built = [source.with_suffix(EXTENSION_SUFFIXES[0]) for source in sources]
    changed = max(map(_changed, [recipe, *sources, *folder.glob("*.pxd")]))
    return any(_changed(path) < changed for path in built if path.is_file())


def _changed(path: Path) -> float:
    return path.stat().st_mtime
