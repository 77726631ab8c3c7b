"""What leaves an archive: one module a format."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pmlarchive.archive import Archive
from pmlarchive.errors import ArchiveError
from pmlarchive.export import jsonl

FORMATS = {"jsonl": jsonl.lines}


def write(archive: Archive, form: str, output: Path | None) -> None:
    """Write an archive in one of ``FORMATS``; a file appears whole or not at all.

    Args:
        output: The file to write; ``None``: standard output.

    Raises:
        ArchiveError: The file cannot be written.
    """
    with _opened(output) as file:
        for line in FORMATS[form](archive.store.all_messages()):
            file.write(line + "\n")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ArchiveError(
            f"cannot be written ({error.strerror}); choose another file", subject=str(output)
        ) from error
