"""What each operation does."""

from typing import Literal, cast

from pmlarchive.errors import NotFound
from pmlarchive.model import Status
from pmlarchive.web import offers
from pmlarchive.web.api import shapes
from pmlarchive.web.api.cursors import CURSOR, FARTHEST, LIMIT, following, offset
from pmlarchive.web.api.operations import OPERATIONS, Answer, Parameter, Value, operation
from pmlarchive.web.asking import LONGEST, SORTS, ask, months
from pmlarchive.web.browse import ORDERS, Order
from pmlarchive.web.context import names, remembered, store

__all__ = ["OPERATIONS"]

_ID = Parameter("id", "The stable id.", within=True, required=True, most=100)
_SITE = Parameter("site", "Only this site (its key).", most=300)
_MOST_PROBLEMS = 100


@operation(
    "/search",
    "Find passages.",
    Parameter("q", "The query, in the language of the search page.", required=True, most=LONGEST),
    Parameter("sort", "Order of the passages.", default=SORTS[0], choices=SORTS),
    LIMIT,
    CURSOR,
    answer="Results",
)
def search(q: str, sort: str, limit: int, cursor: Value) -> Answer:
    """Answer a query."""
    start = offset(cursor)
    found = ask(q, limit=limit, offset=start, sort=sort)
    return {
        "total": found.total,
        "threads": found.threads,
        "notes": [str(note) for note in found.notes],
        "also": list(found.also),
        "items": [shapes.hit(one) for one in found.hits],
        "next": following(start, len(found.hits), found.total),
    }


@operation(
    "/threads",
    "List threads.",
    Parameter("order", "Order of the threads.", default="newest", choices=ORDERS),
    _SITE,
    Parameter("year", "Only posts of this year.", "integer", least=1, most=9999),
    Parameter("month", "Only posts of this month; needs `year`.", "integer", least=1, most=12),
    Parameter("tag", "Only posts with this tag.", most=300),
    LIMIT,
    CURSOR,
    answer="Threads",
)
def threads(
    order: str,
    site: str | None,
    year: int | None,
    month: int | None,
    tag: str | None,
    limit: int,
    cursor: Value,
) -> Answer:
    """List threads."""
    start = offset(cursor)
    found = store().threads(
        order=cast("Order", order), site=site, year=year, month=month, tag=tag, limit=limit, offset=start
    )
    items = [shapes.thread(one) for one in found.items]
    return {"total": found.total, "items": items, "next": following(start, len(items), found.total)}


@operation("/threads/{id}", "One thread in figures.", _ID, answer="Thread")
def thread(id: str) -> Answer:  # noqa: A002  # the parameter's name
    """Return a thread's figures."""
    found = store().summaries([id])
    if id not in found:
        raise NotFound("no such thread", subject=id)
    return shapes.thread(found[id])


@operation(
    "/threads/{id}/messages",
    "The post and every comment of a thread, in reading order.",
    _ID,
    LIMIT,
    CURSOR,
    answer="Messages",
)
def thread_messages(id: str, limit: int, cursor: Value) -> Answer:  # noqa: A002
    """Return a part of a thread."""
    start = offset(cursor)
    every = list(store().thread(id))
    items = [shapes.message(one) for one in every[start : start + limit]]
    return {"total": len(every), "items": items, "next": following(start, len(items), len(every))}


@operation("/messages/{id}", "One message.", _ID, answer="Message")
def message(id: str) -> Answer:  # noqa: A002
    """Return a message."""
    return shapes.message(store().message(id))


@operation("/messages/{id}/versions", "Earlier versions of a message.", _ID, answer="Versions")
def versions(id: str) -> Answer:  # noqa: A002
    """Return a message's earlier versions; none for one that cannot be read."""
    readable = store().message(id).status is Status.VISIBLE
    found = store().revisions(id) if readable else []
    return {"total": len(found), "items": [shapes.revision(one) for one in found], "next": None}


@operation(
    "/messages/{id}/similar",
    "Messages of other threads that say the most alike, the closest first (20 at most).",
    _ID,
    answer="Passages",
)
def similar(id: str) -> Answer:  # noqa: A002
    """Return messages like one."""
    _, found = offers.similar(id)
    return {"total": len(found), "items": [shapes.placed(one) for one in found], "next": None}


