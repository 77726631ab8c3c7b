"""Engines that no adapter knows by name: the generic finder on pages in the manner of each engine's templates."""

from dataclasses import dataclass, field

import jinja2
import pytest

from scraper.draft import DraftThread
from scraper.parse import parse_page

URL = "https://ann.example/2013/05/legs.html"
ARTICLE = "".join(
    f"<p>{words}</p>"
    for words in (
        "When the summer came I could hardly stand up, and nobody could tell me why it was so much worse.",
        "So I wrote down the temperature, the hour and how far I walked, every day for four months.",
        "Cool water helps, cool air does not; and a bad day tells nothing about the next one at all.",
    )
)
PAGE = """<html lang="{{ lang }}"><head><title>Legs and heat - My notes</title></head><body><div id="header"><h1>
<a href="/">My notes</a></h1></div><div id="main"><div class="entry"><h2 class="title">Legs and heat</h2>
<div class="entrytext">{{ article }}</div></div>{{ comments }}
<h3>Leave a comment</h3><form method="post"><input name="n"><textarea name="t"></textarea></form></div>
<div id="sidebar"><h3>Recent comments</h3><ul><li><a href="/2013/04/cats.html#c44">Mo on Two cats</a></li>
<li><a href="/2013/03/snow.html#c41">Kurt on Snow</a></li></ul></div></body></html>"""


@dataclass
class Said:
    """What a page is made of and what must be read off it."""

    id: int
    name: str
    url: str
    paras: list[str]
    hour: str
    day: int
    depth: int = 0
    parent: "Said | None" = None
    children: list["Said"] = field(default_factory=list)

    @property
    def who(self) -> str:
        return f'<a href="{self.url}" rel="nofollow">{self.name}</a>' if self.url else self.name

    @property
    def html(self) -> str:
        return "".join(f"<p>{words}</p>" for words in self.paras)


def thread() -> list[Said]:
    ann = Said(4811, "Ann", "", ["The same in both of my legs.", "Have you tried a vest?"], "09:12", 23)
    bo = Said(4825, "Bo Larsen", "http://bo.example/", ["I have, and it helped."], "10:40", 23, 1, ann)
    cy = Said(4830, "cyril77", "", ["Which one was it, and where did you find it?"], "11:05", 24, 2, bo)
    dee = Said(4842, "Dee Müller", "", ["My doctor says: wait.", "I wait.", "Still."], "23:59", 26)
    ann.children, bo.children = [bo], [cy]
    return [ann, bo, cy, dee]


TREE = "{% macro node(c) %}NODE{% endmacro %}{% for c in all if not c.depth %}{{ node(c) }}{% endfor %}"
KIDS = "{% for k in c.children %}{{ node(k) }}{% endfor %}"
EACH = "{% for c in all %}NODE{% endfor %}"


def each(node: str, around: str = "%s") -> str:
    return around.replace("%s", EACH.replace("NODE", node))


def tree(node: str, around: str = "%s") -> str:
    return around.replace("%s", TREE.replace("NODE", node.replace("KIDS", KIDS)))


