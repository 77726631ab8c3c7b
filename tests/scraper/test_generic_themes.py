"""The generic finder on the markup of common themes and forums: what is a comment, who wrote it, when."""

from scraper.platforms.base import Reading
from scraper.platforms.generic import Generic
from scraper.soup import read_page

URL = "https://garden.example/2014/05/beans"
ARTICLE = "<article><h1>Beans</h1>" + "<p>Beans want warm soil and a pole to climb on, and some rain.</p>" * 9


def read(markup: str, *, url: str = URL, article: str = ARTICLE) -> Reading | None:
    page = f"<html lang=en><body>{article}</article>{markup}</body></html>"
    return Generic().read(read_page(page.encode(), url=url))


def words(number: int) -> str:
    return "Mine climb strings " + " and ".join(["up the wall", "along the fence", "to the roof"] * number)


# ---- names


def card(name: str, day: str, full: str, after: str = "") -> str:
    """A comment of utility classes, one of which calls the link to the writer a link."""
    return (
        '<div class="comment"><div class="box comment-content" role="article">'
        f'<div class="row font-text-1"><div class="flex"><span class="reset"><a class="link-Ab1" href="https://people.example/profile/7-x">{name}'
        f'</a></span></div><a class="reset color-2" href="{URL}/comment/11" title="{full}"><span class="reset size-13">'
        f"{day}</span></a>{after}</div>"
        f'<div class="comment-body"><p>My beans came up in ten days, all but two of them.</p></div></div></div>'
    )


def test_a_link_to_a_profile_is_a_name_though_its_class_says_link() -> None:
    reading = read(
        '<div class="comment-list">'
        + card("Ida Holm", "Dec 11", "Dec 11, 2025, 2:55 PM")
        + card("Jon", "Dec 12", "Dec 12, 2025, 9:05 AM", '<span class="reset italic">Edited</span>')
        + "</div>"
    )
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Ida Holm", "Jon"]
    assert reading.comments[0].date.value == "2025-12-11T14:55"


def test_a_subject_line_is_neither_a_name_nor_words() -> None:
    item = (
        '<li class="thread-item" id="f{0}"><div class="thread-top">{1}<div class="thread-nav">(2{0} juin 2018 @11h13)'
        '</div>: </div><div class="thread-message"><p><strong class="thread-titre">Haricots, {0}e essai</strong></p>'
        '<div class="thread-texte"><p>{2}</p></div></div></li>'
    )
    names = [
        '<b class="thread-qui">Rosa</b>',
        "",
        '<b class="thread-qui">Lino</b>',
        '<b class="thread-qui">Bo</b>',
    ]
    items = "".join(item.format(at, name, words(at)) for at, name in enumerate(names, 1))
    reading = read(f'<h2>Commentaires</h2><ul class="comments">{items}</ul>')
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Rosa", None, "Lino", "Bo"]
    assert [one.text for one in reading.comments] == [words(at) for at in range(1, 5)]


def test_a_name_with_its_label_goes_before_a_heading() -> None:
    item = (
        '<div class="visitor_comment_box"><h3>Sow {1}</h3><p>{2}</p><p class="common_date">Posted by: Ida {1}, '
        "2{0} Sep 2011 | 15:22</p></div>"
    )
    items = "".join(item.format(at, "XYZW"[at - 1], words(at)) for at in range(1, 5))
    reading = read(f'<div id="comments"><h2>4 comments</h2>{items}</div>')
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Ida X", "Ida Y", "Ida Z", "Ida W"]


def test_a_name_with_the_day_and_a_mark_beside_it() -> None:
    item = (
        '<div class="review"><p class="review-name"> Kit {1} <span class="review-rating"><b>{0}</b>/<b>5</b></span>'
        '<span class="review-meta" content="2020-03-1{0}">March 1{0}, 2020</span></p>'
        '<div class="review-content"><p>{2}</p></div></div>'
    )
    items = "".join(item.format(at, "XYZW"[at - 1], words(at)) for at in range(1, 5))
    reading = read(f'<div id="comments"><h3>4 comments</h3>{items}</div>')
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Kit X", "Kit Y", "Kit Z", "Kit W"]


