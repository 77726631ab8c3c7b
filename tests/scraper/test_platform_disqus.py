"""Disqus's frame: comments from the JSON that it carries."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.model import Status
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.disqus import Disqus
from scraper.soup import read_page


def post(key: int, parent: int | None, name: str, words: str, **more: Any) -> dict[str, Any]:
    author = {"name": name, "username": name.lower(), "isAnonymous": False}
    return {"id": str(key), "parent": parent, "message": f"<p>{words}</p>", "createdAt": "2024-01-02T10:00:00",
            "author": author, "isDeleted": False, "isSpam": False, "isApproved": True, "thread": "9"} | more  # fmt: skip


def frame(response: Any) -> bytes:
    state = json.dumps({"cursor": {"hasNext": False}, "code": 0, "response": response}).replace("</", "<\\/")
    return (
        f'<html><head><title>Disqus Comments</title><script type="text/json" id="disqus-threadData">{state}</script>'
        '</head><body><div id="layout">Loading</div></body></html>'
    ).encode()


def read(response: Any) -> Reading | None:
    page = read_page(frame(response), url="https://disqus.com/embed/comments/?base=default&f=ms")
    assert Disqus().recognises(page)
    return Disqus().read(page)


def test_the_comments_of_a_frame() -> None:
    posts = [post(1, None, "Ann", "One."), post(2, 1, "Bo", "Two."), post(3, 2, "Cy", "x", isDeleted=True)]
    reading = read({"posts": posts, "thread": {"posts": 3, "link": "https://ann.example/legs"}})
    assert reading is not None
    assert [(one.key, one.parent, one.author, one.text) for one in reading.comments] == [
        ("1", None, "Ann", "One."), ("2", "1", "Bo", "Two."), ("3", "2", "Cy", ""),
    ]  # fmt: skip
    assert reading.comments[0].date.value == "2024-01-02T10:00:00+00:00"
    assert reading.comments[2].status is Status.REMOVED
    assert (reading.declared, reading.complete) == (3, True)


def test_the_first_of_many() -> None:
    reading = read({"posts": [post(1, None, "Ann", "One.")], "thread": {"posts": 80}})
    assert reading is not None
    assert (reading.declared, reading.complete) == (80, False)


def test_a_frame_without_comments() -> None:
    assert read({"posts": [], "thread": {"posts": 0}}) is None
    draft = parse_page(frame({"posts": [post(1, None, "Ann", "One.")]}))
    assert (draft.platform, len(draft.comments)) == ("disqus", 1)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["posts", "thread", "id", "author", "message", "children"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(_JSON)
def test_any_state_is_read_without_harm(response: Any) -> None:
    read(response)


def test_a_state_that_is_cut_off() -> None:
    page = read_page(frame({"posts": [post(1, None, "Ann", "One.")]}).replace(b"]", b""))
    assert Disqus().read(page) is None
