"""A made-up blog for the crawl tests: WordPress-like pages, with and without a REST API."""

import json
from dataclasses import dataclass, field

from crawl_server import Server, ok


@dataclass
class Blog:
    """Posts and comments; ``put`` serves them."""

    server: Server
    posts: dict[int, str] = field(default_factory=dict)
    comments: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    per_page: int = 5

    def fill(self, posts: int = 6, each: int = 7) -> None:
        number = 100
        for post in range(1, posts + 1):
            self.posts[post] = f"/2014/0{post % 9 + 1}/post-{post}/"
            last = 0
            for n in range(each if post % 3 else 2):
                number += 1
                self.comments[number] = (
                    post,
                    last if n % 2 else 0,
                    f"Comment {number} says that titres rose.",
                )
                last = number

    def url(self, post: int) -> str:
        return self.server.base + self.posts[post]

    def thread(self, post: int) -> list[list[int]]:
        """Comments in display order, cut into pages by top-level comments."""
        tops = [n for n, (p, parent, _) in self.comments.items() if p == post and parent not in self.comments]
        return [tops[n : n + self.per_page] for n in range(0, len(tops), self.per_page)] or [[]]

    def _list(self, numbers: list[int]) -> str:
        items = []
        for number in numbers:
            kids = [n for n, (_, parent, _) in self.comments.items() if parent == number]
            inner = f"<ol class='children'>{self._list(kids)}</ol>" if kids else ""
            post, _, text = self.comments[number]
            items.append(
                f"<li class='comment' id='comment-{number}'><article><footer class='comment-meta'>"
                f"<div class='comment-author vcard'><b class='fn'>Reader {number % 7}</b></div>"
                f"<div class='comment-metadata'><a href='{self.url(post)}#comment-{number}'>"
                f"<time datetime='2014-05-0{number % 9 + 1}T10:00:00+00:00'>May 2014</time></a></div></footer>"
                f"<div class='comment-content'><p>{text}</p></div>"
                f"<div class='reply'><a rel='nofollow' class='comment-reply-link' "
                f"href='{self.url(post)}?replytocom={number}#respond'>Reply</a></div></article>{inner}</li>"
            )
        return "".join(items)

    def page(self, post: int, part: int = 1) -> str:
        pages = self.thread(post)
        shown = pages[part - 1] if part <= len(pages) else []
        pager = "".join(
            f"<a class='page-numbers' href='{self.url(post)}comment-page-{n}/#comments'>{n}</a>"
            for n in range(2, len(pages) + 1) if n != part
        )  # fmt: skip
        total = sum(p == post for p, _, _ in self.comments.values())
        return (
            "<!doctype html><html><head><meta name='generator' content='WordPress 6.4'>"
            f"<link rel='canonical' href='{self.url(post)}'><title>Post {post}</title></head>"
            f"<body class='single postid-{post}'><article class='post' id='post-{post}'>"
            f"<h1 class='entry-title'>Post {post}</h1>"
            f"<div class='entry-content'><p>What we measured in study {post}, and why it matters.</p></div></article>"
            f"<div id='comments' class='comments-area'><h2 class='comments-title'>{total} thoughts</h2>"
            f"<ol class='comment-list'>{self._list(shown)}</ol>"
            f"<nav class='comment-navigation'>{pager}</nav></div>"
            "<div class='share'><a href='?share=twitter'>Share</a></div>"
            "<div class='calendar'><a href='/calendar/2031/05/'>next month</a></div></body></html>"
        )

    def put(self, *, rest: bool = False, sitemap: bool = False) -> None:
        """Serve the blog as it is now."""
        server = self.server
        server.pages.clear()
        api = f"<link rel='https://api.w.org/' href='{server.base}/wp-json/'>" if rest else ""
        links = "".join(f"<h2><a href='{self.url(post)}'>Post {post}</a></h2>" for post in self.posts)
        server.html("/", f"<html><head>{api}<title>Blog</title></head><body>{links}</body></html>")
        for post, path in self.posts.items():
            for part in range(1, len(self.thread(post)) + 2):
                page = ok(self.page(post, part))
                server.pages[path if part == 1 else f"{path}comment-page-{part}/"] = page
        if sitemap:
            places = "".join(f"<url><loc>{self.url(post)}</loc></url>" for post in self.posts)
            xml = f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{places}</urlset>"
            server.pages["/sitemap.xml"] = ok(xml, kind="application/xml")
        if rest:
            self._put_rest()

    def _put_rest(self) -> None:
        posts = [
            {"id": post, "link": self.url(post), "status": "publish", "date_gmt": "2014-05-01T09:00:00",
             "title": {"rendered": f"Post {post}"}, "content": {"rendered": f"<p>Study {post}.</p>", "protected": False},
             "author": 3, "_embedded": {"author": [{"id": 3, "name": "The Author"}]}}
            for post in self.posts
        ]  # fmt: skip
        comments = [
            {"id": number, "post": post, "parent": parent, "author": 0, "author_name": f"Reader {number % 7}",
             "author_url": "", "date_gmt": "2014-05-02T10:00:00", "content": {"rendered": f"<p>{text}</p>\n"},
             "link": f"{self.url(post)}#comment-{number}", "status": "approved", "type": "comment"}
            for number, (post, parent, text) in self.comments.items()
        ]  # fmt: skip
        self._rest("posts", posts)
        self._rest("pages", [])
        self._rest("comments", comments)

    def _rest(self, name: str, rows: list[dict[str, object]]) -> None:
        from scraper.discover_wordpress import _url

        size = 8
        pages = max(1, -(-len(rows) // size))
        for page in range(1, pages + 1):
            url = _url(self.server.base + "/wp-json/", name, page)
            body = json.dumps(rows[(page - 1) * size : page * size])
            self.server.pages[url.removeprefix(self.server.base)] = ok(
                body, kind="application/json; charset=UTF-8", X_WP_TotalPages=str(pages), X_WP_Total=str(len(rows))
            )  # fmt: skip
