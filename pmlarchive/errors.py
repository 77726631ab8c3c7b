"""One tree of errors: whatever goes wrong below is translated into one of these where it enters.

Every message says what happened, to which file or URL, and what to do. Nothing here is ever turned into an
empty result.
"""


class ArchiveError(Exception):
    """Root of everything that pmlarchive raises on purpose.

    Attributes:
        subject: The file, URL, setting or id that the error is about; ``None`` where there is none.
    """

    def __init__(self, message: str, *, subject: str | None = None) -> None:
        super().__init__(message)
        self.subject = subject

    def line(self) -> str:
        """Return the error as one line: subject, then what happened and what to do."""
        text = " ".join(str(self).split())
        return f"{self.subject}: {text}" if self.subject and self.subject not in text else text


class ConfigError(ArchiveError):
    """A setting is unknown or has a value that cannot be used."""


class NotAnArchive(ArchiveError):
    """The folder named is missing or holds no archive."""


class StoreError(ArchiveError):
    """The database could not be read or written."""


class NotFound(ArchiveError):
    """No message or thread has that id or URL."""


class ImportFailed(ArchiveError):
    """An input could not be brought in at all; nothing stored was changed."""


class NotAThread(ImportFailed):
    """The input was read, and holds no post or comments (a picture, an empty file, a list of posts)."""


class BesideThePoint(NotAThread):
    """The input is sound, and no post by its nature: a feed, a list of posts. A folder may hold such."""


class TooLarge(ImportFailed):
    """The input is over a size limit."""


class Unforeseen(ImportFailed):
    """The program's own fault on one input; the others are read on."""


class FetchError(ArchiveError):
    """A URL could not be fetched.

    Attributes:
        status: The HTTP status, ``None`` where no answer came.
    """

    def __init__(self, message: str, *, subject: str | None = None, status: int | None = None) -> None:
        super().__init__(message, subject=subject)
        self.status = status


class Refused(FetchError):
    """A URL was not fetched on purpose: robots.txt, a private address, a scheme that is not HTTP."""


class IndexFailed(ArchiveError):
    """The full-text index could not be opened or written; it can always be rebuilt from the store."""


class QueryProblem(ArchiveError):
    """A query asks for something that cannot be done; the message is one helpful sentence for its author."""
