"""The sample as a crawler meets it: real HTTP, two sites, each platform's markup."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import lxml.html
import pytest

from pmlarchive.demo.blog import SampleBlog, serve_sample
from pmlarchive.demo.content import SampleComment, SamplePost, SampleSite
from pmlarchive.demo.markup import blocks, lines
from pmlarchive.model import Kind, Status
from scraper.draft import DraftComment, PageKind
from scraper.parse import parse_page


@pytest.fixture
def sample() -> Iterator[SampleBlog]:
    with serve_sample() as blog:
        yield blog


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def _page(web: httpx.Client, url: str) -> lxml.html.HtmlElement:
    response = web.get(url)
    assert response.status_code == 200, url
    return lxml.html.fromstring(response.content)


def test_links_of_the_site_lead_to_every_post(sample: SampleBlog, web: httpx.Client) -> None:
    for site, home in zip(sample.sites, sample.urls, strict=True):
        seen, waiting = set[str](), [home]
        while waiting:
            url = waiting.pop()
            if url in seen:
                continue
            seen.add(url)
            for href in _page(web, url).xpath("//a/@href"):
                link = urldefrag(urljoin(url, href)).url
                if link.startswith(home) and not {"replytocom", "share"} & set(
                    urlsplit(link).query.replace("=", "&").split("&")
                ):
                    waiting.append(link)
        assert {sample.resolve(f"{site.key}:{post.slug}") for post in site.posts} <= seen


def test_older_posts_are_behind_pages(sample: SampleBlog, web: httpx.Client) -> None:
    notebook, slow_lane = sample.urls
    assert _page(web, notebook).xpath("//*[@class='nav-previous']/a/@href") == [f"{notebook}page/2/"]
    assert web.get(f"{notebook}page/4/").status_code == 404
    [older] = _page(web, slow_lane).xpath("//a[@class='blog-pager-older-link']/@href")
    assert _page(web, older).xpath("//h3/a/@href")
    assert not set(_page(web, older).xpath("//h3/a/@href")) & set(_page(web, slow_lane).xpath("//h3/a/@href"))


def test_machines_find_sitemap_and_feed(sample: SampleBlog, web: httpx.Client) -> None:
    for site, home in zip(sample.sites, sample.urls, strict=True):
        robots = web.get(f"{home}robots.txt").text
        [sitemap] = [line.split()[1] for line in robots.splitlines() if line.startswith("Sitemap:")]
        tree = lxml.etree.fromstring(web.get(sitemap).content)
        locations = [node.text for node in tree.iter("{*}loc")]
        if len(locations) == 1:
            tree = lxml.etree.fromstring(web.get(locations[0]).content)
            locations = [node.text for node in tree.iter("{*}loc")]
        assert set(locations) == {sample.resolve(f"{site.key}:{post.slug}") for post in site.posts}
        for feed in _page(web, home).xpath("//link[@rel='alternate']/@href"):
            entries = lxml.etree.fromstring(web.get(feed).content)
            assert sum(1 for _ in entries.iter("{*}item", "{*}entry")) >= min(len(site.posts), 10), feed


def test_a_long_thread_has_pages_of_comments(sample: SampleBlog, web: httpx.Client) -> None:
    url = sample.resolve("notebook:when-natalizumab-stops")
    first, last = _page(web, f"{url}comment-page-1/"), _page(web, url)
    ids = [set(page.xpath("//li[starts-with(@id, 'comment-')]/@id")) for page in (first, last)]
    assert not ids[0] & ids[1]
    post = sample.site("notebook").post("when-natalizumab-stops")
    assert post
    assert ids[0] | ids[1] == {f"comment-{c.native_id}" for c in post.comments}
    assert last.xpath("//*[@class='nav-previous']/a/@href")[-1] == f"{url}comment-page-1/#comments"


def test_pages_have_what_is_no_comment(sample: SampleBlog, web: httpx.Client) -> None:
    page = _page(web, sample.resolve("notebook:vitamin-d"))
    assert page.xpath("//*[@id='recentcomments']/li")
    assert page.xpath("//a[contains(@href, 'replytocom=')]")
    assert page.xpath("//a[contains(@href, 'share=')]")
    assert page.get_element_by_id("respond") is not None


def test_an_unchanged_blogger_page_costs_nothing(sample: SampleBlog, web: httpx.Client) -> None:
    url = sample.resolve("slow-lane:the-lift-that-isnt")
    first = web.get(url)
    again = web.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_ports_can_be_chosen(unused_tcp_pair: int) -> None:
    with serve_sample(unused_tcp_pair) as blog:
        ports = [urlsplit(url).port for url in blog.urls]
        with pytest.raises(OSError, match="in use"), serve_sample(unused_tcp_pair):
            pass
    assert ports == [unused_tcp_pair, unused_tcp_pair + 1]


@pytest.mark.parametrize("later", [False, True], ids=["first", "later"])
def test_parsers_read_back_what_was_written(sample: SampleBlog, web: httpx.Client, later: bool) -> None:
    if later:
        sample.advance()
    for site in sample.sites:
        for post in site.posts:
            found = _read(web, sample, site, post)
            assert len(found) == len(post.comments), post.slug
            for comment in post.comments:
                _compare(found[str(comment.native_id)], comment, site, sample)


def _read(
    web: httpx.Client, sample: SampleBlog, site: SampleSite, post: SamplePost
) -> dict[str, DraftComment]:
    url = sample.resolve(f"{site.key}:{post.slug}")
    draft = parse_page(web.get(url).content, url=url)
    assert (draft.kind, draft.platform) == (PageKind.POST, site.platform)
    assert (draft.url, draft.title, draft.author) == (url, post.title, post.author)
    assert draft.date.sort_key is not None
    assert draft.date.value is not None
    assert draft.date.value[:10] == f"{post.date:%Y-%m-%d}"
    assert draft.declared_comments == len(post.comments)
    comments = list(draft.comments)
    for more in draft.more:
        comments += parse_page(web.get(more).content, url=more).comments
    return {comment.native_id or comment.key: comment for comment in comments}


def _compare(found: DraftComment, comment: SampleComment, site: SampleSite, sample: SampleBlog) -> None:
    where = (site.key, comment.native_id)
    assert found.parent == (str(comment.parent) if comment.parent else None), where
    assert found.kind is (Kind.PING if comment.is_ping else Kind.COMMENT), where
    assert found.author == comment.author, where
    assert found.by_post_author == comment.by_post_author, where
    assert found.status is (Status.REMOVED if comment.is_removed else Status.VISIBLE), where
    if comment.is_ping:
        return
    assert found.date.sort_key == int(comment.date.timestamp()), where
    if not comment.is_removed:
        render = blocks if site.platform == "wordpress" else lines
        html = render(comment.text, sample.resolve).replace("<br", " <br").replace("</p>", "</p> ")
        assert found.text.split() == lxml.html.fromstring(f"<div>{html}</div>").text_content().split(), where
