"""Puts the messages of a thread in reading order, each with its depth. Pure, and without recursion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pmlarchive.model import Date, Precision

_FINE = (Precision.MINUTE, Precision.SECOND)


@dataclass(slots=True)
class Node:
    """A comment to be placed. ``parent`` is ``None`` under the post; ``order`` is where a page showed it."""

    id: str
    parent: str | None
    native_id: str | None
    date: Date
    order: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment belongs: under whom (``None``: the post), how deep (1: directly under the post)."""

    id: str
    parent: str | None
    depth: int


def arrange(nodes: Sequence[Node]) -> tuple[list[Place], list[str]]:
    """Place comments in reading order.

    Every reply follows the message it answers, before that message's next sibling. Siblings stand by time
    where every one of them has a time, else by their platform's running numbers, else as the page showed
    them. A parent that is not among the nodes counts as the post.

    Returns:
        The places in reading order, and the ids of comments whose circle of replies had to be cut: they are
        placed directly under the post.
    """
    parents: dict[str, str | None] = {node.id: node.parent for node in nodes}
    for one, parent in parents.items():
        if parent is not None and parent not in parents:
            parents[one] = None
    cut = _cut_circles(parents, {node.id: node.order for node in nodes})
    children: dict[str | None, list[Node]] = {}
    for node in nodes:
        children.setdefault(parents[node.id], []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda node: node.order)
        _sort_siblings(siblings)
    places: list[Place] = []
    waiting = [(node, 1) for node in reversed(children.get(None, ()))]
    while waiting:
        node, depth = waiting.pop()
        places.append(Place(node.id, parents[node.id], depth))
        waiting.extend((child, depth + 1) for child in reversed(children.get(node.id, ())))
    return places, cut


def _cut_circles(parents: dict[str, str | None], order: dict[str, int]) -> list[str]:
    sound: set[str] = set()
    cut = []
    for start in parents:
        walk: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in sound and here not in walk:
            walk[here] = None
            here = parents[here]
        if here is not None and here in walk:
            steps = list(walk)
            circle = steps[steps.index(here) :]
            first = min(circle, key=lambda one: order[one])
            parents[first] = None
            cut.append(first)
        sound.update(walk)
    return cut


def _sort_siblings(siblings: list[Node]) -> None:
    if all(node.date.precision in _FINE for node in siblings):
        siblings.sort(key=lambda node: (node.date.sort_key or 0, _number(node) or 0))
    elif all(_number(node) is not None for node in siblings):
        siblings.sort(key=lambda node: _number(node) or 0)


def _number(node: Node) -> int | None:
    native = node.native_id
    return int(native) if native is not None and native.isascii() and native.isdigit() else None


def first_free(taken: Iterable[int]) -> int:
    """Return the first order number after all that are taken."""
    return max(taken, default=-1) + 1
