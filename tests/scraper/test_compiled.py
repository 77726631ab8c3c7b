"""The compiled readers give what the Python ones give, for any tree."""

import contextlib
import gc
import importlib.util
import os
import sys
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement

import scraper.clean
import scraper.compiled
import scraper.lines
import scraper.outline
import scraper.parse
import scraper.platforms.generic.tree
import scraper.platforms.wordpress_extent
import scraper.platforms.wordpress_kinds
import scraper.platforms.wordpress_parts
import scraper.platforms.wordpress_units
import scraper.post.article
import scraper.post.beside
import scraper.post.survey
from scraper.compiled import chosen
from scraper.platforms.base import Page
from scraper.platforms.wordpress_kinds import Asked
from scraper.post.beside import Beside
from scraper.post.findings import Survey
from scraper.tidy import WRITTEN


def _compiled(name: str) -> Any:
    if scraper.compiled.is_outdated(Path(scraper.compiled.__file__).parent):
        pytest.skip(
            "the compiled readers are of an older state; `make check` builds them", allow_module_level=True
        )
    try:
        return importlib.import_module(f"scraper.compiled.{name}")
    except (ImportError, TypeError, ValueError) as refused:
        pytest.skip(f"no compiled readers were built for the lxml in use: {refused}", allow_module_level=True)


COMPILED = SimpleNamespace(
    written=_compiled("writer").written,
    line_of=_compiled("lines").line_of,
    walk=_compiled("survey").walk,
    paragraphs=_compiled("survey").written,
    read=_compiled("outline").read,
    outline=scraper.outline.Outline,
    shape=_compiled("tree").shape,
    words=_compiled("tree").words,
    attributes=_compiled("tree").attributes,
    is_harmless=_compiled("safety").is_harmless,
    standing=_compiled("kinds").standing,
    holding=_compiled("kinds").holding,
    kinds_among=_compiled("kinds").kinds_among,
    ask=_compiled("parts").ask,
)


def _python(module: ModuleType) -> ModuleType:
    """Load a module once more, with the functions that compiled ones are chosen over."""
    assert module.__file__
    spec = importlib.util.spec_from_file_location(
        f"python_{module.__name__.replace('.', '_')}", module.__file__
    )
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # where dataclasses look for what their annotations name
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMLARCHIVE_PURE", "1")
        spec.loader.exec_module(loaded)
    return loaded


_TREE = _python(scraper.platforms.generic.tree)
PYTHON = SimpleNamespace(
    written=_python(scraper.clean).written,
    line_of=_python(scraper.lines).line_of,
    walk=_python(scraper.post.survey)._walk,
    paragraphs=_python(scraper.post.beside)._written,
    read=_python(scraper.outline)._read,
    outline=_python(scraper.outline).Outline,
    shape=_TREE.shape,
    words=_TREE.words,
    attributes=_TREE.attributes,
    is_harmless=_python(scraper.clean).is_harmless,
    standing=_python(scraper.platforms.wordpress_extent).standing,
    holding=_python(scraper.platforms.wordpress_extent).holding,
    kinds_among=_python(scraper.platforms.wordpress_kinds)._kinds_among,
    ask=_python(scraper.platforms.wordpress_parts)._ask,
)


def test_the_two_are_two() -> None:
    for name in vars(COMPILED):
        assert getattr(COMPILED, name) is not getattr(PYTHON, name)


# ---- trees

