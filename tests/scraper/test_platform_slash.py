"""Slash and rehash: nested lists whose parts are named for their comments, shells, lines, flat lists."""

from typing import Any

import pytest

from pmlarchive.model import Status
from scraper.draft import DraftComment
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.slash import Slash
from scraper.soup import read_page

URL = "https://news.example/story/24/01/12/1/legs"

STORY = """<article id="firehose-7" class="fhitem fhitem-story article"><header><h1 class="story">
<span id="title-7" class="story-title"><a href="//news.example/story/24/01/12/1/legs">Counting Legs</a>
<span class=" no extlnk"><a class="story-sourcelnk" href="https://legs.example/">(legs.example)</a></span></span>
<span class="comment-bubble"><a href="#comments">9</a></span></h1><div class="details"><span class="story-byline">
Posted by {by} <time id="fhtime-7" datetime="on Friday January 12, 2024 @11:40AM">on Friday January 12, 2024 @11:40AM</time>
from the <span class="dept-text">many-feet</span> dept.</span></div></header>
<div class="body" id="fhbody-7"><div id="text-7" class="p">Somebody <a href="https://legs.example/">counted</a> them.</div></div>
</article>"""

#: As Slashdot prints one.
FULL = """<li id="tree_{n}" class="comment full contain"><span class="ind"></span><div id="comment_status_{n}"></div>
<div id="comment_{n}" class="cw"><div id="comment_top_{n}" class="commentTop"><div class="title"><h4>
<a id="comment_link_{n}" name="comment_link_{n}" href="//news.example/comments.pl?sid=5&amp;cid={n}">Re:Legs</a>
<span id="comment_score_{n}" class="score"> (<a href="#"><span class=opt>Score:</span>5</a>, Funny)</span></h4></div>
<div class="details"><span class="by"><span class="byby">by </span>{by}</span><span class="writes" style="display:none"> writes:</span>
<span class="otherdetails" id="comment_otherdetails_{n}">{day}</span></div></div>
<div class="commentBody"><div id="comment_body_{n}">{words}</div></div>
<div class="commentSub" id="comment_sub_{n}">{parent}<a class="t" href="https://x.example/?url=comments.pl?sid=5&amp;cid={n}">x</a></div></div>
<div id="replyto_{n}"></div><ul id="group_{n}"><li id="hiddens_{n}" class="hide"></li></ul>{inner}</li>"""
SHELL = """<li id="tree_{n}" class="comment hidden"><div id="comment_status_{n}"></div><div id="comment_{n}" class="cw"></div>
<ul id="group_{n}"><li id="hiddens_{n}" class="hide"></li></ul>{inner}</li>"""
NAMED = (
    '<a href="//news.example/~{0}">{0}</a> <span class="uid"><a href="//news.example/~{0}">( 12 )</a></span>'
)
DAY = """on Friday January 12, 2024 @0{hour}:05PM (<a href="//news.example/comments.pl?sid=5&amp;cid={n}">#{n}</a>)
<small><a href="//news.example/~x/journal/" title="Wednesday April 05, 2023 @03:34AM">Journal</a></small>"""
PARENT = '<a class="btn" href="//news.example/comments.pl?sid=5&amp;threshold=1&amp;mode=thread&amp;cid={0}">Parent</a>'


def one(n: int, by: str, *inner: str, day: str | None = None, parent: int = 0, words: str = "") -> str:
    return FULL.format(
        n=n,
        by=by,
        day=DAY.format(hour=n % 10, n=n) if day is None else day,
        words=words or f"<p>Words of {n}.</p>",
        parent=PARENT.format(parent) if parent else "",
        inner=nest(n, *inner),
    )


def nest(n: int, *inner: str) -> str:
    return f'<ul id="commtree_{n}">{"".join(inner)}</ul>' if inner else ""


def page(*comments: str, by: str = "ann", total: int = 9, more: str = "") -> bytes:
    return f"""<!DOCTYPE html><html lang="en"><head><title>Counting Legs - News</title><meta property="og:title" content="Counting Legs"></head><body><section>
    {STORY.format(by=by)}<div id="comments"><div id="commentwrap" class="commentwrap"><h2>Comments</h2>
    <span class="totalcommentcnt">{total}</span></div><script>{more}</script>
    <ul id="commentlisting" class="d2">{"".join(comments)}</ul></div></section></body></html>""".encode()


def read(data: bytes) -> Reading:
    found = read_page(data, url=URL)
    assert Slash().recognises(found)
    reading = Slash().read(found)
    assert reading is not None
    return reading


def told(reading: Reading, *names: str) -> list[Any]:
    return [tuple(getattr(comment, name) for name in names) for comment in reading.comments]


