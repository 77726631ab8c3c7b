"""Scholarly works that a message cites, found by their numbers: DOI, PubMed, PubMed Central."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

# The DOI Handbook leaves the suffix open; this is what Crossref recommends to find the DOIs that exist.
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>\u201c\u201d]+", re.IGNORECASE)
_PMID = re.compile(r"\bPMID\s*:?\s*(\d{5,8})\b", re.IGNORECASE)
_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(\d{1,8})", re.IGNORECASE
)
_PMC = re.compile(r"\bPMC(\d{5,9})\b", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_AFTER_DOI = re.compile(
    r"(/(full|abstract|pdf|epdf|meta|html?)|\.(full|abstract|pdf)(\.pdf)?)$", re.IGNORECASE
)


def cited_works(text: str, links: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the works that a text names or links to, each once, in order.

    Returns:
        Keys: ``doi:10.1000/xyz`` (lower case, as DOIs are case-blind), ``pmid:123``, ``pmcid:PMC123``.
    """
    found: dict[str, None] = {}
    for link in links:
        plain = unquote(link)
        bare = plain.split("#", 1)[0].split("?", 1)[0]
        for match in _DOI.finditer(bare):
            _add_doi(found, _AFTER_DOI.sub("", match.group()))
        for match in _PUBMED.finditer(plain):
            found[f"pmid:{int(match.group(1))}"] = None
        for match in _PMC.finditer(plain):
            found[f"pmcid:PMC{match.group(1)}"] = None
    for match in _DOI.finditer(text):
        _add_doi(found, match.group())
    for match in _PMID.finditer(text):
        found[f"pmid:{int(match.group(1))}"] = None
    for match in _PUBMED.finditer(text):
        found[f"pmid:{int(match.group(1))}"] = None
    return tuple(found)


def work_url(key: str) -> str:
    """Return where a work with this key is found on the web."""
    scheme, _, value = key.partition(":")
    base = {
        "doi": "https://doi.org/",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
        "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    }[scheme]
    return base + value


def trim_doi(raw: str) -> str:
    """Return a DOI found in running text, in lower case, without the sentence's punctuation behind it."""
    doi = raw
    while doi:
        last = doi[-1]
        if last in ".,;:!?*_…" or (last in _CLOSERS and doi.count(last) > doi.count(_CLOSERS[last])):
            doi = doi[:-1]
        else:
            break
    return doi.lower()


def _add_doi(found: dict[str, None], raw: str) -> None:
    doi = trim_doi(raw)
    if doi.partition("/")[2]:
        found["doi:" + doi] = None
