"""One highlighter over the stored text, for every engine: what a query matched, and the best passage of it.

The index holds no texts. A message's words are found again with the same analysis that indexed it, so every
form that matches is marked: inflected words, prefixes, patterns, misspellings, phrases, other names.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.analysis import spans, stem
from index.languages import foreign_stem, language_of, looks_english
from index.query import TEXT, TITLE, And, Fuzz, Glob, NearBy, Or, Query, Quoted, Term, Tree
from index.snippet import Fragment, Snippet
from index.stopwords import STOP_WORDS

LONGEST_READ = 200_000
"""Characters of a text that are looked through."""

PASSAGE = 260
"""Characters of a passage, about three lines."""

_LEAD = 70
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'\u2019\u201d)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of the text that matched; ``key`` tells which part of the query."""

    start: int
    end: int
    key: int


@dataclass(slots=True)
class Highlighter:
    """What to look for in a text. Made once a search."""

    words: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    globs: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    fuzzy: list[tuple[str, int, int]] = field(default_factory=list)
    phrases: dict[str, list[tuple[tuple[str, ...], int, str | None]]] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)
    keys: int = 0

    @classmethod
    def of(cls, query: Query, other_names: Iterable[tuple[str, ...]] = ()) -> "Highlighter":
        """Make the highlighter of a query and of the other names that were searched for with it."""
        made = cls()
        made._read(query.tree, query.exact)
        loose = isinstance(query.tree, And) and query.tree.loose
        if loose and len(made.words) + len(made.stems) > 1:  # stop words were left out of the search too
            for some in (made.words, made.stems, made.plain):
                for word in [word for word in some if word in STOP_WORDS]:
                    del some[word]
        for name in other_names:
            made._phrase(name)
        return made

    def _read(self, tree: Tree, exact: bool) -> None:
        match tree:
            case And(parts) | Or(parts):
                for part in parts:
                    self._read(part, exact)
            case NearBy(first, second):
                self._read(first, exact)
                self._read(second, exact)
            case Term(words, _, as_is, where) if where in (TEXT, TITLE):
                if len(words) == 1 and not as_is and not exact:
                    self.keys += 1
                    self.stems.setdefault(stem(words[0]), self.keys)
                    self.plain.setdefault(words[0], self.keys)
                else:
                    self._phrase(words, None if exact else tree.ending)
            case Quoted(words, where) if where in (TEXT, TITLE):
                self._phrase(words)
            case Glob(glob, where) if where in (TEXT, TITLE):
                self.keys += 1
                body = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in glob)
                self.globs.append((re.compile(body), self.keys))
            case Fuzz(word, distance, where) if where in (TEXT, TITLE):
                self.keys += 1
                self.fuzzy.append((word, distance, self.keys))
            case _:
                pass

    def _phrase(self, words: tuple[str, ...], ending: str | None = None) -> None:
        if not words:
            return
        self.keys += 1
        if len(words) == 1:
            self.words.setdefault(words[0], self.keys)
        else:
            self.phrases.setdefault(words[0], []).append((words, self.keys, ending))

    def marks(self, text: str) -> list[Mark]:
        """Return the runs of ``text`` that matched, in order, not overlapping."""
        tokens = list(spans(text[:LONGEST_READ]))
        language = "english" if looks_english(text.lower()) else language_of([word for _, _, word in tokens])
        found: list[Mark] = []
        after = 0
        for at, (start, end, word) in enumerate(tokens):
            whole = self._whole_phrase(tokens, at, word)
            if whole:
                after = max(after, at + whole[0])
                found.append(Mark(start, tokens[at + whole[0] - 1][1], whole[1]))
                continue
            if at < after:
                continue
            key = self._key(word) or self._foreign_key(word, language)
            if key:
                found.append(Mark(start, end, key))
        return _merged(found)

    def _whole_phrase(
        self, tokens: Sequence[tuple[int, int, str]], at: int, word: str
    ) -> tuple[int, int] | None:
        best: tuple[int, int] | None = None
        for words, key, ending in self.phrases.get(word, ()):
            if len(words) > len(tokens) - at or (best is not None and len(words) <= best[0]):
                continue
            here = tuple(token for _, _, token in tokens[at : at + len(words)])
            if here == words or (ending and here[:-1] == words[:-1] and stem(here[-1]) == ending):
                best = (len(words), key)
        return best

    def _key(self, word: str) -> int:
        key = self.words.get(word) or (self.stems.get(stem(word)) if self.stems else None)
        if key:
            return key
        for pattern, number in self.globs:
            if pattern.fullmatch(word):
                return number
        for wanted, distance, number in self.fuzzy:
            if within(wanted, word, distance):
                return number
        return 0

    def _foreign_key(self, word: str, language: str) -> int:
        """Return the key of a plain word of the query that is, in the text's language, the same word."""
        if language == "english" or not self.plain:
            return 0
        root = foreign_stem(word, language)
        return next((key for plain, key in self.plain.items() if foreign_stem(plain, language) == root), 0)

    def whole(self, text: str) -> Snippet:
        """Return all of a short text (a title) with its marks."""
        return Snippet(_fragments(text, 0, len(text), self.marks(text)))

    def passage(self, text: str, length: int = PASSAGE) -> Snippet:
        """Return the passage of about ``length`` characters that matches best; else the beginning."""
        marks = self.marks(text)
        start, end = _window(text, marks, length)
        return Snippet(
            _fragments(text, start, end, marks),
            cut_before=bool(text[:start].strip()),
            cut_after=bool(text[end:].strip()),
        )


