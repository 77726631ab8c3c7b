"""NodeBB: topics in the markup of its themes."""

import time

import pytest

from pmlarchive.model import Status
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.nodebb import NodeBB
from scraper.soup import read_page

URL = "https://forum.example/topic/12/legs"
PERSONA = '<a component="post/parent" class="btn" data-topid="{0}" href="/post/{0}"><i></i> @bo</a>'
HARMONY = (
    '<div component="post/parent" data-parent-pid="{0}" data-uid="2"><a href="/user/bo">bo</a> <a href="/post/{0}">'
    '</a><div component="post/parent/content">What was answered.</div></div>'
)


def post(
    index: int, pid: object, user: str, words: str, *, answers: str = "", names: str = "", more: str = "", head: str = ""
) -> str:  # fmt: skip
    uid, slug = sum(map(ord, user)), user.lower()
    return (
        f'<li component="post" class="pt-4 {names}" data-index="{index}" data-pid="{pid}" data-uid="{uid}" {head} '
        f'data-timestamp="170445600{index}000" data-username="{slug}" itemprop="comment">'
        f'<a component="post/anchor" id="{index + 1}"></a><meta itemprop="datePublished" '
        f'content="2024-01-05T12:00:0{index}.000Z">{answers}<div class="post-header"><a href="/user/{slug}"><img></a>'
        f'<a href="/user/{slug}" data-username="{slug}" data-uid="{uid}">{user}</a><span component="post/editor">last '
        f'edited by Mo</span><a href="/post/{pid}" class="post-index">#{index + 1}</a></div><div class="content" '
        f'component="post/content" itemprop="text"><p>{words}</p></div><div component="post/footer"><div '
        f'component="post/signature">Sent by pigeon.</div><div component="post/replies/container">{more}</div></div></li>'
    )


def page(*posts: str, count: str = "3", head: str = "", pager: str = "") -> bytes:
    return (
        f'<html lang="en"><head><title>Legs | Forum</title>{head}</head><body><h1 component="post/header">Legs</h1>'
        f'<span component="topic/post-count" title="{count}">3</span><ul component="topic">{"".join(posts)}</ul>'
        f'<nav component="pagination">{pager}</nav><script id="ajaxify-data" type="application/json">{{"cid":1,'
        '"mainPid":41,"postcount":3}</script></body></html>'
    ).encode()


def read(content: bytes) -> Reading | None:
    found = read_page(content, url=URL)
    assert NodeBB().recognises(found)
    return NodeBB().read(found)


@pytest.mark.parametrize("answers", [PERSONA, HARMONY])
def test_a_topic(answers: str) -> None:
    mention = '<a class="plugin-mentions-user" href="/user/bo">@<bdi>bo</bdi></a> No.'
    reading = read(
        page(
            post(0, 41, "Ann", "First."),
            post(1, 42, "Bo", "Hm.", answers=answers.format(41)),
            post(2, 43, "Ann", mention, answers=answers.format(42)),
        )
    )
    assert reading is not None
    assert reading.post is not None
    assert (reading.post.key, reading.post.author, reading.post.text) == ("41", "Ann", "First.")
    one, two = reading.comments
    assert (one.key, one.native_id, one.parent) == ("42", "42", None)
    assert (one.author, one.by_post_author) == ("Bo", False)
    assert (one.author_url, one.url) == ("https://forum.example/user/bo", "https://forum.example/post/42")
    assert (one.date.value, one.text) == ("2024-01-05T12:00:01+00:00", "Hm.")
    assert (two.parent, two.by_post_author, two.text) == ("42", True, "@bo No.")
    assert (reading.declared, reading.complete, reading.more) == (2, True, ())


def test_the_page_as_a_thread() -> None:
    draft = parse_page(
        page(post(0, 41, "Ann", "First."), post(1, 42, "Bo", "Second."), count="1,060"), url=URL
    )
    assert (draft.platform, draft.title, draft.author, draft.text) == ("nodebb", "Legs", "Ann", "First.")
    assert [one.text for one in draft.comments] == ["Second."]
    assert (draft.declared_comments, draft.complete) == (1059, False)


