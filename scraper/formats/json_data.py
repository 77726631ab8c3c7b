"""JSON of strangers: read once, then taken apart without trusting any type in it."""

import json
from typing import Any

from pmlarchive.errors import ImportFailed


def load(data: bytes, name: str) -> dict[str, Any]:
    """Return the object that a JSON file holds.

    Raises:
        ImportFailed: It is malformed, cut off, nested beyond reason, or holds something else.
    """
    try:
        found = json.loads(data.decode("utf-8-sig", "replace"))
    except ValueError as error:
        raise ImportFailed(f"is no whole JSON ({error}); nothing was read from it", subject=name) from error
    except RecursionError as error:
        raise ImportFailed("is JSON nested too deeply; nothing was read from it", subject=name) from error
    if not isinstance(found, dict):
        raise ImportFailed("is JSON, but no export that is known; nothing was read from it", subject=name)
    return found


def mapping(value: object) -> dict[str, Any]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, whatever else is in it."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Return text or a number as text; ``None`` for anything else and for what is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # A lone surrogate can stand in JSON and in no database.
    return str(value).encode("utf-8", "replace").decode("utf-8").strip() or None


def whole(value: object) -> int | None:
    """Return a whole number, ``None`` for anything else, and for one that no count or place can be."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        return None
    return value
