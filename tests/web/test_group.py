"""Served to a group: password, limits, behind a proxy, and names that are not shown as written."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_archives import REBOUND, fill
from werkzeug.security import generate_password_hash

from index.language import parse
from pmlarchive.archive import Archive
from pmlarchive.config import Value
from pmlarchive.errors import ConfigError
from pmlarchive.web.app import build_app, create_app
from pmlarchive.web.asking import names_asked

HASH = generate_password_hash("brass kettle", "pbkdf2:sha256:1000")
Serve = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("group")
    fill(folder, REBOUND).close()
    return folder


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    opened: list[Archive] = []

    def serve(**options: Value) -> FlaskClient:
        opened.append(Archive.open(folder, options=options))
        return build_app(opened[-1]).test_client()

    yield serve
    for archive in opened:
        archive.close()


def test_an_app_is_made_from_a_folder(folder: Path) -> None:
    app = create_app(folder, options={"title": "Ours"})
    assert "Ours" in app.test_client().get("/").text
    with closing(app.extensions["pmlarchive"].archive):
        pass


@pytest.mark.parametrize(
    "path", ["/", "/search?q=a", "/api/threads", "/feed/all.atom", "/fonts.css", "/nowhere"]
)
def test_without_the_password_nothing_is_told(serve: Serve, path: str) -> None:
    client = serve(password_hash=HASH)
    for auth in (None, ("reader", "wrong"), ("brass kettle", "")):
        response = client.get(path, auth=auth)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic")
        assert "Rebound" not in response.text
    for _ in range(2):  # the second time it is remembered
        assert client.get(path, auth=("anybody", "brass kettle")).status_code in {200, 404}


def test_a_password_as_such_is_no_hash(serve: Serve) -> None:
    with pytest.raises(ConfigError, match="python -m"):
        serve(password_hash="brass kettle")


def test_a_reader_in_a_hurry_is_slowed_down(serve: Serve) -> None:
    client = serve(rate_limit="3 per minute")
    assert [client.get("/help").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert "Too many requests" in client.get("/").text
    assert client.get("/api/threads").content_type == "application/problem+json"
    assert client.get("/").headers["Retry-After"]
    assert client.get("/help", environ_base={"REMOTE_ADDR": "127.0.0.9"}).status_code == 200


def test_a_limit_must_be_one(serve: Serve) -> None:
    with pytest.raises(ConfigError, match="per minute"):
        serve(rate_limit="a lot")


def test_behind_a_proxy_addresses_are_the_proxys(serve: Serve) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "archive.example", "X-Forwarded-Prefix": "/ms"}
    page = serve(proxy=True).get("/feed/opensearch.xml", headers=told).text
    assert "https://archive.example/ms/search?q=" in page
    alone = serve().get("/feed/opensearch.xml", headers=told).text
    assert "archive.example" not in alone


ROUTES = ["/thread/{id}", "/search?q=fatigue", "/thread/{id}/outline", "/thread/{id}?order=time",
          "/feed/all.atom", "/api/threads/{id}/messages?limit=100", "/api/search?q=fatigue", "/browse/papers",
          "/message/{comment}/about", "/feed/thread/{id}.atom"]  # fmt: skip


@pytest.mark.parametrize("style", ["initials", "pseudonyms"])
def test_names_are_nowhere_shown_as_written(serve: Serve, rebound: str, style: str) -> None:
    client = serve(names=style)
    comment = client.get(f"/api/threads/{rebound}/messages").json["items"][1]["id"]
    for route in ROUTES:
        text = client.get(route.format(id=rebound, comment=comment)).text
        assert "Anna K." not in text, route
        assert "Tomás" not in text, route
    page = client.get(f"/thread/{rebound}").text
    assert "Dr Weber" in page  # the post's author is no commenter
    assert ("A. K." if style == "initials" else "Reader ") in page
    for path in (
        "/browse/people",
        "/browse/person?name=Anna+K.",
        "/api/people",
        "/feed/person.atom?name=Ben",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/api/passages?author=Ben").status_code == 404


def test_pseudonyms_stay_the_same_under_one_key(serve: Serve, rebound: str) -> None:
    def authors(key: str) -> list[str]:
        items = serve(names="pseudonyms", names_key=key).get(f"/api/threads/{rebound}/messages").json["items"]
        return [item["author"] for item in items if item["status"] == "visible" and item["author"]]

    first = authors("one")
    assert first[1] == first[3]  # the same person
    assert len(set(first)) == 6
    assert first == authors("one")
    assert first[1] != authors("two")[1]


def test_hidden_names_cannot_be_searched(serve: Serve, rebound: str) -> None:
    client = serve(names="pseudonyms")
    assert "cannot be searched" in client.get("/search?q=author:anna").text
    assert client.get("/api/search?q=author:anna").status_code == 400
    assert "cannot be searched" in client.get(f"/thread/{rebound}?q=author:anna").text
    assert client.get("/feed/search.atom?q=author:anna").status_code == 400


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("author:anna", True),
        ("virus (fatigue OR NOT author:anna)", True),
        ("reply-to:anna storm", True),
        ("author:an*", True),
        ('author:"anna k"', True),
        ("anna", False),
        ("title:author", False),
    ],
)
def test_asking_for_names_is_seen(query: str, asks: bool) -> None:
    assert names_asked(parse(query).tree) is asks
