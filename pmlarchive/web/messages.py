"""One message: the way to its place, where it came from, how to cite it, its earlier versions."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup, escape

from pmlarchive.errors import NotFound
from pmlarchive.model import Message, Revision, Status
from pmlarchive.web import dates, offers
from pmlarchive.web.context import names, store
from pmlarchive.web.urls import place_url

bp = Blueprint("messages", __name__, url_prefix="/message")

#: Longer texts are compared line by line: word by word would take too long.
_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a message beside the one before it: ``changes`` marks what went and what came."""

    number: int
    captured: str | None
    source: str | None
    status: Status
    author: str | None
    changes: Markup


@bp.get("/<message_id>")
def place(message_id: str) -> ResponseReturnValue:
    """Lead to a message in its place."""
    return redirect(place_url(store().message(message_id)))


@bp.get("/<message_id>/about")
def about(message_id: str) -> str:
    """Show where a message came from, and how to cite it."""
    message = names().of(store().message(message_id))
    title = store().titles([message.thread_id]).get(message.thread_id)
    return render_template(
        "about_message.html",
        message=message,
        thread_title=title,
        citation=citation(message, title) if message.status is Status.VISIBLE else None,
        versions=len(store().revisions(message_id)),
    )


@bp.get("/<message_id>/similar")
def similar(message_id: str) -> str:
    """Show what other threads say alike."""
    message, found = offers.similar(message_id)
    return render_template("similar.html", message=names().of(message), found=found)


@bp.get("/<message_id>/versions")
def versions(message_id: str) -> str:
    """Show the versions of a message, the newest first, each with what changed."""
    held = store()
    message = held.message(message_id)
    earlier = held.revisions(message_id)
    if not earlier or message.status is not Status.VISIBLE:
        raise NotFound("this message has no earlier versions", subject=message_id)
    shown: list[Version] = []
    before: str | None = None
    every: list[Revision | Message] = [*earlier, message]
    for number, one in enumerate(every, 1):
        changes = Markup("<p>{}</p>").format(one.text) if before is None else compare(before, one.text)
        author = names().of(message).author if one.author == message.author else names().shown(one.author)
        shown.append(Version(number, one.captured, one.source, one.status, author, changes))
        before = one.text
    return render_template("versions.html", message=names().of(message), versions=shown[::-1])


def compare(before: str, after: str) -> Markup:
    """Return a text with what changed since an earlier version in ``<del>`` and ``<ins>``."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > _WORDS:
        old, new = before.splitlines(), after.splitlines()
    pieces: list[Markup] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(escape(" ".join(new[c:d])))
            continue
        if a < b:
            pieces.append(Markup("<del>{}</del>").format(" ".join(old[a:b])))
        if c < d:
            pieces.append(Markup("<ins>{}</ins>").format(" ".join(new[c:d])))
    return Markup("<p>{}</p>").format(Markup(" ").join(pieces))


def citation(message: Message, thread_title: str | None) -> str:
    """Return a message as a reference list names it."""
    who = message.author or gettext("Unknown author")
    title = thread_title or gettext("untitled post")
    what = f"{title}." if message.is_post else gettext("Comment on “%(title)s”.", title=title)
    when = dates.words(message.date)
    where = message.url or message.thread
    kept = url_for("messages.place", message_id=message.id, _external=True)
    text = gettext(
        "%(who)s (%(when)s). %(what)s %(site)s. %(where)s. Archived at %(kept)s.",
        who=who.rstrip("."),
        when=when,
        what=what,
        site=message.site,
        where=where,
        kept=kept,
    )
    return str(text)