def test_comments_nested() -> None:
    reading = read(
        page(
            one(11, NAMED.format("bo"), one(12, "Anonymous Coward", parent=11), one(13, NAMED.format("ann"))),
            one(14, NAMED.format("Cy D"), words="<p>Quoted &amp; <i>said</i>.</p>"),
            total=4,
        )
    )
    assert told(reading, "key", "parent", "author", "by_post_author", "text") == [
        ("11", None, "bo", False, "Words of 11."),
        ("12", "11", "Anonymous Coward", False, "Words of 12."),
        ("13", "11", "ann", True, "Words of 13."),
        ("14", None, "Cy D", False, "Quoted & said."),
    ]
    first, second = reading.comments[:2]
    assert (first.native_id, first.author_url) == ("11", "https://news.example/~bo")
    assert first.url == "https://news.example/comments.pl?sid=5&cid=11"
    assert first.date.value == "2024-01-12T13:05"
    assert second.author_url is None
    assert (reading.declared, reading.complete, reading.more, reading.notes) == (4, True, (), [])


def test_a_shell_keeps_the_place_of_what_was_not_sent() -> None:
    reading = read(page(one(11, "Ann", SHELL.format(n=12, inner=nest(12, one(13, "Bo")))), total=3))
    assert told(reading, "key", "parent", "status") == [
        ("11", None, Status.VISIBLE),
        ("12", "11", Status.GHOST),
        ("13", "12", Status.VISIBLE),
    ]
    assert reading.comments[1] == DraftComment(key="12", native_id="12", parent="11", status=Status.GHOST)
    assert not reading.complete


def test_comments_in_one_line_have_no_day_and_may_be_cut() -> None:
    reading = read(
        page(
            one(11, "Bo", day="", words="<p>Cut he</p>"), one(12, "Cy"), more="D2.abbrev_comments({11:512});"
        )
    )
    assert told(reading, "date", "url")[0][0].value is None
    assert reading.comments[0].url == "https://news.example/comments.pl?sid=5&cid=11"
    assert reading.notes == ["1 comments are cut short on this page"]
    assert not reading.complete  # two of nine


@pytest.mark.parametrize(
    ("by", "author", "url"),
    [
        ("ann", "ann", None),
        ('<a href="https://ann.example/">Ann B</a>', "Ann B", "https://ann.example/"),
    ],
)
def test_the_story_is_the_post(by: str, author: str, url: str | None) -> None:
    draft = parse_page(page(one(11, "Bo"), one(12, "Cy"), by=by), url=URL)
    assert (draft.platform, draft.title, draft.author, draft.author_url) == (
        "slash",
        "Counting Legs",
        author,
        url,
    )
    assert (draft.date.value, draft.text) == ("2024-01-12T11:40", "Somebody counted them.")
    assert draft.links == ("https://legs.example/",)
    assert (draft.declared_comments, len(draft.comments), draft.complete) == (9, 2, False)


#: As rehash prints one.
REHASH = """<li id="tree_{n}" class="comment"><input id="commentHider_{n}" type="checkbox" class="commentHider">
<label class="commentHider" title="Show/hide comment" for="commentHider_{n}"> </label>
<div id="comment_{n}" class="commentDiv score1"><div id="comment_top_{n}" class="commentTop"><div class="title">
<h4><a name="{n}">Re:Legs</a> <span id="comment_score_{n}" class="score">(Score:1)</span>
<span class="by">by {by} <span class="zooicon"><a href="/subscribe.pl"><img src="star.png" alt="Subscriber Badge"></a></span></span></h4></div>
<div class="details"><span class="otherdetails" id="comment_otherdetails_{n}">&lt;<a href="mailto:a@b.example">a@b</a>&gt;
on Friday January 12 2024, @01:05PM (<a href="//soy.example/comments.pl?noupdate=1&amp;sid=5&amp;cid={n}#commentwrap">#{n}</a>)</span>
</div></div><div class="commentBody"><div id="comment_body_{n}">Words of {n}.</div>
<div id="comment_sig_{n}" class="sig">-- signed</div>{shrunk}</div><div class="commentSub" id="comment_sub_{n}">
<span class="nbutton"><b><a href="//soy.example/comments.pl?noupdate=1&amp;sid=5&amp;op=Reply&amp;pid={n}#post_comment">Reply to This</a></b></span>
{parent}</div></div>{inner}</li>"""
REHASH_PARENT = """<span class="nbutton"><b><a
href="//soy.example/comments.pl?noupdate=1&amp;sid=5&amp;cid={0}#commentwrap">Parent</a></b></span>"""
SOY = '<a href="//soy.example/~{0}/">{0} (12)</a>'


def soy(n: int, by: str, parent: int = 0, inner: str = "", shrunk: str = "") -> str:
    return REHASH.format(
        n=n, by=by, inner=inner, shrunk=shrunk, parent=REHASH_PARENT.format(parent) if parent else ""
    )


