"""Classic forum software: flat lists of messages, of which the first is the post.

Each engine is a row of ``FORUMS``: what begins a message, and which names hold its author, date and words.
The names are those that the engines' own scripts and style sheets depend on, so that themes keep them. They
are read off the templates of phpBB, MyBB, Simple Machines, FluxBB and bbPress, which are open, and for the
others off saved pages and public scrapers. Quotations are no answers: all that these pages tell is an order.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.nesting import Block, Role, blocks
from scraper.soup import selector

#: Gives the number of the message that an element begins, "" where it begins one without, else ``None``.
Begins = Callable[[HtmlElement], str | None]

#: Addresses of a thread's later pages: what stands first there is no opening.
_LATER_PAGE = re.compile(
    r"[?&;](?:start|st|page|pagenumber)=(?!0\b|1\b)\d|[/.-]page[-/]?(?!1\b)\d|topic[=,]\d+\.(?!0\b)\d|"
    r"thread-\d+-(?!1-)\d+-\d+\.html",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d+)$")
_NEXT = selector("//a[@rel='next'] | //link[@rel='next'] | //a[contains(@class, 'pageNav-jump--next')]")
_NAMES = frozenset({"h3", "h4", "strong", "b", "dt"})
_BOXED = frozenset({"dl", "h4", "ul", "strong"})
_LONGEST_LINE = 240
#: Inside a message and no part of what was said: buttons, ends, notes on edits.
_FURNITURE = frozenset({
    "messageTextEndMarker", "js-selectToQuoteEnd", "bbCodeBlock-expandLink", "bbCodeBlock-shrinkLink",
    "quoteExpand", "signature", "postsignature", "post_edit", "edited_post", "postedit", "pstatus",
    "codebuttons",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """How one engine writes a thread.

    Attributes:
        marks: Parts of class names or ids that are all on its pages, the rarest first.
        begins: What begins a message.
        parts: Class names of its parts: ``author``, ``date``, ``body`` or ``skip``.
        ids: Beginnings of ids, and values of ``data-role``, that name parts.
        tags: Tag names (``p.author``: with a class) that are parts.
        is_anchor: Whether the parts are siblings of what begins the message.
    """

    name: str
    marks: tuple[str, ...]
    begins: Begins
    parts: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    is_anchor: bool = False

    def role(self, element: HtmlElement) -> Role:
        """Say what an element is to ``nesting.blocks``."""
        if self.begins(element) is not None:
            return "anchor" if self.is_anchor else "comment"
        names = (element.get("class") or "").split()
        for tag in (*(f"{element.tag}.{name}" for name in names), element.tag) if self.tags else ():
            if tag in self.tags:
                return self.tags[tag]
        for name in names:
            if name in self.parts:
                return self.parts[name]
        if self.ids:
            own = element.get("id") or ""
            return self.ids.get(own.rstrip("0123456789")) or self.ids.get(element.get("data-role") or "")
        return None


def _numbered(tag: str, start: str, *kinds: str) -> Begins:
    """Take elements with a tag, an id of ``start`` and digits, and one of some classes."""
    form = re.compile(re.escape(start) + r"(\d+)")

    def begins(element: HtmlElement) -> str | None:
        found = form.fullmatch(element.get("id") or "") if element.tag == tag else None
        if found is None or (kinds and not set(kinds).intersection((element.get("class") or "").split())):
            return None
        return found[1]

    return begins


def _of_kind(tag: str, kind: str) -> Begins:
    """Take elements with a tag and a class; their number stands inside them."""

    def begins(element: HtmlElement) -> str | None:
        return "" if element.tag == tag and kind in (element.get("class") or "").split() else None

    return begins


def _around(tag: str, *paths: str) -> Begins:
    """Take rows or tables in which a path finds a message's numbered anchor."""

    def begins(element: HtmlElement) -> str | None:
        for path in paths if element.tag == tag else ():
            anchor = element.find(path)
            number = _NUMBER.search(anchor.get("name") or "") if anchor is not None else None
            if number is not None:
                return number[1]
        return None

    return begins


