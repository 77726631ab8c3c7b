"""Classic forums: messages in the markup of each engine, the first of them the post."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.model import Precision
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.forum_markup import FORUMS
from scraper.platforms.forums import Forums
from scraper.soup import read_page

URL = "https://forum.example/topic"

#: One message of each engine, with %(id)s, %(name)s, %(words)s, and the date in the engine's usual form.
MESSAGES = {
    "xenforo 2": """<article class="message message--post js-post" data-author="%(name)s" id="js-post-%(id)s"><span
        id="post-%(id)s"></span><h4 class="message-name"><a class="username" href="/m/%(id)s/">%(name)s</a></h4>
        <h5 class="userTitle">Member</h5><dl class="pairs"><dt>Joined</dt><dd>Mar 5, 2011</dd></dl>
        <header class="message-attribution"><a href="/p/%(id)s"><time class="u-dt"
        datetime="2013-05-2%(id)sT09:12:00+0200">May 2%(id)s, 2013</time></a><a>#%(id)s</a></header>
        <article class="message-body js-selectToQuote"><div>Advertisement</div><div class="bbWrapper">%(words)s</div>
        <div class="js-selectToQuoteEnd">.</div></article></article>""",
    "xenforo 1": """<li id="post-%(id)s" class="message" data-author="%(name)s"><h3 class="userText"><a
        class="username" href="m/">%(name)s</a><em>Member</em></h3><div class="extraUserInfo">Joined: Mar 5, 2011</div>
        <blockquote class="messageText">%(words)s<div class="messageTextEndMarker">&nbsp;</div></blockquote>
        <a class="datePermalink"><span class="DateTime" title="May 2%(id)s, 2013 at 9:12 AM">May 2%(id)s, 2013</span></a>
        </li>""",
    "vbulletin 3": """<table id="post%(id)s"><tr><td class="thead"><div>#<a>%(id)s</a></div><div><a
        name="post%(id)s"></a> 05-2%(id)s-2013, 09:12 AM</div></td></tr><tr><td><div id="postmenu_%(id)s"><a
        class="bigusername" href="member.php?u=7">%(name)s</a></div><div>Join Date: Mar 2011</div></td></tr>
        <tr><td><strong>Re: Legs</strong><div id="post_message_%(id)s">%(words)s</div><div>____<br>I sign all
        this</div></td></tr></table>""",
    "vbulletin 4": """<li class="postbit postcontainer old" id="post_%(id)s"><span class="postdate"><span
        class="date">05-2%(id)s-2013,&nbsp;<span class="time">09:12 AM</span></span></span><a class="username"
        href="member.php?7"><strong>%(name)s</strong></a><dl class="userinfo_extra"><dt>Join Date</dt><dd>Mar
        2011</dd></dl><div class="postbody"><h2>Legs</h2><div id="post_message_%(id)s"><blockquote>%(words)s
        </blockquote></div></div><blockquote class="signature">I sign all this</blockquote></li>""",
    "vbulletin 3, tableless": """<div id="edit%(id)s"><div class="tpost"><div class="trow-group"><div class="trow thead">
        <div class="tcell">May 2%(id)s, 2013, 09:12 am <a id="postcount%(id)s">#<strong>%(id)s</strong></a></div></div>
        <div class="trow"><div class="tcell alt2"><div id="postmenu_%(id)s">%(name)s
        <div class="smallfont">Visiting Guest</div></div><div class="smallfont">Posts: n/a</div></div>
        <div class="tcell alt1" id="td_post_%(id)s"><div id="post_message_%(id)s">%(words)s</div><em>Last edited by
        Cid; 06-01-13 at 05:20 AM</em></div></div></div></div></div>""",
    "phpbb 3": """<div id="p%(id)s" class="post bg2"><dl class="postprofile"><dt><a class="username"
        href="./memberlist.php?u=7">%(name)s</a></dt><dd><strong>Joined:</strong> Sat Mar 05, 2011 8:12 pm</dd></dl>
        <div class="postbody"><h3><a href="#p%(id)s">Re: Legs</a></h3><p class="author">by <strong><a class="username"
        href="./memberlist.php?u=7">%(name)s</a></strong> &raquo; Fri May 2%(id)s, 2013 9:12 am</p><div
        class="content">%(words)s</div><div class="signature">I sign all this</div></div></div>""",
    "phpbb 3, old": """<div id="p%(id)s" class="post bg2"><div class="postbody"><h3><a>Legs</a></h3><p class="author"><a
        href="./viewtopic.php?p=%(id)s#p%(id)s"><img alt="Post"></a>by <strong><a href="./memberlist.php?u=7">%(name)s
        </a></strong> &raquo; Fri May 2%(id)s, 2013 9:12 am </p><div class="content">%(words)s</div></div><dl
        class="postprofile"><dt><a href="./memberlist.php?u=7">%(name)s</a></dt></dl></div>""",
    "forumotion": """<div id="p%(id)s" class="post clearfix post--%(id)s"><div class="postbody"><div
        class="postprofile" id="profile%(id)s"><div class="postprofile-head"><a><strong>%(name)s</strong></a></div>
        <span class="label">Posts: 12</span></div><div class="postbody-head postdetails"><h3><a href="#%(id)s">Re:
        Legs</a></h3><p class="author"><img alt="Post"> by <a href="/u7"><strong>%(name)s</strong></a> on Fri May
        2%(id)s, 2013 9:12 am</p></div><div class="post-entry"><div>%(words)s</div></div></div></div>""",
    "phpbb 2": """<table class="forumline"><tr><td><span class="name"><a name="%(id)s"></a><b>%(name)s</b></span><br>
        <span class="postdetails">Joined: 05 Mar 2011<br>Posts: 12</span></td><td><span class="postdetails">Posted: Fri
        May 2%(id)s, 2013 9:12 am &nbsp; Post subject: Legs</span><br><span class="postbody">%(words)s</span></td></tr>
        <tr><td><a href="#top">Back to top</a></td></tr></table>""",
    "phpbb subsilver": """<table class="tablebg"><tbody><tr><td><a name="p%(id)s"></a><b class="postauthor">%(name)s</b>
        </td><td class="gensmall"><b>Posted:</b> Fri May 2%(id)s, 2013 9:12 am</td></tr><tr><td><span
        class="postdetails"><b>Joined:</b> Sat Mar 05, 2011 8:12 pm</span></td><td><div class="postbody">%(words)s</div>
        </td></tr></tbody></table>""",
    "smf": """<div class="post_wrapper"><div class="poster"><h4><a href="?action=profile;u=7">%(name)s</a></h4><ul
        class="smalltext"><li>Newbie</li><li>Posts: 12</li></ul></div><div class="keyinfo"><h5><a>Re: Legs</a></h5><div
        class="smalltext">&#171; <strong>Reply #%(id)s on:</strong> May 2%(id)s, 2013, 09:12:00 AM &#187;</div></div>
        <div class="post"><div class="inner" id="msg_%(id)s">%(words)s</div></div><div class="moderatorbar"><div
        class="smalltext">Logged</div></div></div>""",
    "mybb": """<div class="post" id="post_%(id)s"><div class="author_information"><strong><span class="largetext"><a
        href="member.php?uid=7">%(name)s</a></span></strong><br><span class="smalltext">Junior Member</span></div><div
        class="author_statistics">Posts: 12<br>Joined: Mar 2011</div><span class="post_date">05-2%(id)s-2013, 09:12
        AM</span><div class="post_body" id="pid_%(id)s">%(words)s</div></div>""",
    "fluxbb": """<div id="p%(id)s" class="blockpost rowodd"><h2><span><span class="conr">#%(id)s</span> <a
        href="viewtopic.php?pid=%(id)s#p%(id)s">2013-05-2%(id)s 09:12:00</a></span></h2><div class="postleft"><dl><dt>
        <strong><a href="profile.php?id=7">%(name)s</a></strong></dt><dd>Member</dd><dd>Registered: 2011-03-05</dd></dl>
        </div><div class="postright"><h3>Re: Legs</h3><div class="postmsg">%(words)s</div></div></div>""",
    "ipb 3": """<div class="post_block hentry" id="post_id_%(id)s"><span class="author vcard"><a class="url fn"
        href="/user/7/"><span itemprop="name">%(name)s</span></a></span><p>Posted <abbr class="published"
        title="2013-05-2%(id)sT09:12:00+00:00">2%(id)s May 2013 - 09:12 AM</abbr></p><div class="post
        entry-content">%(words)s</div></div>""",
    "ipb 4": """<article id="elComment_%(id)s" class="cPost ipsComment"><h3 class="cAuthorPane_author"><strong><a
        href="/profile/7/">%(name)s</a></strong></h3><ul><li>Members</li></ul><div class="ipsComment_meta"><a>Posted
        <time datetime="2013-05-2%(id)sT09:12:00Z" title="05/2%(id)s/13 09:12 AM">May 2%(id)s</time></a></div><div
        data-role="commentContent">%(words)s<span data-excludequote>Edited by me</span></div></article>""",
    "ipb 5": """<article id="elComment_%(id)s" class="ipsEntry ipsEntry--post"><aside><h3 class="ipsEntry__username"><a
        class="ipsUsername" href="/profile/7/">%(name)s</a></h3><ul class="ipsEntry__authorStats"><li>12 posts</li></ul>
        </aside><aside class="ipsEntry__header"><h3 class="ipsEntry__username"><a class="ipsUsername">%(name)s</a>
        <span class="ipsEntry__group">Member</span></h3><p class="ipsPhotoPanel__secondary"><time
        datetime="2013-05-2%(id)sT09:12:00Z"><span>May 2%(id)s</span><span>1 yr</span></time></p></aside><div
        class="ipsEntry__content"><div class="ipsEntry__post"><div class="ipsRichText ipsRichText--user"
        data-role="commentContent">%(words)s</div></div></div></article>""",
    "discuz": """<div id="post_%(id)s"><table id="pid%(id)s"><tr><td><div class="authi"><a class="xw1"
        href="space-uid-7.html">%(name)s</a></div></td><td><div class="authi"><em id="authorposton%(id)s">发表于
        2013-5-2%(id)s 09:12</em></div><table><tr><td class="t_f" id="postmessage_%(id)s"><i class="pstatus">edited</i>
        %(words)s</td></tr></table></td></tr></table></div>""",
    "bbpress": """<div id="post-%(id)s" class="bbp-reply-header"><div class="bbp-meta"><span
        class="bbp-reply-post-date">May 2%(id)s, 2013 at 9:12 am</span><a class="bbp-reply-permalink">#%(id)s</a></div>
        </div><div class="post-%(id)s reply type-reply"><div class="bbp-reply-author"><a class="bbp-author-link"
        href="/users/x/"><span class="bbp-author-name">%(name)s</span></a><div>Participant</div></div><div
        class="bbp-reply-content"><p>%(words)s</p></div></div>""",
    "wpforo": """<div id="post-%(id)s" class="post-wrap wpfn-2"><div class="wpforo-post wpfcl-1"><div class="wpf-left">
        <div class="author-name"><span><i class="fas"></i></span> <a href="/participant/7/">%(name)s</a></div><div
        class="author-posts">Posts: 12</div></div><div class="wpf-right"><div class="wpforo-post-content"><p>%(words)s</p>
        <div class="wpf-post-button-actions"><span class="wpf-action">Quote</span></div></div><div
        class="wpforo-post-content-bottom"><div class="cbleft">Posted : May 2%(id)s, 2013 9:12 AM</div></div></div>
        </div></div>""",
    "ubbthreads": """<table class="fw"><tr><td class="subjecttable"><div><a href="#">Re: Legs</a></div><div><span>#<a
        href="#" id="number%(id)s">%(id)s</a></span><span><span class="date">05/2%(id)s/13</span> <span
        class="time">09:12 AM</span></span></div></td></tr><tr><td class="author-content"><div
        class="author-registered">Joined: <span class="date">Mar 2011</span></div><div class="bold author-name"><a
        href="/users/7/"><span>%(name)s</span></a> <span class="post-op">OP</span></div></td></tr><tr><td
        class="post-content"><div class="post_inner"><div id="body0">%(words)s</div></div></td></tr></table>""",
    "khoros": """<div class="lia-panel lia-message-view-wrapper" data-lia-message-uid="%(id)s"><div><span
        class="UserName"><a class="lia-user-name-link" href="/t5/user/viewprofilepage/user-id/7"><span>%(name)s</span></a>
        </span><span>Frequent Visitor</span><span class="DateTime lia-message-posted-on"><span
        class="local-date">05-2%(id)s-2013</span> <span class="local-time">09:12 AM</span></span><div
        class="lia-message-body"><div class="lia-message-body-content">%(words)s</div></div><div
        class="lia-message-signature">I sign all this</div></div></div>""",
    "jforum": """<div class="contentBackground1 postItem"><div class="name"><a href="/u/7/">%(name)s</a></div><div
        class="posts">Posts: 12</div><div class="postItmCntnt"><span class="postdate"><span title="May 2%(id)s, 2013
        09:12:00" id="%(id)s">posted 3 years ago</span></span><div class="postText">%(words)s</div><div
        class="clinks"><p>I sign all this</p></div></div></div>""",
}  # fmt: skip
NO_PROFILES = ("phpbb 2", "phpbb subsilver", "vbulletin 3, tableless")
SAID = (("Ann", "My legs are tired."), ("Bo", "So are mine."), ("Ann", "Then let us sit."))


