"""SPIP: messages below an article, in the markup of its distributions and of the plugin Comments."""

import time

import pytest

from scraper.parse import parse_page
from scraper.platforms.base import Reading
from scraper.platforms.spip import Spip
from scraper.soup import read_page

URL = "https://site.example/article12.html"


def page(comments: str, heading: str = "") -> bytes:
    return (
        '<html lang="fr"><head><meta name="generator" content="SPIP 3.2.5"><title>Les jambes</title></head><body>'
        "<h1>Les jambes</h1><div class='texte'><p>It was a long summer, and I wrote down how far I walked.</p></div>"
        f'<div class="comments" id="comments">{heading}{comments}<p class="comment-reply"><a '
        'href="spip.php?page=forum&amp;id_article=12">Answer</a></p></div></body></html>'
    ).encode()


def read(content: bytes) -> Reading | None:
    found = read_page(content, url=URL)
    assert Spip().recognises(found)
    return Spip().read(found)


def shown(reading: Reading | None) -> list[tuple[str, str | None, str | None, str | None, str]]:
    assert reading is not None
    return [(one.key, one.parent, one.author, one.date.value, one.text) for one in reading.comments]


def zcore(number: int, name: str, words: str, answers: str = "", crayon: str = "") -> str:
    qui, texte = (f"crayon forum-qui-{number}", f"crayon forum-texte-{number}") if crayon else ("", "")
    anchor = (
        "" if crayon else f'<a href="#forum{number}" name="forum{number}" id="forum{number}">Re: legs</a>'
    )
    return (
        '<li class="comment-item odd first"><div class="comment comment-message"><div class="comment-meta"><img><a '
        f'href="#forum{number}" class="permalink">#</a><strong class="comment-titre">{anchor}</strong><abbr class="date" '
        f'title="2013-05-23T09:1{number % 10}:00Z">Le 23 mai à 11:12</abbr><span class="comment-author vcard"><span '
        f'class="sep">,</span> par <strong class="fn n {qui}">{name}</strong></span></div><div class="comment-content">'
        f'<div class="{texte} comment-texte"><p>{words}</p></div><div class="comment-notes"><p>[1] A note.</p></div><p '
        'class="comment-external-link">Voir en ligne : <a href="http://bo.example/">Bo</a></p><p class="comment-reply">'
        f'<a href="spip.php?page=forum&amp;id_forum={number}">Répondre</a></p></div></div>{answers}</li>'
    )


@pytest.mark.parametrize("crayon", ["", "yes"])
def test_the_distribution_of_today(crayon: str) -> None:
    inner = f'<ul class="comments-items">{zcore(13, "Bo", "No.", crayon=crayon)}</ul>'
    reading = read(
        page(
            f'<ul class="comments-items">{zcore(12, "Ann", "Hm.", inner, crayon)}{zcore(14, "Cy", "So?", "", crayon)}</ul>',
            '<h2 class="h2">3 Messages</h2>',
        )
    )
    note = "\n\n[1] A note."
    assert shown(reading) == [
        ("12", None, "Ann", "2013-05-23T09:12:00+00:00", "Hm." + note),
        ("13", "12", "Bo", "2013-05-23T09:13:00+00:00", "No." + note),
        ("14", None, "Cy", "2013-05-23T09:14:00+00:00", "So?" + note),
    ]
    assert reading is not None
    assert (reading.declared, reading.complete) == (3, True)
    assert (reading.comments[1].native_id, reading.comments[1].url) == ("13", f"{URL}#forum13")


def test_the_plugin_comments() -> None:
    def item(number: int, writer: str, answered: int | None = None, inner: str = "") -> str:
        to = (
            ""
            if answered is None
            else f'<a rel="in-reply-to" class="permalink" href="/x#forum{answered}">^</a>'
        )
        return (
            f'<li class="comment-li comment-item"><a id="comment{number}" name="comment{number}"></a><a '
            f'id="forum{number}"></a><div class="comment hreview"><p class="comment-meta"><a rel="self bookmark" '
            f'href="#forum{number}">#</a>{to}<time datetime="2019-07-17T20:09:45Z">Le 17 juillet</time><span '
            f'class="reviewer vcard"><span class="sep">, </span>par {writer}</span><span class="item">En réponse à : <a '
            'class="url fn" href="/article12.html">Les jambes</a></span></p><div class="comment-content description"><div '
            f'class="comment-texte"><p>Said {number}.</p></div></div></div>{inner}</li>'
        )

    link = '<a class="url spip_out" href="http://bo.example/"><strong class="fn n">Bo</strong></a>'
    answers = f"<ul class='comments-ul'>{item(22, link, 21)}{item(23, 'Cy', 22)}{item(24, 'Dee', 19)}</ul>"
    reading = read(page(f'<ul class="comments-ul">{item(21, "Ann", None, answers)}</ul>'))
    date = "2019-07-17T20:09:45+00:00"
    assert shown(reading) == [
        ("21", None, "Ann", date, "Said 21."),
        ("22", "21", "Bo", date, "Said 22."),
        ("23", "22", "Cy", date, "Said 23."),
        ("24", "19", "Dee", date, "Said 24."),
    ]
    assert reading is not None
    assert [one.author_url for one in reading.comments] == [None, "http://bo.example/", None, None]


