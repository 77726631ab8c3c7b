"""What `add` does: sort addresses from files, bring each in, say what became of it, make it findable."""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from pmlarchive import terminal
from pmlarchive.archive import Archive
from pmlarchive.errors import ImportFailed, IndexFailed
from pmlarchive.importing import Imported, check_url, files_in, format_of, import_files
from scraper.formats.detect import Format

_WEB = ("http://", "https://")


def add_all(archive: Archive, targets: Sequence[str], url: str | None) -> bool:
    """Bring in sites and files; return whether something could not be brought in.

    Raises:
        ConfigError: ``url`` was given for more than one file.
        StoreError: The database does not answer.
    """
    paths = [Path(target) for target in targets if not target.lower().startswith(_WEB)]
    sites = [target for target in targets if target.lower().startswith(_WEB)]
    files = files_in(paths)
    check_url(url, files if url is None else [*files, *[(Path(site), site) for site in sites]])
    totals = _Totals()
    captures = [path for path, _ in files if format_of(path) in (Format.WARC, Format.WACZ)]
    files = [(path, name) for path, name in files if path not in captures]
    with terminal.progress("Reading files") as report:
        for number, imported in enumerate(import_files(archive, files, url=url), start=1):
            totals.add(imported)
            report(number, len(files))
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


def _finish(archive: Archive, totals: "_Totals") -> bool:
    if totals.new:
        archive.store.database.learn()
    with terminal.progress("Indexing") as report:
        archive.update_index(report)
    failed = follow_meaning(archive)
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
        self.posts = self.new = self.changed = self.gone = self.failed = 0

    def add_all(self, inputs: Iterable[Imported]) -> None:
        """Count inputs in, one after the other."""
        for imported in inputs:
            self.add(imported)

    def add(self, imported: Imported) -> None:
        """Count one input in, and say what went wrong with it."""
        for thread in imported.threads:
            self.posts += 1
            self.new += thread.new
            self.changed += thread.changed
            self.gone += thread.gone
            for note in thread.notes:
                terminal.say(f"{imported.source}: {note}")
        if imported.error is not None:
            self.failed += 1
            terminal.warn(imported.error.line())

    def line(self) -> str:
        """Return the sum in one line."""
        line = f"{self.posts} posts read: {self.new} messages new, {self.changed} changed, {self.gone} gone"
        return f"{line}; {self.failed} inputs could not be brought in (see above)" if self.failed else line
