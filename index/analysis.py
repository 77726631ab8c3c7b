"""What a word is: one meaning for every engine, for queries and for highlighting.

A text is folded as a whole string (cheap, in C): case, accents, curly quotes, ligatures, Greek letters,
possessives. What is left are letters and digits of any script and separators, so that every engine's own
native tokenizer, cutting at what is not a letter or digit, finds the same words. Each text then has two
views: *exact* (folded words) and *stemmed* (Snowball English of those).
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

try:
    from Stemmer import Stemmer as _Native
except ImportError:  # no wheel for this interpreter: the same algorithm in pure Python
    _Native = None
import snowballstemmer

VERSION = 2
"""Raised when any word would be cut, folded or stemmed differently: every index made before is then stale."""

BREAK = "xxbreakxx"
"""A word that stands between two parts of a message (title and body), so that no phrase spans them."""

LONGEST = 64
"""Characters of a word that count; what is longer is cut (base64, rows of letters)."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron",
    "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_APOSTROPHES = frozenset("'\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_IDEOGRAPH}]")


class _Table(dict[int, str]):
    """Every character beyond ASCII to what it counts as, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code < 128 or char in _GREEK:
            kept = char
        elif char in _LETTERS:
            kept = _LETTERS[char]
        elif char in _APOSTROPHES:
            kept = "'"
        elif char in _INVISIBLE:
            kept = ""
        elif _CHINESE.match(char):
            kept = f" {char} "
        else:
            category = unicodedata.category(char)
            kept = "" if category == "Mn" else char if category[0] in "LN" else " "
        self[code] = kept
        return kept


_TABLE = _Table()
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LONE_GREEK = re.compile(r"(?<![α-ω])[α-ω](?![α-ω])")
_POSSESSIVE = re.compile(r"(?<=[^\W_])'s(?![^\W_])")
_INNER = re.compile(r"(?<=[^\W_])'(?=[^\W_])")
_TOO_LONG = re.compile(rf"([^\W_]{{{LONGEST}}})[^\W_]+")
_WORD = re.compile(r"[^\W_]+")
_SPAN = re.compile(r"[^\W_](?:[^\W_]|\u0300|'(?=\u0300*[^\W_]))*")
_PIECE = re.compile(rf"((?<![Α-Ωα-ω])[Α-Ωα-ωµ](?![Α-Ωα-ω])|[{_IDEOGRAPH}])")


@lru_cache(maxsize=20_000)
def _fold_run(run: str) -> str:
    folded = unicodedata.normalize("NFKD", run).casefold().translate(_TABLE)
    return _LONE_GREEK.sub(lambda m: f" {_GREEK[m.group()]} ", folded)


_SIGNS = tuple((sign, _fold_run(sign)) for sign in "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u00a0")


def fold(text: str) -> str:
    """Return ``text`` without what does not tell words apart; words are then runs of letters and digits."""
    if not text.isascii():
        for sign, plain in _SIGNS:  # what an English text has beyond ASCII: replaced faster than looked for
            if sign in text:
                text = text.replace(sign, plain)
        if not text.isascii():
            text = _FOREIGN.sub(lambda m: _fold_run(m.group()), text)
    text = text.lower()
    if "'" in text or "`" in text:
        text = _INNER.sub("", _POSSESSIVE.sub("", text.replace("`", "'")))
    if len(text) > LONGEST and max(map(len, text.split()), default=0) > LONGEST:
        text = _TOO_LONG.sub(r"\1", text)
    return text


_CAPITALS = re.compile(r"[A-Z]{3}")
_ACRONYM = re.compile(r"(?<![A-Z]\s)\b[A-Z]{3,6}\b(?!\s[A-Z]{2})")


def spare(text: str) -> str:
    """Return ``text`` with acronyms that stemming would turn into other words (AIDS, IRIS) made immune to it.

    Capitals amid capitals are shouting, not acronyms. The exact view keeps acronyms as they are.
    """
    return _ACRONYM.sub(_immune, text) if _CAPITALS.search(text) else text


def _immune(match: re.Match[str]) -> str:
    word = match.group()
    return word if stem(word.lower()) == word.lower() else word + "0"


def words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order."""
    return _WORD.findall(fold(text))


class _Shadow(dict[int, str]):
    """Every character to one that tells what it is: a letter, a mark, an apostrophe, or a separator."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = fold(char)
        if code < 128:
            kind = "'" if char == "`" else char
        elif char in _APOSTROPHES:
            kind = "'"
        else:
            kind = "x" if _WORD.search(folded) else " " if folded else "\u0300"
        self[code] = kind
        return kind


_SHADOW = _Shadow()


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield ``(start, end, word)`` for each word of ``text``, where it stands in the text as it is."""
    shadow = text.replace("`", "'") if text.isascii() else text.translate(_SHADOW)
    for match in _SPAN.finditer(shadow):
        start, end = match.span()
        raw = text[start:end]
        if raw.isascii() and raw.isalnum() and end - start <= LONGEST:
            yield start, end, raw.lower()
        else:
            yield from _run(start, raw)


def _run(start: int, raw: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of a run of letters; several (``TGFβ1``) each at its own piece if that is plain."""
    whole, pieces, at = words(raw), list[tuple[int, int, str]](), start
    if len(whole) > 1:
        for piece in _PIECE.split(raw):
            pieces.extend((at, at + len(piece), word) for word in words(piece))
            at += len(piece)
    if [word for _, _, word in pieces] != whole:
        pieces = [(start, start + len(raw), word) for word in whole]
    yield from pieces


_local = threading.local()


def _stemmer() -> "object":
    made = getattr(_local, "stemmer", None)
    if made is None:
        made = _local.stemmer = _Native("english") if _Native else snowballstemmer.stemmer("english")
    return made


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Snowball English stem of a folded word."""
    return str(_stemmer().stemWord(word))  # type: ignore[attr-defined]
