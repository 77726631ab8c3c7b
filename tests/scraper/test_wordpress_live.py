"""A real WordPress whose truth is known, crawled in its themes and modes of paging."""

import dataclasses
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_wordpress import WordPress, missing

from pmlarchive import crawling
from pmlarchive.archive import Archive
from pmlarchive.audit import audit
from pmlarchive.crawling import crawl_site, parse_captures, settings_of
from pmlarchive.export.jsonl import to_json
from pmlarchive.importing import Imported

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

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


@pytest.fixture(scope="session")
def site(shared: Path) -> Iterator[WordPress]:
    tools = shared / "wordpress"
    why = missing(tools)
    if why is not None:
        pytest.skip(why)
    running = os.environ.get("PMLARCHIVE_WORDPRESS")  # one that is up and filled, to spare the half minute
    if running and "PYTEST_XDIST_WORKER" not in os.environ:  # processes may not share one
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


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the site fails to make is asked for again at once."""
    monkeypatch.setattr(
        crawling, "settings_of", lambda config: dataclasses.replace(settings_of(config), backoff=0.01)
    )


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


def per_page(paging: str) -> int:
    """Threads on one page of comments."""
    said = [change for change in PAGING[paging] if change.startswith("comments_per_page=")]
    return 10_000 if paging == "one-page" else int(said[0].partition("=")[2]) if said else 50


class Truth:
    """What a site shows in one mode, by the comments' numbers, under the addresses of that mode."""

    def __init__(self, site: WordPress, paging: str) -> None:
        gold = site.gold
        self.comments = {g["id"]: g for g in gold if g["kind"] == "comment"}
        self.posts = {g["id"]: g for g in gold if g["kind"] == "post" and g["public"]}
        self.urls = {
            number: post["post_url"] if paging != "plain-10"
            else f"{site.start}?{'page_id' if post['type'] == 'page' else 'p'}={number}"
            for number, post in self.posts.items()
        }  # fmt: skip
        # Flat lists show what threads hide: replies whose parent is hidden.
        seen = "visible" if paging == "flat" else "html_visible"
        self.shown = {number for number, g in self.comments.items() if g[seen]}

    def of(self, post: int) -> set[int]:
        return {number for number in self.shown if self.comments[number]["post_id"] == post}

    def top(self, number: int) -> int:
        while parent := self.comments[number]["parent_id"]:
            number = parent
        return number


def broken_pages(became: list[Imported]) -> dict[str, set[str]]:
    """The comment pages that the theme could not make (the site answered 500), by their post."""
    found: dict[str, set[str]] = {}
    for one in became:
        if one.error is not None and "HTTP 500" in str(one.error):
            url = one.error.subject or ""
            post, _, number = re.sub(r"comment-page-(\d+)/$|&cpage=(\d+)$", r"#\1\2", url).partition("#")
            found.setdefault(post, set()).add(number)
    return found


def lost_with_their_pages(truth: Truth, got: set[int], became: list[Imported], size: int) -> set[int]:
    """Check that nothing is missing but what no page shows; return the posts whose pages the site cannot make.

    Pages are made of whole top-level threads: of a post with one broken page, one page's worth may be missing.
    """
    broken = broken_pages(became)
    for post, url in truth.urls.items():
        lost = truth.of(post) - got
        if url not in broken:
            assert lost == set(), url
            continue
        # The post's own page shows the same comments as its first or last comment page.
        pages = len(broken[url] - {""}) or 1
        if size >= len(truth.of(post)):  # one page, under whatever number it is asked for
            pages = 1
        threads = {truth.top(number) for number in lost}
        assert not {truth.top(number) for number in truth.of(post) & got} & threads
        assert (pages - 1) * size < len(threads) <= pages * size
    return {post for post, url in truth.urls.items() if url in broken}


def names_what_is_missing(
    folder: Path, truth: Truth, messages: list[dict[str, Any]], broken: set[int]
) -> None:
    """The audit names every post that declares more than was found, and no other; and what could not be read."""
    with Archive.open(folder) as archive:
        report = audit(archive)
    declared = {m["url"]: m["declared_comments"] for m in messages if m["kind"] == "post"}
    got = {int(m["native_id"]) for m in messages if m["kind"] != "post" and m["status"] == "visible"}
    short = set()
    for post, url in truth.urls.items():
        if declared.get(url) is not None:
            claimed = truth.posts[post]["comment_count_claimed"]
            assert declared[url] == claimed
            if len(truth.of(post) & got) < claimed:
                short.add(url)
        else:
            assert post in broken or truth.posts[post]["comment_count_claimed"] == 0, url
    assert {thread.url for thread in report.differing} == short
    named = short | {problem.source for problem in report.problems}
    assert {truth.urls[post] for post in broken} <= named


