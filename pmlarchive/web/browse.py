"""Ways in without a query: by year and month, site, tag, name, and cited paper."""

from typing import Literal, cast

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext

from pmlarchive.errors import NotFound
from pmlarchive.web import dates
from pmlarchive.web.context import names, remembered, store
from pmlarchive.web.home import bars
from pmlarchive.web.inline import plain
from pmlarchive.web.paging import Pager, page_number

bp = Blueprint("browse", __name__, url_prefix="/browse")

THREADS, NAMES, PASSAGES = 40, 100, 30
ORDERS = ("newest", "oldest", "discussed", "active")
Order = Literal["newest", "oldest", "discussed", "active"]


@bp.get("/")
def index() -> str:
    """Show every thread, and the other ways in."""
    return _threads(gettext("All threads"), bars=remembered("years", lambda: bars(store().years())))


@bp.get("/year/<int:year>")
@bp.get("/year/<int:year>/<int:month>")
def year(year: int, month: int | None = None) -> str:
    """Show the threads that began in a year, or a month of it."""
    if not 1 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        abort(404)
    title = dates.month_name(year, month) if month else str(year)
    return _threads(title, year=year, month=month, months=store().months(year))


@bp.get("/site")
def site() -> str:
    """Show a site's threads (``?key=``)."""
    key = request.args.get("key", "")
    found = next((one for one in remembered("sites", lambda: store().sites()) if one.key == key), None)
    if found is None:
        raise NotFound("no such site", subject=key)
    return _threads(found.title or found.key, site=key, summary=found)


@bp.get("/tag")
def tag() -> str:
    """Show the threads that carry a tag (``?name=``)."""
    name = request.args.get("name", "")
    return _threads(gettext("Tag: %(name)s", name=name), tag=name)


@bp.get("/sites")
def sites() -> str:
    """List all sites."""
    return render_template("sites.html", sites=remembered("sites", lambda: store().sites()))


@bp.get("/tags")
def tags() -> str:
    """List the tags that posts carry."""
    return render_template("tags.html", tags=remembered("tags", lambda: store().tags(500)))


@bp.get("/people")
def people() -> str:
    """List the names that messages are signed with."""
    _only_as_written()
    prefix = plain(request.args.get("prefix"))[:100]
    order: Literal["name", "active"] = "name" if request.args.get("order") == "name" else "active"
    page = page_number()
    found = remembered(
        ("people", prefix, order, page),
        lambda: store().authors(prefix, order=order, limit=NAMES, offset=(page - 1) * NAMES),
    )
    pager = Pager(page, NAMES, found.total)
    return render_template("people.html", people=found, prefix=prefix, order=order, pager=pager)


@bp.get("/person")
def person() -> str:
    """Show what was written under a name (``?name=``), the newest first."""
    _only_as_written()
    name = request.args.get("name", "")
    page = page_number()
    found = store().recent(author=name, limit=PASSAGES, offset=(page - 1) * PASSAGES)
    if not found.total:
        raise NotFound("nobody of this name wrote here", subject=name)
    pager = Pager(page, PASSAGES, found.total)
    nobody = name.strip().casefold() in {"anonymous", "anon", "guest", "unknown"}
    return render_template("person.html", name=name, found=found, pager=pager, nobody=nobody)


@bp.get("/papers")
def papers() -> str:
    """List the papers that messages cite, the most cited first."""
    page = page_number()
    found = remembered(("papers", page), lambda: store().cited(limit=NAMES, offset=(page - 1) * NAMES))
    return render_template("papers.html", papers=found, pager=Pager(page, NAMES, found.total))


@bp.get("/paper")
def paper() -> str:
    """Show the passages that cite a paper (``?key=doi:…``), the oldest first."""
    key = request.args.get("key", "")
    page = page_number()
    found = store().citing(key, limit=PASSAGES, offset=(page - 1) * PASSAGES)
    if not found.total:
        raise NotFound("no message cites this", subject=key)
    return render_template("paper.html", key=key, found=found, pager=Pager(page, PASSAGES, found.total))


def _only_as_written() -> None:
    """Refuse lists of names where names are not shown."""
    if names().hidden:
        abort(404)


def _threads(title: str, **wanted: object) -> str:
    """Show a list of threads: filters go to the store, the rest to the page."""
    order = request.args.get("order", "newest")
    order = cast("Order", order if order in ORDERS else "newest")
    page = page_number()
    year, month = cast("int | None", wanted.get("year")), cast("int | None", wanted.get("month"))
    site, tag = cast("str | None", wanted.get("site")), cast("str | None", wanted.get("tag"))
    found = store().threads(
        order=order, site=site, year=year, month=month, tag=tag, limit=THREADS, offset=(page - 1) * THREADS
    )
    pager = Pager(page, THREADS, found.total)
    return render_template("threads.html", title=title, found=found, order=order, pager=pager, **wanted)
