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


def test_a_post_in_one_table_with_its_answers() -> None:
    words = "For eight months I have walked with two sticks, and people hold doors open. " * 4
    rows = "".join(
        f"""<tbody itemprop="comment" itemscope itemtype="https://schema.org/Comment"><tr><td class="bold"><a
        name="{at}"></a><a href="/{name}" class="user">{name}</a>: <span><b>{day} May 2014</b></span></td></tr><tr>
        <td id="pb{at}"><div class="narrow" itemprop="text">{said}</div></td></tr></tbody>"""
        for at, (name, day, said) in enumerate(SAID[1:], start=902)
    )
    found = parse_page(
        f"""<html><body><div itemscope itemtype="https://schema.org/DiscussionForumPosting"><h2>Walking sticks</h2>
        <meta itemprop="commentCount" content="3"><table><tbody><tr><td class="bold"><a name="901"></a><a href="/ann"
        class="user">ann</a>: <span><b>3 May 2014</b></span></td></tr><tr><td id="pb901"><div class="narrow">{words}
        </div></td></tr></tbody>{rows}</table></div></body></html>""".encode()
    )
    assert found.text == words.strip()
    assert [one.text for one in found.comments] == [said for _, _, said in SAID[1:]]


def test_a_short_post_laid_out_unlike_its_answers() -> None:
    answers = "".join(
        f"""<div class="thread_comment" id="comment_{at}"><a class="comment_author_link" href="/p/{at}">{name}</a>
        <span class="comment_timestamp">May {day}, 2014</span><div class="comment_text">{said}</div></div>"""
        for at, (name, day, said) in enumerate(SAID[1:], start=902)
    )
    found = parse_page(
        f"""<html><head><title>Walking sticks</title></head><body><div class="discussions_page"><div class="op"><div
        class="authorline"><a class="op_author" href="/p/1">Ann</a> <span class="date">May 3, 2014</span></div><div
        class="topic">Walking sticks</div><div class="content">Does anybody here walk with two sticks by day?</div>
        </div><div class="thread_comments">{answers}</div></div></body></html>""".encode(),
        url="https://forum.example/discussions/7/",
    )
    assert "two sticks by day" in found.text
    assert [one.author for one in found.comments] == ["bo_77", "Céline", "Dr Fern"]


def test_a_list_of_boards_is_no_thread() -> None:
    boards = "".join(
        f"""<li class="row"><dl class="row-item forum_read"><dt title="No unread posts"><div class="list-inner"><a
        href="./viewforum.php?f={at}" class="forumtitle">Board {at}</a><br>{words}</div></dt><dd class="topics">8
        <dfn>Topics</dfn></dd><dd class="posts">52 <dfn>Posts</dfn></dd><dd class="lastpost"><span><dfn>Last post</dfn>
        <a href="./viewtopic.php?p=90{at}#p90{at}" class="lastsubject">Re: Sticks</a><br>by <a
        href="./memberlist.php?u={at}" class="username">{name}</a><br>Fri May 0{day}, 2014 6:35 pm</span></dd></dl></li>"""
        for at, (name, day, words) in enumerate(SAID)
    )
    found = parse_page(
        f'<html><body><h1>Forum</h1><ul class="topiclist forums">{boards}</ul></body></html>'.encode(),
        url="https://forum.example/forum/",
    )
    assert not found.comments


def test_the_entries_of_a_live_blog_are_no_comments() -> None:
    kind = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Sticks"}</script>'
    entries = "".join(
        f"""<div class="post" id="entry-{at}"><span class="author">{name}</span><time datetime="2014-05-0{day}"></time>
        <div class="postBody"><p>{words}</p></div><button>Reply</button></div>"""
        for at, (name, day, words) in enumerate(SAID)
    )
    page = f"<body><h1>Sticks, live</h1><div id='posts'>{entries}</div><p>No comment.</p></body>"
    assert parse_page(f"<html>{page}</html>".encode()).comments
    assert not parse_page(f"<html><head>{kind}</head>{page}</html>".encode()).comments


def test_the_line_of_the_date_names_the_writer() -> None:
    items = "".join(
        f"""<li id="comment-{at}"><div><img src="/a.png" alt=""><h2 id="c{at}">A title {at}</h2><span class="metadata">
        geschrieben von {name} am {day}. Mai 2014, 19:04</span> <span class="reply-comment">[ <a href="/login">antworten
        </a> ]</span></div><p>{words}</p></li>"""
        for at, (name, day, words) in enumerate(SAID, start=900)
    )
    found = parse_page(
        f"<html lang=de><body><h1>Gehstöcke</h1><p>{'Ein Text. ' * 60}</p><ul class=comments>{items}</ul></body></html>".encode()
    )
    assert [one.author for one in found.comments] == [name for name, _, _ in SAID]
