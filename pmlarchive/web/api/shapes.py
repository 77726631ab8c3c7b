"""What the API's answers look like: JSON of the archive's things, and the schemas that describe it."""

from typing import Any

from index.results import Hit
from pmlarchive.export.jsonl import to_json
from pmlarchive.model import Date, Message, Revision
from pmlarchive.store.catalogue import SiteSummary, ThreadSummary
from pmlarchive.store.people import AuthorSummary, PaperSummary, Placed
from pmlarchive.web import safe
from pmlarchive.web.context import names
from pmlarchive.web.shown import public

Json = dict[str, Any]


def message(one: Message) -> Json:
    """Return a message in the interchange format, as anybody may see it."""
    return dict(to_json(public(one)))


def placed(one: Placed) -> Json:
    """Return a message outside its thread."""
    return {
        "message": message(one.message),
        "thread_title": one.thread_title,
        "thread_id": one.message.thread_id,
    }


def hit(one: Hit) -> Json:
    """Return a passage that a query found."""
    return {
        "message": message(one.message),
        "thread_title": one.thread_title,
        "thread_id": one.message.thread_id,
        "snippet": one.snippet.text,
        "snippet_html": str(safe.snippet(one.snippet)),
        "score": one.score,
    }


def thread(one: ThreadSummary) -> Json:
    """Return a thread as lists show it."""
    return {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "author": one.author,
        "date": one.date.value,
        "date_precision": one.date.precision.value if one.date.precision else None,
        "site": one.site,
        "platform": one.platform,
        "comments": one.comments,
        "pings": one.pings,
        "declared_comments": one.declared,
        "last_comment": one.last_comment.value,
        "captured": one.captured,
    }


def revision(one: Revision) -> Json:
    """Return an earlier version of a message."""
    return {
        "number": one.number,
        "author": names().shown(one.author),
        "text": one.text,
        "captured": one.captured,
        "replaced": one.replaced,
    }


def site(one: SiteSummary) -> Json:
    """Return a site in figures."""
    return {
        "key": one.key,
        "title": one.title,
        "url": one.url,
        "threads": one.threads,
        "comments": one.comments,
        "declared_comments": one.declared,
        "found_comments": one.found,
        "first_year": one.first_year,
        "last_year": one.last_year,
    }


def person(one: AuthorSummary) -> Json:
    """Return a name in figures."""
    return {
        "name": one.name,
        "posts": one.posts,
        "comments": one.comments,
        "threads": one.threads,
        "first": _day(one.first),
        "last": _day(one.last),
    }


def paper(one: PaperSummary) -> Json:
    """Return a cited work in figures."""
    return {"key": one.key, "url": one.url, "passages": one.passages, "threads": one.threads}


def _day(date: Date) -> str | None:
    return date.value[:10] if date.value else None


# Schemas ---------------------------------------------------------------------------------------------------

_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_COUNT: Json = {"type": "integer", "minimum": 0}
_MAYBE_NUMBER: Json = {"type": ["integer", "null"]}
_FLAG: Json = {"type": "boolean"}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_PRECISION: Json = {"enum": ["year", "month", "day", "minute", "second", None]}


def _thing(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str, **more: Json) -> Json:
    return _thing(total=_COUNT, items={"type": "array", "items": _ref(name)}, next=_MAYBE, **more)


SCHEMAS: dict[str, Json] = {
    "Message": _thing(
        kind={"enum": ["post", "comment", "ping"]},
        site=_TEXT,
        platform=_TEXT,
        thread=_TEXT,
        id=_TEXT,
        native_id=_MAYBE,
        parent=_MAYBE,
        depth=_COUNT,
        position=_COUNT,
        title=_MAYBE,
        author=_MAYBE,
        author_url=_MAYBE,
        by_post_author=_FLAG,
        date=_MAYBE,
        date_precision=_PRECISION,
        date_text=_MAYBE,
        text=_TEXT,
        html=_TEXT,
        url=_MAYBE,
        status={"enum": ["visible", "removed", "gone", "ghost", "withheld"]},
        declared_comments=_MAYBE_NUMBER,
        captured=_MAYBE,
        source=_MAYBE,
        tags=_TEXTS,
        links=_TEXTS,
    ),
    "Placed": _thing(message=_ref("Message"), thread_title=_MAYBE, thread_id=_TEXT),
    "Hit": _thing(
        message=_ref("Message"),
        thread_title=_MAYBE,
        thread_id=_TEXT,
        snippet=_TEXT,
        snippet_html=_TEXT,
        score={"type": "number"},
    ),
    "Thread": _thing(
        id=_TEXT,
        url=_TEXT,
        title=_MAYBE,
        author=_MAYBE,
        date=_MAYBE,
        date_precision=_PRECISION,
        site=_TEXT,
        platform=_TEXT,
        comments=_COUNT,
        pings=_COUNT,
        declared_comments=_MAYBE_NUMBER,
        last_comment=_MAYBE,
        captured=_MAYBE,
    ),
    "Version": _thing(number=_COUNT, author=_MAYBE, text=_TEXT, captured=_MAYBE, replaced=_TEXT),
    "Site": _thing(
        key=_TEXT,
        title=_MAYBE,
        url=_MAYBE,
        threads=_COUNT,
        comments=_COUNT,
        declared_comments=_COUNT,
        found_comments=_COUNT,
        first_year=_MAYBE_NUMBER,
        last_year=_MAYBE_NUMBER,
    ),
    "Person": _thing(name=_TEXT, posts=_COUNT, comments=_COUNT, threads=_COUNT, first=_MAYBE, last=_MAYBE),
    "Paper": _thing(key=_TEXT, url=_TEXT, passages=_COUNT, threads=_COUNT),
    "Tag": _thing(tag=_TEXT, threads=_COUNT),
    "Completion": _thing(
        part=_TEXT,
        authors=_TEXTS,
        threads={"type": "array", "items": _thing(id=_TEXT, title=_TEXT)},
        concepts=_TEXTS,
    ),
    "Year": _thing(year={"type": "integer"}, threads=_COUNT, comments=_COUNT),
    "Missing": _thing(thread=_ref("Thread"), missing={"type": "integer"}),
    "SourceProblem": _thing(source=_TEXT, what=_TEXT, detail=_TEXT, seen=_TEXT),
    "Threads": _list("Thread"),
    "Messages": _list("Message"),
    "Passages": _list("Placed"),
    "People": _list("Person"),
    "Papers": _list("Paper"),
    "Sites": _list("Site"),
    "Tags": _list("Tag"),
    "Versions": _list("Version"),
    "Results": _list("Hit", threads=_COUNT, notes=_TEXTS, also=_TEXTS),
    "Timeline": _thing(years={"type": "array", "items": _ref("Year")}),
    "Months": _thing(months={"type": "array", "items": _thing(month={"type": "string"}, messages=_COUNT)}),
    "Audit": _list(
        "Missing",
        declared_comments=_COUNT,
        found_comments=_COUNT,
        problems={"type": "array", "items": _ref("SourceProblem")},
    ),
    "Problem": _thing(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
}
