"""Reading a thread: the post, then every comment in its place."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from pmlarchive.web.context import store
from pmlarchive.web.layout import by_time, nested
from pmlarchive.web.urls import place_url, thread_url

bp = Blueprint("read", __name__)

ORDERS = ("thread", "time")


@bp.get("/thread/<thread_id>")
def thread(thread_id: str) -> ResponseReturnValue:
    """Show a whole thread."""
    found = store().thread(thread_id)
    if found.id != thread_id:
        return redirect(thread_url(found.id), 301)
    order = request.args.get("order", ORDERS[0])
    layout = by_time(found) if order == "time" else nested(found)
    return render_template(
        "thread.html",
        thread=found,
        post=found.post,
        layout=layout,
        order=order if order in ORDERS else ORDERS[0],
        query=request.args.get("q", "").strip(),
        revised=store().revised(found.id),
        site=next((site for site in store().sites() if site.key == found.post.site), None),
    )


@bp.get("/thread/")
def thread_by_url() -> ResponseReturnValue:
    """Lead from a post's own URL (``?url=``) to its thread here."""
    return redirect(thread_url(store().thread(request.args.get("url", "")).id))


@bp.get("/message/<message_id>")
def message(message_id: str) -> ResponseReturnValue:
    """Lead to a message in its place."""
    return redirect(place_url(store().message(message_id)))
