"""From what a query means to what engines are asked: word forms, fields, weights; one for every engine."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

from index import languages
from index.analysis import stem
from index.concepts.vocabulary import OWN, Name, Span, Vocabulary
from index.languages import OTHERS, foreign_stem
from index.primitives import (
    AllOf,
    AnyOf,
    Everything,
    Extra,
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
    TEXT,
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

    exact: float = 0.05
    quoted: float = 0.4
    concept: float = 0.5
    tail: float = 0.2
    part: float = 0.6


WEIGHTS = Weights()
LEAST = 0.001
"""Weight that anything searched for has at least: what scores nothing is no hit to some engines."""

MOST_FORMS, MOST_ENDINGS = 24, 6
FEW_WORDS = 4
"""Queries of at most so many words are ranked by their exact words too; in longer ones that was of no use."""


class Lexicon(Protocol):
    """What the index knows of its words; an engine is one."""

    def terms(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words of a field that begin so, with their numbers of messages."""

    def frequency(self, field: str, text: str) -> int:
        """Return the number of messages that have a word."""

    def count(self) -> int:
        """Return the number of messages."""


def rarity(lexicon: Lexicon, field: str, word: str) -> float:
    """Return how telling a word is: the inverse document frequency of BM25; 0 where nothing has it."""
    number = lexicon.frequency(field, word)
    return log(1 + (lexicon.count() - number + 0.5) / (number + 0.5)) if number else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask.

    Attributes:
        strict: The messages that have everything.
        loose: Those that have any of the plain words typed side by side, and all else that was asked;
            ``None`` where nothing can be relaxed.
        others: The other names that are searched for, and occur.
        content: The stems of the plain words: what feedback starts from.
    """

    strict: Node
    loose: Node | None = None
    others: tuple[Name, ...] = ()
    content: tuple[str, ...] = ()


def make_plan(
    query: Query, lexicon: Lexicon, vocabulary: Vocabulary | None, weights: Weights | None = None
) -> Plan:
    """Plan the search for a query.

    Args:
        query: What was understood.
        lexicon: The index, to look words up in.
        vocabulary: Other names for things; ``None``: only what was typed.
        weights: What ranking uses.
    """
    planner = _Planner(query, lexicon, None if query.exact else vocabulary, weights or WEIGHTS)
    return planner.plan(query.tree)


def heavier(node: Node, factor: float) -> Node:
    """Return a node whose score counts so many times as much."""
    if factor == 1.0:
        return node
    match node:
        case AnyOf(parts):
            return AnyOf(tuple(heavier(part, factor) for part in parts))
        case Extra(wanted, extras):
            return Extra(heavier(wanted, factor), tuple(heavier(part, factor) for part in extras))
        case Word() | Phrase():
            return replace(node, weight=round(node.weight * factor, 4))
        case _:
            return node


class _Planner:
    def __init__(
        self, query: Query, lexicon: Lexicon, vocabulary: Vocabulary | None, weights: Weights
    ) -> None:
        self._exact, self._lexicon, self._vocabulary, self._weights = (
            query.exact,
            lexicon,
            vocabulary,
            weights,
        )
        self._others: dict[Name, None] = {}
        self._languages = [name for name in OTHERS if lexicon.frequency("has", languages.key(name))]
        self._widen = True

    def plan(self, tree: Tree) -> Plan:
        if not (isinstance(tree, And) and tree.loose):
            strict = self.node(tree)
            content: tuple[str, ...] = (
                (stem(tree.words[0]),) if isinstance(tree, Term) and len(tree.words) == 1 else ()
            )
            return Plan(strict, None, tuple(self._others), content)
        plain = [
            part for part in tree.parts if isinstance(part, Term) and part.field == TEXT and not part.keys
        ]
        telling = [part for part in plain if part.words[0] not in STOP_WORDS or len(part.words) > 1]
        rest = [part for part in tree.parts if part not in plain]
        bag = telling or ([] if rest else plain)
        if not bag:
            return Plan(self.node(And(tuple(rest)) if len(rest) > 1 else rest[0]), None, tuple(self._others))
        every, some = self.bag(Counter(bag))
        strict = self.conjunction(every, rest)
        loose = self.conjunction([AnyOf(tuple(some))], rest) if len(bag) > 1 else None
        told = tuple(dict.fromkeys(stem(part.words[0]) for part in bag if len(part.words) == 1))
        return Plan(strict, loose, tuple(self._others), told)

    def bag(self, counted: Mapping[Term, int]) -> tuple[list[Node], list[Node]]:
        """Return what must be there if all words are wanted, and what may be there if some are enough.

        What was said several times counts more, but less than so many times as much.
        """
        terms = list(counted)
        closely = len(terms) <= FEW_WORDS
        nodes = [heavier(self.plain(term, closely), 1 + log(counted[term])) for term in terms]
        every, some, at = list[Node](), list(nodes), 0
        for span in self.spans(terms):
            every.extend(nodes[at : span.start])
            whole = (
                nodes[span.start]
                if span.end == span.start + 1
                else AllOf(tuple(nodes[span.start : span.end]))
            )
            others = self.other_names(
                span, [word for term in terms[span.start : span.end] for word in term.words]
            )
            every.append(AnyOf((whole, *others)) if others else whole)
            some.extend(others)
            at = span.end
        every.extend(nodes[at:])
        for term in terms:  # what was typed as one may stand apart: some of it is better than nothing
            if len(term.words) > 1 and not self._exact:
                telling = [word for word in term.words if len(word) > 1 and word not in STOP_WORDS]
                some.extend(Word("ranked", stem(word), self._weights.part) for word in telling)
        return list(dict.fromkeys(every)), list(dict.fromkeys(some))

    def spans(self, terms: Sequence[Term]) -> list[Span]:
        """Return where the query names things that have other names."""
        if self._vocabulary is None or not self._widen:
            return []
        capital = [term.typed.upper() == term.typed for term in terms]
        return list(self._vocabulary.spans([term.words for term in terms], capital))

    def other_names(self, span: Span, typed: Sequence[str]) -> list[Node]:
        """Return nodes for the other names that occur, so weighted that none outranks what was typed."""
        base = self._weights.concept if span.layer == OWN else self._weights.tail
        own = sum(rarity(self._lexicon, "own", word) for word in typed)
        found = list[Node]()
        for name in span.others:
            if not all(
                self._lexicon.frequency("own", w) or self._lexicon.frequency("quoted", w) for w in name.words
            ):
                continue
            rare = sum(rarity(self._lexicon, "own", word) for word in name.words)
            weight = max(round(base * min(1.0, own / rare), 4), LEAST) if rare and own else base
            self._others[name] = None
            found.append(self.name(name, weight))
        return found

    def name(self, name: Name, weight: float) -> Node:
        """Return one other name; an everyday word in any form, acronyms and several words as they stand."""
        if len(name.words) == 1 and not name.code:
            root = stem(name.words[0])
            return AnyOf(
                (Word("ranked", root, weight), Word("quoted_stem", root, weight * self._weights.quoted))
            )
        return self.phrase(name.words, TEXT, weight)

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
                return Kept(Everything(), (), (self.unwanted(part),))
            case Key() | Range():
                return tree
            case All():
                return Everything()

    def unwanted(self, tree: Tree) -> Node:
        """Return what is to be left out: what was typed and nothing else, however else it is called."""
        before, self._widen = self._widen, False
        found = self.node(tree)
        self._widen = before
        return found

    def conjunction(self, wanted: Sequence[Node], parts: Sequence[Tree]) -> Node:
        """Return what has all of ``wanted`` and ``parts``; filters and exclusions do not score."""
        scored, filters, without = list(wanted), list[Node](), list[Node]()
        for part in parts:
            if isinstance(part, Not):
                without.append(self.unwanted(part.part))
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
        """Return a word with its other names."""
        found = self.plain(term, closely=True)
        for span in self.spans([term]) if term.field == TEXT and not term.keys else ():
            others = self.other_names(span, term.words)
            return AnyOf((found, *others)) if others else found
        return found

    def plain(self, term: Term, closely: bool) -> Node:
        """Return a word in all its forms, or several typed as one as a phrase."""
        if term.exact or self._exact or len(term.words) > 1 or term.field in (AUTHOR, REPLY_TO):
            found = self.compound(term)
            if term.keys:
                return AnyOf((Key("cites", term.keys), found))
            plain = len(term.words) == 1 and term.field == TEXT and not self._exact
            return self.code(term.words[0]) if plain and stem(term.words[0]) == term.words[0] else found
        word, weights = term.words[0], self._weights
        root = stem(word)
        if term.field == TITLE:
            return AnyOf((Word("title_stem", root), Word("title", word, weights.exact)))
        forms: list[Node] = [Word("ranked", root)]
        spared = self.count("ranked", word + "0")  # an acronym that was spared from stemming
        if spared or (closely and self.count("own", word) != self.count("ranked", root)):
            forms.append(Word("own", word, weights.exact))
        for language in self._languages:
            form = foreign_stem(word, language)
            forms.extend([Word("ranked", form)] if self.count("ranked", form) else [])
        return self.with_quotes(forms, "quoted_stem", root)

    def compound(self, term: Term) -> Node:
        """Return what was typed as one, its last word in any form where it can have others."""
        found = self.phrase(term.words, term.field)
        if self._exact or term.ending is None:
            return found
        forms = self.forms(term.words[-1], MOST_ENDINGS)
        others = [
            self.phrase((*term.words[:-1], form), term.field) for form in forms if form != term.words[-1]
        ]
        return AnyOf((found, *others)) if others else found

    def code(self, word: str) -> Node:
        """Return a word to be found as it stands, ranked by the combined field where that is the same."""
        if self.count("own", word) == self.count("ranked", word):
            return self.with_quotes([Word("ranked", word)], "quoted", word)
        own = self.with_quotes([Word("own", word, self._weights.exact)], "quoted", word)
        return Extra(own, (Word("ranked", word),))

    def with_quotes(self, forms: list[Node], field: str, word: str) -> Node:
        """Return any of the forms, or the word in what is quoted, where anything quoted has it."""
        if self.count(field, word):
            forms.append(Word(field, word, self._weights.quoted))
        return forms[0] if len(forms) == 1 else AnyOf(tuple(forms))

    def count(self, field: str, word: str) -> int:
        """Return how many messages have a word."""
        return self._lexicon.frequency(field, word)

    def phrase(self, words: tuple[str, ...], field: str, weight: float = 1.0) -> Node:
        """Return words in a row, exactly as they stand."""
        if not words:
            return Nothing()
        if len(words) == 1:
            return self.everywhere(field, lambda name, share: Word(name, words[0], weight * share))
        return self.everywhere(field, lambda name, share: Phrase(name, words, weight * share))

    def everywhere(self, field: str, make: Callable[[str, float], Node]) -> Node:
        """Return a node for each field of exact words that ``field`` stands for."""
        if field == TITLE:
            return make("title", 1.0)
        if field == AUTHOR:
            return make("author", 1.0)
        if field == REPLY_TO:
            return make("parent_author", 1.0)
        own = make("own", 1.0)
        return AnyOf((own, make("quoted", self._weights.quoted))) if self.quotes(own) else own

    def quotes(self, node: Node) -> bool:
        """Whether anything quoted can fit the node: all the words of a word or phrase are there."""
        match node:
            case Word(_, text):
                return self.count("quoted", text) > 0
            case Phrase(_, words):
                return all(self.count("quoted", word) for word in words)
            case _:
                return True

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
        return list(dict.fromkeys((word, *self.forms(word, MOST_FORMS))))

    def forms(self, word: str, most: int) -> list[str]:
        """Return the forms of a word that the index has."""
        root = stem(word)
        shared = 0
        for a, b in zip(root, word, strict=False):
            if a != b:
                break
            shared += 1
        shared = max(2, min(shared, len(root) - 1) if len(root) > 3 else shared)
        known = [form for form, _ in self._lexicon.terms("own", word[:shared], 500)]
        return sorted(form for form in known if stem(form) == root)[:most]


def _near(first: str, second: str, distance: int) -> Callable[[str, float], Node]:
    return lambda field, weight: Near(field, first, second, distance, weight)
