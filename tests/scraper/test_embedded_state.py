"""Discourse, Substack and Reddit: comments from the state that their pages carry."""

import json
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.model import Status
from scraper.platforms.base import Reading
from scraper.platforms.discourse import Discourse
from scraper.platforms.embedded import assigned, mappings
from scraper.platforms.reddit import Reddit
from scraper.platforms.substack import Substack
from scraper.soup import read_page

URL = "https://forum.example/t/legs/12"


def post(number: int, name: str, words: str, answers: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": 900 + number, "post_number": number, "username": name, "cooked": f"<p>{words}</p>", "post_type": 1,
        "created_at": f"2024-01-0{number}T10:00:00.123Z", "reply_to_post_number": answers, "user_id": len(name),
        "post_url": f"/t/legs/12/{number}",
    } | more  # fmt: skip


def discourse(posts: list[Any], count: Any = 5) -> Reading | None:
    topic = {
        "post_stream": {"posts": posts, "stream": []},
        "posts_count": count,
        "user_id": 3,
        "title": "Legs",
    }
    state = escape(json.dumps({"site": "{}", "topic_12": json.dumps(topic)}))
    data = f"""<html><body><h1>Legs</h1><div id="data-preloaded" data-preloaded="{state}"></div>
    <div class="crawler-post" id="post_1">x</div></body></html>""".encode()
    page = read_page(data, url=URL)
    assert Discourse().recognises(page)
    return Discourse().read(page)


def test_discourse_topic() -> None:
    reading = discourse(
        [
            post(1, "ann", "First words."),
            post(2, "bo", "I agree.", 1),
            post(3, "ann", "Thanks.", 2),
            post(4, "sys", "closed", post_type=3),
            post(5, "cy77", "gone", 2, user_deleted=True),
        ]
    )
    assert reading is not None
    assert reading.post is not None
    assert (reading.post.author, reading.post.text) == ("ann", "First words.")
    assert [(one.key, one.parent, one.text) for one in reading.comments] == [
        ("2", None, "I agree."), ("3", "2", "Thanks."), ("5", "2", "gone"),
    ]  # fmt: skip
    second, third, last = reading.comments
    assert second.date.value == "2024-01-02T10:00:00+00:00"
    assert second.url == "https://forum.example/t/legs/12/2"
    assert second.author_url == "https://forum.example/u/bo"
    assert (second.by_post_author, third.by_post_author) == (False, True)
    assert last.status is Status.REMOVED
    assert reading.declared == 4
    assert not reading.complete


def substack(comments: list[Any], count: Any = 3) -> Reading | None:
    state = json.dumps(json.dumps({"post": {"comment_count": count}, "comments": comments}))
    data = f"""<html><body><script src="https://substackcdn.com/x.js"></script>
    <script>window._preloads        = JSON.parse({state})</script></body></html>""".encode()
    page = read_page(data, url="https://ann.example/p/legs")
    assert Substack().recognises(page)
    return Substack().read(page)


def said(key: int, name: str, words: str, *children: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "handle": name.lower(), "body": words, "date": "2024-01-02T10:00:00.000Z",
            "children": list(children), "metadata": {"is_author": name == "Ann"}}  # fmt: skip


def test_substack_comments() -> None:
    reading = substack(
        [said(7, "Bo", "One <b> two\nthree\n\nfour", said(8, "Ann", "Yes.")), said(9, "Cy", "Hm.")]
    )
    assert reading is not None
    assert [(one.key, one.parent, one.author) for one in reading.comments] == [
        ("7", None, "Bo"), ("8", "7", "Ann"), ("9", None, "Cy"),
    ]  # fmt: skip
    assert reading.comments[0].text == "One <b> two\nthree\n\nfour"
    assert reading.comments[1].by_post_author
    assert reading.comments[0].date.value == "2024-01-02T10:00:00+00:00"
    assert reading.comments[0].author_url == "https://substack.com/@bo"
    assert reading.complete
    more = substack([said(7, "Bo", "One")], 40)
    assert more is not None
    assert not more.complete