def test_names_in_other_languages_and_a_template_left_in_the_markup() -> None:
    item = (
        '<div class="kommentar-item" {{%- if x %}}><div class="kommentar-info"><div class="benutzer">Harz{0}</div>'
        '<div class="datum">3{0}.10.2023, 19.18 Uhr</div></div><h5>Ach ja...</h5>'
        '<div class="kommentar-text">{1}</div></div>'
    )
    items = "".join(item.format(at, words(at)) for at in (0, 1))
    reading = read(f'<div class="kommentare"><h3>Kommentare</h3>{items}</div>')
    assert reading is not None
    assert [one.author for one in reading.comments] == ["Harz0", "Harz1"]


# ---- what is no comment


def test_excerpts_of_recent_comments_are_none_whatever_their_parts_are_called() -> None:
    item = (
        '<li class="recent-comment"><div class="comment-wrap"><span class="comment-author-link">Una</span> on '
        '<span class="comment-post"><a href="https://garden.example/{0}/#comment-{0}">How to dig</a></span>: '
        '<span class="comment-excerpt">I would not dig at all in a dry spring{0}…</span> '
        '<span class="comment-date">Nov {0}, 11:14</span></div></li>'
    )
    assert (
        read(
            '<div class="widget"><h4>Readers say</h4><ul class="recent-comments-list">'
            + "".join(item.format(number) for number in range(1, 9))
            + "</ul></div>"
        )
        is None
    )


def test_a_notice_where_comments_would_be_is_none() -> None:
    assert (
        read(
            '<section class="comments"><h3>Comments</h3><div class="comment-box"><h4>Sign in to post</h4>'
            "<p>Please sign in to leave a comment.</p></div></section>"
        )
        is None
    )
    assert (
        read(
            '<div id="comments"><h3>1 Kommentar</h3><div class="comment-login"><strong>Noch kein Konto?</strong>'
            '<a class="date" href="/neu">Hier registrieren.</a><p>Sortierung der Kommentare</p></div></div>'
        )
        is None
    )


def test_the_subjects_and_state_of_a_post_do_not_make_it_a_comment() -> None:
    post = (
        '<div id="post-9" class="hentry post {}"><h2 class="entry-title">Beans</h2>'
        '<p class="byline">by <span class="author vcard">Ute</span> <abbr class="published" '
        'title="2012-12-16T19:05">16.12.2012</abbr></p><div class="entry-content">'
        "<p>Beans want warm soil, and a pole to climb.</p></div></div>"
    )
    for kind in ("tag-comments category-kommentar", "post_tag-kommentar", "status-published commented"):
        assert read(post.format(kind), article="<article>") is None


def test_classes_that_say_how_words_look_do_not_make_a_body() -> None:
    item = (
        '<div class="relative px-4" data-reply-id="90{0}"><div class="mt-1"><div class="font-bold pr-8">'
        'Wren{0} · <span class="lg:text-sm font-normal">0{0}/03/2026 19:49</span></div></div>'
        '<div id="reply-body-90{0}" class="post-body"><p>{1}</p>'
        "</div></div>"
    )
    reading = read("<h2>Replies</h2>" + "".join(item.format(number, words(number)) for number in range(1, 8)))
    assert reading is not None
    assert [one.author for one in reading.comments] == [f"Wren{number}" for number in range(1, 8)]
    assert reading.comments[0].text == words(1)


def test_a_time_that_tells_no_day_yields_to_the_one_beside_it() -> None:
    item = (
        '<div class="comment" id="c{0}"><a class="username" href="/u/{0}">Finn{0}</a>'
        '<span class="trigger"><time>{0} years ago</time></span>'
        '<div class="publish-date">June 2{0}, 2021</div><div class="comment-text"><p>Water them at the root, '
        "say {0} times a week.</p></div></div>"
    )
    reading = read('<div id="comments">' + "".join(item.format(number) for number in range(2, 6)) + "</div>")
    assert reading is not None
    assert [one.date.value for one in reading.comments] == [f"2021-06-2{number}" for number in range(2, 6)]


