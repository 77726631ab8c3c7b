"""The generic finder on pages it has never seen: one thread, written in the manner of many engines."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.generic import Generic
from scraper.platforms.generic.nest import from_depths, without_circles
from scraper.soup import read_page

URL = "https://blog.example/2014/05/walking"
ARTICLE = (
    "<p>" + "Walking every morning changed how my legs felt by the evening, most of the time. " * 12 + "</p>"
)


@dataclass
class Said:
    number: int
    author: str
    day: int
    text: str
    parent: int | None = None
    depth: int = 1


THREAD = [
    Said(101, "Ann Marsh", 3, "I tried the same for a month, and my balance improved a good deal."),
    Said(102, "bo_77", 4, "Did you walk before breakfast, or after it? I only manage afternoons.", 101, 2),
    Said(103, "Ann Marsh", 5, "Before it. The heat later in the day makes everything worse for me.", 102, 3),
    Said(104, "Céline", 6, "A stick helps too. Nobody tells you that a stick is allowed.", 101, 2),
    Said(105, "Dr Fern", 7, "Thank you all; the paper I had in mind is linked above."),
    Said(106, "gus", 9, "No."),
]


def children(said: Said | None) -> list[Said]:
    return [one for one in THREAD if one.parent == (said.number if said else None)]


def nested(item: Callable[[Said, str], str], box: str = "{}", said: Said | None = None) -> str:
    inside = "".join(item(one, nested(item, box, one)) for one in children(said))
    return box.format(inside) if inside and said is not None else inside


def date(said: Said) -> str:
    return f"May {said.day}, 2014 at 10:0{said.day % 10} am"


def iso(said: Said) -> str:
    return f"2014-05-0{said.day}T10:0{said.day % 10}"


def list_in_item() -> str:
    def item(said: Said, inner: str) -> str:
        return (
            f'<li id="comment-{said.number}"><div class="head"><b class="author">{said.author}</b> '
            f'<span class="when">{date(said)}</span></div><div class="words"><p>{said.text}</p></div>'
            f'<a href="#r">Reply</a>{inner}</li>'
        )

    return f'<div id="comments"><h3>6 comments</h3><ul>{nested(item, "<ul>{}</ul>")}</ul></div>'


def list_beside_item() -> str:
    def item(said: Said, inner: str) -> str:
        return (
            f'<div class="komentarz" id="k{said.number}"><a href="/user/{said.number}">{said.author}</a>, '
            f"<em>{date(said)}</em><p>{said.text}</p></div>{inner}"
        )

    return f"<section><h2>Komentarze (6)</h2>{nested(item, '<div class=wciecie>{}</div>')}</section>"


def depth_in_names() -> str:
    return "<h2>Responses</h2><div class='responses'>" + "".join(
        f'<div class="response level-{said.depth}"><h4>{said.author} wrote:</h4><div class="txt">{said.text}</div>'
        f"<small>{date(said)}</small></div>"
        for said in THREAD
    ) + "</div>"  # fmt: skip


def margins() -> str:
    return "<div id=kommentare>" + "".join(
        f'<div class="kommentar" style="margin-left: {20 * (said.depth - 1)}px"><strong>{said.author}</strong> '
        f'schrieb am <i>{said.day}. Mai 2014, 10:0{said.day % 10}</i>:<p>{said.text}</p></div>'
        for said in THREAD
    ) + "</div>"  # fmt: skip


def spacer_pictures() -> str:
    return "<table class='comment-tree'>" + "".join(
        f'<tr class="athing" id="{said.number}"><td><table><tr><td class="ind">'
        f'<img src="s.gif" height="1" width="{40 * (said.depth - 1)}"></td><td class="default"><div>'
        f'<span class="comhead"><a href="user?id={said.author}" class="hnuser">{said.author}</a> '
        f'<span class="age" title="{iso(said)}:00"><a href="item?id={said.number}">9 years ago</a></span></span></div>'
        f'<div class="comment"><div class="commtext">{said.text}</div><div class="reply"><a href="r">reply</a></div>'
        "</div></td></tr></table></td></tr>"
        for said in THREAD
    ) + "</table>"  # fmt: skip


def microdata() -> str:
    def item(said: Said, inner: str) -> str:
        return (
            f'<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="x{said.number}">'
            f'<span itemprop="author">{said.author}</span><meta itemprop="datePublished" content="{iso(said)}">'
            f'<time datetime="{iso(said)}">some time ago</time><div itemprop="text">{said.text}</div>{inner}</div>'
        )

    return f"<div>{nested(item)}</div>"


def microformats() -> str:
    def item(said: Said, inner: str) -> str:
        return (
            f'<article class="u-comment h-cite" id="h{said.number}"><a class="p-author h-card" href="/p">{said.author}'
            f'</a> <time class="dt-published" datetime="{iso(said)}">{date(said)}</time>'
            f'<div class="e-content">{said.text}</div>{inner}</article>'
        )

    return f"<div class=responses>{nested(item)}</div>"


def names_of_parents() -> str:
    return "<div class='remarks comments'>" + "".join(
        f'<div class="c" id="c_{said.number}" data-parent-id="{said.parent or 0}"><div class="user-name">{said.author}'
        f'</div><div class="date">{date(said)}</div><div class="message">{said.text}</div></div>'
        for said in THREAD
    ) + "</div>"  # fmt: skip


def links_to_parents() -> str:
    def link(said: Said) -> str:
        return f'<a href="#msg{said.parent}">in reply to #{said.parent}</a>' if said.parent else ""

    return "<div class=discussion><h3>Discussion</h3>" + "".join(
        f'<div class="msg" id="msg{said.number}"><div><b>{said.author}</b> <span>{date(said)}</span> {link(said)}</div>'
        f"<div>{said.text}</div></div>"
        for said in THREAD
    ) + "</div>"  # fmt: skip


def old_link_site() -> str:
    def item(said: Said, inner: str) -> str:
        return (
            f'<div class="thing id-t1_c{said.number} comment" data-author="{said.author}"><div class="entry">'
            f'<p class="tagline"><a class="expand">[–]</a><a class="author" href="/user/x">{said.author}</a> '
            f'<span class="score">3 points</span> <time datetime="{iso(said)}">9 years ago</time></p>'
            f'<form><div class="usertext-body"><div class="md"><p>{said.text}</p></div></div></form>'
            f'<ul class="flat-list buttons"><li><a>permalink</a></li><li><a>reply</a></li></ul></div>'
            f'<div class="child">{inner}</div></div>'
        )

    return f'<div class="commentarea">{nested(item, "<div class=listing>{}</div>")}</div>'


NESTED = [
    list_in_item, list_beside_item, depth_in_names, margins, spacer_pictures, microdata, microformats,
    names_of_parents, links_to_parents, old_link_site,
]  # fmt: skip


def definition_list() -> str:
    return "<h3>Comments</h3><dl id='comments'>" + "".join(
        f'<dt id="c{said.number}">{date(said)}, by <a href="http://a.example/">{said.author}</a></dt>'
        f"<dd><p>{said.text}</p></dd>"
        for said in THREAD
    ) + "</dl>"  # fmt: skip


def byline_below() -> str:
    return "<div class=comments><h2>Comments</h2>" + "".join(
        f'<div class="comments-body"><p>{said.text}</p><p class="comments-post">Posted by: {said.author} at '
        f"{date(said)}</p></div>"
        for said in THREAD
    ) + "</div>"  # fmt: skip


def headings_in_a_row() -> str:
    return "<div id=comments><h2>6 Comments</h2>" + "".join(
        f'<h4><a name="comment-{said.number}"></a>{said.author} | {date(said)}</h4><p>{said.text}</p>'
        for said in THREAD
    ) + "</div>"  # fmt: skip


def no_names_at_all() -> str:
    return "<h3>Reader comments</h3><ol class=comments>" + "".join(
        f"<li><p>{said.text}</p><p><i>{said.author}</i>, {date(said)}</p></li>" for said in THREAD
    ) + "</ol>"  # fmt: skip


FLAT = [definition_list, byline_below, headings_in_a_row, no_names_at_all]


def page(comments: str, head: str = "") -> bytes:
    return f"""<html lang="en"><head><title>Walking</title>{head}</head><body><nav><a href="/">Home</a></nav>
    <main><h1>Walking</h1>{ARTICLE}{comments}
    <form action="/post"><label>Name</label><input name=n><textarea></textarea><button>Send</button></form></main>
    <aside class="widget"><h3>Recent comments</h3><ul><li><b>Hal</b> on <a href="/2013/01/sleep#comment-9">Sleep well,
    walk well</a></li><li><b>Ida</b> on <a href="/2013/02/tea#comment-7">Tea or coffee now</a></li></ul></aside>
    </body></html>""".encode()


def find(data: bytes) -> Reading | None:
    return Generic().read(read_page(data, url=URL))


def check(reading: Reading | None) -> list[int | None]:
    """Check everything but the nesting, which is returned as places in the list."""
    assert reading is not None
    assert reading.confidence >= 0.5
    assert [comment.text for comment in reading.comments] == [said.text for said in THREAD]
    assert [comment.author for comment in reading.comments] == [said.author for said in THREAD]
    assert [(comment.date.value or "")[:10] for comment in reading.comments] == [
        iso(said)[:10] for said in THREAD
    ]
    place = {comment.key: at for at, comment in enumerate(reading.comments)}
    return [None if comment.parent is None else place[comment.parent] for comment in reading.comments]


@pytest.mark.parametrize("style", NESTED)
def test_nested_in_the_manner_of(style: Callable[[], str]) -> None:
    assert check(find(page(style()))) == [None, 0, 1, 0, None, None]


@pytest.mark.parametrize("style", FLAT)
def test_flat_in_the_manner_of(style: Callable[[], str]) -> None:
    assert check(find(page(style()))) == [None] * 6


@pytest.mark.parametrize("style", NESTED + FLAT)
def test_a_page_without_its_comments_has_none(style: Callable[[], str]) -> None:
    reading = find(page(""))
    assert reading is None or reading.confidence < 0.5


def test_a_long_thread_in_which_some_comments_are_marked_up_otherwise() -> None:
    """Where names and dates stand is told by some comments; the others need not be like them."""
    said = [Said(n, f"Reader {chr(65 + n % 26)}{n}", 1 + n % 28, THREAD[n % 6].text) for n in range(90)]
    usual = '<li class="comment" id="comment-{n}"><b class="author">{a}</b> <span class="when">{d}</span><p>{t}</p></li>'
    other = '<li class="comment" id="comment-{n}"><p>{t}</p><small>by <i>{a}</i>, {d}</small></li>'
    markup = "".join(
        (other if one.number % 11 == 10 else usual).format(
            n=one.number, a=one.author, d=date(one), t=one.text
        )
        for one in said
    )
    reading = find(page(f'<div id="comments"><h3>90 comments</h3><ol>{markup}</ol></div>'))
    assert reading is not None
    assert [one.author for one in reading.comments] == [one.author for one in said]
    assert [one.text for one in reading.comments] == [one.text for one in said]
    assert [(one.date.value or "")[:10] for one in reading.comments] == [
        f"2014-05-{one.day:02}" for one in said
    ]


def test_question_and_answer_in_turn() -> None:
    """What every second comment has is no word of a button: the name of who answers all."""
    names = ["Hostess" if n % 2 == 0 else f"Reader {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(78)]
    markup = "".join(
        f'<li id="comment-{n}"><p><strong>{name}</strong> wrote on {date(THREAD[n % 6])}:</p>'
        f"<p>{THREAD[n * 5 % 6].text} {name[-2:]}.</p></li>"
        for n, name in enumerate(names)
    )
    reading = find(page(f'<div id="comments"><h3>78 comments</h3><ol class="list">{markup}</ol></div>'))
    assert reading is not None
    assert [one.author for one in reading.comments] == names


def test_a_date_is_printed_without_the_name_beside_it() -> None:
    markup = "".join(
        f'<li class="comment" id="comment-{said.number}"><cite>{said.author} <a href="#comment-{said.number}">{date(said)}'
        f"</a></cite><p>{said.text}</p></li>"
        for said in THREAD
    )
    reading = find(page(f"<div id=comments><ol>{markup}</ol></div>"))
    assert reading is not None
    assert [one.date.text for one in reading.comments] == [date(said) for said in THREAD]


def test_line_breaks_are_kept_beside_buttons() -> None:
    markup = "".join(
        f'<div class="comment"><b class="author">{said.author}</b> <i>{date(said)}</i><div class="words">{said.text}<br>{said.day}.</div>'
        "<button>Like</button></div>"
        for said in THREAD
    )
    reading = find(page(f"<div id=comments>{markup}</div>"))
    assert reading is not None
    assert [one.text for one in reading.comments] == [f"{said.text}\n{said.day}." for said in THREAD]


def test_menus_are_no_comments_and_hide_none() -> None:
    """A menu says nothing of comments; one that is never closed holds the rest of the page, comments too."""
    menu = "".join(
        f'<li class="comment"><b>Ann {n}</b> <i>{date(THREAD[0])}</i> Go there.</li>' for n in range(9)
    )
    for markup in (f"<nav><ul>{menu}</ul></nav>{list_in_item()}", f"<nav>{list_in_item()}"):
        reading = find(page(markup))
        assert reading is not None
        assert [one.author for one in reading.comments] == [said.author for said in THREAD]


def test_native_ids_without_their_decoration() -> None:
    reading = find(page(list_in_item()))
    assert reading is not None
    assert [comment.native_id for comment in reading.comments] == ["101", "102", "103", "104", "105", "106"]


def test_a_list_printed_twice_is_read_once() -> None:
    reading = find(page(list_in_item() + list_in_item()))
    assert reading is not None
    assert len(reading.comments) == 6


def test_a_forums_first_message_is_the_post() -> None:
    messages = "".join(
        f'<div class="message" id="post-{said.number}"><div class="user">{said.author}</div>'
        f'<div class="date">{date(said)}</div><div class="content">{said.text}</div></div>'
        for said in THREAD
    )
    data = f"<html><body><h1>Legs</h1><div class=messages>{messages}</div></body></html>".encode()
    reading = Generic().read(read_page(data, url="https://forum.example/topic/12/legs"))
    assert reading is not None
    assert reading.post is not None
    assert reading.post.author == "Ann Marsh"
    assert len(reading.comments) == 5


def teasers() -> str:
    return "".join(
        f'<article class="post"><h2><a href="/2014/0{said.day}/a-post">A post about {said.text[:20]}</a></h2>'
        f'<span class="author">{said.author}</span> <time datetime="{iso(said)}">x</time><p>{said.text}</p>'
        f'<a href="/2014/0{said.day}/a-post#comments">3 comments</a></article>'
        for said in THREAD
    )


def products() -> str:
    return "".join(
        f'<div class="product"><h3><a href="/p/{said.number}">A stick of the best quality {said.number}</a></h3>'
        f'<span class="price">12.00</span><p>{said.text}</p><span>4 reviews</span></div>'
        for said in THREAD
    )


RECENT = "<div class='recent-comments'><h3>Recent comments</h3>" + "".join(
    f'<div class="comment"><span class="author">{said.author}</span><p>{said.text[:30]}…</p>'
    f'<a href="/2012/0{said.day}/old#comment-{said.number}">{date(said)}</a></div>'
    for said in THREAD
) + "</div>"  # fmt: skip
RELATED = "<div class='related-posts'><h3>Related</h3>" + teasers() + "</div>"


@pytest.mark.parametrize("markup", [teasers(), products(), RECENT, RELATED, "<ul><li>a comment</li></ul>"])
def test_other_lists_are_no_comments(markup: str) -> None:
    reading = find(page(markup))
    assert reading is None or reading.confidence < 0.5


def test_a_list_of_posts_whose_addresses_differ_in_a_number_only() -> None:
    listed = "".join(
        f'<article id="post-{said.number}" class="post hentry entry"><header class="entry-header"><h2><a '
        f'href="/?p={said.number}">What I wrote on day {said.day}</a></h2></header><div class="entry-content">'
        f'<p>{said.text * 3}</p></div><footer><span class="posted-on">Published <time datetime="{iso(said)}">'
        f'x</time></span> <span class="author">{said.author}</span></footer></article>'
        for said in THREAD
    )
    data = f"<html><head><title>Walking</title></head><body><main>{listed}</main><p>Leave a comment!</p></body></html>".encode()
    reading = Generic().read(read_page(data, url="https://blog.example/"))
    assert reading is None or reading.confidence < 0.5


def test_nothing_to_find() -> None:
    for data in (b"<html><body></body></html>", b"<html><frameset></frameset></html>", b"<p>comment"):
        reading = find(data)
        assert reading is None or reading.comments == []


def test_deeper_than_the_parser_goes() -> None:
    first, depth = 1_000_000, 2_500
    opened = "".join(
        f'<div class="comment" id="comment-{key}"><b class="author">n{key}</b><i>May 3, 2014</i><p>word {key}</p>'
        for key in range(first, first + depth)
    )
    reading = find(f"<html><body><div id=comments>{opened}</div></body></html>".encode())
    assert reading is not None
    assert len(reading.comments) == depth
    assert reading.comments[-1].parent == str(first + depth - 2)


def test_parents_ten_thousand_deep_and_in_circles() -> None:
    depth = 10_000
    assert from_depths(range(depth)) == [None, *range(depth - 1)]
    chain: list[int | None] = [None, *range(depth - 1)]
    assert without_circles(chain.copy()) == chain
    circle: list[int | None] = [depth - 1, *range(depth - 1)]
    assert without_circles(circle).count(None) == 1


def test_replies_in_a_circle_hang_on_the_post() -> None:
    around = {101: 103, 102: 101, 103: 102}
    markup = "<div class=comments>" + "".join(
        f'<div class="c" id="c_{said.number}" data-parent-id="{around.get(said.number, 0)}"><b>{said.author}</b>'
        f"<i>{date(said)}</i><p>{said.text}</p></div>"
        for said in THREAD
    ) + "</div>"  # fmt: skip
    reading = find(page(markup))
    assert reading is not None
    parents = {comment.key: comment.parent for comment in reading.comments}
    for key in parents:
        seen = set()
        at: str | None = key
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = parents[at]


PIECES = [
    "<div class=comment id=comment-1>", "<div class=comment id=comment-2>", "</div>", "<ul class=children>", "<li>",
    "<b class=author>Ann</b>", "<i>May 3, 2014</i>", "<p>some words of mine", "<h3>2 comments</h3>", "</ul>",
    "<div id=comments>", "<a href='#comment-1'>in reply to</a>", "<form><textarea>", "<table><tr><td>", "<h1>t</h1>",
    "<div class=comment data-parent=2 id=comment-3>", "<dl><dt>", "<dd>", "<noscript>", "<a name=c9></a>", "&nbsp;",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(deadline=None)
def test_any_markup(pieces: list[str]) -> None:
    reading = find(("<html><body>" + "".join(pieces)).encode())
    seen = set()
    for comment in reading.comments if reading else ():
        assert comment.key not in seen
        seen.add(comment.key)
    for comment in reading.comments if reading else ():
        assert comment.parent is None or comment.parent in seen


def test_a_notice_under_a_count_of_none_is_no_comment() -> None:
    def page(count: int) -> bytes:
        said = "".join(
            f"<div class=comment id=comment-{name}><cite class=author>{name}</cite><p>{name} asks you all {words}</p></div>"
            for name, words in (
                ("Ann", "to be kind when you write."),
                ("Ben", "for another day of rest."),
                ("Cleo", "why."),
            )
        )
        return (
            "<body><h1>A post</h1><div class=entry-content><p>" + "Words of the post. " * 20 + "</p></div>"
            f"<div class=comments><h4>{count} Comments</h4>{said}</div>"
        ).encode()

    assert len(parse_page(page(3)).comments) == 3
    none = parse_page(page(0))
    assert (none.declared_comments, none.comments, none.complete) == (0, [], True)
    assert "Words of the post." in none.text
