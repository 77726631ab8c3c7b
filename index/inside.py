"""What a query finds inside one thread: to mark it there and to step through it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.highlight import Highlighter


@dataclass(frozen=True, slots=True)
class Inside:
    """The ids of a thread's messages that match, and what marks their words."""

    ids: Collection[str]
    highlighter: Highlighter

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where the query's words stand in a text: (start, end), in order, apart."""
        return [(mark.start, mark.end) for mark in self.highlighter.marks(text)]
