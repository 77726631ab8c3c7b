"""What `add` does: sort addresses from files, bring each in, say what became of it, make it findable."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pmlarchive import terminal
from pmlarchive.archive import TABLE, Archive
from pmlarchive.config import Value
from pmlarchive.errors import ArchiveError, ImportFailed, IndexFailed
from pmlarchive.importing import Imported, check_url, files_in, format_of, import_files
from pmlarchive.model import thread_id
from scraper.formats.detect import Format

_WEB = ("http://", "https://")

_SAID, _REASONS = 20, 10
"""Lines about single inputs before they are only counted, and reasons that are counted apart."""


def add_to(
    folder: Path, targets: Sequence[str], url: str | None, options: Mapping[str, Value | None]
) -> bool:
    """Bring sites and files into the archive in a folder, which is made where there is none.

    An archive that was made for this and got nothing is taken away again.

    Returns:
        Whether something could not be brought in.

    Raises:
        ArchiveError: As for ``Archive.open`` and ``add_all``.
    """
    there = folder.exists()
    new = not there or (folder.is_dir() and not any(folder.iterdir()))
    worth_keeping = not new
    try:
        with Archive.open(folder, create=True, options=options) as archive:
            try:
                failed = add_all(archive, targets, url)
            finally:
                worth_keeping = worth_keeping or _holds_something(archive)
        if not worth_keeping:
            terminal.say("nothing was brought in, so no archive was made")
        return failed
    finally:
        if not worth_keeping:
            _take_away(folder, there)


def _holds_something(archive: Archive) -> bool:
    """Whether there are threads, or answers of sites that better parsers may yet read."""
    crawled = (archive.path / TABLE).exists()
    try:
        return archive.store.overview().threads > 0 or (crawled and any(archive.captures.glob("*.warc*")))
    except ArchiveError:
        return True


def _take_away(folder: Path, there: bool) -> None:
    """Remove what was made in a folder that was empty, and the folder unless it was there."""
    for made in list(folder.iterdir()) if folder.is_dir() else ():
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        else:
            made.unlink(missing_ok=True)
    if not there and folder.is_dir():
        folder.rmdir()


def add_all(archive: Archive, targets: Sequence[str], url: str | None) -> bool:
    """Bring in sites and files; return whether something could not be brought in.

    Raises:
        ConfigError: ``url`` was given for several files that are no copy of a site.
        StoreError: The database does not answer.
    """
    paths = [Path(target) for target in targets if not target.lower().startswith(_WEB)]
    sites = [target for target in targets if target.lower().startswith(_WEB)]
    files = files_in(paths)
    copied = len(paths) == 1 and paths[0].is_dir() and not sites
    check_url(url, 1 if copied else len(files) + len(sites))
    totals = _Totals()
    captures = [file.path for file in files if format_of(file.path) in (Format.WARC, Format.WACZ)]
    files = [file for file in files if file.path not in captures]
    with terminal.progress("Reading files") as report:
        for number, imported in enumerate(import_files(archive, files, url=url), start=1):
            totals.add(imported)
            _say_other_address(archive, imported, None if copied else url)
            report(number, len(files))
    captures = [path for path in captures if _readable(archive, path, totals)]
    if captures:
        _read_captures(archive, [_kept(archive, path) for path in captures], totals)
    if sites:
        from pmlarchive.crawling import crawl_sites  # noqa: PLC0415 - the HTTP client is slow to load

        with terminal.progress("Crawling") as report:
            totals.add_all(crawl_sites(archive, sites, report))
    return _finish(archive, totals)


def update_all(archive: Archive, names: Sequence[str]) -> bool:
    """Look for what changed on sites crawled before; return whether something could not be done.

    Raises:
        ImportFailed: A name is of no site that was crawled.
        StoreError: The database does not answer.
    """
    from pmlarchive.crawling import update_sites  # noqa: PLC0415 - the HTTP client is slow to load

    totals = _Totals()
    with terminal.progress("Crawling") as report:
        totals.add_all(update_sites(archive, names, report))
    return _finish(archive, totals)


def parse_all(archive: Archive) -> bool:
    """Read every capture again with today's parsers; return whether something could not be read.

    Raises:
        StoreError: The database does not answer.
    """
    totals = _Totals()
    _read_captures(archive, (), totals)
    return _finish(archive, totals)


def _read_captures(archive: Archive, paths: Sequence[Path], totals: "_Totals") -> None:
    from pmlarchive.crawling import parse_captures  # noqa: PLC0415 - the HTTP client is slow to load

    workers = archive.config.integer("workers") or os.cpu_count() or 1
    try:
        with terminal.progress("Reading captures") as report:
            totals.add_all(parse_captures(archive, paths, workers=workers, report=report))
    except ImportFailed as error:
        totals.add(Imported(error.subject or "captures", (), error))


def _readable(archive: Archive, path: Path, totals: "_Totals") -> bool:
    """Whether a file of captures holds any; one that does not is said, and never kept."""
    from scraper.captures import read_captures  # noqa: PLC0415 - as above

    error: ImportFailed | None = None
    try:
        if next(read_captures(path, warn=lambda _line: None), None) is None:
            error = ImportFailed("holds no captured page that can be read", subject=str(path))
    except ImportFailed as failed:
        error = failed
    if error is not None:
        archive.note_problem(path.name, error)
        totals.add(Imported(path.name, (), error))
    return error is None


def _kept(archive: Archive, path: Path) -> Path:
    """Copy somebody's captures into the archive, which then can always read them again.

    Raises:
        ImportFailed: The copy cannot be made.
    """
    kept = archive.captures / path.name
    try:
        if kept.exists() and (kept.samefile(path) or kept.stat().st_size == path.stat().st_size):
            return kept
        if kept.exists():
            raise ImportFailed(
                f"another file of captures is kept as {kept}; rename this one", subject=str(path)
            )
        archive.captures.mkdir(exist_ok=True)
        part = kept.with_name(kept.name + ".part")
        shutil.copy2(path, part)
        part.replace(kept)
    except OSError as error:
        raise ImportFailed(f"cannot be copied to {kept} ({error.strerror})", subject=str(path)) from error
    return kept


def _say_other_address(archive: Archive, imported: Imported, url: str | None) -> None:
    """Say where a page named its own address, which goes before the one given."""
    for thread in imported.threads if url is not None else ():
        known = archive.store.message(thread.thread_id).thread
        if url is not None and thread.thread_id != thread_id(url):
            terminal.say(f"{imported.source}: the page names its own address, {known}; --url was not used")


def _finish(archive: Archive, totals: "_Totals") -> bool:
    if totals.new:
        archive.store.database.learn()
    with terminal.progress("Indexing") as report:
        archive.update_index(report)
    failed = follow_meaning(archive)
    for line in totals.unsaid(listed=archive.store.overview().threads > 0):
        terminal.warn(line)
    terminal.say(totals.line())
    return failed or totals.failed > 0


def follow_meaning(archive: Archive, *, anew: bool = False) -> bool:
    """Give new messages their vectors where search goes by meaning; return whether that was wanted in vain.

    Raises:
        StoreError: The database does not answer.
    """
    try:
        with terminal.progress("Embedding") as report:
            count = archive.update_vectors(report, anew=anew)
    except IndexFailed as error:
        terminal.warn(error.line())
        return archive.config.string("semantic") == "yes"
    if count:
        terminal.say(f"{count} messages can be found by meaning")
    return False


class _Totals:
    """What came of everything so far."""

    def __init__(self) -> None:
        self.posts = self.new = self.changed = self.gone = self.failed = self.said = 0
        self._unsaid = Counter[str]()
        self._aside = Counter[str]()

    def add_all(self, inputs: Iterable[Imported]) -> None:
        """Count inputs in, one after the other."""
        for imported in inputs:
            self.add(imported)

    def add(self, imported: Imported) -> None:
        """Count one input in, and say what went wrong with it."""
        if imported.aside is not None:
            self._aside[imported.aside] += 1
        for thread in imported.threads:
            self.posts += 1
            self.new += thread.new
            self.changed += thread.changed
            self.gone += thread.gone
            for note in thread.notes:
                self._say(terminal.say, f"{imported.source}: {note}", note)
        if imported.error is not None:
            self.failed += 1
            self._say(terminal.warn, imported.error.line(), str(imported.error))

    def _say(self, say: Callable[[str], None], line: str, reason: str) -> None:
        """Say a line; of very many, the rest is counted by reason."""
        self.said += 1
        if self.said <= _SAID:
            say(line)
        else:
            self._unsaid[reason] += 1

    def unsaid(self, *, listed: bool) -> list[str]:
        """Return what was not said line by line, by reason; ``listed``: the audit can tell all of it."""
        if not self._unsaid:
            return []
        most = self._unsaid.most_common(_REASONS)
        where = f" (`pmlarchive audit --limit {self.said}` lists them all)" if listed else ""
        lines = [f"… and {self._unsaid.total()} more{where}:"]
        lines += [f"  {number} × {reason}" for reason, number in most]
        left = self._unsaid.total() - sum(number for _, number in most)
        return [*lines, f"  {left} × other reasons"] if left else lines

    def line(self) -> str:
        """Return the sum in one line."""
        line = f"{self.posts} posts read: {self.new} messages new, {self.changed} changed, {self.gone} gone"
        if self._aside:
            kinds = ", ".join(f"{number:,} {kind}" for kind, number in self._aside.most_common())
            line += f"; passed over: {kinds}"
        inputs = "1 input" if self.failed == 1 else f"{self.failed} inputs"
        return f"{line}; {inputs} could not be brought in (see above)" if self.failed else line
