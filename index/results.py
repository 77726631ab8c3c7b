"""What a search gives back: hits with the passage that matched, grouped by thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from pmlarchive.model import Message


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of a snippet's text; ``marked`` where it matched the query."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of a message that matched, as runs of text cut from what is stored."""

    fragments: tuple[Fragment, ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        """The passage as plain text, with ellipses where it was cut."""
        body = "".join(fragment.text for fragment in self.fragments)
        return f"{'… ' if self.cut_before else ''}{body}{' …' if self.cut_after else ''}"

    @property
    def html(self) -> str:
        """The passage as safe HTML: everything escaped, matches in ``<mark>``."""
        body = "".join(
            f"<mark>{escape(f.text)}</mark>" if f.marked else escape(f.text) for f in self.fragments
        )
        return f"{'… ' if self.cut_before else ''}{body}{' …' if self.cut_after else ''}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that matched. ``parent`` is what it replies to (``None`` for a post)."""

    message: Message
    thread_title: str | None
    parent: Message | None
    snippet: Snippet
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one thread, best first. ``total`` counts all its matches, shown here or not."""

    thread: str
    thread_id: str
    title: str | None
    site: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """An answer to one query.

    Attributes:
        query: What the person typed.
        total: How many messages match, exactly.
        threads: How many threads those are in, exactly.
        hits: This page's hits, best first (``limit`` of them from ``offset``).
        groups: The same hits by thread, threads in order of their best hit.
        notes: Helpful sentences about the query: what could not be understood and what was done instead.
    """

    query: str
    total: int
    threads: int
    hits: tuple[Hit, ...]
    groups: tuple[Group, ...]
    notes: Sequence[str] = field(default_factory=tuple)
    offset: int = 0
    limit: int = 20
    milliseconds: float = 0.0
