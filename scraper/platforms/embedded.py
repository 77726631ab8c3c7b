"""State that a page carries as JSON in its scripts: found, read once, never trusted."""

import json
import re
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder()


def read_json(text: str) -> object:
    """Return the JSON value that a text begins with; ``None`` where there is no whole one."""
    try:
        return _DECODER.raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def assigned(data: bytes, name: str) -> object:
    """Return what a script assigns to a variable: ``name = {…}`` or ``name = JSON.parse("…")``."""
    for match in re.finditer(
        rb"(?:^|[\s;,{(>])" + re.escape(name).encode() + rb"\s*=\s*(JSON\.parse\()?", data
    ):
        value = read_json(data[match.end() :].decode("utf-8", "replace"))
        if match[1] is not None:
            value = read_json(value) if isinstance(value, str) else None
        if value is not None:
            return value
    return None


def mappings(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object inside a JSON value, however deep, without recursion."""
    stack = [value]
    while stack:
        found = stack.pop()
        if isinstance(found, dict):
            yield found
            stack.extend(reversed(found.values()))
        elif isinstance(found, list):
            stack.extend(reversed(found))