TAGS = [
    "p",
    "p",
    "p",
    "p",
    "br",
    "br",
    "br",
    "a",
    "a",
    "a",
    "em",
    "b",
    "strong",
    "i",
    "span",
    "div",
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "caption",
    "pre",
    "xmp",
    "h1",
    "h2",
    "h6",
    "hr",
    "img",
    "img",
    "iframe",
    "video",
    "source",
    "object",
    "abbr",
    "acronym",
    "code",
    "q",
    "sup",
    "figure",
    "figcaption",
    "address",
    "script",
    "style",
    "noscript",
    "textarea",
    "svg",
    "title",
    "section",
    "article",
    "unknown",
    "a-quite-long-name-of-ones-own",
]
WORDS = [
    *("a", "word", "two words", " ", "  ", "\n", "\n  \n", "\t", "\r", " ,", "end. ", "\n\n\n\n", "> "),
    *(
        "\u00a0",
        " \u00a0 ",
        "\u2003",
        "\u2028",
        "\u3000",
        "\u0085",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "é",
        "漢字",
        "😀",
    ),
    *("&", "<b>", "&amp;", '"', "’", "a:b", "://", "http://", "x://y", "8:30", "ſ", "İ"),
    *(
        "http://example.com",
        "https://example.com/a_(b))).",
        "(http://x.example/?a=b&c=d#e)",
        "HTTP://EXAMPLE.COM/É!",
    ),
    *("http://1.2.3.4/", "https://web.archive.org/web/2010/http://a.example/", "http://xn--a.example\u00a0z"),
]
CONTROLS = ["\f", "\v", "\x1c", "\x1f", "\x01", "\x7f"]
URLS = [
    *(
        "",
        " ",
        "#",
        "#part",
        "/path",
        "page.html",
        "//other.example/x",
        "//",
        "?q=a b",
        "javascript:alert(1)",
    ),
    *(
        "http://page.example/post#part",
        "http://page.example/other",
        "mailto:a@b.example",
        "mailto:a b",
        "data:x,y",
    ),
    *(
        "http://a.example/spacer.gif",
        "http://a.example/smilies/1.gif",
        "https://a.example/i.png",
        "http://[::1",
    ),
    *(
        "https://a.example/?b.gif",
        "http://web.archive.org/web/2010im_/http://b.example/",
        "HTTPS://A.EXAMPLE/",
    ),
]
URL_PARTS = [
    *'htp:/.-#?&%"<>_~ \u00a0é1',
    "http://",
    "https://",
    "ab",
    ".com",
    ".c",
    "-b",
    "www.",
    ":80",
    "/a/b",
]
VALUES = {
    "href": st.sampled_from(URLS) | st.lists(st.sampled_from(URL_PARTS), max_size=8).map("".join),
    "src": st.sampled_from(URLS),
    "data-src": st.sampled_from(URLS),
    "data": st.sampled_from(URLS),
    "alt": st.sampled_from(["", " ", ":)", "A  picture", "\u200b", "a\nb", "<&>", '"']),
    "title": st.sampled_from(["", "In full", '"<&>"', "\u00a0"]),
    "class": st.sampled_from(
        [
            *("", "x", "says", "a says\u00a0b", "sr-only", "wp-smiley", "visuallyhidden", "essays"),
            *("sidebar", "widget related", "entry-content", "post-title", "byline", "post-date", "hentry"),
            *("comments-link", "has-sidebar wrap", "even-numbered thread", "even-counted! thread"),
        ]
    ),
    "style": st.sampled_from(
        ["", "display:none", "color: red; display :  none", "display:block", "DISPLAY:NONE"]
    ),
    "hidden": st.sampled_from(["", "hidden", "false"]),
    "start": st.sampled_from(["", "0", "7", "007", "99999", "123456", "-1", "x", "٣"]),
    "colspan": st.sampled_from(["", "2", "x", "٣"]),
    "rowspan": st.sampled_from(["3", '"']),
    "id": st.sampled_from(["", "one", "two", "sidebar"]),
    "name": st.sampled_from(["", "one", "comment-1", "part"]),
    "itemprop": st.sampled_from(
        ["", "author", "comment text", "headline", "datePublished", "articleBody", "url"]
    ),
    "datetime": st.sampled_from(["", "2010-01-02"]),
    "rel": st.sampled_from(["", "tag", "author", "nofollow"]),
    "data-id": st.sampled_from(["", "1"]),
}
NAMES = st.sampled_from([*VALUES, *(["href"] * 6), *(["class"] * 3)])


@st.composite
def attributes(draw: st.DrawFn) -> dict[str, str]:
    if draw(st.booleans()):
        return {}
    return {name: draw(VALUES[name]) for name in draw(st.lists(NAMES, min_size=1, max_size=3))}


def texts(*more: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*WORDS, *more]), min_size=1, max_size=5).map("".join)


