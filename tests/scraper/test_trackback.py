"""What pages say of themselves to those who send trackbacks."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.post.trackback import Trackback, read_trackback

DESCRIPTION = """<!--
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<rdf:Description
    rdf:about="https://notes.example/000290.html"
    trackback:ping="https://notes.example/cgi-bin/mt-tb.cgi/34"
    dc:title="Salt &amp; light: a na&#239;ve question"
    dc:identifier="https://notes.example/000290.html"
    dc:subject=""
    dc:creator='Ada'
    dc:date="2003-07-11T19:38:25-05:00" />
</rdf:RDF>
-->"""


def test_everything_said() -> None:
    assert read_trackback(f"<p>Before</p>{DESCRIPTION}<p>After</p>".encode(), "utf-8") == Trackback(
        url="https://notes.example/000290.html",
        title="Salt & light: a naïve question",
        author="Ada",
        date="2003-07-11T19:38:25-05:00",
    )


def test_a_list_of_posts_says_nothing_of_itself() -> None:
    assert read_trackback(f"{DESCRIPTION}{DESCRIPTION}".encode(), "utf-8") == Trackback()


def test_an_address_without_a_host_is_none() -> None:
    assert read_trackback(b"<rdf:Description rdf:about='index.html' dc:title='A' />", "utf-8") == Trackback(
        title="A"
    )


def test_what_is_left_open_ends() -> None:
    assert read_trackback(b'<rdf:Description dc:title="A' + b"x" * 10**6, "utf-8") == Trackback()


@given(st.binary(), st.sampled_from(["utf-8", "cp1252", "gb18030"]))
def test_any_bytes(data: bytes, charset: str) -> None:
    read_trackback(b"<rdf:Description" + data, charset)
