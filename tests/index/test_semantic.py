"""Vectors survive kills and changes, and order what words found without adding or losing any of it."""

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_blog import document, message

from index.analysis import words
from index.index import Index
from index.searching import Page
from index.semantic import Vectors, fuse


class Pretend:
    """Puts texts with the same words, ``sofa`` and ``couch`` being one, into the same direction."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        self.embedded.extend(texts)
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text.replace("couch", "sofa")):
                row[zlib.crc32(word.encode()) % 384] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


TEXTS = {f"m{n}": text for n, text in enumerate(["red sofa", "red lamp", "blue couch", "green door"])}


@pytest.fixture
def vectors(tmp_path: Path) -> Vectors:
    made = Vectors(tmp_path, Pretend())  # type: ignore[arg-type]
    list(made.add(TEXTS.items()))
    return made


def test_likeness_follows_meaning(vectors: Vectors) -> None:
    found = vectors.likeness("a couch", [*TEXTS, "unknown"])
    assert set(found) == set(TEXTS)
    assert found["m2"] > found["m3"]
    assert found["m0"] > found["m1"]
    assert vectors.likeness("a couch", ["unknown"]) == {}


def test_only_new_and_changed_texts_are_embedded(tmp_path: Path, vectors: Vectors) -> None:
    again = Pretend()
    reopened = Vectors(tmp_path, again)  # type: ignore[arg-type]
    assert list(reopened.add(TEXTS.items())) == []
    assert list(reopened.add([*TEXTS.items(), ("m1", "red couch"), ("m9", "new")])) == [2]
    assert again.embedded == ["red couch", "new"]
    assert vectors.likeness("couch", ["m1"])["m1"] == pytest.approx(2**-0.5, abs=0.01)
    assert len(vectors) == len(TEXTS) + 1


@pytest.mark.parametrize("file", ["vectors.f16", "vectors.jsonl"])
def test_a_write_cut_off_by_a_kill_costs_one_message(tmp_path: Path, vectors: Vectors, file: str) -> None:
    with (tmp_path / file).open("ab") as out:
        out.write(b'["m7", 1')
    reopened = Vectors(tmp_path, Pretend())  # type: ignore[arg-type]
    list(reopened.add([("m8", "blue couch")]))
    once_more = Vectors(tmp_path, Pretend())  # type: ignore[arg-type]
    assert len(once_more) == len(vectors) == len(TEXTS) + 1
    assert once_more.likeness("blue couch", ["m8", "m2"]) == pytest.approx({"m8": 1, "m2": 1}, abs=0.01)


def test_words_and_meaning_are_fused_in_a_stable_order() -> None:
    hits = [("a", 9.0), ("b", 5.0), ("c", 1.0)]
    assert [name for name, _ in fuse(hits, {})] == ["a", "b", "c"]
    assert [name for name, _ in fuse(hits, {"a": 0.0, "b": 1.0, "c": 0.2})] == ["b", "a", "c"]
    assert [name for name, _ in fuse(hits, {"c": 0.5})] == ["a", "b", "c"]
    assert fuse(hits[:1], {"a": 1.0}) == hits[:1]


def test_meaning_orders_and_neither_adds_nor_loses(tmp_path: Path, engine: str, vectors: Vectors) -> None:
    plain = Index(tmp_path / "index", engine)
    texts = {f"n{at}": f"lamp {at} {'couch' if at % 7 == 3 else 'door'} thing" for at in range(60)}
    plain.update(
        (n, name, document(message(n, text, id=name))) for n, (name, text) in enumerate(texts.items())
    )
    list(vectors.add(texts.items()))
    meaning = Index(tmp_path / "index", engine, meaning=vectors)
    for query in ("lamp thing", "lamp sofa"):
        words_only, both = plain.search(query, limit=100), meaning.search(query, limit=100)
        assert both.total == words_only.total
        assert {name for name, _ in both.hits} == {name for name, _ in words_only.hits}
        pages = [
            name for at in range(0, 70, 20) for name, _ in meaning.search(query, limit=20, offset=at).hits
        ]
        assert pages == [name for name, _ in both.hits]
    assert "couch" in texts[meaning.search("lamp sofa").hits[0][0]]
    assert Page() == Page(20, 0, "relevance")