def thread(engine: str, *, url: str = URL, foot: str = "") -> Reading | None:
    messages = "".join(
        MESSAGES[engine] % {"id": at, "name": name, "words": words}
        for at, (name, words) in enumerate(SAID, start=4)
    )
    data = f"<html><head><title>Legs</title></head><body><h1>Legs</h1>{messages}{foot}</body></html>".encode()
    page = read_page(data, url=url)
    assert Forums().recognises(page)
    return Forums().read(page)


@pytest.mark.parametrize("engine", MESSAGES)
def test_a_thread_of_each_engine(engine: str) -> None:
    reading = thread(engine)
    assert reading is not None
    assert reading.platform == engine.split(maxsplit=1)[0]
    assert reading.post is not None
    messages = [reading.post, *reading.comments]
    assert [(one.key, one.author, one.text) for one in messages] == [
        (str(at), name, words) for at, (name, words) in enumerate(SAID, start=4)
    ]
    assert [(one.date.value or "")[:16] for one in messages] == [f"2013-05-2{at}T09:12" for at in (4, 5, 6)]
    assert [one.parent for one in messages] == [None] * 3
    assert [one.by_post_author for one in messages] == [True, False, True]
    assert (messages[1].author_url is None) == (engine in NO_PROFILES)
    assert reading.complete
    assert reading.roots


