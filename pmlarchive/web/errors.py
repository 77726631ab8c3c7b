"""Pages that help when something is not there or went wrong."""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, SecurityError

from pmlarchive.errors import ArchiveError, IndexFailed, NotFound, QueryProblem
from pmlarchive.web.api.routes import asked, problem

_log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Turn errors into pages."""
    app.register_error_handler(NotFound, _missing)
    app.register_error_handler(QueryProblem, _query)
    app.register_error_handler(IndexFailed, _no_index)
    app.register_error_handler(ArchiveError, _broken)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, title: str, help_text: str) -> ResponseReturnValue:
    """Return an error as a page with the search box, or to programs as a problem."""
    if asked():
        return problem(status, title, help_text)
    return render_template("error.html", status=status, title=title, help=help_text), status


def _missing(_error: NotFound) -> ResponseReturnValue:
    return page(
        404,
        gettext("This is not in the archive"),
        gettext(
            "Nothing here has this address. It may have been mistyped, or point to a comment that was never "
            "captured. Search for some words of it, or go to the list of all threads."
        ),
    )


def _query(error: QueryProblem) -> ResponseReturnValue:
    return page(400, gettext("This query cannot be answered"), error.line())


def _no_index(error: IndexFailed) -> ResponseReturnValue:
    _log.error("%s: %s", request.path, error.line())
    return page(
        503,
        gettext("Searching does not work at the moment"),
        # Without the subject: readers need not know where the archive lies.
        gettext("Everything can still be read and browsed. The reason: %(reason)s.", reason=str(error)),
    )


def _broken(error: ArchiveError) -> ResponseReturnValue:
    _log.error("%s: %s", request.path, error.line())
    return page(
        500,
        gettext("The archive could not be read"),
        gettext("%(reason)s. Whoever looks after this archive can find more in its log.", reason=str(error)),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # a name that is not this server's: there is nothing to link to
        return Response("This server does not answer to that name.\n", 400, mimetype="text/plain")
    if error.code == 404:
        return _missing(NotFound(request.path))
    titles = {
        400: gettext("This request cannot be understood"),
        405: gettext("Pages here can only be read"),
        429: gettext("Too many requests at once"),
    }
    title = titles.get(error.code, gettext("This did not work"))
    answer = make_response(page(error.code, title, error.description or ""))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        value = error.get_response().headers.get(name)
        if value:
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log.exception("%s: unexpected error", request.path, exc_info=error)
    return page(
        500,
        gettext("Something went wrong"),
        gettext("This page could not be made. Nothing is lost: the archive itself is only read here."),
    )
