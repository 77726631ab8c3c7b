"""Pseudo-relevance feedback: what the best passages have in common sorts the others better.

Only for short queries, where it pays (long ones say enough and lose by it), and for the order only:
it never adds a message to what was found.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from math import sqrt

from index.analysis import stem, words
from index.plan import Lexicon, rarity
from index.primitives import Extra, Node, Word
from index.stopwords import STOP_WORDS

Texts = Callable[[Sequence[str]], Mapping[str, str]]
"""Gives the texts of messages by id; the index holds none itself."""

MOST_CONTENT = 3
"""Content words of a query up to which feedback is used."""

READ, TERMS, WEIGHT = 10, 20, 0.3
_LONGEST = 4_000


def widen(asked: Node, content: Collection[str], texts: Collection[str], lexicon: Lexicon) -> Node:
    """Return ``asked`` with the words that the first messages share as an extra to the score."""
    if not content or len(content) > MOST_CONTENT:
        return asked
    shares: Counter[str] = Counter()
    for text in texts:
        counted = Counter(
            stem(word) for word in words(text[:_LONGEST]) if word not in STOP_WORDS and len(word) > 2
        )
        length = sqrt(sum(number * number for number in counted.values())) or 1.0
        for root, number in counted.items():
            shares[root] += number / length  # type: ignore[assignment]
    told = {root: share * rarity(lexicon, "ranked", root) for root, share in shares.most_common(150)}
    best = sorted((root for root in told if root not in content), key=lambda root: (-told[root], root))[
        :TERMS
    ]
    top = max((told[root] for root in [*best, *(c for c in content if c in told)]), default=0.0)
    if not top:
        return asked
    extras = tuple(
        Word("ranked", root, round(WEIGHT * told[root] / top, 4)) for root in best if told[root] > 0
    )
    return Extra(asked, extras) if extras else asked
