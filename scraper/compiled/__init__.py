"""Readers of lxml's trees in C, several times as fast as the Python ones that they stand in for.

They are built where a compiler is at hand (``hatch_build.py``); everything works without them. Each gives,
for any page, just what the Python function gives that it is chosen over; ``tests/scraper/test_compiled.py``
holds them together. ``PMLARCHIVE_PURE=1`` in the environment leaves them aside.
"""

import os
from importlib import import_module
from typing import TypeVar, cast

_Function = TypeVar("_Function")


def chosen(module: str, name: str, python: _Function) -> _Function:
    """Return the compiled function of a name, or the Python one where none was built for the lxml in use."""
    if os.environ.get("PMLARCHIVE_PURE"):
        return python
    try:
        return cast("_Function", getattr(import_module(f"scraper.compiled.{module}"), name))
    except Exception:  # noqa: BLE001 - built for another lxml, or from an older state of this program
        return python