#: Comments of each engine: flat ones are marked, for nothing in them tells a parent.
ENGINES = {
    "serendipity": each("""<article id="c{{ c.id }}" class="serendipity_comment commentlevel-{{ c.depth + 1 }}"><header><h4>
        {{ c.who }} on <time datetime="2013-05-{{ c.day }}T{{ c.hour }}:00">May {{ c.day }}, 2013</time>:</h4></header>
        <div class="serendipity_commentBody">{{ c.html }}</div><footer><a href="#c{{ c.id }}">Link</a> | <a
        class="comment_reply">Reply</a></footer></article>""", "<section id='comments'><h3>Comments</h3>%s</section>"),
    "serendipity, indented": each("""<a id="c{{ c.id }}"></a><div id="serendipity_comment_{{ c.id }}" class="serendipity_comment"
        style="padding-left: {{ c.depth * 20 }}px"><div class="serendipity_commentBody">{{ c.html }}</div><div
        class="serendipity_comment_source"><a href="#c{{ c.id }}">#{{ loop.index }}</a> <span
        class="comment_source_author">{{ c.who }}</span> on <span class="comment_source_date">2013-05-{{ c.day }}
        {{ c.hour }}</span> (<a class="comment_reply">Reply</a>)</div></div>"""),
    "movable type 4": each("""<div id="comment-{{ c.id }}" class="comment"><div class="comment-header"><span class="byline">
        <span class="vcard author">{{ c.who }}</span>{% if c.parent %} replied to <a
        href="/2013/05/legs.html#comment-{{ c.parent.id }}">comment from {{ c.parent.name }}</a>{% endif %} | <a
        href="#comment-{{ c.id }}"><abbr class="published" title="2013-05-{{ c.day }}T{{ c.hour }}:00">May {{ c.day }}, 2013
        {{ c.hour }}</abbr></a> | <a>Reply</a></span></div><div class="comment-content">{{ c.html }}</div></div>"""),
    "movable type 2, flat": each("""<div class="comments-body"><a name="{{ c.id }}"></a>{{ c.html }}<span
        class="comments-post">Posted by: {{ c.who }} on May {{ c.day }}, 2013 {{ c.hour }}</span></div>"""),
    "textpattern, flat": each("""<li id="c{{ c.id }}" class="comments">{{ c.html }}<p class="cite">&#8212; {{ c.who }}
        &#183; <small>{{ c.day }} May 2013, {{ c.hour }}</small> &#183; <a href="#c{{ c.id }}">#</a></p></li>""",
        "<h3>Comment</h3><ol>%s</ol>"),
    "pluxml": each("""<div id="c1-{{ c.id }}" class="comment level-{{ c.depth }}"><div id="com-{{ loop.index }}"><small><a
        class="nbcom" href="#c1-{{ c.id }}">#{{ loop.index }}</a>&nbsp;<time datetime="2013-05-{{ c.day }} {{ c.hour }}">
        {{ c.day }} mai 2013 - {{ c.hour }}</time> - {{ c.who }} a dit :</small><blockquote>{{ c.html }}</blockquote></div><a
        href="#form">Répondre</a></div>"""),
    "dotclear, flat": each("""<dt id="c{{ c.id }}"><a href="#c{{ c.id }}" class="comment-number">{{ loop.index }}.</a> Le jeudi
        {{ c.day }} mai 2013, {{ c.hour }} par {{ c.who }}</dt><dd>{{ c.html }}</dd>""",
        "<div id='comments'><h3>Commentaires</h3><dl>%s</dl></div>"),
    "b2evolution, flat": each("""<a name="c{{ c.id }}"></a><div class="bComment"><h5><div class="bCommentTitle">Comment from:
        {{ c.who }} [Visitor]</div></h5><div class="bCommentText">{{ c.html }}</div><div class="bCommentSmallPrint"><a
        href="#c{{ c.id }}">Permalink</a> {{ c.day }}.05.2013 @ {{ c.hour }}</div></div>""", "<h4>Comments:</h4>%s"),
    "drupal 6": tree("""<a id="comment-{{ c.id }}"></a><div class="comment odd"><span class="submitted">Thu,
        05/{{ c.day }}/2013 - {{ c.hour }} &mdash; {{ c.who }} (not verified)</span><h3><a
        href="/node/3#comment-{{ c.id }}">{{ c.paras[0][:12] }}</a></h3><div class="content">{{ c.html }}</div><ul
        class="links"><li><a href="/comment/reply/3/{{ c.id }}">reply</a></li></ul></div>{% if c.children %}<div
        class="indented">KIDS</div>{% endif %}""", "<div id='comments'>%s</div>"),
    "nucleus, flat": each("""<h3 class="comment">{{ c.who }} wrote:</h3><div class="commentbody">{{ c.html }}</div><div
        class="commentinfo">2013-05-{{ c.day }} {{ c.hour }}:00</div>""", "<h2>Comments</h2>%s"),
    "komento": tree("""<li id="kmt-{{ c.id }}" class="kmt-item" parentid="kmt-{{ c.parent.id or 0 }}" depth="{{ c.depth }}"
        itemscope itemtype="http://schema.org/Comment"><span itemprop="creator"><span itemprop="name">{{ c.who }}</span>
        </span><time itemprop="dateCreated" datetime="2013-05-{{ c.day }}T{{ c.hour }}:00">May</time><div
        itemprop="text">{{ c.html }}</div><button>Reply</button></li>KIDS""", "<h3>Comments</h3><ul>%s</ul>"),
    "isso": tree("""<div class="isso-comment" id="isso-{{ c.id }}"><div class="isso-text-wrapper"><div
        class="isso-comment-header"><span class="isso-author">{{ c.name }}</span><a class="isso-permalink"
        href="#isso-{{ c.id }}"><time datetime="2013-05-{{ c.day }}T{{ c.hour }}:00">9 years ago</time></a></div><div
        class="isso-text">{{ c.html }}</div><div class="isso-comment-footer"><span class="isso-votes">0</span><a
        class="isso-reply">Reply</a></div></div><div class="isso-follow-up">KIDS</div></div>""",
        """<section id="isso-thread"><h4>4 Comments</h4><div class="isso-preview"><div class="isso-comment"><div
        class="isso-text"></div></div></div><div id="isso-root">%s</div></section>"""),
    "cards of writers": tree("""<details class="comment-wrapper"><div id="comment-node-{{ c.id }}"
        class="comment comment--deep-{{ c.depth }}"><div class="comment__header"><span class="js-username">{{ c.name }}</span>
        <div class="profile-card"><span class="crayons-link">{{ c.name }}</span><div>I like legs a lot</div><div>Joined
        <time datetime="2011-03-05T00:00:00">Mar 5, 2011</time></div></div><a class="comment-date"><time
        datetime="2013-05-{{ c.day }}T{{ c.hour }}:00">May {{ c.day }}</time></a></div><div class="comment__body">{{ c.html }}
        </div><footer><button>Like</button><a>Reply</a></footer></div>KIDS</details>""",
        "<section id='comments'><h2>Top comments</h2>%s</section>"),
    "django-comments-xtd": tree("""<div id="c{{ c.id }}" class="comment"><h6 class="comment-header"><div>May {{ c.day }}, 2013,
        {{ c.hour }}&nbsp;-&nbsp;{{ c.who }}&nbsp;&nbsp;<a class="permalink" href="#c{{ c.id }}">¶</a></div></h6><div>
        {{ c.html }}</div><div><a href="/reply/{{ c.id }}/">Reply</a></div>KIDS</div>""",
        "<div class='comments'><h5>4 comments</h5>%s</div>"),
    "livedoor, flat": each("""<li class="comment-set"><ul><li class="comment-author">{{ loop.index }}. {{ c.name }}</li><li
        class="comment-date">2013年05月{{ c.day }}日 {{ c.hour }}</li><li class="comment-body">{{ c.html }}</li></ul></li>""",
        "<h3>コメント一覧</h3><ul class='comment-list'>%s</ul>"),
}  # fmt: skip


