"""The vocabulary: which names mean the same thing, and where a query uses one of them.

Two layers: names around MS, EBV and PML written by hand (``ms.toml``, and an archive's own ``concepts.toml``
on top of it), and a long tail of health names derived from public-domain sources (``tail.tsv.gz``; see
``derive.py``), which counts far less.
"""

import gzip
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from index.analysis import stem, words
from pmlarchive.errors import ConfigError

OWN, TAIL = "ms", "tail"
SOURCES = {
    OWN: "names around MS, EBV and PML, written for this project",
    TAIL: "U.S. National Library of Medicine (MeSH), Human Disease Ontology (CC0), U.S. FDA (UNII)",
}
_LONGEST_NAME = 8
_MOST_SPANS = 16
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing. ``code``: an acronym or code, compared as it stands; else its word forms count."""

    words: Words
    shown: str
    code: bool
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing and its names. ``layer`` tells how much they count."""

    names: tuple[Name, ...]
    layer: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a query, from ``start`` up to ``end``, that name a thing; ``others`` are its other names."""

    start: int
    end: int
    others: tuple[Name, ...]
    layer: str


class Vocabulary:
    """Names to concepts. The tail stays text until a name of it is met, so that opening costs little."""

    def __init__(self, concepts: Sequence[Concept], tail: Mapping[str, str]) -> None:
        self._exact: dict[Words, list[Concept]] = {}
        self._forms: dict[Words, list[Concept]] = {}
        self._tail = tail
        self.concepts = concepts
        for concept in concepts:
            for name in concept.names:
                self._exact.setdefault(name.words, []).append(concept)
                if not name.code:
                    self._forms.setdefault(_stems(name.words), []).append(concept)

    def spans(self, typed: Sequence[Words], capital: Sequence[bool]) -> Iterator[Span]:
        """Yield where things are named, longest names first from the left, without overlap.

        Args:
            typed: What was typed, term by term, each of one folded word or more; a name never begins or ends
                inside a term.
            capital: Whether each term was typed in capitals, as an ambiguous acronym must be.
        """
        at = made = 0
        while at < len(typed) and made < _MOST_SPANS:
            for end in range(min(len(typed), at + _LONGEST_NAME), at, -1):
                name = tuple(word for term in typed[at:end] for word in term)
                others, layer = self._others(name, all(capital[at:end]))
                if others:
                    yield Span(at, end, others, layer)
                    at, made = end - 1, made + 1
                    break
            at += 1

    def _others(self, name: Words, capital: bool) -> tuple[tuple[Name, ...], str]:
        if len(name) > _LONGEST_NAME:
            return (), OWN
        found = self._exact.get(name) or self._forms.get(_stems(name)) or []
        if not found and (line := self._tail.get(" ".join(name))):
            names = tuple(Name(tuple(one.split()), one, code=True) for one in line.split("|"))
            found = [Concept(names, TAIL)]
        others: dict[Words, Name] = {}
        typed = _stems(name)
        for concept in found:
            mine = [one for one in concept.names if one.words == name]
            if any(one.ambiguous for one in mine) and not capital:
                continue
            for one in concept.names:
                forms = _stems(
                    one.words
                )  # a part of what was typed would say less, a longer name nothing more
                if not one.ambiguous and not _holds(forms, typed) and not _holds(typed, forms):
                    others.setdefault(one.words if one.code else forms, one)
        return tuple(others.values()), found[0].layer if found else OWN

    def beginning(self, prefix: str, most: int) -> list[str]:
        """Return names that begin with what is typed, the hand-made first."""
        wanted = tuple(words(prefix))
        found: dict[str, None] = {}
        if wanted:
            for concept in self.concepts:
                for name in concept.names:
                    rest = name.words[len(wanted) - 1 : len(wanted)]
                    if (
                        name.words[: len(wanted) - 1] == wanted[:-1]
                        and rest
                        and rest[0].startswith(wanted[-1])
                    ):
                        found[name.shown] = None
                        if len(found) >= most:
                            return list(found)
        return list(found)


def _holds(longer: Words, shorter: Words) -> bool:
    """Whether one name stands within another: searching for the shorter finds the longer anyway."""
    return any(longer[at : at + len(shorter)] == shorter for at in range(len(longer) - len(shorter) + 1))


def _stems(name: Words) -> Words:
    return tuple(stem(word) for word in name)


def _is_code(shown: str) -> bool:
    return any(char.isdigit() for char in shown) or sum(char.isupper() for char in shown) > max(
        1, len(shown) // 3
    )


def read(path: Path) -> list[Concept]:
    """Read a file of concepts.

    Raises:
        ConfigError: It cannot be read, or a line is not ``"a name" = ["other names"]``.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot be read ({error}); mend or remove it", subject=str(path)) from error
    return list(_concepts(tables, str(path)))


def _concepts(tables: Mapping[str, object], where: str) -> Iterator[Concept]:
    ambiguous = frozenset(_strings(tables.get("ambiguous", {}), "acronyms", where, default=()))
    for section, table in tables.items():
        if section == "ambiguous":
            continue
        if not isinstance(table, Mapping):
            raise ConfigError(f"{section!r} must stand in a section such as [drugs]", subject=where)
        for first in table:
            shown = (str(first), *_strings(table, first, where))
            names = tuple(
                Name(folded, name, _is_code(name), name in ambiguous)
                for name in shown
                if (folded := tuple(words(name)))
            )
            yield Concept(names, OWN)


def _strings(table: object, key: str, where: str, default: Sequence[str] | None = None) -> Sequence[str]:
    value = table.get(key, default) if isinstance(table, Mapping) else default
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or not all(isinstance(name, str) for name in value)
    ):
        raise ConfigError(f'{key!r} must be a list of names: "{key}" = ["another name"]', subject=where)
    return value


@cache
def _own() -> tuple[Concept, ...]:
    folder = resources.files(__package__)
    return tuple(_concepts(tomllib.loads((folder / "ms.toml").read_text("utf-8")), "ms.toml"))


@cache
def _tail() -> Mapping[str, str]:
    data = (resources.files(__package__) / "tail.tsv.gz").read_bytes()
    found: dict[str, str] = {}
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        if not line.startswith("#"):
            for name in line.split("|"):
                found.setdefault(name, line)
    return found


@cache
def standard() -> Vocabulary:
    """Return the vocabulary without any archive's additions."""
    return Vocabulary(_own(), _tail())


def load(extra: Path | None = None) -> Vocabulary:
    """Return the vocabulary, with an archive's own ``concepts.toml`` where it has one.

    Raises:
        ConfigError: That file cannot be understood.
    """
    if extra is None or not extra.is_file():
        return standard()
    return Vocabulary((*read(extra), *_own()), _tail())
