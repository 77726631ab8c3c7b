"""WordPress in themes of its first years: pings without numbers, dates in two pieces, names after labels."""

from pmlarchive.model import Kind
from scraper.draft import DraftThread
from scraper.parse import parse_page

WORDS = "<p>" + "A winter without relapse is worth telling, and so is what came before it. " * 6 + "</p>"
SIGNS = "<meta name=generator content='WordPress 2.8.4'>"


def read(comments: str, heading: str = "") -> DraftThread:
    page = (
        f"<html lang=en><title>Walking</title>{SIGNS}<body><div class=post><h2>Walking</h2><div class=entry>{WORDS}</div>"
        f"</div>{heading}{comments}</html>"
    )
    return parse_page(page.encode())


def comment(number: int, name: str, words: str) -> str:
    return (
        f"<li class='comment even thread-even depth-1' id=li-comment-{number}><div id=comment-{number}>"
        f"<div class='comment-author vcard'><cite class=fn>{name}</cite> <span class=says>says:</span></div>"
        f"<div class='comment-meta commentmetadata'><a href=#comment-{number}>July {number % 28 + 1}, 2006 at 4:22 pm</a>"
        f"</div><div class=comment-body><p>{words}</p></div></div></li>"
    )


PING = "<li class='post pingback'><p>Pingback: <a href=https://other.example/7 class=url>Float planes, redux</a></p></li>"


def test_pings_without_a_number_are_kept_where_they_stand() -> None:
    # WordPress's themes of 2010 and 2011 print them so.
    thread = read(
        f"<div id=comments><h3 id=comments-title>3 Responses to <em>Walking</em></h3><ol class=commentlist>"
        f"{comment(70, 'Ada', 'Where is a list of them?')}{PING}{comment(71, 'Ben', 'I know of none.')}</ol></div>"
    )
    assert [(c.kind, c.native_id, c.author) for c in thread.comments] == [
        (Kind.COMMENT, "70", "Ada"),
        (Kind.PING, None, "Float planes, redux"),
        (Kind.COMMENT, "71", "Ben"),
    ]
    assert thread.comments[1].author_url == "https://other.example/7"
    assert thread.declared_comments == 3
    assert thread.complete


def test_pings_alone_are_kept_too() -> None:
    thread = read(f"<div id=comments><h3>2 Responses</h3><ol class=commentlist>{PING}{PING}</ol></div>")
    assert [c.kind for c in thread.comments] == [Kind.PING, Kind.PING]


def test_a_list_of_pings_elsewhere_is_no_comment() -> None:
    thread = read(
        f"<ol class=commentlist>{comment(70, 'Ada', 'Where is a list of them?')}</ol>"
        "<ul class=meta><li class=pingback>Pingback address: https://notes.example/xmlrpc.php</li></ul>"
    )
    assert [c.native_id for c in thread.comments] == ["70"]


def test_a_date_whose_time_of_day_is_a_link() -> None:
    thread = read(
        "<ol id=commentlist><li id=comment-62><span class=comment_author>Comment by Cary Canning:</span>"
        "<div class=comment_text><p>Use compassion and talk.</p></div><p class=comment_time>April 21, 2008 @ "
        "<a href=#comment-62 title='Permalink to comment-62'>5:17 pm</a></p></li></ol>"
    )
    (only,) = thread.comments
    assert (only.author, only.date.value, only.text) == (
        "Cary Canning",
        "2008-04-21T17:17",
        "Use compassion and talk.",
    )


def boxed(number: int, place: int, name: str, words: str) -> str:
    return (
        f"<li class=alt id=comment-{number}><div class=commentbox><a name=comment-{number}><!--{number}--></a>"
        f"<div class=commentid>{place}</div><a href=https://gravatar.example/><img class=gravatar alt='your gravatar'></a>"
        f"<p class=commentby>Comment by {name}</p><p class=commentinfo>Saturday, {place + 17}. Oct @ 19:04 "
        f"12243566530{place}Sat, {place + 17} Oct 2008 19:04:1{place} +0100 </p><p>{words}</p></div></li>"
    )


def test_details_in_paragraphs_are_no_words() -> None:
    two = boxed(543, 1, "Dinah", "The salsa night has moved.") + boxed(
        544, 2, "Al", "To Wednesdays, or to Fridays?"
    )
    for written in (two, boxed(543, 1, "Dinah", "The salsa night has moved.")):
        thread = read(f"<ul id=commentlist>{written}</ul>")
        first = thread.comments[0]
        assert (first.author, first.text) == ("Dinah", "The salsa night has moved.")
        assert (first.date.value or "")[:16] == "2008-10-18T19:04"


def test_a_trackback_is_told_by_its_label() -> None:
    written = boxed(543, 1, "Dinah", "The salsa night has moved.") + boxed(
        544, 2, "<a href=https://other.example/>Galopp Records</a>", "Of a body after nights of dancing"
    ).replace("Comment by", "Trackback by")
    thread = read(f"<ul id=commentlist>{written}</ul>")
    assert [(c.kind, c.author) for c in thread.comments] == [
        (Kind.COMMENT, "Dinah"),
        (Kind.PING, "Galopp Records"),
    ]


def test_a_comment_of_the_posts_author_is_not_the_authors_name() -> None:
    terms = "".join(
        f"<dt class='comment {label}' id=comment-{number}><span class=comment_num><a href=#comment-{number}>{number}</a></span>"
        f"<strong>{name}</strong> <span class=comment_time>{{ 11.1{number}.09 at 10:22 pm }}</span></dt><dd class='comment "
        f"{label}' id=comment-{number}><div class=format_text><p><a href=#comment-1>@anna</a> – {words}</p></div></dd>"
        for number, label, name, words in [
            (3, "", "Anna", "Where is the contest?"),
            (4, "alt author", "Chad", "In town."),
        ]
    )
    thread = read(f"<dl id=comment_list>{terms}</dl>")
    assert [(c.native_id, c.author, c.text) for c in thread.comments] == [
        ("3", "Anna", "@anna – Where is the contest?"),
        ("4", "Chad", "@anna – In town."),
    ]


def test_names_before_a_said_with_a_capital() -> None:
    item = "<li id=comment-{0}><h3 class=commenttitle>{1}</h3><p>May 3, 2006 @ <a href=#comment-{0}>9:31 am</a></p><p>So.</p></li>"
    thread = read(f"<ol>{item.format(57, 'Nicholas Said,')}{item.format(58, 'Edward Said')}</ol>")
    assert [c.author for c in thread.comments] == ["Nicholas", "Edward Said"]


def test_a_permalink_on_the_page_that_answers_another_comment() -> None:
    thread = read(
        "<ol class=commentlist><li id=comment-728 class='comment depth-1'><div class=text><p>So it is.</p></div><p>"
        "<strong class=fn>Paolo</strong></p><p><small>16/06/2005 at <a href='?replytocom=732#comment-728'>12:01 am</a>"
        "</small></p><a class=comment-reply-link href='?replytocom=728#respond'>Reply</a></li></ol>"
    )
    assert [(c.author, c.date.value) for c in thread.comments] == [("Paolo", "2005-06-16T00:01")]
