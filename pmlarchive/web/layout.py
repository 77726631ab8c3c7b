"""A thread laid out for a template: rows that say which lists open and close, so that nothing recurses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pmlarchive.model import Message, Thread

#: Lists nest no deeper than this; deeper replies stay in the deepest list and say what they reply to.
#: Browsers stop nesting elements near 500 levels, and each list takes three.
MAX_NEST = 100


@dataclass(slots=True)
class Row:
    """A message in its place.

    Attributes:
        message: What to show.
        parent: What it replies to; ``None`` for direct comments on the post.
        opens: Whether a list of replies opens before this row.
        closes: How many nested lists close before this row.
        nest: Level of the list that this row stands in, 1 for direct comments.
        replies: Direct replies.
        branch: All replies below.
        number: 1 for the first comment in reading order.
    """

    message: Message
    parent: Message | None
    opens: bool
    closes: int
    nest: int
    replies: int = 0
    branch: int = 0
    number: int = 0

    @property
    def heading(self) -> int:
        """Level of this comment's heading: ``h3`` for direct comments, ``h6`` from the fourth level on."""
        return min(self.nest + 2, 6)

    @property
    def indent(self) -> str:
        """Class of the list that opens before this row; the deeper, the less it moves to the right."""
        for limit, name in ((4, "in-near"), (8, "in-mid"), (16, "in-far")):
            if self.nest <= limit:
                return name
        return "in-deep"


@dataclass(frozen=True, slots=True)
class Layout:
    """All rows of a thread, and how many lists are still open after the last."""

    rows: Sequence[Row]
    closes: int


def nested(thread: Thread) -> Layout:
    """Lay out a thread in reading order."""
    rows: list[Row] = []
    level = 0
    post = thread.post.id
    for number, message in enumerate(thread.comments, 1):
        nest = max(1, min(message.depth, level + 1, MAX_NEST))
        parent = thread.parent_of(message)
        rows.append(
            Row(
                message,
                None if parent is None or parent.id == post else parent,
                opens=nest > level,
                closes=max(0, level - nest),
                nest=nest,
                number=number,
            )
        )
        level = nest
    _count(rows, thread)
    return Layout(rows, max(0, level - 1))


def by_time(thread: Thread) -> Layout:
    """Lay out a thread as one flat list, oldest first; undated comments stand at the end."""
    nest = nested(thread).rows
    last = float("inf")
    ordered = sorted(
        nest, key=lambda row: last if row.message.date.sort_key is None else row.message.date.sort_key
    )
    for place, row in enumerate(ordered):
        row.opens, row.closes, row.nest = place == 0, 0, 1
    return Layout(ordered, 0)


def _count(rows: Sequence[Row], thread: Thread) -> None:
    """Fill in replies and branches: the last row first, each hands its sum to its parent."""
    direct = Counter(message.parent for message in thread.comments)
    below: Counter[str] = Counter()
    for row in reversed(rows):
        message = row.message
        row.replies, row.branch = direct[message.id], below[message.id]
        if message.parent is not None:
            below[message.parent] += 1 + row.branch
