"""Threads as linked data (schema.org), for whoever reads pages by program."""

import json
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from pmlarchive.model import Message, Status, Thread
from pmlarchive.web.context import names
from pmlarchive.web.shown import public
from pmlarchive.web.urls import place_url

#: Comments told in the page; the API has them all.
MOST = 50


def thread_data(thread: Thread) -> Markup:
    """Return a thread as JSON-LD, fit to stand inside ``<script>``."""
    known, base = names(), url_for("home.index", _external=True).rstrip("/")
    post = public(thread.post)
    shown = [message for message in thread.comments if message.status is Status.VISIBLE]
    data = _message(post, "DiscussionForumPosting", base) | {
        "@context": "https://schema.org",
        "headline": post.title,
        "commentCount": thread.found_comments,
        "comment": [_message(known.of(one), "Comment", base, text=False) for one in shown[:MOST]],
    }
    text = json.dumps({key: value for key, value in data.items() if value is not None}, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # nothing in it can end the element now


def _message(message: Message, kind: str, base: str, *, text: bool = True) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": kind,
        "@id": base + place_url(message).removeprefix(request.script_root),
        "author": {"@type": "Person", "name": message.author} if message.author else None,
        "datePublished": message.date.value,
        "url": message.url,
        "text": message.text[:1000] if text else None,
    }
    return {key: value for key, value in data.items() if value is not None}
