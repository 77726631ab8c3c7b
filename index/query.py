"""A query as it was meant: the tree that the language makes and that engines' requests are planned from."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from index.analysis import stem
from index.primitives import Key, Range
from index.stopwords import STOP_WORDS

TEXT, TITLE, AUTHOR, REPLY_TO = "text", "title", "author", "reply-to"
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word as typed, or several words that were typed as one (``anti-CD20``), which must stand in a row.

    Attributes:
        words: Folded words, one or more.
        typed: What was typed.
        exact: Only as it stands, not its other forms (short, capital or coded words; several in a row).
        field: ``text`` (title and words), ``title``, ``author``, ``reply-to``.
        keys: Papers or pages that the typed text names; messages that link to them match too.
    """

    words: tuple[str, ...]
    typed: str
    exact: bool = False
    field: str = TEXT
    keys: tuple[str, ...] = ()

    @property
    def ending(self) -> str | None:
        """The stem of the last of several words where that has other forms: ``B-cell`` is ``B-cells`` too."""
        last = self.words[-1]
        if len(self.words) < 2 or self.keys or self.field != TEXT or len(last) < 4 or not last.isalpha():
            return None
        typed = _LETTERS.findall(self.typed)
        return None if last in STOP_WORDS or (typed and typed[-1].isupper()) else stem(last)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in a row, exactly."""

    words: tuple[str, ...]
    field: str = TEXT


@dataclass(frozen=True, slots=True)
class Glob:
    """Words that begin with, or look like, a pattern with ``*`` and ``?``."""

    glob: str
    field: str = TEXT


@dataclass(frozen=True, slots=True)
class Fuzz:
    """Words spelt nearly like this one."""

    word: str
    distance: int
    field: str = TEXT


@dataclass(frozen=True, slots=True)
class NearBy:
    """Two words or phrases with at most ``distance`` - 1 words between, in either order."""

    first: Term | Quoted
    second: Term | Quoted
    distance: int


@dataclass(frozen=True, slots=True)
class And:
    """Every part. ``loose``: typed side by side; relaxed when too few messages have all words."""

    parts: "tuple[Tree, ...]"
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """Any part."""

    parts: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not find."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class All:
    """Every message: what an empty query, or one of filters only, asks for."""


Tree: TypeAlias = Term | Quoted | Glob | Fuzz | NearBy | Key | Range | And | Or | Not | All


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        text: What the person typed.
        tree: What it means.
        notes: One helpful sentence for each thing that was not understood, and what was done instead.
        exact: ``exact:yes`` was asked: no other word forms and no other names.
    """

    text: str
    tree: Tree
    notes: tuple[str, ...] = ()
    exact: bool = False
