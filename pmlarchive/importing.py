"""Files and folders into an archive, one after the other; what cannot be read is said and passed over."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin

from pmlarchive.archive import Archive
from pmlarchive.errors import ArchiveError, BesideThePoint, ConfigError, ImportFailed, NotAThread
from pmlarchive.ingest import Ingested
from pmlarchive.model import storable
from pmlarchive.restore import restore
from scraper.draft import DraftThread, PageKind
from scraper.files import is_furniture, read_file
from scraper.formats.detect import HEAD, Format, detect


class File(NamedTuple):
    """A file to bring in.

    Attributes:
        path: Where it is.
        name: What the archive calls it: relative to the folder that was named.
        named: Whether it was named itself, and is not only one of a folder's.
    """

    path: Path
    name: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: the threads it gave, and what went wrong (``None``: nothing).

    Attributes:
        aside: What the file is, if a folder held it that may well hold such; ``None``: it is none of these.
    """

    source: str
    threads: tuple[Ingested, ...] = ()
    error: ArchiveError | None = None
    aside: str | None = None


#: Where a blog's copy keeps its lists of posts, and its own back rooms.
_LISTS = re.compile(
    r"(?:^|/)(?:page/\d+|(?:tag|tags|category|categories|author|label|topic)/[^/]+(?:/[^/]+)*?(?:/page/\d+)?"
    r"|\d{4}(?:/\d\d){0,2})(?:\.html?|/(?:index\.\w+)?)?$|(?:^|/)wp-(?:admin/|login\.)",
    re.IGNORECASE,
)


def files_in(paths: Iterable[Path]) -> list[File]:
    """Return every file under ``paths``.

    Hidden files and folders are left out; the order is that of the names, so that it is always the same.
    """
    found: list[File] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            found += sorted(File(p, _name(p.relative_to(path).as_posix()), named=False) for p in inside)
        else:
            found.append(File(path, _name(path.name)))
    return found


def _name(name: str) -> str:
    """Return a file's name as text; bytes that are no UTF-8 are written out in hexadecimal."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def import_files(archive: Archive, files: Iterable[File], *, url: str | None = None) -> Iterator[Imported]:
    """Bring files in and say of each what became of it; a bad one stops nothing.

    Args:
        archive: Where they go.
        files: As ``files_in`` gives them.
        url: The address of the post, for a single file whose page names none; for the files of a folder,
            the address of the site that the folder is a copy of.

    Raises:
        StoreError: The database does not answer.
    """
    for file in files:
        yield _import(archive, file, url if url is None or file.named else address_in(url, file.name))


def _import(archive: Archive, file: File, url: str | None) -> Imported:
    path, source, named = file
    threads: list[Ingested] = []
    if not named and is_furniture(source):
        return Imported(source, aside="pictures, styles, scripts")
    passed: NotAThread | None = None
    try:
        captured = _modified(path)
        if format_of(path) is Format.JSONL:
            threads.extend(restore(archive.store, path, source=source, captured=captured))
            return Imported(source, tuple(threads))
        for draft in read_file(path, url=url, max_bytes=archive.config.integer("max_bytes")):
            try:
                _refuse_list(draft, file)
                threads.append(archive.add(draft, source=source, captured=captured, url=url))
            except NotAThread as error:  # one of many in a file hides none of the others
                if passed is None or isinstance(passed, BesideThePoint):
                    passed = error
    except BesideThePoint as error:
        passed = error
    except ImportFailed as error:
        return _failed(archive, file, threads, error)
    if passed is None or (threads and isinstance(passed, BesideThePoint)):
        return Imported(source, tuple(threads))
    if isinstance(passed, BesideThePoint) and not named:
        return Imported(source, aside="feeds and lists of posts")
    return _failed(archive, file, threads, passed)


def _failed(archive: Archive, file: File, threads: list[Ingested], error: ImportFailed) -> Imported:
    failed = type(error)(storable(str(error)), subject=_name(str(file.path)))
    archive.note_problem(file.name, failed)
    return Imported(file.name, tuple(threads), failed)


def _refuse_list(draft: DraftThread, file: File) -> None:
    """Refuse a page that does not say what it is and lies where a blog's copy keeps its lists of posts."""
    unsaid = draft.kind is PageKind.UNKNOWN and not draft.comments
    if unsaid and not file.named and _LISTS.search(file.name) is not None:
        raise BesideThePoint("lies where a blog keeps its lists of posts", subject=file.name)


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


def address_in(base: str, name: str) -> str:
    """Return the address of a page by where it lies in a copy of the site at ``base``."""
    return urljoin(
        base if base.endswith("/") else base + "/", quote(_INDEX.sub("", name), safe="/~:@!$&'()*+,;=-._")
    )


_INDEX = re.compile(r"(?:^|(?<=/))index\.\w+$")


def check_url(url: str | None, files: int) -> None:
    """Refuse one address for many files.

    Raises:
        ConfigError: It was given for more than one file.
    """
    if url is not None and files != 1:
        raise ConfigError(
            f"--url names one post, or the site that one folder is a copy of, and there are {files} files; "
            "add them one by one"
        )