def test_a_later_page() -> None:
    pager = (
        '<li class="page-item"><a href="?page=1" data-page="1">1</a></li><li class="page-item active"><a '
        'href="?page=2" data-page="2">2</a></li><li class="page-item"><a href="?page=3" data-page="3">3</a></li>'
        '<li><a href="#" data-page="9">Go</a></li>'
    )
    content = page(
        post(5, 46, "Bo", "Six.", answers=PERSONA.format(41), names="topic-owner-post"),
        post(6, 47, "Cy", "Seven.", answers=PERSONA.format(44)),
        count="60",
        head='<link rel="next" href="https://forum.example/topic/12/legs?page=3">',
        pager=pager,
    )
    reading = read(content)
    assert reading is not None
    assert reading.post is None
    assert [(one.parent, one.by_post_author) for one in reading.comments] == [(None, True), ("44", False)]
    assert (reading.declared, reading.complete) == (59, False)
    assert reading.more == (f"{URL}?page=3", f"{URL}?page=1")
    assert parse_page(content, url=URL).text == ""


def test_deleted_posts_and_posts_from_elsewhere() -> None:
    far = "https://far.example/@dee/9"
    reading = read(
        page(
            post(0, 41, "Ann", "First."),
            post(1, far, "Dee", "From far away."),
            post(2, 43, "Bo", "This post is deleted!", names="deleted", answers=HARMONY.format(far)),
        ).replace(b'href="/post/https://far.example/@dee/9" class', b'href="/post/https%3A%2F%2Ffar.example%2F%40dee%2F9" class')
    )  # fmt: skip
    assert reading is not None
    one, two = reading.comments
    assert (one.key, one.url) == (far, "https://forum.example/post/https%3A%2F%2Ffar.example%2F%40dee%2F9")
    assert (two.parent, two.status, two.author) == (far, Status.REMOVED, "Bo")


def test_what_stands_twice_is_read_once() -> None:
    answer = post(2, 43, "Bo", "Third.")
    unfolded = post(1, 42, "Cy", "Second.", more=answer + post(3, 44, "Dee", "Fourth."))
    chosen = post(2, 43, "Bo", "Third.", head='data-allow-dupe="1"')
    for first in (post(0, 41, "Ann", "First.") + chosen, post(0, 41, "Ann", "First.")):
        reading = read(page(first, unfolded, answer))
        assert reading is not None
        assert [(one.key, one.text) for one in reading.comments] == [
            ("42", "Second."), ("44", "Fourth."), ("43", "Third."),
        ]  # fmt: skip


def test_what_is_missing_or_strange() -> None:
    bare = '<li component="post" data-pid="42" data-timestamp="soon"><div component="post/content">Hm.</div></li>'
    reading = read(
        page(post(0, 41, "Ann", "First."), bare, '<li component="post" data-pid="43"></li>', count="many")
    )
    assert reading is not None
    assert [(one.key, one.author, one.author_url, one.date.value) for one in reading.comments] == [
        ("42", None, None, None)
    ]
    assert reading.declared is None
    assert read(page(post(0, 41, "Ann", "First."))) is None
    own = read(page(post(0, 41, "Ann", "First."), post(1, 42, "Bo", "Hm.", answers=PERSONA.format(42))))
    assert own is not None
    assert own.comments[0].parent is None


def test_posts_in_posts_do_no_harm() -> None:
    deep = "".join(
        f'<li component="post" data-pid="{pid}"><div component="post/content"><ul>' for pid in range(2000)
    )
    before = time.perf_counter()
    reading = read(page(post(0, 41, "Ann", "First."), post(1, 42, "Bo", "Hm."), deep))
    assert reading is not None
    assert (len(reading.comments), time.perf_counter() - before < 5) == (2, True)
