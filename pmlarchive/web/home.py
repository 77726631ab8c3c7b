"""The first page: what is in the archive, and the ways into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from pmlarchive.store.catalogue import Overview, ThreadSummary, YearCount
from pmlarchive.store.store import Store
from pmlarchive.web.context import remembered, store

bp = Blueprint("home", __name__)

_LISTED = 6
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in the chart: ``height`` of its bar from 0 to 100."""

    year: int
    threads: int
    comments: int
    height: int
    chosen: bool = False

    @property
    def short(self) -> str:
        """What stands under the bar."""
        return str(self.year)

    @property
    def marked(self) -> bool:
        """Whether it is named where there is no room to name all."""
        return self.year % 5 == 0


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page shows."""

    overview: Overview
    bars: Sequence[Bar]
    discussed: Sequence[ThreadSummary]
    latest: Sequence[ThreadSummary]


@bp.get("/")
def index() -> str:
    """Show the archive in figures, its years, and where to begin."""
    return render_template("home.html", front=remembered("front", lambda: _front(store())))


def _front(held: Store) -> Front:
    return Front(
        held.overview(),
        bars(held.years()),
        held.threads(order="discussed", limit=_LISTED).items,
        held.threads(order="newest", limit=_LISTED).items,
    )


def bars(years: Sequence[YearCount]) -> list[Bar]:
    """Return one bar a year without gaps, so that a silent year shows as one."""
    if not years:
        return []
    known = {year.year: year for year in years}
    last = max(known)
    first = max(min(known), last - _LONGEST)  # a mistyped date must not make a chart of centuries
    most = max(year.threads + year.comments for year in years)
    return [_bar(known.get(year, YearCount(year, 0, 0)), most) for year in range(first, last + 1)]


def _bar(year: YearCount, most: int) -> Bar:
    size = year.threads + year.comments
    return Bar(year.year, year.threads, year.comments, max(2, round(100 * size / most)) if size else 0)
