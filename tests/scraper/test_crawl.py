"""Crawling a site: what is fetched, what is not, what comes of it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from blog_pages import Blog
from crawl_server import Server, ok, redirect, serving
from kill_child import QUICK, crawl_once, read

from pmlarchive.errors import Refused
from pmlarchive.model import Status, Thread
from pmlarchive.store.store import Store
from scraper.capture_writer import CaptureWriter
from scraper.crawl import Crawl, Event, ThreadGone, ThreadLanded, Trouble
from scraper.fetch import CrawlSettings


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def blog(server: Server) -> Blog:
    made = Blog(server)
    made.fill()
    made.put()
    return made


def events(
    folder: Path, start: str, settings: CrawlSettings = QUICK, *, ack: bool = True, stop: int = 0
) -> list[Event]:
    found: list[Event] = []
    with CaptureWriter(folder / "captures") as captures:
        crawl = Crawl(folder / "crawl.db", captures, settings, read)
        for event in crawl.run(start):
            found.append(replace(event, number=0))
            if ack:
                crawl.ack(event)
            if stop and len(found) == stop:
                break
    return found


def drafts(found: list[Event]) -> dict[str, list[str]]:
    """Native ids of the comments of each thread."""
    return {
        (e.draft.url or "").partition("/2014")[2]: [c.native_id or "" for c in e.draft.comments]
        for e in found if isinstance(e, ThreadLanded)
    }  # fmt: skip


def troubles(found: list[Event]) -> list[Trouble]:
    return [event for event in found if isinstance(event, Trouble)]


def stored(folder: Path) -> dict[str, Thread]:
    store = Store(folder / "archive.db")
    try:
        return {t.post.thread: t for t in (store.thread(one) for one in store.thread_ids())}
    finally:
        store.close()


def test_a_site_is_crawled_by_its_links(blog: Blog, tmp_path: Path) -> None:
    found = events(tmp_path, blog.server.base)
    assert len(drafts(found)) == len(blog.posts)
    got = {number for numbers in drafts(found).values() for number in numbers}
    assert got == {str(number) for number in blog.comments}
    assert not troubles(found)


def test_nothing_is_asked_for_twice_and_no_trap_is_stepped_into(blog: Blog, tmp_path: Path) -> None:
    events(tmp_path, blog.server.base)
    asked = blog.server.paths()
    assert len(asked) == len(set(asked))
    assert not [path for path in asked if "replytocom" in path or "share=" in path or "calendar" in path]
    pages = sum(len(blog.thread(post)) for post in blog.posts)
    assert len(asked) == pages + 3  # robots.txt, the start page, the sitemap that is not there


def test_comment_pages_make_one_thread_with_parents(blog: Blog, tmp_path: Path) -> None:
    blog.per_page = 2
    blog.put()
    (landed,) = [e for e in events(tmp_path, blog.url(1)) if isinstance(e, ThreadLanded)]
    draft = landed.draft
    assert {c.native_id: int(c.parent or 0) for c in draft.comments} == {
        str(n): parent for n, (post, parent, _) in blog.comments.items() if post == 1
    }
    assert draft.complete
    assert draft.declared_comments == len(draft.comments)


def test_a_post_is_fetched_alone(blog: Blog, tmp_path: Path) -> None:
    found = events(tmp_path, blog.url(2))
    assert list(drafts(found)) == [blog.posts[2].removeprefix("/2014")]
    assert set(blog.server.paths()) <= {"/robots.txt", blog.posts[2], f"{blog.posts[2]}comment-page-2/"}


def test_a_sitemap_spares_following_links(blog: Blog, tmp_path: Path) -> None:
    blog.put(sitemap=True)
    blog.server.html(blog.posts[1], blog.page(1).replace("</body>", "<a href='/tag/ebv/'>tag</a></body>"))
    found = events(tmp_path, blog.server.base)
    assert len(drafts(found)) == len(blog.posts)
    assert "/tag/ebv/" not in blog.server.paths()


def test_rest_and_pages_merge_into_one(blog: Blog, tmp_path: Path) -> None:
    # The page hides a reply whose parent was deleted; the API does not.
    blog.comments[900] = (1, 899, "A reply to somebody who was deleted.")
    blog.put(rest=True)
    crawl_once(blog.server.base, tmp_path)
    thread = next(t for url, t in stored(tmp_path).items() if url.endswith(blog.posts[1]))
    by_number = {m.native_id: m for m in thread.comments}
    assert by_number["900"].status is Status.VISIBLE
    assert by_number["899"].status is Status.GHOST
    assert by_number["900"].date.value == "2014-05-02T10:00:00+00:00"
    assert len(thread.comments) == 1 + sum(post == 1 for post, _, _ in blog.comments.values())


def test_an_update_of_an_unchanged_site_brings_nothing(blog: Blog, tmp_path: Path) -> None:
    blog.put(rest=True)
    first = events(tmp_path, blog.server.base)
    asked = len(blog.server.requests)
    blog.server.requests.clear()
    assert len(drafts(first)) == len(blog.posts)
    assert events(tmp_path, blog.server.base) == []
    assert len(blog.server.requests) == asked - len(blog.posts) - 1  # robots.txt is believed for a day
    assert not [path for path in blog.server.paths() if path.startswith("/2014")]


@pytest.mark.parametrize("rest", [False, True])
def test_an_update_brings_what_changed(blog: Blog, tmp_path: Path, rest: bool) -> None:
    blog.put(rest=rest)
    crawl_once(blog.server.base, tmp_path)
    edited, deleted = 101, max(n for n, (post, _, _) in blog.comments.items() if post == 1)
    blog.comments[edited] = (*blog.comments[edited][:2], "Edited: the titres fell.")
    del blog.comments[deleted]
    blog.comments[999] = (1, edited, "A new reply.")
    gone = blog.posts.pop(4)
    blog.comments = {n: one for n, one in blog.comments.items() if one[0] != 4}
    time.sleep(1.05)  # captures are dated to the second
    blog.put(rest=rest)
    other = crawl_once(blog.server.base, tmp_path)
    threads = stored(tmp_path)
    thread = next(t for url, t in threads.items() if url.endswith(blog.posts[1]))
    by_number = {m.native_id: m for m in thread.comments}
    assert by_number[str(edited)].text == "Edited: the titres fell."
    assert by_number[str(deleted)].status is Status.GONE
    assert thread.by_id[by_number["999"].parent or ""] == by_number[str(edited)]
    assert [e.url.endswith(gone) for e in other if isinstance(e, ThreadGone)] == [True]
    assert not [e for e in other if isinstance(e, Trouble)]


def test_conditional_requests_spare_the_bodies(blog: Blog, tmp_path: Path) -> None:
    plain = dict(blog.server.pages)

    def conditional(page: bytes) -> object:
        tagged = page.replace(b"\r\n", b'\r\nETag: "v1"\r\n', 1)
        return lambda request: (
            b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
            if request.headers.get("if-none-match") == '"v1"'
            else tagged
        )

    for path, page in plain.items():
        blog.server.pages[path] = conditional(page)  # type: ignore[assignment,arg-type]
    assert len(drafts(events(tmp_path, blog.server.base))) == len(blog.posts)
    size = sum(path.stat().st_size for path in (tmp_path / "captures").iterdir())
    assert events(tmp_path, blog.server.base) == []
    grown = sum(path.stat().st_size for path in (tmp_path / "captures").iterdir()) - size
    assert grown < size


def test_what_was_not_acknowledged_comes_again(blog: Blog, tmp_path: Path) -> None:
    first = events(tmp_path, blog.server.base, ack=False, stop=2)
    asked = set(blog.server.paths())
    second = events(tmp_path, blog.server.base)
    assert second[:2] == first
    assert len(drafts(second)) == len(blog.posts)
    assert len(blog.server.paths()) == len(asked | set(blog.server.paths()))


def test_redirects_are_followed_within_bounds(blog: Blog, tmp_path: Path) -> None:
    server = blog.server
    server.pages["/round"] = redirect("/round2")
    server.pages["/round2"] = redirect("/round")
    server.pages["/self"] = redirect("/self")
    server.pages["/away"] = redirect("http://elsewhere.example/")
    server.pages["/file"] = redirect("file:///etc/passwd")
    server.pages["/moved"] = redirect(blog.posts[1])
    links = "".join(f"<a href='{path}'>x</a>" for path in ("/round", "/self", "/away", "/file", "/moved"))
    server.html("/", f"<title>Blog</title><body>{links}</body>")
    found = events(tmp_path, server.base)
    assert list(drafts(found)) == [blog.posts[1].removeprefix("/2014")]
    said = " ".join(trouble.detail for trouble in troubles(found))
    assert "circle" in said
    assert "leads away" in said
    assert "nowhere" in said
    assert server.paths().count("/self") <= QUICK.max_redirects + 1


def test_troubles_are_told_one_by_one_and_the_rest_goes_on(blog: Blog, tmp_path: Path) -> None:
    server = blog.server
    server.pages["/empty"] = ok("")
    server.pages["/robot"] = ok("<title>Just a moment...</title>")
    server.pages["/broken"] = ok("oops", "500 Internal Server Error")
    server.pages["/data"] = ok("{}", kind="application/json")
    server.pages["/picture"] = ok(b"\x89PNG" + b"0" * 50, kind="image/png")
    server.pages["/cut"] = lambda _: lambda c: c.send(ok("<p>" + "x" * 500)[:-300])
    names = ("empty", "robot", "broken", "missing", "data", "picture", "cut")
    links = "".join(f"<a href='/{name}'>x</a>" for name in names) + f"<a href='{blog.posts[1]}'>post</a>"
    server.html("/", f"<title>Blog</title><body>{links}</body>")
    found = events(tmp_path, server.base)
    told = {trouble.url.rpartition("/")[2]: trouble.detail for trouble in troubles(found)}
    assert set(told) == set(names)
    assert "empty page" in told["empty"]
    assert "captcha" in told["robot"]
    assert "500" in told["broken"]
    assert "404" in told["missing"]
    assert all("\n" not in line for line in told.values())
    assert blog.posts[1].removeprefix("/2014") in drafts(found)


def test_a_site_that_falls_silent_is_left_and_taken_up_again(blog: Blog, tmp_path: Path) -> None:
    server = blog.server
    good = dict(server.pages)
    for path in blog.posts.values():
        server.pages[path] = lambda _: lambda c: c.sock.close()
    quick = replace(QUICK, tries=1)
    found = events(tmp_path, server.base, quick)
    assert not drafts(found)
    assert len(server.requests) < 3 + len(blog.posts)
    server.pages |= good
    assert len(drafts(events(tmp_path, server.base, quick))) == len(blog.posts)


def test_a_site_that_wants_an_hour_is_left_at_once(blog: Blog, tmp_path: Path) -> None:
    server = blog.server
    path = next(iter(blog.posts.values()))
    good = server.pages[path]
    server.pages[path] = ok("slow down", "429 Too Many Requests", Retry_After="3600")
    found = events(tmp_path, server.base)
    assert [trouble.what for trouble in troubles(found)] == ["later"]
    server.pages[path] = good
    assert len(drafts(events(tmp_path, server.base))) == len(blog.posts)


def test_robots_that_forbid_everything_end_the_crawl(blog: Blog, tmp_path: Path) -> None:
    blog.server.pages["/robots.txt"] = ok("User-agent: *\nDisallow: /\n", kind="text/plain")
    found = events(tmp_path, blog.server.base)
    assert ["robots.txt" in trouble.detail for trouble in troubles(found)] == [True]
    assert blog.server.paths() == ["/robots.txt"]


def test_max_pages_stops_and_the_next_run_goes_on(blog: Blog, tmp_path: Path) -> None:
    some = replace(QUICK, max_pages=4)
    runs = [events(tmp_path, blog.server.base, some) for _ in range(6)]
    assert [t.what for t in troubles(runs[0])] == ["limit"]
    assert len({url for run in runs for url in drafts(run)}) == len(blog.posts)


def test_posts_behind_a_password_are_left_out(blog: Blog, tmp_path: Path) -> None:
    form = "<form class='post-password-form'>To view this protected post, enter the password</form>"
    blog.server.html(blog.posts[1], blog.page(1).split("<div id='comments'")[0] + form)
    found = events(tmp_path, blog.server.base)
    assert blog.posts[1].removeprefix("/2014") not in drafts(found)
    assert [trouble.what for trouble in troubles(found)] == ["protected"]


def test_lists_that_go_on_for_ever_end(blog: Blog, tmp_path: Path) -> None:
    server = blog.server
    rows = json.dumps([{"canonical_url": blog.url(post)} for post in blog.posts])
    server.html("/", "<title>Blog</title><link href='https://substackcdn.com/x.css'>")
    for offset in range(0, 2400, 12):
        server.pages[f"/api/v1/archive?sort=new&offset={offset}&limit=12"] = ok(rows, kind="application/json")
    found = events(tmp_path, server.base)
    assert len(drafts(found)) == len(blog.posts)
    assert sum("archive" in path for path in server.paths()) == 2


def test_themes_that_page_on_for_ever_end(blog: Blog, tmp_path: Path) -> None:
    url = blog.posts[2]
    for n in range(2, 40):
        more = f"<a class='next' href='{url}comment-page-{n + 1}/#comments'>more</a>"
        blog.server.html(
            f"{url}comment-page-{n}/", f"<title>Post 2</title><article><p>text</p></article>{more}"
        )
    blog.server.html(url, blog.page(2).replace("</nav>", f"<a href='{url}comment-page-2/'>more</a></nav>"))
    events(tmp_path, blog.server.base)
    assert sum("comment-page" in path and path.startswith(url) for path in blog.server.paths()) <= 2


@pytest.mark.parametrize("start", ["ftp://host/", "nonsense", "file:///etc/passwd", ""])
def test_a_start_that_is_no_address_is_refused(tmp_path: Path, start: str) -> None:
    with pytest.raises(Refused):
        events(tmp_path, start)


def test_private_addresses_are_refused_by_default(blog: Blog, tmp_path: Path) -> None:
    found = events(tmp_path, blog.server.base, replace(QUICK, allow_private=False, tries=1))
    assert ["private network" in trouble.detail for trouble in troubles(found)] == [True]
    assert blog.server.requests == []
