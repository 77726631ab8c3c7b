"""A paragraph as a query is taken for what it is: words, ranked; none of its punctuation is an operator."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_blog import document, ids, message

from index.index import Index
from index.language import parse
from index.query import And, Term

LETTER = """Hi everyone (first post here), my husband & I read that the drug he has been on - natalizumab/Tysabri -
can cause a "brain infection", and our neurologist -a new one- was NOT sure: what is the risk? Is PML the same thing?
Any advice would be appreciated, thanks! * * * He's 47 and I'm 45; we don't know what to do (or whom to ask...)."""
ANSWERS = {
    "m1": "PML is a brain infection. The risk under natalizumab grows with time.",
    "m2": "My husband and I have been to the garden; thanks to everyone for any advice. I am 47 and know what to do.",
    "m3": "Nothing to do with it.",
    "m4": "Tysabri was stopped and fatigue came back.",
}


@pytest.fixture
def asked(index: Index) -> Index:
    index.update(
        (n, name, document(message(n, text, id=name))) for n, (name, text) in enumerate(ANSWERS.items(), 1)
    )
    return index


def telling(query: str) -> list[str]:
    tree = parse(query).tree
    assert isinstance(tree, And)
    assert tree.loose
    return [" ".join(part.words) for part in tree.parts if isinstance(part, Term)]


def test_a_letter_finds_its_answer_first(asked: Index) -> None:
    found = asked.search(LETTER)
    names = [name for name, _ in found.hits]
    assert names[0] == "m1"
    assert "m4" in names
    assert found.complete == 0
    assert "No message has all of these words; messages with some of them are shown." in found.notes


def test_what_is_left_of_a_letter_are_its_telling_words() -> None:
    words = telling(LETTER)
    assert {"natalizumab tysabri", "brain infection", "neurologist", "risk", "pml", "husband"} <= set(words)
    assert not {"hi", "everyone", "thanks", "47", "what", "not", "know", "appreciated"} & set(words)


def test_a_word_said_twice_counts_more(asked: Index) -> None:
    letter = "We would like to know what you all think about this, as it is not clear to us at all: garden {} fatigue?"
    order = [name for name, _ in asked.search(letter.format("fatigue, and fatigue, or")).hits]
    assert order[0] == "m4"
    assert telling(letter.format("fatigue or")).count("fatigue") == 2


@pytest.mark.parametrize(
    "query",
    [
        'author:"Prof G" what do you think about the risk of a rebound when the drug is stopped for a while by us all?',
        "rebound OR relapse OR fatigue OR pain OR spasm OR vision OR walking OR bladder OR memory OR sleep OR mood OR fog",
        '"brain infection" (risk OR danger) -vaccine tysabri natalizumab rebound relapse',
        "what did they say about the rebound -vaccine and the risk of it?",
    ],
)
def test_what_is_asked_for_with_operators_stays_so(query: str) -> None:
    tree = parse(query).tree
    parts = tree.parts if not isinstance(tree, Term) else ()  # type: ignore[union-attr]
    assert not all(isinstance(part, Term) for part in parts) or type(tree).__name__ == "Or"


def test_brackets_around_plain_words_only_set_them_apart(asked: Index) -> None:
    assert ids(asked, "natalizumab (unheard words)") == {"m1", "m4"}
    assert ids(asked, "natalizumab AND (unheard words)") == set()
    assert telling("tysabri (brain infection) risk") == ["tysabri", "brain", "infection", "risk"]
    assert telling("bladder & spasms | pain") == ["bladder", "spasms", "pain"]


def test_other_languages_lose_their_own_small_words() -> None:
    german = "Hallo, ich habe gelesen, dass man nach dem Absetzen von dem Mittel einen Schub haben kann; ist das bei euch auch so?"
    words = telling(german)
    assert {"schub", "absetzen"} <= set(words)
    assert not {"ich", "das", "ist", "von"} & set(words)


def test_nothing_but_small_talk_is_searched_as_it_is(asked: Index) -> None:
    assert asked.search(
        "Hi all, what do you think about it, and do any of you know more of this than I do? Thanks!"
    ).total


@given(text=st.lists(st.sampled_from([*LETTER.split(), "\0", "\ud800", "(", '"', "author:", "*", "-x", "10.1056/NEJMoa1", "\u05d0"]),
                     min_size=15, max_size=60).map(" ".join))  # fmt: skip
def test_any_prose_is_understood(text: str) -> None:
    assert parse(text) == parse(text)


@pytest.mark.parametrize("times", [1, 4, 40])
def test_long_letters_are_fast(blog: Index, times: int) -> None:
    letter = " ".join(LETTER.replace("drug", f"drug{n} word{n}") for n in range(times))
    blog.search(letter)
    begun = time.process_time()
    blog.search(letter)
    assert time.process_time() - begun < 0.5
