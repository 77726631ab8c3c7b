"""Lemmy: comments in the markup of its web interface, and what its state tells of them."""

import json
from typing import Any

import pytest

from pmlarchive.model import Status
from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.lemmy import Lemmy
from scraper.soup import read_page

URL = "https://lemmy.example/post/5"

#: As 0.19 prints one.
COMMENT = """<li class="comment list-unstyled"><article class="details comment-node py-2 border-top" id="comment-{n}">
<div class="ms-2"><div class="d-flex flex-wrap text-muted small"><button class="btn" aria-label="Collapse"></button>
<a class="person-listing d-inline-flex text-info" title="{title}" href="/u/{title}{site}"><picture></picture><span>{name}</span>{shown}</a>
<a class="btn btn-link btn-sm" title="link" href="/post/5/{n}"></a><a class="btn" title="link" href="https://far.example/comment/9{n}"></a>
<span class="badge text-bg-light">English</span><span class="unselectable"><span aria-label="26 Upvotes" data-tippy-content="26 Upvotes">26</span></span>
<span><span class="moment-time pointer unselectable" data-tippy-content="{day}">1 year ago</span></span></div>
{content}<div class="comment-bottom-btns"></div></div></article>{inner}</li>"""
CONTENT = '<div class="comment-content"><div class="md-div"><p dir="auto">{0}</p></div></div>'
DAY = "Friday, October 4th, 2024 at 3:51:{0:02} PM GMT+03:00"

LISTING = """<div class="post-listing mt-2"><div class="d-block d-sm-none"><article class="row post-container">
<div class="small"><a class="person-listing text-info" title="ann" href="/u/ann"><span>Ann</span></a> to
<a class="community-link" title="Legs" href="/c/legs"><span>Legs</span></a> ·
<span class="moment-time pointer unselectable" data-tippy-content="Friday, October 4th, 2024 at 3:43:10 PM GMT+03:00">1 year ago</span></div>
<div class="post-title"><h1 class="h5 d-inline"><a class="d-inline link-dark" href="{shared}"><span>Counting legs</span></a></h1></div>
<a class="btn" title="{count} Comments" data-tippy-content="{count} Comments" href="/post/5?scrollToComments=true">1.2K</a></article></div>
{body}</div>"""
BODY = (
    '<article id="postContent" class="card"><div class="md-div"><p>Somebody counted them.</p></div></article>'
)
CARD = (
    '<div class="card"><p class="card-text small text-muted md-div">What the linked page says.</p></div>{0}'
)


def one(
    n: int,
    name: str,
    *inner: str,
    site: str = "",
    day: str | None = None,
    words: str | None = "",
    title: str | None = None,
) -> str:
    return COMMENT.format(
        n=n,
        name=name,
        title=title or name.lower(),
        site=site,
        shown=f'<small class="text-muted">{site}</small>' if site else "",
        day=day or DAY.format(n),
        content="" if words is None else CONTENT.format(words or f"Words of {n}."),
        inner=f'<ul class="comments ms-1">{"".join(inner)}</ul>' if inner else "",
    )


def state(*comments: dict[str, Any]) -> str:
    views = [{"comment": {"id": 1, "content": 'Says "removed":true, {x}', "removed": False, "published": "2024-10-04T12:51:01.5Z",
                          "deleted": False, "ap_id": "https://lemmy.example/comment/1", "local": True, "path": "0.1"} | one,
              "creator": {"name": "x", "published": "2020-01-01T00:00:00Z", "deleted": False}} for one in comments]  # fmt: skip
    post = {"id": 5, "name": "Counting legs", "body": "Says things.", "removed": False, "locked": False,
            "published": "2024-10-04T12:43:10.25Z"}  # fmt: skip
    text = json.dumps(
        {"postRes": {"post_view": {"post": post}}, "commentsRes": {"comments": views}}, separators=(",", ":")
    )
    return f'<script>window.isoData = {text.replace("/", chr(92) + "u002F")[:-1]},"user":undefined}}</script>'


def page(*comments: str, listing: str | None = None, stated: str = "") -> bytes:
    given = LISTING.format(shared="/post/5", count=4, body=BODY) if listing is None else listing
    return f"""<html lang="en"><head><title>Counting legs - Lemmy</title>{stated}</head><body><main><div class="post container-lg">
    {given}<div class="comment-form"></div><div><ul class="comments border-top">{"".join(comments)}</ul></div>
    <aside><div class="md-div"><p>About the site.</p></div></aside></div></main></body></html>""".encode()


def read(data: bytes, url: str | None = URL) -> Reading:
    found = read_page(data, url=url)
    assert Lemmy().recognises(found)
    reading = Lemmy().read(found)
    assert reading is not None
    return reading


def told(reading: Reading, *names: str) -> list[Any]:
    return [tuple(getattr(comment, name) for name in names) for comment in reading.comments]


THREAD = (
    one(11, "Bo", one(12, "Ann", one(13, "Bo", site="@far.example")), one(14, "Ann", title="another")),
    one(15, "@cy"),
)


def test_a_thread() -> None:
    reading = read(page(*THREAD))
    assert told(reading, "key", "parent", "author", "by_post_author", "text") == [
        ("11", None, "Bo", False, "Words of 11."),
        ("12", "11", "Ann", True, "Words of 12."),
        ("13", "12", "Bo@far.example", False, "Words of 13."),
        ("14", "11", "Ann", False, "Words of 14."),
        ("15", None, "cy", False, "Words of 15."),
    ]
    third = reading.comments[2]
    assert (third.native_id, third.author_url) == ("13", "https://lemmy.example/u/bo@far.example")
    assert third.url == "https://lemmy.example/post/5/13"
    assert third.date.value == "2024-10-04T15:51:13+03:00"
    assert (reading.declared, reading.complete) == (4, True)


