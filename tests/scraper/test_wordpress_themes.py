"""WordPress comments as some widespread themes and plugins print them."""

import pytest

from pmlarchive.model import Kind
from scraper.draft import DraftComment, DraftThread
from scraper.parse import parse_page

URL = "https://garden.example/2019/08/pond/"


def page(comments: str, *, lang: str = "en", sign: str = "/wp-content/themes/x/style.css") -> DraftThread:
    html = f"""<html lang="{lang}"><head><title>The pond – A garden</title><link rel="canonical" href="{URL}">
    <link rel="stylesheet" href="{sign}"></head><body class="single postid-7"><h1>The pond</h1><div class="entry-content">
    <p>Some words about a pond that was dug in spring, and about the frogs which came by night.</p></div>
    <div id="comments">{comments}</div></body></html>"""
    return parse_page(html.encode())


def told(thread: DraftThread) -> list[tuple[str | None, str | None, str]]:
    return [(c.author, c.date.value, c.text) for c in thread.comments]


def only(thread: DraftThread) -> DraftComment:
    (comment,) = thread.comments
    return comment


def test_a_class_for_floats_says_nothing_of_what_an_element_holds() -> None:
    html = """<ol><li class="comment depth-1 clearfix" id="comment-5"><div id="div-comment-5" class="clearfix comment-container">
    <div class="comment-author vcard"><span class="authorname">Ada</span></div><div class="comment-meta commentmetadata">
    <a href="#comment-5">4. Mai 2015 at 11:21</a> <span class="comment-reply-link"><a class="comment-reply-link"
    href="?replytocom=5#respond">Antwort</a></span></div><p>Frogs like it there.</p></div></li></ol>"""
    assert told(page(html, lang="de")) == [("Ada", "2015-05-04T11:21", "Frogs like it there.")]


DIVI = """<li class="comment depth-1" id="li-comment-{n}"><article id="comment-{n}" class="comment-body clearfix">
<div class="comment_avatar"></div><div class="comment_postinfo"><span class="fn">{who}</span> <span class="comment_date">
on June {n}, 2017 at 1:22 pm</span></div><div class="comment_area"><div class="comment-content clearfix"><p>{words}</p></div>
</div></article></li>"""


def test_pings_that_a_theme_lists_as_bare_links() -> None:
    rows = DIVI.format(n=5, who="Ada", words="Dig deeper.") + DIVI.format(n=6, who="Bo", words="Why?")
    pings = """<h3>Trackbacks/Pingbacks</h3><ol class="pinglist"><li id="comment-7"><a href="https://a.example/ponds/"
    rel="external nofollow" class="url">On ponds</a> - […] as was said (7.6.2016) of ponds […]</li><li id="comment-8">
    <a href="https://b.example/" rel="external nofollow" class="url">Frogs</a></li></ol>"""
    thread = page(f"<ol>{rows}</ol>{pings}")
    assert told(thread)[:2] == [
        ("Ada", "2017-06-05T13:22", "Dig deeper."),
        ("Bo", "2017-06-06T13:22", "Why?"),
    ]
    assert [c.kind for c in thread.comments] == [Kind.COMMENT, Kind.COMMENT, Kind.PING, Kind.PING]
    assert [(c.author, c.date.value) for c in thread.comments[2:]] == [("On ponds", None), ("Frogs", None)]


def test_pingbacks_word_is_not_theirs() -> None:
    html = """<ol><li class="pingback depth-1" id="comment-5"><div class="comment-body">Pingback: <a class="url"
    href="https://a.example/x">Elsewhere</a></div></li></ol>"""
    comment = only(page(html))
    assert (comment.kind, comment.author, comment.text) == (Kind.PING, "Elsewhere", "")


def test_short_paragraphs_of_one_class_are_words_where_others_are_long() -> None:
    said = [
        "Why?",
        "So it is.",
        "And then it rained, and the pond was fuller than it had been for years.",
        "No.",
    ]
    rows = "".join(
        f'<li class="comment depth-1" id="comment-{n}"><b class="fn">A{n}</b><div class="comment-content"><p class="zz">{words}'
        f'</p><p class="zz-like"><span>Like</span><span>Liked by {n} people</span></p></div></li>'
        for n, words in enumerate(said, 1)
    )
    assert [c.text for c in page(f"<ol>{rows}</ol>").comments] == said


def test_words_are_not_lost_where_all_are_short() -> None:
    rows = "".join(
        f'<li class="comment depth-1" id="comment-{n}"><b class="fn">A{n}</b><div class="comment-content"><p class="zz">No {n}.'
        "</p></div></li>"
        for n in range(1, 6)
    )
    assert [c.text for c in page(f"<ol>{rows}</ol>").comments] == [f"No {n}." for n in range(1, 6)]


