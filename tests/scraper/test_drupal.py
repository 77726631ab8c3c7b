"""Drupal: core's markup is read by its names, anything else by the generic finder."""

import pytest

from scraper.draft import DraftComment
from scraper.parse import parse_page
from scraper.platforms.base import Page, Reading
from scraper.platforms.drupal import Drupal
from scraper.platforms.drupal_markup import find_units
from scraper.platforms.generic import Generic
from scraper.soup import read_page

DRUPAL_10 = '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'
DRUPAL_7 = '<meta name="Generator" content="Drupal 7 (http://drupal.org)">'
PROSE = "The article has words. " * 20

#: As Drupal 7's comment module and the theme Bartik print one.
SEVEN = """<a id="comment-{n}"></a><div class="comment {kind} clearfix" about="/comment/{n}#comment-{n}"
typeof="sioc:Post sioct:Comment"><div class="attribution">{new}<div class="submitted"><p class="commenter-name">{name}</p>
<p class="comment-time">Fri, 03/1{d}/2014 - 10:0{d}</p><p class="comment-permalink">
<a href="/comment/{n}#comment-{n}" class="permalink" rel="bookmark">Permalink</a></p></div></div>
<div class="comment-text"><h3><a href="/comment/{n}#comment-{n}">{words}</a></h3>
<div class="content"><div class="field field-name-comment-body field-label-hidden"><div class="field-items">
<div class="field-item even"><p>{words}</p></div></div></div></div><nav><ul class="links inline">
<li class="comment-reply"><a href="/comment/reply/5/{n}">reply</a></li></ul></nav></div></div>"""

#: As the theme Olivero prints one since Drupal 9.
OLIVERO = """<article data-comment-user-id="0" id="comment-{n}" class="comment js-comment {kind}" role="article">
<span class="hidden" data-comment-timestamp="139470000{n}"></span><div class="comment__text-wrapper">
<footer class="comment__meta"><p class="comment__author">{name}</p><p class="comment__time">1{d} March, 2014 - 10:0{d}</p>
{parent}</footer><div class="comment__content"><h3><a href="/comment/{n}#comment-{n}" class="permalink">Re</a></h3>
<div class="text-formatted field field--name-comment-body"><p>{words}</p></div>
<ul class="links inline comment__links"><li><a href="/comment/reply/node/5/comment/{n}">Reply</a></li></ul>
</div></div></article>"""

#: As the base theme Stable prints one.
STABLE = """<article id="comment-{n}" class="js-comment"><mark class="hidden" data-comment-timestamp="1"></mark>
<footer class="comment__meta"><p class="comment__submitted">Submitted by {name} on Fri, 03/1{d}/2014 - 10:0{d}</p>
{parent}<a href="/comment/{n}#comment-{n}">Permalink</a></footer><div class="content">
<div class="field--name-comment-body"><p>{words}</p></div></div></article>"""

IN_REPLY = '<p class="parent visually-hidden">In reply to <a href="/comment/{0}#comment-{0}">Re</a> by <a class="username">Ann</a></p>'


def comment(form: str, n: int, name: str, **more: str) -> str:
    given = {"kind": "", "new": "", "parent": "", "words": f"Words of comment {n}.", **more}
    return form.format(n=n, d=n % 10, name=name, **given)


def page(
    comments: str, head: str = DRUPAL_10, *, box: str = 'id="comments" class="comment-wrapper"'
) -> bytes:
    return f"""<html lang="en"><head>{head}<link rel="canonical" href="https://legs.example/node/5"></head><body>
    <main><h1>Legs</h1><article class="node"><p>{PROSE}</p></article>
    <section {box}><h2>Comments</h2>{comments}</section></main></body></html>""".encode()


def read(data: bytes) -> Reading:
    parsed = read_page(data)
    assert Drupal().recognises(parsed)
    reading = Drupal().read(parsed)
    assert reading is not None
    assert reading.platform == "drupal"
    return reading


def known(data: bytes) -> list[DraftComment]:
    """Read comments that are in core's own markup."""
    assert find_units(read_page(data).outline) is not None
    return read(data).comments


def shape(comments: list[DraftComment]) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.native_id, one.parent, one.author) for one in comments]


