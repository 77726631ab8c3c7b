"""What every engine must find: the same queries, the same messages, the same life."""

import pytest
from small_blog import BLOG, document, ids, message, post

from index.index import Index
from index.searching import ENOUGH

FINDS = {
    # words
    "rebound": "1 2 3",
    "REBOUNDS": "1 2 3",
    "tysabri months": "1",
    "ebv": "2",
    "aid": "7",
    "AIDS": "6 7",
    "sjogren": "5",
    "Sjögren": "5",
    "can't": "4 8",
    "can\u2019t": "4 8",
    "cant": "4 8",
    "womens'": "8",
    # phrases
    '"stopping tysabri"': "1",
    '"tysabri stopping"': "",
    '"tysabri relapses"': "",
    '"was it the virus"': "2",
    "\u201cfive people\u201d": "3",
    # literal text
    "anti-CD20": "4",
    "CD20": "4",
    "IL-17": "4",
    "25(OH)D": "4",
    "MS'ers": "4",
    "MSers": "4",
    "B-cell": "5",
    "T-cell": "",
    "B-cells": "5",
    '"B-cells"': "",
    "B-cells exact:yes": "",
    "PML-IRI": "",
    '"vitamin D"': "5",
    '"vitamin C"': "6",
    "PML-IRIS": "6",
    "what about EBV?": "2",
    "beta-interferon": "5",
    "\u03b2-interferon": "5",
    "TGF-\u03b21": "5",
    "10.1056/NEJMoa1606468": "5",
    "https://doi.org/10.1056/nejmoa1606468": "5",
    # operators
    "rebound AND months": "1",
    "ebv OR interferon": "2 5",
    "rebound NOT ebv": "1 3",
    "rebound -ebv": "1 3",
    "rebound -ebv -months": "3",
    "(ebv OR sleep) AND (virus OR iris)": "2 7",
    "NOT rebound": "4 5 6 7 8",
    "-rebound -vitamin": "4 7 8",
    "rebound && months": "1",
    # near
    "rebound NEAR/2 awful": "2",
    "awful NEAR/2 rebound": "2",
    "rebound NEAR/1 awful": "",
    "rebound NEAR/1 tysabri": "",
    "rebound NEAR/3 tysabri": "1",
    "rebounds NEAR/2 known": "3",
    '"ebv titres" NEAR/2 virus': "",
    '"ebv titres" NEAR/5 virus': "2",
    '"rebound awful"~2': "2",
    # patterns and misspellings
    "inflamma*": "8",
    "wom?n": "8",
    "anti-CD*": "4",
    "interferom~": "5",
    "tisabry~2": "1",
    "tisabry~": "",
    # fields
    "title:rebound": "1",
    'title:"stopping tysabri"': "1",
    "title:months": "",
    "author:jane": "2 6",
    'author:"Prof G"': "1 3 7",
    "author:G": "1 3 5 7",
    "-author:G": "2 4 6 8",
    "in:post": "1 5",
    "in:comment rebound": "2 3",
    "site:other.example": "5 6 7",
    "site:https://www.other.example/": "5 6 7",
    "platform:blogger": "5 6 7",
    "date:2012": "1 2 3",
    "date:2012-03-06": "2",
    "date:2012..2013": "1 2 3 4",
    "2012..2013": "1 2 3 4",
    "2014..": "5 6",
    'date:"march 2014"': "5",
    "after:2013": "4 5 6",
    "before:2013": "1 2 3",
    "thread:t5": "5 6 7",
    "thread:https://other.example/t5": "",
    "reply-to:m2": "3",
    'reply-to:"jane doe"': "3 7",
    "cites:10.1000/XYZ123": "1",
    "cites:https://doi.org/10.1000/xyz123": "1",
    "by-author:yes": "3",
    "by-author:no in:comment": "2 4 6 7 8",
    "has:replies": "1 2 5 6",
    "has:links": "1",
    "has:quote": "7",
    "depth:2": "3 7",
    "depth:..0": "1 5",
    "tag:treatment": "1",
    "id:m4": "4",
    "author:(jane OR ann)": "2 4 6",
    # quoted words
    "vaccine": "7",
    # exact
    "exact:yes rebound": "1 2",
    # everything
    "": "1 2 3 4 5 6 7 8",
    "*": "1 2 3 4 5 6 7 8",
    "-zebra": "1 2 3 4 5 6 7 8",
    "zebra": "",
}  # fmt: skip


@pytest.mark.parametrize("query", FINDS)
def test_finds(blog: Index, query: str) -> None:
    assert ids(blog, query) == {f"m{number}" for number in FINDS[query].split()}


def test_words_side_by_side_want_all_and_fall_back_to_some(blog: Index) -> None:
    found = blog.search("rebound months zebra")
    assert found.complete == 0
    assert {one for one, _ in found.hits} == {"m1", "m2", "m3"}
    assert "some of them" in found.notes[0]
    assert found.hits[0][0] == "m1"


def test_with_enough_messages_all_words_are_wanted(index: Index) -> None:
    many = [message(n, "alpha omega" if n <= ENOUGH else "alpha") for n in range(1, ENOUGH + 6)]
    index.update((n, one.id, document(one)) for n, one in enumerate(many, 1))
    found = index.search("alpha omega")
    assert (found.total, found.complete, found.notes) == (ENOUGH, ENOUGH, ())


