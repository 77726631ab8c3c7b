"""What `add` does: sort addresses from files, bring each in, say what became of it, make it findable."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pmlarchive import terminal
from pmlarchive.archive import Archive
from pmlarchive.importing import Imported, check_url, files_in, import_files

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
    with terminal.progress("Reading files") as report:
        for number, imported in enumerate(import_files(archive, files, url=url), start=1):
            totals.add(imported)
            report(number, len(files))
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


def _finish(archive: Archive, totals: "_Totals") -> bool:
    if totals.new:
        archive.store.database.learn()
    with terminal.progress("Indexing") as report:
        archive.update_index(report)
    terminal.say(totals.line())
    return totals.failed > 0


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
