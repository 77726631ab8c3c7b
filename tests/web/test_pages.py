"""Home, search, thread and error pages as a browser without script gets them."""

import itertools
from copy import deepcopy
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from web_archives import SLEEP, comment, draft_chain, fill

from pmlarchive.archive import Archive
from pmlarchive.errors import IndexFailed
from pmlarchive.model import Kind
from pmlarchive.web.app import build_app


def page(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(path)
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_home_says_what_is_here_and_how_complete(client: FlaskClient) -> None:
    home = page(client, "/")
    assert "3 threads, 9 comments, 2014–2020" in words(home)
    assert "The pages declared 13 comments; 10 of them are here." in words(home)
    years = [words(item) for item in home.cssselect("ol.years > li")]
    assert len(years) == 7  # silent years are shown, too
    assert years[0] == "2014 1 post, 5 comments"


def test_home_lists_most_discussed_first(client: FlaskClient) -> None:
    titles = [words(link) for link in page(client, "/").cssselect("#discussed ~ .threads .title")]
    assert titles[0].startswith("Rebound after stopping")


def test_results_are_grouped_by_thread_with_marks(client: FlaskClient, rebound: str) -> None:
    found = page(client, "/search?q=rebound")
    (group,) = found.cssselect(".group")
    assert group.cssselect("h2 a")[0].get("href").startswith(f"/thread/{rebound}?q=rebound")
    assert {mark.text_content().lower() for mark in group.cssselect("mark")} == {"rebound"}
    assert "Anonymous · 7 March 2014: read in place · in reply to Unknown author" in words(group)
    place = group.cssselect(".by a")[0].get("href")
    assert place.partition("#")[2].startswith("c")


def test_no_match_helps(client: FlaskClient) -> None:
    assert "Nothing matches" in words(page(client, "/search?q=zebrafish"))


def test_search_without_query_explains(client: FlaskClient) -> None:
    assert page(client, "/search").cssselect("table.help")


def test_every_comment_stands_in_its_place(client: FlaskClient, rebound: str) -> None:
    thread = page(client, f"/thread/{rebound}")
    outline = []
    for article in thread.cssselect(".thread article.m"):
        depth = sum(1 for parent in article.iterancestors("ol"))
        outline.append((depth, words(article.cssselect(".who")[0]), article.cssselect(".who")[0].tag))
    assert outline == [
        (1, "Anna K.", "h3"),
        (2, "Dr Weber", "h4"),
        (3, "Anna K.", "h5"),
        (4, "Tomás", "h6"),
        (1, "Unknown author", "h3"),
        (2, "Anonymous", "h4"),
        (1, "No comment here", "h3"),
        (1, "Other blog", "h3"),
        (1, "No comment here", "h3"),
        (2, "Late reader", "h4"),
    ]


def test_comments_name_what_they_reply_to(client: FlaskClient, rebound: str) -> None:
    thread = page(client, f"/thread/{rebound}")
    ups = [(words(link), link.get("href")[1:]) for link in thread.cssselect("a.up")]
    assert [text for text, _ in ups] == [
        "in reply to Anna K.",
        "in reply to Dr Weber",
        "in reply to Anna K.",
        "in reply to Unknown author",
        "in reply to a comment that is not here",
    ]
    assert all(thread.get_element_by_id(target) is not None for _, target in ups)


def test_what_is_not_there_is_shown_as_such(client: FlaskClient, rebound: str) -> None:
    absent = [words(p) for p in page(client, f"/thread/{rebound}").cssselect(".absent")]
    assert [text.split(":")[0] for text in absent] == ["Removed", "Never captured"]


def test_declared_and_found_are_shown(client: FlaskClient, rebound: str) -> None:
    origin = words(page(client, f"/thread/{rebound}").cssselect(".origin")[0])
    assert "the page declared 12 comments, 3 are missing here" in origin
    assert "captured 3 May 2024" in origin


def test_links_from_elsewhere_that_a_page_counts_are_said(tmp_path: Path) -> None:
    drafted = deepcopy(SLEEP)
    drafted.comments.append(comment("202", None, "Other blog", None, "They wrote about it.", kind=Kind.PING))
    drafted.declared_comments = 2
    with fill(tmp_path, drafted) as archive:
        thread = page(build_app(archive).test_client(), f"/thread/{archive.store.thread_ids()[0]}")
    assert "declared 2 comments, all are here, counting 1 link from elsewhere" in words(
        thread.cssselect(".origin")[0]
    )


def test_order_by_time_is_flat(client: FlaskClient, rebound: str) -> None:
    thread = page(client, f"/thread/{rebound}?order=time")
    dates = [time.get("datetime") for time in thread.cssselect(".thread .when time")]
    assert dates == sorted(dates)
    assert len(thread.cssselect(".thread > li")) == 10


def test_bodies_keep_the_outline_whole(client: FlaskClient, rebound: str) -> None:
    thread = page(client, f"/thread/{rebound}")
    levels = [int(heading.tag[1]) for heading in thread.cssselect("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_message_leads_to_its_place(client: FlaskClient, rebound: str) -> None:
    link = page(client, f"/thread/{rebound}").cssselect("a.when")[2].get("href")[1:]
    assert client.get(f"/message/{link}").location == f"/thread/{rebound}#{link}"


def test_thread_is_found_by_its_own_url(client: FlaskClient, rebound: str) -> None:
    asked = "/thread/?url=http://www.blog.example.org/2014/03/rebound-after-stopping"
    assert client.get(asked).location == f"/thread/{rebound}"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/thread/nosuch", "/message/nosuch", "/thread/", "/fonts/x.ttf"]
)
def test_what_is_missing_gives_a_page_with_a_search_box(client: FlaskClient, path: str) -> None:
    missing = page(client, path, 404)
    assert "not in the archive" in words(missing)
    assert missing.cssselect("input[name=q]")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/search", "/thread/x"])
def test_nothing_can_be_written(client: FlaskClient, method: str, path: str) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert "Pages here can only be read" in response.text


def test_a_long_thread_is_sent_piece_by_piece_and_only_once(tmp_path: Path) -> None:
    with fill(tmp_path, draft_chain(60, 300)) as archive:
        client = build_app(archive).test_client()
        thread = archive.store.thread_ids()[0]
        answer = client.get(f"/thread/{thread}")
        assert answer.is_streamed
        assert answer.headers["Cache-Control"] == "no-cache"
        shown = html.document_fromstring(answer.text)
        assert len(shown.cssselect("article.m")) == 360
        assert max(len(list(m.iterancestors("ol"))) for m in shown.cssselect("article.m")) == 60
        kept = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/thread/{thread}", headers=kept).status_code == 304
        assert client.get(f"/thread/{thread}?order=time", headers=kept).status_code == 200
        archive.add(SLEEP, source="x", captured="2024-06-01T00:00:00Z")
        assert client.get(f"/thread/{thread}", headers=kept).status_code == 200


def test_a_page_is_of_one_moment_whatever_is_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fill(tmp_path, SLEEP) as archive, Archive.open(tmp_path) as writer:
        read = archive.store.thread

        def read_late(key: str) -> Any:
            first = read(key)
            again = deepcopy(SLEEP)
            again.comments.append(comment("203", None, "Late", None, "Written meanwhile."))
            Thread(target=writer.add, args=(again,), kwargs=_LATER).start()
            for _ in range(100):
                if writer.store.overview().comments == 2:
                    break
                sleep(0.05)
            assert writer.store.overview().comments == 2
            assert archive.store.overview().comments == 1
            return first

        monkeypatch.setattr(archive.store, "thread", read_late)
        client = build_app(archive).test_client()
        client.get("/")
        shown = client.get(f"/thread/{archive.store.thread_ids()[0]}").text
        assert "Written meanwhile" not in shown
        assert "2 comments" in client.get("/").text


_LATER = {"source": "later.html", "captured": "2024-06-01T00:00:00Z"}


def test_ten_thousand_replies_in_a_chain(tmp_path: Path) -> None:
    with fill(tmp_path, draft_chain(10_000)) as archive:
        thread = archive.store.thread_ids()[0]
        text = build_app(archive).test_client().get(f"/thread/{thread}").text
    assert text.count('<article class="m') == 10_000
    assert text.count("<ol") == text.count("</ol>")
    assert text.count('<details class="replies') == 99
    assert "level 9,999" in text or "level 9999" in text


def test_without_its_index_an_archive_can_still_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise IndexFailed("the index is damaged; rebuild it with `pmlarchive index`", subject=str(tmp_path))

    with fill(tmp_path, SLEEP) as archive:
        thread = archive.store.thread_ids()[0]
        monkeypatch.setattr("index.index.Index.search", fail)
        client = build_app(archive).test_client()
        for path in ("/search?q=sleep", "/api/search?q=sleep", "/feed/search.atom?q=sleep"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "pmlarchive index" in answer.text
            assert str(tmp_path) not in answer.text
        reading = client.get(f"/thread/{thread}?q=sleep")
        assert reading.status_code == 200
        assert "A cool room" in reading.text
        assert "pmlarchive index" in reading.text
