"""Searching: results grouped by thread, each passage with its place; what they can be narrowed by."""

from flask import Blueprint, render_template, request

from pmlarchive.errors import QueryProblem
from pmlarchive.web.around import around
from pmlarchive.web.asking import SORTS, search, typed
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
    result, beside, problem = None, None, None
    if query:
        try:
            result, found = search(query, limit=PAGE, offset=(page - 1) * PAGE, sort=sort)
            beside = around(query, found)
        except QueryProblem as error:
            problem = str(error)
    return render_template(
        "search.html",
        query=query,
        sort=sort,
        result=result,
        around=beside,
        problem=problem,
        pager=Pager(page, PAGE, result.total if result else 0),
    )
