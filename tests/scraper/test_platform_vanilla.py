"""Vanilla Forums: a discussion and its comments in the markup of its views."""

import time

from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.vanilla import Vanilla
from scraper.soup import read_page

URL = "https://forum.example/discussion/12/legs"


def message(kind: str, number: int, name: str, words: str, *, names: str = "", tag: str = "li") -> str:
    place = f"/discussion/comment/{number}/#Comment_{number}" if kind == "Comment" else URL
    return (
        f'<{tag} class="Item Item{kind} {names}" id="{kind}_{number}"><div class="{kind}"><div class="Item-Header"><div '
        f'class="AuthorWrap"><span class="Author"><a title="{name}" href="/profile/{name}" class="PhotoWrap"><img></a>'
        f'<a href="/profile/{name}" class="Username">{name}</a></span><span class="AuthorInfo"><span class="MItem">Member'
        f'</span></span></div><div class="Meta"><span class="MItem DateCreated"><a href="{place}" class="Permalink"><time '
        f'title="May {number}, 2018" datetime="2018-05-{number:02}T18:51:22+00:00">May 2018</time></a></span><span '
        'class="MItem"><span class="DateUpdated">edited June 2018</span></span></div></div><div class="Item-BodyWrap">'
        f'<div class="Item-Body"><div class="Message userContent">{words}</div><div class="Signature UserSignature">Sent '
        f'by pigeon.</div><div class="Reactions">1</div></div></div></div></{tag}>'
    )


OPENING = message("Discussion", 12, "Ann", "First.", tag="div")


def page(opening: str, *comments: str, pager: str = "", more: str = "") -> bytes:
    return (
        '<html lang="en"><head><title>Legs - Forum</title></head><body><div class="MessageList Discussion"><h1>Legs</h1>'
        f'{opening}</div>{more}<h2 class="CommentHeading">Comments</h2><ul class="MessageList DataList Comments">'
        f'{"".join(comments)}</ul><div class="P PagerWrap"><div class="Pager NumberedPager">{pager}</div></div><ul '
        'class="PanelInfo PanelDiscussions"><li id="Discussion_9" class="Item"><span class="Title">Cats</span></li>'
        "</ul></body></html>"
    ).encode()


def read(content: bytes) -> Reading | None:
    found = read_page(content, url=URL)
    assert Vanilla().recognises(found)
    return Vanilla().read(found)


def test_a_discussion() -> None:
    quote = (
        '<blockquote class="Quote"><div class="QuoteAuthor"><a href="/profile/Ann">Ann</a> wrote: <a class="QuoteLink" '
        'href="#x">»</a></div><div class="QuoteText">First.</div></blockquote>No.'
    )
    reading = read(page(OPENING, message("Comment", 21, "Bo", quote), message("Comment", 22, "Ann", "Hm.")))
    assert reading is not None
    assert reading.post is not None
    assert (reading.post.key, reading.post.author, reading.post.text) == ("12", "Ann", "First.")
    one, two = reading.comments
    assert (one.key, one.native_id, one.parent, one.author) == ("21", "21", None, "Bo")
    assert (one.author_url, one.by_post_author) == ("https://forum.example/profile/Bo", False)
    assert (one.date.value, one.text) == ("2018-05-21T18:51:22+00:00", "Ann wrote:\n\nFirst.\n\nNo.")
    assert one.url == "https://forum.example/discussion/comment/21/#Comment_21"
    assert (two.by_post_author, reading.complete, reading.more) == (True, True, ())


def test_the_page_as_a_thread() -> None:
    draft = parse_page(page(OPENING, message("Comment", 21, "Bo", "No.")), url=URL)
    assert (draft.platform, draft.title, draft.author, draft.text) == ("vanilla", "Legs", "Ann", "First.")
    assert (draft.date.value, [one.text for one in draft.comments]) == ("2018-05-12T18:51:22+00:00", ["No."])


def test_a_later_page() -> None:
    pager = (
        f'<a class="Previous" href="{URL}/p2" rel="prev">«</a><a class="p-1 FirstPage" href="{URL}">1</a><a class="p-2" '
        f'href="{URL}/p2">2</a><a class="Highlight p-3" href="{URL}/p3">3</a><span class="Next">»</span>'
    )
    content = page("", message("Comment", 21, "Ann", "No.", names="isOriginalPoster"), pager=pager)
    reading = Vanilla().read(read_page(content, url=f"{URL}/p3"))
    assert reading is not None
    assert (reading.post, [one.by_post_author for one in reading.comments]) == (None, [True])
    assert (reading.more, reading.complete) == ((f"{URL}/p2", URL), False)
    assert parse_page(content, url=f"{URL}/p3").text == ""


def test_a_chosen_answer_is_read_once() -> None:
    chosen = message("Comment", 22, "Bo", "Chosen.")
    above = f'<ul class="MessageList DataList AcceptedAnswers">{chosen}</ul>'
    reading = read(page(OPENING, message("Comment", 21, "Cy", "No."), chosen, more=above))
    assert reading is not None
    assert [one.key for one in reading.comments] == ["21", "22"]
    alone = read(page(OPENING, message("Comment", 23, "Cy", "No."), more=above))
    assert alone is not None
    assert [one.key for one in alone.comments] == ["22", "23"]


def test_the_first_views() -> None:
    old = (
        '<li class="Item Comment{0}" id="{1}"><div class="Comment"><div class="Meta"><span class="Author"><a '
        'href="/profile/1/Ann">Ann</a></span><span class="MItem DateCreated"><a class="Permalink" href="/x">May 3, 2010'
        '</a></span></div><div class="Message">Said.</div></div></li>'
    )
    items = old.format(" FirstComment", "Discussion_12") + old.format("", "Comment_7")
    reading = read(f'<body><h1>Legs</h1><ul class="MessageList Discussion">{items}</ul></body>'.encode())
    assert reading is not None
    assert reading.post is not None
    assert [(one.key, one.author, one.date.value) for one in reading.comments] == [("7", "Ann", "2010-05-03")]


def test_what_is_missing_or_strange() -> None:
    bare = '<li id="Comment_21"><div class="Message">Hm.</div></li>'
    empty = '<li id="Comment_22"><div class="Message"></li><li id="Comment_x"></li><li id="Comment_23"></li>'
    reading = read(page("", bare, empty))
    assert reading is not None
    assert [(one.key, one.author, one.date.value) for one in reading.comments] == [
        ("21", None, None), ("22", None, None),
    ]  # fmt: skip
    assert read(page(OPENING, '<li class="Comment_"></li>')) is None
    assert read(f"<ul class='DataList'>{bare}</ul><p class='MessageList'></p>".encode()) is None


def test_messages_in_messages_do_no_harm() -> None:
    deep = "".join(
        f'<li id="Comment_{number}"><div class="Message"><ul class="MessageList">'
        for number in range(1, 3000)
    )
    before = time.perf_counter()
    reading = read(page(OPENING, deep))
    assert reading is not None
    assert (len(reading.comments), time.perf_counter() - before < 5) == (1, True)