# With REST, paging matters to pings only: every theme in two modes, every mode in one theme.
_PAIRS = [(t, p) for t in THEMES for p in PAGING]
WITH_REST = [(t, p) for t, p in _PAIRS if t == THEMES[0] or p in ("newest", "desc-7")]


@pytest.mark.parametrize(("theme", "paging"), WITH_REST)
def test_with_rest_every_comment_is_got_right(
    site: WordPress, tmp_path: Path, theme: str, paging: str
) -> None:
    site.mode(f"theme={theme}", *PAGING[paging])
    became, messages = crawl(tmp_path, site.start)
    result = site.score(messages, "comments")
    assert result["comments"]["recall"] == result["comments"]["precision"] == 1.0
    # Plain permalinks are other addresses than those that the truth was written down with.
    assert result["post_right"] == 1.0 or paging == "plain-10"
    assert result["parent_edges"]["recall"] == result["parent_edges"]["precision"] == 1.0
    assert result["parent_edges"]["top_level_kept_top"] == 1.0
    assert result["author"]["accuracy"] == 1.0
    assert result["date"] == {"exact": 1414, "accuracy_minute": 1.0, "kinds": {"aware": 1414}}
    assert result["text"]["exact_share"] == 1.0, result["text"]["first_difference"]
    no_secret(site, messages)
    truth = Truth(site, paging)
    assert {m["thread"] for m in messages} == set(truth.urls.values())
    broken = {truth.urls[post] for post in truth.posts} & set(broken_pages(became))
    pings = {
        number for number in truth.shown
        if truth.comments[number]["type"] != "comment" and truth.urls[truth.comments[number]["post_id"]] not in broken
    }  # fmt: skip
    assert pings <= {int(m["native_id"]) for m in messages if m["kind"] == "ping"}
    if (theme, paging) == WITH_REST[0]:
        # robots.txt, the start page, one list of posts and one of pages, fifteen of comments, each post's page,
        # and the further comment pages of the three big posts.
        assert requests(tmp_path) <= 1 + 1 + 2 + 15 + len(truth.posts) + 6


@pytest.mark.parametrize(("theme", "paging"), _PAIRS)
def test_without_rest_everything_that_pages_show_is_got(
    site: WordPress, tmp_path: Path, theme: str, paging: str
) -> None:
    site.mode(f"theme={theme}", "rest=off", *PAGING[paging])
    became, messages = crawl(tmp_path, site.start)
    no_secret(site, messages)
    truth = Truth(site, paging)
    here = [m for m in messages if m["kind"] in ("comment", "ping") and m["status"] == "visible"]
    got = {int(m["native_id"]): m for m in here}
    assert len(got) == len(here)
    assert got.keys() <= truth.shown
    broken = lost_with_their_pages(truth, set(got), became, per_page(paging))
    names_what_is_missing(tmp_path, truth, messages, broken)
    by_id = {m["id"]: m for m in messages}
    deepest = 5 if paging == "depth-5" else 10
    for number, message in got.items():
        known = truth.comments[number]
        assert message["thread"] == truth.urls[known["post_id"]]
        if paging != "flat" and known["depth"] <= deepest:  # what is deeper, themes print as if it were not
            parent = by_id[message["parent"]]
            said = int(parent["native_id"]) if parent["kind"] == "comment" else 0
            assert said == known["parent_id"]
    if paging == "plain-10":
        return
    # Block themes print names with curled apostrophes.
    plain = [m | {"author": (m["author"] or "").replace("’", "'") or None} for m in messages]
    result = site.score(plain, "html")
    assert result["author"]["accuracy"] == 1.0, result["author"]["wrong_examples"]
    assert result["text"]["exact_share"] == 1.0, result["text"]["first_difference"]


@pytest.mark.parametrize("rest", ["on", "off"])
def test_updates_bring_what_changed_and_nothing_else(site: WordPress, tmp_path: Path, rest: str) -> None:
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
    vanished = ids["delete"] | ids["hide"]
    if (
        rest == "off"
    ):  # what hangs under a hidden comment is hidden with it, and what was hidden before stays so
        answers = {m["id"]: m for m in first if m["thread"] != trashed}
        for message in sorted(answers.values(), key=lambda m: m["depth"]):
            parent = answers.get(message["parent"])
            if parent is not None and parent["native_id"] in vanished - ids["delete"]:
                vanished.add(message["native_id"])
        vanished &= {m["native_id"] for m in answers.values()}
    assert gone == vanished
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
