"""Addresses of things, for templates and for programs."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import request, url_for

from pmlarchive.model import Message

# A page holds thousands of these three: put together by hand, they cost a tenth of ``url_for``.


def thread_url(thread_id: str, query: str | None = None, anchor: str | None = None) -> str:
    """Return the address of a thread, with matches of ``query`` marked, at the message ``anchor``."""
    address = f"{request.script_root}/thread/{quote(thread_id, safe='')}"
    if query:
        address += "?" + urlencode({"q": query})
    return f"{address}#{quote(anchor, safe='')}" if anchor else address


def place_url(message: Message, query: str | None = None) -> str:
    """Return the address of a message in its place."""
    anchor = None if message.is_post else message.id
    return thread_url(message.thread_id, query, anchor)


def about_url(message_id: str) -> str:
    """Return the address of the page that says where a message came from."""
    return f"{request.script_root}/message/{quote(message_id, safe='')}/about"


def here(**changed: Any) -> str:
    """Return this page's address with some of its parameters changed; ``None`` leaves one out."""
    kept: dict[str, Any] = request.args.to_dict(flat=False)
    return url_for(str(request.endpoint), **(request.view_args or {}) | kept | changed)


def search_url(query: str, sort: str | None = None) -> str:
    """Return the address of a query's results."""
    wanted = {"q": query} | ({"sort": sort} if sort else {})
    return f"{request.script_root}/search?{urlencode(wanted)}"
