"""HTML of strangers → safe HTML, text and links."""

import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import tidy
from scraper.clean import clean, clean_html, line_of, marked_text, safe, unwayback
from scraper.prose import prose
from scraper.soup import parse_fragment

BASE = "https://blog.example/post/"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One\n two</p><p>three<br>four</p>", "One two\n\nthree\nfour"),
        ("loose <em>words<p>a paragraph</p>more</em> end", "loose words\n\na paragraph\n\nmore end"),
        ("<blockquote><p>said<br>so</p></blockquote>no", "said\nso\n\nno"),
        ("<ul><li>a<li>b</ul><ol start=3><li>c<li>d</ol>", "- a\n- b\n\n3. c\n4. d"),
        ("<table><tr><th>A<td>B<tr><td>1<td>2</table>", "A | B\n1 | 2"),
        ("<pre>if x:\n    y</pre>", "if x:\n    y"),
        ("fine <img class=wp-smiley alt=':-)' src=/s.gif>", "fine :-)"),
        ("<img src=/chart.png alt='Relapses by year'>", "[Relapses by year]"),
        ("a<script>b</script><style>c</style><button>d</button>", "a"),
        ("a <span style='display: none'>b</span><span class='screen-reader-text'>c</span>d", "a d"),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert clean_html(markup, base=BASE).text == text


def test_quotations_can_be_marked_in_plain_text() -> None:
    said = "<blockquote>no<blockquote><p>yes<br>yes</p></blockquote></blockquote><p>no</p>"
    assert marked_text(said) == "> no\n\n> > yes\n> > yes\n\nno"


@pytest.mark.parametrize(
    ("markup", "html", "links"),
    [
        ("<a href='/x'>l</a>", 'href="https://blog.example/x"', ("https://blog.example/x",)),
        ("<a href='#comment-3'>l</a>", "#comment-3", ()),
        ("<a href='javascript:alert(1)'>l</a>", "<p>l</p>", ()),
        (
            "see https://doi.example/10.1/x(2), then",
            ">https://doi.example/10.1/x(2)</a>,",
            ("https://doi.example/10.1/x(2)",),
        ),
        ("(https://a.example/b)", ">https://a.example/b</a>)", ("https://a.example/b",)),
        (
            "<iframe src='//video.example/1'></iframe>",
            "https://video.example/1",
            ("https://video.example/1",),
        ),
        ("<a href='mailto:a@b.example'>l</a>", "mailto:a@b.example", ()),
        (
            "<a href='https://web.archive.org/web/20160330/http://old.example/a'>l</a>",
            'href="http://old.example/a"',
            ("http://old.example/a",),
        ),
    ],
)
def test_links(markup: str, html: str, links: tuple[str, ...]) -> None:
    found = clean_html(markup, base=BASE)
    assert html in found.html
    assert found.links == links


def test_links_say_that_nobody_vouches_for_them() -> None:
    assert 'rel="nofollow ugc noopener"' in clean_html("<a href='https://a.example/'>x</a>").html


def test_no_page_of_ours_asks_another_host_for_anything() -> None:
    html = clean_html(
        "<img src=https://a.example/p.png alt=x><video src=/v.mp4></video><b style='background:url(//x)'>b</b>"
    ).html
    assert not re.search(r"<(?:img|video|iframe)|style=|src=", html)


def test_parts_can_be_left_out_and_put_together() -> None:
    tree = parse_fragment("<div>one <i>two</i> three</div>tail")
    assert clean(tree, skip={tree.find(".//i")}).text == "one three\n\ntail"
    assert clean(["lead ", tree.find("div")]).text == "lead\n\none two three"


def test_a_line() -> None:
    element = parse_fragment("<h1>A <b>b</b><script>c</script><br>d\u200b</h1> e").find("h1")
    assert line_of(element) == "A b d"
    assert len(line_of(parse_fragment("<p>x</p>" * 5000), limit=50)) < 2000


def test_depth_is_no_danger() -> None:
    found = clean_html("<blockquote><b>" * 700 + "x" + "<ul><li>" * 200)
    assert "x" in found.text
    assert len(found.html) < 100_000


def test_the_wayback_machine_is_not_the_author() -> None:
    assert unwayback("https://web.archive.org/web/2013im_/http://a.example/b") == "http://a.example/b"


_TEXTS = st.sampled_from(["a", " ", "\xa0", "\n", "&", "<", '"', "\x0b", "é", "://", " \t"]) | st.text(
    max_size=8
)
_LOOSE = _TEXTS.map(tidy.escape) | st.sampled_from(
    ["<p>", "</p>", "<br>", "<em>", "</em>", "<strong>", "</strong>", "<blockquote>", "</blockquote>"]
)


def _within(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=4).map(lambda parts: f"<{tag}>{''.join(parts)}</{tag}>")


_WORDS = _TEXTS.map(tidy.escape) | st.just("<br>")
_PARAGRAPH = _within("p", _WORDS | _within("em", _WORDS) | _within("strong", _WORDS))
_PLAIN = st.lists(_LOOSE | _PARAGRAPH | _within("blockquote", _PARAGRAPH)).map("".join)


@settings(max_examples=500, deadline=None)
@given(_PLAIN)
def test_what_is_not_sanitised_again_is_as_it_would_be(html: str) -> None:
    kept = nh3.clean(html, tags={"p", "br", "em", "strong", "blockquote"}, attributes={})
    assert safe(html) == kept.strip()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        _TEXTS.map(tidy.escape) | st.sampled_from(["<p>", "<br>", "<p>b<p hidden>", "<!-- c -->", "<p> "])
    )
)
def test_prose_reads_as_the_walk_reads_it(parts: list[str]) -> None:
    tree = parse_fragment("<p>" + "".join(parts))
    writer = tidy.Writer(None)
    tidy.walk_inside(tree, writer, ())
    html, text, _ = writer.finish()
    for content in (tree, [*tree]):
        if (found := prose(content, ())) and not any((p.tail or "").strip() for p in tree):
            assert found == (html, text)


_NASTY = st.lists(
    st.sampled_from(
        [
            "<script>", "</script>", "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>",
            "<a href=' jav\tascript:x'>", "<math><mtext>", "</p>", "<style>", "<iframe srcdoc='<script>'>", "<p onclick=x>",
            "<!--", "-->", "<![CDATA[", "<noscript>", "<table><td>", "&lt;script&gt;", '"', "<a href=\"data:text/html,x\">",
        ]
    )
    | st.text(max_size=12)
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_NASTY)
def test_nothing_that_runs_survives(parts: list[str]) -> None:
    html = clean_html("".join(parts), base=BASE).html
    tree = parse_fragment(html)
    for element in tree.iterdescendants():
        assert element.tag not in ("script", "style", "iframe", "svg", "img", "object", "math")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not re.match(r"\s*(?:java|vb)script:|\s*data:", value) or name == "title"