def test_every_engine_is_tested() -> None:
    assert {markup.name for markup in FORUMS} == {engine.split()[0] for engine in MESSAGES}


@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example/threads/legs.12/page-3",
        "https://forum.example/viewtopic.php?t=12&start=20",
        "https://forum.example/showthread.php?t=12&page=2",
        "https://forum.example/index.php?topic=12.20",
        "https://forum.example/thread-12-2-1.html",
        "https://forum.example/topic/legs/page/2/",
    ],
)
def test_a_later_page_has_no_opening(url: str) -> None:
    reading = thread("xenforo 2", url=url)
    assert reading is not None
    assert reading.post is None
    assert [one.key for one in reading.comments] == ["4", "5", "6"]
    assert not reading.complete


def test_words_beside_the_messages_of_a_later_page_are_no_post() -> None:
    message = MESSAGES["phpbb 3"] % {"id": 4, "name": "Ann", "words": "Hm."}
    page = (
        f"<html><body><h1>Legs</h1>{message}<div class=content><p>{'All tags. ' * 60}</p></div></body></html>"
    )
    draft = parse_page(page.encode(), url="https://forum.example/viewtopic.php?t=12&start=20")
    assert (draft.text, len(draft.comments)) == ("", 1)


@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example/threads/legs.12/",
        "https://forum.example/viewtopic.php?t=12&start=0",
        "https://forum.example/index.php?topic=12.0",
        "https://forum.example/thread-12-1-1.html",
        "https://forum.example/showthread.php?t=12&page=1",
    ],
)
def test_a_first_page_has_one(url: str) -> None:
    reading = thread("xenforo 2", url=url)
    assert reading is not None
    assert reading.post is not None


