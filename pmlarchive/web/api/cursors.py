"""Cursors: where the next part of a list begins; to be handed back as they are."""

import re

from pmlarchive.web.api.operations import BadParameter, Parameter, Value

MOST = 100
_CURSOR = "^o[0-9]{1,6}$"
#: Lists end here for programs, too: who wants all of an archive exports it.
FARTHEST = 999_999

CURSOR = Parameter("cursor", "Where to go on: `next` of the answer before.", pattern=_CURSOR)
LIMIT = Parameter("limit", "How many to return at most.", "integer", default=20, least=1, most=MOST)


def offset(cursor: Value) -> int:
    """Return the offset that a cursor stands for; 0 for none.

    Raises:
        BadParameter: It is none of ours.
    """
    if cursor is None:
        return 0
    if not re.fullmatch(_CURSOR, str(cursor), re.ASCII):
        raise BadParameter("the cursor is not one that this archive gave")
    return int(str(cursor)[1:])


def following(start: int, shown: int, total: int) -> str | None:
    """Return the cursor of what follows ``shown`` items from ``start``; ``None`` at the end."""
    after = start + shown
    return f"o{after}" if shown and after < min(total, FARTHEST) else None