def test_few_words_in_one_wrapper_with_the_name() -> None:
    rows = "".join(
        f'<li><a name="comment-{n}"></a><div class="sc-a xyz"><strong class="sc-a uvw">A{n}</strong> says:<br><time '
        f'datetime="15585058960{n:02}">22.05.2019 - 08:05</time><br><div class="sc-a rst">{words}<br></div><button>reply</button>'
        "<ul></ul></div></li>"
        for n, words in enumerate(["Right you are!", "Me too.", "And me.", "Not me."], 1)
    )
    thread = page(f"<ul>{rows}</ul>")
    assert [(c.author, c.text) for c in thread.comments] == [
        ("A1", "Right you are!"),
        ("A2", "Me too."),
        ("A3", "And me."),
        ("A4", "Not me."),
    ]


DISCUZ = """<div id="wpd-comm-{n}_0" class="comment depth-1 wpd-comment"><div id="comment-{n}" class="wpd-comment-right">
<div class="wpd-comment-header"><div class="wpd-comment-author">A{n}</div><div class="wpd-comment-date" title="{when}">
<i class="far fa-clock"></i> 2 years ago</div></div><div class="wpd-comment-text"><p>Said {n}.</p></div><div class="wpd-vote">
<div class="wpd-vote-result" title="10">10</div></div></div></div>"""


def test_wpdiscuz_says_when_in_a_title() -> None:
    rows = DISCUZ.format(n=5, when="November 1, 2024 5:04 am") + DISCUZ.format(n=6, when="11/2/2024 5:38 am")
    rows += DISCUZ.format(n=7, when="11/25/2024 6:38 pm")
    assert told(page(rows)) == [
        ("A5", "2024-11-01T05:04", "Said 5."),
        ("A6", "2024-11-02T05:38", "Said 6."),
        ("A7", "2024-11-25T18:38", "Said 7."),
    ]


@pytest.mark.parametrize(
    ("head", "when"),
    [
        (
            '<b class="fn">Ada</b> said, on August 3, 2019 at <a href="#comment-5">3:12 pm</a>',
            "2019-08-03T15:12",
        ),
        (
            '<b class="fn">Ada</b> <div><b>18. 05. 2014</b> <b class="time-info">22:38</b></div>',
            "2014-05-18T22:38",
        ),
        (
            '<b class="fn">Ada</b><div class="datetime"><span class="date"><a href="#comment-5">May 2, 2021</a></span><span>11:15 am</span> -</div>',
            "2021-05-02T11:15",
        ),
        (
            '<b class="fn">Ada</b> <a href="#comment-5">6:01 AM</a><time datetime="2023-09-28T06:01:55-04:00">May</time>',
            "2023-09-28T06:01:55-04:00",
        ),
    ],
    ids=["a link on the time", "day and time apart", "day and time touching", "for machines"],
)
def test_the_day_beside_the_time(head: str, when: str) -> None:
    html = f'<ol><li class="comment" id="comment-5"><div class="head">{head}</div><p>Frogs.</p></li></ol>'
    assert told(page(html)) == [("Ada", when, "Frogs.")]


def test_words_first_then_comment_by() -> None:
    who = [
        (
            'Comment by <a href="https://ada.example" rel="external nofollow" class="url">Ada</a>',
            "17.07, 2011",
        ),
        ("Comment by Bo Berg", "17.07, 2011"),
        ("Comment by 3dPrint.at", "18.07, 2011"),
        ('Pingback by <a href="https://c.example" rel="nofollow">A garden</a>', "18.07, 2011"),
    ]
    rows = "".join(
        f'<li id="comment-{n}"><p>Said {n}.</p><p><cite>{name} — {day} @ <a href="#comment-{n}">1{n}:04</a></cite></p></li>'
        for n, (name, day) in enumerate(who)
    )
    thread = page(f'<ol id="commentlist">{rows}</ol>')
    assert told(thread) == [
        ("Ada", "2011-07-17T10:04", "Said 0."),
        ("Bo Berg", "2011-07-17T11:04", "Said 1."),
        ("3dPrint.at", "2011-07-18T12:04", "Said 2."),
        ("A garden", "2011-07-18T13:04", "Said 3."),
    ]
    assert [c.kind for c in thread.comments] == [Kind.COMMENT] * 3 + [Kind.PING]


AVADA = """<li class="comment depth-1" id="comment-5"><div class="the-comment"><div class="avatar"></div><div class="comment-box">
<div class="comment-author meta">{head} <a class="comment-reply-link" href="?replytocom=5#respond"> - Antworten</a></div>
<div class="comment-text"><p>Frösche.</p></div></div></div></li>"""


