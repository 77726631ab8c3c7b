"""Bytes into a tree: what is no page, what charset, what was lost."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.errors import ArchiveError, NotAThread, TooLarge
from scraper.parse import parse_page
from scraper.soup import decode, parse_fragment, read_page


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n ",
        b"\x00" * 50,
        b"only words",
        b"1 < 2",
        b"%PDF-1.4 <p>",
        b"\x89PNG\r\n",
        b"PK\x03\x04<p>",
        b"<!-- -->",
    ],
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(NotAThread) as caught:
        read_page(data, url="https://blog.example/x")
    assert caught.value.line().startswith("https://blog.example/x: ")


def test_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(TooLarge, match="over the limit"):
        read_page(b"<p>" + b"x" * 1000, largest=100)


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("<p>naïve".encode(), "iso-8859-1", "naïve"),  # a header that lies
        ("<meta charset=utf-8><p>naïve".encode("cp1252"), None, "naïve"),  # a page that lies
        ("<meta charset=gb2312><p>中文页面".encode("gbk"), None, "中文页面"),
        ("<p>привет мир".encode("cp1251"), "windows-1251", "привет мир"),
        ("<p>é".encode("utf-16"), None, "é"),
        ("<p>plain words".encode("utf-16-le"), None, "plain words"),
        ("<p>é".encode("utf-8-sig"), None, "é"),
        ("<p>“ok” naïve café ".encode() + b"it\x92s", None, "“ok” naïve café it’s"),
        (b"<p>a\x00b", None, "ab"),
    ],
)
def test_charsets(data: bytes, charset: str | None, text: str) -> None:
    page = read_page(data, charset=charset)
    assert "".join(page.tree.itertext()).strip() == text


@pytest.mark.parametrize("before", range(8185, 8195))
def test_a_character_may_lie_across_two_pieces(before: int) -> None:
    words = "x" * before + "é€𝄞" * 9000
    assert decode(words.encode()) == (words, "utf-8", [])
    assert decode(words.encode() + b" it\x92s") == (
        f"{words} it’s",
        "utf-8",
        ["1 bytes that are not UTF-8 inside UTF-8 were read as Windows-1252"],
    )
    assert decode(words.encode()[:-1])[2]  # the last one is cut off


def test_bytes_mended_are_said() -> None:
    assert any("Windows-1252" in note for note in decode("<p>café — ".encode() + b"it\x92s")[2])


def test_the_page_names_itself() -> None:
    page = read_page(
        b"<link rel=canonical href='/x'><meta property='og:url' content='https://b.example/x'><p>x"
    )
    assert page.url == "https://b.example/x"


def test_what_the_tree_lacks_is_rescued() -> None:
    nested = "".join(f'<ul><li id="comment-{n}"><p>said {n}</p>' for n in range(3000))
    page = read_page(nested.encode())
    assert len(page.tree.xpath("//li[starts-with(@id, 'comment-')]")) == 3000
    assert any("lenient" in note for note in page.notes)


def test_ids_in_scripts_need_no_rescue() -> None:
    page = read_page(b"<p>x</p><script>'<li id=\"comment-7\">'</script>")
    assert page.notes == []


def test_fragments_of_any_kind_give_an_element() -> None:
    assert parse_fragment("").tag == "div" or len(parse_fragment("")) == 0
    assert "".join(parse_fragment("a <b>c").itertext()) == "a c"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(lambda t: f"<p id=comment-1>{t}".encode("utf-8", "replace"))
)
def test_any_bytes_give_a_page_or_a_clear_error(data: bytes) -> None:
    with contextlib.suppress(ArchiveError):
        assert read_page(data).tree is not None


def test_what_stands_after_the_end_belongs_to_the_body() -> None:
    page = read_page(
        b"<html><head><title>t</title></head><body><p>one</p></body></html><!-- x -->"
        b"<html><body class=b>two<div id=late>three</div></body></html><p>four"
    )
    assert "".join(page.tree.find("body").itertext()) == "onetwothreefour"
    assert page.outline.after(page.tree) == len(page.outline.elements)
    assert "late" in page.outline.ids.values()
    assert [*page.tree.itersiblings("*")] == []  # which no outline would know


@pytest.mark.parametrize(
    "piece",
    [
        b"</body></html><html><body>one two",
        b"<p>one</p></body></html><html>",
        b"one<!two>",  # what the rescuer leaves out
    ],
)
def test_text_in_many_pieces_is_put_together_once(piece: bytes) -> None:
    started = time.process_time()
    read_page(b"<html><body><p title='id=comment-1 '>x</p>" + piece * 40_000)
    assert time.process_time() - started < 8


def test_a_post_with_another_page_behind_it_is_read() -> None:
    words = b"<p>Some long words stand here, and more of them.</p>" * 9
    post = b"<html><head><title>A post</title></head><body><h1>A post</h1>" + words + b"</body></html>"
    thread = parse_page(post + b"<html><body class=b><p>late</p></body></html>")
    assert thread.title == "A post"
    assert thread.text.count("Some long words") == 9


_PIECES = st.sampled_from(
    [
        *(f"<{close}{name}>" for name in ("html", "head", "body", "div", "p", "li", "ul", "article", "table", "tr", "td",
          "form", "script", "h1", "time", "blockquote", "pre") for close in ("", "/")),
        "<!-- x -->", "<![CDATA[y]]>", "<?php z ?>", "<!DOCTYPE html>", "<br>", "<img alt=a src=//b/c>",
        "<li id=comment-1 class='comment depth-1'>", "<div class=comment-content>", "<cite class=fn>Ann</cite>",
        "<a rel=author href=/ann>Ann</a>", "<time datetime=2011-05-03>", "3 May 2011", "words of no weight, ",
        "<link rel=canonical href=http://b.example/1>", "<meta name=generator content='WordPress 5'>",
        "<h2>2 comments</h2>", "<svg><title>", "</svg>", "<frameset>", "<noscript>", "<template>", "<a name=c1>",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_order_of_markup_gives_a_thread_or_a_clear_error(markup: str) -> None:
    with contextlib.suppress(NotAThread):
        thread = parse_page(markup.encode())
        keys = [comment.key for comment in thread.comments]
        assert len(keys) == len(set(keys))
