"""Papers and pages: however one is named, the same messages are found, and the index agrees with the store."""

import pytest
from small_blog import document, ids, message

from index.document import cite_keys, cited
from index.index import Index
from pmlarchive.works import cited_works

NAMED = [
    ("10.1000/XYZ(9)1", "doi:10.1000/xyz(9)1"),
    ("doi: 10.1000/abc.", "doi:10.1000/abc"),
    ("https://doi.org/10.1000/abc%281%29", "doi:10.1000/abc(1)"),
    ("https://journal.example/10.1000/abc/full?x=1#top", "doi:10.1000/abc"),
    ("22156988", "pmid:22156988"),
    ("pmid:00123", "pmid:123"),
    ("PMID: 22156988", "pmid:22156988"),
    ("https://pubmed.ncbi.nlm.nih.gov/22156988/", "pmid:22156988"),
    ("pmc1234567", "pmcid:PMC1234567"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/", "pmcid:PMC1234567"),
    ("https://www.blog.example/x/", "url:blog.example/x"),
]


@pytest.mark.parametrize(("typed", "key"), NAMED)
def test_a_paper_by_any_of_its_names(typed: str, key: str) -> None:
    assert key in cite_keys(typed)
    assert cite_keys(key)[0] == key


@pytest.mark.parametrize("typed", ["", "foo", "http://[x", "pmid:", "doi:", "\0", "\ud800"])
def test_what_names_nothing(typed: str) -> None:
    assert cite_keys(typed) == ()


def test_what_is_indexed_is_what_is_stored() -> None:
    text = "See 10.1056/NEJMoa1606468), PMID 22156988; https://pubmed.ncbi.nlm.nih.gov/123/ and \u201c10.1000/q\u201d."
    links = ("https://doi.org/10.1000/ABC.full.pdf", "https://europepmc.org/articles/PMC1234567")
    keys = cited(message(1, text, links=links))
    assert set(cited_works(text, links)) == {key for key in keys if not key.startswith("url:")}
    assert "doi:10.1000/abc" in keys


def test_every_key_of_a_facet_can_be_asked_for(index: Index) -> None:
    links = (
        "https://doi.org/10.1000/abc",
        "https://europepmc.org/articles/PMC1234567",
        "https://blog.example/a/b/?p=1",
    )
    index.update(
        [(1, "m1", document(message(1, "PMID 22156988", links=links))), (2, "m2", document(message(2, "x")))]
    )
    matches = index.search("")
    keys = [key for key, _ in index.facets(matches)["cites"]]
    assert len(keys) == 6
    for key in keys:
        assert ids(index, f"cites:{key}") == {"m1"}, key