@pytest.mark.parametrize(
    ("head", "author", "when"),
    [
        ("<strong>Ben</strong> 19. Juni 2018 um 15:28 Uhr", "Ben", "2018-06-19T15:28"),
        (
            '<strong>Ben Bo</strong> am <a href="#comment-5">19. Juni 2018 um 15:28</a> sagte:',
            "Ben Bo",
            "2018-06-19T15:28",
        ),
        ("Ben Bo, 19. Juni 2018", "Ben Bo", "2018-06-19"),
        (
            '<strong>Ben 04-07-2014</strong> <time datetime="2018-06-19T15:28">x</time>',
            "Ben 04-07-2014",
            "2018-06-19T15:28",
        ),
    ],
)
def test_a_name_has_no_date_behind_it(head: str, author: str, when: str) -> None:
    comment = only(page(f"<ol>{AVADA.format(head=head)}</ol>", lang="de"))
    assert (comment.author, comment.date.value, comment.text) == (author, when, "Frösche.")


def test_a_list_of_terms_with_the_words_beside_them() -> None:
    rows = "".join(
        f"""<dt class="comment depth-{depth}" id="comment-{n}"><span class="comment_author">A{n}</span> <span class="comment_time">
        <a href="#comment-{n}">June {n}, 2015 at 10:25 pm</a></span></dt><dd class="comment depth-{depth}">
        <div class="format_text" id="comment-body-{n}"><p>Said {n}.</p><p>Twice.</p></div></dd>"""
        for n, depth in [(5, 1), (6, 2), (7, 1)]
    )
    thread = page(f'<dl id="comment_list">{rows}</dl>')
    assert told(thread) == [(f"A{n}", f"2015-06-0{n}T22:25", f"Said {n}.\n\nTwice.") for n in (5, 6, 7)]
    assert [c.parent for c in thread.comments] == [None, "5", None]


def test_bare_words_beside_terms() -> None:
    rows = "".join(
        f'<dt id="comment-{n}"><cite>A{n}</cite> June {n}, 2015</dt><dd>Said {n}.</dd><dd>Twice.</dd>'
        for n in (5, 6)
    )
    thread = page(f"<dl>{rows}</dl>")
    assert [(c.author, c.text.split()[0]) for c in thread.comments] == [("A5", "Said"), ("A6", "Said")]


ELATED = """<li><div class="zz-comment"><div class="zz-comment-image"></div><div class="zz-comment-text-and-info"><div class="zz-info">
<h6 class="zz-comment-name"><span class="zz-comment-author"><a href="https://a{n}.example/" class="url">A{n}</a></span>
<span class="zz-comment-date">April {n}, 2024</span></h6></div><div class="zz-comment-text"><div class="zz-text-holder"
id="comment-{n}"><p>Said {n}.</p></div></div></div></div>{replies}</li>"""


def test_the_id_may_stand_on_the_words_alone() -> None:
    reply = f'<ul class="children">{ELATED.format(n=6, replies="")}</ul>'
    thread = page(f"<ul>{ELATED.format(n=5, replies=reply)}{ELATED.format(n=7, replies='')}</ul>")
    assert told(thread) == [(f"A{n}", f"2024-04-0{n}", f"Said {n}.") for n in (5, 6, 7)]
    assert [c.parent for c in thread.comments] == [None, "5", None]


def test_a_date_without_a_year_is_no_part_of_the_words() -> None:
    html = """<ul><li><div class="comment"><div class="text"><h5 class="name">Ada</h5><span class="comment_date">Posted at 14:57h,
    05 May</span><div class="text_holder" id="comment-5"><p>Frogs.</p></div></div></div></li></ul>"""
    assert told(page(html)) == [("Ada", None, "Frogs.")]


def test_marks_between_comments_belong_to_what_follows() -> None:
    rows = "".join(
        f'<a name="comment-{n}"></a><div class="zz"><p>Said {n}.</p><cite>Comment by A{n} | May {n}, 2014</cite></div>'
        for n in (5, 6, 7)
    )
    assert told(page(f"<div>{rows}</div>")) == [(f"A{n}", f"2014-05-0{n}", f"Said {n}.") for n in (5, 6, 7)]


def test_a_date_in_the_names_element() -> None:
    html = '<ol><li id="comment-5"><p class="comment-author">Ada said on May 5, 2014 at 2:57 pm</p><p>Frogs.</p></li></ol>'
    assert told(page(html)) == [("Ada", "2014-05-05T14:57", "Frogs.")]