def test_seven_nested() -> None:
    ann = '<a href="/users/ann" title="View user profile." class="username">Ann</a>'
    bo = '<span class="username">Bo (not verified)</span>'
    found = known(
        page(
            comment(SEVEN, 11, ann, kind="comment-by-node-author odd first")
            + f'<div class="indented">{comment(SEVEN, 12, bo, kind="comment-by-anonymous even")}'
            f'<div class="indented">{comment(SEVEN, 13, ann, new="<mark class=new>new</mark>")}</div>'
            f"{comment(SEVEN, 14, bo, kind='comment-unpublished')}</div>" + comment(SEVEN, 15, bo),
            DRUPAL_7,
        )
    )
    assert shape(found) == [
        ("11", None, "Ann"), ("12", "11", "Bo"), ("13", "12", "Ann"), ("14", "11", "Bo"), ("15", None, "Bo"),
    ]  # fmt: skip
    assert [one.by_post_author for one in found] == [True, False, False, False, False]
    assert found[0].author_url == "https://legs.example/users/ann"
    assert found[1].author_url is None
    assert found[2].date.value == "2014-03-13T10:03"
    assert found[2].text == "Words of comment 13."
    assert found[2].url == "https://legs.example/node/5#comment-13"


def test_six_has_its_words_in_the_content() -> None:
    form = """<a id="comment-{n}"></a><div class="comment {kind} clear-block"><h3><a href="/node/5#comment-{n}">Re</a></h3>
    <div class="submitted">{name} - Fri, 2014-03-1{d} 10:0{d}</div><div class="content"><p>{words}</p>
    <div class="user-signature">My site</div></div><ul class="links"><li><a href="/comment/reply/5/{n}">reply</a></li></ul></div>"""
    found = known(page(comment(form, 11, "Ann") + comment(form, 12, "Bo"), DRUPAL_7))
    assert [(one.author, one.date.value, one.text) for one in found] == [
        ("Ann", "2014-03-11T10:01", "Words of comment 11."), ("Bo", "2014-03-12T10:02", "Words of comment 12."),
    ]  # fmt: skip


def test_olivero_nested() -> None:
    ann, bo = '<a href="/user/2" lang="">Ann</a>', "<span>Bo99 (not verified)</span>"
    found = known(
        page(
            comment(OLIVERO, 11, ann, kind="comment--level-1 by-node-author")
            + f'<div class="indented">{comment(OLIVERO, 12, bo, parent=IN_REPLY.format(11))}</div>'
            + comment(OLIVERO, 13, bo, kind="comment--level-1 comment--unpublished by-anonymous"),
        )
    )
    assert shape(found) == [("11", None, "Ann"), ("12", "11", "Bo99"), ("13", None, "Bo99")]
    assert [one.date.value for one in found] == ["2014-03-11T10:01", "2014-03-12T10:02", "2014-03-13T10:03"]
    assert (found[0].by_post_author, found[0].author_url) == (True, "https://legs.example/user/2")
    assert found[1].text == "Words of comment 12."


def test_stable_says_whom_a_flat_comment_answers() -> None:
    found = known(
        page(
            comment(STABLE, 11, "<span>Ann (not verified)</span>")
            + comment(STABLE, 12, '<a title="View user profile." href="/user/7">Bo 2001</a>')
            + comment(STABLE, 13, "<span>Cy</span>", parent=IN_REPLY.format(11))
            + comment(STABLE, 14, "<span>Cy</span>", parent=IN_REPLY.format(3)),
        )
    )
    assert shape(found) == [
        ("11", None, "Ann"),
        ("12", None, "Bo 2001"),
        ("13", "11", "Cy"),
        ("14", "3", "Cy"),
    ]
    assert found[1].date.value == "2014-03-12T10:02"


def test_anchors_and_ids_of_one_comment() -> None:
    both = [f'<a id="comment-{n}"></a>{comment(STABLE, n, "<span>Ann</span>")}' for n in (11, 12)]
    assert len(known(page("".join(both)))) == 2


def test_a_preview_is_no_comment() -> None:
    preview = '<article class="comment js-comment preview"><div class="content"><p>Not yet sent.</p></div></article>'
    assert len(known(page(preview + comment(STABLE, 11, "<span>Ann</span>")))) == 1


def test_pages_of_comments() -> None:
    pager = """<nav class="pager"><ul><li class="pager__item is-active"><a href="?page=0">1</a></li>
    <li class="pager__item"><a href="?page=1">2</a></li><li class="pager__item"><a href="?page=2#comments">3</a></li>
    <li class="pager__item--next"><a href="?page=1" rel="next">Next</a></li></ul></nav>"""
    comments = comment(STABLE, 11, "<span>Ann</span>", words='See <a href="/x?page=9">there</a>, it is good.')
    reading = read(page(comments + comment(STABLE, 12, "<span>Bo</span>") + pager))
    assert reading.more == ("https://legs.example/node/5?page=1", "https://legs.example/node/5?page=2")
    assert not reading.complete
    whole = read(page(comments + comment(STABLE, 12, "<span>Bo</span>")))
    assert whole.complete
    assert not whole.more