def test_a_writer_whose_name_is_missing_is_not_called_by_the_date() -> None:
    item = (
        '<article class="post-box" id="p{0}"><div class="byline {2}">{1}</div><div class="post-body">I soak the '
        'beans for {0} hours before I sow them.</div><div class="meta"><a rel="nofollow" href="/topic?reply={0}">'
        '<time datetime="2005-07-1{0}T10:22:00">7/1{0}/05<i></i>7:22 AM</time></a></div></article>'
    )
    names = ['<a href="/member/una">una</a>', '<a href="/member/bo">bo</a>', "<span></span>", "<span></span>"]
    reading = read(
        '<div class="replies">'
        + "".join(item.format(at, name, "xyz"[at % 3]) for at, name in enumerate(names, 1))
        + "</div>"
    )
    assert reading is not None
    assert [one.author for one in reading.comments] == ["una", "bo", None, None]


def test_what_hides_and_shows_the_words_is_no_button() -> None:
    said = ["Well put", "Good beans", "What a crop", "My thanks to you", "No rain here"]
    item = (
        '<div class="comment" id="gc-{0}"><h3><strong><a class="author" href="/kit{0}">kit{0}</a></strong> '
        'commented <a href="#gc-{0}" class="stamp"><time datetime="2025-12-1{0}T23:01:55Z">Dec 1{0}, 2025</time>'
        '</a></h3><div class="edit-comment-hide"><div class="comment-body">{1}</div></div></div>'
    )
    reading = read(
        '<div class="list">'
        + "".join(item.format(number, f"{one}!") for number, one in enumerate(said, 1))
        + "</div>"
    )
    assert reading is not None
    assert [one.text for one in reading.comments] == [f"{one}!" for one in said]


# ---- forums


def message(number: int, inner: str = "", extra: str = "") -> str:
    return (
        f'<div id="p_{number}" class="row" itemscope itemtype="https://schema.org/UserComments"><div class="side">'
        f'<span class="username">mole{number}</span></div><div class="postbody"><div id="post_content{number}" class="bubble post_content"><p class="author"><span class="posttime">'
        f'Sep 0{number}, 2006</span></p><div class="content" itemprop="commentText">{inner}I dug up row {number} '
        f"and found nothing.</div>{extra}</div></div></div>"
    )


def test_messages_by_their_old_schema_type() -> None:
    reading = read("<h1>Rows</h1>" + "".join(map(message, range(1, 6))), article="<article>")
    assert reading is not None
    said = [*filter(None, [reading.post]), *reading.comments]
    assert [one.author for one in said] == [f"mole{number}" for number in range(1, 6)]


def test_signatures_and_bodies_are_no_answers() -> None:
    quote = '<blockquote class="said"><p class="author">mole1 said on Sep 01, 2006</p><p>I dug it.</p></blockquote>'
    signature = (
        '<div class="entry-signature" data-memberid="7"><p class="author">Build 1.10.8, three sheds</p></div>'
    )
    item = (
        '<article class="comment" id="c{0}"><a class="username" href="/u/{0}">mole{0}</a> <time '
        'datetime="2006-09-0{0}T10:00">Sep 0{0}</time><p class="place">From the valley</p>'
        '<div class="comment_content" data-commentid="{0}">{1}<p>I dug up row {0}.</p>{2}</div></article>'
    )
    reading = read(
        '<div id="comments">'
        + "".join(
            item.format(number, quote * (number % 2), signature * (number % 2)) for number in range(1, 7)
        )
        + "</div>"
    )
    assert reading is not None
    assert [one.native_id for one in reading.comments] == [f"c{number}" for number in range(1, 7)]


def test_forms_between_comments_are_none() -> None:
    item = (
        '<div class="comment clearfix"><div class="comment-author">Kim{0}</div><small class="comment-time">'
        'August 0{0}, 2019</small><div class="comment-content clearfix"><p>Row {0} was the driest.</p></div></div>'
        '<div class="comment clearfix"><form><label class="screenname">Screen Name</label><input>'
        "<p>Sign up to be told of replies to what is said here.</p><textarea></textarea></form></div>"
    )
    reading = read('<div id="comments">' + "".join(item.format(number) for number in range(1, 6)) + "</div>")
    assert reading is not None
    assert [one.author for one in reading.comments] == [f"Kim{number}" for number in range(1, 6)]