FORUMS = (
    Markup(
        name="xenforo", marks=("message--post", "bbWrapper"), begins=_numbered("article", "js-post-"),
        parts={"message-name": "author", "message-attribution": "date", "message-body": "body"},
    ),
    Markup(
        name="xenforo", marks=("messageTextEndMarker",), begins=_numbered("li", "post-", "message"),
        parts={"extraUserInfo": "skip", "username": "author", "DateTime": "date", "messageText": "body",
               "signature": "skip"},
    ),
    Markup(
        name="vbulletin", marks=("post_message_", "bigusername"), begins=_numbered("table", "post"),
        parts={"bigusername": "author", "thead": "date"},
        ids={"post_message_": "body", "postmenu_": "author"},
    ),
    Markup(
        name="vbulletin", marks=("post_message_", "postcontainer"), begins=_numbered("li", "post_"),
        parts={"username": "author", "postdate": "date"}, ids={"post_message_": "body"},
    ),
    Markup(
        name="phpbb", marks=("postprofile", "postbody"), begins=_numbered("div", "p", "post"),
        parts={"username": "author", "username-coloured": "author", "content": "body", "signature": "skip"},
        tags={"p.author": "date"},
    ),
    Markup(
        name="phpbb", marks=("forumline", "postbody"), begins=_around("tr", "td/span/a[@name]"),
        parts={"name": "author", "postdetails": "date", "postbody": "body"},
    ),
    Markup(
        name="phpbb", marks=("tablebg", "postbody"),
        begins=_around("table", "tr/td/a[@name]", "tbody/tr/td/a[@name]"),
        parts={"postauthor": "author", "gensmall": "date", "postbody": "body", "postdetails": "skip"},
    ),
    Markup(
        name="smf", marks=("post_wrapper", "keyinfo"), begins=_of_kind("div", "post_wrapper"),
        parts={"poster": "author", "smalltext": "date", "postinfo": "date", "inner": "body",
               "moderatorbar": "skip", "signature": "skip"},
    ),
    Markup(
        name="mybb", marks=("author_information", "post_body"), begins=_numbered("div", "post_", "post"),
        parts={"author_information": "author", "post_date": "date", "post_body": "body"},
    ),
    Markup(
        name="fluxbb", marks=("blockpost", "postmsg"), begins=_numbered("div", "p", "blockpost"),
        parts={"postleft": "author", "postmsg": "body", "postsignature": "skip"}, tags={"h2": "date"},
    ),
    Markup(
        name="ipb", marks=("post_block", "entry-content"),
        begins=_numbered("div", "post_id_", "post_block"),
        parts={"author": "author", "published": "date", "entry-content": "body"},
    ),
    Markup(
        name="ipb", marks=("elComment_", "cAuthorPane"), begins=_numbered("article", "elComment_"),
        parts={"cAuthorPane_author": "author", "ipsComment_meta": "date"}, ids={"commentContent": "body"},
    ),
    Markup(
        name="discuz", marks=("authorposton", "postmessage_"), begins=_numbered("div", "post_"),
        parts={"xw1": "author"}, ids={"authorposton": "date", "postmessage_": "body"},
    ),
    Markup(
        name="bbpress", marks=("bbp-reply-content", "bbp-meta"),
        begins=_numbered("div", "post-", "bbp-reply-header", "bbp-topic-header"),
        parts={"bbp-reply-post-date": "date", "bbp-topic-post-date": "date", "bbp-author-name": "author",
               "bbp-author-link": "author", "bbp-reply-content": "body", "bbp-topic-content": "body"},
        is_anchor=True,
    ),
)  # fmt: skip


class Forums:
    """Threads of the classic engines; the reading's platform names the engine."""

    name = "forum"

    def recognises(self, page: Page) -> bool:
        """Look for the marks of each engine among the page's names."""
        return next(_engines(page), None) is not None

    def read(self, page: Page) -> Reading | None:
        """Read the messages; the first one of a thread's first page is the post."""
        for markup in _engines(page):
            found = [
                block
                for block in blocks(page.tree, markup.role)
                if "body" in block.parts and block.parent is None
            ]
            if found:
                return _reading(markup, found, page)
        return None


