"""What every engine is asked: a few node types that mean the same set of messages in each.

Fields: ``own`` and ``quoted`` (exact words, with positions), ``ranked`` and ``quoted_stem`` (stems),
``title``, ``title_stem``, ``author``, ``parent_author``; keys ``id``, ``thread``, ``parent``, ``kind``,
``site``, ``platform``, ``author_name``, ``has``, ``cites``, ``tags``; numbers ``date``, ``depth``, ``year``,
``replies``.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a field; scored by BM25."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more words in a row."""

    field: str
    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Two words with at most ``distance`` - 1 others between them, in either order."""

    field: str
    first: str
    second: str
    distance: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that fit a pattern: ``*`` any run of characters, ``?`` any one. Scored flat."""

    field: str
    glob: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within ``distance`` (1 or 2) insertions, deletions or substitutions. Scored flat."""

    field: str
    text: str
    distance: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key field that holds any of the values. Not scored."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A number from ``low`` to ``high``, both included; ``None``: open. Not scored."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts; scores add up."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part; scores add up."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Kept:
    """What ``wanted`` finds (and scores), of that only what every filter holds and no exclusion does."""

    wanted: "Node"
    filters: "tuple[Node, ...]" = ()
    without: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """What ``wanted`` finds; what else a message holds of ``extras`` adds to its score only."""

    wanted: "Node"
    extras: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every message."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No message."""


Node: TypeAlias = (
    Word | Phrase | Near | Pattern | Fuzzy | Key | Range | AnyOf | AllOf | Kept | Extra | Everything | Nothing
)
