"""What a thread's page declared, against what is here."""

from dataclasses import dataclass

from pmlarchive.model import Kind, Status, Thread, how_many_missing


@dataclass(frozen=True, slots=True)
class Declared:
    """Comments declared, found, missing (negative: more were found), placeholders, and pings."""

    declared: int
    found: int
    missing: int
    removed: int
    pings: int


def declared(thread: Thread) -> Declared | None:
    """Compare a thread with what its page declared; ``None`` where that declared nothing."""
    said = thread.post.declared_comments
    if said is None:
        return None
    removed = sum(message.status is Status.REMOVED for message in thread.comments)
    pings = sum(message.kind is Kind.PING and message.status is Status.VISIBLE for message in thread.comments)
    found = thread.found_comments
    return Declared(said, found, how_many_missing(said, found, pings + removed), removed, pings)
