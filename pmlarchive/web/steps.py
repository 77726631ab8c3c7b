"""Stepping through a thread: from one match to the next, from one reply of the post's author to the next."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A place in a series: ``number`` of ``total``, with the ids of its neighbours."""

    number: int
    total: int
    previous: str | None
    next: str | None


def steps(ids: Sequence[str]) -> dict[str, Step]:
    """Return the step of each id, in the order given."""
    total = len(ids)
    return {
        one: Step(n + 1, total, ids[n - 1] if n else None, ids[n + 1] if n + 1 < total else None)
        for n, one in enumerate(ids)
    }