def test_the_first_distributions() -> None:
    def item(number: int, name: str, inner: str = "", names: str = "") -> str:
        return (
            f'<li {names}><div class="forum-message"><div class="forum-chapo"><strong class="forum-titre"><a '
            f'href="#forum{number}" id="forum{number}">Tired<small class="fine"> </small>!</a></strong> <small>{number} '
            f'mai 2010&nbsp;12:30, par <span class="">{name}</span></small></div><div class="forum-texte"><p>Said.</p><p '
            f'class="hyperlien">Voir en ligne</p><p class="repondre"><a href="?id_forum={number}">Répondre</a></p></div>'
            f"</div>{inner}</li>"
        )

    first = item(5, "Ann", f"<ul>{item(6, 'Bo')}</ul>", 'class="forum-fil"')
    reading = read(page(f'<ul class="forum">{first}</ul>'))
    assert shown(reading) == [
        ("5", None, "Ann", "2010-05-05T12:30", "Said."),
        ("6", "5", "Bo", "2010-05-06T12:30", "Said."),
    ]


def test_a_name_and_a_date_before_the_message() -> None:
    def item(number: int, name: str) -> str:
        return (
            f'<li class="forum-fil"><div class="forum-top"><a id="forum{number}"><img></a>{name}<div class="forum-nav"> '
            '(22 juin 2018 @11h13)&nbsp;</div>:</div><div class="forum-message"><div class="forum-chapo"><p>Title</p>'
            f'</div><div class="crayon forum-texte-{number} forum-texte"><p>Said.</p></div></div></li>'
        )

    named = '<b class="crayon forum-qui-32 ">Ann 1999</b>'
    reading = read(page(f'<ul class="forum">{item(31, "")}{item(32, named)}</ul>'))
    assert shown(reading) == [
        ("31", None, None, "2018-06-22T11:13", "Said."),
        ("32", None, "Ann 1999", "2018-06-22T11:13", "Said."),
    ]


def test_further_pages() -> None:
    pager = (
        '<p class="pagination"><strong>0</strong> <a class="lien_pagination" href="article12.html?debut_forums=20'
        '#pagination_forums">20</a> <a href="?debut_articles=10">older posts</a></p>'
    )
    reading = read(page(f'<ul class="comments-items">{zcore(12, "Ann", "Hm.")}</ul>{pager}'))
    assert reading is not None
    assert (reading.more, reading.complete) == (
        ("https://site.example/article12.html?debut_forums=20",),
        False,
    )


def test_the_page_as_a_thread() -> None:
    draft = parse_page(page(f'<ul class="comments-items">{zcore(12, "Ann", "Hm.")}</ul>'), url=URL)
    assert (draft.platform, draft.title, draft.complete) == ("spip", "Les jambes", True)
    assert draft.text == "It was a long summer, and I wrote down how far I walked."


def test_what_is_missing_or_strange() -> None:
    bare = '<div class="forum-message"><div class="forum-texte">Said.</div></div>'
    reading = read(page(f"{bare}<ul><li>{bare}</li>{zcore(12, 'Ann', 'a')}{zcore(12, 'Bo', 'b')}</ul>"))
    assert reading is not None
    assert [(one.key, one.native_id) for one in reading.comments] == [
        ("#1", None), ("#2", None), ("12", "12"), ("#4", None),
    ]  # fmt: skip
    own = read(page(zcore(12, '<a rel="in-reply-to" href="#forum12">Ann</a>', "a")))
    assert own is not None
    assert own.comments[0].parent is None
    assert read(page('<div class="forum-message"></div>')) is None
    assert not Spip().recognises(read_page(page("<p>forum-message</p>"), url=URL))


def test_a_deep_thread() -> None:
    deep = "".join(
        f'<ul><li class="forum-fil"><div class="forum-message"><a id="forum{number}"></a><div class="forum-texte">Said.'
        "</div></div>"
        for number in range(1, 601)
    )
    before = time.perf_counter()
    reading = read(page(deep))
    assert reading is not None
    assert (len(reading.comments), reading.comments[-1].parent) == (600, "599")
    read(page('<div class="forum-message"><div class="forum-texte">' * 5000 + "Said."))
    assert time.perf_counter() - before < 5


def test_a_number_in_the_link_to_answer_alone() -> None:
    link = '<a href="?id_forum=99">there</a>'
    button = '<p class="repondre"><a href="?id_forum=12" rel="nofollow">Répondre</a></p>'
    words = f'<div class="forum-message"><div class="forum-texte"><p>See {link}.</p>{button}</div></div>'
    reading = read(page(f"<ul><li class='forum-fil'>{words}</li></ul>"))
    assert reading is not None
    assert [(one.key, one.text) for one in reading.comments] == [("12", "See there.")]
