"""WordPress comments in the markup of many kinds of theme."""

import time

import pytest

from pmlarchive.model import Kind
from scraper.draft import DraftThread
from scraper.parse import parse_page

URL = "https://blog.example/2014/03/virus/"


def page(comments: str, head: str = "") -> DraftThread:
    html = f"""<html lang="en"><head><title>Is it the virus? – A blog</title><link rel="canonical" href="{URL}">
    <link rel="stylesheet" href="/wp-content/themes/x/style.css">{head}</head><body class="single postid-7">
    <h1 class="entry-title">Is it the virus?</h1><div class="entry-content"><p>Some forty words about a virus that
    hides, and what follows when it wakes.</p></div>{comments}</body></html>"""
    return parse_page(html.encode())


def shape(thread: DraftThread) -> list[tuple[str | None, str | None, str | None, str | None, str]]:
    return [(c.native_id, c.parent, c.author, c.date.value, c.text) for c in thread.comments]


WANTED = [
    ("11", None, "Ada", "2014-03-05T15:14", "First thought."),
    ("12", "11", "Bo", "2014-03-06T09:02", "I differ.\n\nTwice."),
    ("13", "12", "Ada", "2014-03-06T10:00", "So be it."),
    ("14", None, "Cy", "2014-03-07T11:11", "Another."),
]
ROWS = [
    (11, 1, "Ada", "March 5, 2014 at 3:14 pm", "<p>First thought.</p>"),
    (12, 2, "Bo", "March 6, 2014 at 9:02 am", "<p>I differ.</p><p>Twice.</p>"),
    (13, 3, "Ada", "March 6, 2014 at 10:00 am", "<p>So be it.</p>"),
    (14, 1, "Cy", "March 7, 2014 at 11:11 am", "<p>Another.</p>"),
]
CLASSIC = """<li class="comment even depth-{d}" id="comment-{n}"><div id="div-comment-{n}" class="comment-body">
<div class="comment-author vcard"><img class="avatar" alt="x@y.example"><cite class="fn"><a class="url" rel="external nofollow"
href="https://{who}.example/">{who}</a></cite> <span class="says">says:</span></div><div class="comment-meta commentmetadata">
<a href="#comment-{n}">{when}</a></div>{body}<div class="reply"><a class="comment-reply-link"
href="?replytocom={n}#respond">Reply</a></div></div>"""
HTML5 = """<li id="comment-{n}" class="comment odd depth-{d}"><article id="div-comment-{n}" class="comment-body"><footer
class="comment-meta"><div class="comment-author vcard"><b class="fn">{who}</b> <span class="says">says:</span></div><div
class="comment-metadata"><a href="#comment-{n}"><time>{when}</time></a></div></footer><div class="comment-content">{body}
</div><div class="reply"><a class="comment-reply-link" href="#comment-{n}">Reply</a></div></article>"""
BLOCK = """<li id="comment-{n}" class="comment depth-{d}"><div class="wp-block-columns"><div class="wp-block-comment-author-name">
<a href="https://{who}.example/">{who}</a></div><div class="wp-block-comment-date"><time><a href="#comment-{n}">{when}</a></time>
</div><div class="wp-block-comment-content">{body}</div><div class="wp-block-comment-reply-link"><a class="comment-reply-link"
href="#comment-{n}">Reply</a></div></div>"""
BARE = """<li id="li-comment-{n}"><strong>{who}</strong> wrote:<br><small>{when}</small>{body}"""


def nested(row: str, open_list: str, close_list: str, end: str = "</li>") -> str:
    """Print the rows as a walker does: the replies inside their parent."""
    out, depth = [open_list], 0
    for n, d, who, when, body in ROWS:
        while depth >= d:
            out.append(end)
            depth -= 1
            if depth >= d:
                out.append(close_list)
        if depth and d > depth:
            out.append(open_list)
        out.append(row.format(n=n, d=d, who=who, when=when, body=body))
        depth = d
    return "".join(out) + (end + close_list) * depth


@pytest.mark.parametrize("row", [CLASSIC, HTML5, BLOCK, BARE], ids=["classic", "html5", "block", "bare"])
@pytest.mark.parametrize("tag", ["ol", "ul"])
def test_lists(row: str, tag: str) -> None:
    thread = page(
        f'<div id="comments"><h2>4 thoughts on “Is it the virus?”</h2>{nested(row, f"<{tag}>", f"</{tag}>")}</div>'
    )
    assert shape(thread) == WANTED
    assert thread.platform == "wordpress"
    assert thread.declared_comments == 4
    assert thread.complete


def test_div_style_without_lists() -> None:
    row = CLASSIC.replace("<li ", "<div ")
    assert shape(page(f'<div class="comments">{nested(row, "", "", "</div>")}</div>')) == WANTED


def test_children_beside_their_parent() -> None:
    rows = [
        CLASSIC.replace("depth-{d}", "").format(n=n, d=d, who=w, when=t, body=b) for n, d, w, t, b in ROWS
    ]
    one, two, three, four = rows
    html = f'<ul>{one}</li><ul class="children">{two}</li><ul class="children">{three}</li></ul></ul>{four}</li></ul>'
    assert shape(page(html)) == WANTED