# What a page is made of, in order: a tag and its attributes, text, or the sign of something else.
TOKENS = st.one_of(
    st.tuples(st.just("open"), st.sampled_from(TAGS), attributes()),
    st.tuples(st.just("open"), st.sampled_from(TAGS), st.just({})),
    st.tuples(st.just("close"), st.integers(1, 3), st.none()),
    st.tuples(st.just("text"), texts(), st.none()),
    st.tuples(st.just("text"), texts(*CONTROLS), st.none()),
    st.tuples(st.sampled_from(["comment", "instruction", "entity", "cdata"]), st.just("x "), st.none()),
)
PAGES = st.lists(TOKENS, min_size=1, max_size=60)
EMPTY = {"br", "hr", "img", "source"}
XML = etree.XMLParser(resolve_entities=False, strip_cdata=False)
XML.set_element_class_lookup(lxml.html.HtmlElementClassLookup())
OTHERS = {"comment": "<!--x-->", "instruction": "<?x y?>", "entity": "&own;", "cdata": "<![CDATA[ c  ]]>"}


def _as_html(page: list[tuple[str, Any, Any]]) -> HtmlElement:
    """Return the tree that a browser's kind of parser makes of a page whose tags need not fit."""
    parts, open_ = ["<div>"], []
    for kind, what, more in page:
        if kind == "open":
            parts.append(f"<{what}{''.join(f' {key}={quoteattr(value)}' for key, value in more.items())}>")
            open_.append(what)
        elif kind == "close":
            parts.extend(f"</{open_.pop()}>" for _ in range(min(what, len(open_))))
        else:
            parts.append(OTHERS.get(kind) or escape(what))
    return lxml.html.document_fromstring("".join(parts))


def _as_xml(page: list[tuple[str, Any, Any]]) -> HtmlElement:
    """Return a tree of any elements in any others, with CDATA sections, unknown entities and namespaces."""
    parts = ['<!DOCTYPE div [<!ENTITY own "mine">]><div xmlns:o="urn:o">']
    open_: list[str] = []
    for kind, what, more in page:
        if kind == "open":
            tag = "o:p" if what == "unknown" else what
            pairs = "".join(f" {key}={quoteattr(value)}" for key, value in more.items())
            parts.append(f"<{tag}{pairs}>")
            open_.append(tag)
            if what in EMPTY:
                parts.append(f"</{open_.pop()}>")
        elif kind == "close":
            parts.extend(f"</{open_.pop()}>" for _ in range(min(what, len(open_))))
        else:
            said = "".join(sign for sign in what if sign in "\t\n\r" or (sign >= " " and sign != "\x7f"))
            parts.append(OTHERS.get(kind) or escape(said, {"\r": "&#13;"}))
    parts.extend(f"</{tag}>" for tag in reversed(open_))
    return etree.fromstring("".join([*parts, "</div>"]), XML)


TREES = PAGES.map(_as_html) | PAGES.map(_as_xml)
BASES = st.sampled_from(
    [None, "http://page.example/post", "http://page.example/post#top", "page", "http://["]
)


def _some(draw: st.DrawFn, elements: list[HtmlElement], most: int) -> list[HtmlElement]:
    places = draw(st.lists(st.integers(0, len(elements) - 1), max_size=most))
    return [elements[place] for place in places]


# ---- what the tests hold together


def _same(name: str, *args: Any) -> None:
    assert getattr(COMPILED, name)(*args) == getattr(PYTHON, name)(*args)


def _same_line(element: HtmlElement, skip: Any, limit: int) -> None:
    one, other = (readers.line_of(element, skip, limit=limit) for readers in (COMPILED, PYTHON))
    # Beyond the limit, how much is read is not promised.
    assert one == other or (limit and min(len(one), len(other)) > limit)


_ATTRIBUTES = ("href", "name", "itemprop", "datetime", "title")


