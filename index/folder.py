"""Where an engine's files are: generations side by side, one of them current, swapped in one atomic step.

``<folder>/<engine>/current`` names the generation in use; ``g-<n>/`` holds its files and its stamp;
``write.lock`` is held by the one process that writes (the system drops it when that process dies).
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pmlarchive.errors import IndexFailed

_CURRENT, _STAMP = "current", "stamp.json"


class Folder:
    """The folder of one engine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._current = str(path / _CURRENT)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            file = next(place for place in (path, *path.parents) if place.exists())
            message = "a file stands where the index's folder belongs; move or delete it and try again"
            raise IndexFailed(message, subject=str(file)) from error
        except OSError as error:
            message = f"the index's folder cannot be made ({error.strerror}); see that one can be made there"
            raise IndexFailed(message, subject=str(path)) from error

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Be the one writer, in this process and all others.

        Raises:
            IndexFailed: Somebody else writes for longer than ``wait`` seconds.
        """
        held = FileLock(self.path / "write.lock", timeout=wait, thread_local=False)
        try:
            held.acquire()
        except Timeout:
            message = "another process is writing to the index; wait until it is done and try again"
            raise IndexFailed(message, subject=str(self.path)) from None
        except OSError as error:
            raise IndexFailed(
                f"the index cannot be written ({error.strerror}); searches need no writing, all else does",
                subject=str(self.path),
            ) from error
        try:
            yield
        finally:
            held.release()

    def current(self) -> Path | None:
        """Return the generation in use; ``None``: there is none yet."""
        try:
            name = (self.path / _CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise IndexFailed(
                f"the index cannot be read ({error.strerror})", subject=str(self.path)
            ) from error
        found = self.path / name
        return found if name.startswith("g-") and "/" not in name and found.is_dir() else None

    def mark(self) -> tuple[int, int] | None:
        """Return what changes when another generation becomes current; cheap enough for every search."""
        try:
            stat = os.stat(self._current)  # noqa: PTH116 - once a search
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns

    def new(self, stamp: dict[str, object]) -> Path:
        """Make an empty generation; leftovers of builds that died are removed. Call with the lock held."""
        current = self.current()
        numbers = [0]
        for old in self.path.glob("g-*"):
            numbers.append(int(old.name[2:]) if old.name[2:].isdecimal() else 0)
            if old != current:
                shutil.rmtree(old, ignore_errors=True)
        made = self.path / f"g-{max(numbers) + 1}"
        made.mkdir(exist_ok=True)
        (made / _STAMP).write_text(json.dumps(stamp, sort_keys=True), "utf-8")
        return made

    def stamp(self, generation: Path) -> dict[str, object]:
        """Return what the generation was made by; empty where that cannot be told."""
        try:
            found = json.loads((generation / _STAMP).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def use(self, generation: Path) -> None:
        """Make a generation current, durably and in one step; the one before is removed."""
        before = self.current()
        sync_all(generation)
        waiting = self.path / f"{_CURRENT}.new"
        waiting.write_text(generation.name, "utf-8")
        _sync(waiting)
        waiting.replace(self.path / _CURRENT)
        _sync(self.path)
        if before is not None and before != generation:
            shutil.rmtree(before, ignore_errors=True)


def sync_all(folder: Path) -> None:
    """Ask the system to put a folder's files on the disk."""
    for file in folder.iterdir():
        if file.is_file():
            _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    """Ask the system to put a file or folder on the disk; where it cannot, the index is merely rebuilt."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
