"""Queries on their way to the index: cut to length, and not asking for names where names are hidden."""

from collections.abc import Sequence

from flask_babel import gettext

from index.inside import Inside
from index.language import parse
from index.query import AUTHOR, REPLY_TO, And, NearBy, Not, Or, Tree
from index.results import SearchResult, assemble
from index.searching import Matches
from pmlarchive.errors import QueryProblem
from pmlarchive.web.context import archive, names
from pmlarchive.web.inline import plain

#: Longer queries are cut: nobody types them, and they cost.
LONGEST = 1000
SORTS = ("relevance", "newest", "oldest", "discussed")


def typed(raw: str | None) -> str:
    """Return what was typed, cut to length, without what is no character."""
    return plain(raw)[:LONGEST].strip()


def ask(query: str, *, limit: int, offset: int = 0, sort: str = "relevance") -> SearchResult:
    """Answer a query.

    Raises:
        QueryProblem: It asks for what cannot be done, or for names where these are hidden.
    """
    return search(query, limit=limit, offset=offset, sort=sort)[0]


def search(
    query: str, *, limit: int, offset: int = 0, sort: str = "relevance"
) -> tuple[SearchResult, Matches]:
    """Answer a query, and hand on what the index found, to be counted by sites, years and so on.

    Raises:
        QueryProblem: As for ``ask``.
    """
    _refuse_names(query)
    held = archive()
    found = held.index.search(query, limit=limit, offset=offset, sort=sort)
    return assemble(query, found, held.store.messages, held.store.titles, limit, offset), found


def ask_inside(query: str, thread_id: str) -> Inside:
    """Say what a query finds in one thread.

    Raises:
        QueryProblem: As for ``ask``.
    """
    _refuse_names(query)
    return archive().matches(query, thread_id)


def months(query: str) -> Sequence[tuple[str, int]]:
    """Count what a query finds by month (``2014-03``).

    Raises:
        QueryProblem: As for ``ask``.
    """
    _refuse_names(query)
    index = archive().index
    return index.timeline(index.search(query, limit=0))


def _refuse_names(query: str) -> None:
    """Keep pseudonyms from being undone by asking who wrote what."""
    if names().hidden and names_asked(parse(query).tree):
        raise QueryProblem(gettext("Names are not shown in this archive, and cannot be searched."))


def names_asked(tree: Tree) -> bool:
    """Whether a query asks for authors, anywhere in it."""
    waiting: list[Tree] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case And(parts) | Or(parts):
                waiting.extend(parts)
            case Not(part):
                waiting.append(part)
            case NearBy(first, second):
                waiting += [first, second]
            case _:
                if getattr(node, "field", None) in {AUTHOR, REPLY_TO}:
                    return True
    return False
