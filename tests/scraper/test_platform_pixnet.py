"""PIXNET: a visitor's comment and the blogger's answer in one list."""

import time

from pmlarchive.model import Status
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.pixnet import Pixnet
from scraper.soup import read_page

URL = "http://ann.pixnet.net/blog/post/12-legs"
NAMED = '<a href="http://bo.pixnet.net/blog">Bo 2000</a>'


def comment(number: int, words: str, name: str = NAMED, more: str = "") -> str:
    return (
        f'<ul class="single-post"><li class="post-info"><a name="comment-{number}"> </a><span class="floor">#1</span>'
        f'<span class="user-name"><img alt="icon"> {name}</span> {more}<span class="post-time">於 2014/01/0{number} '
        '10:28</span></li><li class="post-photo"><img alt="Bo"></li><li class="post-text">'
        f'<p id="comment-{number}"></p> {words} </li>'
    )


def answer(words: str, name: str = '<a href="http://ann.pixnet.net/blog">Ann 1999</a>') -> str:
    return f'<li class="reply-text"> {words} <p>{name} 於 2014/01/09 20:31 回覆 </p></li></ul>'


SECRET = '<ul class="single-post secret"><li class="post-text"> 悄悄話 </li></ul>'


def page(*lists: str, count: str = "(2)") -> bytes:
    return (
        '<html lang="zh-TW"><head><title>Legs</title><meta name="author" content="Ann 1999 (ann)"></head><body>'
        '<div class="article-content-inner"><p>It was a long summer, and I wrote down how far I walked.</p></div>'
        f'<div id="comment-box"><h3 id="comment-title"><span>留言列表 {count}</span></h3><div id="comment-text">'
        f"{'<ins>an advertisement</ins>'.join(lists)}</div></div><p>at pixnet</p></body></html>"
    ).encode()


def read(content: bytes, url: str | None = URL) -> Reading | None:
    found = read_page(content, url=url)
    assert Pixnet().recognises(found)
    return Pixnet().read(found)


def test_a_comment_and_its_answer() -> None:
    reading = read(page(comment(1, "One<br>two") + answer("Thank<br>you"), comment(2, "No.") + "</ul>"))
    assert reading is not None
    one, two, three = reading.comments
    assert (one.key, one.native_id, one.parent, one.author) == ("1", "1", None, "Bo 2000")
    assert (one.author_url, one.by_post_author) == ("http://bo.pixnet.net/blog", False)
    assert (one.date.value, one.text, one.url) == ("2014-01-01T10:28", "One\ntwo", f"{URL}#comment-1")
    assert (two.key, two.native_id, two.parent, two.author) == ("#2", None, "1", "Ann 1999")
    assert (two.date.value, two.text, two.by_post_author) == ("2014-01-09T20:31", "Thank\nyou", True)
    assert (three.key, three.parent, three.text) == ("2", None, "No.")
    assert (reading.declared, reading.complete) == (2, True)


def test_who_is_no_member() -> None:
    label = '<a class="homepage" href="%E5%80%8B..."><img></a>'
    home = '<a class="homepage" href="http://cy.example/"><img></a>'
    reading = read(page(comment(1, "a", "Cy", label) + "</ul>", comment(2, "b", "Cy", home) + "</ul>"))
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Cy", "Cy"]
    assert [one.author_url for one in reading.comments] == [None, "http://cy.example/"]


def test_comments_for_the_blogger_alone() -> None:
    reading = read(page(SECRET, comment(2, "b") + "</ul>", SECRET, count="(4)"))
    assert reading is not None
    assert [one.status for one in reading.comments] == [Status.REMOVED, Status.VISIBLE, Status.REMOVED]
    assert [one.key for one in reading.comments] == ["#1", "2", "#3"]
    assert reading.comments[0].author is None
    assert (reading.declared, reading.complete) == (4, False)


def test_the_blogger_is_known_by_the_address_alone() -> None:
    own = '<a href="http://ann.pixnet.net/blog">Ann 1999</a>'
    reading = read(page(comment(1, "a", own) + "</ul>").replace(b"(ann)", b""))
    assert reading is not None
    assert reading.comments[0].by_post_author
    strange = read(page(comment(1, "a", own) + "</ul>").replace(b"(ann)", b""), url="http://[broken/")
    assert strange is not None
    assert not strange.comments[0].by_post_author


def test_answers_without_their_last_line() -> None:
    reading = read(page(comment(1, "a") + '<li class="reply-text">Yes<p>and no</p></li></ul>'))
    assert reading is not None
    assert (reading.comments[1].author, reading.comments[1].text) == (None, "Yes\n\nand no")
    reading = read(page(comment(1, "a") + answer("Yes", "Ann")))
    assert reading is not None
    assert (reading.comments[1].author, reading.comments[1].by_post_author) == ("Ann", False)


def test_the_page_as_a_thread() -> None:
    draft = parse_page(page(comment(1, "a") + answer("b"), SECRET), url=URL)
    assert (draft.platform, draft.declared_comments, draft.complete) == ("pixnet", 2, True)
    assert (len(draft.comments), draft.text.startswith("It was a long summer")) == (3, True)


def test_other_pages_are_left_alone() -> None:
    assert read(b"<p>pixnet</p><ul class='post-text single-posts'><li>a</li></ul>") is None
    assert read(b"<p>pixnet</p><ul class='single-post'><li class='post-texts'>a</li></ul>") is None


def test_numbers_twice_and_lists_in_lists() -> None:
    same = comment(1, "a") + "</ul>"
    reading = read(page(same, same))
    assert reading is not None
    assert len(reading.comments) == 1
    deep = "".join(comment(1, "a") for _ in range(3000))
    before = time.perf_counter()
    reading = read(page(deep))
    assert reading is not None
    assert (len(reading.comments), time.perf_counter() - before < 5) == (1, True)