def _merged(marks: list[Mark]) -> list[Mark]:
    out: list[Mark] = []
    for mark in marks:
        if out and mark.start < out[-1].end:
            out[-1] = Mark(out[-1].start, max(out[-1].end, mark.end), out[-1].key)
        else:
            out.append(mark)
    return out


def _window(text: str, marks: Sequence[Mark], length: int) -> tuple[int, int]:
    """Return the bounds of the passage with most parts of the query, then most matches, then first."""
    if len(text) <= length * 1.3:
        return 0, len(text)
    best, chosen, last, counts = (0, 0), 0, 0, dict[int, int]()
    for first, mark in enumerate(marks):
        while (last < len(marks) and marks[last].end - mark.start <= length - _LEAD) or last == first:
            counts[marks[last].key] = counts.get(marks[last].key, 0) + 1
            last += 1
        if (value := (len(counts), last - first)) > best:
            best, chosen = value, first
        counts[mark.key] -= 1
        if not counts[mark.key]:
            del counts[mark.key]
    anchor = marks[chosen].start if marks else 0
    start = _start(text, anchor)
    end = min(len(text), max(start + length, marks[chosen].end if marks else 0))
    return start, _word_end(text, end)


def _start(text: str, anchor: int) -> int:
    """Return where the passage around ``anchor`` begins: at its sentence if near, else at a word."""
    if anchor <= _LEAD:
        return 0
    breaks = [match.end() for match in _SENTENCE.finditer(text, max(0, anchor - _LEAD * 2), anchor)]
    if breaks:
        return breaks[0] if anchor - breaks[0] <= _LEAD else breaks[bisect_right(breaks, anchor - 1) - 1]
    space = text.rfind(" ", anchor - _LEAD, anchor)
    first = text.find(" ", anchor - _LEAD, anchor)
    return (first if first >= 0 else space) + 1 if space >= 0 else anchor


def _word_end(text: str, end: int) -> int:
    if end >= len(text) or text[end].isspace():
        return min(end, len(text))
    space = text.find(" ", end, end + 20)
    if space >= 0:
        return space
    back = text.rfind(" ", max(0, end - 20), end)
    return back if back > 0 else end


def _fragments(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Fragment, ...]:
    out, at = list[Fragment](), start

    def add(piece: str, marked: bool) -> None:
        plain = re.sub(r"\s+", " ", piece)
        if not out or (out and out[-1].text.endswith(" ")):
            plain = plain.lstrip()
        if plain:
            out.append(Fragment(plain, marked))

    for mark in marks:
        if mark.end <= start or mark.start >= end:
            continue
        first, last = max(mark.start, start), min(mark.end, end)
        if first > at:
            add(text[at:first], marked=False)
        add(text[first:last], marked=True)
        at = last
    add(text[at:end].rstrip(), marked=False)
    return tuple(out)


@lru_cache(maxsize=20_000)
def within(wanted: str, word: str, distance: int) -> bool:
    """Whether two words are at most ``distance`` insertions, deletions or substitutions apart."""
    if abs(len(wanted) - len(word)) > distance:
        return False
    before = list(range(len(word) + 1))
    for i, a in enumerate(wanted, 1):
        row = [i]
        for j, b in enumerate(word, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        if min(row) > distance:
            return False
        before = row
    return before[-1] <= distance
