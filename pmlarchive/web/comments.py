"""Comments made ready for the template: everything it shows of each, worked out in one pass.

A thread may have thousands. What is the same for all (words, addresses, the language) is asked for once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from pmlarchive.model import Kind, Message, Status
from pmlarchive.web import dates, safe
from pmlarchive.web.context import names
from pmlarchive.web.inline import inline
from pmlarchive.web.layout import Layout, Row
from pmlarchive.web.safe import Spans
from pmlarchive.web.steps import Step
from pmlarchive.web.urls import about_url

#: From here on a comment says how deep it stands: its indentation does not.
_SAY_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as it is shown.

    Attributes:
        row: Its place.
        classes: Of its element.
        name: Who wrote it, or that there is nothing to show.
        when: Its date; ``None`` where it was never captured.
        up: Words of the link to what it replies to.
        opening: Words of the list of replies that opens before it.
        level: Words for how deep it stands, where that cannot be seen.
        body: Its text; ``None`` where it is not here.
        absent: What is said in place of a text.
        about: Address of the page about it.
        match: Its place among the matches; ``reply``: among the replies of the post's author.
    """

    row: Row
    classes: str
    name: Markup
    by_author: bool
    ping: bool
    when: Markup | None
    up: Markup | None
    opening: str | None
    level: str | None
    body: Markup | None
    absent: str | None
    about: str
    edited: bool
    match: Step | None
    reply: Step | None


def absence(status: Status) -> str:
    """Return why a message is not here to be read."""
    match status:
        case Status.REMOVED:
            return str(gettext("Removed: the site showed only a placeholder here."))
        case Status.GONE:
            return str(
                gettext(
                    "Gone: this was here when first captured, and had been taken off the site by a later "
                    "capture."
                )
            )
        case Status.GHOST:
            return str(gettext("Never captured: this is known only because others replied to it."))
        case Status.WITHHELD:
            return str(gettext("Withheld: taken down from this archive on request."))
        case Status.VISIBLE:
            return ""


def replying(parent: Message, words: str | None = None) -> Markup:
    """Return ``in reply to …``; ``words`` is that sentence, where it has been translated already."""
    if parent.status is not Status.VISIBLE:
        return escape(gettext("in reply to a comment that is not here"))
    name = names().of(parent).author or gettext("Unknown author")
    return escape(words or gettext("in reply to %(name)s")) % {"name": inline(name)}


def shown(
    layout: Layout,
    *,
    spans: Callable[[str], Spans | None],
    matches: Mapping[str, Step],
    replies: Mapping[str, Step],
    revised: Collection[str],
) -> Iterator[Shown]:
    """Yield the comments of a thread, ready to be set."""
    locale, known = dates.locale(), names()
    unknown, nothing = gettext("Unknown author"), inline(gettext("No comment here"))
    answer = gettext("in reply to %(name)s")

    @cache
    def branch(n: int) -> str:
        return str(ngettext("%(n)s reply", "%(n)s replies", n, n=dates.number(n)))

    @cache
    def name(author: str | None) -> Markup:
        return inline(author or unknown)

    before: Row | None = None
    for row in layout.rows:
        message = known.of(row.message)
        here = message.status is Status.VISIBLE
        match = matches.get(message.id)
        classes = "m by-author" if message.by_post_author else "m"
        if not here:
            classes += " gap"
        yield Shown(
            row=row,
            classes=classes + " match" if match else classes,
            name=name(message.author) if here else nothing,
            by_author=here and message.by_post_author,
            ping=message.kind is Kind.PING,
            when=None if message.status is Status.GHOST else dates.element(message.date, locale),
            up=replying(row.parent, answer) if row.parent else None,
            opening=branch(before.branch) if before and row.opens else None,
            level=gettext("level %(n)s", n=dates.number(message.depth)) if row.nest > _SAY_LEVEL else None,
            body=safe.body(message.html, message.text, spans=spans(message.id)) if here else None,
            absent=None if here else absence(message.status),
            about=about_url(message.id),
            edited=here and message.id in revised,
            match=match,
            reply=replies.get(message.id),
        )
        before = row
