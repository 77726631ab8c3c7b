"""Captured markup never runs, loads, restyles or leads astray; pages ask browsers to keep it so."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pmlarchive.web.safe import body, clean, mark_text

PAGES = ["/", "/search", "/search?q=words", "/nowhere"]


def trap(client: FlaskClient) -> str:
    link = re.search(r'href="(/thread/p[0-9a-f]+)[^"]*"><bdi>&lt;script', client.get("/").text)
    assert link
    return link.group(1)


def test_hostile_markup_is_gone(client: FlaskClient) -> None:
    text = client.get(trap(client)).text
    page = html.document_fromstring(text)
    assert not page.xpath(
        "//script[not(@src) and not(@type)] | //base | //style | //iframe | //object | //math | //img"
    )
    assert not page.xpath("//article//*[self::form or self::meta or self::svg or self::link]")
    assert not page.xpath("//@*[starts-with(name(), 'on')] | //@style")
    assert not [href for href in page.xpath("//@href") if href.lower().startswith(("javascript:", "data:"))]
    assert len(page.xpath("//p[.='words stay']")) >= 2
    assert page.xpath("//h1")[0].text_content() == "<script>window.pwned=7</script> A trap"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_asked_of_another_host(client: FlaskClient, path: str) -> None:
    page = html.document_fromstring(client.get(path).text)
    loaded = page.xpath("//@src | //link/@href | //form/@action")
    assert loaded
    assert all(url.startswith("/") and not url.startswith("//") for url in loaded)


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/fonts.css"])
def test_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "Set-Cookie" not in headers


def test_pages_are_kept_by_browsers_until_they_change(client: FlaskClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_long_pages_travel_compressed(client: FlaskClient) -> None:
    answer = client.get("/search", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_a_foreign_name_that_points_here_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_pictures_become_their_description() -> None:
    assert clean('<p><img src="https://a.example/x.png" alt="a scan"></p>') == (
        '<p><span class="picture">[picture: a scan]</span></p>'
    )


def test_headings_go_down_one_at_a_time() -> None:
    shown = body("<h1>A</h1><h4>B</h4><h2>C</h2>", "", headings_from=2)
    assert shown == "<h2>A</h2><h3>B</h3><h3>C</h3>"
    assert body("<h1>A</h1>", "") == "<p><strong>A</strong></p>"


def test_text_stands_in_for_missing_html() -> None:
    assert body("", "a < b\nc\n\nd") == "<p>a &lt; b<br>c</p><p>d</p>"


def test_marks_leave_tags_alone() -> None:
    def spans(text: str) -> list[tuple[int, int]]:
        return [found.span() for found in re.finditer("a|<", text)]

    shown = body('<p class="a">a &lt; <a href="http://a.example/">b</a></p>', "", spans=spans)
    link = '<a href="http://a.example/" rel="noopener noreferrer nofollow ugc">b</a>'
    assert shown == f"<p><mark>a</mark> <mark>&lt;</mark> {link}</p>"


@given(st.text(), st.lists(st.integers(0, 40), max_size=8))
def test_marking_never_changes_words(text: str, cuts: list[int]) -> None:
    bounds = sorted({min(cut, len(text)) for cut in cuts})
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    shown: Any = (
        html.fragment_fromstring(f"<div>{mark_text(text, lambda _: spans)}</div>") if _plain(text) else None
    )
    assert shown is None or shown.text_content() == text


def _plain(text: str) -> bool:
    """Whether a parser keeps the text as it is (no control characters, no lone surrogates)."""
    return all(char.isprintable() and not "\ud800" <= char <= "\udfff" for char in text)


_PIECES = """
<mtext> < > script <script> </script>
<svg> <math> <style> <a_href= javascript: " ' _onerror= x <img_src=x <!--
--> = <p> <![CDATA[ &#106; &lt; <base_href= <form> <table> <noscript> <title> <textarea> <template> <mglyph>
"""
_SOUP = st.lists(st.sampled_from([piece.replace("_", " ") for piece in _PIECES.split()]), max_size=30)


@given(_SOUP.map("".join))
def test_no_broken_markup_slips_through(source: str) -> None:
    shown = html.document_fromstring(f"<body>{body(source, 'x')}</body>")
    for element in shown.xpath("//body//*"):
        assert element.tag not in {
            "script",
            "svg",
            "math",
            "style",
            "base",
            "form",
            "meta",
            "img",
            "iframe",
            "title",
        }
        assert not [
            name for name in element.attrib if name.startswith("on") or name in {"style", "src", "id"}
        ]
        assert not element.get("href", "").strip().lower().startswith("javascript")
