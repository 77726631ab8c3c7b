"""Plain-text captures of a post become one thread with its comments in their places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.errors import ArchiveError, NotAThread
from pmlarchive.model import Kind
from scraper.formats.bullets import items
from scraper.formats.plain_text import cited_links, read_text

PAGE = """A letter about sleep

What the diary taught us

We asked forty readers to keep a diary. Most of them slept badly before a relapse and well after it.

  • a short list in the post
  • of two things

Somebody et al. Sleep and symptoms. J Sleep. 2013;4(2):3-9. doi: 10.1234/jsl.13.155.

About the author

Dr Fern

Keeps a diary, a cat and a blog.


  {0} I kept such a diary once.

    It showed nothing at all, for a year.

    {1} Which year was it?

      Mine was a good year.

      {2} It was 2011.

  {0} "Most of them slept badly": how was that measured?

  {0} Thank you. See (https://example.org/a_(b)).

By Dr Fern



Recent Posts

  • An older post about nothing

Recent Comments

  • Someone on An older post
"""

CARDS = """Early walks may help people with tired legs, a small study says.
Researchers walked with sixty people every morning and asked them how they felt a year later.
This was a small study, so the result may not hold for everyone.
12/31/2026
How a warm bath changes symptoms and what it means for the eve
Read More5/1/2026
Study finds that singing in a choir helps people breathe bett
Read More3/1/2026
Early tests of a new shoe were good for most people who walk
Read MoreWhether you are new to this or have walked for years, reading research can feel like hard work.
Talk to your doctor before you change anything.
"""


def shape(data: bytes) -> list[tuple[str, str | None]]:
    return [(comment.text.split()[0], comment.parent) for comment in read_text(data).comments]


def page(*signs: str) -> str:
    return PAGE.format(*signs) if len(signs) == 3 else PAGE.format(signs[0], signs[0], signs[0])


def test_post_and_nested_comments() -> None:
    thread = read_text(page("•").encode())
    assert thread.title == "A letter about sleep"
    assert thread.author == "Dr Fern"
    assert thread.text.startswith("What the diary taught us\n\nWe asked forty")
    assert "of two things" in thread.text
    assert thread.links == ("https://doi.org/10.1234/jsl.13.155",)
    assert [comment.parent for comment in thread.comments] == [None, "#1", "#2", None, None]
    assert thread.comments[0].text == "I kept such a diary once.\n\nIt showed nothing at all, for a year."
    assert thread.comments[1].text == "Which year was it?\n\nMine was a good year."
    assert thread.comments[4].links == ("https://example.org/a_(b)",)
    for comment in thread.comments:
        assert comment.kind is Kind.COMMENT
        assert (comment.author, comment.date.value, comment.date.text) == (None, None, None)
    words = thread.text + "".join(comment.text for comment in thread.comments)
    for furniture in ("Recent", "older post", "cat and a blog", "About the author", "By Dr Fern"):
        assert furniture not in words
    assert thread.date.value is None
    assert not thread.complete


@pytest.mark.parametrize("signs", ["•", "*", "-", "–", "◦", "+", "•◦▪", "*+-", "-*•"])
def test_any_bullet(signs: str) -> None:
    expected = [("I", None), ("Which", "#1"), ("It", "#2"), ('"Most', None), ("Thank", None)]
    assert shape(page(*signs).encode()) == expected


def test_numbers_tabs_and_windows_lines() -> None:
    expected = [("I", None), ("Which", "#1"), ("It", "#2"), ('"Most', None), ("Thank", None)]
    assert shape(page("1.", "2)", "(3)").encode()) == expected
    tabbed = page("•").replace("      ", "\t\t\t").replace("    ", "\t\t").replace("  ", "\t")
    assert shape(tabbed.encode()) == expected
    assert shape(page("•").replace("\n", "\r\n").encode()) == expected
    assert shape(page("•").replace("\n", "\r").encode()) == expected


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_any_charset(charset: str) -> None:
    text = page("•").replace("a year", "ein schönes Jahr – «für alle»")
    thread = read_text(text.encode(charset))
    assert [comment.parent for comment in thread.comments] == [None, "#1", "#2", None, None]
    assert "ein schönes Jahr – «für alle»" in thread.comments[0].text


def test_other_alphabets_and_mixed_bytes() -> None:
    russian = "Дневник сна\n\nМы попросили сорок читателей вести дневник целый месяц и записывать всё.\n"
    assert read_text(russian.encode("koi8-r")).title == "Дневник сна"
    assert read_text(russian.encode("cp1251")).title == "Дневник сна"
    mixed = "Tïtle\n\nDéjà vu, très “smart” bytes.".encode() + b"\n\nIt\x92s here.\n"
    assert read_text(mixed).text.endswith("It’s here.")


def test_cards_and_boilerplate_are_left_out() -> None:
    thread = read_text(CARDS.encode())
    assert thread.comments == []
    assert thread.title == "Early walks may help people with tired legs, a small study says."
    assert thread.text.startswith("Researchers walked")
    assert thread.text.endswith("for everyone.")
    assert thread.date.value is None, "the date stands before a card, as in every other card"
    assert thread.notes


def test_cards_that_end_with_their_date() -> None:
    parts = ["A title of the post\n\nThe whole post is this line of text.\n"]
    parts += [f"A card about thing number {n} that is cut o\n{n}/1/2026\nRead More\n" for n in range(1, 4)]
    thread = read_text("".join(parts).encode())
    assert thread.text == "The whole post is this line of text."


def test_comments_after_cards_are_kept() -> None:
    text = CARDS + "\n3 Comments\n\n  • I walk too.\n\n    • So do I.\n\n  • Not me.\n"
    thread = read_text(text.encode())
    assert [comment.parent for comment in thread.comments] == [None, "#1", None]
    assert thread.declared_comments == 3
    assert thread.complete
    assert "Talk to your doctor" not in thread.text + thread.comments[2].text


def test_read_more_in_a_sentence_is_text() -> None:
    text = "A title\n\nThe post.\n\nRead more about walking in our other post.\n\nThe end."
    assert "Read more about walking" in read_text(text.encode()).text


def test_a_list_in_a_post_is_no_comment() -> None:
    text = "Shopping\n\nWhat I bought this week, in order:\n\n• bread\n\n• milk\n\n• a very small cake\n"
    thread = read_text(text.encode())
    assert thread.comments == []
    assert "a very small cake" in thread.text


def test_comments_without_any_heading_are_found_and_said_to_be_unsure() -> None:
    long = "It took me most of a year to see what the diary was about, and then I lost it on the train."
    text = f"Diaries\n\nKeep one.\n\n  • {long}\n\n    It is gone.\n\n    • {long}\n\n  • {long}\n"
    thread = read_text(text.encode())
    assert [comment.parent for comment in thread.comments] == [None, "#1", None]
    assert thread.confidence < 1
    assert thread.text == "Keep one."


def test_a_heading_in_the_post_is_no_sidebar() -> None:
    thread = read_text(
        b"Title\n\nBody.\n\nLinks\n\nThis paper is good.\n\nLinks\n\nMeta\n\nRecent Posts\n\nold\n"
    )
    assert thread.text == "Body.\n\nLinks\n\nThis paper is good."


def test_lists_inside_a_comment_stay_in_it() -> None:
    text = (
        "T\n\nIt.\n\nComments\n\n• First, a list:\n  - bread\n  - milk\n\n  and that was it.\n\n• Second.\n"
    )
    thread = read_text(text.encode())
    assert len(thread.comments) == 2
    assert "milk" in thread.comments[0].text
    assert thread.comments[0].text.endswith("and that was it.")


def test_tight_lists_of_comments() -> None:
    text = "T\n\nBody.\n\n4 comments:\n• One\n  • Two\n    • Three\n• Four\nRecent Posts\n• Five\n"
    assert shape(text.encode()) == [("One", None), ("Two", "#1"), ("Three", "#2"), ("Four", None)]


def test_wrapped_lines_are_joined() -> None:
    line = "this line was wrapped by a mail program at about seventy columns, so"
    text = (
        f"T\n\n{line}\n{line}\nit ends.\n\nAbout the author\n\nX\n\n* {line}\n  {line}\n  ends.\n\n* Two.\n"
    )
    thread = read_text(text.encode())
    assert thread.text == f"{line} {line} it ends."
    assert thread.comments[0].text == f"{line} {line} ends."


def test_ten_thousand_deep() -> None:
    depth = 10_000
    found = items([(column, f"• reply {column}") for column in range(depth)])
    assert [item.parent for item in found] == [None, *range(depth - 1)]


def test_url_of_the_page() -> None:
    assert read_text(b"Title\n\nBody", url="https://a.example/x").url == "https://a.example/x"
    thread = read_text(b"https://a.example/y\nTitle\n\nBody")
    assert (thread.url, thread.title, thread.text) == ("https://a.example/y", "Title", "Body")


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\n", b"\x00" * 50, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8]
)
def test_what_is_no_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(NotAThread) as error:
        read_text(data, name="notes.txt")
    assert error.value.line().startswith("notes.txt: ")


def test_links() -> None:
    text = "See https://doi.org/10.1016/S0140-6736(04)17666-9, (10.1000/x.y) and http://dx.doi.org/10.5/a."
    assert cited_links(text) == (
        "https://doi.org/10.1016/S0140-6736(04)17666-9",
        "https://doi.org/10.1000/x.y",
        "http://dx.doi.org/10.5/a",
    )


def test_markup_in_text_is_escaped() -> None:
    thread = read_text(b"T\n\n<script>alert(1)</script> & more")
    assert thread.html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes(data: bytes) -> None:
    try:
        thread = read_text(data)
    except ArchiveError:
        return
    assert thread.title or thread.text or thread.comments


PIECES = ["• a", "  * b", "\t- c", "About the author", "Comments", "Recent Posts", "Read More5/1/2026",
          "Read More", "5/1/2026", "some words", "", "", "1. n", "\u2028", "https://x.example"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(deadline=None)
def test_any_order_of_parts(pieces: list[str]) -> None:
    try:
        thread = read_text("\n".join(pieces).encode())
    except ArchiveError:
        return
    seen: set[str] = set()
    for comment in thread.comments:
        assert comment.parent is None or comment.parent in seen
        seen.add(comment.key)


@pytest.mark.corpus
def test_real_captures(shared) -> None:
    threads = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        threads[path.name[:3]] = read_text(path.read_bytes(), name=path.name)
    debate, summary = threads["000"], threads["004"]
    assert [comment.parent for comment in debate.comments] == [None, "#1", None, None, None, "#5", None]
    assert debate.links == ("https://doi.org/10.2217/imt.13.155",)
    assert debate.author == "Prof G"
    words = debate.text + "".join(comment.text for comment in debate.comments)
    assert "Recent Comments" not in words
    assert "Recent Posts" not in words
    assert "vegetable gardener" not in words
    assert summary.comments == []
    assert summary.date.value is None
    for furniture in ("Read More", "gut bacteria", "CD29", "2026", "small sample sizes", "empower patients"):
        assert furniture not in summary.text
    assert summary.text.endswith("careful management by doctors.")
