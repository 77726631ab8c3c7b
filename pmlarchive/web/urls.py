"""Addresses of things, for templates and for programs."""

from typing import Any

from flask import request, url_for

from pmlarchive.model import Message


def thread_url(thread_id: str, query: str | None = None, anchor: str | None = None) -> str:
    """Return the address of a thread, with matches of ``query`` marked, at the message ``anchor``."""
    return url_for("read.thread", thread_id=thread_id, q=query or None, _anchor=anchor)


def place_url(message: Message, query: str | None = None) -> str:
    """Return the address of a message in its place."""
    anchor = None if message.is_post else message.id
    return thread_url(message.thread_id, query, anchor)


def here(**changed: Any) -> str:
    """Return this page's address with some of its parameters changed; ``None`` leaves one out."""
    kept: dict[str, Any] = request.args.to_dict(flat=False)
    return url_for(str(request.endpoint), **(request.view_args or {}) | kept | changed)
