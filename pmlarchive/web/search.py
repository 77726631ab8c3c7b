"""Searching: results grouped by thread, each passage with its place."""

from flask import Blueprint, render_template, request

from pmlarchive.errors import QueryProblem
from pmlarchive.web.asking import SORTS, ask, typed
from pmlarchive.web.paging import Pager, page_number

bp = Blueprint("search", __name__)

PAGE = 20


@bp.get("/search")
def results() -> str:
    """Show what matches, or how to ask."""
    query = typed(request.args.get("q"))
    sort = request.args.get("sort", SORTS[0])
    sort = sort if sort in SORTS else SORTS[0]
    page = page_number()
    result, problem = None, None
    if query:
        try:
            result = ask(query, limit=PAGE, offset=(page - 1) * PAGE, sort=sort)
        except QueryProblem as error:
            problem = str(error)
    pager = Pager(page, PAGE, result.total if result else 0)
    return render_template(
        "search.html", query=query, sort=sort, sorts=SORTS, result=result, problem=problem, pager=pager
    )
