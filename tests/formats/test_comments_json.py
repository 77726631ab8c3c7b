"""What comment systems answer their own scripts: Isso, Remark42, Disqus, Substack, Ghost, Commento."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.errors import ArchiveError, NotAThread
from pmlarchive.model import Status
from scraper.draft import DraftThread
from scraper.files import read_file
from scraper.formats.comments_json import SYSTEMS, comments_in, read_comments_json
from scraper.formats.detect import ANSWERS, Format, detect

DAY = "2024-01-0{}T10:00:00"


def isso(
    key: int, parent: int | None, name: str | None, words: str, *inner: Any, mode: int = 1
) -> dict[str, Any]:
    return {"id": key, "parent": parent, "created": 1704189600.5 + key, "mode": mode, "text": words, "author": name,
            "website": "http://bo.example/" if name == "Bo" else None, "hidden_replies": 0, "replies": list(inner)}  # fmt: skip


def remark(key: str, parent: str, name: str, words: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "pid": parent, "text": words, "orig": "raw", "user": {"name": name, "id": "x", "admin": False},
            "locator": {"site": "ms", "url": "https://ann.example/legs/"}, "score": 0, "votes": {},
            "time": "2024-01-02T12:00:00.25+02:00"} | more  # fmt: skip


def disqus(key: str, parent: int | None, name: str, words: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "parent": parent, "message": f"<p>{words}</p>", "raw_message": words, "createdAt": DAY.format(2),
            "author": {"name": name, "username": name.lower(), "isAnonymous": name == "Cy", "url": ""}, "isSpam": False,
            "isDeleted": False, "isApproved": True, "thread": "99", "forum": "ms"} | more  # fmt: skip


def ghost(key: str, name: str | None, words: str | None, *inner: Any, **more: Any) -> dict[str, Any]:
    return {"id": key, "in_reply_to_id": None, "status": "published", "html": words, "created_at": DAY.format(2) + ".000Z",
            "member": {"id": "m", "name": name} if name else None, "count": {"likes": 1}, "replies": list(inner)} | more  # fmt: skip


def commento(key: str, parent: str, who: str, words: str, **more: Any) -> dict[str, Any]:
    return {"commentHex": key, "parentHex": parent, "commenterHex": who, "html": f"<p>{words}</p>", "markdown": words,
            "creationDate": DAY.format(2) + "Z", "deleted": False, "score": 1} | more  # fmt: skip


PEOPLE = {"a": {"name": "Ann", "link": "undefined"}, "b": {"name": "Bo", "link": "http://bo.example/"}}
ANSWER: dict[str, dict[str, Any]] = {
    "isso": {"id": None, "total_replies": 2, "hidden_replies": 0, "replies": [
        isso(1, None, "Ann", "<p>One.</p>", isso(2, 1, "Bo", "<p>Two.</p>")), isso(3, None, None, "", mode=4)]},
    "remark42": {"comments": [
        {"comment": remark("1", "", "Ann", "<p>One.</p>"), "replies": [{"comment": remark("2", "1", "Bo", "<p>Two.</p>")}]},
        {"comment": remark("3", "", "Cy", "", delete=True)}], "info": {"url": "https://ann.example/legs/", "count": 3}},
    "disqus": {"cursor": {"hasNext": False}, "code": 0, "response": [
        disqus("1", None, "Ann", "One."), disqus("2", 1, "Bo", "Two."), disqus("3", None, "Cy", "gone", isDeleted=True),
        disqus("4", None, "Mal", "Buy", isSpam=True), disqus("5", None, "Wait", "Hm", isApproved=False)]},
    "ghost": {"comments": [ghost("1", "Ann", "<p>One.</p>", ghost("2", "Bo", "<p>Two.</p>")),
                           ghost("3", None, None, status="deleted")], "meta": {"pagination": {"next": None}}},
    "commento": {"success": True, "comments": [
        commento("2", "1", "b", "Two."), commento("1", "root", "a", "One."),
        commento("3", "root", "anonymous", "", deleted=True)], "commenters": PEOPLE},
    "substack": {"comments": [
        {"id": 1, "name": "Ann", "handle": "ann", "body": "One.", "date": DAY.format(2) + ".000Z", "children": [
            {"id": 2, "name": "Bo", "handle": "bo", "body": "Two.", "date": DAY.format(2) + ".000Z", "children": []}]},
        {"id": 3, "name": None, "handle": None, "body": None, "deleted": True, "date": DAY.format(2)}]},
}  # fmt: skip


def read(data: object) -> list[DraftThread]:
    return list(read_comments_json(io.BytesIO(json.dumps(data).encode()), []))


@pytest.mark.parametrize("platform", ANSWER)
def test_an_answer_of_each_system(platform: str) -> None:
    [thread] = read(ANSWER[platform])
    assert thread.platform == platform
    assert (thread.title, thread.author, thread.text) == (None, None, "")
    said = {one.key: one for one in thread.comments}
    assert set(said) == {"1", "2", "3"}
    assert [(said[key].parent, said[key].author, said[key].text) for key in "12"] == [
        (None, "Ann", "One."), ("1", "Bo", "Two."),
    ]  # fmt: skip
    assert (said["1"].date.value or "").startswith("2024-01-02T1")
    assert [one.status for one in said.values()].count(Status.REMOVED) == 1
    assert said["3"].status is Status.REMOVED
    assert said["3"].text == ""
    assert thread.notes == []


@pytest.mark.parametrize("platform", ANSWER)
def test_each_is_told_from_other_json(platform: str, tmp_path: Path) -> None:
    data = json.dumps(ANSWER[platform]).encode()
    assert detect(data, "x.json") is Format.COMMENTS
    (tmp_path / "answer.json").write_bytes(data)
    [thread] = read_file(tmp_path / "answer.json")
    assert thread.platform == platform
    assert detect(b'{"comments": [1, 2]}', "x.json") is Format.JSON


def test_every_system_has_its_signs_and_its_test() -> None:
    assert set(SYSTEMS) == set(ANSWERS) == set(ANSWER)


def test_instants_and_profiles() -> None:
    [thread] = read(ANSWER["remark42"])
    assert thread.comments[0].date.value == "2024-01-02T12:00:00+02:00"
    assert (thread.url, thread.declared_comments) == ("https://ann.example/legs/", 3)
    [thread] = read(ANSWER["isso"])
    assert thread.comments[0].date.value == "2024-01-02T10:00:01+00:00"
    assert thread.comments[1].author_url == "http://bo.example/"
    [thread] = read(ANSWER["disqus"])
    assert [one.author_url for one in thread.comments] == [
        "https://disqus.com/by/ann/", "https://disqus.com/by/bo/", None,
    ]  # fmt: skip
    assert thread.comments[0].date.value == "2024-01-02T10:00:00+00:00"


def test_what_is_not_all_says_so() -> None:
    for platform, more in (("disqus", {"cursor": {"hasNext": True}}), ("isso", {"hidden_replies": 7})):
        [thread] = read(ANSWER[platform] | more)
        assert thread.notes == ["the file holds only a part of the page's comments"]


def test_an_export_of_many_pages() -> None:
    rows = [
        commento("1", "root", "a", "One.", domain="ann.example", url="/legs"),
        commento("2", "root", "b", "Two.", domain="ann.example", url="/arms"),
        commento("3", "root", "b", "Spam", domain="ann.example", url="/arms", state="unapproved"),
        commento("4", "1", "b", "Three.", domain="ann.example", url="/legs"),
    ]
    people = [{"commenterHex": key, **one} for key, one in PEOPLE.items()]
    threads = read({"version": 1, "comments": rows, "commenters": people})
    assert [(thread.url, [one.key for one in thread.comments]) for thread in threads] == [
        ("https://ann.example/legs", ["1", "4"]), ("https://ann.example/arms", ["2"]),
    ]  # fmt: skip
    assert threads[0].comments[1].author == "Bo"


def test_remark42_flat_and_ghost_answers_to_answers() -> None:
    [thread] = read({"comments": [remark("1", "", "Ann", "One."), remark("2", "1", "Bo", "Two.")]})
    assert [one.parent for one in thread.comments] == [None, "1"]
    inner = (ghost("2", "Bo", "Two."), ghost("3", "Cy", "Three.", in_reply_to_id="2"))
    [thread] = read({"comments": [ghost("1", "Ann", "One.", *inner)]})
    assert [one.parent for one in thread.comments] == [None, "1", "2"]


def test_plain_text_is_no_markup() -> None:
    row = {"id": 1, "name": "Ann", "handle": "a", "body": "a < b & c\nd\n\ne", "date": DAY.format(2)}
    [thread] = read({"comments": [row]})
    assert thread.comments[0].text == "a < b & c\nd\n\ne"


def test_without_comments_it_is_no_thread() -> None:
    with pytest.raises(NotAThread):
        read({"hidden_replies": 0, "replies": []})


def test_ten_thousand_levels() -> None:
    row: dict[str, Any] = isso(10_000, None, "Ann", "x")
    for key in range(9_999, 0, -1):
        row = isso(key, None, "Ann", "x", row)
    found = [comment for _, comment in comments_in("isso", {"replies": [row]})]
    assert len(found) == 10_000
    assert found[-1].parent == "9999"


_FIELDS = sorted(
    {key for answer in ANSWER.values() for key in answer}
    | {"id", "parent", "replies", "text", "author", "comment", "user", "name", "member", "children", "thread", "pid",
       "commentHex", "commenterHex", "created", "createdAt", "date", "link", "url", "domain", "posts", "locator"}
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_FIELDS), inner, max_size=6),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=6), st.sampled_from(sorted(SYSTEMS)))
def test_any_shape_of_json_is_read_without_harm(data: dict[str, Any], platform: str) -> None:
    for _, comment in comments_in(platform, data):
        assert comment.key
    signs = {sign.strip(b'"').decode(): data.get("id") for sign in ANSWERS[platform]}
    with contextlib.suppress(ArchiveError):
        read(signs | data)
