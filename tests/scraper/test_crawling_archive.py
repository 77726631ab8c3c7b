"""Sites into an archive folder: side by side, again, and from captures alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from blog_pages import Blog
from crawl_server import ok, serving

from pmlarchive import crawling
from pmlarchive.archive import Archive
from pmlarchive.audit import audit
from pmlarchive.audit import to_json as to_audit_json
from pmlarchive.crawling import crawl_site, crawl_sites, parse_captures, update_sites
from pmlarchive.errors import ImportFailed
from pmlarchive.export.jsonl import to_json
from pmlarchive.model import Status

OPTIONS = {"delay": 0.0, "allow_private": True}


@pytest.fixture
def blogs() -> Iterator[list[Blog]]:
    with ExitStack() as stack:
        made = []
        for posts in (3, 4):
            blog = Blog(stack.enter_context(serving()))
            blog.fill(posts=posts)
            blog.put()
            made.append(blog)
        yield made


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", create=True, options=OPTIONS) as opened:
        yield opened


def told(archive: Archive) -> list[dict[str, Any]]:
    return [to_json(message) for message in archive.store.all_messages()]


def test_sites_are_crawled_side_by_side(blogs: list[Blog], archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    for blog in blogs:
        blog.server.slow = 0.05
    became = list(crawl_sites(archive, [blog.server.base for blog in blogs], lambda *now: seen.append(now)))
    assert not [one.error for one in became if one.error]
    assert len(archive.store.thread_ids()) == 7
    assert seen[-1][0] == seen[-1][1]
    first, second = ({request.at for request in blog.server.requests} for blog in blogs)
    assert min(second) < max(first)
    assert min(first) < max(second)


def test_updates_go_by_address_by_host_or_over_all(blogs: list[Blog], archive: Archive) -> None:
    list(crawl_sites(archive, [blog.server.base for blog in blogs]))
    for blog in blogs:
        blog.server.requests.clear()
    assert list(update_sites(archive, [blogs[0].server.base])) == []
    assert blogs[0].server.requests
    assert not blogs[1].server.requests
    assert list(update_sites(archive, [f"127.0.0.1:{blogs[1].server.port}"])) == []
    assert blogs[1].server.requests
    assert list(update_sites(archive)) == []
    with pytest.raises(ImportFailed, match="not crawled before"):
        list(update_sites(archive, ["elsewhere.example"]))


def test_a_removed_post_is_marked_gone_with_its_comments(blogs: list[Blog], archive: Archive) -> None:
    blog = blogs[0]
    list(crawl_site(archive, blog.server.base))
    url = blog.url(2)
    blog.server.pages.pop(blog.posts[2])
    (became,) = crawl_site(archive, blog.server.base)
    assert became.error is None
    thread = archive.store.thread(url)
    assert became.threads[0].gone == len(thread)
    assert {message.status for message in thread} == {Status.GONE}
    assert thread.found_comments == 0


def test_troubles_are_recorded_for_the_audit(blogs: list[Blog], archive: Archive) -> None:
    blog = blogs[0]
    blog.server.pages[blog.posts[1]] = ok("oops", "500 Internal Server Error")
    became = list(crawl_site(archive, blog.server.base))
    (error,) = [one.error for one in became if one.error]
    assert "HTTP 500" in error.line()
    assert [problem.source for problem in audit(archive).problems] == [blog.url(1)]
    blog.put()
    list(update_sites(archive))
    assert audit(archive).problems == ()


def test_the_audit_names_what_a_site_named_and_nobody_fetched(blogs: list[Blog], tmp_path: Path) -> None:
    blog, folder = blogs[1], tmp_path / "stopped"
    with Archive.open(folder, create=True, options=OPTIONS | {"max_pages": 4}) as archive:
        list(crawl_site(archive, blog.server.base))
        report = audit(archive)
        missed = {url for url, _ in report.uncaptured} | {problem.source for problem in report.problems}
        assert missed == {blog.url(n) for n in blog.posts} - {
            thread.url for thread in archive.store.thread_audits()
        }
        assert missed
        assert not report.sound
        assert to_audit_json(report)["uncaptured"] == [{"url": u, "why": w} for u, w in report.uncaptured]
    with Archive.open(folder, options=OPTIONS | {"max_pages": 0}) as archive:
        list(crawl_site(archive, blog.server.base))
        assert audit(archive).uncaptured == ()


def test_what_no_reader_understands_is_named(blogs: list[Blog], archive: Archive) -> None:
    blog = blogs[0]
    blog.server.pages[blog.posts[1]] = ok(
        "<html><head><title>x</title></head><body><img src=x></body></html>"
    )
    list(crawl_site(archive, blog.server.base))
    assert [problem.source for problem in audit(archive).problems] == [blog.url(1)]


def test_without_captures_there_is_nothing_to_read_again(archive: Archive) -> None:
    with pytest.raises(ImportFailed, match="no captures"):
        list(parse_captures(archive))
    with pytest.raises(ImportFailed, match="no site was crawled"):
        list(update_sites(archive))


def test_captures_alone_make_the_same_archive(blogs: list[Blog], archive: Archive, tmp_path: Path) -> None:
    list(crawl_sites(archive, [blog.server.base for blog in blogs]))
    with Archive.open(tmp_path / "anew", create=True) as anew:
        list(parse_captures(anew, sorted(archive.captures.glob("*"))))
        assert sorted(map(str, told(anew))) == sorted(map(str, told(archive)))
    before = told(archive)
    list(parse_captures(archive))
    assert told(archive) == before


def test_a_fault_in_a_crawl_is_not_swallowed(
    blogs: list[Blog], archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(crawling, "read_capture_page", broken)
    with pytest.raises(ZeroDivisionError):
        list(crawl_site(archive, blogs[0].server.base))
