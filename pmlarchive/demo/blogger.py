"""A small Blogger: the pages that its layouts make of a sample site, with threaded comments.

The markup follows what Blogger serves since 2012: ``comment-thread``, ``comment-block`` and
``comment-replies``, replies one level deep, placeholders where a comment was removed, older posts behind
``/search?updated-max=`` (which its robots.txt forbids), pages with ``ETag`` and ``Last-Modified``.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Flask, Response, abort, render_template, request

from pmlarchive.demo.content import SamplePost, SampleSite
from pmlarchive.demo.markup import Resolve, blocks, english_clock, english_day, excerpt, lay_out, lines

ATOM = "application/atom+xml; charset=UTF-8"


def path_of(post: SamplePost) -> str:
    """Return the address of a post within its site: ``/2012/04/the-lift-that-isnt.html``."""
    return f"/{post.date:%Y/%m}/{post.slug}.html"


def create_app(current: Callable[[], SampleSite], resolve: Resolve) -> Flask:
    """Make the site; ``current`` gives its state at the moment of each request."""
    app = Flask("pmlarchive.demo", template_folder="templates", static_folder=None)
    app.jinja_env.filters |= {
        "html": lambda text: blocks(text, resolve),
        "lines": lambda text: lines(text, resolve),
        "excerpt": excerpt,
        "path": path_of,
        "steps": lambda post: [step for thread in lay_out(post.comments) for step in thread],
        "href": lambda url: resolve(url) if url else None,
        "shown": lambda post: len(post.comments),
        "millis": lambda date: int(date.timestamp() * 1000),
        "day": english_day,
        "clock": english_clock,
        "utc": lambda date: date.isoformat(timespec="milliseconds"),
    }
    app.context_processor(
        lambda: {
            "site": current(),
            "root": request.url_root.rstrip("/"),
            "months": {f"{post.date:%Y/%m}": english_day(post.date).split()[0] for post in current().posts},
        }
    )
    app.after_request(_validators(current))
    _add_pages(app, current)
    _add_machine_files(app, current)
    return app


def _validators(current: Callable[[], SampleSite]) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        if response.status_code == 200:
            response.set_etag(sha256(response.get_data()).hexdigest()[:32])
            response.last_modified = max(
                [p.date for p in current().posts] + [c.date for p in current().posts for c in p.comments]
            )
            response.make_conditional(request)
        return response

    return add


def _add_pages(app: Flask, current: Callable[[], SampleSite]) -> None:
    def listing(posts: tuple[SamplePost, ...], *, status: str = "") -> str:
        size = current().posts_per_page
        if not posts:
            abort(404)
        older = posts[size - 1].date if len(posts) > size else None
        return render_template("blogger/list.html", posts=posts[:size], older=older, status=status)

    @app.get("/")
    def home() -> str:
        return listing(current().posts)

    @app.get("/search")
    def search() -> str:
        try:
            before = datetime.fromisoformat(request.args["updated-max"])
        except (KeyError, ValueError):
            abort(404)
        return listing(tuple(post for post in current().posts if post.date < before))

    @app.get("/search/label/<name>")
    def label(name: str) -> str:
        posts = tuple(post for post in current().posts if name in post.tags)
        return listing(posts, status=f"Showing posts with label {name}.")

    @app.get("/<int(fixed_digits=4):year>/")
    def by_year(year: int) -> str:
        return listing(tuple(post for post in current().posts if post.date.year == year))

    @app.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/")
    def by_month(year: int, month: int) -> str:
        return listing(tuple(p for p in current().posts if (p.date.year, p.date.month) == (year, month)))

    @app.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/<slug>.html")
    def single(year: int, month: int, slug: str) -> str:
        post = current().post(slug) or abort(404)
        if (post.date.year, post.date.month) != (year, month):
            abort(404)
        posts = current().posts
        at = posts.index(post)
        return render_template(
            "blogger/post.html",
            post=post,
            older=posts[at + 1] if at + 1 < len(posts) else None,
            newer=posts[at - 1] if at else None,
        )


def _add_machine_files(app: Flask, current: Callable[[], SampleSite]) -> None:
    def xml(template: str, kind: str = ATOM, **values: Any) -> Response:
        return Response(render_template(template, **values), content_type=kind)

    @app.get("/robots.txt")
    def robots() -> Response:
        text = render_template("blogger/robots.txt")
        return Response(text, content_type="text/plain; charset=utf-8")

    @app.get("/sitemap.xml")
    def sitemap() -> Response:
        return xml("blogger/sitemap.xml", "application/xml; charset=UTF-8")

    @app.get("/feeds/posts/default")
    def feed() -> Response:
        return xml("blogger/feed.xml", posts=current().posts[:25])

    @app.get("/feeds/<int:number>/comments/default")
    def comment_feed(number: int) -> Response:
        post = next((post for post in current().posts if post.native_id == number), None) or abort(404)
        return xml("blogger/comments-feed.xml", post=post)
