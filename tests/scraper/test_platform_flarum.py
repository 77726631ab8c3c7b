"""Flarum: discussions from the JSON of a page."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.model import Status
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.flarum import Flarum
from scraper.soup import read_page

URL = "https://forum.example/d/12-legs"


def post(key: int, number: int, user: int, words: str, **more: Any) -> dict[str, Any]:
    said = {"number": number, "createdAt": f"2024-01-0{number}T10:00:00+00:00", "contentType": "comment",
            "contentHtml": f"<p>{words}</p>"} | more  # fmt: skip
    return {"type": "posts", "id": str(key), "attributes": said,
            "relationships": {"user": {"data": {"type": "users", "id": str(user)}}}}  # fmt: skip


def mention(key: int) -> str:
    return f'<a href="/d/12/2" class="PostMention" data-id="{key}"><i class="icon"></i>Bo</a> '


USERS = [
    {"type": "users", "id": str(key), "attributes": {"displayName": name, "slug": name.lower()}}
    for key, name in ((1, "Ann"), (2, "Bo"))
]


def page(document: Any) -> bytes:
    payload = json.dumps({"resources": [], "apiDocument": document}).replace("</", "<\\/")
    return (
        "<html><head><title>Legs - Forum</title></head><body><noscript id='flarum-content'><h1>Legs</h1><article>"
        "<div class='Post-body'><p>First.</p></div></article></noscript>"
        f'<script id="flarum-json-payload" type="application/json">{payload}</script></body></html>'
    ).encode()


def document(*posts: dict[str, Any], count: Any = 4) -> dict[str, Any]:
    about = {"type": "discussions", "id": "12", "attributes": {"title": "Legs", "commentCount": count}}
    return {"data": about, "included": [*USERS, *posts]}


def read(content: Any) -> Reading | None:
    found = read_page(page(content), url=URL)
    assert Flarum().recognises(found)
    return Flarum().read(found)


def test_a_discussion() -> None:
    reading = read(
        document(
            post(44, 4, 1, mention(42) + "No."),
            post(41, 1, 1, "First."),
            post(42, 2, 2, "Hm, " + mention(41)),
            post(45, 5, 2, "gone", isHidden=True),
            post(43, 3, 1, "renamed", contentType="discussionRenamed"),
        )
    )
    assert reading is not None
    assert reading.post is not None
    assert (reading.post.key, reading.post.author, reading.post.text) == ("41", "Ann", "First.")
    assert [(one.key, one.parent, one.author, one.by_post_author) for one in reading.comments] == [
        ("42", None, "Bo", False), ("44", "42", "Ann", True), ("45", None, "Bo", False),
    ]  # fmt: skip
    assert reading.comments[0].date.value == "2024-01-02T10:00:00+00:00"
    assert reading.comments[0].author_url == "https://forum.example/u/bo"
    assert reading.comments[2].status is Status.REMOVED
    assert (reading.declared, reading.complete) == (3, True)


def test_the_page_as_a_thread() -> None:
    draft = parse_page(page(document(post(41, 1, 1, "First."), post(42, 2, 2, "Second."), count=60)), url=URL)
    assert (draft.platform, draft.author, draft.text) == ("flarum", "Ann", "First.")
    assert [one.text for one in draft.comments] == ["Second."]
    assert not draft.complete


def test_answers_to_the_opening_and_users_who_are_gone() -> None:
    reading = read(document(post(41, 1, 1, "First."), post(42, 2, 9, mention(41) + "Second.")))
    assert reading is not None
    assert (reading.comments[0].parent, reading.comments[0].author) == (None, None)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["data", "included", "type", "id", "attributes", "number", "contentType", "relationships"]),
        inner | st.sampled_from(["posts", "comment", "users"]),
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_JSON)
def test_any_state_is_read_without_harm(content: Any) -> None:
    read(content)