def test_a_first_message_with_a_later_number_is_no_opening() -> None:
    message = MESSAGES["vbulletin 4"] % {"id": 900, "name": "Ann", "words": "Hm."}
    counter = '<a name="post900" class="postcounter">#661</a><div class="postbody">'
    page = message.replace('<div class="postbody">', counter)
    reading = Forums().read(read_page(f"<html><body>{page}</body></html>".encode(), url=URL))
    assert reading is not None
    assert (reading.post, [one.key for one in reading.comments]) == (None, ["900"])


def test_an_advertisement_among_the_messages_is_none() -> None:
    messages = "".join(
        MESSAGES["forumotion"] % {"id": at, "name": name, "words": "Hm."}
        for at, name in ((4, "Ann"), (0, "Sponsor"))
    )
    reading = Forums().read(read_page(f"<html><body>{messages}</body></html>".encode(), url=URL))
    assert reading is not None
    assert reading.post is not None
    assert not reading.comments


def test_a_message_laid_out_twice_is_one() -> None:
    message = MESSAGES["ubbthreads"] % {"id": 4, "name": "Ann", "words": "Hm."}
    reading = Forums().read(read_page(f"<html><body>{message}{message}</body></html>".encode(), url=URL))
    assert reading is not None
    assert reading.post is not None
    assert not reading.comments