#: Pages of no engine: the name, or the date, or both, in bare words.
HOMEMADE = {
    "bold name, bare date": """<div class="comment"><b>{{ c.name }}</b> - {{ c.day }} May 2013 {{ c.hour }}<br>{{ c.html }}
        </div>""",
    "a line of words": """<div class="comment">By {{ c.name }}, on 2013-05-{{ c.day }} {{ c.hour }}{{ c.html }}</div>""",
    "number, name, date": """<div class="reply"><a name="{{ c.id }}"></a>#{{ loop.index }} {{ c.name }} 2013-05-{{ c.day }}
        {{ c.hour }}:00{{ c.html }}</div>""",
    "wrote": """<li class="comment"><a href="{{ c.url or 'mailto:a@b.example' }}">{{ c.name }}</a> wrote on May {{ c.day }},
        2013 at {{ c.hour }}: <blockquote>{{ c.html }}</blockquote></li>""",
    "title, then bare date": """<div class="comment"><h4>{{ c.name }}</h4>{{ c.day }} May 2013 {{ c.hour }}{{ c.html }}
        </div>""",
    "date, then name": """<div class="kommentar"><div>{{ c.day }}.05.2013, {{ c.hour }} Uhr, {{ c.name }}</div>
        <div>{{ c.html }}</div></div>""",
    "spans": """<div class="comment"><span>{{ c.name }}</span><span>May {{ c.day }}, 2013 {{ c.hour }}</span>{{ c.html }}
        </div>""",
    "footer": """<div class="comment"><div class="text">{{ c.html }}</div><div class="footer">{{ c.day }} May 2013
        {{ c.hour }} | {{ c.name }} | <a href="#">link</a></div></div>""",
}  # fmt: skip


