"""The API's routes, one for each operation of the table."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request, url_for

from pmlarchive.errors import NotFound, QueryProblem
from pmlarchive.web.api.calls import OPERATIONS
from pmlarchive.web.api.description import describe
from pmlarchive.web.api.operations import BadParameter, Operation
from pmlarchive.web.context import archive

PREFIX = "/api"
bp = Blueprint("api", __name__, url_prefix=PREFIX)


def problem(status: int, title: str, detail: str) -> Response:
    """Return the one shape of all errors (RFC 9457)."""
    answer = jsonify(type="about:blank", title=title, status=status, detail=detail)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def _view(one: Operation) -> Callable[..., Response]:
    def view(**path_values: str) -> Response:
        try:
            return jsonify(one.call(**one.values(path_values)))
        except (BadParameter, QueryProblem) as error:
            return problem(400, "This request cannot be answered", str(error))
        except NotFound as error:
            return problem(404, "Not in the archive", error.line())

    return view


for _one in OPERATIONS:
    _rule = _one.path.replace("{", "<").replace("}", ">")
    bp.add_url_rule(_rule, endpoint=_one.name, view_func=_view(_one), methods=["GET"])


@bp.get("/openapi.json")
def openapi() -> Response:
    """Describe the API."""
    base = url_for("api.openapi").removesuffix("/openapi.json")
    return jsonify(describe(archive().config.string("title"), base))


def asked() -> bool:
    """Whether the request is for the API, also where no route fits."""
    return request.path == PREFIX or request.path.startswith(PREFIX + "/")
