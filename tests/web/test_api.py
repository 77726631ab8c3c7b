"""The JSON API keeps its own description: every answer has the shape that is promised, errors too."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from pmlarchive.web.api.calls import OPERATIONS


@pytest.fixture
def described(client: FlaskClient) -> Any:
    return client.get("/api/openapi.json").json


def check(described: Any, name: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    Draft202012Validator(schema).validate(answer)


def test_search(client: FlaskClient, described: Any) -> None:
    answer = client.get("/api/search?q=rebound&limit=2").json
    check(described, "Results", answer)
    assert answer["total"] >= 4
    assert len(answer["items"]) == 2
    rest = client.get(f"/api/search?q=rebound&limit=50&cursor={answer['next']}").json
    ids = [hit["message"]["id"] for hit in answer["items"] + rest["items"]]
    assert len(ids) == len(set(ids)) == answer["total"]
    assert rest["next"] is None
    assert "<mark>" in "".join(hit["snippet_html"] for hit in answer["items"])


def test_threads_and_their_messages(client: FlaskClient, described: Any, rebound: str) -> None:
    every = client.get("/api/threads?order=discussed").json
    check(described, "Threads", every)
    assert every["items"][0]["id"] == rebound
    one = client.get(f"/api/threads/{rebound}").json
    check(described, "Thread", one)
    assert (one["comments"], one["declared_comments"]) == (7, 12)
    messages = client.get(f"/api/threads/{rebound}/messages?limit=100").json
    check(described, "Messages", messages)
    assert [message["depth"] for message in messages["items"]] == [0, 1, 2, 3, 4, 1, 2, 1, 1, 1, 2]


def test_what_cannot_be_read_is_not_told(client: FlaskClient, rebound: str) -> None:
    messages = client.get(f"/api/threads/{rebound}/messages?limit=100").json["items"]
    hidden = [message for message in messages if message["status"] != "visible"]
    assert {message["status"] for message in hidden} == {"removed", "ghost"}
    assert all(message["author"] is None and not message["text"] for message in hidden)


def test_captured_markup_is_clean_here_too(client: FlaskClient) -> None:
    hits = client.get("/api/search?q=words").json["items"]
    shown = "".join(hit["message"]["html"] + hit["snippet_html"] for hit in hits)
    assert "words stay" in shown
    for bad in ("onerror", "<svg", "javascript:", "<base", "<style", "<form", "<img"):
        assert bad not in shown


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/search", 400),
        ("/api/search?q=", 400),
        ("/api/search?q=a&sort=best", 400),
        ("/api/search?q=a&q=b", 400),
        ("/api/threads?limit=0", 400),
        ("/api/threads?limit=ten", 400),
        ("/api/threads?year=0", 400),
        ("/api/threads?cursor=abc", 400),
        ("/api/threads?colour=red", 400),
        ("/api/threads/nosuch", 404),
        ("/api/messages/nosuch", 404),
        ("/api/messages/nosuch/versions", 404),
        ("/api/nowhere", 404),
    ],
)
def test_errors_have_one_shape(client: FlaskClient, described: Any, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    check(described, "Problem", response.json)
    assert response.json["status"] == status


def test_every_operation_is_described_and_answers(client: FlaskClient, described: Any, rebound: str) -> None:
    assert set(described["paths"]) == {one.path for one in OPERATIONS}
    for one in OPERATIONS:
        needed = "?q=a" if any(parameter.name == "q" for parameter in one.parameters) else ""
        response = client.get("/api" + one.path.replace("{id}", rebound) + needed)
        assert response.status_code == 200
        assert response.headers["ETag"]
        check(described, one.answer, response.json)


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/api/threads").headers["ETag"]
    assert client.get("/api/threads", headers={"If-None-Match": tag}).status_code == 304


@given(st.text(max_size=60))
def test_any_cursor_is_answered(app: Flask, cursor: str) -> None:
    response = app.test_client().get("/api/threads", query_string={"cursor": cursor})
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("name", [one.name for one in OPERATIONS])
def test_schemathesis_finds_no_difference(app: Flask, name: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    every = [found.ok() for found in schema.get_all_operations()]
    operation = next(one for one in every if one.definition.raw["operationId"] == name)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(GenerationMode.NEGATIVE)))
    def answers_as_described(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()
