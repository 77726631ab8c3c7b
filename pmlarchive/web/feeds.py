"""Atom feeds (RFC 4287) of the archive, a site, a thread, a name and a query; OpenSearch description."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext

from pmlarchive.errors import NotFound
from pmlarchive.model import Message, Status
from pmlarchive.web import safe
from pmlarchive.web.asking import ask, typed
from pmlarchive.web.context import archive, names, site_name, store
from pmlarchive.web.inline import plain
from pmlarchive.web.shown import public
from pmlarchive.web.urls import here, place_url

bp = Blueprint("feeds", __name__, url_prefix="/feed")

ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Entry = tuple[Message, str | None]


@bp.get("/all.atom")
def everything() -> Response:
    """What was written last, on all sites or on one (``?site=``)."""
    site = request.args.get("site")
    found = store().recent(site=site, limit=ENTRIES)
    title = archive().config.string("title") if site is None else site_name(site)
    return _feed(title, [(one.message, one.thread_title) for one in found.items])


@bp.get("/thread/<thread_id>.atom")
def thread(thread_id: str) -> Response:
    """What was written last in a thread."""
    post = store().thread(thread_id).post
    found = store().recent(thread=post.id, limit=ENTRIES)
    title = post.title or gettext("Untitled post")
    return _feed(title, [(one.message, one.thread_title) for one in found.items])


@bp.get("/person.atom")
def person() -> Response:
    """What was written last under a name (``?name=``)."""
    if names().hidden:
        abort(404)
    name = request.args.get("name", "")
    found = store().recent(author=name, limit=ENTRIES)
    if not found.total:
        raise NotFound("nobody of this name wrote here", subject=name)
    return _feed(name, [(one.message, one.thread_title) for one in found.items])


@bp.get("/search.atom")
def search() -> Response:
    """What was written last that a query finds (``?q=``)."""
    query = typed(request.args.get("q"))
    if not query:
        abort(404)
    found = ask(query, limit=ENTRIES, sort="newest")
    title = gettext("Search: %(query)s", query=query)
    return _feed(title, [(hit.message, hit.thread_title) for hit in found.hits])


@bp.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search, so that a browser can offer the archive as a search engine."""
    root = Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    title = archive().config.string("title")
    SubElement(root, "ShortName").text = plain(title)[:16]
    SubElement(root, "Description").text = gettext("Search %(title)s", title=plain(title))
    SubElement(root, "InputEncoding").text = "UTF-8"
    address = url_for("search.results", _external=True) + "?q={searchTerms}"
    SubElement(root, "Url", type="text/html", template=address)
    return Response(_xml(root), mimetype="application/opensearchdescription+xml")


def _feed(title: str, entries: Sequence[Entry]) -> Response:
    root = Element("feed", xmlns=_ATOM)
    SubElement(root, "title").text = plain(title)
    SubElement(root, "id").text = _tag(request.full_path.rstrip("?"))
    SubElement(root, "link", rel="self", href=here(_external=True))
    SubElement(root, "link", rel="alternate", href=url_for("home.index", _external=True))
    shown = [(public(message), title) for message, title in entries if message.status is Status.VISIBLE]
    SubElement(root, "updated").text = max((_moment(one) for one, _ in shown), default="1970-01-01T00:00:00Z")
    for message, thread_title in shown:
        _entry(root, message, thread_title)
    return Response(_xml(root), mimetype="application/atom+xml")


def _entry(root: Element, message: Message, thread_title: str | None) -> None:
    entry = SubElement(root, "entry")
    about = thread_title or gettext("Untitled post")
    who = message.author or gettext("Unknown author")
    title = about if message.is_post else gettext("%(who)s on “%(title)s”", who=who, title=about)
    SubElement(entry, "title").text = plain(title)
    SubElement(entry, "id").text = _tag(message.id)
    address = request.host_url.rstrip("/") + place_url(message)
    SubElement(entry, "link", rel="alternate", href=address)
    SubElement(SubElement(entry, "author"), "name").text = plain(who)
    SubElement(entry, "updated").text = _moment(message)
    body = safe.body(message.html, message.text)
    SubElement(entry, "content", type="html").text = body


def _moment(message: Message) -> str:
    """Return RFC 3339: when it was written, or where that is unknown, when it was captured."""
    seconds = message.date.sort_key
    if seconds is None:
        return message.captured or "1970-01-01T00:00:00Z"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tag(what: str) -> str:
    """Return a stable tag URI (RFC 4151) of this archive."""
    host = urlsplit(request.host_url).hostname or "localhost"
    digest = hashlib.blake2b(what.encode("utf-8", "replace"), digest_size=10).hexdigest()
    return f"tag:{host},2024:{digest}"


def _xml(root: Element) -> bytes:
    """Return a document without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", _DECLARATION + tostring(root, encoding="unicode")).encode()
