"""A folder that cannot be written to, opened by what wants to put lock files there: links to it elsewhere."""

import os
import tempfile
from pathlib import Path

from pmlarchive.errors import IndexFailed


class Beside:
    """A temporary folder of links to the files of another one. It is removed with the object."""

    def __init__(self, folder: Path) -> None:
        """Link the files that are there now.

        Raises:
            IndexFailed: There is no room for temporary files, or links cannot be made.
        """
        self._folder = folder.resolve()
        try:
            self._made = tempfile.TemporaryDirectory(prefix="pmlarchive-", ignore_cleanup_errors=True)
        except OSError as error:
            raise IndexFailed(
                f"cannot be read from where nothing may be written ({error.strerror}); name a folder for "
                "temporary files in TMPDIR",
                subject=str(folder),
            ) from error
        self.path = Path(self._made.name)
        self.update()

    def update(self) -> None:
        """Link files that were added since, all but locks.

        Raises:
            IndexFailed: A link cannot be made.
        """
        try:
            known = {entry.name for entry in os.scandir(self.path)}
            for entry in os.scandir(self._folder):
                if entry.name not in known and not entry.name.endswith(".lock"):
                    (self.path / entry.name).symlink_to(entry.path)
        except OSError as error:
            message = f"cannot be read from where nothing may be written ({error.strerror})"
            raise IndexFailed(message, subject=str(self._folder)) from error

    def close(self) -> None:
        """Remove the links."""
        self._made.cleanup()


def writable(folder: Path) -> bool:
    """Whether files may be made and changed in a folder; true where it is not there yet."""
    return not folder.exists() or all(
        os.access(path, os.W_OK) for path in (folder, *folder.glob(".tantivy-*.lock"))
    )
