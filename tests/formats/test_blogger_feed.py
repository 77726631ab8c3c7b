"""Blogger's backup, Takeout's feed, and feeds."""

import io

import pytest

from pmlarchive.demo.blog import SampleBlog
from pmlarchive.demo.content import sample_sites
from pmlarchive.errors import NotAThread
from pmlarchive.model import Status
from scraper.draft import API, FEED, DraftThread
from scraper.formats.blogger_feed import read_blogger_feed

KIND = "http://schemas.google.com/g/2005#kind"
BLOG = "tag:blogger.com,1999:blog-99"


def read(text: str, notes: list[str] | None = None) -> list[DraftThread]:
    return list(read_blogger_feed(io.BytesIO(text.encode()), notes if notes is not None else []))


def backup(*entries: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xmlns:gd="http://schemas.google.com/g/2005" xmlns:app="http://purl.org/atom/app#">
<id>{BLOG}.archive</id><title type="text">Slow Lane</title>
<link rel="alternate" type="text/html" href="http://slow.example/"/>
<author><name>Hester</name></author>{"".join(entries)}</feed>"""


def entry(kind: str, number: int, body: str = "Words.", extra: str = "", author: str = "Hester") -> str:
    return f"""<entry><id>{BLOG}.post-{number}</id><published>2012-04-15T09:12:00.001+10:00</published>
<category scheme="{KIND}" term="http://schemas.google.com/blogger/2008/kind#{kind}"/>
<category scheme="http://www.blogger.com/atom/ns#" term="fatigue"/><title type="text">The lift</title>
<content type="html">{body}</content>
<author><name>{author}</name><uri>http://www.blogger.com/profile/{author}</uri></author>{extra}</entry>"""


LINK = '<link rel="alternate" type="text/html" href="http://slow.example/2012/04/lift.html"/>'
TO_POST = (
    f'<thr:in-reply-to ref="{BLOG}.post-1" href="http://slow.example/2012/04/lift.html" type="text/html"/>'
)


def reply_to(number: int) -> str:
    return f'<link rel="related" type="application/atom+xml" href="http://www.blogger.com/feeds/99/1/comments/default/{number}"/>'


def test_a_backup_in_any_order() -> None:
    [thread] = read(
        backup(
            entry("comment", 12, "No &lt;b&gt;lift&lt;/b&gt;", TO_POST + reply_to(11), "Dee"),
            entry("settings", 3, "x"),
            entry("template", 4, "&lt;html&gt;"),
            entry("post", 1, "&lt;p&gt;Hill.&lt;/p&gt;", LINK),
            entry("comment", 11, extra=TO_POST),
        )
    )
    assert (thread.url, thread.title, thread.author) == (
        "http://slow.example/2012/04/lift.html",
        "The lift",
        "Hester",
    )
    assert (thread.text, thread.tags, thread.authority) == ("Hill.", ("fatigue",), API)
    assert (thread.site_title, thread.site_url) == ("Slow Lane", "http://slow.example/")
    assert thread.date.value == "2012-04-15T09:12:00+10:00"
    first, second = thread.comments
    assert (first.key, first.parent, first.author, first.text) == ("12", "11", "Dee", "No lift")
    assert (second.parent, second.by_post_author, first.by_post_author) == (None, True, False)


def test_drafts_are_left_out_even_with_an_undeclared_prefix() -> None:
    control = "<app:control><app:draft>yes</app:draft></app:control>"
    text = backup(entry("post", 1, extra=LINK), entry("post", 2, extra=control))
    assert len(read(text)) == 1
    notes: list[str] = []
    assert len(read(text.replace(' xmlns:app="http://purl.org/atom/app#"', ""), notes)) == 1
    assert notes == []


def test_takeout_since_2024() -> None:
    def modern(kind: str, number: int, more: str = "", status: str = "LIVE") -> str:
        return f"""<entry><id>{BLOG}.post-{number}</id><blogger:type>{kind}</blogger:type>
<blogger:status>{status}</blogger:status><author><name>Hester</name><blogger:type>BLOGGER</blogger:type></author>
<title>The lift</title><content type="html">&lt;p&gt;Words {number}.&lt;/p&gt;</content>
<blogger:created>2012-04-15T09:00:00.1Z</blogger:created><published>2012-04-15T09:12:00Z</published>{more}</entry>"""

    parent = f"<blogger:parent>{BLOG}.post-1</blogger:parent>"
    text = f"""<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>{BLOG}</id><title>Slow Lane</title>
{modern("POST", 1, "<blogger:filename>/2012/04/lift.html</blogger:filename>")}
{modern("POST", 2, status="DRAFT")}{modern("COMMENT", 8, parent, "SPAM")}
{modern("COMMENT", 6, parent + "<blogger:inReplyTo/>")}
{modern("COMMENT", 7, parent + f"<blogger:inReplyTo>{BLOG}.post-6</blogger:inReplyTo>")}
{modern("POST", 9, "<blogger:trashed>2020-01-01T00:00:00Z</blogger:trashed>")}</feed>"""
    [thread] = read(text)
    assert (thread.native_id, thread.authority) == ("1", API)
    assert [(c.key, c.parent) for c in thread.comments] == [("6", None), ("7", "6")]


def test_a_feed_of_comments_knows_its_post_by_address() -> None:
    comment = entry("comment", 11, extra=TO_POST + LINK.replace(".html", ".html?showComment=133#c11"))
    [thread] = read(backup(comment).replace(".archive</id>", "</id>"))
    assert (thread.url, thread.authority, thread.complete) == (
        "http://slow.example/2012/04/lift.html",
        FEED,
        False,
    )
    assert thread.text == ""
    assert thread.notes


def test_a_removed_comment_is_a_placeholder() -> None:
    gone = '&lt;span class="deleted-comment"&gt;This comment has been removed.&lt;/span&gt;'
    [thread] = read(backup(entry("post", 1, extra=LINK), entry("comment", 11, gone, TO_POST)))
    assert (thread.comments[0].status, thread.comments[0].text) == (Status.REMOVED, "")


def test_a_feed_without_threads_says_so() -> None:
    with pytest.raises(NotAThread, match="without a post"):
        read(backup(entry("settings", 1)))


def test_the_samples_own_feed_is_read(sample_app: SampleBlog) -> None:
    site = sample_sites()[1]
    client = sample_app.app("slow-lane").test_client()
    post = site.posts[0]
    [thread] = read(client.get(f"/feeds/{post.native_id}/comments/default").text)
    assert {c.native_id for c in thread.comments} == {str(c.native_id) for c in post.comments}
    parents = {c.native_id: c.parent for c in thread.comments}
    assert parents == {str(c.native_id): str(c.parent) if c.parent else None for c in post.comments}
