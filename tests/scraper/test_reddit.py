"""Reddit's old design and the markup of its redesign (its state: ``test_embedded_state.py``)."""

from pmlarchive.model import Status
from scraper.draft import DraftThread, PageKind
from scraper.parse import parse_page

URL = "https://old.reddit.com/r/ms/comments/p/legs/"


def thing(key: str, name: str, words: str, inner: str = "", more: str = "") -> str:
    who = f'<a href="/user/{name}" class="author may-blank">{name}</a>' if name else "<em>[deleted]</em>"
    named = f'data-author="{name}"' if name else ""
    return (
        f'<div class=" thing id-t1_{key} {more} noncollapsed   comment " id="thing_t1_{key}" '
        f'data-fullname="t1_{key}" data-type="comment" {named} data-permalink="/r/ms/comments/p/legs/{key}/">'
        f'<p class="parent"><a name="{key}"></a></p><div class="entry unvoted"><p class="tagline">'
        f'<a href="javascript:void(0)" class="expand">[–]</a>{who}<span class="score">3 points</span> '
        f'<time title="Tue" datetime="2024-01-02T10:00:00+00:00">2 years ago</time> '
        f'<time class="edited-timestamp" datetime="2024-01-03T10:00:00+00:00">*</time></p>'
        f'<form class="usertext"><div class="usertext-body"><div class="md"><p>{words}</p></div></div></form>'
        f'<ul class="flat-list buttons"><li>permalink</li><li>reply</li></ul></div>'
        f'<div class="child"><div class="sitetable listing">{inner}</div></div></div>'
    )


def old(comments: str) -> DraftThread:
    """A self-post by ``ann99`` that counts five comments."""
    return parse_page(
        f"""<html><head><title>Legs : ms</title><meta property="og:title" content="Legs"></head><body><div class="side"><div class="md">Our rules: be
        kind to each other, whatever was said, and do not sell anything to anybody.</div></div>
        <div class="content"><div id="siteTable"><div class=" thing id-t3_p self link " id="thing_t3_p"
        data-fullname="t3_p" data-type="link" data-author="ann99" data-comments-count="5"><div class="entry">
        <p class="title"><a class="title" href="/r/ms/comments/p/legs/">Legs</a></p><p class="tagline">submitted
        <time datetime="2024-01-01T09:00:00+00:00">2 years ago</time> by <a class="author">ann99</a></p>
        <div class="expando"><form><div class="usertext-body"><div class="md"><p>Are they heavy?</p></div></div>
        </form></div></div></div></div><div class="commentarea"><div class="panestack-title">all 5 comments</div>
        <div class="sitetable nestedlisting">{comments}</div></div></div></body></html>""".encode(),
        url=URL,
    )


def test_old_design() -> None:
    thread = old(
        thing("m", "AutoModerator", "Welcome.", more="stickied")
        + thing("a", "bo", "Yes.", thing("b", "ann99", "Since?", thing("c", "bo", "May.")))
        + thing("d", "", "[removed]")
    )
    assert (thread.platform, thread.kind, thread.title) == ("reddit", PageKind.POST, "Legs")
    assert (thread.author, thread.text) == ("ann99", "Are they heavy?")
    assert thread.date.value == "2024-01-01T09:00:00+00:00"
    assert [(c.native_id, c.parent, c.author, c.text) for c in thread.comments] == [
        ("m", None, "AutoModerator", "Welcome."), ("a", None, "bo", "Yes."), ("b", "a", "ann99", "Since?"),
        ("c", "b", "bo", "May."), ("d", None, None, "[removed]"),
    ]  # fmt: skip
    assert [c.date.value for c in thread.comments] == ["2024-01-02T10:00:00+00:00"] * 5
    assert thread.comments[1].url == "https://www.reddit.com/r/ms/comments/p/legs/a/"
    assert thread.comments[4].status is Status.REMOVED
    assert (thread.declared_comments, thread.complete) == (5, True)


def test_old_design_says_what_it_left_out() -> None:
    more = (
        '<div class=" thing id-t1_x morechildren " data-type="morechildren"><div class="entry">'
        '<span class="morecomments"><a>load more comments (4 replies)</a></span></div></div>'
    )
    thread = old(thing("a", "bo", "Yes.") + more)
    assert [c.native_id for c in thread.comments] == ["a"]
    assert not thread.complete


def shown(key: str, above: str, name: str | None, words: str | None) -> str:
    lines = "".join(f'<div class="_3 {one}"><i class="threadline"></i></div>' for one in above.split())
    who = f'<a data-testid="comment_author_icon" href="/user/{name}/"></a>' if name else ""
    said = f'<div data-testid="comment"><div class="RichTextJSON-root"><p>{words}</p></div></div>'
    return (
        f'<div><div id="t1_{key}" class="_3sf"><div>{lines}</div><div class="Comment t1_{key} P8S">{who}'
        f'<span class="_1R">level {len(above.split())}</span><div data-testid="post-comment-header">'
        f'<a data-testid="comment_timestamp" href="/r/ms/comments/p/comment/{key}/?context=3" '
        f'id="CommentTopMeta--Created--t1_{key}">3 yr. ago</a></div>'
        f'{said if words else "<p>Comment removed by moderator</p>"}<div id="vote-arrows-t1_{key}">2.1k</div>'
        f"<button>Share</button></div></div></div>"
    )


def test_markup_of_the_redesign() -> None:
    boxes = (
        shown("a", "t1_a", "bo", "Yes, since the spring, and they are worse by night.")
        + shown("b", "t1_a", None, None)
        + shown("c", "t1_a", "cy_9", "Mine too.")
        + shown("d", "t1_d", "bo", "Another thing.")
    )
    thread = parse_page(
        f"""<html><head><title>Legs : ms</title></head><body><div data-test-id="post-content"><h1>Legs</h1>
        <a data-testid="post_author_link" href="/user/ann99/">u/ann99</a><div data-click-id="text"><p>Heavy?</p></div>
        <a data-test-id="comments-page-link-num-comments"><span>12 Comments</span></a></div>
        <a href="/d/">View discussions in 7 other communities</a><div><div>{boxes}</div></div></body></html>""".encode()
    )
    assert (thread.platform, thread.author, thread.text) == ("reddit", "ann99", "Heavy?")
    assert [(c.native_id, c.parent, c.author, c.text, c.status) for c in thread.comments] == [
        ("a", None, "bo", "Yes, since the spring, and they are worse by night.", Status.VISIBLE),
        ("b", "a", None, "", Status.REMOVED),
        ("c", "a", "cy_9", "Mine too.", Status.VISIBLE),
        ("d", None, "bo", "Another thing.", Status.VISIBLE),
    ]
    assert all(c.date.value is None for c in thread.comments)  # "3 yr. ago" is no date
    assert thread.comments[2].url == "https://www.reddit.com/r/ms/comments/p/comment/c/"
    assert (thread.declared_comments, thread.complete) == (12, False)
