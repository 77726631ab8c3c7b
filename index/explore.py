"""Around a search: facets, a timeline, "did you mean", more like this, completion while typing."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import BREAK, fold, stem, words
from index.concepts.vocabulary import Vocabulary
from index.document import Document
from index.engine import Engine, Found
from index.highlight import within
from index.plan import Lexicon, rarity
from index.primitives import AllOf, AnyOf, Kept, Key, Node, Pattern, Word
from index.query import TEXT, And, Or, Query, Term, Tree
from index.stopwords import STOP_WORDS

FACETS = ("site", "year", "kind", "author_name", "cites", "platform")
"""What the messages of a search can be counted by."""

_TELLING = 20
_CLOSE = 3_000
_FEW = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """What a person may be typing.

    Attributes:
        authors: Names, with their numbers of messages.
        threads: Ids of threads whose title has words that begin so, best first.
        concepts: Names of things that the vocabulary knows.
    """

    authors: tuple[tuple[str, int], ...] = ()
    threads: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()


def complete(engine: Engine, vocabulary: Vocabulary, typed: str, most: int) -> Completion:
    """Return what begins as typed; the last word may be unfinished."""
    parts = words(typed)[:8]
    if not parts or len(parts[-1]) + len(parts) < 3:
        return Completion()
    authors = engine.tally(_begun("author", parts), "author_name", most)
    threads = engine.search(_begun("title", parts), limit=most)
    return Completion(
        tuple(authors), tuple(name for name, _ in threads.hits), tuple(vocabulary.beginning(typed, most))
    )


def _begun(field: str, parts: Sequence[str]) -> Node:
    last: Node = Pattern(field, parts[-1] + "*")
    return AllOf((*(Word(field, word) for word in parts[:-1]), last)) if len(parts) > 1 else last


def similar(engine: Engine, document: Document, limit: int) -> Found:
    """Return messages about the same things: those that share its most telling words."""
    counted = Counter(word for word in words(document.ranked) if word not in STOP_WORDS and word != BREAK)
    engine.refresh()
    stems = {stem(word): number for word, number in counted.most_common(400)}
    weights = {root: number**0.5 * rarity(engine, "ranked", root) for root, number in stems.items()}
    best = sorted(weights, key=lambda root: (-weights[root], root))[:_TELLING]
    if not best or weights[best[0]] == 0:
        return Found(0, ())
    top = weights[best[0]]
    parts = tuple(Word("ranked", root, round(weights[root] / top, 3)) for root in best if weights[root])
    return engine.search(Kept(AnyOf(parts), (), (Key("id", (document.id,)),)), limit=limit)


def did_you_mean(engine: Lexicon, query: Query) -> str | None:
    """Return the query with words that no message has put right; ``None`` where nothing better is known.

    A long query has so many words that some of it is found however others are spelt.
    """
    text, terms = query.text, _plain(query.tree)
    for term in terms if len(terms) <= _FEW else ():
        word = term.words[0]
        if len(word) < 4 or word.isdigit() or engine.frequency("ranked", stem(word)):
            continue
        if engine.frequency("own", word) or engine.frequency("quoted", word):
            continue
        better = _closest(engine, word)
        if better is not None:
            text = re.sub(rf"(?<!\w){re.escape(term.typed.strip('?!.,;'))}(?!\w)", better, text, count=1)
    return text if fold(text) != fold(query.text) else None


def _plain(tree: Tree) -> list[Term]:
    if isinstance(tree, And | Or):
        return [term for part in tree.parts for term in _plain(part)]
    return [tree] if isinstance(tree, Term) and tree.field == TEXT and len(tree.words) == 1 else []


def _closest(engine: Lexicon, word: str) -> str | None:
    distance = 1 if len(word) < 6 else 2
    found: dict[str, int] = {}
    for begin in (word[:2], word[1] + word[0], word[0]):
        terms = engine.terms("own", begin, _CLOSE)
        found = {known: number for known, number in terms if within(word, known, distance)}
        if found:
            break
    return min(found, key=lambda known: (_far(word, known), -found[known], known)) if found else None


def _far(word: str, known: str) -> int:
    return next(far for far in (0, 1, 2, 3) if far == 3 or within(word, known, far))
