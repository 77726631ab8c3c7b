"""The post itself: identity, title, author, date, words."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.errors import NotAThread
from scraper.draft import PageKind
from scraper.parse import parse_page

PARAGRAPHS = "<p>The virus sleeps in most of us, and that alone tells little about who falls ill.</p>" * 4


def read(body: str, head: str = "", **more: str) -> object:
    return parse_page(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), **more)


def test_everything_stated() -> None:
    thread = read(
        f"""<header><h1><a href="/">The Notebook</a></h1></header><article class="post hentry" id="post-7">
        <h2 class="entry-title">Sleeping viruses</h2><p class="meta">by <a rel="author" href="/author/ada">Ada B</a> on
        <time class="entry-date published" datetime="2014-03-05T10:00:00+01:00">March 5</time>
        <a href="#comments">3 Comments</a></p><div class="entry-content">{PARAGRAPHS}
        <p>See <a href="https://doi.example/10.1/x">the paper</a>.</p><div class="sharedaddy">Share this: Tweet</div></div>
        <footer>Tags: <a rel="tag" href="/tag/ebv">EBV</a></footer></article>
        <div id="sidebar"><h3>Recent Comments</h3><p>{"Chatter of other places. " * 20}</p></div>""",
        '<link rel=canonical href="https://n.example/7/"><title>Sleeping viruses | The Notebook</title>',
    )
    assert thread.url == "https://n.example/7/"
    assert thread.site_url == "https://n.example/"
    assert (thread.title, thread.author, thread.author_url) == (
        "Sleeping viruses",
        "Ada B",
        "https://n.example/author/ada",
    )
    assert thread.date.value == "2014-03-05T10:00:00+01:00"
    assert (thread.native_id, thread.tags, thread.declared_comments) == ("7", ("EBV",), 3)
    assert thread.links == ("https://doi.example/10.1/x",)
    assert thread.text.startswith("The virus sleeps")
    assert thread.text.endswith("See the paper.")


def test_class_names_are_not_needed() -> None:
    thread = read(
        f"<div><h3>Sleeping viruses</h3><div>Posted February 12th, 2008 by eric</div>{PARAGRAPHS}</div>",
        "<title>Sleeping viruses</title>",
    )
    assert (thread.title, thread.author, thread.date.value) == ("Sleeping viruses", "eric", "2008-02-12")


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        ("<span>Dec 18</span> Sleeping viruses", '<meta property="og:title" content="Sleeping viruses">'),
        (
            'Sleeping viruses <a href="https://b.example">(b.example)</a>',
            "<title>Sleeping viruses | Notes</title>",
        ),
        (
            "<span><a href=/7>Sleeping viruses</a> <i><a href=//ice.example/>(ice.example)</a></i></span> <b>3</b>",
            '<meta property="og:title" content="Sleeping viruses">',
        ),
        ("", "<title>Sleeping viruses - The Night Notebook</title>"),
        ("", "<title>Sleeping viruses - Night Notebook Forum - Page 1</title>"),
    ],
)
def test_a_title_is_the_title_alone(heading: str, head: str) -> None:
    page = f"<h1>{heading}</h1><div class=entry>{PARAGRAPHS}</div>"
    assert read(page, head, url="https://www.nightnotebook.example/7").title == "Sleeping viruses"


def test_linked_data() -> None:
    thread = read(
        f"<h1>Sleeping viruses</h1>{PARAGRAPHS}",
        """<script type="application/ld+json">{"@graph": [{"@type": "Person", "@id": "#a", "name": "Ada B"},
        {"@type": "BlogPosting", "headline": "Sleeping viruses", "datePublished": "2014-03-05T10:00:00Z",
         "author": {"@id": "#a"}, "commentCount": 12, "mainEntityOfPage": "https://n.example/7/"}]}</script>""",
    )
    assert (thread.url, thread.author, thread.date.value, thread.declared_comments) == (
        "https://n.example/7/",
        "Ada B",
        "2014-03-05T10:00:00+00:00",
        12,
    )


@pytest.mark.parametrize("script", ["{", "[" * 100_000, '{"@type": 3, "author": [[[]]]}', "<!-- -->"])
def test_broken_linked_data_says_nothing(script: str) -> None:
    thread = read(f"<h1>T</h1>{PARAGRAPHS}", f'<script type="application/ld+json">{script}</script>')
    assert thread.author is None


def test_a_lying_offset_is_told_by_a_true_one() -> None:
    thread = read(
        f'<h1>T</h1><time datetime="2014-03-05T10:00:00-05:00">x</time>{PARAGRAPHS}',
        '<meta property="article:published_time" content="2014-03-05T10:00:00+00:00">',
    )
    assert thread.date.value == "2014-03-05T10:00:00-05:00"


def test_a_change_is_no_publication() -> None:
    thread = read(
        f'<h1>T</h1><time class="updated" datetime="2020-01-01">Updated 2020-01-01</time>{PARAGRAPHS}'
    )
    assert thread.date.value is None


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="byline">By <a href="/author/ada">Ada Byron</a> <a class="archive" href="/author/ada">View more posts</a></div>',
        '<div class="author-flyout"><a href="/author/ada">View Author Archive</a><p>Ada Byron</p></div>',
        '<h4 class="author-heading">About Ada Byron</h4>',
        '<a rel="author" href="/ada">View all posts by Ada Byron</a>',
        '<div class="post-author"><span>Ada Byron</span><p>Editor of the stars</p></div>',
        '<div class="author">Ada Byron<time>4:00 PM</time> on May 5, 2014</div>',
        '<div class="meta-author-info"><em>by</em><a class="author-link" href="/x">Ada Byron</a></div>',
        "<p>By Ada Byron May 5, 2014 3 Comments</p>",
        "<p>Filed under: Machines, News — Ada Byron @ 10:15</p>",
        '<p class="byline">Ada Byron, staff writer</p>',
        '<p class="byline">By Ada Byron | The Daily Engine</p>',
        '<div class="byline"><a class="x" href="/a"><b>Social Links for Ada Byron</b></a></div>',
        '<div><i class="author__on">on</i><p class="author-role">Countess</p><b class="author">Ada Byron</b></div>',
        "<p>Posted by Ada Byron. Share this page!</p>",
    ],
)
def test_an_authors_name_is_the_name_alone(byline: str) -> None:
    page = f"<h1>Sleeping viruses</h1>{byline}<div class=entry>{PARAGRAPHS}</div>"
    assert read(page, "<title>Sleeping viruses</title>").author == "Ada Byron"


def test_an_author_and_a_date_below_a_long_text() -> None:
    words = "<p>The virus <b>sleeps</b> in <i>most</i> of us.</p>" * 200
    thread = read(
        f"""<article class="BlogItem hentry"><h1 class="BlogItem-title">Sleeping viruses</h1><div class="content">{words}
        </div><div class="Blog-meta BlogItem-meta"><a class="Blog-meta-item--author" href="/blog?author=5">Ada B</a>
        <time class="Blog-meta-item--date" datetime="2024-03-11">3/11/24</time></div></article>""",
        "<title>Sleeping viruses</title>",
    )
    assert (thread.author, thread.date.value) == ("Ada B", "2024-03-11")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ('<a rel="author" href="/u/7">user447274</a>', "user447274"),
        ('<a rel="author" href="/2014/03/">March2014</a>', None),
        ('<span itemprop="author"><meta itemprop="name" content="Ada B"></span>', "Ada B"),
    ],
)
def test_names_with_numbers_and_names_for_machines(byline: str, author: str | None) -> None:
    thread = read(f"<h1>Sleeping viruses</h1><p>{byline}</p><div>{PARAGRAPHS}</div>")
    assert thread.author == author


@pytest.mark.parametrize(
    ("metas", "author"),
    [
        ('<meta property="article:author" content="Ada B">', "Ada B"),
        ('<meta property="article:author" content="https://social.example/ada">', None),
        ('<meta property="article:author" content="../../author/ada">', None),
        ('<meta name="author" content="Ada B (ada_b7)">', "Ada B"),
        ('<meta name="author" content="admin">', None),
        ('<meta name="author" content="Notes"><meta property="og:site_name" content="Notes">', None),
    ],
)
def test_authors_in_the_head(metas: str, author: str | None) -> None:
    thread = read(f"<h1>Sleeping viruses</h1><div>{PARAGRAPHS}</div>", metas)
    assert thread.author == author


def test_an_author_below_the_text() -> None:
    thread = read(
        f"""<article class=hentry><h1>Sleeping viruses</h1><div class=entry-content>{PARAGRAPHS}</div>
        <footer class=entry-footer><span class=byline><span class="author vcard"><span class=screen-reader-text>Author </span>
        <a class="url fn n" href="/author/ada">Ada Byron</a></span></span><span>Posted on May 5, 2014</span></footer></article>""",
        "<title>Sleeping viruses</title>",
    )
    assert thread.author == "Ada Byron"


@pytest.mark.parametrize(
    "other",
    [
        "<p>Over the years we learned a lot by reading old letters.</p>",
        '<div class="byline"><a href="/author/ada">More posts</a></div>',
        '<div class="author">May 2 Written by</div>',
        "<p>Da kommt sie. Niemand schläft.</p>",
        "<address>To the harbour by night, at the old pier</address>",
        '<h2 class="fn">Von Wegen: sleeping viruses</h2>',
    ],
)
def test_what_is_nobodys_name(other: str) -> None:
    thread = read(
        f"<h1>Von Wegen: sleeping viruses</h1><div class='entry'>{PARAGRAPHS}{other}</div>",
        "<title>Von Wegen: sleeping viruses</title>",
    )
    assert thread.author is None


def test_an_entrys_tags_are_no_names_and_no_dates() -> None:
    thread = read(
        f"""<article class="post hentry tag-quality-time tag-author"><h1>T</h1><div class=entry-content>
        <p>First published on May 5, 2008.</p>{PARAGRAPHS}</div>
        <p>Said by <time class=entry-date datetime="2015-01-08T10:07:06-05:00">January 8, 2015</time></p></article>"""
    )
    assert (thread.author, thread.date.value) == (None, "2015-01-08T10:07:06-05:00")


def test_the_name_that_machines_are_told_ends_a_byline() -> None:
    thread = read(
        f'<h1>T</h1><div class="author_box"><span>Ada Byron</span> <span>Counts the stars</span></div>{PARAGRAPHS}',
        """<script type="application/ld+json">{"@type": "BlogPosting", "headline": "T",
        "author": {"@type": "Person", "name": "Ada Byron"}}</script>""",
    )
    assert thread.author == "Ada Byron"


@pytest.mark.parametrize(
    "footer",
    [
        '<p class="postmetadata alt">{}</p>',
        "<p>{}</p>",
        "</div><div class=post-footer>{}",
        "</div><div>Ada | {}",
    ],
)
def test_a_date_after_the_text(footer: str) -> None:
    told = "This entry was posted on Sunday, July 20th, 2008 at 5:10 pm and is filed under Books. You can leave a reply."
    thread = read(f"<h1>T</h1><div class=post><div class=entry>{PARAGRAPHS}{footer.format(told)}</div></div>")
    assert thread.date.value == "2008-07-20T17:10"


@pytest.mark.parametrize(
    "told",
    [
        "posted on", "published", "written on", "wurde am", "geschrieben am", "erstellt am", "publicado el", "escrito",
        "pubblicato il", "scritto il", "geplaatst op", "gepubliceerd op", "publicerat den", "datum:", "date:", "fecha:",
        "data:", "dato :", "veröffentlicht am", "publié le", "rédigé le", "écrit le", "опубликовано", "Poſted on",
    ],
)  # fmt: skip
def test_how_a_line_after_the_text_says_when(told: str) -> None:
    line = f"<div>Ada | {told} 2008-07-20 | Books</div>"
    thread = read(f"<h1>T</h1><div class=post><div class=entry>{PARAGRAPHS}</div>{line}</div>")
    assert thread.date.value == "2008-07-20"


def test_details_of_the_post_are_no_text() -> None:
    details = '<p class="postmetadata">This entry was posted on July 20th, 2008 and is filed under Books.</p>'
    assert "filed" not in read(f"<h1>T</h1><div class=entry>{PARAGRAPHS}{details}</div>").text


def test_footers_are_no_text_but_sources_of_quotations_are() -> None:
    quote = "<blockquote><p>Sleep well.</p><footer>Ada Byron, letters</footer></blockquote>"
    footer = '<footer><p>All rights reserved by us.</p></footer><div class="site-footer dark"><p>Start your own site.</p></div>'
    text = read(f"<h1>T</h1><div class=entry>{PARAGRAPHS}{quote}{footer}</div>").text
    assert text.endswith("Ada Byron, letters")


def test_a_line_that_tells_a_change_is_no_publication() -> None:
    page = f"<h1>T</h1><div class=entry><p>Last updated on August 2, 2025 by Ada</p>{PARAGRAPHS}</div>"
    assert read(page).date.value is None


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (
            """<div>6K views 5 replies last post by <a href="/m/9">nora</a> <time datetime="2024-06-05T15:58:03Z">Jun 5,
            2024</time></div><div>Posted by eric on June 3, 2024</div>""",
            "2024-06-03",
        ),
        (
            """<div>Posted by eric on <time datetime="2024-06-03T08:00:00Z">June 3, 2024</time>, last post by nora on
            <time datetime="2024-06-05T15:58:03Z">Jun 5, 2024</time></div>""",
            "2024-06-03T08:00:00+00:00",
        ),
    ],
)
def test_the_last_answer_tells_neither_author_nor_date(lines: str, date: str) -> None:
    thread = read(
        f'<h1>Sleeping viruses</h1>{lines}<div class="content">{PARAGRAPHS}</div>',
        "<title>Sleeping viruses</title>",
    )
    assert (thread.author, thread.date.value) == ("eric", date)


def test_a_comments_date_is_not_the_posts() -> None:
    thread = read(
        f"""<link href="/wp-content/x.css"><h1>T</h1>{PARAGRAPHS}<ol><li class="comment" id="comment-1"><cite class=fn>A</cite>
        <time datetime="2015-01-01T10:00:00Z">x</time><p>Said.</p></li></ol>"""
    )
    assert thread.date.value is None
    assert thread.author is None


@pytest.mark.parametrize(
    ("head", "url", "found"),
    [
        ("<link rel=canonical href='/a/'>", None, None),
        ("<link rel=canonical href='/a/'>", "https://n.example/b?x=1", "https://n.example/a/"),
        ("<meta property='og:url' content='https://n.example/c/'>", None, "https://n.example/c/"),
        ("", "https://n.example/d/#top", "https://n.example/d/"),
        (
            "<link rel=canonical href='https://web.archive.org/web/2016/http://n.example/e'>",
            None,
            "http://n.example/e",
        ),
    ],
)
def test_identity(head: str, url: str | None, found: str | None) -> None:
    thread = parse_page(f"<head>{head}</head><h1>T</h1>{PARAGRAPHS}".encode(), url=url)
    assert thread.url == found


def test_a_list_of_posts_is_told() -> None:
    posts = "".join(
        f'<article class="hentry"><h2><a href="/p{n}/">Post {n}</a></h2>{PARAGRAPHS}</article>'
        for n in range(4)
    )
    assert read(f"{posts}").kind is PageKind.LISTING


def test_cards_at_the_end_are_no_words() -> None:
    cards = "".join(f'<a href="/p{n}">Another post {n}</a> <a href="/p{n}">Read More</a>' for n in range(3))
    thread = read(f"<h1>T</h1><article>{PARAGRAPHS}<div>{cards}</div></article>")
    assert "Read More" not in thread.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<div class="elementor-widget-wrap"><div class="elementor-widget elementor-widget-text-editor">',
            "</div></div>",
        ),
        ('<div class="entry themeform share">', "</div>"),
        ('<div class="entry-content no-share">', "</div>"),
        ('<div class="main_color container_wrap sidebar_right">', "</div>"),
        ('<div class="widget Blog" id="Blog1"><div class="post-body entry-content">', "</div></div>"),
        ('<nav class="navbar"><div><ul><li><a href="/">Home</a></li></ul></nav><main>', "</main>"),
        ('<aside id="popup-news"><div><div><b>Sign up!</b></div></aside><div class="page">', "</div>"),
        ('<form id="aspnetForm" action="page.aspx">', "</form>"),
    ],
)
def test_what_holds_most_of_the_text_is_not_beside_it(before: str, after: str) -> None:
    cookies = '<div class="cookie-consent"><p>We and our partners bake what you hardly ever read.</p></div>'
    text = read(f"<h1>Sleeping viruses</h1>{before}{PARAGRAPHS * 2}{after}{cookies}").text
    assert text.startswith("The virus sleeps")
    assert "bake" not in text


def test_a_text_in_the_boxes_of_a_page_builder_is_whole() -> None:
    rows = "".join(
        f"""<div class="et_pb_row"><div class="et_pb_column"><div class="et_pb_module"><div class="et_pb_text_inner">
        <p>Box {n}. The virus sleeps in most of us, and that alone tells little about who falls ill.</p></div></div></div></div>"""
        for n in range(9)
    )
    thread = read(
        f"""<h1>Sleeping viruses</h1><div class="page"><div class="et_builder">{rows}</div></div><div class="foot">
        <p>We sell lamps, chairs and tables, and have done so for many years, in all of our shops.</p></div>"""
    )
    assert all(f"Box {n}." in thread.text for n in range(9))
    assert "lamps" not in thread.text


def test_an_article_cut_for_advertisements_is_whole() -> None:
    cut = f'<div class="body article__body">{PARAGRAPHS}</div><div class="ad-slot"><p>Buy, buy!</p></div>'
    other = (
        f'<article><div class="body article__body"><p>Other. {"We tell of lamps. " * 9}</p></div></article>'
    )
    text = read(f"<h1>T</h1><main><article><div class=chunks>{cut * 2}</div></article>{other}</main>").text
    assert text.count("The virus sleeps") == 8
    assert "Other." not in text


def test_a_form_for_comments_is_no_part_of_a_short_post() -> None:
    note = (
        "<p>Your address stays with us, and we publish what you write once somebody has read it here.</p>" * 6
    )
    form = f'<form id="commentform" action="/wp-comments-post.php"><p class="author">Name (required)</p>{note}</form>'
    thread = read(f"<h1>T</h1><div class=entry><p>The virus sleeps in most of us.</p></div>{form}")
    assert (thread.author, thread.text) == (None, "The virus sleeps in most of us.")


def test_links_that_are_left_out_make_no_card_of_the_text() -> None:
    shares = "".join(
        f'<a href="https://{n}.example/share">Share this with all your friends on {n}</a>' for n in "abcdef"
    )
    page = f"<h1>T</h1><div class=entry-content><section>{PARAGRAPHS}<div class=share>{shares * 3}</div></section></div>"
    assert read(page).text.startswith("The virus sleeps")


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("12 Responses to “Ten 10 things”", 12),
        ("One thought on “T”", 1),
        ("No Comments", 0),
        ("Kommentare (1.204)", 1204),
        ("Leave a comment", None),
    ],
)
def test_declared_counts(heading: str, count: int | None) -> None:
    html = f"""<i>/wp-content/</i><h1>T</h1>{PARAGRAPHS}<div id="comments"><h3>{heading}</h3><ol><li id="comment-3"><cite class=fn>A
    </cite><p>Said 44 things.</p></li></ol></div>"""
    assert read(html).declared_comments == count


def test_a_heading_in_a_comment_tells_no_count() -> None:
    html = f"""<i>/wp-content/</i><h1>T</h1>{PARAGRAPHS}<ol class=commentlist><li id="comment-3"><cite class=fn>A</cite>
    <div class=text><h3>2024 in review</h3><p>Said.</p></div></li></ol>"""
    assert read(html).declared_comments is None


def test_a_count_above_a_pager() -> None:
    html = f"""<i>/wp-content/</i><h1>T</h1>{PARAGRAPHS}<div id="comments"><div id="comments_intro"><p>{{ <span>38</span>
    comments… read them below or <a href="#respond">add one</a> }}</p></div><div><p><a href="/t/comment-page-2/">&larr;
    Previous Comments</a></p></div><ol class=commentlist><li class="comment" id="comment-3"><cite class=fn>Ada</cite>
    <p>Said.</p></li></ol></div>"""
    assert read(html).declared_comments == 38


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"<h1>", b"<li id='comment-1'>", b"<time datetime='", b"<article><p>"]),
)
def test_any_bytes_give_a_thread_or_a_clear_error(data: bytes, start: bytes) -> None:
    with contextlib.suppress(NotAThread):
        parse_page(b"/wp-content/<title>x</title>" + start + data, url="https://n.example/")
