"""Long pages on their way while they are still being made, and not made at all where the browser has them."""

import hashlib
from typing import Any

from flask import Response, current_app, request, stream_with_context
from flask_babel import get_locale
from werkzeug.http import quote_etag

from pmlarchive.web.context import names, version

#: Pieces of a template that are sent together.
_PIECES = 400


def page_tag() -> str:
    """Return what a page made of the store alone depends on: archive, program, names, address, language."""
    facts = (version(), current_app.static_url_path, names(), request.full_path, str(get_locale()))
    return hashlib.blake2b(repr(facts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def unchanged() -> Response | None:
    """Return the answer to a browser that has this page already; ``None`` where it has not."""
    tag = page_tag()
    if not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    response.headers["ETag"] = quote_etag(tag, weak=True)
    return response


def stream(template: str, **values: Any) -> Response:
    """Send a page piece by piece, so that its beginning can be read while the rest is made."""
    current_app.update_template_context(values)
    pieces = current_app.jinja_env.get_template(template).stream(values)
    pieces.enable_buffering(_PIECES)
    response = Response(stream_with_context(pieces), mimetype="text/html")
    response.headers["ETag"] = quote_etag(page_tag(), weak=True)
    response.cache_control.no_cache = True
    return response