@pytest.mark.parametrize("form", HOMEMADE)
def test_names_and_dates_in_bare_words(form: str) -> None:
    said = thread()
    row = each(HOMEMADE[form], "<div id='comments'><h3>Comments</h3>%s</div>")
    page = jinja2.Template(PAGE).render(
        article=ARTICLE, comments=jinja2.Template(row).render(all=said), lang="en"
    )
    draft = parse_page(page.encode(), url=URL)
    assert [one.author for one in draft.comments] == [one.name for one in said]
    assert [one.text for one in draft.comments] == ["\n\n".join(one.paras) for one in said]
    assert [(one.date.value or "")[:16] for one in draft.comments] == [
        f"2013-05-{one.day}T{one.hour}" for one in said
    ]
    assert draft.text.startswith("When the summer came")


def test_comments_without_any_date() -> None:
    said = thread()
    row = each('<div class="comment"><b>{{ c.name }}</b>{{ c.html }}</div>', "<h3>Comments</h3>%s")
    page = jinja2.Template(PAGE).render(
        article=ARTICLE, comments=jinja2.Template(row).render(all=said), lang="en"
    )
    draft = parse_page(page.encode(), url=URL)
    assert [(one.author, one.date.value) for one in draft.comments] == [(one.name, None) for one in said]


def test_prose_that_mentions_a_year_is_no_date() -> None:
    rows = "".join(
        f"""<div class="comment"><h4>{name}</h4>{day} May 2013 09:12<p>{words}</p></div>"""
        for day, name, words in (
            (23, "Ann", "The same in both of my legs."),
            (
                24,
                "Bo",
                "My sister has had it since 2009 and walks every day, so do not give up at all, please.",
            ),
            (25, "Cy", "Thank you both."),
        )
    )
    page = jinja2.Template(PAGE).render(article=ARTICLE, comments=f"<h3>Comments</h3>{rows}", lang="en")
    draft = parse_page(page.encode(), url=URL)
    assert [one.date.value for one in draft.comments] == [f"2013-05-{day}T09:12" for day in (23, 24, 25)]
    assert draft.comments[1].text.startswith("My sister has had it since 2009")


def read(engine: str, said: list[Said]) -> DraftThread:
    comments = jinja2.Template(ENGINES[engine]).render(all=said)
    lang = "fr" if engine.startswith(("pluxml", "dotclear")) else "en"
    page = jinja2.Template(PAGE).render(article=ARTICLE, comments=comments, lang=lang)
    return parse_page(page.encode(), url=URL, platforms=())


@pytest.mark.parametrize("engine", ENGINES)
def test_comments_of_engines_without_an_adapter(engine: str) -> None:
    said = thread()
    draft = read(engine, said)
    assert [one.author for one in draft.comments] == [one.name for one in said]
    assert [one.text for one in draft.comments] == ["\n\n".join(one.paras) for one in said]
    assert [(one.date.value or "")[:16] for one in draft.comments] == [
        f"2013-05-{one.day}T{one.hour}" for one in said
    ]
    place = {one.key: at for at, one in enumerate(draft.comments)}
    parents = [None if one.parent is None else place[one.parent] for one in draft.comments]
    assert parents == ([None] * 4 if engine.endswith("flat") else [None, 0, 1, None])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_article_beside_them_stays_the_post(engine: str) -> None:
    draft = read(engine, thread())
    assert draft.title == "Legs and heat"
    assert draft.text.startswith("When the summer came")
    assert "The same in both" not in draft.text


def test_a_single_comment_that_its_heading_counts() -> None:
    row = """<h3><span>1</span> comment</h3><ul class="itemCommentsList"><li class="even"><span
        class="commentDate">Friday, 24 May 2013 09:12</span><span class="commentAuthorName">posted by Ann</span>
        <p>The same in both of my legs.</p></li></ul>"""
    page = jinja2.Template(PAGE).render(article=ARTICLE, comments=row, lang="en")
    draft = parse_page(page.encode(), url=URL)
    assert [(one.author, one.text) for one in draft.comments] == [("Ann", "The same in both of my legs.")]