def test_exact_words_stand_above_other_forms(index: Index) -> None:
    forms = ("relapse", "relapsing", "relapsed", "relapses")
    index.update((n, f"m{n}", document(message(n, f"{form} again today"))) for n, form in enumerate(forms))
    for number, form in enumerate(forms):
        assert index.search(form).hits[0][0] == f"m{number}"


def test_own_words_stand_above_quoted_ones(index: Index) -> None:
    texts = [
        message(1, "natalizumab worries me", html="<blockquote>natalizumab</blockquote><p>worries me</p>"),
        message(2, "natalizumab worries me"),
    ]
    index.update((n, one.id, document(one)) for n, one in enumerate(texts))
    assert [one for one, _ in index.search("natalizumab").hits] == ["m2", "m1"]


def test_a_word_of_the_title_counts_more(index: Index) -> None:
    posts = [post(1, "Sleep", "cramps are common here"), post(2, "Cramps", "sleep is common here")]
    index.update((n, one.id, document(one)) for n, one in enumerate(posts))
    assert index.search("cramps").hits[0][0] == "m2"


def test_totals_and_threads_are_exact(blog: Index) -> None:
    found = blog.search("NOT zebra", limit=2)
    assert (found.total, found.threads, len(found.hits)) == (8, 2, 2)
    assert dict(found.thread_counts) == {"t1": 5, "t5": 3}


def test_sorts(blog: Index) -> None:
    def order(sort: str) -> list[str]:
        return [one for one, _ in blog.search("NOT zebra", sort=sort).hits]

    dated = ["m1", "m2", "m3", "m4", "m5", "m6"]
    assert order("oldest")[:6] == dated
    assert order("newest")[:6] == dated[::-1]
    assert set(order("oldest")[6:]) == set(order("newest")[6:]) == {"m7", "m8"}
    assert {"m1", "m2", "m3", "m4", "m8"} == set(order("discussed")[:5])


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "discussed"])
def test_pages_join_without_gap_or_repeat(blog: Index, sort: str) -> None:
    whole = [one for one, _ in blog.search("NOT zebra", sort=sort).hits]
    pages = [
        one
        for at in range(0, 12, 3)
        for one, _ in blog.search("NOT zebra", sort=sort, limit=3, offset=at).hits
    ]
    assert pages == whole
    assert blog.search("NOT zebra", sort=sort, offset=10**9).hits == ()


def test_a_message_put_again_is_replaced_and_a_deleted_one_is_gone(index: Index) -> None:
    index.update(
        [(1, "m1", document(message(1, "first words"))), (2, "m2", document(message(2, "first thing")))]
    )
    assert ids(index, "first") == {"m1", "m2"}
    index.update([(3, "m1", document(message(1, "second words"))), (4, "m2", None), (5, "unknown", None)])
    assert ids(index, "first") == set()
    assert ids(index, "second") == {"m1"}
    assert (index.checkpoint, len(index)) == (5, 1)


def test_the_last_of_several_changes_in_a_batch_counts(index: Index) -> None:
    one, two = document(message(1, "one")), document(message(1, "two"))
    index.update([(1, "m1", one), (2, "m1", None), (3, "m1", two)])
    assert ids(index, "") == {"m1"}
    assert ids(index, "two") == {"m1"}
    index.update([(4, "m1", one), (5, "m1", None)])
    assert ids(index, "") == set()


def test_rebuild_replaces_everything_and_keeps_the_checkpoint(index: Index) -> None:
    index.update([(1, "old", document(message(9, "old")))])
    assert index.rebuild([document(one) for one in BLOG], 77) == len(BLOG)
    assert (index.checkpoint, len(index), index.stale) == (77, len(BLOG), False)
    assert ids(index, "old") == set()
    index.update([(78, "m1", None)])
    assert (index.checkpoint, len(index)) == (78, len(BLOG) - 1)


def test_one_document_that_cannot_be_held_loses_no_other(index: Index) -> None:
    from dataclasses import replace

    good = document(message(1, "fine"))
    wrong = replace(document(message(2, "wrong")), newest=2**80)
    worse = replace(document(message(3, "worse")), depth="deep")  # type: ignore[arg-type]
    index.update(
        [(1, "m1", good), (2, "m2", wrong), (3, "m3", worse), (4, "m4", document(message(4, "fine")))]
    )
    assert ids(index, "") == {"m1", "m4"}
    assert index.checkpoint == 4


def test_odd_texts_are_indexed(index: Index) -> None:
    odd = [
        "\ud800 lone",
        "\0 nul",
        "x" * 100_000 + " end",
        "\u202eright to left",
        "",
        "多発性硬化症",
        "a\u0301\u0301b",
    ]
    index.update((n, f"m{n}", document(message(n, text))) for n, text in enumerate(odd))
    assert len(index) == len(odd)
    assert ids(index, "lone") == {"m0"}
    assert ids(index, "end") == {"m2"}
    assert ids(index, "硬化症") == {"m5"}
    assert ids(index, "áb") == {"m6"}
