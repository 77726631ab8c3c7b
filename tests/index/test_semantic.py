"""Vectors survive kills and changes, and order what words found without adding or losing any of it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_blog import document, message

from index import embedder
from index.analysis import words
from index.embedder import Embedder
from index.index import Index
from index.semantic import DEPTH, Vectors, fuse
from pmlarchive.errors import IndexFailed


class Pretend:
    """Puts texts with the same words, ``sofa`` and ``couch`` being one, into the same direction."""

    model = "pretend"

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


def changes(
    texts: dict[str, str | None], first: int = 1
) -> Callable[[int], list[tuple[int, str, str | None]]]:
    return lambda after: [(n, name, text) for n, (name, text) in enumerate(texts.items(), first) if n > after]


def opened(tmp_path: Path, model: Pretend | None = None) -> Vectors:
    return Vectors(tmp_path / "vectors.db", lambda _: model or Pretend())


@pytest.fixture
def vectors(tmp_path: Path) -> Vectors:
    made = opened(tmp_path)
    assert list(made.follow(changes(dict(TEXTS))))[-1] == 4
    return made


def test_likeness_follows_meaning(vectors: Vectors) -> None:
    found = vectors.likeness("a couch", [*TEXTS, "unknown"])
    assert set(found) == set(TEXTS)
    assert found["m2"] > found["m3"]
    assert found["m0"] > found["m1"]
    assert found["m0"] == pytest.approx(0.5, abs=0.01)
    assert vectors.likeness("a couch", ["unknown"]) == {}


def test_only_new_and_changed_texts_are_embedded_and_deleted_ones_forgotten(
    tmp_path: Path, vectors: Vectors
) -> None:
    assert (vectors.checkpoint, len(vectors)) == (4, 4)
    model = Pretend()
    reopened = opened(tmp_path, model)
    list(reopened.follow(changes({**TEXTS, "m1": "red couch", "m9": "new", "m3": None, "never": None}, 5)))
    assert sorted(model.embedded) == ["new", "red couch"]
    assert vectors.likeness("red couch", ["m1", "m3"]) == pytest.approx({"m1": 1.0}, abs=0.01)
    assert (vectors.checkpoint, len(vectors)) == (10, 4)
    assert vectors.ids() == ["m0", "m1", "m2", "m9"]
    assert vectors.ids("m1", 1) == ["m2"]
    vectors.forget(["m2", "unknown"])
    assert vectors.likeness("blue couch", ["m2"]) == {}


def test_nothing_of_a_forgotten_vector_stays_in_the_file(tmp_path: Path, vectors: Vectors) -> None:
    with sqlite3.connect(tmp_path / "vectors.db") as direct:
        (cells,) = direct.execute("SELECT cells FROM vector WHERE id = 'm3'").fetchone()
    direct.close()
    assert cells in (tmp_path / "vectors.db").read_bytes()
    vectors.forget(["m3"])
    assert cells not in (tmp_path / "vectors.db").read_bytes()


def test_another_model_begins_anew(tmp_path: Path, vectors: Vectors) -> None:
    other = Pretend()
    other.model = "other"
    reopened = opened(tmp_path, other)
    assert reopened.likeness("couch", list(TEXTS)) == {}
    list(reopened.follow(changes({"m0": "red sofa"})))  # number 1, behind which the first model was long
    assert reopened.ids() == ["m0"]
    assert reopened.likeness("couch", list(TEXTS)).keys() == {"m0"}
    assert vectors.likeness("couch", list(TEXTS)) == {}


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_semantic import Pretend
from index.semantic import Vectors
for done in Vectors(Path(sys.argv[1]), lambda _: Pretend()).follow(lambda after: ((n, f"m{n}", f"word{n}") for n in range(after + 1, 10**6))):
    print(done, flush=True)
"""


@pytest.mark.parametrize("steps", [1, 17, 40])
def test_a_kill_while_embedding_loses_one_batch_at_most(tmp_path: Path, steps: int) -> None:
    file = tmp_path / "vectors.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(steps)]
    with pytest.raises(IndexFailed, match="another process is embedding"):
        list(opened(tmp_path).follow(changes({"m1": "word1"})))
    time.sleep(0.002 * steps)
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    after = opened(tmp_path)
    reached, held = after.checkpoint, len(after)
    assert held >= told[-1]
    assert reached <= held
    model = Pretend()
    again = opened(tmp_path, model)
    list(again.follow(lambda after: [(n, f"m{n}", f"word{n}") for n in range(after + 1, held + 9)]))
    assert len(again) == held + 8
    assert len(model.embedded) <= 8 + 256
    assert again.likeness("word1", ["m1"]) == pytest.approx({"m1": 1.0}, abs=0.01)


