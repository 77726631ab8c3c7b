"""What the sample blogs hold: enough of everything that an archive has to deal with."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from pmlarchive.demo.content import SamplePost, SampleSite, sample_sites
from pmlarchive.demo.markup import blocks, lay_out, lines

FIRST, LATER = sample_sites(), sample_sites(later=True)


def _posts(sites: tuple[SampleSite, ...]) -> list[SamplePost]:
    return [post for site in sites for post in site.posts]


def _depths(post: SamplePost) -> list[int]:
    return [step.depth for thread in lay_out(post.comments) for step in thread]


def test_there_is_enough_to_see() -> None:
    posts = _posts(FIRST)
    assert [site.platform for site in FIRST] == ["wordpress", "blogger"]
    assert len(posts) >= 15
    assert len({post.date.year for post in posts}) >= 8
    assert sum(len(post.comments) for post in posts) >= 200
    assert max(depth for post in posts for depth in _depths(post)) >= 8


def test_every_comment_has_its_place() -> None:
    for site in (*FIRST, *LATER):
        ids = [c.native_id for post in site.posts for c in post.comments]
        assert max(Counter(ids).values()) == 1, site.key
        for post in site.posts:
            assert sum(len(thread) for thread in lay_out(post.comments)) == len(post.comments), post.slug
            by_id = {comment.native_id: comment for comment in post.comments}
            for comment in post.comments:
                before = by_id[comment.parent].date if comment.parent else post.date
                assert comment.date >= before, (post.slug, comment.native_id)


def test_blogger_nests_one_level_as_the_platform_does() -> None:
    assert max(depth for post in FIRST[1].posts for depth in _depths(post)) == 2


def test_ids_are_not_in_the_order_of_time() -> None:
    for site in FIRST:
        ordered = sorted((c for post in site.posts for c in post.comments), key=lambda c: c.date)
        assert [c.native_id for c in ordered] != sorted(c.native_id for c in ordered)


def test_the_sample_has_what_archives_trip_over() -> None:
    comments = [c for post in _posts(FIRST) for c in post.comments]
    assert any(c.is_ping for c in comments)
    assert any(c.is_removed for c in comments)
    assert any(c.by_post_author for c in comments)
    assert sum(c.author == "Anonymous" for c in comments) >= 20
    assert any(c.text.startswith("> ") for c in comments)
    assert all(any(sign in c.text for c in comments) for sign in "σめلüã₃")


def test_papers_are_linked_by_doi() -> None:
    text = "".join(p.text + "".join(c.text for c in p.comments) for p in _posts(FIRST))
    dois = set(re.findall(r"https://doi\.org/(10\.\d{4,9}/[^\s\]]+?)\)(?=[\s,.:;)\]]|$)", text))
    assert len(dois) >= 20
    assert "10.1126/science.abj8222" in dois
    assert "10.1016/S0140-6736(13)61747-X" in dois


def test_no_comment_is_said_twice() -> None:
    said = Counter(c.text for post in _posts(LATER) for c in post.comments if not c.is_removed)
    assert [text for text, times in said.items() if times > 1] == []


def test_time_edits_deletes_removes_and_adds() -> None:
    first = {c.native_id: c for post in _posts(FIRST) for c in post.comments}
    later = {c.native_id: c for post in _posts(LATER) for c in post.comments}
    assert len(later.keys() - first.keys()) >= 4
    gone = first.keys() - later.keys()
    assert len(gone) == 1
    assert not gone & {c.parent for c in later.values()}
    edited = [i for i in first.keys() & later.keys() if first[i].text != later[i].text]
    assert sum(later[i].is_removed for i in edited) == 1
    assert len(edited) >= 3
    assert sum(a.text != b.text for a, b in zip(_posts(FIRST), _posts(LATER), strict=True)) == 1


@pytest.mark.parametrize("state", [FIRST, LATER], ids=["first", "later"])
def test_links_within_the_sample_lead_somewhere(state: tuple[SampleSite, ...]) -> None:
    by_key = {site.key: site for site in state}
    texts = [t for post in _posts(state) for t in (post.text, *(c.text for c in post.comments))]
    for text in texts:
        for key, slug in re.findall(r"\((notebook|slow-lane):([^)]*)\)", text):
            assert by_key[key].post(slug), slug
        for slug, anchor in re.findall(r"\]\(/\d{4}/\d\d/([a-z0-9-]+)/(?:#comment-(\d+))?\)", text):
            post = by_key["notebook"].post(slug)
            assert post is not None, slug
            assert not anchor or int(anchor) in {c.native_id for c in post.comments}, anchor


def test_the_files_say_that_the_people_are_invented() -> None:
    folder = files("pmlarchive.demo") / "content"
    for site in FIRST:
        head = (folder / site.key / "site.toml").read_text("utf-8").splitlines()[0]
        assert "invented" in head
        assert "sample" in site.tagline.lower()


def test_markdown_becomes_each_platforms_markup() -> None:
    text = "> as you said\n\nSee [here](notebook:why-a-notebook) & <b>there</b>."
    resolve = {"notebook:why-a-notebook": "http://a.example/x/"}.__getitem__
    assert blocks(text, resolve) == (
        "<blockquote>\n<p>as you said</p>\n</blockquote>\n"
        '<p>See <a href="http://a.example/x/">here</a> &amp; &lt;b&gt;there&lt;/b&gt;.</p>'
    )
    assert lines("One\nline.\n\n*Two*", resolve) == "One line.<br /><br /><em>Two</em>"
