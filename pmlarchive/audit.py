"""How complete an archive is: what pages declared against what was found, and what could not be read."""

from dataclasses import asdict, dataclass

from pmlarchive.archive import TABLE, Archive
from pmlarchive.model import Problem
from pmlarchive.store.soundness import ThreadAudit
from scraper.crawl.frontier import captured, unfetched

#: Troubles of a request: what was captured since has none.
_PASSING = frozenset({"unreachable", "status", "later", "limit"})


@dataclass(slots=True)
class SiteAudit:
    """A site's completeness, summed over its threads.

    ``declared`` counts what pages declared; ``found_of_declared`` how much of that is here, with the pings
    and placeholders that some platforms count.
    """

    site: str
    threads: int = 0
    comments: int = 0
    pings: int = 0
    declaring: int = 0
    declared: int = 0
    found_of_declared: int = 0
    differing: int = 0
    ghosts: int = 0
    removed: int = 0
    gone: int = 0
    withheld: int = 0
    unknown_authors: int = 0
    unknown_dates: int = 0

    def add(self, thread: ThreadAudit) -> None:
        """Count one more thread in."""
        self.threads += 1
        self.comments += thread.found
        for name in ("pings", "ghosts", "removed", "gone", "withheld", "unknown_authors", "unknown_dates"):
            setattr(self, name, getattr(self, name) + getattr(thread, name))
        if thread.declared is not None:
            self.declaring += 1
            self.declared += thread.declared
            self.found_of_declared += thread.declared - max(thread.missing, 0)
            self.differing += thread.missing != 0


@dataclass(frozen=True, slots=True)
class Audit:
    """An archive's completeness and integrity.

    Attributes:
        differing: Threads whose declared and found counts differ.
        uncaptured: Pages that a site named, in a sitemap, a list or a link, and that were not captured: URL,
            and why; what ``problems`` tells of is not told again.
        unindexed: Changes that the index does not contain yet.
        damage: What the database finds wrong with its own files.
    """

    sites: tuple[SiteAudit, ...]
    differing: tuple[ThreadAudit, ...]
    problems: tuple[Problem, ...]
    uncaptured: tuple[tuple[str, str], ...]
    unindexed: int
    damage: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged and nothing was left out."""
        return (
            not self.damage
            and not self.uncaptured
            and not any(problem.what != "note" for problem in self.problems)
        )


def audit(archive: Archive) -> Audit:
    """Look an archive through.

    Raises:
        StoreError: The database does not answer.
    """
    sites: dict[str, SiteAudit] = {}
    differing = []
    for thread in archive.store.thread_audits():
        sites.setdefault(thread.site, SiteAudit(thread.site)).add(thread)
        if thread.missing:
            differing.append(thread)
    table = archive.path / TABLE
    here = captured(table)
    problems = [p for p in archive.store.problems() if not (p.what in _PASSING and p.source in here)]
    told = {problem.source for problem in problems}
    return Audit(
        tuple(sites.values()),
        tuple(sorted(differing, key=lambda thread: (-abs(thread.missing), thread.url))),
        tuple(problems),
        tuple((url, why) for url, why in unfetched(table) if url not in told),
        archive.unindexed(),
        tuple(archive.store.damage()),
    )


def to_json(report: Audit) -> dict[str, object]:
    """Return an audit for programs to read."""
    return {
        "sites": [asdict(site) for site in report.sites],
        "differing": [asdict(thread) | {"missing": thread.missing} for thread in report.differing],
        "problems": [asdict(problem) for problem in report.problems],
        "uncaptured": [{"url": url, "why": why} for url, why in report.uncaptured],
        "unindexed": report.unindexed,
        "damage": list(report.damage),
        "sound": report.sound,
    }
