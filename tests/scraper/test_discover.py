"""Links, lists and the REST API, as read from whatever bytes a site sends."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.captures import Capture
from scraper.crawl.assemble import assemble
from scraper.crawl.events import ThreadLanded, dump_draft, dump_event, load_draft, load_event
from scraper.crawl.oddity import oddity
from scraper.crawl.plan import plan
from scraper.discover import Head, read_feed, read_head, read_sitemap
from scraper.discovery import READERS
from scraper.draft import API, DraftComment, DraftThread, PageKind
from scraper.platforms import wordpress_rest
from scraper.understand import understand
from scraper.urls import (
    Scope,
    beside,
    clean_url,
    is_comment_page,
    is_trap,
    looks_like_listing,
    site_and_path,
    thread_of,
    url_key,
)


def page(body: str | bytes, url: str = "http://blog.example/", **headers: str) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    return Capture(
        url=url,
        status=200,
        body=data,
        content_type="text/html",
        headers=headers,
        fetched="2024-01-01T00:00:00Z",
        source="f#0",
    )


@pytest.mark.parametrize(
    ("link", "clean"),
    [
        ("/a?utm_source=x&p=1#c", "http://blog.example/a?p=1"),
        ("HTTP://Blog.Example:80/A", "http://blog.example/A"),
        ("https://u:p@blog.example:443/", "https://blog.example/"),
        ("/a;jsessionid=1F?PHPSESSID=2", "http://blog.example/a"),
        ("/grüße", "http://blog.example/gr%c3%bc%c3%9fe"),
        ("//other.example/x", "http://other.example/x"),
        ("mailto:a@b", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("http://h:99999/", None),
    ],
)
def test_links_are_cleaned(link: str, clean: str | None) -> None:
    assert clean_url(link, "http://blog.example/") == clean


def test_spellings_of_one_page_have_one_key() -> None:
    spellings = (
        "http://www.blog.example/a/",
        "https://blog.example/a",
        "http://blog.example/a/?utm_campaign=z",
    )
    assert len({url_key(url) for url in spellings}) == 1
    assert url_key("http://blog.example/?p=1") != url_key("http://blog.example/?p=2")


_PIECES = st.sampled_from([*'/?#:.-@;[]~%a1 \n\t\x00é"', "//", "host.example", ":80", "http://", "HTTPS://"])


@given(
    st.sampled_from(["http://", "https://h.example", "http://h.example:8/", ""]),
    st.lists(_PIECES, max_size=7),
)
def test_the_site_and_path_are_those_of_the_standard(start: str, rest: list[str]) -> None:
    url = start + "".join(rest)
    try:
        parts = urlsplit(url)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            site_and_path(url)
        return
    assert site_and_path(url) == (f"{parts.scheme}://{parts.netloc}" if parts.netloc else "", parts.path)


@pytest.mark.parametrize(
    "path",
    ["/a/?replytocom=5", "/a/?share=twitter", "/a?showComment=12", "/a/feed/", "/a/embed/", "/wp-admin/x", "/a.jpg",
     "/calendar/2031/05/", "/events/?month=5", "/wp-json/wp/v2/posts", "/x/x/x/x/x", "/?s=word", "/a/trackback/",
     "/search?q=x", "/feeds/posts/default"],
)  # fmt: skip
def test_traps_are_known(path: str) -> None:
    assert is_trap("http://blog.example" + path)


@pytest.mark.parametrize(
    "path",
    ["/", "/2014/05/post/", "/?p=12", "/p/about.html", "/search?updated-max=2014-01-01T00:00:00Z&max-results=7",
     "/page/2/", "/node/12?page=1", "/2014/05/post/comment-page-2/"],
)  # fmt: skip
def test_pages_are_no_traps(path: str) -> None:
    assert not is_trap("http://blog.example" + path)


def test_comment_pages() -> None:
    assert is_comment_page("http://b.example/a/comment-page-2/")
    assert is_comment_page("http://b.example/?p=1&cpage=2")
    assert not is_comment_page("http://b.example/a/page/2/")
    assert thread_of("http://b.example/a/comment-page-2/") == "http://b.example/a/"
    assert thread_of("http://b.example/?p=1&cpage=2") == "http://b.example/?p=1"
    assert beside("http://b.example/a/comment-page-1/") == ["http://b.example/a/comment-page-2/"]
    assert beside("http://b.example/a/") == [f"http://b.example/a/comment-page-{n}/" for n in (1, 2)]
    assert beside("http://b.example/?p=1&cpage=4") == [f"http://b.example/?p=1&cpage={n}" for n in (3, 5)]


def test_scope_is_a_host_and_a_folder() -> None:
    scope = Scope.of("http://www.blog.example/notes/index.html")
    assert scope.holds("https://blog.example/notes/1")
    assert not scope.holds("https://blog.example/other")
    assert not scope.holds("https://blog.example.evil.example/notes/1")


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_a_url_or_none(text: str, base: str) -> None:
    clean = clean_url(text, base)
    if clean is not None:
        assert clean.startswith(("http://", "https://"))
        assert clean_url(clean) == clean
        for ask in (is_trap, is_comment_page, looks_like_listing, thread_of, beside, url_key, Scope.of):
            ask(clean)


def test_a_head_tells_api_feeds_and_comment_pages() -> None:
    head = read_head(page(
        "<head><base href='http://blog.example/sub/'><meta name=generator content='WordPress 6'>"
        "<link rel='alternate' type='application/rss+xml' href='/feed/'></head><body><a href='x'>x</a>"
        "<a href='http://blog.example/comment-page-2/#comments'>older</a>"
        "<a href='http://blog.example/comment-page-1/#comment-12'>a comment's own link</a>"
        "<a href='http://blog.example/other/comment-page-3/'>another post's</a><a href='/y.png'>y</a>",
        link='<http://blog.example/wp-json/>; rel="https://api.w.org/"',
    ))  # fmt: skip
    assert head.rest == "http://blog.example/wp-json/"
    assert head.feeds == ("http://blog.example/feed/",)
    assert "http://blog.example/sub/x" in head.links
    assert "http://blog.example/y.png" not in head.links
    assert head.comment_pages == ("http://blog.example/comment-page-2/",)


def test_ways_come_best_first() -> None:
    ways = [
        way
        for way, _ in plan(
            page(""), Head(rest="http://blog.example/wp-json/", feeds=("http://blog.example/feed/",)), []
        )
    ]
    assert ways == ["wordpress", "sitemap", "feed"]
    ((_, lists),) = plan(page(""), Head(), ["http://blog.example/s1.xml"])
    assert lists == [("sitemap", "http://blog.example/s1.xml")]


def test_sitemaps_and_their_indexes() -> None:
    index = (
        "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<sitemap><loc>http://blog.example/post-sitemap.xml</loc></sitemap>"
        "<sitemap><loc> http://blog.example/post_tag-sitemap.xml </loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(page(index)).lists == [("sitemap", "http://blog.example/post-sitemap.xml")]
    urls = "<urlset><url><loc>http://blog.example/a</loc></url><url><loc>/b</loc></url><url><lastmod>x</lastmod></url></urlset>"
    assert read_sitemap(page(urls)).pages == ["http://blog.example/a", "http://blog.example/b"]
    assert not read_sitemap(page("<html>no sitemap</html>")).ok


def test_feeds_and_their_further_pages() -> None:
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='/feed?start-index=26'/>"
        "<entry><link rel='replies' href='/r'/><link rel='alternate' href='/a'/></entry></feed>"
    )
    found = read_feed(page(atom, "http://blog.example/feed"))
    assert found.pages == ["http://blog.example/a"]
    assert found.lists == [("feed", "http://blog.example/feed?start-index=26")]
    rss = "<rss><channel><item><link>http://blog.example/p</link></item></channel></rss>"
    assert read_feed(page(rss, "http://blog.example/feed/?paged=2")).lists == [
        ("feed", "http://blog.example/feed/?paged=3")
    ]


def test_blogger_is_listed_by_its_own_feed() -> None:
    entries = "".join(
        f"<entry><link rel='alternate' href='http://b.example/2014/0{n}/a.html'/></entry>" for n in (1, 2)
    )
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='http://a9.com/-/spec/opensearchrss/1.0/'>"
        f"<o:totalResults>3</o:totalResults><link rel='next' href='https://www.blogger.com/feeds/1'/>{entries}</feed>"
    )
    first = "http://b.example/feeds/posts/summary?start-index=1&max-results=100"
    found = READERS["blogger"](page(feed, first))
    assert found.pages == ["http://b.example/2014/01/a.html", "http://b.example/2014/02/a.html"]
    assert found.lists == [("blogger", first.replace("index=1", "index=3"))]
    assert READERS["blogger"](page(feed, found.lists[0][1])).lists == []
    ways = plan(
        page("", "http://b.example/"),
        Head(generator="blogger", feeds=("http://b.example/feeds/posts/default",)),
        [],
    )
    assert ways[0] == ("blogger", [("blogger", first)])


def test_substack_is_listed_by_its_archive() -> None:
    rows = [{"canonical_url": "https://s.example/p/one"}, {"canonical_url": None}, {"slug": "x"}, 7]
    url = "https://s.example/api/v1/archive?sort=new&offset=12&limit=12"
    found = READERS["substack"](page(json.dumps(rows), url))
    assert found.pages == ["https://s.example/p/one"]
    assert found.lists == [("substack", url.replace("offset=12", "offset=24"))]
    last = READERS["substack"](page("[]", url))
    assert last.ok
    assert last.lists == []
    ways = plan(page("<link href='https://substackcdn.com/x.css'>", "https://s.example/"), Head(), [])
    assert [way for way, _ in ways] == ["substack", "sitemap"]


def test_an_entity_bomb_does_nothing() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9)
    )
    found = read_sitemap(page(bomb + "]><urlset><url><loc>http://blog.example/&j;</loc></url></urlset>"))
    assert all(len(url) < 1000 for url in found.pages)
    outside = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>http://b.example/&f;</loc></url></urlset>"
    assert all("root" not in url for url in read_sitemap(page(outside)).pages)


POST = {
    "id": 7, "link": "http://blog.example/a/", "status": "publish", "date_gmt": "2014-05-01T09:00:00",
    "title": {"rendered": "Titres &#038; <em>doubt</em>"}, "content": {"rendered": "<p>What we saw.</p>", "protected": False},
    "_embedded": {"author": [{"name": "O&#039;Neill"}], "wp:term": [[{"name": "EBV &amp; MS"}], []]},
}  # fmt: skip
COMMENT = {
    "id": 12, "post": 7, "parent": 11, "author": 3, "author_name": "O&#039;Neill", "author_url": "http://r.example/",
    "date_gmt": "2014-05-02T10:00:07", "content": {"rendered": "<p>No.<script>x</script></p>"},
    "link": "http://blog.example/a/comment-page-2/#comment-12", "status": "approved", "type": "comment",
}  # fmt: skip


def test_rest_gives_post_and_comments() -> None:
    (post,) = wordpress_rest.read_posts(json.dumps([POST]).encode()) or []
    assert (post.title, post.author, post.tags, post.text) == (
        "Titres & doubt",
        "O'Neill",
        ("EBV & MS",),
        "What we saw.",
    )
    (part,) = wordpress_rest.read_comments(json.dumps([COMMENT]).encode()) or []
    whole = assemble([post, part], whole=True)
    (comment,) = whole.comments
    assert (whole.url, whole.authority, whole.complete) == ("http://blog.example/a/", API, True)
    assert (comment.native_id, comment.parent, comment.author, comment.text) == ("12", "11", "O'Neill", "No.")
    assert comment.date.value == "2014-05-02T10:00:07+00:00"
    assert comment.by_post_author


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"rendered": "", "protected": True}},
        {"status": "private"},
        {"status": "draft"},
        {"link": None},
        {"id": "x"},
    ],
)
def test_rest_posts_that_are_not_public_are_left_out(change: dict[str, Any]) -> None:
    assert wordpress_rest.read_posts(json.dumps([{**POST, **change}]).encode()) == []


@pytest.mark.parametrize(
    "change", [{"status": "hold"}, {"type": "pingback"}, {"id": 0}, {"link": "nonsense:"}]
)
def test_rest_comments_that_are_no_comments_are_left_out(change: dict[str, Any]) -> None:
    found = wordpress_rest.read_comments(json.dumps([{**COMMENT, **change}]).encode()) or []
    assert [c for draft in found for c in draft.comments] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*POST, *COMMENT]),
            JSON | st.sampled_from([*POST.values(), *COMMENT.values()]),
            max_size=9,
        )
    )
)
def test_rest_survives_any_json(rows: list[dict[str, Any]]) -> None:
    data = json.dumps(rows).encode()
    assert isinstance(wordpress_rest.read_posts(data), list)
    assert isinstance(wordpress_rest.read_comments(data), list)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_lists_survive_any_bytes(data: bytes) -> None:
    for name, read in READERS.items():
        found = read(page(data, "http://blog.example/wp-json/wp/v2/posts?page=1"))
        assert name
        assert found.pages == [] or found.ok
    read_head(page(data))
    oddity(page(data))
    understand(page(data))
    understand(page(data, "http://blog.example/wp-json/wp/v2/comments?page=1"))


def test_deep_json_is_no_list() -> None:
    assert wordpress_rest.read_posts(b"[" * 200_000) is None


@given(
    st.lists(
        st.tuples(st.text(max_size=5), st.none() | st.text(max_size=5), st.text(max_size=30)), max_size=5
    )
)
def test_events_are_written_down_and_read_back(rows: list[tuple[str, str | None, str]]) -> None:
    draft = DraftThread(
        url="http://b.example/", kind=PageKind.POST, comments=[DraftComment(key=k, parent=p, text=t) for k, p, t in rows],
        tags=("a",), more=("http://b.example/2",),
    )  # fmt: skip
    assert load_draft(dump_draft(draft)) == draft
    event = ThreadLanded(draft, "f#1", "2024-01-01T00:00:00Z", "http://b.example/", 4)
    assert load_event(dump_event(event), 4) == event


def pages_of(*groups: list[tuple[str, str | None, str]]) -> list[DraftThread]:
    return [
        DraftThread(comments=[
            DraftComment(key=key, native_id=None if key.startswith("#") else key, parent=parent, text=text)
            for key, parent, text in group
        ], complete=False, more=("x",))
        for group in groups
    ]  # fmt: skip


def test_pages_are_put_together_each_comment_once() -> None:
    first, second = [("1", None, "a"), ("2", "1", "b")], [("2", "1", "b"), ("3", "2", "c")]
    whole = assemble(pages_of(first, second), whole=True)
    assert [(c.key, c.parent) for c in whole.comments] == [("1", None), ("2", "1"), ("3", "2")]
    assert whole.complete
    assert not assemble(pages_of(first, second), whole=False).complete


def test_made_up_keys_do_not_meet_across_pages() -> None:
    whole = assemble(
        pages_of([("#1", None, "a"), ("#2", "#1", "b")], [("#1", None, "c"), ("#2", "#1", "d")]), whole=True
    )
    by_key = {c.key: c for c in whole.comments}
    assert len(by_key) == 4
    assert [by_key[c.parent].text for c in whole.comments if c.parent] == ["a", "c"]
