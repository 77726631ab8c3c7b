"""One search: what was typed, planned, asked of an engine, relaxed where too little has all of it."""

from dataclasses import dataclass

from index.engine import Engine, Sort
from index.plan import make_plan
from index.primitives import Kept, Key, Node
from index.query import Query

ENOUGH = 20
"""Where fewer messages than this have all the words typed side by side, those with some of them follow."""

SORTS = (*(str(sort) for sort in Sort), "discussed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found.

    Attributes:
        total: How many messages, exactly. ``complete``: how many of them have everything that was asked.
        threads: How many threads those are in, exactly.
        hits: Ids and scores of the page asked for.
        query: What was understood: the tree for highlighting.
        asked: What engines were asked: for facets and timelines of the same messages.
        thread_counts: How many messages of each thread match, most first.
        notes: Helpful sentences: what was not understood, what was done instead.
        names: Other names that were searched for, as folded words; ``also``: as they are shown.
    """

    total: int
    complete: int
    threads: int
    hits: tuple[tuple[str, float], ...]
    query: Query
    asked: Node
    thread_counts: tuple[tuple[str, int], ...]
    notes: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()


def run(engine: Engine, understood: Query, limit: int, offset: int, sort: str) -> Matches:
    """Search for what was understood."""
    plan = make_plan(understood, lambda prefix: [term for term, _ in engine.terms("own", prefix, 500)])
    asked, notes = plan.strict, list(understood.notes)
    complete = engine.search(plan.strict, limit=0).total if plan.loose is not None else -1
    if plan.loose is not None and complete < (ENOUGH if sort == "relevance" else 1):
        asked = plan.loose
        notes.append(_relaxed(complete))
    counts = engine.tally(asked, "thread")
    found = _page(engine, asked, limit, offset, sort, counts)
    return Matches(
        total=found[0],
        complete=found[0] if complete < 0 else complete,
        threads=len(counts),
        hits=found[1],
        query=understood,
        asked=asked,
        thread_counts=tuple(counts),
        notes=tuple(notes),
    )


def _relaxed(complete: int) -> str:
    if complete == 0:
        return "No message has all of these words; messages with some of them are shown."
    if complete == 1:
        return "One message has all of these words; messages with some of them follow."
    return f"{complete} messages have all of these words; messages with some of them follow."


def _page(
    engine: Engine, asked: Node, limit: int, offset: int, sort: str, counts: list[tuple[str, int]]
) -> tuple[int, tuple[tuple[str, float], ...]]:
    """Return the total and the hits of one page; a page beyond the end costs nothing."""
    total = sum(number for _, number in counts)
    if limit == 0 or offset >= total:
        return total, ()
    if sort != "discussed":
        order = Sort(sort) if sort in list(Sort) else Sort.RELEVANCE
        return total, engine.search(asked, limit=limit, offset=offset, sort=order).hits
    hits: list[tuple[str, float]] = []
    before = 0
    for thread, number in sorted(counts, key=lambda item: (-item[1], item[0])):
        if before + number > offset and len(hits) < limit:
            inside = Kept(asked, (Key("thread", (thread,)),))
            skipped = max(0, offset - before)
            hits.extend(engine.search(inside, limit=limit - len(hits), offset=skipped).hits)
        before += number
    return total, tuple(hits)