def soy_page(comments: str, pages: str = "") -> bytes:
    return f"""<html><head><title>Counting Legs | Soy</title></head><body><div id="articles"><div class="article">
    <div class="title"><h3><a href="//soy.example/article.pl?sid=5">Counting Legs</a></h3></div><div class="details">
    Written by Zed and posted by <a href="https://soy.example/~ann/"> ann</a> on Friday January 12 2024, @11:40AM<br>
    <strong>from the <b>many-feet</b> dept.</strong></div><div class="body"><div class="topic">Science</div>
    <div class="intro"><p>Somebody counted.</p></div><div class="full"><p>There were eight.</p></div></div></div></div>
    <div class="commentwrap" id="commentwrap"><div class="commentBox"><a href="#">Counting Legs</a> | <b>2</b> comments | Search</div></div>
    {pages}<ul id="commentlisting">{comments}<li id="roothiddens" class="hide"></li></ul></body></html>""".encode()


def test_rehash() -> None:
    inner = f'<ul id="commtree_11" class="commtree">{soy(12, "Anonymous Coward")}</ul>'
    reading = read(soy_page(soy(11, SOY.format("ann"), inner=inner)))
    assert told(reading, "key", "parent", "author", "author_url", "by_post_author", "text") == [
        ("11", None, "ann", "https://soy.example/~ann/", True, "Words of 11."),
        ("12", "11", "Anonymous Coward", None, False, "Words of 12."),
    ]
    assert reading.comments[0].date.value == "2024-01-12T13:05"
    assert reading.comments[0].url == "https://soy.example/comments.pl?noupdate=1&sid=5&cid=11#commentwrap"
    assert reading.post is not None
    assert (reading.post.author, reading.post.author_url) == ("ann", "https://soy.example/~ann/")
    assert (reading.post.date.value, reading.post.text) == (
        "2024-01-12T11:40",
        "Somebody counted.\n\nThere were eight.",
    )
    assert (reading.declared, reading.complete) == (2, True)


def test_flat_lists_and_branches_tell_parents_by_their_links() -> None:
    reading = read(soy_page(soy(11, "Ann", parent=10) + soy(12, "Bo", parent=11) + soy(13, "Cy")))
    assert told(reading, "key", "parent") == [("11", "10"), ("12", "11"), ("13", None)]


@pytest.mark.parametrize(
    "more",
    [
        {"comments": '<li class="beneth"><b><a href="#">3 replies</a> beneath your current threshold.</b></li>'},
        {"shrunk": '<div id="comment_shrunk_11" class="commentshrunk"><a href="#">Read the rest of this comment...</a></div>'},
        {"pages": '<div class="linkCommentPage"><b>(1)</b> <a href="//soy.example/comments.pl?sid=5&amp;page=2#comments">2</a></div>'},
    ],
)  # fmt: skip
def test_what_is_not_all_there_is_said(more: dict[str, str]) -> None:
    data = soy_page(
        soy(11, "Ann", shrunk=more.get("shrunk", "")) + soy(12, "Bo") + more.get("comments", ""),
        more.get("pages", ""),
    )
    draft = parse_page(data, url=URL)
    assert not draft.whole
    assert draft.more == (("https://soy.example/comments.pl?sid=5&page=2",) if "pages" in more else ())


def test_the_name_stood_among_the_details_once() -> None:
    old = '<div class="details">by {0} <span class="otherdetails" id="comment_otherdetails_{1}">on Wednesday June 14 2006, @10:51AM</span></div>'
    comment = (
        '<li id="tree_{0}" class="comment"><div id="comment_{0}"><div id="comment_top_{0}" class="commentTop"><div class="title">'
        '<h4><a name="{0}">Re</a></h4></div>{1}</div><div class="commentBody"><div id="comment_body_{0}">Said {0}.</div></div></div></li>'
    )
    reading = read(
        page(
            comment.format(1, old.format('<a href="//news.example/~Ann/">Ann (123)</a> *', 1)),
            comment.format(2, old.format("Anonymous Coward", 2)),
        )
    )
    assert told(reading, "author", "author_url") == [
        ("Ann", "https://news.example/~Ann/"),
        ("Anonymous Coward", None),
    ]
    assert reading.comments[0].date.value == "2006-06-14T10:51"


def test_pages_without_a_single_body_are_left_to_others() -> None:
    shells = read_page(page(SHELL.format(n=1, inner=""), '<i id="comment_otherdetails_1"></i>'))
    assert Slash().read(shells) is None


def test_depth_breadth_and_broken_nesting_are_survived() -> None:
    deep = "".join(one(n, "Bo").removesuffix("</li>") + f'<ul id="commtree_{n}">' for n in range(1, 900))
    reading = read(page(deep))
    assert len(reading.comments) == 899
    assert reading.comments[-1].parent == "898"
    inside = "".join(one(n, "Bo", words="<p>Said") for n in range(1, 3)).replace("</div>", "")
    assert [comment.key for comment in read(page(inside)).comments] == ["1", "2"]
    assert read(page('<li id="tree_9">', one(9, "Bo"), "<i id='comment_body_77'>")).comments[0].key == "9"
