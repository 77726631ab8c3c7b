"""Any bytes at all, and real exports damaged anywhere: threads, or one of our errors."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmlarchive.errors import ArchiveError, Unforeseen
from scraper.draft import DraftThread
from scraper.files import read_file
from scraper.formats.base import Reader
from scraper.formats.blogger_feed import read_blogger_feed
from scraper.formats.discourse_json import read_discourse
from scraper.formats.disqus_xml import read_disqus
from scraper.formats.ghost_json import read_ghost
from scraper.formats.jsonl import read_jsonl
from scraper.formats.mbox import read_mbox
from scraper.formats.movabletype import read_movabletype
from scraper.formats.saved_page import read_mhtml
from scraper.formats.wxr import read_wxr

SEEDS: dict[str, tuple[Reader, bytes]] = {
    "wxr": (
        read_wxr,
        (b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>G</title><item>'
        b"<title>T</title><link>http://[x/</link><wp:post_date_gmt>2014-01-01 00:00:00</wp:post_date_gmt><wp:comment>"
        b"<wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[<b>x]]></wp:comment_content></wp:comment>"
        b"</item></channel></rss>"),
    ),
    "blogger": (
        read_blogger_feed,
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1.archive</id><entry>'
        b'<id>tag:blogger.com,1999:blog-1.post-2</id><link rel="alternate" href="http://x:99999999/"/>'
        b'<content type="xhtml"><div>x</div></content><total>4</total></entry></feed>'),
    ),
    "disqus": (
        read_disqus,
        (b'<disqus xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><link>http://[/</link></thread>'
        b'<post dsq:id="2"><message>x</message><thread dsq:id="1"/><parent dsq:id="2"/></post></disqus>'),
    ),
    "movabletype": (
        read_movabletype,
        (b"AUTHOR: x\nTITLE: y\nDATE: 01/02/2003 04:05:06 PM\n-----\nBODY:\nz\n-----\nCOMMENT:\nAUTHOR: q\nhi\n-----\n--------\n"),
    ),
    "discourse": (
        read_discourse,
        (b'{"post_stream": {"posts": [{"post_number": 1, "cooked": "<p>x", "created_at": "2015-01-19T05:14:16Z"},'
        b'{"post_number": 2, "reply_to_post_number": 2, "cooked": 5}], "stream": [1]}, "tags": [1, null]}'),
    ),
    "ghost": (
        read_ghost,
        (b'{"db": [{"data": {"posts": [{"id": 1, "html": "<p>x", "published_at": 1e300}], "comments":'
        b'[{"id": null, "post_id": 1, "html": "\\ud800"}]}}]}'),
    ),
    "jsonl": (
        read_jsonl,
        (b'{"kind": "comment", "site": "s", "platform": "p", "thread": "http://[", "id": "c00000000000000000000"}\n'
        b'{"kind": "post", "site": "s", "platform": "p", "thread": "u", "id": "p00000000000000000000", "date": null}\n'),
    ),
    "mbox": (
        read_mbox,
        (b"From x\nMessage-ID: <a>\nDate: Mon, 2 Jun 2014\nFrom: =?x?q?=FF?=\n\nhi\n\n"
        b"From y z\nMessage-ID: <b>\nIn-Reply-To: <a>\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\nhi\n--b--\n"),
    ),
}  # fmt: skip


def _drafts(reader: Reader, data: bytes) -> Iterator[DraftThread]:
    try:
        yield from reader(io.BytesIO(data), [], name="x")
    except ArchiveError as error:
        _said(error)


def _said(error: ArchiveError) -> None:
    assert not isinstance(error, Unforeseen), error
    assert str(error)
    assert "\n" not in error.line()


def _check(threads: Iterator[DraftThread]) -> None:
    for thread in threads:
        texts = [thread.text, thread.title or "", thread.author or "", thread.url or ""]
        for comment in thread.comments:
            assert comment.key
            texts += [
                comment.text,
                comment.author or "",
                comment.key,
                comment.parent or "",
                comment.url or "",
            ]
        for text in texts:
            text.encode("utf-8")  # no lone surrogates: no database takes them


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_hold_a_thread(name: str) -> None:
    reader, data = SEEDS[name]
    assert list(reader(io.BytesIO(data), [], name="x"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(sorted(SEEDS)))
def test_damage_anywhere(data: st.DataObject, name: str) -> None:
    reader, seed = SEEDS[name]
    place = data.draw(st.integers(0, len(seed)))
    cut = data.draw(st.integers(0, 40))
    junk = data.draw(
        st.one_of(st.binary(max_size=30), st.sampled_from([b"\x00", b"&x;", b"<![CDATA[", b'"', b"9" * 5000]))
    )
    _check(_drafts(reader, seed[:place] + junk + seed[place + cut :]))
    _check(_drafts(reader, seed[:place]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400), name=st.sampled_from(sorted(SEEDS)))
@example(data=b'{"a":' * 50_000, name="jsonl")
@example(data=b"From x\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 150, name="mbox")
def test_any_bytes(data: bytes, name: str) -> None:
    _check(_drafts(SEEDS[name][0], data))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), head=st.sampled_from([b"", *(seed[:60] for _, seed in SEEDS.values())]))
@example(data=b"MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=b\n\n--b\n" * 300, head=b"")
def test_any_file(data: bytes, head: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.html"
        path.write_bytes(head + data)
        try:
            _check(read_file(path))
        except ArchiveError as error:
            _said(error)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
@example(
    data=b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: multipart/x; boundary=c\n\n"
    * 900
)
@example(data=b"Content-Type: text/html; charset*=x''%ff\nContent-Transfer-Encoding: base64\n\n===")
def test_any_mhtml(data: bytes) -> None:
    try:
        read_mhtml(data)
    except ArchiveError as error:
        _said(error)
