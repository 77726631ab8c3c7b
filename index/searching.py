"""One search: what was typed, planned, asked of an engine, relaxed where too little has all of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Protocol

from index.concepts.vocabulary import Vocabulary
from index.engine import Engine, Found, Sort
from index.explore import did_you_mean
from index.feedback import MOST_CONTENT, READ, Texts, widen
from index.plan import make_plan
from index.primitives import Kept, Key, Node
from index.query import TEXT, And, Query, Term
from index.semantic import DEPTH, fuse
from pmlarchive.errors import IndexFailed

ENOUGH = 20
"""Where fewer messages than this have all the words typed side by side, those with some of them follow."""

SORTS = (*(str(sort) for sort in Sort), "discussed")


@dataclass(frozen=True, slots=True)
class Page:
    """Which hits are wanted, in which order."""

    limit: int = 20
    offset: int = 0
    sort: str = "relevance"


@dataclass(frozen=True, kw_only=True)
class Matches:
    """What a search found.

    Attributes:
        total: How many messages, exactly. ``complete``: how many of them have everything that was asked.
        hits: Ids and scores of the page asked for.
        query: What was understood: the tree for highlighting.
        asked: What engines were asked: for facets and timelines of the same messages.
        notes: Helpful sentences: what was not understood, what was done instead.
        names: Other names that were searched for, as folded words; ``also``: as they are shown.
        did_you_mean: The query with words put right that no message has.
    """

    total: int
    complete: int
    hits: tuple[tuple[str, float], ...]
    query: Query
    asked: Node
    tally: Callable[[str, int | None], list[tuple[str, int]]] = field(repr=False)
    notes: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()
    did_you_mean: str | None = None

    @cached_property
    def thread_counts(self) -> tuple[tuple[str, int], ...]:
        """How many messages of each thread match, most first. Counted when first asked for."""
        return tuple(self.tally("thread", None))

    @property
    def threads(self) -> int:
        """How many threads the messages are in, exactly."""
        return len(self.thread_counts)


class Meaning(Protocol):
    """What knows how much messages are about what a query is about (``index.semantic.Vectors``)."""

    @property
    def ready(self) -> bool:
        """Whether it knows any message."""

    def likeness(self, query: str, names: Sequence[str]) -> Mapping[str, float]:
        """Return a number for each message that is known, higher for more alike.

        Raises:
            IndexFailed: It cannot be told.
        """


Tally = Callable[[Node, str, int | None], list[tuple[str, int]]]


def run(
    engine: Engine,
    understood: Query,
    vocabulary: Vocabulary | None,
    page: Page,
    tally: Tally,
    trouble: tuple[str, ...] = (),
    texts: Texts | None = None,
    meaning: Meaning | None = None,
) -> Matches:
    """Search for what was understood; ``tally`` counts later, by a key field, what the same nodes find."""
    engine.refresh()
    plan = make_plan(understood, engine, vocabulary)
    asked, notes = plan.strict, list(understood.notes)
    found = _page(engine, plan.strict, page)
    complete = found.total
    if plan.loose is not None and complete < (ENOUGH if page.sort == "relevance" else 1):
        asked = plan.loose
        notes.append(_relaxed(complete))
        found = _page(engine, asked, page)
    if page.sort == "relevance" and plan.content and found.total > 1:
        order = _Order(texts, meaning, plan.content, _said(understood))
        found, trouble_there = order.better(engine, asked, found, page)
        notes.extend(trouble_there)
    mended = did_you_mean(engine, understood) if complete == 0 else None
    return Matches(
        total=found.total,
        complete=complete,
        hits=found.hits,
        query=understood,
        asked=asked,
        tally=partial(tally, asked),
        notes=(*notes, *trouble),
        names=tuple(name.words for name in plan.others),
        also=tuple(dict.fromkeys(name.shown for name in plan.others)),
        did_you_mean=mended,
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """What puts the messages that were found in a better order; it adds none and takes none away."""

    texts: Texts | None
    meaning: Meaning | None
    content: tuple[str, ...]
    typed: str

    def better(self, engine: Engine, asked: Node, found: Found, page: Page) -> tuple[Found, list[str]]:
        """Return the page as feedback and meaning order it, and what went wrong with meaning."""
        ranked = asked
        if self.texts is not None and len(self.content) <= MOST_CONTENT and found.total > READ:
            first = found if page.offset == 0 and page.limit >= READ else _page(engine, asked, Page(READ))
            read = self.texts([name for name, _ in first.hits[:READ]])
            ranked = widen(asked, self.content, read.values(), engine)
        if self.meaning is None or not self.meaning.ready or page.offset >= DEPTH or page.limit <= 0:
            return found if ranked is asked else _page(engine, ranked, page), []
        end = page.offset + page.limit
        best = _page(engine, ranked, Page(max(DEPTH, end))).hits
        try:
            likeness = self.meaning.likeness(self.typed, [name for name, _ in best[:DEPTH]])
        except IndexFailed as error:
            return Found(found.total, best[page.offset : end]), [f"Ordered by words only: {error.line()}."]
        ordered = [*fuse(best[:DEPTH], likeness), *best[DEPTH:]]
        return Found(found.total, tuple(ordered[page.offset : end])), []


def _said(query: Query) -> str:
    """Return the words of a query as a person would say them: no fields, dates or exclusions."""
    parts = query.tree.parts if isinstance(query.tree, And) else (query.tree,)
    plain = [part for part in parts if isinstance(part, Term) and part.field == TEXT]
    return query.text if len(plain) == len(parts) else " ".join(part.typed for part in plain)


def _relaxed(complete: int) -> str:
    if complete == 0:
        return "No message has all of these words; messages with some of them are shown."
    if complete == 1:
        return "One message has all of these words; messages with some of them follow."
    return f"{complete} messages have all of these words; messages with some of them follow."


def _page(engine: Engine, asked: Node, page: Page) -> Found:
    """Return the hits of one page."""
    if page.sort != "discussed":
        order = Sort(page.sort) if page.sort in list(Sort) else Sort.RELEVANCE
        return engine.search(asked, limit=page.limit, offset=page.offset, sort=order)
    counts = engine.tally(asked, "thread")
    hits: list[tuple[str, float]] = []
    before = 0
    for thread, number in sorted(counts, key=lambda item: (-item[1], item[0])):
        if before + number > page.offset and len(hits) < page.limit:
            inside = Kept(asked, (Key("thread", (thread,)),))
            skipped = max(0, page.offset - before)
            hits.extend(engine.search(inside, limit=page.limit - len(hits), offset=skipped).hits)
        before += number
    return Found(before, tuple(hits))