def test_the_second_page_begins_with_a_reply() -> None:
    first = (
        f'<div class="indented"><div class="indented">{comment(STABLE, 21, "<span>Ann</span>")}</div></div>'
    )
    found = known(page(first + comment(STABLE, 22, "<span>Bo</span>")))
    assert shape(found) == [("21", None, "Ann"), ("22", None, "Bo")]


def test_the_box_is_no_part_of_the_article() -> None:
    comments = comment(STABLE, 11, "<span>Ann</span>") + comment(STABLE, 12, "<span>Bo</span>")
    assert [root.get("id") for root in read(page(comments)).roots] == ["comments"]
    assert [root.get("id") for root in read(page(comments, box="")).roots] == ["comment-11", "comment-12"]


def test_a_theme_sets_each_comment_in_boxes_of_its_own() -> None:
    first, second, third = (comment(STABLE, n, f"<span>Ann{n}</span>") for n in (11, 12, 13))
    found = known(
        page(
            f"<ul><li><div>{first}</div></li>"
            f'<div class="indented"><li><div>{second}</div></li></div><li><div>{third}</div></li></ul>',
            box="",
        )
    )
    assert shape(found) == [("11", None, "Ann11"), ("12", "11", "Ann12"), ("13", None, "Ann13")]


def test_the_anchor_stands_before_a_box_or_in_the_comment() -> None:
    boxed = """<a id="comment-{n}"></a><div class="arrow"><div class="comment"><div class="content">
    <div class="submitted"><a href="/users/ann" class="username">{name}</a><span>on 1{d}.03.2014.</span></div>
    {words} <em>Really.</em></div><ul class="links"><li>reply</li></ul></div></div>"""
    inner = """<article class="js-comment layer {kind}"><div class="outer"><a name="comment-{n}" id="comment-{n}">&nbsp;</a>
    </div><div class="comment container" id="cid-{n}"><span class="card__username">{name}</span>
    <span class="when"><span title="March 1{d}, 2014 - 3:05pm">2y</span></span>
    <div class="field-name-comment-body"><p>{words}</p></div></div>
    <div class="sub-thread js-comment"><a href="/comment/{n}/thread">1 reply</a></div></article>"""
    for form, dates in (
        (boxed, ["2014-03-11", "2014-03-12"]),
        (inner, ["2014-03-11T15:05", "2014-03-12T15:05"]),
    ):
        found = known(
            page(
                comment(form, 11, "Ann", kind="by-wiki_page-author")
                + f'<div class="indented">{comment(form, 12, "Bo 1999")}</div>'
            )
        )
        assert shape(found) == [("11", None, "Ann"), ("12", "11", "Bo 1999")]
        assert [one.date.value for one in found] == dates
        assert found[0].text.startswith("Words of comment 11.")
        assert "Ann" not in found[0].text
        assert found[0].by_post_author is (form is inner)


def test_a_list_made_by_views_tells_numbers_in_parts() -> None:
    listed = """<div class="views-row"><article class="js-comment styled" {kind}><div class="attribution">
    <span class="comment-author">&lt;span&gt;{name}&lt;/span&gt;</span><span class="comment-time">Wed, 03/1{d}/2014 - 02:42</span>
    </div><button class="comment-reply-link">Reply</button><div class="comment-body"> {words} </div>{parent}</article></div>"""
    pager = '<div><ul class="pager"><li><a href="?page=1">2</a></li></ul></div>'
    for more in (
        {"kind": 'data-comment-id="{n}"'},
        {"parent": '<div id="comment-reply-form-{n}"><h4>Reply</h4></div>'},
        {"parent": '<a href="/comment/reply/node/5/comment/{n}">Reply</a>'},
    ):
        rows = "".join(
            comment(listed, n, name, **{key: value.format(n=n) for key, value in more.items()})
            for n, name in ((13, "Ann"), (12, "Bo"))
        )
        reading = read(page(f"<div><div>{rows}</div>{pager}</div>", box='class="comment-ajax-wrapper"'))
        assert shape(reading.comments) == [("13", None, "Ann"), ("12", None, "Bo")]
        assert [one.date.value for one in reading.comments] == ["2014-03-13T02:42", "2014-03-12T02:42"]
        assert reading.comments[0].text.startswith("Words of comment 13.")
        assert reading.more == ("https://legs.example/node/5?page=1",)


