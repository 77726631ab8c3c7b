"""The post on pages of older themes: who wrote it, when, and which heading is its title."""

import pytest

from scraper.draft import DraftThread
from scraper.parse import parse_page

WORDS = "<p>" + "A winter without relapse is worth telling, and so is what came before it. " * 6 + "</p>"


def read(page: str) -> DraftThread:
    return parse_page(page.encode())


def test_what_stands_before_a_date_is_nobody() -> None:
    # WordPress's theme of 2010 calls the words before the date after the author too.
    thread = read(
        "<title>Walking | Notes</title><h1 class=entry-title>Walking</h1><div class=entry-meta>"
        "<span class='meta-prep meta-prep-author'>Posted on</span> <a href=#><span class=entry-date>May 2, 2006"
        "</span></a> <span class=meta-sep>by</span> <span class='author vcard'><a class='url fn n'>Ada Berg</a>"
        f"</span></div><div class=entry-content>{WORDS}</div>"
    )
    assert thread.author == "Ada Berg"
    assert thread.date.value == "2006-05-02"


@pytest.mark.parametrize(
    "comment",
    [
        "<div class=comment id=comment-12><b>Ben</b> <i>May 9, 2006 at 7:05 am</i><p>So it is.</p></div>",
        "<ol id=comments><li id=comment-12><cite>Ben</cite> <a href=#comment-12>May 9, 2006 at 7:05 am</a><p>So.</p></li></ol>",
    ],
)
@pytest.mark.parametrize("said", ["", "<div class=post-top>Filed under Health</div>"])
def test_the_date_of_a_comment_is_not_the_posts(comment: str, said: str) -> None:
    thread = read(
        f"<title>Walking</title><body><div><h2>Walking</h2>{said}<div class=text>{WORDS}</div></div>"
        f"<h3>1 Comment</h3>{comment}<script src=/wp-content/a.js></script>"
        "<script src=/wp-content/b.js></script><script src=/wp-includes/c.js></script>"
    )
    assert [comment.date.value for comment in thread.comments] == ["2006-05-09T07:05"]
    assert thread.date.value is None


@pytest.mark.parametrize(
    "title",
    [
        "Red Ball | Arf! A Dog's Own Blog",
        "Arf! A Dog's Own Blog » Red Ball",
        "Arf! A Dog's Own Blog: Red Ball",
    ],
)
def test_of_two_headings_that_the_page_names_the_nearer_is_the_title(title: str) -> None:
    thread = read(
        f"<title>{title}</title><div id=header><h1>Arf! A Dog's Own Blog</h1><p>Two dogs, one ball</p></div><p><a href=/>Home</a> <a href=/about>About</a></p>"
        f"<div class=post><h2>Red Ball</h2><div class=entry>{WORDS}</div></div>"
    )
    assert thread.title == "Red Ball"


def test_one_heading_alone_that_names_the_site_is_no_title() -> None:
    thread = read(
        "<title>Fieldnotes of Two: In the hills</title><h1><a href=/>Fieldnotes of Two</a></h1>"
        f"<div class=entry>{WORDS}</div>"
    )
    assert thread.title != "Fieldnotes of Two"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Posted by bill at April 23, 2006 06:14 PM", "bill"),
        ("Posted on May 28th 2009 by Ada Berg in Design | 1 Comment So Far |", "Ada Berg"),
        ("Posted in Design on May 28th 2009", None),
    ],
)
def test_a_line_below_the_text_says_who_posted_it(line: str, author: str | None) -> None:
    thread = read(
        "<title>Walking</title><meta name=author content=''><h2>Walking</h2>"
        f"<div class=entry>{WORDS}</div><p class=posted>{line}</p>"
    )
    assert thread.author == author


def test_what_holds_the_whole_page_is_not_the_text() -> None:
    # TypePad's templates call it "pagebody".
    thread = read(
        "<title>Notes: Walking</title><div id=pagebody><div id=pagebody-inner class=pkg><p class=content-nav>"
        "<a href=/a>An earlier post about something else</a> | <a href=/>Main</a></p>"
        f"<div class=entry><h3 class=entry-header>Walking</h3><div class=entry-content><div class=entry-body>{WORDS}"
        "</div></div></div><div class=trackbacks><p>TrackBack URL for this entry: https://notes.example/t/1. Listed "
        "below are links to weblogs that reference this post, of which there are none so far.</p></div></div></div>"
    )
    assert "TrackBack" not in thread.text
    assert thread.text.startswith("A winter")


@pytest.mark.parametrize(
    ("labels", "found"),
    [("archive date", 0), ("archive tag tag-ms", 0), ("home blog paged", 0), ("single archive", 4)],
)
def test_an_archive_of_posts_holds_no_comments(labels: str, found: int) -> None:
    said = {
        "Ada": "I have had the same since spring, and nobody would hear of it.",
        "Ben K": "Ask for a scan! Do not let them wait.",
        "Cy": "We tried vitamin D for two years and saw nothing at all from it.",
        "Dan": "Thank you all, this helps.",
    }
    cards = "".join(
        f"<div class=comment><b class=author>{name}</b> <i>May 3, 2014, 10:0{n}</i><p>{words}</p></div>"
        for n, (name, words) in enumerate(said.items())
    )
    thread = read(
        f"<title>Notes</title><body class='{labels}'><h1>Notes</h1>{WORDS}<div id=comments>{cards}</div>"
    )
    assert len(thread.comments) == found


@pytest.mark.parametrize(
    ("heading", "count"),
    [("Ada, May 19th, 2016 18:48", None), ("2016 comments", 2016), ("2,016", 2016), ("12", 12)],
)
def test_a_year_is_no_count(heading: str, count: int | None) -> None:
    thread = read(
        f"<title>Walking</title><h2>Walking</h2><div class=entry>{WORDS}</div><div id=comments>"
        f"<div class=comments-title>{heading}</div><ol class=commentlist><li id=comment-7 class='comment depth-1'>"
        "<cite class=fn>Ada</cite> May 19th, 2016 18:48<p>So it is.</p></li></ol></div>"
    )
    assert thread.declared_comments == count


def test_what_is_told_to_those_who_send_trackbacks() -> None:
    thread = read(
        f"<title>Notes</title><h1>Notes</h1><h3>Walking</h3><div class=entry>{WORDS}</div><!-- <rdf:RDF><rdf:Description"
        ' rdf:about="https://notes.example/000290.html" dc:title="Walking" dc:creator="Ada Berg" '
        'dc:date="2003-07-11T19:38:25-05:00" /></rdf:RDF> -->'
    )
    assert (thread.url, thread.title, thread.author) == (
        "https://notes.example/000290.html",
        "Walking",
        "Ada Berg",
    )
    assert thread.date.value == "2003-07-11T19:38:25-05:00"


def test_a_count_beside_the_post_is_its_own_where_the_link_says_so() -> None:
    aside = "".join(
        f"<li><a class=comments-link href=https://notes.example/{post}/#comments>{count} Comments</a></li>"
        for post, count in [("walking", 54), ("running", 99)]
    )
    thread = read(
        "<title>Walking</title><link rel=canonical href=https://notes.example/walking/><article><h1>Walking</h1>"
        f"<aside class=entry-meta><ul>{aside}</ul></aside><div class=entry>{WORDS}</div></article>"
    )
    assert thread.declared_comments == 54
