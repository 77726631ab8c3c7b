"""A small WordPress: the pages that its core and a classic theme make of a sample site.

The markup follows what core emits: ``wp_list_comments()`` in its ``html5`` style, ``get_comment_class()``,
comment pages with the newest shown first (``default_comments_page``), sitemaps and feeds as of 5.5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from pmlarchive.demo.content import SampleComment, SamplePost, SampleSite
from pmlarchive.demo.markup import Resolve, Step, blocks, english_clock, english_day, excerpt, lay_out

XML = "text/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class CommentPage:
    """The comments shown on one page of a post.

    Attributes:
        number: 1 is the page of the oldest.
        count: Pages in all.
    """

    steps: list[Step]
    number: int
    count: int


def path_of(post: SamplePost) -> str:
    """Return the address of a post within its site: ``/2011/09/the-kissing-virus/``."""
    return f"/{post.date:%Y/%m}/{post.slug}/"


def create_app(current: Callable[[], SampleSite], resolve: Resolve) -> Flask:
    """Make the site; ``current`` gives its state at the moment of each request."""
    app = Flask("pmlarchive.demo", template_folder="templates", static_folder=None)
    app.jinja_env.filters |= {
        "html": lambda text: blocks(text, resolve),
        "excerpt": excerpt,
        "path": path_of,
        "slug": slug_of,
        "classes": _classes,
        "page_of": lambda comment, post: _page_of(current(), post, comment),
        "href": lambda url: resolve(url) if url else None,
        "clock": lambda date: f"{english_day(date)} at {english_clock(date).lower()}",
        "day": english_day,
        "rfc822": format_datetime,
    }
    app.context_processor(
        lambda: {
            "site": current(),
            "root": request.url_root.rstrip("/"),
            "months": {f"{post.date:%Y/%m}": f"{post.date:%B %Y}" for post in current().posts},
        }
    )
    _add_pages(app, current)
    _add_lists(app, current)
    _add_machine_files(app, current)
    return app


def _add_pages(app: Flask, current: Callable[[], SampleSite]) -> None:
    @app.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/<slug>/")
    @app.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/<slug>/comment-page-<int:page>/")
    def single(year: int, month: int, slug: str, page: int | None = None) -> str:
        post = current().post(slug) or abort(404)
        if (post.date.year, post.date.month) != (year, month):
            abort(404)
        posts = current().posts
        at = posts.index(post)
        return render_template(
            "wordpress/single.html",
            post=post,
            comments=_comment_page(current(), post, page),
            explicit_page=page,
            older=posts[at + 1] if at + 1 < len(posts) else None,
            newer=posts[at - 1] if at else None,
            replying=request.args.get("replytocom"),
        )


def _add_lists(app: Flask, current: Callable[[], SampleSite]) -> None:
    def listing(posts: tuple[SamplePost, ...], heading: str | None, base: str, page: int) -> str:
        size = current().posts_per_page
        shown = posts[(page - 1) * size : page * size]
        if not shown:
            abort(404)
        return render_template(
            "wordpress/list.html",
            posts=shown, heading=heading, base=base, page=page, pages=-(-len(posts) // size),
        )  # fmt: skip

    @app.get("/")
    @app.get("/page/<int:page>/")
    def home(page: int = 1) -> str | AnyResponse:
        if "p" in request.args:
            post = next((p for p in current().posts if str(p.native_id) == request.args["p"]), None)
            return redirect(path_of(post), 301) if post else abort(404)
        return listing(current().posts, None, "/", page)

    @app.get("/<int(fixed_digits=4):year>/")
    @app.get("/<int(fixed_digits=4):year>/page/<int:page>/")
    def by_year(year: int, page: int = 1) -> str:
        posts = tuple(post for post in current().posts if post.date.year == year)
        return listing(posts, f"Year: {year}", f"/{year}/", page)

    @app.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/")
    def by_month(year: int, month: int) -> str:
        posts = tuple(p for p in current().posts if (p.date.year, p.date.month) == (year, month))
        heading = f"Month: {posts[0].date:%B %Y}" if posts else None
        return listing(posts, heading, f"/{year}/{month:02}/", 1)

    @app.get("/category/<name>/")
    @app.get("/category/<name>/page/<int:page>/")
    def by_category(name: str, page: int = 1) -> str:
        posts = tuple(p for p in current().posts if name in {slug_of(tag) for tag in p.tags})
        tags = {slug_of(tag): tag for post in posts for tag in post.tags}
        return listing(posts, f"Category: {tags.get(name)}", f"/category/{name}/", page)

    @app.get("/author/<name>/")
    @app.get("/author/<name>/page/<int:page>/")
    def by_author(name: str, page: int = 1) -> str:
        posts = tuple(post for post in current().posts if slug_of(post.author) == name)
        heading = f"Author: {posts[0].author}" if posts else None
        return listing(posts, heading, f"/author/{name}/", page)


def _add_machine_files(app: Flask, current: Callable[[], SampleSite]) -> None:
    def xml(template: str, **values: Any) -> Response:
        return Response(render_template(template, **values), content_type=XML)

    @app.get("/robots.txt")
    def robots() -> Response:
        text = render_template("wordpress/robots.txt")
        return Response(text, content_type="text/plain; charset=utf-8")

    @app.get("/wp-sitemap.xml")
    def sitemap_index() -> Response:
        return xml("wordpress/wp-sitemap.xml")

    @app.get("/wp-sitemap-posts-post-1.xml")
    def sitemap() -> Response:
        return xml("wordpress/wp-sitemap-posts-post-1.xml")

    @app.get("/feed/")
    def feed() -> Response:
        return xml("wordpress/feed.xml", posts=current().posts[:10])

    @app.get("/comments/feed/")
    def comment_feed() -> Response:
        return xml("wordpress/comments-feed.xml", pairs=current().recent_comments(10))


def slug_of(tag: str) -> str:
    """Return a category's name as it stands in its address."""
    return tag.lower().replace(" ", "-")


def _threads(site: SampleSite, post: SamplePost) -> tuple[list[list[Step]], int, int]:
    threads = lay_out(post.comments)
    size = int(site.extra["comments_per_page"])
    return threads, size, max(1, -(-len(threads) // size))


def _comment_page(site: SampleSite, post: SamplePost, page: int | None) -> CommentPage:
    threads, size, count = _threads(site, post)
    number = page or count
    shown = threads[(number - 1) * size : number * size]
    return CommentPage([step for thread in shown for step in thread], number, count)


def _page_of(site: SampleSite, post: SamplePost, comment: SampleComment) -> int | None:
    """Return the page a comment stands on; ``None`` where the post has but one."""
    threads, size, count = _threads(site, post)
    if count == 1:
        return None
    for place, thread in enumerate(threads):
        if any(step.comment is comment for step in thread):
            return place // size + 1
    return None


def _classes(step: Step, number: int) -> str:
    """Return what core's ``get_comment_class()`` gives a comment, in its order."""
    comment = step.comment
    words = ["pingback" if comment.is_ping else "comment"]
    if comment.by_post_author:
        words += ["byuser", f"comment-author-{slug_of(comment.author)}", "bypostauthor"]
    words += ["odd", "alt"] if number % 2 else ["even"]
    if step.depth == 1:
        words += ["thread-odd", "thread-alt"] if step.thread_number % 2 else ["thread-even"]
    words.append(f"depth-{step.depth}")
    return " ".join(words + ["parent"] * step.has_children)
