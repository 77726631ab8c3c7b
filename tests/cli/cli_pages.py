"""Pages of our own for the command line to read."""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Rebound after stopping | Neuro Notes</title>
<meta name="generator" content="WordPress 6.1"><link rel="canonical" href="https://notes.example/2014/05/rebound/">
</head><body class="single single-post postid-12">
<article id="post-12" class="post-12 post type-post hentry">
<header><h1 class="entry-title">Rebound after stopping</h1>
<span class="author vcard"><a class="url fn n" href="https://notes.example/author/g">Dr Grey</a></span>
<time class="entry-date published" datetime="2014-05-02T09:00:00+00:00">May 2, 2014</time></header>
<div class="entry-content"><p>When natalizumab is stopped, disease activity can come back with force. Why this
happens, and to whom, is still argued about by everyone who looks after people with MS.</p></div></article>
<div id="comments" class="comments-area"><h2 class="comments-title">3 thoughts on “Rebound after stopping”</h2>
<ol class="comment-list">
<li id="comment-31" class="comment even depth-1 parent"><article id="div-comment-31" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Ann</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="https://notes.example/2014/05/rebound/#comment-31"><time
datetime="2014-05-03T10:15:00+00:00">May 3, 2014 at 10:15 am</time></a></div></footer>
<div class="comment-content"><p>Mine came back within twelve weeks of the last infusion.</p></div></article>
<ol class="children"><li id="comment-33" class="comment odd depth-2"><article id="div-comment-33" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Ben</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="https://notes.example/2014/05/rebound/#comment-33"><time
datetime="2014-05-03T11:00:00+00:00">May 3, 2014 at 11:00 am</time></a></div></footer>
<div class="comment-content"><p>Was it steroids that helped in the end?</p></div></article></li></ol></li>
<li id="comment-32" class="comment even depth-1"><article id="div-comment-32" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Cleo</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="https://notes.example/2014/05/rebound/#comment-32"><time
datetime="2014-05-03T10:30:00+00:00">May 3, 2014 at 10:30 am</time></a></div></footer>
<div class="comment-content"><p>Could Epstein-Barr be what the immune system is chasing?</p></div></article></li>
</ol></div></body></html>
"""

_HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="https://notes.example/{name}/"></head><body class="single"><article class="post hentry">
<h1 class="entry-title">{title}</h1><div class="entry-content"><p>A post that draws more than its share of replies,
as some posts do, and keeps drawing them.</p></div></article><ol class="commentlist">"""


def _item(number: int, extra: str = "") -> str:
    return (
        f'<li id="comment-{number}" class="comment depth-{number}{extra}"><div class="comment-body">'
        f'<div class="comment-author vcard"><cite class="fn">Person {number}</cite></div>'
        f"<p>This is what person number {number} had to say.</p></div>"
    )


def deep_page(levels: int) -> str:
    """Return a page whose comments answer each other, each inside the one before."""
    opened = "".join(_item(n) + '<ul class="children">' for n in range(1, levels + 1))
    return (
        _HEAD.format(title="A long argument", name="deep")
        + opened
        + "</ul></li>" * levels
        + "</ol></body></html>"
    )


def reply_circle() -> str:
    """Return a page whose three comments claim to answer each other in a circle."""
    names = {1: 3, 2: 1, 3: 2}
    items = "".join(_item(n, f" child-of-{parent}") + "</li>" for n, parent in names.items())
    return _HEAD.format(title="Round and round", name="circle") + items + "</ol></body></html>"