def test_reddit_state() -> None:
    models = {
        "t1_b": {"id": "t1_b", "author": "bo", "parentId": "t1_a", "created": 1704189600, "media": {
            "richtextContent": {"document": [{"e": "par", "c": [{"e": "text", "t": "Yes <i> & "},
            {"e": "link", "t": "here", "u": "https://a.example/x"}]}]}}},
        "t1_a": {"id": "t1_a", "author": "ann", "parentId": "t3_p", "created": 1704189500, "isOP": True,
            "permalink": "/r/ms/comments/p/legs/a/", "media": {"richtextContent": {"document": [
            {"e": "par", "c": [{"e": "text", "t": "One."}]}, {"e": "list", "c": [{"e": "li", "c": [{"e": "par",
            "c": [{"e": "text", "t": "two"}]}]}]}]}}},
        "t1_c": {"id": "t1_c", "author": "[deleted]", "parentId": "t3_p", "created": 1704189700, "media": {
            "richtextContent": {"document": [{"e": "par", "c": [{"e": "text", "t": "[removed]"}]}]}}},
    }  # fmt: skip
    state = {
        "posts": {"models": {"t3_p": {"numComments": 3, "author": "ann"}}},
        "features": {"comments": {"models": models}},
    }
    page = read_page(
        f"<html><body><script>window.___r = {json.dumps(state)};</script></body></html>".encode()
    )
    assert Reddit().recognises(page)
    reading = Reddit().read(page)
    assert reading is not None
    assert [(one.key, one.parent, one.author) for one in reading.comments] == [
        ("a", None, "ann"), ("b", "a", "bo"), ("c", None, None),
    ]  # fmt: skip
    first, second, third = reading.comments
    assert first.text == "One.\n\n- two"
    assert (first.by_post_author, first.url) == (True, "https://www.reddit.com/r/ms/comments/p/legs/a/")
    assert second.text == "Yes <i> & here"
    assert second.links == ("https://a.example/x",)
    assert second.date.value == "2024-01-02T10:00:00+00:00"
    assert third.status is Status.REMOVED
    assert reading.declared == 3
    assert reading.complete


def test_reddit_elements() -> None:
    def comment(key: str, parent: str, name: str, words: str, inner: str = "") -> str:
        return (
            f'<shreddit-comment author="{name}" thingid="t1_{key}" parentid="{parent}" depth="0" '
            f'permalink="/r/ms/comments/p/comment/{key}/"><div slot="commentMeta"><a>{name}</a>'
            f'<faceplate-timeago ts="2024-01-02T10:00:00.000000+0000">1y ago</faceplate-timeago></div>'
            f'<div slot="comment"><p>{words}</p></div>{inner}</shreddit-comment>'
        )

    tree = comment("a", "t3_p", "ann", "One.", comment("b", "t1_a", "bo", "Two.")) + comment(
        "c", "t3_p", "cy", "Three."
    )
    page = read_page(
        f"<html><body><shreddit-comment-tree>{tree}</shreddit-comment-tree></body></html>".encode()
    )
    reading = Reddit().read(page)
    assert reading is not None
    assert [(one.key, one.parent, one.author, one.text) for one in reading.comments] == [
        ("a", None, "ann", "One."), ("b", "a", "bo", "Two."), ("c", None, "cy", "Three."),
    ]  # fmt: skip
    assert reading.comments[0].date.value == "2024-01-02T10:00:00+00:00"


def test_deep_state_is_walked_without_recursion() -> None:
    deep: Any = {"x": 1}
    for _ in range(10_000):
        deep = {"a": [deep]}
    assert sum("x" in found for found in mappings(deep)) == 1
    assert assigned(b"<script>window.s = " + b"[" * 100_000 + b"</script>", "window.s") is None
    # Tried for ever, each of these would read all that is behind it.
    assert assigned(b"<script>" + b' window.s = {"a": "' * 500_000, "window.s") is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "post_number", "children", "cooked", "body", "t1_a", "author", "media", "parentId"]), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
@settings(deadline=None)
def test_any_state(value: Any) -> None:
    discourse([value, post(2, "bo", "x")], value)
    substack([value], value)
    page = read_page(
        f"<html><body><script>window.___r = {json.dumps({'t1_x': value})}</script></body></html>".encode()
    )
    Reddit().read(page)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "answers"), [("wcxb__dev_0512", 14, 7), ("wcxb__dev_1591", 17, 10)]
)
def test_real_topics(shared, name: str, count: int, answers: int) -> None:
    page = read_page((shared / f"corpus/pages/{name}.html").read_bytes(), url=URL)
    reading = Discourse().read(page)
    assert reading is not None
    assert len(reading.comments) == count
    assert sum(comment.parent is not None for comment in reading.comments) >= answers - 3
