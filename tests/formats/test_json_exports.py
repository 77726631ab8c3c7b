"""Discourse topics and Ghost exports, which are JSON, and Substack's ZIP."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pmlarchive.errors import ImportFailed, NotAThread
from pmlarchive.model import Status
from scraper.draft import DraftThread
from scraper.files import read_file
from scraper.formats.discourse_json import read_discourse
from scraper.formats.fields import NO_ADDRESS
from scraper.formats.ghost_json import read_ghost


def _file(data: object) -> io.BytesIO:
    return io.BytesIO(json.dumps(data).encode())


def _post(number: int, reply_to: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": 9000 + number, "post_number": number, "username": "imo" if number in (1, 4) else f"u{number}",
        "cooked": f"<p>Words {number}.</p>", "created_at": f"2015-01-19T05:14:{number:02}.123Z", "post_type": 1,
        "reply_to_post_number": reply_to,
    } | more  # fmt: skip


def _topic(*posts: dict[str, Any], stream: int | None = None) -> dict[str, Any]:
    ids = list(range(stream if stream is not None else len(posts)))
    return {
        "post_stream": {"posts": list(posts), "stream": ids},
        "id": 765, "title": "On fatigue", "posts_count": len(ids), "tags": ["ms", {"id": 2, "name": "fatigue"}],
    }  # fmt: skip


def test_a_discourse_topic() -> None:
    posts = [
        _post(1),
        _post(2, 1),
        _post(3, 2),
        _post(4, 3),
        _post(5, post_type=3),
        _post(6, 3, user_deleted=True),
    ]
    [thread] = read_discourse(_file(_topic(*posts)), [])
    assert (thread.title, thread.author, thread.text) == ("On fatigue", "imo", "Words 1.")
    assert (thread.native_id, thread.tags, thread.declared_comments) == ("765", ("ms", "fatigue"), 5)
    assert [(c.key, c.parent, c.status.value) for c in thread.comments] == [
        ("2", None, "visible"), ("3", "2", "visible"), ("4", "3", "visible"), ("6", "3", "removed"),
    ]  # fmt: skip
    assert [c.by_post_author for c in thread.comments] == [False, False, True, False]
    assert thread.comments[0].date.value == "2015-01-19T05:14:02+00:00"
    assert thread.complete


def test_a_part_of_a_topic_is_not_called_complete() -> None:
    [thread] = read_discourse(_file(_topic(_post(1), _post(2), stream=40)), [])
    assert not thread.complete
    assert thread.notes


@pytest.mark.parametrize(
    "data", [{}, {"post_stream": 3}, {"post_stream": {"posts": [{"post_number": "1"}, 5]}}]
)
def test_json_that_is_no_topic(data: object) -> None:
    with pytest.raises(NotAThread):
        list(read_discourse(_file(data), []))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1]", b'{"a": ' * 100_000, b"\xff\xfe", b'{"a": 1' + b"0" * 5000 + b"}"]
)
def test_json_that_is_broken(data: bytes) -> None:
    with pytest.raises(ImportFailed):
        list(read_discourse(io.BytesIO(data), []))


def _ghost(**tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {"db": [{"meta": {"version": "5.0"}, "data": tables}]}


def test_a_ghost_export() -> None:
    data = _ghost(
        posts=[
            {"id": "p1", "title": "Rebound", "html": "<p>See <a href='__GHOST_URL__/x/'>x</a>.</p>",
             "status": "published", "visibility": "public", "published_at": "2014-06-01T18:40:00.000Z"},
            {"id": "p2", "title": "Later", "html": "<p>x</p>", "status": "draft"},
            {"id": "p3", "title": "Paid", "html": "<p>x</p>", "status": "published", "visibility": "paid"},
        ],
        users=[{"id": "u1", "name": "Ravi"}],
        posts_authors=[{"post_id": "p1", "author_id": "u1"}],
        tags=[{"id": "t1", "name": "MS"}, {"id": "t2", "name": "#internal"}],
        posts_tags=[{"post_id": "p1", "tag_id": "t1"}, {"post_id": "p1", "tag_id": "t2"}],
        members=[{"id": "m1", "name": "Dee", "email": "dee@example.org"}],
        comments=[
            {"id": "c1", "post_id": "p1", "member_id": "m1", "parent_id": None, "status": "published",
             "html": "<p>Why?</p>", "created_at": "2014-06-02T08:00:00.000Z"},
            {"id": "c2", "post_id": "p1", "member_id": "m1", "parent_id": "c1", "in_reply_to_id": None,
             "status": "deleted", "html": "<p>gone</p>"},
        ],
    )  # fmt: skip
    notes: list[str] = []
    [thread] = read_ghost(_file(data), notes)
    assert (thread.title, thread.author, thread.tags) == ("Rebound", "Ravi", ("MS",))
    assert thread.date.value == "2014-06-01T18:40:00+00:00"
    assert thread.text == "See x."
    first, second = thread.comments
    assert (first.author, first.text, first.parent) == ("Dee", "Why?", None)
    assert (second.parent, second.status, second.text) == ("c1", Status.REMOVED, "")
    assert notes == [NO_ADDRESS, "has 1 posts for members only, which were left out"]


def test_an_old_ghost_export_counts_in_milliseconds() -> None:
    post = {"id": 5, "title": "Old", "html": "<p>x</p>", "status": "published", "published_at": 1283780649000}
    [thread] = read_ghost(_file({"meta": {}, "data": {"posts": [post]}}), [])
    assert thread.date.value == "2010-09-06T13:44:09+00:00"


def _zip(path: Path, members: dict[str, str]) -> Iterator[DraftThread]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return read_file(path)


def test_a_substack_export(tmp_path: Path) -> None:
    threads = list(
        _zip(
            tmp_path / "export.zip",
            {
                "posts.csv": "post_id,post_date,is_published,type,audience,title,subtitle\n"
                '101.lift,2024-03-01T08:00:00.000Z,true,newsletter,everyone,"The lift, again",\n'
                "102.paid,2024-03-02T08:00:00.000Z,true,newsletter,only_paid,Paid,\n"
                "103.draft,,false,newsletter,everyone,Draft,\n"
                "104.lost,2024-03-04T08:00:00.000Z,true,newsletter,everyone,Lost,\n",
                "posts/101.lift.html": "<p>It stops between three and four.</p>",
                "posts/102.paid.html": "<p>secret</p>",
                "posts/103.draft.html": "<p>secret</p>",
                "email_list.csv": "email\nreader@example.org\n",
            },
        )
    )
    [thread] = threads
    assert (thread.title, thread.native_id, thread.platform) == ("The lift, again", "101", "substack")
    assert thread.date.value == "2024-03-01T08:00:00+00:00"
    assert thread.text == "It stops between three and four."
    assert "secret" not in repr(threads)
    assert "example.org" not in repr(threads)
    assert len(thread.notes) == 3
