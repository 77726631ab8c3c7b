"""Reading a thread: the post, then every comment in its place."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.inside import Inside
from pmlarchive.errors import IndexFailed, QueryProblem
from pmlarchive.model import Status, Thread
from pmlarchive.web.asking import ask_inside, typed
from pmlarchive.web.comments import shown
from pmlarchive.web.context import store
from pmlarchive.web.counts import declared
from pmlarchive.web.layout import Layout, Row, by_time, nested
from pmlarchive.web.linked import thread_data
from pmlarchive.web.minimap import minimap
from pmlarchive.web.safe import Spans
from pmlarchive.web.steps import Step, steps
from pmlarchive.web.streaming import stream, unchanged
from pmlarchive.web.urls import thread_url

bp = Blueprint("read", __name__)

#: Threads with more comments let the browser leave out what is far from sight.
LONG = 150


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found in the thread being read."""

    query: str = ""
    problem: str | None = None
    steps: dict[str, Step] = field(default_factory=dict)
    matches: Inside | None = None
    first: str | None = None

    def spans(self, message_id: str) -> Spans | None:
        """Return what marks the words of a message; ``None`` where it does not match."""
        return self.matches.spans if self.matches and message_id in self.steps else None


@bp.get("/thread/<thread_id>")
def thread(thread_id: str) -> ResponseReturnValue:
    """Show a whole thread; ``q`` marks what matches, ``order=time`` leaves the nesting."""
    known = None if request.args.get("q") else unchanged()  # what matches depends on the index, too
    if known is not None:
        return known
    held = store()
    found = held.thread(thread_id)
    if found.id != thread_id:
        return redirect(thread_url(found.id), 301)
    order = "time" if request.args.get("order") == "time" else "thread"
    layout = by_time(found) if order == "time" else nested(found)
    older, newer = held.neighbours(found.id)
    long = len(found.comments) > LONG
    send = stream if long else render_template
    matched = _find(found, layout)
    by_author = steps([row.message.id for row in layout.rows if _by_author(row)])
    revised = held.revised(found.id)
    return send(
        "thread.html",
        minimap=minimap(layout.rows, matched.steps),
        thread=found,
        post=found.post,
        comments=shown(
            layout,
            spans=matched.spans,
            matches=matched.steps,
            replies=by_author,
            revised=revised,
        ),
        closes=layout.closes,
        declared=declared(found),
        order=order,
        found=matched,
        by_author=by_author,
        revised=revised,
        older=older,
        newer=newer,
        linked=thread_data(found),
        long=long,
    )


@bp.get("/thread/<thread_id>/outline")
def outline(thread_id: str) -> ResponseReturnValue:
    """Show who replied to whom, one line a comment."""
    found = store().thread(thread_id)
    return render_template("outline.html", thread=found, post=found.post, layout=nested(found))


@bp.get("/thread/")
def thread_by_url() -> ResponseReturnValue:
    """Lead from a post's own URL (``?url=``) to its thread here."""
    return redirect(thread_url(store().thread(request.args.get("url", "")).id))


def _by_author(row: Row) -> bool:
    return row.message.by_post_author and row.message.status is Status.VISIBLE


def _find(thread: Thread, layout: Layout) -> Found:
    query = typed(request.args.get("q"))
    if not query:
        return Found()
    try:
        matches = ask_inside(query, thread.id)
    except (QueryProblem, IndexFailed) as error:  # the thread itself can be read all the same
        return Found(query, problem=str(error))
    order = [thread.post.id, *(row.message.id for row in layout.rows)]
    ids = [one for one in order if one in matches.ids]
    return Found(query, None, steps(ids), matches, ids[0] if ids else None)