def _engines(page: Page) -> Iterator[Markup]:
    names = page.outline.names
    for markup in FORUMS:
        # Of these engines only one runs inside WordPress, whose themes use all kinds of names.
        if all(mark in names for mark in markup.marks) and (
            markup.name == "bbpress" or b"/wp-includes/" not in page.data
        ):
            yield markup


def _reading(markup: Markup, found: list[Block], page: Page) -> Reading:
    lines = (line_of(part) for block in found for part in block.parts.get("date", ()))
    day_first = day_order(line for line in lines if len(line) <= _LONGEST_LINE)
    messages = [_message(markup, block, at, page, day_first) for at, block in enumerate(found, start=1)]
    opening = None if _LATER_PAGE.search(page.url or "") else messages[0]
    if opening is not None:
        for message in messages:
            message.by_post_author = opening.author is not None and message.author == opening.author
    boxes = (block.element.getparent() if markup.is_anchor else block.element for block in found)
    return Reading(
        platform=markup.name,
        comments=[message for message in messages if message is not opening],
        roots=list(dict.fromkeys(boxes)),
        post=opening,
        complete=opening is not None and not _NEXT(page.tree),
    )


def _message(markup: Markup, block: Block, at: int, page: Page, day_first: bool | None) -> DraftComment:
    body = block.parts["body"][0]
    number = markup.begins(block.element) or (_NUMBER.search(body.get("id") or "") or ("", ""))[1]
    author, author_url = _author(block, page.url)
    words = _words(body, page.url)
    anchor = block.element.get("id")
    return DraftComment(
        key=number or f"#{at}",
        native_id=number or None,
        author=author,
        author_url=author_url,
        date=_date(block.parts.get("date", []), page.tree.get("lang"), day_first),
        text=words.text,
        html=words.html,
        links=words.links,
        url=f"{page.url.partition('#')[0]}#{anchor}" if page.url and anchor else None,
    )


def _author(block: Block, base: str | None) -> tuple[str | None, str | None]:
    """Return who wrote a message, and the link on the name."""
    stated = block.element.get("data-author")
    part = block.first("author", "date")
    if part is None:
        return stated, None
    if "author" not in block.parts or next(part.iter(*_BOXED), None) is not None:
        # A box around the name, with ranks and counts; or the name in front of the date.
        part = next((name for name in part.iter(*_NAMES) if line_of(name)), part)
    link = next((link for link in (*part.iter("a"), *part.iterancestors("a")) if line_of(link)), None)
    name = line_of(part if link is None else link).strip(" ,:»")
    return stated or name or None, absolute(link.get("href"), base) if link is not None else None


def _date(parts: list[HtmlElement], lang: str | None, day_first: bool | None) -> Date:
    """Return the finest date that the parts for dates hold."""
    best = Date()
    for printed, machine in (one for part in parts for one in _dates_in(part)):
        found = parse_date(printed, machine=machine, lang=lang, day_first=day_first)
        if len(found.value or "") > len(best.value or ""):
            best = found
    return best


def _dates_in(part: HtmlElement) -> Iterator[tuple[str | None, str | None]]:
    for element in part.iter("time", "abbr", "span"):
        machine = element.get("datetime") or element.get("title") or element.get("data-time")
        if machine:
            yield line_of(element), machine
    for link in part.iter("a"):
        yield line_of(link), None
    line = line_of(part)
    if len(line) <= _LONGEST_LINE:
        # "by Ann » 3 May 2013": a name may be a month's too.
        yield line.rpartition("»")[2] or line, None
        yield line, None


def _words(body: HtmlElement, base: str | None) -> Clean:
    """Return what was said, without the engine's own marks in it."""
    skip = {
        element
        for element in body.iter()
        if isinstance(element.tag, str)
        and (
            "data-excludequote" in element.attrib
            or _FURNITURE.intersection((element.get("class") or "").split())
        )
    }
    return clean(body, base=base, skip=skip)