def test_name_and_date_in_a_line_without_names() -> None:
    heads = {
        "Ann": '<h6>Ann | Fri, 14 March 2014 - 10:05</h6><p class="visually-hidden">In reply to Re by Bo</p>',
        "Ben": "<header><p>Submitted by <a href='/user/3'>Ben</a> on Fri, 03/14/2014 - 10:05</p></header>",
        "Cy": "<p><span typeof='schema:Person'>Cy</span></p><p><span>March 14, 2014</span> <i>10:05</i></p>",
        "Dora": "<div><b>Dora</b> <small>14.03.2014 10:05</small></div><p>Member since 3 May 2001</p>",
    }
    form = """<article id="comment-{n}" class="js-comment">{kind}<div><div class="field--name-comment-body">
    <p><a href="/comment/{n}#comment-{n}">Its subject</a></p></div>
    <div class="field field--name-comment-body"><p>{words} It was on 1 May 1999.</p></div></div></article>"""
    found = known(page("".join(comment(form, n, "", kind=head) for n, head in enumerate(heads.values(), 11))))
    assert [one.author for one in found] == [*heads]
    assert {one.date.value for one in found} == {"2014-03-14T10:05"}
    assert found[1].author_url == "https://legs.example/user/3"
    assert found[3].text == "Words of comment 14. It was on 1 May 1999."


def test_the_date_is_among_the_links() -> None:
    form = """<a id="comment-{n}"></a><div class="comment"><div class="comment-content"><div class="content">
    <h3 class="name"><span class="username">{name}</span></h3><div class="field-comment-body"><p>{words}</p></div>
    </div></div><div class="meta"><ul class="links inline"><li class="comment-reply"><a href="/comment/reply/5/{n}">reply</a></li>
    <li class="date"><span>March 1{d}, 2014</span></li><li class="time"><span>6:32 PM</span></li></ul></div></div>"""
    found = known(page(comment(form, 11, "Ann") + comment(form, 12, "Bo")))
    assert [(one.author, one.date.value, one.text) for one in found] == [
        ("Ann", "2014-03-11T18:32", "Words of comment 11."), ("Bo", "2014-03-12T18:32", "Words of comment 12."),
    ]  # fmt: skip


def test_a_machines_date_wins_and_the_last_change_is_none() -> None:
    bare = '<span property="schema:dateCreated" content="2014-03-11T08:00:07+00:00"></span>'
    found = known(
        page(
            comment(STABLE, 11, f"<span>Ann</span>{bare}")
            + comment(OLIVERO, 12, "<span>Bo</span>").replace("12 March, 2014 - 10:02", "2 years ago")
            + comment(OLIVERO, 13, "<span>Cy</span>"),
        )
    )
    assert [one.date.value for one in found] == ["2014-03-11T08:00:07+00:00", None, "2014-03-13T10:03"]


def test_other_markup_is_left_to_the_finder() -> None:
    one = comment(STABLE, 11, "<span>Ann</span>")
    two = comment(STABLE, 12, "<span>Bo</span>")
    bare = two.replace(' id="comment-12"', "")
    for odd in (
        one + bare,
        f'{one}<a id="comment-12"></a><p>No comment.</p>',
        f"<ul><li>{one}{two}</li></ul><p>{one.replace('11', '13')}</p>",
        one + one,
        f"{one[:-10]}{two}</article>",
    ):
        assert find_units(read_page(page(odd)).outline) is None
    wordless = (one + two).replace("field--name-comment-body", "words").replace('class="content"', "")
    assert find_units(read_page(page(wordless)).outline) is not None
    assert [one.text for one in read(page(wordless)).comments] == [
        "Words of comment 11.",
        "Words of comment 12.",
    ]


def test_boxes_of_any_depth() -> None:
    deep = '<div class="indented">' * 3000 + comment(STABLE, 11, "<span>Ann</span>") + "</div>" * 3000
    found = find_units(read_page(page(deep + comment(STABLE, 12, "<span>Bo</span>"))).outline)
    assert found is not None
    assert [unit.parent for unit in found.all] == [None, None]
    chain = '<div class="indented">'.join(comment(STABLE, n, "<span>Ann</span>") for n in range(1, 2001))
    comments = known(page(chain + "</div>" * 1999))
    assert [one.parent for one in comments] == [None, *(str(n) for n in range(1, 2000))]


def test_other_pages_are_not_taken() -> None:
    comments = comment(STABLE, 11, "<span>Ann</span>")
    assert not Drupal().recognises(
        read_page(page(comments, '<meta name="generator" content="WordPress 6.4">'))
    )


def test_a_page_without_sure_comments_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Page] = []
    find = Generic._find

    def counted(self: Generic, page: Page) -> Reading | None:
        asked.append(page)
        return find(self, page)

    monkeypatch.setattr(Generic, "_find", counted)
    words = "<p>A winter without relapse is worth telling, and what came before it too.</p>" * 5
    parse_page(
        f"<title>Walking</title><meta name=Generator content='Drupal 9'><h1>Walking</h1><div>{words}</div>"
        "<p class=comment>Comments are closed.</p>".encode()
    )
    assert len(asked) == 1