def test_fused_tags_read_by_depth() -> None:
    rows = "".join(
        CLASSIC.replace('<li class="comment even depth-{d}"', '<liclass="comment even depth-{d}"').format(
            n=n, d=d, who=w, when=t, body=b
        )
        for n, d, w, t, b in ROWS
    )
    assert shape(page(f"<ol>{rows}</ol>")) == WANTED


def test_parents_named_by_number() -> None:
    html = """<div id="wpd-comm-11_0" class="comment wpd-comment"><div class="wpd-comment-author">Ada</div>
    <div class="wpd-comment-text"><p>First.</p></div></div><div id="wpd-comm-12_11" class="comment wpd-comment">
    <div class="wpd-comment-author">Bo</div><div class="wpd-comment-text"><p>Second.</p></div></div>"""
    assert [(c.native_id, c.parent) for c in page(html).comments] == [("11", None), ("12", "11")]


def test_recent_comments_of_other_posts_are_left_out() -> None:
    other = """<aside><ol>{}</ol></aside>""".format(
        "".join(
            f'<li id="li-comment-{n}"><cite>N</cite> <a href="https://blog.example/other-{n}/#comment-{n}">March 1, 2014</a>'
            f"<p>Elsewhere {n}</p></li>"
            for n in range(90, 95)
        )
    )
    own = nested(CLASSIC, "<ol>", "</ol>")
    assert shape(page(other + own)) == WANTED
    assert page(other).comments == []


def test_a_list_printed_twice_counts_once() -> None:
    own = nested(CLASSIC, "<ol>", "</ol>")
    assert shape(page(own + own)) == WANTED


def test_pings_are_of_their_own_kind() -> None:
    html = """<ol><li class="pingback even depth-1" id="comment-5"><p>Pingback: <a class="url" href="https://a.example/x">
    A title elsewhere</a></p></li><li class="comment depth-1" id="comment-6"><cite class="fn">Ada</cite><p>Said.</p></li></ol>"""
    ping, comment = page(html).comments
    assert (ping.kind, ping.author, ping.author_url, ping.text) == (
        Kind.PING,
        "A title elsewhere",
        "https://a.example/x",
        "",
    )
    assert comment.kind is Kind.COMMENT


def test_the_posts_author_and_badges() -> None:
    html = """<ol><li class="comment bypostauthor depth-1" id="comment-5"><div class="comment-author vcard"><cite class="fn">Ada
    <span class="badge">Post author</span></cite></div><p>Said.</p></li></ol>"""
    (comment,) = page(html).comments
    assert (comment.author, comment.by_post_author) == ("Ada", True)


def test_what_every_comment_repeats_is_furniture() -> None:
    rows = "".join(
        f'<li id="comment-{n}"><cite class="fn">A{n}</cite><div class="comment-content"><p>Words of {n}.</p>'
        f'<div class="zz-thumbs">Helpful? {n}</div></div></li>'
        for n in range(1, 7)
    )
    assert [c.text for c in page(f"<ol>{rows}</ol>").comments] == [f"Words of {n}." for n in range(1, 7)]


def test_pages_of_comments() -> None:
    html = f"""{nested(CLASSIC, "<ol>", "</ol>")}<div class="nav"><a href="{URL}comment-page-1/#comments">Older</a></div>"""
    thread = page(html)
    assert thread.more == (f"{URL}comment-page-1/",)
    assert not thread.complete


def test_unknown_stays_unknown() -> None:
    (comment,) = page(
        '<ol><li class="comment" id="comment-5"><p>Said by nobody, some day.</p></li></ol>'
    ).comments
    assert (comment.author, comment.date.value) == (None, None)


def test_the_reply_form_is_no_part_of_the_comment_it_stands_in() -> None:
    html = """<ol><li class="comment" id="comment-5"><cite class="fn">Ada</cite><p>Said.</p><div id="respond"><h3>Leave a
    Reply</h3><form><p>Your name</p></form></div></li></ol>"""
    assert page(html).comments[0].text == "Said."


@pytest.mark.parametrize("depth", [3000])
def test_depth_costs_no_more_than_length(depth: int) -> None:
    rows = "".join(
        f'<li class="comment" id="comment-{n}"><cite class="fn">A</cite><p>said {n}</p><ul class="children">'
        for n in range(1, depth + 1)
    )
    start = time.process_time()
    thread = page(f"<ol>{rows}</ol>")
    assert [c.parent for c in thread.comments] == [None, *map(str, range(1, depth))]
    assert thread.comments[-1].text == f"said {depth}"
    assert time.process_time() - start < 20


def test_parents_in_a_circle_are_handed_on_as_stated() -> None:
    html = """<div class="child-of-2"><div id="comment-1" class="comment"><p>a</p></div></div>
    <div class="child-of-1"><div id="comment-2" class="comment"><p>b</p></div></div>"""
    assert [(c.key, c.parent) for c in page(html).comments] == [("1", "2"), ("2", "1")]
