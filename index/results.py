"""What a search gives back: hits with the passage that matched, grouped by thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from index.highlight import Highlighter
from index.searching import Matches
from index.snippet import Fragment, Snippet
from pmlarchive.model import Message

__all__ = ["Fragment", "Group", "Hit", "SearchResult", "Snippet", "assemble"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that matched.

    ``parent`` is what it replies to (``None`` for a post); ``heading`` its own title with what matched in it.
    """

    message: Message
    thread_title: str | None
    parent: Message | None
    snippet: Snippet
    score: float
    heading: Snippet | None = None


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
        complete: How many of them have everything that was asked; the rest have some of the plain words.
        threads: How many threads those are in, exactly.
        hits: This page's hits, best first (``limit`` of them from ``offset``).
        groups: The same hits by thread, threads in order of their best hit.
        notes: Helpful sentences about the query: what could not be understood and what was done instead.
        did_you_mean: The query with words put right that no message has.
        also: Other names that were searched for ("also searched: …").
    """

    query: str
    total: int
    threads: int
    hits: tuple[Hit, ...]
    groups: tuple[Group, ...]
    notes: Sequence[str] = field(default_factory=tuple)
    complete: int = 0
    did_you_mean: str | None = None
    also: Sequence[str] = field(default_factory=tuple)
    offset: int = 0
    limit: int = 20
    milliseconds: float = 0.0


Lookup = Callable[[Sequence[str]], Mapping[str, Message]]
Titles = Callable[[Sequence[str]], Mapping[str, str | None]]


def assemble(
    query: str, matches: Matches, lookup: Lookup, titles: Titles, limit: int = 20, offset: int = 0
) -> SearchResult:
    """Make the answer to a query.

    Args:
        query: What the person typed.
        matches: What the index found for it.
        lookup: Returns messages by id; ids it does not know (taken down since) are left out of the answer.
        titles: Returns the titles of threads by thread id.
        limit: The page size that was asked for.
        offset: How many hits were skipped.
    """
    messages = lookup([message_id for message_id, _ in matches.hits])
    parents = lookup(list(dict.fromkeys(m.parent for m in messages.values() if m.parent)))
    names = titles(list(dict.fromkeys(m.thread_id for m in messages.values())))
    marker = Highlighter.of(matches.query, matches.names)
    hits = tuple(
        _hit(messages[message_id], score, marker, parents, names)
        for message_id, score in matches.hits
        if message_id in messages
    )
    return SearchResult(
        query=query,
        total=matches.total,
        threads=matches.threads,
        hits=hits,
        groups=_groups(hits, dict(matches.thread_counts)),
        notes=matches.notes,
        complete=matches.complete,
        also=matches.also,
        did_you_mean=matches.did_you_mean,
        offset=offset,
        limit=limit,
    )


def _hit(
    message: Message,
    score: float,
    marker: Highlighter,
    parents: Mapping[str, Message],
    names: Mapping[str, str | None],
) -> Hit:
    return Hit(
        message=message,
        thread_title=names.get(message.thread_id),
        parent=parents.get(message.parent) if message.parent else None,
        snippet=marker.passage(message.text),
        score=score,
        heading=marker.whole(message.title) if message.title else None,
    )


def _groups(hits: Sequence[Hit], counts: Mapping[str, int]) -> tuple[Group, ...]:
    by_thread: dict[str, list[Hit]] = {}
    for hit in hits:
        by_thread.setdefault(hit.message.thread_id, []).append(hit)
    return tuple(
        Group(
            thread=found[0].message.thread,
            thread_id=thread_id,
            title=found[0].thread_title,
            site=found[0].message.site,
            hits=tuple(found),
            total=max(counts.get(thread_id, 0), len(found)),
        )
        for thread_id, found in by_thread.items()
    )
