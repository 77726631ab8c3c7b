"""Which markup each engine of classic forums writes: a row of ``FORUMS`` for each.

A row tells what begins a message, and which names hold its author, date and words. The names are those that
the engines' own scripts and style sheets depend on, so that themes keep them. They are read off the
templates of phpBB, MyBB, Simple Machines, FluxBB, bbPress and wpForo, which are open, and for the others off
saved pages and public scrapers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from scraper.platforms.nesting import Role

#: Gives the number of the message that an element begins, "" where it begins one without, else ``None``.
Begins = Callable[[HtmlElement], str | None]

_NUMBER = re.compile(r"(\d+)$")


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
        in_blogs: Whether the engine runs inside WordPress, whose themes use all kinds of names.
        is_hashed: Whether a build step has put its mark behind every name: ``Message_body__x7Qk2``.
    """

    name: str
    marks: tuple[str, ...]
    begins: Begins
    parts: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    is_anchor: bool = False
    in_blogs: bool = False
    is_hashed: bool = False

    def role(self, element: HtmlElement) -> Role:
        """Say what an element is to ``nesting.blocks``."""
        if self.begins(element) is not None:
            return "anchor" if self.is_anchor else "comment"
        names = (element.get("class") or "").split()
        if self.is_hashed:
            names = [name.rpartition("__")[0] for name in names]
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
    """Take elements with a tag, an id of ``start`` and digits, and one of some classes.

    The number 0 is given to what is no message: advertisements, the form to answer.
    """
    form = re.compile(re.escape(start) + r"([1-9]\d*)")

    def begins(element: HtmlElement) -> str | None:
        found = form.fullmatch(element.get("id") or "") if element.tag == tag else None
        if found is None or (kinds and not set(kinds).intersection((element.get("class") or "").split())):
            return None
        return found[1]

    return begins


def _of_kind(tag: str, kind: str, number: str = "", path: str = ".") -> Begins:
    """Take elements with a tag and a class; an attribute of theirs, or of what is inside, has the number."""

    def begins(element: HtmlElement) -> str | None:
        if element.tag != tag or kind not in (element.get("class") or "").split():
            return None
        bearer = element.find(path) if number else None
        found = _NUMBER.search(bearer.get(number) or "") if bearer is not None else None
        return found[1] if found is not None else ""

    return begins


def _of_hashed_kind(tag: str, kind: str) -> Begins:
    """Take elements with a tag and a class that a build step has put its mark behind."""

    def begins(element: HtmlElement) -> str | None:
        names = (element.get("class") or "").split() if element.tag == tag else ()
        return "" if any(name.startswith(f"{kind}__") for name in names) else None

    return begins


def _around(tag: str, *paths: str, number: str = "name") -> Begins:
    """Take rows or tables in which a path finds a message's numbered anchor."""

    def begins(element: HtmlElement) -> str | None:
        for path in paths if element.tag == tag else ():
            anchor = element.find(path)
            found = _NUMBER.search(anchor.get(number) or "") if anchor is not None else None
            if found is not None:
                return found[1]
        return None

    return begins


FORUMS = (
    Markup(
        name="xenforo", marks=("message--post", "bbWrapper"), begins=_numbered("article", "js-post-"),
        parts={"message-name": "author", "message-attribution": "date", "message-header": "date",
               "bbWrapper": "body"},
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
        name="vbulletin", marks=("post_message_", "tpost"), begins=_of_kind("div", "tpost"),
        parts={"thead": "date"}, ids={"post_message_": "body", "postmenu_": "author"},
    ),
    Markup(
        name="vbulletin", marks=("post_message_", "postcontainer"), begins=_numbered("li", "post_"),
        parts={"username": "author", "postdate": "date"}, ids={"post_message_": "body"},
    ),
    Markup(
        name="forumotion", marks=("postprofile-head", "post-entry"), begins=_numbered("div", "p", "post"),
        parts={"post-entry": "body", "postprofile": "skip"}, tags={"p.author": "date"},
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
        parts={"cAuthorPane_author": "author", "ipsComment_meta": "date", "ipsType_richText": "body"},
        ids={"commentContent": "body"},
    ),
    Markup(
        name="ipb", marks=("elComment_", "ipsEntry__username"), begins=_numbered("article", "elComment_"),
        parts={"ipsUsername": "author", "ipsPhotoPanel__secondary": "date", "ipsRichText--user": "body"},
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
        is_anchor=True, in_blogs=True,
    ),
    Markup(
        name="wpforo", marks=("wpforo-post-content", "author-name"),
        begins=_numbered("div", "post-", "post-wrap", "wpforo-post"),
        parts={"author-name": "author", "wpforo-post-content": "body", "wpforo-post-content-bottom": "date",
               "wpforo-post-signature": "skip"},
        in_blogs=True,
    ),
    Markup(
        name="ubbthreads", marks=("subjecttable", "author-content", "post-content"),
        begins=_around("table", "tr/td[@class='subjecttable']//a[@id]",
                       "tbody/tr/td[@class='subjecttable']//a[@id]", number="id"),
        parts={"author-name": "author", "subjecttable": "date", "post_inner": "body"},
    ),
    Markup(
        name="khoros", marks=("lia-message-view-wrapper", "lia-message-body"),
        begins=_of_kind("div", "lia-message-view-wrapper", "data-lia-message-uid"),
        parts={"lia-user-name-link": "author", "lia-message-posted-on": "date",
               "lia-message-body-content": "body", "lia-message-signature": "skip"},
    ),
    Markup(
        name="khoros", marks=("MessageViewStandard_lia-article__", "lia-g-message-body__"),
        begins=_of_hashed_kind("article", "MessageViewStandard_lia-article"),
        parts={"MessageViewStandard_lia-author-text": "author",
               "MessageViewStandard_lia-author-post-time": "date", "styles_lia-g-message-body": "body"},
        is_hashed=True,
    ),
    Markup(
        name="jforum", marks=("postItem", "postText", "postdate"),
        begins=_of_kind("div", "postItem", "id", ".//span[@class='postdate']/span[@id]"),
        parts={"name": "author", "postdate": "date", "postText": "body", "clinks": "skip"},
    ),
)  # fmt: skip
