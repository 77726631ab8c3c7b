"""Movable Type's and TypePad's text export."""

import io

import pytest

from pmlarchive.model import Kind
from scraper.draft import DraftThread
from scraper.formats.movabletype import read_movabletype

ENTRY = """AUTHOR: Imogen
TITLE: On {title}
STATUS: {status}
ALLOW COMMENTS: 1
CONVERT BREAKS: {breaks}
UNIQUE URL: http://grey.example/2008/{title}.html
PRIMARY CATEGORY: Causes
CATEGORY: Causes
TAGS: "EBV", vitamin D
DATE: 03/05/2008 02:16:10 PM
-----
BODY:
First line
second line

NOTE: not a field, but text
-----
EXTENDED BODY:
More.
-----
EXCERPT:

-----
COMMENT:
AUTHOR: Marguerite T.
EMAIL: m@example.org
IP: 192.0.2.1
URL: http://m.example/
DATE: 03/06/2008 08:00:07 AM
TITLE is a word here.

Twice.
-----
PING:
TITLE: Elsewhere
URL: http://slow.example/lift.html
IP: 192.0.2.2
BLOG NAME: Slow Lane
DATE: 03/07/2008 11:00:00 PM
She says it is a lift.
-----

--------
"""


def entry(title: str = "ebv", status: str = "Publish", breaks: str = "__default__") -> str:
    return ENTRY.format(title=title, status=status, breaks=breaks)


def read(data: str | bytes, notes: list[str] | None = None) -> list[DraftThread]:
    data = data if isinstance(data, bytes) else data.encode()
    return list(read_movabletype(io.BytesIO(data), notes if notes is not None else []))


def test_an_entry_with_comment_and_ping() -> None:
    [thread] = read(entry())
    assert (thread.url, thread.title, thread.author) == (
        "http://grey.example/2008/ebv.html",
        "On ebv",
        "Imogen",
    )
    assert thread.date.value == "2008-03-05T14:16:10", "month first, zone unknown"
    assert thread.text == "First line\nsecond line\n\nNOTE: not a field, but text\n\nMore."
    assert thread.tags == ("Causes", "EBV", "vitamin D")
    comment, ping = thread.comments
    assert (comment.author, comment.author_url) == ("Marguerite T.", "http://m.example/")
    assert comment.text == "TITLE is a word here.\n\nTwice."
    assert "m@example.org" not in repr(comment)
    assert (ping.kind, ping.author, ping.date.value) == (Kind.PING, "Slow Lane", "2008-03-07T23:00:00")


def test_drafts_are_left_out() -> None:
    assert [t.title for t in read(entry("a", "Draft") + entry("b") + entry("c", "Future"))] == ["On b"]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_and_charsets(end: str) -> None:
    data = entry().replace("Marguerite", "Jürgen").replace("\n", end)
    for charset in ("utf-8", "cp1252", "utf-8-sig"):
        assert read(data.encode(charset))[0].comments[0].author == "Jürgen T."


def test_a_file_cut_in_the_middle_says_so() -> None:
    notes: list[str] = []
    threads = read(entry("a") + entry("b")[:-120], notes)
    assert [t.title for t in threads] == ["On a", "On b"]
    assert len(notes) == 1
    assert "middle of an entry" in notes[0]


def test_html_of_its_own_is_not_broken_into_paragraphs() -> None:
    text = entry(breaks="richtext").replace("First line\nsecond line", "<p>First line\nsecond line</p>")
    assert read(text)[0].text.startswith("First line second line")
