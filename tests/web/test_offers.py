"""Completion while typing, and messages like one."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from web_archives import REBOUND, SLEEP, comment, fill

from pmlarchive.archive import Archive
from pmlarchive.model import Status
from pmlarchive.web.app import build_app
from scraper.draft import DraftThread, PageKind


def completed(client: FlaskClient, typed: str) -> dict:
    return client.get("/api/complete", query_string={"q": typed}).json


def test_names_threads_and_topics_begin_as_typed(client: FlaskClient, rebound: str) -> None:
    assert completed(client, "ann")["authors"] == ["Anna K."]
    assert completed(client, "rebound aft")["threads"] == [
        {"id": rebound, "title": "Rebound after stopping treatment: what is it?"}
    ]
    assert completed(client, "zebraf") == {"part": "zebraf", "authors": [], "threads": [], "concepts": []}


def test_the_last_words_are_completed_where_the_whole_is_nothing(client: FlaskClient) -> None:
    found = completed(client, "fatigue storm ann")
    assert (found["part"], found["authors"]) == ("ann", ["Anna K."])
    found = completed(client, "fatigue author:ann")
    assert (found["part"], found["authors"], found["threads"]) == ("author:ann", ["Anna K."], [])


def test_topics_are_offered_once_and_only_where_they_find_something(tmp_path: Path) -> None:
    post = DraftThread(
        url="https://a.example/1",
        kind=PageKind.POST,
        title="A question",
        text="Is Epstein-Barr virus behind it?",
    )
    with fill(tmp_path, post) as archive:
        client = build_app(archive).test_client()
        assert completed(client, "epst")["concepts"] == ["Epstein-Barr virus"]
        assert completed(client, "nataliz")["concepts"] == []


def test_hidden_names_are_not_offered(tmp_path: Path) -> None:
    with fill(tmp_path, REBOUND, names="pseudonyms") as archive:
        client = build_app(archive).test_client()
        assert completed(client, "ann")["authors"] == []
        assert completed(client, "author:ann")["authors"] == []
        assert completed(client, "rebound aft")["threads"]


@given(typed=st.text(min_size=1, max_size=40))
def test_anything_can_be_typed(app: object, typed: str) -> None:
    answer = app.test_client().get("/api/complete", query_string={"q": typed})  # type: ignore[attr-defined]
    assert answer.status_code == 200


def test_more_like_this_is_of_other_threads(client: FlaskClient, archive: Archive, rebound: str) -> None:
    mine = next(m for m in archive.store.thread(rebound) if "help the fatigue" in m.text)
    page = html.document_fromstring(client.get(f"/message/{mine.id}/similar").text)
    titles = [link.text_content() for link in page.cssselect(".alone h2 a")]
    assert titles
    assert all(title.startswith("Sleep & fatigue") for title in titles)
    items = client.get(f"/api/messages/{mine.id}/similar").json["items"]
    assert {item["thread_id"] for item in items} == {archive.store.find_thread(str(SLEEP.url))}
    assert f"/message/{mine.id}/similar" in client.get(f"/message/{mine.id}/about").text
    assert f"/message/{rebound}/similar" in client.get(f"/thread/{rebound}").text


def test_nothing_alike_is_said(tmp_path: Path) -> None:
    with fill(tmp_path, SLEEP) as archive:
        thread = archive.store.thread_ids()[0]
        assert "No other thread" in build_app(archive).test_client().get(f"/message/{thread}/similar").text


@pytest.mark.parametrize("prefix", ["/message", "/api/messages"])
def test_what_cannot_be_read_has_nothing_like_it(
    client: FlaskClient, archive: Archive, rebound: str, prefix: str
) -> None:
    removed = next(m for m in archive.store.thread(rebound) if m.status is Status.REMOVED)
    assert client.get(f"{prefix}/{removed.id}/similar").status_code == 404
    assert client.get(f"{prefix}/nosuch/similar").status_code == 404


def test_what_is_gone_is_not_offered_as_alike(tmp_path: Path) -> None:
    other = DraftThread(
        url="https://blog.example.org/2017/",
        kind=PageKind.POST,
        title="Later",
        text="Later words.",
        comments=[comment("401", None, "Ann", None, "A cool room and no screens helped my sleep.")],
        complete=True,
    )
    with fill(tmp_path, SLEEP, other) as archive:
        thread = archive.store.find_thread(str(SLEEP.url))
        client = build_app(archive).test_client()
        assert "helped my sleep" in client.get(f"/message/{thread}/similar").text
        other.comments = []
        archive.add(other, source="files/later.html", captured="2024-09-01T10:00:00Z")
        assert "helped my sleep" not in client.get(f"/message/{thread}/similar").text
