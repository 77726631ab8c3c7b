"""Reads judged collections: documents as posts, queries, and which documents answer them."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from pmlarchive.model import Kind, Message


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