def test_a_date_that_a_theme_has_moved() -> None:
    message = MESSAGES["vbulletin 4"] % {"id": 4, "name": "Ann", "words": "Seen 01.02.2010, 10:11."}
    moved = message.replace('class="postdate"', 'class="moved"').replace(
        '<span\n        class="date">05-24-2013,&nbsp;<span class="time">09:12 AM</span></span>',
        "<b>Since 05.03.2011</b><b>24.05.2013,&nbsp;09:12</b>",
    )
    assert "24.05.2013" in moved
    reading = Forums().read(read_page(f"<html><body>{moved}</body></html>".encode(), url=URL))
    assert reading is not None
    assert reading.post is not None
    assert reading.post.date.value == "2013-05-24T09:12"


def test_an_answer_shown_inside_its_question_too() -> None:
    said = """<article class="MessageViewStandard_lia-article__a1 styles_lia-g-message-box__b2"><div><a
        class="MessageViewStandard_lia-author-text__c3 x__d4" href="/users/%(name)s/7">%(name)s</a><span
        class="MessageViewStandard_lia-author-post-time__e5"><span title="May 24, 2013 at 9:12 AM">May 24</span></span>
        </div><div class="styles_lia-g-message-body__f6"><p>%(words)s</p></div>%(inner)s</article>"""
    answer = said % {"name": "Bo", "words": "So are mine.", "inner": ""}
    page = said % {"name": "Ann", "words": "My legs are tired.", "inner": answer} + answer
    reading = Forums().read(read_page(f"<html><body>{page}</body></html>".encode(), url=URL))
    assert reading is not None
    assert reading.post is not None
    assert (reading.platform, reading.post.text) == ("khoros", "My legs are tired.")
    assert [(one.author, one.date.value, one.text) for one in reading.comments] == [
        ("Bo", "2013-05-24T09:12", "So are mine.")
    ]


