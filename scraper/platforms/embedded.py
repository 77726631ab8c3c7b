"""State that a page carries as JSON in its scripts: found, read once, never trusted."""

import json
import re
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder()
_ASSIGNS = re.compile(rb"\s*=\s*(JSON\.parse\()?")
#: Each try may read all that is left of the page, which assigns its state once.
_MOST_TRIES = 100
_BEFORE_NAME = frozenset(b" \t\n\r\f\v;,{(>")


def read_json(text: str) -> object:
    """Return the JSON value that a text begins with; ``None`` where there is no whole one."""
    try:
        return _DECODER.raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def assigned(data: bytes, name: str) -> object:
    """Return what a script assigns to a variable: ``name = {…}`` or ``name = JSON.parse("…")``."""
    word, end, tries = name.encode(), 0, 0
    while (start := data.find(word, end)) >= 0 and tries < _MOST_TRIES:
        end = start + len(word)
        match = _ASSIGNS.match(data, end)
        if match is None or not (start == 0 or data[start - 1] in _BEFORE_NAME):
            continue
        tries += 1
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