def test_the_post() -> None:
    draft = parse_page(page(*THREAD), url=URL)
    assert (draft.platform, draft.title, draft.author) == ("lemmy", "Counting legs", "Ann")
    assert (draft.author_url, draft.text) == ("https://lemmy.example/u/ann", "Somebody counted them.")
    assert (draft.date.value, draft.declared_comments) == ("2024-10-04T15:43:10+03:00", 4)
    assert draft.complete


@pytest.mark.parametrize(("body", "text"), [("", ""), (BODY, "Somebody counted them.")])
def test_a_post_that_shares_a_link(body: str, text: str) -> None:
    listing = LISTING.format(shared="https://legs.example/eight", count=2, body=CARD.format(body))
    draft = parse_page(page(*THREAD, listing=listing), url=URL)
    assert (draft.text, draft.links) == (text, ("https://legs.example/eight",))


def test_the_state_tells_parents_days_and_what_is_gone() -> None:
    stated = state(
        {"id": 12, "path": "0.10.12", "removed": True},
        {"id": 11, "path": "0.11", "published": "2024-10-04T12:51:11", "updated": "2024-10-05T01:00:00Z"},
        {"id": 13, "path": "0.11.13", "deleted": True},
    )
    flat = page(
        one(11, "Bo"),
        one(12, "Ann", words="<em>Von der Moderation entfernt</em>"),
        one(13, "Cy"),
        stated=stated,
    )
    draft = parse_page(flat, url=URL)
    assert [(c.key, c.parent, c.date.value, c.status) for c in draft.comments] == [
        ("11", None, "2024-10-04T12:51:11+00:00", Status.VISIBLE),
        ("12", "10", "2024-10-04T12:51:01+00:00", Status.REMOVED),
        ("13", "11", "2024-10-04T12:51:01+00:00", Status.REMOVED),
    ]  # fmt: skip
    assert draft.date.value == "2024-10-04T12:43:10+00:00"


def test_what_is_gone_without_the_state() -> None:
    faded = one(12, "Ann").replace('"comment-content"', '"comment-content text-muted"')
    reading = read(page(one(11, "Bo", words="<em>Removed by mod</em>"), faded, one(13, "Cy", words=None)))
    assert told(reading, "status", "text") == [
        (Status.REMOVED, "Removed by mod"),
        (Status.REMOVED, "Words of 12."),
        (Status.VISIBLE, ""),  # folded
    ]


def test_the_day_of_what_was_edited_is_that_of_its_writing() -> None:
    changed = f"Created: {DAY.format(1)}\n\n\nModified Monday, October 7th, 2024 at 8:00:00 AM GMT+03:00"
    reading = read(page(one(11, "Bo", day=changed)))
    assert reading.comments[0].date.value == "2024-10-04T15:51:01+03:00"


def test_what_is_not_loaded() -> None:
    more = '<div class="details ms-1 comment-node py-2"><button class="btn btn-link">3 more replies</button></div>'
    assert not read(page(one(11, "Bo", more))).complete
    assert not read(page(*THREAD), "https://lemmy.example/comment/11").complete
    assert not read(page(*THREAD), "https://lemmy.example/post/5/11").complete


#: As 0.16 printed one.
OLD = """<div class="comment {indent}"><div id="comment-{n}" class="details comment-node py-2"><div class="ml-2"><div class="d-flex">
<span class="mr-2"><a title="@ann@far.example" class="text-info" href="/u/ann@far.example"><span>@ann@far.example</span></a></span>
<a class="unselectable pointer text-muted" data-tippy-content="3 points"><span class="mr-1">3</span></a>
<span><span class="pointer unselectable" data-tippy-content="Friday, October 4th, 2022 at 3:51:0{n} PM GMT+00:00">1 year ago</span></span></div>
<div><div class="md-div"><p>Words of {n} for <a class="mention" href="/u/bo">bo</a>.</p></div></div></div></div>{inner}</div>"""


def test_an_older_version() -> None:
    inner = f'<div class="comments">{OLD.format(n=2, indent="ml-1", inner="")}</div>'
    reading = read(page(OLD.format(n=1, indent="", inner=inner), listing=""), None)
    assert told(reading, "key", "parent", "author", "text") == [
        ("1", None, "ann@far.example", "Words of 1 for bo."),
        ("2", "1", "ann@far.example", "Words of 2 for bo."),
    ]
    assert reading.comments[1].date.value == "2022-10-04T15:51:02+00:00"
    assert (reading.post, reading.declared, reading.comments[0].url) == (None, None, None)


def test_somebodys_comments_on_many_posts_are_no_thread() -> None:
    link = '<a class="community-link" href="/c/legs">Legs</a>'
    listed = page(one(11, "Bo").replace('<a class="btn btn-link btn-sm"', f'{link}<a class="btn"'))
    assert Lemmy().read(read_page(listed, url="https://lemmy.example/u/bo")) is None


def test_depth_and_broken_nesting_are_survived() -> None:
    deep = "".join(one(n, "Bo").removesuffix("</li>") + '<ul class="comments">' for n in range(1, 600))
    reading = read(page(deep))
    assert (len(reading.comments), reading.comments[-1].parent) == (599, "598")
    inside = "".join(one(n, "Bo").replace("</div>", "").replace("</article>", "") for n in range(1, 300))
    assert len(read(page(inside)).comments) == 299
    assert len(read(page('<div class="details comment-node">', one(1, "Bo"))).comments) == 1
