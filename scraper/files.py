"""A file of any kind → the threads it holds."""

from collections.abc import Iterator
from pathlib import Path

from pmlarchive.errors import ImportFailed, NotAThread, TooLarge
from scraper.draft import DraftThread
from scraper.formats.detect import HEAD, Format, detect
from scraper.formats.plain_text import read_text
from scraper.parse import parse_page

LARGEST = 50_000_000
"""Bytes of a file that has to be read whole, unless a caller says otherwise."""


def read_file(path: Path, *, url: str | None = None, max_bytes: int = LARGEST) -> Iterator[DraftThread]:
    """Read every thread that a file holds, one after the other.

    Args:
        path: The file. What it is, its content tells.
        url: The address of the post, for a page that names none.
        max_bytes: Largest file that is read whole (pages and texts).

    Raises:
        ImportFailed: It cannot be read.
        NotAThread: It is empty, or holds nothing that could be a thread.
        TooLarge: It is over ``max_bytes``.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            kind = detect(head, path.name)
            if kind in (Format.WARC, Format.WACZ):
                raise NotAThread("is a file of captures, to be read as such", subject=str(path))
            data = head + file.read(max(max_bytes - len(head) + 1, 0))
    except OSError as error:
        raise ImportFailed(f"cannot be read ({error.strerror or error})", subject=str(path)) from error
    if len(data) > max_bytes:
        raise TooLarge(
            f"is over the limit of {max_bytes:,} bytes; raise the setting max_bytes to read it",
            subject=str(path),
        )
    if not data.strip(b"\x00 \t\r\n"):
        raise NotAThread("the file is empty; there is nothing to import", subject=str(path))
    if kind is Format.HTML:
        yield parse_page(data, url=url)
    else:
        yield read_text(data, url=url, name=path.name)
