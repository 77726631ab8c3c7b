"""Search quality on public judgements, through the index's own path: each abstract is indexed as a post.

    python bench/bench_quality.py [--engine tantivy] [--split test] [--folder …/ir/scifact]

SciFact (Wadden et al. 2020; claims CC BY 4.0, abstracts ODC-By 1.0). Tune on ``train`` only.
"""

import argparse
import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytrec_eval

from index.document import Document
from index.index import Index
from pmlarchive.model import Kind, Message

SHARED = Path(os.environ.get("PMLARCHIVE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
PUBLISHED = "published: Anserini BM25 flat 0.679 / 0.925, multifield 0.665 / 0.908; QuackIR on FTS5 0.686"


def posts(folder: Path) -> Iterator[Message]:
    """Yield each document of a collection as a post."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = str(row.get("_id", row.get("id")))
            yield Message(
                id=name,
                kind=Kind.POST,
                site="bench",
                platform="bench",
                thread=f"urn:bench:{name}",
                thread_id=name,
                title=row.get("title") or None,
                text=row["text"],
            )


def queries(folder: Path, split: str) -> dict[str, str]:
    """Return the queries of a split by id."""
    lines = (folder / f"{split}.queries.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


def judgements(folder: Path, split: str) -> dict[str, dict[str, int]]:
    """Return the relevant documents of each query."""
    found: dict[str, dict[str, int]] = {}
    for line in (folder / f"{split}.qrels.txt").read_text("utf-8").splitlines():
        query, _, document, relevance = line.split()
        found.setdefault(query, {})[document] = int(relevance)
    return found


def score(run: Mapping[str, Mapping[str, float]], wanted: Mapping[str, Mapping[str, int]]) -> tuple[float, float]:
    """Return the means of nDCG@10 and recall@100."""
    names = {"ndcg_cut_10", "recall_100"}
    rows = pytrec_eval.RelevanceEvaluator(dict(wanted), names).evaluate(dict(run)).values()
    count = len(wanted)
    return sum(row["ndcg_cut_10"] for row in rows) / count, sum(row["recall_100"] for row in rows) / count


def ranked(index: Index, asked: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Run every query; a rank is given as a score, so that ties are judged as they are shown."""
    run = {}
    for name, text in asked.items():
        hits = index.search(text, limit=100).hits
        run[name] = {hit: float(1000 - rank) for rank, (hit, _) in enumerate(hits)}
    return run


def main() -> None:
    """Print one line for the collection."""
    options = argparse.ArgumentParser()
    options.add_argument("--engine", default="tantivy")
    options.add_argument("--split", default="test")
    options.add_argument("--folder", type=Path, default=SHARED / "ir" / "scifact")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), chosen.engine)
        index.rebuild((Document.of(post) for post in posts(chosen.folder)), 1)
        asked, begun = queries(chosen.folder, chosen.split), time.perf_counter()
        ndcg, recall = score(ranked(index, asked), judgements(chosen.folder, chosen.split))
        each = (time.perf_counter() - begun) / len(asked) * 1000
        print(f"{chosen.engine:8} {chosen.split}: nDCG@10 {ndcg:.4f} recall@100 {recall:.4f} ({each:.2f} ms a query)")
        index.close()
    print(PUBLISHED)


if __name__ == "__main__":
    main()
