"""What is marked and which passage is shown."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.highlight import Highlighter, within
from index.language import parse

FILLER = "Nothing to see in this sentence about gardens and tea. " * 20


def marked(query: str, text: str, names: tuple[tuple[str, ...], ...] = ()) -> list[str]:
    found = Highlighter.of(parse(query), names).marks(text)
    return [text[mark.start : mark.end] for mark in found]


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("relapse", "Relapses, relapsing; a Relapse!", ["Relapses", "relapsing", "Relapse"]),
        ('"relapse"', "Relapses, a Relapse!", ["Relapse"]),
        ("exact:yes relapse", "Relapses, a Relapse!", ["Relapse"]),
        ('"brain infection"', "brain infection; infection of brain", ["brain infection"]),
        ("anti-CD20", "An Anti-CD20 drug, CD20 itself", ["Anti-CD20"]),
        ("25(OH)D", "my 25(OH)D was low", ["25(OH)D"]),
        ("inflamma*", "inflammation was inflammatory, inflamed", ["inflammation", "inflammatory"]),
        ("wom?n", "women and a woman", ["women", "woman"]),
        ("natalizumap~", "natalizumab again", ["natalizumab"]),
        ("EBV NEAR/5 rebound", "EBV then rebounds", ["EBV", "rebounds"]),
        ("rebound -vaccine", "rebound after vaccine", ["rebound"]),
        ("what about EBV?", "what about EBV", ["EBV"]),
        ("sjogren", "Sjögren’s and Sjo\u0308gren", ["Sjögren’s", "Sjo\u0308gren"]),
        ("can't", "I can’t, you cant", ["can’t", "cant"]),
        ("TGF-beta", "TGFβ1 and TGF-beta", ["TGFβ", "TGF-beta"]),
        ("author:Jane", "Jane said", []),
        ("title:rebound", "the rebound", ["rebound"]),
        ("a OR (b AND c)", "a b c d", ["a", "b", "c"]),
        ("a b", "a b c d", ["b"]),
    ],
)
def test_every_form_that_matches_is_marked(query: str, text: str, wanted: list[str]) -> None:
    assert marked(query, text) == wanted


def test_other_names_are_marked_too() -> None:
    text = "the Epstein-Barr virus, EBV"
    assert marked("EBV", text, (("epstein", "barr", "virus"),)) == ["Epstein-Barr virus", "EBV"]


def test_the_passage_with_most_of_the_query_is_shown() -> None:
    text = f"Tysabri once. {FILLER} Later the tysabri rebound came with EBV. {FILLER}"
    shown = Highlighter.of(parse("tysabri rebound EBV")).passage(text)
    assert "Later the tysabri rebound came with EBV." in shown.text
    assert shown.cut_before
    assert shown.cut_after
    assert len(shown.text) < 330


def test_a_short_text_is_shown_whole_and_a_text_without_match_from_its_start() -> None:
    finder = Highlighter.of(parse("zebra"))
    assert finder.passage("A short one.").text == "A short one."
    assert finder.passage(FILLER).text.startswith("Nothing to see")
    assert finder.passage("").text == ""


def test_html_is_safe() -> None:
    shown = Highlighter.of(parse("virus")).passage('<script>alert("virus & more")</script> virus')
    assert shown.html == (
        "&lt;script&gt;alert(&quot;<mark>virus</mark> &amp; more&quot;)&lt;/script&gt; <mark>virus</mark>"
    )


@given(text=st.text(max_size=200), query=st.text(max_size=30))
def test_any_text_can_be_marked(text: str, query: str) -> None:
    finder = Highlighter.of(parse(query))
    marks = finder.marks(text)
    assert all(0 <= one.start < one.end <= len(text) for one in marks)
    assert all(one.end <= two.start for one, two in pairwise(marks))
    finder.passage(text)


@given(
    parts=st.lists(
        st.sampled_from(["virus", "brain", "of the", "Sentence ends.", "\n\n", "x" * 90, "é"]), max_size=120
    )
)
def test_a_passage_is_a_piece_of_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    shown = Highlighter.of(parse("virus brain")).passage(text)
    body = "".join(fragment.text for fragment in shown.fragments)
    assert " ".join(body.split()) in " ".join(text.split())
    if "virus" in parts or "brain" in parts:
        assert any(fragment.marked for fragment in shown.fragments)


def test_a_huge_text_is_quick() -> None:
    text = ("word " * 200_000) + "virus"
    begun = time.process_time()
    Highlighter.of(parse('virus wor* worb~2 "word word word"')).passage(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("one", "two", "distance", "so"),
    [("abc", "abc", 1, True), ("abc", "abd", 1, True), ("abc", "acb", 1, False), ("abc", "acb", 2, True),
     ("abc", "abcde", 1, False), ("", "ab", 2, True)],
)  # fmt: skip
def test_within(one: str, two: str, distance: int, so: bool) -> None:
    assert within(one, two, distance) is so
