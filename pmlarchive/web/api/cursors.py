"""Cursors: where the next part of a list begins, opaque to those who hand them back."""

import base64
import binascii

from pmlarchive.web.api.operations import BadParameter, Parameter, Value

MOST = 100
#: Lists end here for programs, too: who wants all of an archive exports it.
FARTHEST = 100_000

CURSOR = Parameter("cursor", "Where to go on: `next` of the answer before.", most=40)
LIMIT = Parameter("limit", "How many to return at most.", "integer", default=20, least=1, most=MOST)


def offset(cursor: Value) -> int:
    """Return the offset that a cursor stands for; 0 for none.

    Raises:
        BadParameter: It is none of ours.
    """
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(str(cursor).encode()).decode("ascii")
        number = int(text.removeprefix("o"))
    except (ValueError, binascii.Error) as error:
        raise BadParameter("the cursor is not one that this archive gave") from error
    if make(number) != cursor or not 0 <= number <= FARTHEST:
        raise BadParameter("the cursor is not one that this archive gave")
    return number


def make(number: int) -> str:
    """Return the cursor of an offset."""
    return base64.urlsafe_b64encode(f"o{number:07d}".encode()).decode().rstrip("=")


def following(start: int, shown: int, total: int) -> str | None:
    """Return the cursor of what follows ``shown`` items from ``start``; ``None`` at the end."""
    after = start + shown
    return make(after) if shown and after < min(total, FARTHEST) else None
