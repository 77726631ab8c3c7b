"""The OpenAPI 3.1 description, made from the table of operations."""

from importlib.metadata import version
from typing import Any

from pmlarchive.web.api.operations import OPERATIONS, Operation
from pmlarchive.web.api.shapes import SCHEMAS

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def describe(title: str, base: str) -> dict[str, Any]:
    """Return the description of the API served under ``base``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version("pmlarchive"),
            "description": "Read an archive of blog threads. Lists are paged by `cursor`; every id is "
            "stable; every answer carries an `ETag`; errors are RFC 9457 problems.",
        },
        "servers": [{"url": base}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {"schemas": SCHEMAS},
    }


def _operation(one: Operation) -> dict[str, Any]:
    answers = {
        "200": _answer("What was asked for.", one.answer),
        "400": {"description": "A parameter cannot be used.", "content": _PROBLEM},
        "404": {"description": "There is no such thing.", "content": _PROBLEM},
        "503": {"description": "The index cannot be read at the moment.", "content": _PROBLEM},
        "429": {"description": "Too many requests.", "content": _PROBLEM},
    }
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [
            {
                "name": parameter.name,
                "in": "path" if parameter.within else "query",
                "required": parameter.required or parameter.within,
                "description": parameter.help,
                "schema": parameter.schema(),
            }
            for parameter in one.parameters
        ],
        "responses": answers,
    }


def _answer(text: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": text, "content": content}