@operation(
    "/complete",
    "What a person may be typing: names, threads and topics that begin so, a few of each.",
    Parameter("q", "What was typed so far.", required=True, most=LONGEST),
    answer="Completion",
)
def complete(q: str) -> Answer:
    """Complete a query."""
    found = offers.complete(q)
    return {
        "part": found.part,
        "authors": list(found.authors),
        "threads": [{"id": one, "title": title} for one, title in found.threads],
        "concepts": list(found.concepts),
    }


@operation(
    "/people",
    "Names that messages are signed with. A name is not a person.",
    Parameter("prefix", "Only names that begin so.", most=100),
    Parameter("order", "Order of the names.", default="active", choices=("active", "name")),
    LIMIT,
    CURSOR,
    answer="People",
)
def people(prefix: str | None, order: str, limit: int, cursor: Value) -> Answer:
    """List names."""
    if names().hidden:
        raise NotFound("names are not shown here")
    start = offset(cursor)
    by = cast("Literal['name', 'active']", order)
    found = store().authors(prefix or "", order=by, limit=limit, offset=start)
    items = [shapes.person(one) for one in found.items]
    return {"total": found.total, "items": items, "next": following(start, len(items), found.total)}


@operation(
    "/passages",
    "Messages outside their threads: the newest first, or, of a paper, the oldest first.",
    Parameter("paper", "Only what cites this work (`doi:…`, `pmid:…`, `pmcid:…`).", most=300),
    Parameter("author", "Only what is signed with this name.", most=300),
    _SITE,
    LIMIT,
    CURSOR,
    answer="Passages",
)
def passages(paper: str | None, author: str | None, site: str | None, limit: int, cursor: Value) -> Answer:
    """List messages."""
    if author is not None and names().hidden:
        raise NotFound("names are not shown here")
    start = offset(cursor)
    if paper is not None:
        found = store().citing(paper, limit=limit, offset=start)
    else:
        found = store().recent(site=site, author=author, limit=limit, offset=start)
    items = [shapes.placed(one) for one in found.items]
    return {"total": found.total, "items": items, "next": following(start, len(items), found.total)}


@operation("/papers", "Works that messages cite, the most cited first.", LIMIT, CURSOR, answer="Papers")
def papers(limit: int, cursor: Value) -> Answer:
    """List cited works."""
    start = offset(cursor)
    found = store().cited(limit=limit, offset=start)
    items = [shapes.paper(one) for one in found.items]
    return {"total": found.total, "items": items, "next": following(start, len(items), found.total)}


@operation("/sites", "The sites archived.", answer="Sites")
def sites() -> Answer:
    """List sites."""
    found = remembered("sites", lambda: store().sites())
    return {"total": len(found), "items": [shapes.site(one) for one in found], "next": None}


@operation("/tags", "Tags of posts, the most frequent first (500 at most).", answer="Tags")
def tags() -> Answer:
    """List tags."""
    found = remembered("tags", lambda: store().tags(500))
    items = [{"tag": one.tag, "threads": one.threads} for one in found]
    return {"total": len(items), "items": items, "next": None}


@operation(
    "/search/timeline",
    "How many messages a query finds, by month.",
    Parameter("q", "The query.", required=True, most=LONGEST),
    answer="Months",
)
def search_timeline(q: str) -> Answer:
    """Return the months of what a query finds."""
    return {"months": [{"month": month, "messages": count} for month, count in months(q)]}


@operation("/timeline", "Posts and comments by year.", _SITE, answer="Timeline")
def timeline(site: str | None) -> Answer:
    """Return the years."""
    years = remembered(("years", site), lambda: store().years(site))
    return {"years": [{"year": y.year, "threads": y.threads, "comments": y.comments} for y in years]}


@operation(
    "/audit",
    "How complete the archive is: threads whose page declared another number of comments, worst first.",
    LIMIT,
    CURSOR,
    answer="Audit",
)
def audit(limit: int, cursor: Value) -> Answer:
    """Return the differences, and the latest problems."""
    start = offset(cursor)
    overview = remembered("overview", lambda: store().overview())
    found = store().incomplete(limit=limit, offset=min(start, FARTHEST))
    items = [{"thread": shapes.thread(one), "missing": one.missing} for one in found.items]
    problems = [
        {"source": one.source, "what": one.what, "detail": one.detail, "seen": one.seen}
        for one in store().problems()[:_MOST_PROBLEMS]
    ]
    return {
        "total": found.total,
        "items": items,
        "next": following(start, len(items), found.total),
        "declared_comments": overview.declared,
        "found_comments": overview.found,
        "problems": problems,
    }
