"""HTML of strangers → safe HTML, text and links."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import lines, tidy
from scraper.clean import clean, clean_html, is_harmless, line_of, marked_text, safe, unwayback
from scraper.prose import prose
from scraper.soup import parse_fragment
from scraper.writer import Writer

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
    ("markup", "written", "links"),
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
def test_links(markup: str, written: str, links: tuple[str, ...]) -> None:
    found = clean_html(markup, base=BASE)
    assert written in found.html
    assert found.links == links


def test_links_say_that_nobody_vouches_for_them() -> None:
    assert 'rel="nofollow ugc noopener"' in clean_html("<a href='https://a.example/'>x</a>").html


def test_no_page_of_ours_asks_another_host_for_anything() -> None:
    written = clean_html(
        "<img src=https://a.example/p.png alt=x><video src=/v.mp4></video><b style='background:url(//x)'>b</b>"
    ).html
    assert not re.search(r"<(?:img|video|iframe)|style=|src=", written)


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


_LINKS = st.lists(
    st.sampled_from([*"/#?.;:@[]~&=%a1é℀\xa0 _-", "..", "/.", "//", "/../", "a/b", "?#", "host.example"]), max_size=7
).map("".join)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(
    st.sampled_from(["/", "//", "#", ""]),
    _LINKS,
    st.sampled_from([
        "http://h.example/a/b?c#d", "https://h.example", "HTTP://E.example/", "http://[::1]/x", "http://[", "http:", "page",
        "//x/y", "mailto:a@b", "http://é.example/é/", "http://web.archive.org/web/2010/http://a.example/b/", "",
    ]),
)  # fmt: skip
def test_a_link_is_made_whole_as_its_standard_says(start: str, rest: str, base: str) -> None:
    found = lines.link_of(start + rest, base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_BESIDE", re.compile("(?!)"))
        assert lines.link_of(start + rest, base) == found


_TEXTS = st.sampled_from(["a", " ", "\xa0", "\n", "&", "<", '"', "\x0b", "é", "://", " \t"]) | st.text(
    max_size=8
)
_ADDRESSES = st.sampled_from([
    "https://a.example/b?c=1&d#e", "/x", "http://1.2.3.4.5/", "http://a.0x1/", "http://xn--a.example/", "http://a.example:99999/",
    "mailto:a@b.example", "http://a.example/\xe9\xa0'`", "http://[::1/", "//a.example", "javascript:x", "http://user@a.example", "#b",
    "https://a-b.c-d.example", "http://a.example/<x>\"", "https://a..example/", "ftp://a.example/", "http://A.Example", "",
])  # fmt: skip
_ELEMENTS = st.sampled_from(sorted({tag for tag in tidy.STEPS if isinstance(tag, str)} | {"span", "x"}))
_ATTRIBUTES = st.sampled_from(
    ["", "", "", " class=x", " hidden", " title='a\"&b'", " start=3", " colspan=2", " alt=:)"]
)
_TAGS = (
    st.builds("<{}{}>".format, _ELEMENTS, _ATTRIBUTES)
    | st.builds("</{}>".format, _ELEMENTS)
    | st.builds("<a href='{}'>".format, _ADDRESSES)
    | st.builds("<img alt=b src='{}'>".format, _ADDRESSES)
)
_CELLS = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(["td", "td", "th", "caption"]),
    _TEXTS.map(html.escape)
    | st.sampled_from(["<em>a", "<br>b", "<p>c", "<a href=/d>e</a>", "<pre>f", "<ul><li>"]),
)
_ROWS = st.lists(_CELLS, max_size=3).map(lambda cells: f"<tr>{''.join(cells)}</tr>")
_TABLES = st.lists(_ROWS | _CELLS, max_size=3).map(lambda rows: f"<table>{''.join(rows)}</table>")
_CODE = st.builds(
    "<pre>{}{}{}</pre>".format, *[st.sampled_from(["", "&#10;", "&#13;", "<b>", "a", "</b>"])] * 3
)
_MARKUP = st.lists(_TEXTS.map(html.escape) | _ADDRESSES | _TAGS | _TABLES | _CODE, max_size=25).map("".join)


@settings(max_examples=1000, deadline=None)
@given(_MARKUP)
def test_what_is_not_sanitised_again_is_as_it_would_be(markup: str) -> None:
    writer = Writer(BASE)
    tidy.walk_inside(parse_fragment(markup), writer, ())
    written, _, _ = writer.finish()
    assert safe(written, sure=writer.sure) == safe(written, sure=False)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a<br>b</p>",
        "<ul><li>a <b>b</b></ul>",
        "<h3>a</h3><p><a href='/b'>c</a>",
        "<table><thead><tr><th>a<th>b</thead><tr><td>c<br>d<td></table>",
        "<pre>a\n  b</pre>",
    ],
)
def test_the_common_is_known_to_be_safe(markup: str) -> None:
    writer = Writer(BASE)
    tidy.walk_inside(parse_fragment(markup), writer, ())
    assert writer.sure
    assert is_harmless(writer.finish()[0])


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><p>a</table>",
        "<table><tr>a</table>",
        "<table><hr></table>",
        "<tr><td>a",
        "<pre>a&#13;b",
    ],
)
def test_what_may_be_moved_or_changed_is_not(markup: str) -> None:
    writer = Writer(BASE)
    tidy.walk_inside(parse_fragment(markup), writer, ())
    assert not writer.sure


def test_the_newline_that_preformatted_text_begins_with_is_lost_on_whoever_reads_it() -> None:
    assert not is_harmless("<pre>\na</pre>")
    assert is_harmless("<pre>a\n</pre>")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        _TEXTS.map(html.escape) | st.sampled_from(["<p>", "<br>", "<p>b<p hidden>", "<!-- c -->", "<p> "])
    )
)
def test_prose_reads_as_the_walk_reads_it(parts: list[str]) -> None:
    tree = parse_fragment("<p>" + "".join(parts))
    writer = Writer(None)
    tidy.walk_inside(tree, writer, ())
    written, text, _ = writer.finish()
    for content in (tree, [*tree]):
        if (found := prose(content, ())) and not any((p.tail or "").strip() for p in tree):
            assert (safe(found[0], sure=True), found[1]) == (safe(written, sure=False), text)


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
    tree = parse_fragment(clean_html("".join(parts), base=BASE).html)
    for element in tree.iterdescendants():
        assert element.tag not in ("script", "style", "iframe", "svg", "img", "object", "math")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not re.match(r"\s*(?:java|vb)script:|\s*data:", value) or name == "title"


def test_a_byte_order_mark_is_dropped_as_by_whoever_reads_the_html() -> None:
    assert safe("\ufeff<p>x</p>", sure=True) == safe("\ufeff<p>x</p>", sure=False) == "<p>x</p>"
