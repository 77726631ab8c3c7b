"""Search quality on public judgements, through the index's own path: each abstract is indexed as a post.

    python bench/bench_quality.py [--engine tantivy] [--split test] [--vectors FILE]

SciFact (Wadden et al. 2020; claims CC BY 4.0, abstracts ODC-By 1.0). Tune on ``train`` only. Exit
status 1 where a floor is not reached.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytrec_eval
import tantivy
from collections_of_judgements import judgements, posts, queries

from index.concepts.vocabulary import Vocabulary
from index.document import Document
from index.index import Index
from index.semantic import Vectors
from pmlarchive.model import Message

SHARED = Path(os.environ.get("PMLARCHIVE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
FLOORS = {"feedback": 0.695, "meaning": 0.725}
PUBLISHED = "published: Anserini BM25 flat 0.679 / 0.925, multifield 0.665 / 0.908; QuackIR on FTS5 0.686"


def score(
    run: Mapping[str, Mapping[str, float]], wanted: Mapping[str, Mapping[str, int]]
) -> tuple[float, float]:
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


def bare(folder: Path, made: Sequence[Message], asked: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Run the queries on tantivy alone: one flat field, its own English analyzer and query parser."""
    builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    index = tantivy.Index(builder.add_text_field("text", tokenizer_name="en_stem").build(), str(folder))
    writer = index.writer()
    for post in made:
        writer.add_document(tantivy.Document(id=[post.id], text=[f"{post.title or ''} {post.text}"]))
    writer.commit()
    index.reload()
    searcher, run = index.searcher(), {}
    for name, text in asked.items():
        query, _ = index.parse_query_lenient(re.sub(r"\W", " ", text), ["text"])
        hits = searcher.search(query, limit=100).hits
        run[name] = {searcher.doc(at).get_first("id"): 1000.0 - rank for rank, (_, at) in enumerate(hits)}
    return run


def title_once(document: Document) -> str:
    """Return the ranked text with the title once in place of twice."""
    return document.ranked[len(document.title_stem) + 1 :] if document.title_stem else document.ranked


class NoNames(Vocabulary):
    """A vocabulary that knows nothing."""

    def __init__(self) -> None:
        super().__init__((), {})


def steps(chosen: argparse.Namespace, place: Path) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    """Yield the run of each step, each added to the one above."""
    made, asked = list(posts(chosen.folder)), queries(chosen.folder, chosen.split)
    documents = [Document.of(post) for post in made]
    texts = {post.id: f"{post.title or ''} {post.text}" for post in made}

    def open_index(name: str, **more: Any) -> Index:
        return Index(place / name, chosen.engine, **more)

    (place / "bare").mkdir()
    yield "bare tantivy, en_stem, flat", bare(place / "bare", made, asked)
    once = open_index("once")
    once.rebuild((replace(one, ranked=title_once(one)) for one in documents), 1)
    once.vocabulary = NoNames()
    yield "our analysis, question words", ranked(once, asked)
    index = open_index("index")
    index.rebuild(documents, 1)
    index.vocabulary = NoNames()
    yield "title weight 2 (BM25F)", ranked(index, asked)
    index.vocabulary = None
    yield "concepts", ranked(index, asked)
    yield "feedback", ranked(open_index("index", texts=lambda names: {n: texts[n] for n in names}), asked)
    if chosen.vectors:
        vectors = Vectors(chosen.vectors)
        whole = [(n, post.id, f"{post.title}. {post.text}") for n, post in enumerate(made, 1)]
        for count in vectors.follow(lambda _: whole):
            print(f"\r{count} texts embedded", end="", file=sys.stderr, flush=True)
        again = open_index("index", texts=lambda names: {n: texts[n] for n in names}, meaning=vectors)
        yield "meaning", ranked(again, asked)


def main() -> None:
    """Print a line for each step."""
    options = argparse.ArgumentParser()
    options.add_argument("--engine", default="tantivy")
    options.add_argument("--split", default="test")
    options.add_argument("--folder", type=Path, default=SHARED / "ir" / "scifact")
    options.add_argument("--vectors", type=Path, help="the file of vectors; made if missing (minutes)")
    chosen = options.parse_args()
    wanted = judgements(chosen.folder, chosen.split)
    with tempfile.TemporaryDirectory() as place:
        begun, below = time.perf_counter(), False
        floors = FLOORS if (chosen.folder.name, chosen.split) == ("scifact", "test") else {}
        for name, run in steps(chosen, Path(place)):
            ndcg, recall = score(run, wanted)
            print(f"{chosen.engine:8} {chosen.split:5} {name:30} nDCG@10 {ndcg:.4f}  recall@100 {recall:.4f}")
            floor = floors.get(name, 0.0)
            if ndcg < floor:
                below = True
                print(f"         that is below its floor of {floor}")
        print(f"{time.perf_counter() - begun:.0f} s in all; {PUBLISHED}")
    sys.exit(below)


if __name__ == "__main__":
    main()
