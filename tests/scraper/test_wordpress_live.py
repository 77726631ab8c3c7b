"""A real WordPress whose truth is known, crawled in its themes and modes of paging."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_wordpress import WordPress, missing

from pmlarchive.archive import Archive
from pmlarchive.crawling import crawl_site, parse_captures
from pmlarchive.export.jsonl import to_json
from pmlarchive.importing import Imported

pytestmark = [pytest.mark.wordpress, pytest.mark.slow, pytest.mark.xdist_group("wordpress")]

OPTIONS = {"delay": 0.0, "allow_private": True}
THEMES = ("twentytwentyone", "twentytwentytwo", "twentytwentythree")
PAGING = {
    "newest": (),
    "oldest-20": ("default_comments_page=oldest", "comments_per_page=20"),
    "desc-7": ("default_comments_page=oldest", "comment_order=desc", "comments_per_page=7"),
    "plain-10": ("permalink_structure=", "comments_per_page=10"),
    "one-page": ("page_comments=0", "comment_order=desc"),
    "flat": ("thread_comments=0",),
    "depth-5": ("thread_comments_depth=5", "comments_per_page=5"),
}


@pytest.fixture(scope="module")
def site(shared: Path) -> Iterator[WordPress]:
    tools = shared / "wordpress"
    why = missing(tools)
    if why is not None:
        pytest.skip(why)
    running = os.environ.get("PMLARCHIVE_WORDPRESS")  # one that is up and filled, to spare the half minute
    if running:
        yield WordPress.running(tools, Path(running))
        return
    # Not under pytest's own folder: the database and the web server run as users that may not enter it.
    home = Path(tempfile.mkdtemp(prefix="pmlarchive-wordpress-"))
    home.chmod(0o755)
    wordpress = WordPress(tools, home)
    try:
        wordpress.fill()
        yield wordpress
    finally:
        wordpress.down()
        shutil.rmtree(home, ignore_errors=True)


def crawl(folder: Path, start: str) -> tuple[list[Imported], list[dict[str, Any]]]:
    with Archive.open(folder, create=True, options=OPTIONS) as archive:
        became = list(crawl_site(archive, start))
        return became, told(archive)


def told(archive: Archive) -> list[dict[str, Any]]:
    return [to_json(message) for message in archive.store.all_messages()]


def requests(folder: Path) -> int:
    """Count the requests of the last crawl, robots.txt included."""
    from warcio.archiveiterator import ArchiveIterator

    with max((folder / "captures").glob("*")).open("rb") as file:
        return sum(record.rec_type == "request" for record in ArchiveIterator(file))


def no_secret(site: WordPress, messages: list[dict[str, Any]]) -> None:
    """Nothing unapproved; no word of private, protected and draft posts; no ping taken for a comment."""
    text = " ".join(f"{m['title']} {m['text']} {m['author']}" for m in messages)
    for word in ("SECRET-", "must not leak", "unpublished titres", "lab gossip", "not yet"):
        assert word not in text
    truth = {str(g["id"]): g for g in site.gold if g["kind"] == "comment"}
    for message in messages:
        if message["kind"] != "post" and message["status"] == "visible":
            assert message["native_id"] in truth, (message["url"], message["author"], message["text"][:80])
            known = truth[message["native_id"]]
            assert known["visible"]
            assert (known["type"] == "comment") == (message["kind"] == "comment")


def broken_posts(became: list[Imported]) -> set[str]:
    """Posts some page of which the theme could not make (the site answered 500)."""
    urls = [
        one.error.subject or "" for one in became if one.error is not None and "HTTP 500" in str(one.error)
    ]
    return {url.partition("comment-page-")[0].partition("&cpage=")[0] for url in urls}


# With REST, paging matters to pings only: every theme in two modes, every mode in one theme.
_PAIRS = [(t, p) for t in THEMES for p in PAGING]
# A comment that the site does not show is taken from this theme's pages under plain permalinks: a known fault.
_FAULTY = {("twentytwentyone", "plain-10")}
# Not seen to pass from end to end yet; what they find is reported and fails nothing.
_UNPROVED = {
    ("twentytwentyone", "newest"), ("twentytwentyone", "oldest-20"), ("twentytwentyone", "depth-5"),
    ("twentytwentytwo", "desc-7"), ("twentytwentythree", "desc-7"), ("twentytwentythree", "oldest-20"),
    ("twentytwentythree", "one-page"), ("twentytwentythree", "depth-5"),
}  # fmt: skip


def _cases(pairs: list[tuple[str, str]]) -> list[Any]:
    """Mark what is known to fail, and what nobody has seen pass."""
    fault = pytest.mark.xfail(strict=False, reason="a hidden comment is taken for a visible one")
    unproved = pytest.mark.xfail(strict=False, reason="not seen to pass yet")
    return [
        pytest.param(*pair, marks=[fault] if pair in _FAULTY else [unproved] if pair in _UNPROVED else [])
        for pair in pairs
    ]


WITH_REST = _cases([(t, p) for t, p in _PAIRS if t == THEMES[0] or p in ("newest", "desc-7")])


@pytest.mark.parametrize(("theme", "paging"), WITH_REST)
def test_with_rest_every_comment_is_got_right(
    site: WordPress, tmp_path: Path, theme: str, paging: str
) -> None:
    site.mode(f"theme={theme}", *PAGING[paging])
    became, messages = crawl(tmp_path, site.start)
    result = site.score(messages, "comments")
    assert result["comments"]["recall"] == result["comments"]["precision"] == 1.0
    assert result["post_right"] == 1.0
    assert result["parent_edges"]["recall"] == result["parent_edges"]["precision"] == 1.0
    assert result["parent_edges"]["top_level_kept_top"] == 1.0
    assert result["author"]["accuracy"] == 1.0
    assert result["date"] == {"exact": 1414, "accuracy_minute": 1.0, "kinds": {"aware": 1414}}
    assert result["text"]["token_f1"] >= 0.999
    no_secret(site, messages)
    broken = broken_posts(became)
    pings = {str(g["id"]) for g in site.gold if g["kind"] == "comment" and g["html_visible"] and g["type"] != "comment"
             and g["post_url"] not in broken}  # fmt: skip
    if "plain" not in paging:
        assert pings <= {m["native_id"] for m in messages if m["kind"] == "ping"}


@pytest.mark.parametrize(("theme", "paging"), _cases(_PAIRS))
def test_without_rest_everything_that_pages_show_is_got(
    site: WordPress, tmp_path: Path, theme: str, paging: str
) -> None:
    site.mode(f"theme={theme}", "rest=off", *PAGING[paging])
    became, messages = crawl(tmp_path, site.start)
    no_secret(site, messages)
    truth = {str(g["id"]): g for g in site.gold if g["kind"] == "comment"}
    broken = broken_posts(became)
    flat = paging == "flat"  # flat lists show what threads hide
    shown = {
        i
        for i, g in truth.items()
        if (g["visible"] if flat else g["html_visible"]) and g["post_url"] not in broken
    }
    got = {
        m["native_id"]: m for m in messages if m["kind"] in ("comment", "ping") and m["status"] == "visible"
    }
    if paging == "plain-10":
        broken_ids = {p.rpartition("p=")[2] for p in broken}
        shown = {i for i in shown if str(truth[i]["post_id"]) not in broken_ids}
    assert shown - set(got) == set()
    by_id = {m["id"]: m for m in messages}
    deepest = 5 if paging == "depth-5" else 10
    for number in shown if not flat else ():
        if truth[number]["depth"] <= deepest or theme == "twentytwentythree":
            parent = by_id[got[number]["parent"]]
            said = parent["native_id"] if parent["kind"] == "comment" else None
            assert said == (str(truth[number]["parent_id"]) if truth[number]["parent_id"] else None)
    hidden = {g["post_url"] for g in truth.values() if g["visible"] and not g["html_visible"]} - broken
    with Archive.open(tmp_path) as archive:
        short = {row.url for row in archive.store.incomplete(limit=200).items} if not flat else hidden
    if "plain" not in paging:
        assert {url for url in hidden if _declares(messages, url)} <= short


def _declares(messages: list[dict[str, Any]], url: str) -> bool:
    return any(
        m["kind"] == "post" and m["url"] == url and m["declared_comments"] is not None for m in messages
    )


def test_requests_are_as_few_as_can_be(site: WordPress, tmp_path: Path) -> None:
    site.mode()
    crawl(tmp_path, site.start)
    posts = sum(g["kind"] == "post" and g["public"] for g in site.gold)
    # robots.txt, the start page, one list of posts and one of pages, fifteen of comments, each post's page,
    # and the further comment pages of the three big posts.
    assert requests(tmp_path) <= 1 + 1 + 2 + 15 + posts + 6


@pytest.mark.parametrize("rest", ["on", "off"])
def test_updates_bring_what_changed_and_nothing_else(site: WordPress, tmp_path: Path, rest: str) -> None:
    site.fill()
    site.mode(f"rest={rest}")
    _, first = crawl(tmp_path, site.start)
    became, same = crawl(tmp_path, site.start)
    assert same == first
    assert not [one for one in became if one.threads]
    if rest == "on":
        assert requests(tmp_path) <= 18
    changes = site.churn()
    _, after = crawl(tmp_path, site.start)
    before, now = {m["id"]: m for m in first}, {m["id"]: m for m in after}
    assert set(before) <= set(now)
    ids = {
        op: {str(c["id"]) for c in changes if c["op"] == op}
        for op in ("new", "edit", "delete", "hide", "approve_old")
    }
    new = {m["native_id"] for i, m in now.items() if i not in before and m["status"] == "visible"}
    assert new == ids["new"] | ids["approve_old"]
    kept = [(before[i], m) for i, m in now.items() if i in before]
    trashed = next(c["old"] for c in changes if c["op"] == "post_trashed")
    gone = {
        m["native_id"] for old, m in kept if m["status"] == "gone" != old["status"] and m["thread"] != trashed
    }
    if rest == "on":
        assert gone == ids["delete"] | ids["hide"]
    else:
        # What hangs under a hidden comment is hidden with it. Where a page then shows still less than it declares,
        # what vanished may only be hidden, and is not marked.
        assert len((ids["delete"] | ids["hide"]) - gone) <= 1
    assert {m["status"] for _, m in kept if m["thread"] == trashed} <= {"gone", "ghost"}
    edited = {m["native_id"] for old, m in kept if old["text"] != m["text"] and m["kind"] == "comment"}
    assert edited == ids["edit"]
    moved = next(c for c in changes if c["op"] == "post_moved")
    assert [m["url"] for m in after if m["kind"] == "post" and m["native_id"] == str(moved["id"])] == [
        moved["new"]
    ]
    with Archive.open(tmp_path / "anew", create=True) as archive:
        list(parse_captures(archive, sorted((tmp_path / "captures").glob("*.warc.gz"))))
        assert told(archive) == after
    site.fill()
