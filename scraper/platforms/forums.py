"""Classic forum software: flat lists of messages, of which the first is the post.

Quotations are no answers: all that these pages tell is an order. What each engine calls the parts of a
message is in ``forum_markup``.
"""

import itertools
import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.forum_markup import FORUMS, Markup
from scraper.platforms.nesting import Block, blocks
from scraper.soup import selector

#: Addresses of a thread's later pages: what stands first there is no opening.
_LATER_PAGE = re.compile(
    r"[?&;](?:start|st|page|pagenumber)=(?!0\b|1\b)\d|[/.-]page[-/]?(?!1\b)\d|topic[=,]\d+\.(?!0\b)\d|"
    r"thread-\d+-(?!1-)\d+-\d+\.html",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d+)$")
_NEXT = selector("//a[@rel='next'] | //link[@rel='next'] | //a[contains(@class, 'pageNav-jump--next')]")
_STAMP = re.compile(r"(?:\d[./-]\d{1,2}[./-]|\d \w+ |\d, )\d{2,4}\b.*\d[:.h]\d\d\b")
_ORDINAL = re.compile(r"#([1-9]\d{0,5})")
#: So many elements of a message are looked through for a date.
_MOST = 100
_NAMES = frozenset({"h3", "h4", "strong", "b", "dt"})
_BOXED = frozenset({"dl", "h4", "ul", "strong"})
_EDGE = " ,:»\t\r\n\xa0"
_LONGEST_LINE = 240
#: Inside a message and no part of what was said: buttons, ends, notes on edits.
_FURNITURE = frozenset({
    "messageTextEndMarker", "js-selectToQuoteEnd", "bbCodeBlock-expandLink", "bbCodeBlock-shrinkLink",
    "quoteExpand", "signature", "postsignature", "post_edit", "edited_post", "postedit", "pstatus",
    "codebuttons", "wpf-post-button-actions",
})  # fmt: skip
_BLOGS_FOLDER = b"/wp-includes/"
_IN_BLOGS = tuple(markup for markup in FORUMS if markup.in_blogs)


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
                # Some engines show what solves a thread inside its first message, too.
                if "body" in block.parts and (block.parent is None or markup.is_hashed)
            ]
            if found:
                return _reading(markup, found, page)
        return None


def _engines(page: Page) -> Iterator[Markup]:
    names = page.outline.names
    # The folder stands at the top of nearly every page that WordPress made, and nowhere on the others.
    is_blog = page.maker == "wordpress" and page.holds(_BLOGS_FOLDER)
    for markup in _IN_BLOGS if is_blog else FORUMS:
        if (
            markup.marks[0] in names
            and all(mark in names for mark in markup.marks)
            and (markup.in_blogs or not page.holds(_BLOGS_FOLDER))
        ):
            yield markup


def _reading(markup: Markup, found: list[Block], page: Page) -> Reading:
    lines = (line_of(part) for block in found for part in block.parts.get("date", ()))
    day_first = day_order(line for line in lines if len(line) <= _LONGEST_LINE)
    messages = _once(_message(markup, block, at, page, day_first) for at, block in enumerate(found, start=1))
    is_later = _LATER_PAGE.search(page.url or "") or _ordinal(found[0]) not in ("1", messages[0].key)
    opening = None if is_later else messages[0]
    if opening is not None:
        for message in messages:
            message.by_post_author = opening.author is not None and message.author == opening.author
    boxes = (block.element.getparent() if markup.is_anchor else block.element for block in found)
    return Reading(
        platform=markup.name,
        comments=[message for message in messages if message is not opening],
        roots=list(dict.fromkeys(boxes)),
        is_bare=not markup.is_anchor,
        post=opening,
        complete=opening is not None and not _NEXT(page.tree),
    )


def _ordinal(block: Block) -> str:
    """Return which message of its thread one says it is: ``#21`` is no opening."""
    around = itertools.islice(block.element.iter("a", "span"), _MOST)
    found = (_ORDINAL.fullmatch((element.text or "").strip()) for element in around)
    return next((match[1] for match in found if match is not None), "1")


def _once(messages: Iterable[DraftComment]) -> list[DraftComment]:
    """Leave out what was there before: a message laid out twice, an answer shown apart from the others."""
    kept: dict[tuple[str | None, ...], DraftComment] = {}
    for message in messages:
        known = (
            (message.native_id,) if message.native_id else (message.author, message.date.value, message.text)
        )
        kept.setdefault(known, message)
    return list(kept.values())


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
        date=_date(block.parts.get("date") or _stamps(block.element, body), page.tree.get("lang"), day_first),
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
    name = _own_words(part) if link is None else line_of(link).strip(_EDGE)
    return stated or name or None, absolute(link.get("href"), base) if link is not None else None


def _own_words(part: HtmlElement) -> str:
    """Return the words that a part begins with, without those in boxes after them: a guest's rank."""
    first = (part.text or "").strip(_EDGE)
    is_boxed = first and next(part.iterchildren("div", "p", "br"), None) is not None
    return " ".join(first.split()) if is_boxed else line_of(part).strip(_EDGE)


def _date(parts: list[HtmlElement], lang: str | None, day_first: bool | None) -> Date:
    """Return the finest date that the parts for dates hold."""
    best = Date()
    for printed, machine in (one for part in parts for one in _dates_in(part)):
        found = parse_date(printed, machine=machine, lang=lang, day_first=day_first)
        if len(found.value or "") > len(best.value or ""):
            best = found
    return best


def _stamps(message: HtmlElement, body: HtmlElement) -> list[HtmlElement]:
    """Return what has a day and a clock before the words of a message, whatever its theme calls it."""
    before = itertools.takewhile(lambda element: element is not body, itertools.islice(message.iter(), _MOST))
    return [element for element in before if element.text and _STAMP.search(element.text)][:1]


def _dates_in(part: HtmlElement) -> Iterator[tuple[str | None, str | None]]:
    for element in part.iter("time", "abbr", "span", "meta"):
        machine = element.get("datetime") or element.get("title") or element.get("data-time")
        if element.get("itemprop") == "datePublished":
            machine = machine or element.get("content")
        if machine:
            yield line_of(element), machine
        elif element.get("class") == "date" and (clock := element.getnext()) is not None:
            yield f"{line_of(element)} {line_of(clock)}", None
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
            or (element.tag == "p" and "codebox" in (element.getparent().get("class") or ""))
        )
    }
    return clean(body, base=base, skip=skip)
