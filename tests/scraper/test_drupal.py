"""Drupal is told from WordPress by its marks, and read by the generic finder."""

from scraper.platforms.drupal import Drupal
from scraper.soup import read_page

COMMENT = """<a id="comment-{n}"></a><article class="comment js-comment"><footer class="comment__meta">
<p class="comment__submitted">Submitted by <span>{name}</span> on Tue, 03/1{d}/2014 - 10:0{d}</p></footer>
<div class="content"><h3><a href="/comment/{n}#comment-{n}">Re</a></h3><div class="field--name-comment-body">
<p>{words}</p></div><ul class="links"><li><a href="/comment/reply/{n}">Reply</a></li></ul></div></article>"""


def page(head: str) -> bytes:
    first = COMMENT.format(n=11, name="Ann", d=3, words="Words of the first comment here.")
    second = COMMENT.format(n=12, name="Bo", d=4, words="An answer to it, in a box beside.")
    third = COMMENT.format(n=13, name="Cy", d=5, words="Another first-level comment.")
    return f"""<html lang="en"><head>{head}</head><body><h1>Legs</h1><p>{"The article has words. " * 20}</p>
    <section id="comments"><h2>Comments</h2>{first}<div class="indented">{second}</div>{third}</section>
    </body></html>""".encode()


def test_replies_in_a_box_beside_their_parent() -> None:
    parsed = read_page(page('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'))
    assert Drupal().recognises(parsed)
    reading = Drupal().read(parsed)
    assert reading is not None
    assert reading.platform == "drupal"
    assert [(one.native_id, one.parent, one.author) for one in reading.comments] == [
        ("11", None, "Ann"), ("12", "11", "Bo"), ("13", None, "Cy"),
    ]  # fmt: skip
    assert reading.comments[1].text == "An answer to it, in a box beside."
    assert reading.comments[1].date.value == "2014-03-14T10:04"


def test_other_pages_are_not_taken() -> None:
    assert not Drupal().recognises(read_page(page('<meta name="generator" content="WordPress 6.4">')))
