"""From what a query means to what engines are asked: word forms, fields, weights; one for every engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.analysis import stem
from index.primitives import (
    AllOf,
    AnyOf,
    Everything,
    Fuzzy,
    Kept,
    Key,
    Near,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Range,
    Word,
)  # fmt: skip
from index.query import (
    AUTHOR,
    REPLY_TO,
    TITLE,
    All,
    And,
    Fuzz,
    Glob,
    NearBy,
    Not,
    Or,
    Query,
    Quoted,
    Term,
    Tree,
)  # fmt: skip
from index.stopwords import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Weights:
    """What ranking was measured with; 1.0 is a stemmed word in title or own text."""

    exact: float = 0.15
    quoted: float = 0.4


WEIGHTS = Weights()
MOST_FORMS = 24
Forms = Callable[[str], Sequence[str]]
"""Gives the words of the index that begin with some letters."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask.

    Attributes:
        strict: The messages that have everything.
        loose: Those that have any of the plain words typed side by side, and all else that was asked;
            ``None`` where nothing can be relaxed.
    """

    strict: Node
    loose: Node | None = None


def make_plan(query: Query, forms: Forms, weights: Weights = WEIGHTS) -> Plan:
    """Plan the search for a query; ``forms`` looks words up in the index."""
    return _Planner(forms, weights, query.exact).plan(query.tree)


class _Planner:
    def __init__(self, forms: Forms, weights: Weights, exact: bool) -> None:
        self._forms, self._weights, self._exact = forms, weights, exact

    def plan(self, tree: Tree) -> Plan:
        if not (isinstance(tree, And) and tree.loose):
            return Plan(self.node(tree))
        plain = [
            part for part in tree.parts if isinstance(part, Term) and part.field == "text" and not part.keys
        ]
        telling = [part for part in plain if part.words[0] not in STOP_WORDS or len(part.words) > 1]
        rest = [part for part in tree.parts if part not in plain]
        bag = telling or ([] if rest else plain)
        if not bag:
            return Plan(self.node(And(tuple(rest)) if len(rest) > 1 else rest[0]))
        units = self.units(bag)
        strict = self.conjunction(units, rest)
        loose = self.conjunction([AnyOf(tuple(units))], rest) if len(units) > 1 else None
        return Plan(strict, loose)

    def units(self, bag: Sequence[Term]) -> list[Node]:
        """Return one node for each word, once however often it was typed."""
        return list(dict.fromkeys(self.term(part) for part in bag))

    def node(self, tree: Tree) -> Node:
        match tree:
            case Term():
                return self.term(tree)
            case Quoted(words, field):
                return self.phrase(words, field)
            case Glob(glob, field):
                return self.everywhere(field, lambda name, weight: Pattern(name, glob, weight))
            case Fuzz(word, distance, field):
                return self.everywhere(field, lambda name, weight: Fuzzy(name, word, distance, weight))
            case NearBy():
                return self.near(tree)
            case And(parts):
                return self.conjunction([], parts)
            case Or(parts):
                return AnyOf(tuple(dict.fromkeys(self.node(part) for part in parts)))
            case Not(part):
                return Kept(Everything(), (), (self.node(part),))
            case Key() | Range():
                return tree
            case All():
                return Everything()

    def conjunction(self, wanted: Sequence[Node], parts: Sequence[Tree]) -> Node:
        """Return what has all of ``wanted`` and ``parts``; filters and exclusions do not score."""
        scored, filters, without = list(wanted), list[Node](), list[Node]()
        for part in parts:
            if isinstance(part, Not):
                without.append(self.node(part.part))
            elif isinstance(part, Key | Range):
                filters.append(part)
            elif not isinstance(part, All):
                scored.append(self.node(part))
        core: Node = (
            Everything()
            if not scored
            else scored[0]
            if len(scored) == 1
            else AllOf(tuple(dict.fromkeys(scored)))
        )
        return Kept(core, tuple(filters), tuple(without)) if filters or without else core

    def term(self, term: Term) -> Node:
        """Return a word in all its forms, or several typed as one as a phrase."""
        if term.exact or self._exact or len(term.words) > 1 or term.field in (AUTHOR, REPLY_TO):
            found = self.phrase(term.words, term.field)
            return AnyOf((Key("cites", term.keys), found)) if term.keys else found
        word, weights = term.words[0], self._weights
        root = stem(word)
        if term.field == TITLE:
            return AnyOf((Word("title_stem", root), Word("title", word, weights.exact)))
        return AnyOf((
            Word("ranked", root),
            Word("quoted_stem", root, weights.quoted),
            Word("own", word, weights.exact),
        ))  # fmt: skip

    def phrase(self, words: tuple[str, ...], field: str) -> Node:
        """Return words in a row, exactly as they stand."""
        if not words:
            return Nothing()
        if len(words) == 1:
            return self.everywhere(field, lambda name, weight: Word(name, words[0], weight))
        return self.everywhere(field, lambda name, weight: Phrase(name, words, weight))

    def everywhere(self, field: str, make: Callable[[str, float], Node]) -> Node:
        """Return a node for each field of exact words that ``field`` stands for."""
        if field == TITLE:
            return make("title", 1.0)
        if field == AUTHOR:
            return make("author", 1.0)
        if field == REPLY_TO:
            return make("parent_author", 1.0)
        return AnyOf((make("own", 1.0), make("quoted", self._weights.quoted)))

    def near(self, tree: NearBy) -> Node:
        """Return two words near each other; of a phrase, its first or last word must be near."""
        firsts, seconds = self.sides(tree.first), self.sides(tree.second)
        pairs = dict.fromkeys((a, b) for a in firsts for b in seconds)
        nodes = list[Node]()
        for pair in pairs:
            if pair[0] == pair[1]:
                nodes.append(self.phrase(pair[:1], "text"))
            else:
                nodes.append(self.everywhere("text", _near(*pair, tree.distance)))
        near: Node = nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))
        phrases = [
            self.phrase(side.words, "text") for side in (tree.first, tree.second) if len(side.words) > 1
        ]
        return AllOf((near, *phrases)) if phrases else near

    def sides(self, side: Term | Quoted) -> list[str]:
        """Return the words that stand for one side of NEAR: a plain word's forms found in the index."""
        if len(side.words) > 1:
            return list(dict.fromkeys((side.words[0], side.words[-1])))
        word = side.words[0]
        if isinstance(side, Quoted) or side.exact or self._exact:
            return [word]
        root = stem(word)
        shared = 0
        for a, b in zip(root, word, strict=False):
            if a != b:
                break
            shared += 1
        shared = max(2, min(shared, len(root) - 1) if len(root) > 3 else shared)
        found = [form for form in self._forms(word[:shared]) if stem(form) == root]
        return list(dict.fromkeys((word, *sorted(found)[:MOST_FORMS])))


def _near(first: str, second: str, distance: int) -> Callable[[str, float], Node]:
    return lambda field, weight: Near(field, first, second, distance, weight)
