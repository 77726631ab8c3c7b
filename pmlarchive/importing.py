"""Files and folders into an archive, one after the other; what cannot be read is said and passed over."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pmlarchive.archive import Archive
from pmlarchive.errors import ArchiveError, ConfigError, ImportFailed
from pmlarchive.ingest import Ingested
from pmlarchive.model import storable
from pmlarchive.restore import restore
from scraper.files import read_file
from scraper.formats.detect import HEAD, Format, detect


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: the threads it gave, and what went wrong (``None``: nothing)."""

    source: str
    threads: tuple[Ingested, ...] = ()
    error: ArchiveError | None = None


def files_in(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Return every file under ``paths`` with its name in the archive (relative to the folder that was named).

    Hidden files and folders are left out; the order is that of the names, so that it is always the same.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            found += sorted((p, _name(p.relative_to(path).as_posix())) for p in inside)
        else:
            found.append((path, _name(path.name)))
    return found


def _name(name: str) -> str:
    """Return a file's name as text; bytes that are no UTF-8 are written out in hexadecimal."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def import_files(
    archive: Archive, files: Iterable[tuple[Path, str]], *, url: str | None = None
) -> Iterator[Imported]:
    """Bring files in and say of each what became of it; a bad one stops nothing.

    Args:
        archive: Where they go.
        files: Paths with their names in the archive, as ``files_in`` gives them.
        url: The address of the post, for a single file whose page names none.

    Raises:
        StoreError: The database does not answer.
    """
    for path, source in files:
        yield _import(archive, path, source, url)


def _import(archive: Archive, path: Path, source: str, url: str | None) -> Imported:
    threads: list[Ingested] = []
    try:
        captured = _modified(path)
        if format_of(path) is Format.JSONL:
            threads.extend(restore(archive.store, path, source=source, captured=captured))
            return Imported(source, tuple(threads))
        for draft in read_file(path, url=url, max_bytes=archive.config.integer("max_bytes")):
            threads.append(  # noqa: PERF401 - what came before an error stays
                archive.add(draft, source=source, captured=captured, url=url)
            )
    except ImportFailed as error:
        failed = type(error)(storable(str(error)), subject=_name(str(path)))
        archive.note_problem(source, failed)
        return Imported(source, tuple(threads), failed)
    return Imported(source, tuple(threads))


def format_of(path: Path) -> Format | None:
    """Return what a file is, by its first bytes; ``None``: it cannot be read, or nobody knows."""
    try:
        with path.open("rb") as file:
            return detect(file.read(HEAD), path.name)
    except OSError:
        return None


def _modified(path: Path) -> str:
    """Return when a file was last written: the nearest there is to when its page was captured."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "" if path.exists() else "; for a blog on the web write its whole address, https://…"
        raise ImportFailed(f"cannot be read ({reason}){hint}", subject=str(path)) from error


def check_url(url: str | None, files: list[tuple[Path, str]]) -> None:
    """Refuse one address for many files.

    Raises:
        ConfigError: It was given for more than one file.
    """
    if url is not None and len(files) != 1:
        raise ConfigError(f"--url names one post, and there are {len(files)} files; add them one by one")
