"""The first page: what is in the archive, and the ways into it."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from pmlarchive.store.catalogue import YearCount
from pmlarchive.web.context import store

bp = Blueprint("home", __name__)

_LISTED = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in the chart: ``height`` of its bar from 0 to 100."""

    year: int
    threads: int
    comments: int
    height: int


@bp.get("/")
def index() -> str:
    """Show the archive in figures, its years, and where to begin."""
    held = store()
    return render_template(
        "home.html",
        overview=held.overview(),
        bars=bars(held.years()),
        sites=held.sites(),
        discussed=held.threads(order="discussed", limit=_LISTED).items,
        latest=held.threads(order="newest", limit=_LISTED).items,
    )


def bars(years: list[YearCount]) -> list[Bar]:
    """Return one bar a year without gaps, so that a silent year shows as one."""
    if not years:
        return []
    known = {year.year: year for year in years}
    first, last = min(known), max(known)
    if last - first > 200:  # a mistyped date must not make a chart of centuries
        first = last - 200
    most = max(year.threads + year.comments for year in years)
    found = []
    for number in range(first, last + 1):
        year = known.get(number, YearCount(number, 0, 0))
        size = year.threads + year.comments
        found.append(
            Bar(number, year.threads, year.comments, max(2, round(100 * size / most)) if size else 0)
        )
    return found
