"""Marks that turn the writing direction, and control characters, end where what somebody wrote ends."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from web_archives import comment, fill

from pmlarchive.web.app import build_app
from pmlarchive.web.inline import inline, plain
from scraper.draft import DraftThread, PageKind

ARABIC = DraftThread(
    url="https://a.example/1",
    kind=PageKind.POST,
    title="سؤال عن الراحة",
    author="ليلى",
    text="هل يساعد النوم؟ sleep",
    html="<p>هل يساعد النوم؟</p><p>And in English: sleep</p>",
    comments=[comment("1", None, "Ann", "2014-03-05T10:02", "Yes, sleep helps."),
              comment("2", "1", "ليلى", "2014-03-05T11:02", "نعم sleep")],
)  # fmt: skip


def test_each_text_has_its_own_direction(tmp_path: Path) -> None:
    with fill(tmp_path, ARABIC) as archive:
        client = build_app(archive).test_client()
        thread = html.document_fromstring(client.get(f"/thread/{archive.store.thread_ids()[0]}").text)
        found = html.document_fromstring(client.get("/search?q=sleep").text)
    assert [body.get("dir") for body in thread.cssselect("h1, .body")] == ["auto"] * 4
    assert [name.text_content() for name in thread.cssselect(".who bdi")] == ["Ann", "ليلى"]
    assert [name.text_content() for name in thread.cssselect("a.up bdi")] == ["Ann"]
    assert {quote.get("dir") for quote in found.cssselect(".passages blockquote")} == {"auto"}
    assert found.cssselect(".group h2 bdi")[0].text_content() == "سؤال عن الراحة"


@pytest.mark.parametrize("path", ["/search", "/feed/search.atom", "/browse/tag", "/browse/people"])
@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\x9b31m", "\u202e", "\u2069", "\uffff"])
def test_an_echo_carries_nothing_that_acts(client: FlaskClient, path: str, bad: str) -> None:
    query = {"q": f"rebound{bad}x", "name": f"rebound{bad}x", "prefix": f"A{bad}"}
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200
    assert bad[0] not in answer.text


def test_names_are_isolated_and_escaped() -> None:
    assert inline("A <b>\u202e") == "<bdi>A &lt;b&gt;</bdi>"
    assert inline(None) == "<bdi></bdi>"
    assert plain(" a\n\x00b ") == "a b"
