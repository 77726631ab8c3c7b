"""Messages that are not English: told by their small words, found by their own language's word forms too.

The index stems natively, and in English. A message in another language gets the stems of its own language
added to what is ranked, each with the language's mark, so that it is found by *Häuser* for *Haus*; a query
looks for such stems only where the index has messages of that language.
"""

import threading
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

from index.analysis import words

_SMALL_WORDS = {
    "english": "the and of to in is that it for was with are this be have not you but they on my as",
    "german": "der die das und ist nicht ich ein eine zu mit auf fur von sie es dem den im auch bei wie",
    "french": "le la les et est pas je un une des du que qui dans pour sur avec ne il elle ce au plus",
    "spanish": "el la los las y es no que de en un una por con para se su lo como mas pero yo",
    "italian": "il la di che e non un una per con sono del della le gli ma come ho mi si questo anche",
    "portuguese": "o a os as e nao que de em um uma para com por se mais como mas eu foi do da",
    "dutch": "de het een en is niet ik van te dat die in voor met op zijn er maar ook aan bij",
    "swedish": "och att det som en ett ar inte jag av for pa med den till har om men var",
    "danish": "og at det som en et er ikke jeg af for pa med den til har om men var",
    "norwegian": "og at det som en et er ikke jeg av for pa med den til har om men var",
}
_SPOKEN_WITH: dict[str, list[str]] = {}
for _language, _small in _SMALL_WORDS.items():
    for _word in dict.fromkeys(_small.split()):
        _SPOKEN_WITH.setdefault(_word, []).append(_language)
OTHERS = ("german", "french", "spanish", "italian", "portuguese", "dutch", "swedish", "danish", "norwegian")
_ONLY_ENGLISH = (" the ", " and ", " that ", " with ", " this ", " you ")
_READ, _LEAST = 200, 4

_local = threading.local()


def language_of(folded: list[str]) -> str:
    """Return the language of a text's folded words; ``english`` where nothing says otherwise."""
    counts = dict.fromkeys(_SMALL_WORDS, 0)
    for word in folded[:_READ]:
        for language in _SPOKEN_WITH.get(word, ()):
            counts[language] += 1
    best = max(OTHERS, key=lambda language: counts[language])
    return best if counts[best] >= _LEAST and counts[best] > counts["english"] * 1.5 else "english"


def looks_english(text: str) -> bool:
    """Whether a text is so plainly English that nothing needs counting; cheap enough for every message."""
    head = text[:600]
    return any(word in head for word in _ONLY_ENGLISH) or len(head) < 30


@lru_cache
def small_words(language: str) -> frozenset[str]:
    """Return the commonest words of a language."""
    return frozenset(_SMALL_WORDS[language].split())


@lru_cache(maxsize=50_000)
def foreign_stem(word: str, language: str) -> str:
    """Return a folded word's stem with its language's mark; the last digit keeps English stemming off."""
    stemmers: dict[str, Callable[[str], str]] = _local.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(language).stemWord
    return f"{stemmers[language](word)}{language[:2]}0"


def added_stems(folded: str) -> tuple[str, str]:
    """Return a text's language, and what is added to it where it is ranked; nothing for English."""
    if looks_english(folded):
        return "english", ""
    found = words(folded)
    language = language_of(found)
    if language == "english":
        return language, ""
    return language, " " + " ".join(foreign_stem(word, language) for word in found)


def key(language: str) -> str:
    """Return the key by which the index knows that it has messages of a language."""
    return f"language-{language}"