def test_comments_with_many_answers_and_a_form_inside_are_found_beside_the_answers() -> None:
    said = '<div class="comment-author">{0}</div><small class="comment-time">August {1:02}, 2019</small><p>{2}</p>'
    markup, expected = "", []
    for top in range(1, 5):
        answers = [f"Ivy{top}{at}" for at in range(10 if top < 2 else 3)]
        inside = "".join(
            f'<div class="comment-reply">{said.format(name, at + 10, words(at % 3 + 1))}</div>'
            for at, name in enumerate(answers)
        )
        form = (
            '<form class="toggle"><label class="screenname">Screen Name</label><textarea></textarea></form>'
        )
        markup += f'<div class="comment">{said.format(f"Kim{top}", top, words(top))}{form}{inside}</div>'
        expected += [(f"Kim{top}", None), *((name, f"Kim{top}") for name in answers)]
    reading = read(f'<div id="comments"><h2>Comments</h2>{markup}</div>')
    assert reading is not None
    names = {one.key: one.author for one in reading.comments}
    assert [(one.author, names.get(one.parent or "")) for one in reading.comments] == expected


def test_a_stated_question_is_the_post_however_short() -> None:
    question = (
        '<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">When to sow?</h1>'
        '<div itemprop="text"><p>When do I sow beans?</p></div></div>'
    )
    answer = (
        '<div id="answer-{0}" class="answer" itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
        '<div itemprop="text" class="post-text"><p>In May, after day {0} or so.</p></div><div class="user-info">'
        '<time itemprop="dateCreated" datetime="2014-05-0{0}T10:00">May 0{0}</time> <a class="user-name" '
        'href="/users/{0}">finch{0}</a></div></div>'
    )
    reading = read(
        question + '<div id="answers">' + "".join(answer.format(number) for number in range(1, 5)) + "</div>",
        url="https://garden.example/questions/7/when",
        article="<article>",
    )
    assert reading is not None
    assert reading.post is None
    assert len(reading.comments) == 4


def test_a_question_in_one_box_with_its_answers_is_left_for_the_post() -> None:
    note = (
        '<li class="comment" id="comment-{0}" itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<span class="comment-copy" itemprop="text">{1}</span> – <a class="comment-user" href="/users/{0}">'
        'wren{0}</a> <time datetime="2014-05-0{0}T12:00" class="comment-date">May 0{0}</time></li>'
    )
    answer = (
        '<div id="answer-{0}" itemscope itemtype="https://schema.org/Answer"><div itemprop="text"><p>{1}</p></div>'
        '<time datetime="2014-05-0{0}T10:00">May 0{0}</time> <a class="user-name" href="/users/{0}">finch{0}</a>'
        "<ul>{2}</ul></div>"
    )
    reading = read(
        '<div id="box"><div class="question"><div itemprop="text" id="asked"><p>When do I sow beans?</p></div><ul>'
        + note.format(1, "Which beans?")
        + "</ul></div>"
        + "".join(answer.format(at, words(at), note.format(at + 3, f"So late in {at}?")) for at in (2, 3, 4))
        + "</div>",
        url="https://garden.example/questions/7/when",
        article="<article>",
    )
    assert reading is not None
    parents = [(one.author, one.parent) for one in reading.comments]
    assert parents == [
        ("wren1", None), ("finch2", None), ("wren5", "answer-2"), ("finch3", None), ("wren6", "answer-3"),
        ("finch4", None), ("wren7", "answer-4"),
    ]  # fmt: skip
    assert all(not root.xpath(".//*[@id='asked']") for root in reading.roots)


def test_frequent_questions_are_no_thread() -> None:
    one = (
        '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">Why {0}?</h3>'
        '<div class="faq-answer" itemscope itemtype="https://schema.org/Answer"><div itemprop="text"><strong>In '
        "short:</strong> <span class=date>since May {0}, 2014</span> it is so.</div></div></div>"
    )
    faq = "".join(one.format(number) for number in range(1, 6))
    assert read(f'<div itemscope itemtype="https://schema.org/FAQPage">{faq}</div>') is None
    assert read(f"<div>{faq}</div>") is None
