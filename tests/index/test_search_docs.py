"""The help page and the parser say the same."""

import re
from pathlib import Path

import pytest

from index import grammar, language
from index.concepts.vocabulary import standard
from index.language import parse
from index.query import All
from index.searching import ENOUGH

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text("utf-8")
ROWS = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
EXAMPLES = [example for row in ROWS for example in re.findall(r"`([^`]+)`", row)]


def test_every_field_is_explained_and_none_that_is_not_there() -> None:
    explained = {match for example in EXAMPLES for match in re.findall(r"^-?([a-z-]+):", example)}
    assert explained == set(grammar.FIELDS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str) -> None:
    query = parse(example.replace("\u2026", "x.example/y"))
    assert query.notes == ()
    assert query.tree != All() or example == "exact:yes"


def test_limits_are_as_said() -> None:
    for number in (language.LONGEST_QUERY, language.MOST_PARTS, language.MOST_PATTERNS, language.LONGEST_PATTERN,
                   language.MOST_WILD, language.MOST_RANGES, language.DEEPEST, ENOUGH):  # fmt: skip
        assert re.search(rf"\b{number:,}\b", PAGE), number


def test_what_the_page_says_of_names_is_so() -> None:
    first = re.search(r"\*EBV\* also finds (.*?);", PAGE, re.DOTALL)
    assert first is not None
    said = {" ".join(name.lower().split()) for name in re.findall(r"\*([^*]+)\*", first[1])}
    (span,) = standard().spans([("ebv",)], [True])
    assert len(said) == 3
    assert said <= {name.shown.lower() for name in span.others}
