"""Floors under search quality on public judgements: lowering one needs a reason in the changelog."""

import sys
from math import log2
from pathlib import Path

import pytest

from index.document import Document
from index.index import Index
from index.semantic import Vectors

pytestmark = [pytest.mark.corpus, pytest.mark.slow]
LEXICAL = 0.695
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


def test_meaning_pays(scifact: tuple[Path, Path], tmp_path: Path) -> None:
    """Embedding all takes minutes, so some queries, their answers and best hits stand for all.

    ``bench/bench_quality.py --vectors`` judges all of it, and fails below its floor.
    """
    import collections_of_judgements as judged

    folder, place = scifact
    asked = dict(list(judged.queries(folder, "test").items())[:16])
    wanted = judged.judgements(folder, "test")
    found, plain = Index(place, "tantivy"), Index(tmp_path, "tantivy")
    pool = {name for text in asked.values() for name, _ in found.search(text, limit=5).hits}
    pool.update(name for query in asked for name in wanted[query])
    made = [post for post in judged.posts(folder) if post.id in pool]
    plain.rebuild((Document.of(post) for post in made), 1)
    vectors = Vectors(tmp_path / "vectors.db")
    texts = [(number, post.id, f"{post.title}. {post.text}") for number, post in enumerate(made)]
    list(vectors.follow(lambda _: texts))
    fused = Index(tmp_path, "tantivy", meaning=vectors)
    assert ndcg(fused, asked, wanted) >= ndcg(plain, asked, wanted) + 0.05
