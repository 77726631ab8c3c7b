"""Facets, timeline, "did you mean", more like this, completion; the same from every engine."""

from pathlib import Path

import pytest
from small_blog import BLOG, document, ids, message, post

from index.index import Index


def test_facets_count_what_was_found(blog: Index) -> None:
    facets = blog.facets(blog.search("NOT zebra"))
    assert dict(facets["site"]) == {"blog.example": 5, "other.example": 3}
    assert dict(facets["kind"]) == {"post": 2, "comment": 6}
    assert dict(facets["year"]) == {"2012": 3, "2013": 1, "2014": 1, "2016": 1}
    assert dict(facets["platform"]) == {"wordpress": 5, "blogger": 3}
    assert facets["author_name"][0] == ("Prof G", 3)
    assert ("doi:10.1000/xyz123", 1) in facets["cites"]
    assert dict(blog.facets(blog.search("rebound"))["site"]) == {"blog.example": 3}
    assert blog.facets(blog.search("zebra"))["site"] == ()


def test_facets_name_the_most_frequent_only(blog: Index) -> None:
    assert len(blog.facets(blog.search("NOT zebra"), most=1)["author_name"]) == 1


def test_timeline_counts_by_month(blog: Index) -> None:
    assert blog.timeline(blog.search("NOT zebra")) == (
        ("2012-03", 3), ("2013-07", 1), ("2014-03", 1), ("2016-01", 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rebund", "rebound"), ("tysabrle relapses", "tysabri relapses"), ("Inflammasion", "inflammation"), ("rebound", None),
     ("xyzzyq", None), ('"rebund"', None), ("zebra", None), ("(rebund OR months)", None)],
)  # fmt: skip
def test_did_you_mean(blog: Index, typed: str, meant: str | None) -> None:
    assert blog.search(typed).did_you_mean == meant


def test_more_like_this_finds_the_same_subject(index: Index) -> None:
    texts = [
        "orchids need bark and shade",
        "shade and bark for my orchids",
        "trains run late",
        "late trains again",
    ]
    documents = [document(message(n, text)) for n, text in enumerate(texts)]
    index.update((n, one.id, one) for n, one in enumerate(documents))
    assert index.similar(documents[0], limit=1)[0][0] == "m1"
    assert index.similar(documents[2], limit=1)[0][0] == "m3"
    assert "m0" not in {name for name, _ in index.similar(documents[0])}
    assert index.similar(document(message(9, "of the"))) == ()


def test_completion(blog: Index) -> None:
    assert blog.complete("jan").authors == (("Jane Doe", 2),)
    assert blog.complete("prof g").authors == (("Prof G", 3),)
    assert blog.complete("reb").threads == ("m1",)
    assert "rebound" in blog.complete("rebo").concepts
    assert "Tysabri" in blog.complete("tys").concepts
    assert blog.complete("") == blog.complete("a") == blog.complete("!")


NAMES = {
    "EBV": "glandular fever virus",
    "epstein-barr virus": "hhv-4",
    "tysabri": "natalizumab",
    "PML": "progressive multifocal leukoencephalopathy",
    "JCV": "John Cunningham virus",
    "IRIS": "immune reconstitution inflammatory syndrome",
    "pwMS": "MSers",
}


@pytest.fixture
def names(index: Index) -> Index:
    index.update(
        (n, f"m{n}", document(message(n, f"About {text} today"))) for n, text in enumerate(NAMES.values())
    )
    return index


@pytest.mark.parametrize("typed", NAMES)
def test_a_query_for_one_name_finds_the_others(names: Index, typed: str) -> None:
    found = names.search(typed)
    assert f"m{list(NAMES).index(typed)}" in {name for name, _ in found.hits}
    assert NAMES[typed].lower() in {other.lower() for other in found.also}
    assert f"m{list(NAMES).index(typed)}" not in ids(names, f"exact:yes {typed}")
    assert f"m{list(NAMES).index(typed)}" not in ids(names, f'"{typed}"')


def test_an_ambiguous_acronym_is_widened_only_in_capitals(names: Index) -> None:
    assert names.search("iris").also == ()
    assert names.search("immune reconstitution inflammatory syndrome").total == 1


def test_other_names_stand_below_what_was_typed(index: Index) -> None:
    texts = ["natalizumab helped me", "tysabri helped me", "natalizumab natalizumab helped"]
    index.update((n, f"m{n}", document(message(n, text))) for n, text in enumerate(texts))
    assert index.search("tysabri").hits[0][0] == "m1"


def test_an_archive_adds_names_of_its_own(tmp_path: Path, engine: str) -> None:
    own = tmp_path / "concepts.toml"
    index = Index(tmp_path, engine, own)
    index.update([(1, "m1", document(message(1, "the blue folder study")))])
    assert ids(index, "ZX9") == set()
    own.write_text('[studies]\n"blue folder" = ["ZX9"]\n')
    assert ids(index, "ZX9") == {"m1"}
    own.write_text('"blue folder" = "ZX9"\n')
    found = index.search("folder")
    assert found.total == 1
    assert "concepts.toml" in found.notes[0]


def test_a_message_that_only_quotes_is_its_own(index: Index) -> None:
    one = message(1, "all quoted", html="<blockquote>all quoted</blockquote>")
    index.update([(1, "m1", document(one)), (2, "m2", document(post(2, "T")))])
    assert ids(index, "quoted") == {"m1"}
    assert BLOG
