"""The generic finder on forums that no adapter knows, and on what only looks like one."""

from scraper.draft import DraftThread
from scraper.parse import parse_page

SAID = (
    ("Ann Marsh", 3, "I tried the same for a month, and my balance improved a good deal."),
    ("bo_77", 4, "Did you walk before breakfast, or after it? I only manage afternoons."),
    ("Céline", 6, "A stick helps too. Nobody tells you that a stick is allowed."),
    ("Dr Fern", 7, "Thank you all; the paper I had in mind is linked above."),
)


def thread(message: str) -> DraftThread:
    messages = "".join(
        message.format(at=at, key=900 + 7 * at, name=name, day=day, words=words)
        for at, (name, day, words) in enumerate(SAID, start=1)
    )
    body = f"<h1>Walking sticks</h1><div id='posts'>{messages}</div>"
    return parse_page(f"<html><body>{body}<p>No comment.</p></body></html>".encode())


def check(found: DraftThread) -> None:
    (name, day, words), *others = SAID
    assert (found.author, found.date.value, found.text) == (name, f"2014-05-0{day}", words)
    assert [(one.author, one.date.value, one.text) for one in found.comments] == [
        (name, f"2014-05-0{day}", words) for name, day, words in others
    ]


def test_what_a_writer_is_stands_beside_every_message() -> None:
    check(
        thread(
            """<div class="post row"><div class="side"><div class="username"><a href="/u/{at}">{name}</a></div>
            <div>Posts: 1{at}2</div><div>Location: Bath</div></div><div class="postdate">May {day}, 2014</div>
            <div class="postBody">{words}</div></div>"""
        )
    )


def test_every_message_has_its_number() -> None:
    check(
        thread(
            """<div class="msg" id="message_{key}"><div><a class="name"><b>{name}</b></a><span class="post_time">
            May {day}, 2014</span> <span class="message_num">#{at}</span></div><div class="msg_text">{words}</div></div>"""
        )
    )


def test_titles_that_answer() -> None:
    check(
        thread(
            """<div class="post"><div class="username">{name}</div><div class="postTitle">{at}. Re: Walking sticks</div>
            <div class="postDate">May {day}, 2014</div><div class="postBody"><p>{words}</p></div></div>"""
        )
    )


def test_posts_without_such_signs_are_no_thread() -> None:
    found = thread(
        """<div class="post"><div class="author">{name}</div><div class="date">May {day}, 2014</div>
        <div class="entry"><p>{words}</p></div></div>"""
    )
    assert not found.comments


def test_readers_letters() -> None:
    found = thread(
        """<div class="leserbrief"><div class="leserbrief_meta"><span class="autor">{name}</span> / 0{day}.05.2014</div>
        <p>{words}</p></div>"""
    )
    assert [(one.author, one.date.value, one.text) for one in found.comments] == [
        (name, f"2014-05-0{day}", words) for name, day, words in SAID
    ]


def test_an_invitation_is_no_comment() -> None:
    body = """<h1>Walking sticks</h1><p>A stick helps.</p><div class="comments" id="comments"><h3>1 comment?</h3>
        <div class="comment comment-box"><div class="when">Say it today</div><p>Join our community, and
        discuss this with us. You need an account for that.</p></div></div>"""
    assert not parse_page(f"<html><body>{body}</body></html>".encode()).comments


def test_a_box_to_log_in_is_no_comment() -> None:
    body = """<h1>Walking sticks</h1><p>A stick helps.</p><div class="comments"><h3>Comments</h3><div
        class="comment-login"><h4>Write a comment</h4><p>Please log in to say something of this article, today or
        on any day.</p><label class="user">User name</label><input name="u"><input type="password" name="p"></div></div>"""
    assert not parse_page(f"<html><body>{body}</body></html>".encode()).comments


def test_attributes_that_cannot_be_asked_for() -> None:
    broken = """<div class="comment" {{}}="" id="comment-{key}"><a href="#" {{x}}y="1" "="">x</a><b class="author">{name}
        </b><i>May {day}, 2014</i><p>{words}</p></div>"""
    assert len(thread(broken).comments) == len(SAID)
