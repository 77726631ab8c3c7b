"""Bulleted, indented text → items with their parents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

Line = tuple[int, str]

_SYMBOL = re.compile("(?P<mark>[•◦▪▫‣⁃∙·●○■□◆◇►▸*+–—-])(?:\\s+|$)|(?P<glued>[•◦▪‣●○■])(?=\\S)")
_NUMBER = re.compile(r"(?:\d{1,4}(?:\.\d{1,4})*[.)]|\(\d{1,4}\))\s+(?=\S)")


@dataclass(slots=True)
class Item:
    """A bulleted passage: ``parent`` is the place of the item it hangs under, ``lines`` its own text."""

    parent: int | None
    lines: list[str] = field(default_factory=list)


def mark(text: str) -> tuple[str, str] | None:
    """Split a line into (its bullet, the rest): numbers all have the bullet ``1``; ``None``: no bullet."""
    found = _SYMBOL.match(text)
    if found:
        return found["mark"] or found["glued"], text[found.end() :]
    number = _NUMBER.match(text)
    return ("1", text[number.end() :]) if number else None


def items(block: Sequence[Line]) -> list[Item]:
    """Read a block that begins with a bullet; every line belongs to the last item opened before it.

    An item hangs under the nearest earlier one that is indented less. What looks like a bullet but stands
    inside an item's paragraph, or uses another sign than the items of its column, is the item's own list.
    """
    loose = _is_loose(block)
    signs: dict[int, str] = {}
    open_items: list[tuple[int, int]] = []
    found: list[Item] = []
    after_blank = True
    for indent, text in block:
        bullet = mark(text) if text else None
        if bullet is not None and _opens(bullet[0], indent, signs, after_blank or not loose):
            signs.setdefault(indent, bullet[0])
            while open_items and open_items[-1][0] >= indent:
                open_items.pop()
            found.append(Item(open_items[-1][1] if open_items else None, [bullet[1]]))
            open_items.append((indent, len(found) - 1))
        elif found:
            found[-1].lines.append(text)
        after_blank = not text
    return found


def _is_loose(block: Sequence[Line]) -> bool:
    """Say whether items are set apart by blank lines, so that a bullet without one is a list in an item."""
    apart = tight = 0
    after_blank = True
    for indent, text in block[1:]:
        if text and indent == block[0][0] and mark(text):
            apart += after_blank
            tight += not after_blank
        after_blank = not text
    return apart > tight or (apart == tight and any(not text for _, text in block[:-1]))


def _opens(sign: str, indent: int, signs: dict[int, str], fresh: bool) -> bool:
    return fresh and signs.get(indent, sign) == sign
