"""Captures read again give the very archive that the crawl gave."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from blog_pages import Blog
from crawl_server import Server, ok, serving
from kill_child import crawl_once
from warcio.warcwriter import WARCWriter

from pmlarchive.export.jsonl import to_json
from pmlarchive.ingest import ingest
from pmlarchive.store.store import Store
from scraper.capture_writer import CaptureWriter
from scraper.crawl import Event, ThreadGone, ThreadLanded, Trouble
from scraper.replay import replay


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


def told(folder: Path) -> list[dict[str, Any]]:
    store = Store(folder / "archive.db")
    try:
        return [to_json(message) for message in store.all_messages()]
    finally:
        store.close()


def again(captures: Path, folder: Path, **how: Any) -> list[Event]:
    other: list[Event] = []
    store = Store(folder / "archive.db")
    try:
        for event in replay(sorted(captures.glob("*.warc.gz")), **how):
            if isinstance(event, ThreadLanded):
                ingest(store, event.draft, source=event.source, captured=event.captured, url=event.url)
            else:
                other.append(event)
    finally:
        store.close()
    return other


@pytest.mark.parametrize("rest", [False, True], ids=["pages", "rest"])
def test_replay_gives_what_the_crawls_gave(server: Server, tmp_path: Path, rest: bool) -> None:
    blog = Blog(server, per_page=3)
    blog.fill()
    blog.put(rest=rest)
    live, anew = tmp_path / "live", tmp_path / "anew"
    live.mkdir()
    anew.mkdir()
    crawl_once(server.base, live)
    time.sleep(1.05)  # captures are dated to the second
    blog.comments[101] = (*blog.comments[101][:2], "Edited.")
    del blog.comments[max(n for n, (post, _, _) in blog.comments.items() if post == 1)]
    gone = blog.posts.pop(4)
    blog.comments = {n: one for n, one in blog.comments.items() if one[0] != 4}
    blog.put(rest=rest)
    crawl_once(server.base, live)
    other = again(live / "captures", anew)
    assert told(anew) == told(live)
    assert [event.url.endswith(gone) for event in other if isinstance(event, ThreadGone)] == [True]
    before = told(anew)
    again(live / "captures", anew)
    assert told(anew) == before


def test_an_executor_gives_the_same(server: Server, tmp_path: Path) -> None:
    blog = Blog(server)
    blog.fill(posts=12)
    blog.put()
    crawl_once(server.base, tmp_path)
    expected = list(replay(sorted((tmp_path / "captures").glob("*"))))
    files = sorted((tmp_path / "captures").glob("*"))
    with ThreadPoolExecutor(2) as threads:
        assert list(replay(files, executor=threads, workers=2)) == expected
    with ProcessPoolExecutor(2, mp_context=get_context("forkserver")) as processes:
        assert list(replay(files, executor=processes, workers=2)) == expected


def test_captures_of_other_crawlers_become_threads(server: Server, tmp_path: Path) -> None:
    blog = Blog(server, per_page=2)
    blog.fill(posts=3)
    blog.put()
    path = tmp_path / "theirs.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for place in [
            *blog.posts.values(),
            f"{blog.posts[1]}comment-page-2/",
            f"{blog.posts[1]}?replytocom=101",
        ]:
            page = server.pages.get(place, server.pages[blog.posts[1]])
            assert isinstance(page, bytes)
            from io import BytesIO

            record = writer.create_warc_record(server.base + place, "response", BytesIO(page), len(page))
            writer.write_record(record)
    landed = [event for event in replay([path]) if isinstance(event, ThreadLanded)]
    assert [event.draft.url for event in landed] == [blog.url(post) for post in blog.posts]
    shown = {c.native_id for c in landed[0].draft.comments}
    first_two = [n for page in blog.thread(1)[:2] for n in page]
    assert shown >= {str(n) for n in first_two}
    assert landed[0].draft.complete is (len(blog.thread(1)) == 2)


def test_troubles_are_told_and_the_rest_is_read(server: Server, tmp_path: Path) -> None:
    blog = Blog(server)
    blog.fill(posts=2)
    blog.put()
    server.html("/", f"<title>B</title><body><a href='/robot'>r</a><a href='{blog.posts[1]}'>p</a></body>")
    server.pages["/robot"] = ok("<title>Just a moment...</title>")
    crawl_once(server.base, tmp_path)
    (file,) = (tmp_path / "captures").glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:-200])
    found = list(replay([file]))
    kinds = [event.what for event in found if isinstance(event, Trouble)]
    assert kinds.count("unread") == 1
    assert any(isinstance(event, ThreadLanded) for event in found)


def test_nothing_is_no_trouble(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path) as writer:
        writer.position()
    assert list(replay(sorted(tmp_path.glob("*")))) == []
    assert json.dumps(list(replay([]))) == "[]"
