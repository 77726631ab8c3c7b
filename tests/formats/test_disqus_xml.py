"""Disqus exports."""

import io

from pmlarchive.model import Status
from scraper.draft import DraftThread
from scraper.formats.disqus_xml import read_disqus


def read(*parts: str, notes: list[str] | None = None) -> list[DraftThread]:
    data = (
        '<?xml version="1.0"?><disqus xmlns="http://disqus.com" '
        f'xmlns:dsq="http://disqus.com/disqus-internals">{"".join(parts)}</disqus>'
    )
    return list(read_disqus(io.BytesIO(data.encode()), notes if notes is not None else []))


def page(number: int, link: str, title: str = "On rebound") -> str:
    return (
        f'<thread dsq:id="{number}"><id/><link>{link}</link><title>{title}</title>'
        "<createdAt>2014-06-01T18:40:00Z</createdAt><author><name>Shop account</name></author></thread>"
    )


def post(
    number: int, thread: int, parent: int | None = None, text: str = "<p>Words.</p>", **flags: str
) -> str:
    flags = {"isDeleted": "false", "isSpam": "false"} | flags
    said = "".join(f"<{key}>{value}</{key}>" for key, value in flags.items())
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><message><![CDATA[{text}]]></message><createdAt>2014-06-02T06:31:00Z</createdAt>'
        f"{said}<author><name>Jürgen K.</name><isAnonymous>false</isAnonymous><username>jk</username></author>"
        f'<thread dsq:id="{thread}"/>{above}</post>'
    )


def test_comments_find_page_and_parent() -> None:
    [thread] = read(page(2, "https://grey.example/rebound/"), post(4, 2), post(5, 2, 4, "<p>No.</p>"))
    assert (thread.url, thread.title) == ("https://grey.example/rebound/", "On rebound")
    assert (thread.author, thread.date.value, thread.text) == (None, None, ""), "the page's own, not Disqus'"
    first, second = thread.comments
    assert (first.author, first.author_url) == ("Jürgen K.", "https://disqus.com/by/jk/")
    assert (second.parent, second.text, second.date.value) == ("4", "No.", "2014-06-02T06:31:00+00:00")
    assert not thread.complete, "the page may hold other comments"


def test_two_threads_of_one_page_are_one() -> None:
    [thread] = read(
        page(2, "https://grey.example/rebound/"),
        page(3, "http://www.grey.example/rebound"),
        post(4, 2),
        post(5, 3),
    )
    assert [c.key for c in thread.comments] == ["4", "5"]


def test_spam_is_left_out_and_deleted_ones_only_hold_replies() -> None:
    [thread] = read(
        page(2, "https://grey.example/"),
        post(1, 2, isSpam="true"),
        post(4, 2, text="secret", isDeleted="true"),
        post(5, 2, 4),
        post(6, 2, isDeleted="true"),
        post(7, 2, 6, isDeleted="true"),
    )
    assert [(c.key, c.status, c.text) for c in thread.comments] == [
        ("4", Status.REMOVED, ""),
        ("5", Status.VISIBLE, "Words."),
    ]


def test_a_chain_of_deleted_comments_ends_quickly() -> None:
    chain = "".join(post(n, 2, n - 1 or None, isDeleted="true") for n in range(1, 2000))
    assert read(page(2, "https://grey.example/"), chain) == []


def test_comments_without_a_page_are_kept_and_said() -> None:
    [thread] = read(post(6, 1337))
    assert thread.url is None
    assert "1337" in thread.notes[0]


def test_a_page_without_comments_is_no_thread() -> None:
    assert read(page(2, "https://grey.example/")) == []