def test_damage_is_one_clear_line_and_search_goes_on(tmp_path: Path, engine: str, vectors: Vectors) -> None:
    index = Index(tmp_path / "index", engine, meaning=vectors)
    index.update(
        (n, name, document(message(n, text, id=name))) for n, (name, text) in enumerate(TEXTS.items(), 1)
    )
    assert not [note for note in index.search("red sofa").notes if "by words only" in note]
    vectors.close()
    (tmp_path / "vectors.db").write_bytes(b"SQLite format 3\0" + os.urandom(9_000))
    found = index.search("red sofa")
    assert {name for name, _ in found.hits} == {"m0", "m1"}
    (said,) = [note for note in found.notes if "by words only" in note]
    assert "vectors.db" in said
    with pytest.raises(IndexFailed, match="delete the file"):
        list(opened(tmp_path).follow(changes(dict(TEXTS))))
    (tmp_path / "vectors.db").unlink()
    assert not [note for note in index.search("red sofa").notes if "by words only" in note]
    list(opened(tmp_path).follow(changes(dict(TEXTS))))
    assert vectors.likeness("red sofa", ["m0"]) == pytest.approx({"m0": 1.0}, abs=0.01)


def test_no_file_means_no_vectors_and_loads_no_model(tmp_path: Path) -> None:
    def never(_: int) -> Pretend:
        raise AssertionError

    none = Vectors(tmp_path / "vectors.db", never)
    assert (none.ready, len(none), none.checkpoint, none.ids()) == (False, 0, 0, [])
    assert none.likeness("x", ["m1"]) == {}
    none.forget(["m1"])
    assert not (tmp_path / "vectors.db").exists()


def test_words_and_meaning_are_fused_in_a_stable_order() -> None:
    hits = [("a", 9.0), ("b", 5.0), ("c", 1.0)]
    assert [name for name, _ in fuse(hits, {})] == ["a", "b", "c"]
    assert [name for name, _ in fuse(hits, {"a": 0.0, "b": 1.0, "c": 0.2})] == ["b", "a", "c"]
    assert [name for name, _ in fuse(hits, {"c": 0.5})] == ["a", "b", "c"]
    assert fuse(hits[:1], {"a": 1.0}) == hits[:1]


def test_a_message_without_a_vector_is_judged_by_its_words() -> None:
    hits = [("a", 9.0), ("b", 8.0), ("c", 1.0), ("d", 0.0)]
    assert [name for name, _ in fuse(hits, {"b": 1.0, "c": 0.5, "d": 0.0})] == ["a", "b", "c", "d"]


def test_meaning_orders_and_neither_adds_nor_loses(tmp_path: Path, engine: str) -> None:
    vectors, plain = opened(tmp_path), Index(tmp_path / "index", engine)
    texts = {f"n{at}": f"lamp {at} {'couch' if at % 7 == 3 else 'door'} thing" for at in range(60)}
    plain.update(
        (n, name, document(message(n, text, id=name))) for n, (name, text) in enumerate(texts.items())
    )
    list(vectors.follow(changes(dict(texts))))
    meaning = Index(tmp_path / "index", engine, meaning=vectors)
    for query in ("lamp thing", "lamp sofa", "lamp sofa depth:1", "lamp sofa -green"):
        words_only, both = plain.search(query, limit=100), meaning.search(query, limit=100)
        assert both.total == words_only.total
        assert {name for name, _ in both.hits} == {name for name, _ in words_only.hits}
        pages = [
            name for at in range(0, 70, 20) for name, _ in meaning.search(query, limit=20, offset=at).hits
        ]
        assert pages == [name for name, _ in both.hits]
    for query in ("lamp sofa", "lamp sofa depth:1", "lamp sofa -door"):
        assert "couch" in texts[meaning.search(query).hits[0][0]]
    assert meaning.search("lamp sofa", offset=DEPTH).hits == ()
    assert meaning.search("lamp sofa", sort="newest").hits == plain.search("lamp sofa", sort="newest").hits


def test_the_model_that_is_installed_knows_what_lay_words_mean() -> None:
    model = Embedder()
    texts = [
        "Natalizumab and the risk of progressive multifocal leukoencephalopathy",
        "My garden is full of roses this summer",
        "Vitamin D tablets for strong bones",
    ]
    rows = model.embed(
        [*texts, "brain infection from a multiple sclerosis drug", "\ud800 \0" + "x " * 5_000, ""]
    )
    assert rows.shape == (6, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=0.01)
    assert int(np.argmax(rows[:3] @ rows[3])) == 0
    assert np.allclose(rows[1], model.embed([texts[1]])[0], atol=0.05)
    assert len(model.model) == 16


def test_without_the_extra_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "_WANTED", (("no_such_package", "model.onnx"),) * 2)
    embedder.available.cache_clear()
    try:
        assert not embedder.available()
        with pytest.raises(IndexFailed, match="pip install") as caught:
            Embedder()
        assert len(caught.value.line().splitlines()) == 1
    finally:
        monkeypatch.undo()
        embedder.available.cache_clear()
    assert embedder.available()
