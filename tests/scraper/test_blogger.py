"""Blogger's threaded and classic comment lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.model import Status
from scraper.platforms.base import Reading
from scraper.platforms.blogger import Blogger
from scraper.soup import read_page

URL = "https://notes.example/2013/10/a-post.html"
HEAD = "<html lang=en><head><meta content='blogger' name='generator'/></head><body><div class=post>Text</div>"


def read(body: str) -> Reading:
    page = read_page((HEAD + body).encode(), url=URL)
    assert Blogger().recognises(page)
    reading = Blogger().read(page)
    assert reading is not None
    return reading


def item(
    key: int, words: str, clock: str = "9:00 PM", inner: str = "", user: str = "Ann", icon: str = ""
) -> str:
    return f"""<li class="comment" id="c{key}"><div class="avatar-image-container"><img src="x" alt=""/></div>
    <div class="comment-block"><div class="comment-header">
    <cite class="user"><a href="http://ann.example/" rel="nofollow">{user}</a></cite>
    <span class="icon user {icon}"></span><span class="datetime secondary-text">
    <a rel="nofollow" href="{URL}?showComment=1381172401460#c{key}">{clock}</a></span></div>
    <p class="comment-content">{words}</p><span class="comment-actions secondary-text">
    <a class="comment-reply" data-comment-id="{key}">Reply</a></span></div>
    <div class="comment-replies"><div id="c{key}-rt" class="comment-thread inline-thread">
    <span class="thread-toggle"><span class="thread-count">Replies</span></span>
    <ol id="c{key}-ra"><div>{inner}</div><div id="c{key}-continue" class="continue"><a>Reply</a></div></ol>
    </div></div><div class="comment-replybox-single" id="c{key}-ce"></div></li>"""


def threaded(items: str, more: str = "hidden") -> str:
    return f"""<div class='comments' id='comments'><a name='comments'></a><h4>2 comments:</h4>
    <div class='comments-content'><script>var items = null;</script><div id='comment-holder'>
    <div class="comment-thread toplevel-thread"><ol id="top-ra">{items}</ol><div id="top-continue"
    class="continue"><a class="comment-reply">Add comment</a></div>
    <div class="loadmore {more}"><a>Load more</a></div></div></div></div>
    <p class='comment-footer'><div class='comment-form'>Say it</div></p></div>"""


def test_threaded_comments() -> None:
    answer = item(222, "And I <b>answer</b>.", user="Bo", icon="blog-author")
    reading = read(
        threaded(item(111, "I say,<br><br>see https://a.example/x", inner=answer) + item(333, "Third"))
    )
    first, second, third = reading.comments
    assert [comment.key for comment in reading.comments] == ["111", "222", "333"]
    assert [comment.parent for comment in reading.comments] == [None, "111", None]
    assert first.text == "I say,\n\nsee https://a.example/x"
    assert (second.author, second.text, second.by_post_author) == ("Bo", "And I answer.", True)
    # Blogger marks the name itself, too.
    marked = answer.replace('<cite class="user">', '<cite class="user blog-author">')
    own = read(threaded(marked)).comments[0]
    assert (own.author, own.by_post_author) == ("Bo", True)
    assert not first.by_post_author
    assert first.author_url == "http://ann.example/"
    assert first.url == f"{URL}?showComment=1381172401460#c111"
    assert third.text == "Third"
    assert reading.declared == 2
    assert reading.complete
    assert reading.roots[0].get("id") == "comments"


@pytest.mark.parametrize(
    ("clock", "value"),
    [
        ("October 7, 2013 at 9:00 PM", "2013-10-07T21:00:01+02:00"),
        ("21:00", "2013-10-07T21:00:01+02:00"),
        ("07 октября, 2013 14:00", "2013-10-07T14:00:01-05:00"),
        ("12:30 AM", "2013-10-08T00:30:01+05:30"),
        ("just now", "2013-10-07T19:00:01+00:00"),
    ],
)
def test_instant_of_the_link_and_clock_of_the_page_give_the_zone(clock: str, value: str) -> None:
    date = read(threaded(item(111, "x", clock=clock))).comments[0].date
    assert (date.value, date.text) == (value, clock)


def test_more_to_load_is_not_complete() -> None:
    assert not read(threaded(item(111, "x"), more="")).complete


def test_deleted_comment_keeps_its_place() -> None:
    gone = item(5, '<span class="deleted-comment">This comment has been removed by the author.</span>',
                inner=item(6, "Why?"))  # fmt: skip
    first, second = read(threaded(gone)).comments
    assert (first.status, second.status) == (Status.REMOVED, Status.VISIBLE)
    assert second.parent == "5"


CLASSIC = """<div class='comments' id='comments'><a name='comments'></a><h4>3 comments:</h4>
<span class='paging-control-container'>
<a class='paging-control' href='/2013/10/a-post.html?commentPage=2'>Newer</a></span>
<div id='Blog1_comments-block-wrapper'><dl class='avatar-comment-indent' id='comments-block'>
<dt class='comment-author ' id='c1001'><a name='c1001'></a><div class="avatar-image-container"><img/></div>
<a href='http://www.blogger.com/profile/1' rel='nofollow'>Ann</a> said...</dt>
<dd class='comment-body' id='Blog1_cmt-1001'><p>First words<br/>here.</p></dd>
<dd class='comment-footer'><span class='comment-timestamp'><a href='{url}?showComment=1381172401460#c1001'
title='comment permalink'>October 7, 2013 at 9:00 PM</a></span></dd>
<dt class='comment-author blog-author' id='c1002'><a name='c1002'></a>Anonymous said...</dt>
<dd class='comment-body' id='Blog1_cmt-1002'><span class='deleted-comment'>Removed.</span></dd>
<dd class='comment-footer'><span class='comment-timestamp'><a href='{url}#c1002'>March 5, 2014 at 10:02 AM</a>
</span></dd>
<dt class="comment-data" id="c1003"><a name="c1003"></a> At <a href="#c1003">March 6, 2014 11:30 PM</a>,
<span>Cy</span> said...</dt><dd class='comment-body'><p>Third</p></dd>
</dl></div></div>"""


def test_classic_list() -> None:
    reading = read(CLASSIC.replace("{url}", URL))
    first, second, third = reading.comments
    assert [comment.parent for comment in reading.comments] == [None, None, None]
    assert (first.author, first.text) == ("Ann", "First words\nhere.")
    assert first.date.value == "2013-10-07T21:00:01+02:00"
    assert (second.author, second.status, second.by_post_author) == ("Anonymous", Status.REMOVED, True)
    assert second.date.value == "2014-03-05T10:02"
    assert third.text == "Third"
    assert third.date.value == "2014-03-06T23:30"
    assert not reading.complete
    assert reading.more == ("https://notes.example/2013/10/a-post.html?commentPage=2",)


def test_name_without_its_verb() -> None:
    for verb in ("said...", "hat gesagt…", "a dit...", "ha detto...", "dijo...", "zei..."):
        body = CLASSIC.replace("{url}", URL).replace("Anonymous said...", f"Zoé {verb}")
        assert read(body).comments[1].author == "Zoé"


def test_other_pages_are_left_alone() -> None:
    page = read_page(b"<html><body><p>see blogger.com?showComment=1</p></body></html>", url=URL)
    assert Blogger().read(page) is None
    assert not Blogger().recognises(read_page(b"<html><body><p>nothing</p></body></html>"))


def test_ten_thousand_deep() -> None:
    first, depth = 1_000_000, 10_000
    opened = "".join(
        f'<div class="comment" id="c{key}"><p class="comment-content">w{key}</p>'
        for key in range(first, first + depth)
    )
    comments = read(f"<div id=comments class=comment-thread>{opened}</div>").comments
    assert len(comments) == depth
    assert comments[-1].parent == str(first + depth - 2)
    assert comments[-1].text == f"w{first + depth - 1}"


PIECES = [
    "<li class=comment id=c1>", "<li class=comment id=c2>", "</li>", "<dt id=c3 class=comment-author>", "x",
    "<dd class=comment-body>", "</dl>", "<p class=comment-content>", "<a name=c4></a>", "</div>", "&#0;",
    "<a href='?showComment=1381172401460#c1'>25:99</a>", "<div class=comment-replies>", "<div id=comments>",
    "<a href='?showComment=99999999999999#c2'>12:00</a>", "<span class=datetime>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(deadline=None)
def test_any_markup(pieces: list[str]) -> None:
    reading = Blogger().read(read_page((HEAD + "".join(pieces)).encode(), url=URL))
    seen: set[str] = set()
    for comment in reading.comments if reading else ():
        assert comment.key not in seen
        assert comment.parent is None or comment.parent in seen
        seen.add(comment.key)


@pytest.mark.corpus
def test_real_pages(shared) -> None:
    page = read_page(
        (shared / "corpus/pages/trafilatura__tests_eval_derpapierplanet.de.juni.html").read_bytes()
    )
    reading = Blogger().read(page)
    assert reading is not None
    assert len(reading.comments) == 13
    assert sum(comment.parent is not None for comment in reading.comments) > 5