def test_a_thread_with_further_pages_is_not_whole() -> None:
    reading = thread("phpbb 3", foot='<a rel="next" href="?start=20">Next</a>')
    assert reading is not None
    assert not reading.complete


def test_the_first_message_becomes_the_post() -> None:
    messages = "".join(
        MESSAGES["phpbb 3"] % {"id": at, "name": name, "words": words}
        for at, (name, words) in enumerate(SAID, start=4)
    )
    draft = parse_page(f"<html><body><h1>Legs</h1>{messages}</body></html>".encode(), url=URL)
    assert (draft.platform, draft.author, draft.text) == ("phpbb", "Ann", "My legs are tired.")
    assert draft.date.precision is Precision.MINUTE
    assert len(draft.comments) == 2


def test_what_writers_have_written_elsewhere_is_no_count() -> None:
    message = MESSAGES["ipb 4"].replace("<li>Members</li>", '<li class="ipsType_count">4,516 replies</li>')
    messages = "".join(message % {"id": at, "name": "Ann", "words": "Hm."} for at in (4, 5))
    stated = """<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Legs", "interactionStatistic": [
        {"interactionType": "http://schema.org/ViewAction", "userInteractionCount": 70},
        {"interactionType": {"@type": "http://schema.org/CommentAction"}, "userInteractionCount": 3}]}</script>"""
    for script, count in (("", None), (stated, 3)):
        page = f"<html><head>{script}</head><body><h1>Legs</h1>{messages}</body></html>"
        assert parse_page(page.encode(), url=URL).declared_comments == count


def test_the_head_tells_the_first_message_s_date_to_the_second() -> None:
    message = MESSAGES["smf"] % {"id": 4, "name": "Ann", "words": "Hm."}
    for stated, date in (
        ("2013-05-24T07:12:08+02:00", "2013-05-24T07:12:08+02:00"),
        ("2019-01-02T03:04:05Z", None),
    ):
        head = f'<meta property="article:published_time" content="{stated}">'
        page = f"<html><head>{head}</head><body><h1>Legs</h1>{message}</body></html>"
        assert parse_page(page.encode(), url=URL).date.value == (date or "2013-05-24T09:12:00")


def test_a_name_that_is_a_month() -> None:
    message = MESSAGES["phpbb 3, old"] % {"id": 4, "name": "May 2009", "words": "Hm."}
    reading = Forums().read(read_page(f"<html><body>{message}</body></html>".encode(), url=URL))
    assert reading is not None
    assert reading.post is not None
    assert (reading.post.author, reading.post.date.value) == ("May 2009", "2013-05-24T09:12")


@given(
    st.lists(st.sampled_from([part for one in MESSAGES.values() for part in one.split("<")]), max_size=40),
    st.integers(0, 9),
)
def test_broken_pages_are_read_without_harm(pieces: list[str], number: int) -> None:
    body = "<".join(pieces) % {"id": number, "name": "Ann", "words": "x"} if pieces else ""
    page = read_page(f"<html><body><p>{body}</body></html>".encode(), url=URL)
    if Forums().recognises(page):
        Forums().read(page)


def test_nested_without_end() -> None:
    deep = '<div id="p1" class="post"><div class="content">' * 10_000
    page = read_page(f'<html><body class="postprofile postbody">{deep}x</body></html>'.encode(), url=URL)
    reading = Forums().read(page)
    assert reading is not None
    assert reading.post is not None


def test_the_engine_is_nobody() -> None:
    message = MESSAGES["xenforo 2"] % {"id": 4, "name": "Ann", "words": "Hm."}
    page = f"<html><body><h1>Legs</h1>{message}<p>Powered by Engine Forum Software</p></body></html>"
    assert parse_page(page.encode(), url="https://forum.example/threads/legs.12/page-3").author is None
