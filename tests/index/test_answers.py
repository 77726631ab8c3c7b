"""From matches to an answer: messages, parents, passages, groups."""

from collections.abc import Sequence

import pytest
from small_blog import BLOG, document, message

from index.index import Index
from index.results import SearchResult, assemble
from pmlarchive.model import Message

MESSAGES = {one.id: one for one in BLOG}
TITLES = {"t1": "Rebound after stopping Tysabri", "t5": None}


def answer(index: Index, query: str, known: dict[str, Message] | None = None, **more: int) -> SearchResult:
    def lookup(names: Sequence[str]) -> dict[str, Message]:
        return {name: (known or MESSAGES)[name] for name in names if name in (known or MESSAGES)}

    return assemble(query, index.search(query, **more), lookup, lambda names: TITLES, **more)


def test_hits_carry_message_parent_title_and_passage(blog: Index) -> None:
    result = answer(blog, "known rebound")
    first = result.hits[0]
    assert first.message.id == "m3"
    assert first.parent is MESSAGES["m2"]
    assert first.thread_title == "Rebound after stopping Tysabri"
    assert (
        first.snippet.html == "Jane, <mark>rebounding</mark> is <mark>known</mark>. We saw it in five people."
    )
    assert first.heading is None
    post = next(hit for hit in result.hits if hit.message.id == "m1")
    assert post.heading is not None
    assert post.heading.html == "<mark>Rebound</mark> after stopping Tysabri"
    assert post.parent is None


def test_groups_stand_in_order_of_their_best_hit_and_know_their_whole_number(blog: Index) -> None:
    result = answer(blog, "NOT zebra", limit=6)
    assert (result.total, result.threads, result.limit, len(result.hits)) == (8, 2, 6, 6)
    assert {group.thread_id: group.total for group in result.groups} == {"t1": 5, "t5": 3}
    assert result.groups[0].hits[0] == result.hits[0]
    grouped = [hit.message.id for group in result.groups for hit in group.hits]
    assert sorted(grouped) == sorted(hit.message.id for hit in result.hits)


def test_what_was_taken_down_since_is_left_out(blog: Index) -> None:
    few = {name: one for name, one in MESSAGES.items() if name != "m2"}
    result = answer(blog, "rebound", few)
    assert {hit.message.id for hit in result.hits} == {"m1", "m3"}
    assert next(hit for hit in result.hits if hit.message.id == "m3").parent is None


def test_notes_other_names_and_better_spelling_are_handed_on(blog: Index) -> None:
    assert "Tysabri" in answer(blog, "natalizumab").also
    assert answer(blog, "rebund").did_you_mean == "rebound"
    assert answer(blog, "rebound in:nowhere").notes[0].startswith("in: knows post and comment")
    assert answer(blog, "rebound months zebra").complete == 0


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "discussed", "unheard-of"])
def test_any_sort_gives_the_same_messages(blog: Index, sort: str) -> None:
    assert {name for name, _ in blog.search("rebound", sort=sort).hits} == {"m1", "m2", "m3"}


def test_what_a_query_finds_inside_a_thread(blog: Index) -> None:
    inside = blog.inside("rebound", "t1")
    assert set(inside.ids) == {"m1", "m2", "m3"}
    assert inside.spans("a rebounding ball") == [(2, 12)]
    assert set(blog.inside("rebound", "t5").ids) == set()


def test_document_of_odd_dates_and_numbers() -> None:
    assert document(message(1, "x", depth=2**70)).depth == 2**31


@pytest.mark.parametrize(
    "query",
    ["*", '"', "-", "(((", "()", "?", "...", '"" ""', "NOT", "AND OR", "title:*", 'author:"..."', "\U0001f600", "\u0301", "xxbreakxx"],
)  # fmt: skip
def test_a_query_without_any_word_says_so(blog: Index, query: str) -> None:
    found = blog.search(query)
    assert found.total == len(BLOG)
    assert found.notes == ("There is no word to search for in this query; every message is shown.",)


def test_what_needs_no_words_is_no_surprise(blog: Index) -> None:
    for query in ("", "  ", "in:post", "2012..2016", "exact:yes", "rebound *", "-rebound"):
        assert blog.search(query).notes == (), query


@pytest.mark.parametrize(
    ("query", "same"), [("rebound -*", "rebound"), ("-*", ""), ("NOT * rebound", "rebound")]
)
def test_leaving_out_everything_is_not_meant(blog: Index, query: str, same: str) -> None:
    found = blog.search(query)
    assert found.total == blog.search(same).total
    assert found.notes == ("What leaves out every message was itself left out.",)


def test_other_names_are_found_where_the_name_typed_is_nowhere(index: Index) -> None:
    texts = ["Epstein\u2013Barr virus", "Epstein Barr", "John Cunningham virus"]
    index.update((n, f"m{n}", document(message(n, text))) for n, text in enumerate(texts, 1))
    assert {name for name, _ in index.search("EBV").hits} == {"m1", "m2"}
    assert all(score > 0 for _, score in index.search("EBV").hits)


@pytest.mark.parametrize("typed", ["HLA-DRB1*15:01", "drb1*15:01", "HLA-DRB1*15:01,"])
def test_the_star_of_an_allele_is_no_pattern(index: Index, typed: str) -> None:
    index.update(
        [
            (1, "m1", document(message(1, "Carriers of HLA-DRB1*15:01 only"))),
            (2, "m2", document(message(2, "DRB1*04:01"))),
        ]
    )
    assert [name for name, _ in index.search(typed).hits][:1] == ["m1"]
    assert index.search(typed).complete == 1


def test_both_spellings_of_a_compound_are_marked(index: Index) -> None:
    index.update([(1, "m1", document(message(1, "Naive T-cells; a B cell, B\u2010cells.")))])
    found = index.search("B-cell")
    shown = assemble(
        "B-cell",
        found,
        lambda names: {"m1": message(1, "Naive T-cells; a B cell, B\u2010cells.")},
        lambda names: {},
    )
    assert [part.text for part in shown.hits[0].snippet.fragments if part.marked] == [
        "B cell",
        "B\u2010cells",
    ]
