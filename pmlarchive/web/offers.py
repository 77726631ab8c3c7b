"""What is offered beside what was asked for: completions while typing, and messages like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Document
from pmlarchive.errors import NotFound, QueryProblem
from pmlarchive.model import Message, Status
from pmlarchive.store.people import Placed
from pmlarchive.web.asking import typed
from pmlarchive.web.context import archive, names, store

#: Of each kind; more would be a list to read, not a help to type.
MOST = 3
_LIKE = 20
#: So many are looked at, since those of the same thread are left out.
_LOOKED_AT = 80
_AUTHOR = re.compile(r'author:"?([^"]*)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a person may be typing.

    Attributes:
        part: The end of what was typed that is completed.
        authors: Names.
        threads: Ids and titles.
        concepts: Names of things, each found in this archive.
    """

    part: str
    authors: Sequence[str] = ()
    threads: Sequence[tuple[str, str]] = ()
    concepts: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.authors or self.threads or self.concepts)


def complete(raw: str) -> Completion:
    """Return what begins as a query does, or where nothing does, as its last words.

    Raises:
        IndexFailed: The index must be rebuilt.
    """
    query = typed(raw)
    words = query.split()
    whole = _complete(query, query)
    for start in range(1, min(len(words), 8)):
        if whole:
            break
        part = " ".join(words[start:])
        whole = _complete(part, part)
    return whole


def _complete(part: str, word: str) -> Completion:
    asked = _AUTHOR.fullmatch(word)
    found = archive().index.complete(asked[1] if asked else word, 2 * MOST)
    authors = [] if names().hidden else [name for name, _ in found.authors if '"' not in name][:MOST]
    if asked:
        return Completion(part, authors)
    titles = store().titles(found.threads)
    threads = [(one, title) for one in found.threads if (title := titles.get(one))]
    return Completion(part, authors, threads[:MOST], _found(found.concepts)[:MOST])


def _found(concepts: Sequence[str]) -> list[str]:
    """Return the names that find something here; of those that find as much as one before, none."""
    kept: dict[int, str] = {}
    for name in concepts:
        try:
            kept.setdefault(archive().index.search(name, limit=0).complete, name)
        except QueryProblem:  # a name that reads as something else
            continue
    return [name for number, name in kept.items() if number]


def similar(message_id: str) -> tuple[Message, list[Placed]]:
    """Return a message, and those of other threads that say the most alike, best first.

    Raises:
        NotFound: There is no such message, or it cannot be read.
        IndexFailed: The index must be rebuilt.
    """
    held = archive()
    message = held.store.message(message_id)
    if message.status is not Status.VISIBLE:
        raise NotFound("this message cannot be read", subject=message_id)
    near = held.index.similar(Document.of(message), _LOOKED_AT)
    found = held.store.messages([name for name, _ in near]).values()
    others = [one for one in found if one.thread_id != message.thread_id and one.status is Status.VISIBLE][
        :_LIKE
    ]
    titles = held.store.titles(list({one.thread_id for one in others}))
    parents = held.store.messages([one.parent for one in others if one.parent])
    return message, [
        Placed(one, titles.get(one.thread_id), parents[one.parent].author if one.parent in parents else None)
        for one in others
    ]