def _same_outline(tree: HtmlElement, *, every: int = 1) -> None:
    one, other = COMPILED.outline(tree), PYTHON.outline(tree)
    elements = [*one.elements]
    assert elements == other.elements == [*tree.iter("*")]
    assert (one.tags, one.labels, one.ids, one.heads) == (other.tags, other.labels, other.ids, other.heads)
    assert sorted(one.names) == sorted(other.names)
    assert sorted(one.anchors) == sorted(other.anchors)
    assert [one.having(name) for name in _ATTRIBUTES] == [other.having(name) for name in _ATTRIBUTES]
    tags = {*one.tags, "none"}
    assert [one.standing(tag) for tag in tags] == [other.standing(tag) for tag in tags]
    for place in range(0, len(elements), every):
        element = elements[place]
        assert one.places[element] == other.places[element] == place
        assert one.after(element) == other.after(element) == place + len([*element.iter("*")])
    assert one.elements[1:-1:2] == elements[1:-1:2]
    assert one.elements[-1] is elements[-1]
    stranger = etree.Element("p")
    assert stranger not in one.places
    assert one.places.get(stranger, 7) == 7
    with pytest.raises(IndexError):
        one.elements[len(elements)]
    with pytest.raises(KeyError):
        one.places[stranger]


def _same_survey(page: Page, comments: Any) -> Survey:
    found = scraper.post.survey.survey(page, comments)
    outline = page.outline
    again = Survey(outline, found.comments, found.around)
    roots = {outline.places[root] for root in comments if root in outline.places}
    PYTHON.walk(again, roots, Beside(outline, found.around, roots))
    assert found == again
    size = len(outline.tags)
    for start, end in ((0, size), (1, size), (size // 3, 2 * size // 3)):
        _same("paragraphs", outline, start, end, 10**9)
    return found


def _same_tree(tree: HtmlElement, root: HtmlElement, dead: list[int]) -> None:
    outline = COMPILED.outline(tree)
    first, last = outline.places[root], outline.after(root)
    alive = bytearray(b"\1" * (last - first))
    for place in dead:
        alive[place % len(alive)] = 0
    assert COMPILED.shape(outline, first, last) == PYTHON.shape(outline, first, last)
    assert COMPILED.attributes(outline, first, last, alive) == PYTHON.attributes(outline, first, last, alive)
    one, other = (readers.words(outline, first, last, alive) for readers in (COMPILED, PYTHON))
    assert (one[0], sorted(one[1])) == (other[0], sorted(other[1]))


def _same_notes(parts: Any, hrefs: dict[int, str]) -> None:
    """Read what only attributes or text tell, by both; ``parts`` stays as it is."""
    read = []
    for readers in (COMPILED, PYTHON):
        again = SimpleNamespace(
            unit=parts.unit,
            places=parts.places,
            skeleton=parts.skeleton,
            dates=[],
            buttons=[],
            permalink=None,
        )
        readers.ask(again, hrefs)
        read.append((again.dates, again.buttons, again.permalink))
    assert read[0] == read[1]


@given(TREES, BASES, st.booleans(), st.data())
def test_an_element_is_written_alike(
    tree: HtmlElement, base: str | None, marked: bool, data: st.DataObject
) -> None:
    elements = list(tree.iter())
    skip = data.draw(st.sampled_from([set, list]))(_some(data.draw, elements, 4))
    _same("written", tree, base, skip, marked)
    root = data.draw(st.sampled_from(list(tree.iter("*"))))
    if isinstance(root, HtmlElement):
        _same("written", root, base, skip, marked)


@given(TREES, BASES, st.booleans(), st.data())
def test_a_sequence_is_written_alike(
    tree: HtmlElement, base: str | None, marked: bool, data: st.DataObject
) -> None:
    elements = list(tree.iter())
    strings = data.draw(st.lists(texts(*CONTROLS, "", "\ud800", "\x00"), max_size=6))
    content = data.draw(st.permutations([*_some(data.draw, elements, 6), *strings]))
    _same("written", content, base, set(_some(data.draw, elements, 4)), marked)


@given(st.lists(texts(*CONTROLS), max_size=6), st.lists(st.booleans(), min_size=12, max_size=12))
def test_prose_is_written_alike(lines: list[str], breaks: list[bool]) -> None:
    parts = [
        f"{escape(line)}{'<br>' if brk else '</p> <p>'}" for line, brk in zip(lines, breaks, strict=False)
    ]
    tree = lxml.html.fragment_fromstring(f"<p>{''.join(parts)}", create_parent="div")
    _same("written", tree, None, (), False)
    _same("written", [*tree], None, (), False)


@given(VALUES["href"], BASES)
def test_a_link_is_written_alike(url: str, base: str | None) -> None:
    tree = lxml.html.Element("p")
    link = etree.SubElement(tree, "a", href=url)
    link.text = "there"
    _same("written", tree, base, (), False)


@given(TREES, st.integers(0, 40), st.data())
def test_a_line_is_read_alike(tree: HtmlElement, limit: int, data: st.DataObject) -> None:
    elements = list(tree.iter())
    element = data.draw(st.sampled_from(elements))
    _same_line(element, set(_some(data.draw, elements, 4)), limit)
    _same_line(tree, (), 0)


@given(TREES)
def test_an_outline_is_read_alike(tree: HtmlElement) -> None:
    _same_outline(tree)


@given(TREES, st.data())
def test_a_survey_is_made_alike(tree: HtmlElement, data: st.DataObject) -> None:
    comments = _some(data.draw, [*tree.iter("*")], 3)
    _same_survey(Page(tree=tree, data=b"", url=None, charset="utf-8"), comments)


@given(TREES, st.lists(st.integers(0, 60), max_size=8), st.data())
def test_a_tree_is_looked_through_alike(tree: HtmlElement, dead: list[int], data: st.DataObject) -> None:
    _same_tree(tree, data.draw(st.sampled_from([*tree.iter("*")])), dead)


def test_no_more_is_looked_through_than_there_is() -> None:
    outline = COMPILED.outline(lxml.html.fragment_fromstring("<div><p>a</p></div>"))
    for first, last in ((-1, 1), (0, 3), (2, 1)):
        with pytest.raises(IndexError):
            COMPILED.shape(outline, first, last)
        with pytest.raises(IndexError):
            COMPILED.words(outline, first, last, bytearray(3))
    for flags in (0, 1, 3):
        with pytest.raises(ValueError, match="flag"):
            COMPILED.attributes(outline, 0, 2, bytearray(flags))


@given(TREES, st.integers(0, 9), st.none() | st.integers(0, 70))
def test_elements_are_found_alike(tree: HtmlElement, start: int, stop: int | None) -> None:
    outline = scraper.outline.Outline(tree)
    for wanted in (set(), {"p"}, frozenset({"a", "li", "{urn:o}p", "unknown"})):
        _same("standing", wanted, outline.tags, start, stop)
    for words in ((), ("says",), ("wp-", "hidden", "x")):
        _same("holding", words, outline.labels)


@given(TREES, st.data())
def test_kinds_are_told_alike(tree: HtmlElement, data: st.DataObject) -> None:
    outline = scraper.outline.Outline(tree)
    places = st.integers(0, len(outline.tags) - 1)
    cuts = sorted({0, len(outline.tags), *data.draw(st.lists(places, max_size=6))})
    pieces = [*pairwise(cuts)]
    spans = [pieces[::2], *[[piece] for piece in pieces[1::2]]]
    props = data.draw(st.dictionaries(places, st.sampled_from(["", "name", "author"]), max_size=9))
    instants = data.draw(st.dictionaries(places, st.sampled_from(["", "2014"]), max_size=9))
    for marked in (({}, {}), (props, {}), ({}, instants), (props, instants)):
        _same("kinds_among", spans, outline.tags, outline.labels, *marked, {"a", "abbr", "cite"})


DATES = ["", "8", "12", "5 May 2014", "2014-05-06", "x" * 70 + "2014-05-06", "Permalink to comment 12"]
LEADS = [
    "", "#", "/post", "/post#x", "#comment-12", "/post#comment-12", "/post#LI-comment-12", "#li-comment-12",
    "#12", "#comment-112", "/post?replytocom=12#respond", "?ReplyToCom=12", "#respond", "#reply#comment-12",
    "#div-comment-12#reply", "a#b#comment-12",
]  # fmt: skip


@given(TREES, st.sampled_from([None, "", "12"]), st.data())
def test_dates_and_links_are_told_alike(tree: HtmlElement, number: str | None, data: st.DataObject) -> None:
    elements = list(tree.iter("*"))
    told = st.tuples(
        st.sampled_from(["title", "datetime", "itemprop", "content", "pubdate", "class"]),
        st.sampled_from([*DATES, "datePublished", "reply"]),
    )
    for element in _some(data.draw, elements, 20):
        element.set(*data.draw(told))
    outline = scraper.outline.Outline(tree)
    places = st.integers(0, len(elements) - 1)
    asked = data.draw(st.lists(st.tuples(places, st.sampled_from([*Asked])), max_size=12))
    hrefs = data.draw(st.dictionaries(places, st.sampled_from(LEADS), max_size=12))
    parts = SimpleNamespace(
        unit=SimpleNamespace(outline=outline, native_id=number),
        places=[place for place, _ in asked],
        skeleton=SimpleNamespace(asked=[(at, what) for at, (_, what) in enumerate(asked)]),
    )
    _same_notes(parts, hrefs)


def test_every_white_space_there_is_is_white_space_to_both() -> None:
    spaces = [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace()]
    assert len(spaces) > 25
    for sign in (*spaces, "\u200b", "\u180e", "\ufeff", "a\u0300"):
        tree = lxml.html.fragment_fromstring(
            "".join(f"<{tag}>{sign}</{tag}>" for tag in ("p", "em", "h2", "blockquote")), create_parent="div"
        )
        _same("written", tree, None, (), False)
        _same("written", [sign, tree, f"a{sign}"], None, (), False)
        _same_tree(tree, tree, [])


def test_every_character_stands_in_a_line_alike() -> None:
    signs = [sign for sign in map(chr, range(1, sys.maxunicode + 1)) if not "\ud800" <= sign <= "\udfff"]
    tree = lxml.html.Element("p")
    for start in range(0, len(signs), 7):  # what stands in eight bytes is read at once
        part = etree.SubElement(tree, "i")
        with contextlib.suppress(ValueError):  # no XML can hold it
            part.text = "a".join(signs[start : start + 7])
        part.tail = "| "
    _same_line(tree, (), 0)


def test_a_tree_without_a_document_lives_as_long_as_its_outline() -> None:
    tree = lxml.html.fragment_fromstring("<div><p>a<b>c</b></p></div>")
    root = tree[0]
    tree.remove(root)
    outline = COMPILED.outline(root)
    del root
    gc.collect()
    again = [lxml.html.fragment_fromstring("<p>d<b>e</b></p>") for _ in range(100)]
    assert [(element.tag, element.text) for element in outline.elements] == [("p", "a"), ("b", "c")]
    assert len(again) == 100


def test_what_stands_elsewhere_has_no_place() -> None:
    tree = lxml.html.fragment_fromstring("<div><p>a</p></div>")
    stranger = lxml.html.fragment_fromstring("<div><i>b</i><em>c</em><b>d</b></div>")
    for readers in (COMPILED, PYTHON):
        assert readers.outline(tree).after(stranger[0]) == 2
    comment = lxml.html.fragment_fromstring("<div><!--a--></div>")[0]
    assert [*COMPILED.outline(comment).elements] == PYTHON.outline(comment).elements == []
    assert COMPILED.outline(comment).after(comment) == 0


def test_an_attribute_of_another_namespace_is_another() -> None:
    tree = etree.fromstring(
        """<div xmlns:o="urn:o"><p o:itemprop="author">a</p><p o:itemprop="x" itemprop="author">b</p>
        <a o:rel="tag" href="/a">c</a><a o:rel="x" rel="tag" href="/b">d</a></div>""",
        XML,
    )
    found = _same_survey(Page(tree=tree, data=b"", url=None, charset="utf-8"), [])
    assert [element.text for _, element in found.names] == ["b"]
    assert [element.text for element in found.tags] == ["d"]


@pytest.mark.parametrize(
    "sign", ["a", "é", "漢", "😀", "a é", "abcdefg漢", "&own;", "<i>😀</i>", "<!--x-->a"]
)
def test_what_is_long_enough_is_weighed_alike(sign: str) -> None:
    parts = []
    for count in (1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 20, 21, 30, 31, 40, 41, 60):
        text = sign * count
        parts += [f"<p>{text}</p>", f"<blockquote><p>{text}</p></blockquote>", f"<ul><li>{text}</li></ul>"]
        parts += [f"<div>\n {text}\n{' ' * 50}<b>x</b><br/>{text}</div>", f"<td>{' ' * 60}{text}</td>"]
    tree = etree.fromstring(
        f'<!DOCTYPE div [<!ENTITY own "mine">]><div><div>{"".join(parts)}</div></div>', XML
    )
    assert _same_survey(Page(tree=tree, data=b"", url=None, charset="utf-8"), []).weight


@pytest.mark.parametrize("sign", [" ", "\xa0", "\u3000", "\u200b", "x", "é", "漢"])
def test_as_much_is_read_alike(sign: str) -> None:
    for count in (79, 80, 149, 150, 151, 225, 300, 449, 450, 451):
        tree = lxml.html.fromstring(f"<div><i>{sign * count}</i>1<i>{sign * count}</i>2<i>3</i></div>")
        one, other = (readers.line_of(tree, limit=150) for readers in (COMPILED, PYTHON))
        assert one == other


def test_entities_in_attributes_are_read_alike() -> None:
    tree = etree.fromstring(
        """<!DOCTYPE div [<!ENTITY in "sr-"><!ENTITY own "&in;only">]>
        <div class="&own;"><p class="&own; b" id="c&own;">d</p><p class="&own;">e</p><p>f</p></div>""",
        XML,
    )
    _same_outline(tree)
    _same_tree(tree, tree, [])
    _same("written", tree, None, (), False)


@pytest.mark.parametrize("size", [1, 4_095, 4_096, 4_097, 8_192, 100_000])
def test_markup_of_any_length_is_escaped(size: int) -> None:
    tree = lxml.html.Element("div")
    etree.SubElement(tree, "p").text = "&" * size + "<" * size + "a>" * size
    _same("written", tree, None, (), False)


def test_what_cannot_be_imported_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scraper.compiled.old", ModuleType("old"))
    assert chosen("old", "gone", len) is len
    assert chosen("none", "gone", len) is len
    monkeypatch.setattr(scraper.compiled, "import_module", {}.__getitem__)  # as where names are missed inside
    assert chosen("lines", "line_of", len) is len


def test_readers_built_from_an_older_state_of_a_source_tree_are_left_aside(tmp_path: Path) -> None:
    def holds(name: str, seconds: float) -> Path:
        path = tmp_path / "scraper" / "compiled" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (seconds, seconds))
        return path.parent

    def is_outdated(folder: Path) -> bool:
        scraper.compiled.is_outdated.cache_clear()
        return scraper.compiled.is_outdated(folder)

    suffix = EXTENSION_SUFFIXES[0]
    folder = holds("lines.pyx", 10)
    holds(f"lines{suffix}", 5)
    assert not is_outdated(folder)  # a wheel, unpacked in any order
    holds("../../hatch_build.py", 10)
    assert is_outdated(folder)
    holds(f"lines{suffix}", 11)
    assert not is_outdated(folder)
    holds("nodes.pxd", 12)
    assert is_outdated(folder)
    holds(f"lines{suffix}", 13)
    holds(f"gone{suffix}", 1)  # of a source that there is no more
    assert not is_outdated(folder)


TAGS_WRITTEN = st.sampled_from([f"<{end}{tag}>" for tag in sorted(WRITTEN) for end in ("", "/")])
BEGINNINGS = [
    '<a href="http',
    '<a href="mailto:',
    '<a href="',
    "<pre>",
    "<p",
    "</",
    "<",
    "<blockquot",
    "<script",
]
SIGNS = [
    "",
    ">",
    " >",
    "\n",
    "\x00",
    "\x00>",
    "/",
    "a",
    "é",
    "漢",
    "😀",
    "\ufeff",
    "\ud800",
    ' title="',
    "e>",
]
PIECES = TAGS_WRITTEN | st.builds("".join, st.tuples(st.sampled_from(BEGINNINGS), st.sampled_from(SIGNS)))


@given(st.lists(PIECES | st.sampled_from(SIGNS), max_size=8).map("".join))
def test_harm_is_seen_alike(html: str) -> None:
    _same("is_harmless", html)


@given(TAGS_WRITTEN, st.integers(0, 12), st.characters() | st.sampled_from(SIGNS), st.booleans())
def test_no_tag_passes_for_another(tag: str, place: int, sign: str, instead: bool) -> None:
    _same("is_harmless", tag[:place] + sign + tag[place + instead :])


# ---- pages that nobody wrote in good faith


def _chain(tags: list[str], depth: int) -> list[HtmlElement]:
    """Return elements in one another; lxml takes quadratic time over those that nobody holds."""
    nodes = [lxml.html.Element("div")]
    for place in range(depth):
        node = etree.SubElement(nodes[-1], tags[place % len(tags)], href="http://a.example/", start="3")
        node.text = f"{place} "
        node.tail = " after"
        nodes.append(node)
    return nodes


@pytest.mark.parametrize(
    "tags",
    [
        ["div"],
        ["em"],
        ["a"],
        ["ul", "li"],
        ["ol", "li", "p", "em"],
        ["blockquote"],
        ["table", "tr", "td"],
        ["pre"],
    ],
)
def test_depth_is_no_harm(tags: list[str]) -> None:
    nodes = _chain(tags, 10_000)
    tree = nodes[0]
    _same("written", tree, "http://page.example/", (), True)
    _same_line(tree, (), 0)
    _same_outline(tree, every=2_500)
    _same_tree(tree, tree, [])


@pytest.mark.parametrize("tag", ["p", "br", "a", "td", "li", "unknown", "img"])
def test_breadth_is_no_harm(tag: str) -> None:
    tree = lxml.html.Element("div")
    for place in range(30_000):
        node = etree.SubElement(tree, tag, href=f"http://a.example/{place}", src="/a.png")
        node.text, node.tail = ("x", " ")
    _same("written", tree, "http://page.example/", {*tree[::7]}, False)
    _same_line(tree, {*tree[::7]}, 0)
    _same_outline(tree, every=5_000)
    _same_tree(tree, tree, [])


# ---- pages that somebody wrote


def _both(name: str, compare: Callable[..., None] | None = None) -> tuple[Callable[..., Any], list[int]]:
    """Return a function that reads by both, and the count of what it was asked."""
    asked: list[int] = []

    def read(*args: Any, **options: Any) -> Any:
        asked.append(1)
        if compare is not None:
            compare(args[0], args[1] if len(args) > 1 else options.get("skip", ()), options.get("limit", 0))
        else:
            _same(name, *args)
        return getattr(PYTHON, name)(*args, **options)

    return read, asked


@pytest.mark.corpus
def test_real_pages_are_read_alike(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, pieces = _both("written")
    is_harmless, harmless = _both("is_harmless")
    line_of, lines = _both("line_of", _same_line)
    surveyed: list[Survey] = []
    chosen = scraper.lines.line_of
    for name, module in list(sys.modules.items()):
        if name.startswith(("scraper.", "python_scraper_")) and getattr(module, "line_of", None) is chosen:
            monkeypatch.setattr(module, "line_of", line_of)
    monkeypatch.setattr(scraper.clean, "written", written)
    monkeypatch.setattr(scraper.clean, "is_harmless", is_harmless)
    looks = [_both(name) for name in ("standing", "holding", "kinds_among")]
    monkeypatch.setattr(scraper.platforms.wordpress_units, "standing", looks[0][0])
    monkeypatch.setattr(scraper.platforms.wordpress_units, "holding", looks[1][0])
    monkeypatch.setattr(scraper.platforms.wordpress_kinds, "_kinds_among", looks[2][0])
    noted: list[int] = []

    def ask(parts: Any, hrefs: dict[int, str]) -> None:
        noted.append(1)
        _same_notes(parts, hrefs)
        PYTHON.ask(parts, hrefs)

    monkeypatch.setattr(scraper.platforms.wordpress_parts, "_ask", ask)
    monkeypatch.setattr(
        scraper.post.article, "survey", lambda *asked: surveyed.append(_same_survey(*asked)) or surveyed[-1]
    )
    pages = [path for path in sorted((shared / "corpus" / "pages").iterdir()) if path.is_file()]
    for path in pages:
        scraper.parse.parse_page(path.read_bytes())
    assert len(surveyed) >= len(pages) > 100
    for found in surveyed:
        root = found.outline.elements[0]
        _same_outline(root, every=100)
        _same_tree(root, root, [])
    assert len(pieces) > 2_000
    assert len(harmless) > 2_000
    assert len(lines) > 10_000
    assert all(len(asked) > 50 for _, asked in looks)
    assert len(noted) > 2_000
