"""Floors under search quality on public judgements: lowering one needs a reason in the changelog."""

import os
import sys
from math import log2
from pathlib import Path

import pytest

from index.document import Document
from index.index import Index

pytestmark = pytest.mark.corpus
LEXICAL, SEMANTIC = 0.695, 0.725
VECTORS = os.environ.get("PMLARCHIVE_VECTORS")
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


def ndcg(index: Index, asked: dict[str, str], wanted: dict[str, dict[str, int]]) -> float:
    """Return the mean nDCG@10 (binary relevance)."""
    total = 0.0
    for name, text in asked.items():
        good = {document for document, relevance in wanted[name].items() if relevance}
        hits = [document for document, _ in index.search(text, limit=10).hits]
        gain = sum(1 / log2(rank + 2) for rank, hit in enumerate(hits) if hit in good)
        total += gain / sum(1 / log2(rank + 2) for rank in range(min(10, len(good))))
    return total / len(asked)


@pytest.fixture(scope="module")
def scifact(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = shared / "ir" / "scifact"
    place = tmp_path_factory.mktemp("scifact")
    import collections_of_judgements as judged

    index = Index(place, "tantivy")
    index.rebuild((Document.of(post) for post in judged.posts(folder)), 1)
    index.close()
    return folder, place


def test_lexical_floor(scifact: tuple[Path, Path]) -> None:
    import collections_of_judgements as judged

    folder, place = scifact
    texts = {post.id: f"{post.title} {post.text}" for post in judged.posts(folder)}
    for given in (None, lambda names: {name: texts[name] for name in names}):
        index = Index(place, "tantivy", texts=given)
        assert ndcg(index, judged.queries(folder, "test"), judged.judgements(folder, "test")) >= LEXICAL
        index.close()


if VECTORS:  # embedding takes many minutes, so this judges vectors that bench/bench_quality.py made

    def test_semantic_floor(scifact: tuple[Path, Path]) -> None:
        import collections_of_judgements as judged

        from index.semantic import Vectors

        folder, place = scifact
        index = Index(place, "tantivy", meaning=Vectors(Path(VECTORS)))
        assert ndcg(index, judged.queries(folder, "test"), judged.judgements(folder, "test")) >= SEMANTIC
        index.close()
