"""Searching: results grouped by thread, each passage with its place."""

from flask import Blueprint, render_template, request

from pmlarchive.errors import QueryProblem
from pmlarchive.web.context import archive
from pmlarchive.web.paging import Pager, page_number

bp = Blueprint("search", __name__)

PAGE = 20
SORTS = ("relevance", "newest", "oldest")
#: Longer queries are cut: nobody types them, and they cost.
LONGEST = 1000


@bp.get("/search")
def results() -> str:
    """Show what matches, or how to ask."""
    query = request.args.get("q", "")[:LONGEST].strip()
    sort = request.args.get("sort", SORTS[0])
    sort = sort if sort in SORTS else SORTS[0]
    page = page_number()
    result, problem = None, None
    if query:
        try:
            result = archive().search(query, limit=PAGE, offset=(page - 1) * PAGE, sort=sort)
        except QueryProblem as error:
            problem = str(error)
    pager = Pager(page, PAGE, result.total if result else 0)
    return render_template(
        "search.html", query=query, sort=sort, sorts=SORTS, result=result, problem=problem, pager=pager
    )