def test_an_item_around_the_whole_thread_is_no_comment() -> None:
    rows = "".join(
        f'<div><div><div><div><div id="comment-{n}"><cite>A{n}</cite><p>Said {n}.</p></div></div></div></div></div>'
        for n in (5, 6)
    )
    thread = page(f'<ul class="tabs"><li class="tab">{rows}</li></ul>')
    assert [(c.native_id, c.parent, c.text) for c in thread.comments] == [
        ("5", None, "Said 5."),
        ("6", None, "Said 6."),
    ]


def test_places_for_comments_are_none() -> None:
    own = '<ol><li class="comment depth-1" id="comment-5"><cite>Ada</cite><p>Frogs.</p></li></ol>'
    form = '<p>Be kind. <textarea name="comment" id="comment_1"></textarea></p>'
    loader = '<div id="comment-container-478"><button>Join in</button><div>When you write, follow the rules.</div></div>'
    assert [c.native_id for c in page(own + form + loader).comments] == ["5"]
    assert page(loader).comments == []


def test_a_link_to_a_wordpress_site_is_no_sign_of_one() -> None:
    html = """<p>See <a href="https://other.example/wp-content/uploads/a.pdf">this</a>.</p><div class="comment" id="comment-5">
    <b>Ada</b> <time datetime="2019-05-05T10:00">x</time><p>Frogs, as I said, are what a pond is for, if you ask me.</p></div>"""
    assert page(html, sign="/style.css").platform != "wordpress"


def test_stars_are_no_words() -> None:
    html = """<ol><li class="comment depth-1" id="comment-5"><b class="fn">Ada</b><div class="comment-content"><p>
    <img class="wprm-comment-rating" src="/stars.svg" alt="5 stars"><br>Good soup.</p></div></li></ol>"""
    assert only(page(html)).text == "Good soup."


def test_names_in_camels_case() -> None:
    html = """<ol><li><div><p class="zzCommentAuthorName"><a href="/m/5">Ada</a></p><p class="zzSince">since <strong>12/2006</strong>
    </p></div><div id="comment-5">Frogs.<div><a href="/m/5">Ada</a>, <time datetime="26. Januar 2022 13:05"><a href="/p/5">
    26. Januar 2022 13:05</a></time></div></div></li></ol>"""
    comment = only(page(html, lang="de"))
    assert (comment.author, comment.date.value) == ("Ada", "2022-01-26T13:05")


PLAIN = """<li class="comment depth-1" id="comment-{n}"><p class="zz-head">{who} on <a href="#comment-{n}">May {n}, 2014</a> said:</p>
<p>Said {n}.</p></li>"""


def test_who_leaves_no_address_has_a_plain_name() -> None:
    link = '<a href="https://bo.example" rel="external nofollow" class="url">Bo</a>'
    thread = page("<ol>" + PLAIN.format(n=5, who="Ada") + PLAIN.format(n=6, who=link) + "</ol>")
    assert [(c.author, c.text) for c in thread.comments] == [("Ada", "Said 5."), ("Bo", "Said 6.")]
    thread = page("<ol>" + PLAIN.format(n=5, who="Ada") + PLAIN.format(n=6, who="Cy") + "</ol>")
    assert [(c.author, c.text) for c in thread.comments] == [("Ada", "Said 5."), ("Cy", "Said 6.")]


def test_the_same_words_before_every_date_are_no_name() -> None:
    thread = page("<ol>" + "".join(PLAIN.format(n=n, who=f"Posted {n}.") for n in (5, 6, 7)) + "</ol>")
    assert [c.author for c in thread.comments] == [None] * 3


def test_when_somebody_joined_is_no_name() -> None:
    html = """<ol><li class="comment depth-1" id="comment-5"><div>since <strong>12/2006</strong></div><p>Frogs.</p></li></ol>"""
    assert only(page(html)).author is None


def test_what_an_author_is_called_beside_the_picture_is_no_name() -> None:
    html = """<div id="wc-comm-8_0" class="wc-comment wc-blog-user wc-blog-post_author wc_comment_level-1">
    <div class="wc-comment-left"><div class="wc-blog-user wc-blog-post_author wc-comment-label"><span>Autor</span></div></div>
    <div id="comment-8" class="wc-comment-right"><div class="wc-comment-header"><div class="wc-comment-author ">
    <a href="https://garden.example/author/ada/">Ada</a></div></div><div class="wc-comment-text"><p>Frogs like it
    there, and so do I.</p></div><div class="wc-comment-footer"><div class="wc-comment-date">1 Monat her</div></div></div></div>"""
    assert only(page(html, lang="de", sign="/wp-content/plugins/wpdiscuz/x.css")).author == "Ada"
