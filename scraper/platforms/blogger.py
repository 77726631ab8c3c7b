"""Blogger: threaded comments (since 2012) and the flat lists of its older templates.

Built on pages in both forms and on Blogger's own template tags (``<b:includable id='comments'>``).
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from lxml.html import HtmlElement

from pmlarchive.model import Date, Precision, Status
from scraper.clean import absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.nesting import Block, Role, blocks

_MARKS = (b"comment-holder", b"comments-block", b"comment-thread", b"showComment=", b"deleted-comment")
_HOST = re.compile(rb"blog(?:ger|spot|blog)")
_ID = re.compile(r"c(\d+)")
_ANCHOR = re.compile(r"^c\d+$", re.MULTILINE)
_SHOWN = re.compile(r"[?&]showComment=(\d{12,14})\b")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)(?:[:.]\d\d)?\s*([ap])?", re.IGNORECASE)
# Blogger's words between a name and what it said (``commentPostedByMsg``), in the languages met.
_SAID = re.compile(
    r"\s*\b(?:said|says|wrote|hat gesagt|sagte|meinte|schrieb|a dit|dijo|disse|ha detto|zei|sa|sagde|sanoi|"
    r"powiedział\(?a?\)?|pisze|сказал\(а\)|сказал|комментирует|mondta|řekl\(a\)|ha dicho|va dir|dedi ki|"
    r"提到|说|さんは書きました)\s*(?:\.{2,}|…|:)?\s*$"
)
_DELETED = "descendant-or-self::*[contains(@class, 'deleted-comment')]"
_PAGING = ".//a[ancestor-or-self::*[contains(@class, 'paging-control')]]/@href"
_PARTS = {
    "comment-content": "body", "comment-body": "body", "user": "author", "comment-author": "author",
    "comment-poster": "author", "comment-data": "author", "datetime": "date", "comment-timestamp": "date",
    "blog-author": "owner", "comment-actions": "skip", "comment-replybox-single": "skip",
    "comment-replybox-thread": "skip", "thread-toggle": "skip", "continue": "skip", "comment-form": "skip",
    "avatar-image-container": "skip", "item-control": "skip", "collapsed-backlink": "skip",
}  # fmt: skip


class Blogger:
    """Comments in Blogger's own markup."""

    name = "blogger"

    def recognises(self, page: Page) -> bool:
        """Look for a numbered comment, and for Blogger's hosts and its comment lists in the bytes."""
        return (
            _ANCHOR.search(page.outline.anchors) is not None
            and _HOST.search(page.data) is not None
            and any(map(page.holds, _MARKS))
        )

    def read(self, page: Page) -> Reading | None:
        """Read threaded and flat lists alike: both number their comments ``c123``."""
        root = _root(page)
        if root is None:
            return None
        seen: set[str] = set()
        found = blocks(root, lambda element: _role(element, seen))
        comments = [_comment(block, page, found) for block in found]
        if not comments:
            return None
        names = page.outline.names
        more = _more(root, page.url) if "paging-control" in names else ()
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[root],
            declared=_declared(root),
            complete=not more and not ("loadmore" in names and _unloaded(root)),
            more=more,
        )


def _root(page: Page) -> HtmlElement | None:
    """Return the element around every comment of the page."""
    outline = page.outline
    numbered = [
        next((place for place, name in names.items() if _ID.fullmatch(name)), None)
        for names in (outline.ids, outline.having("name"))
    ]
    first = min((place for place in numbered if place is not None), default=None)
    if first is None:
        return None
    around = list(outline.elements[first].iterancestors())
    boxes = [box for box in around if box.get("id") in ("comments", "comment-holder", "comments-block")]
    return boxes[-1] if boxes else page.tree


def _key(element: HtmlElement) -> str | None:
    found = _ID.fullmatch(element.get("id") or "") or _ID.fullmatch(element.get("name") or "")
    return found[1] if found else None


def _role(element: HtmlElement, seen: set[str]) -> Role:
    if "id" in element.attrib or "name" in element.attrib:
        key = _key(element)
        if key is not None and key not in seen:
            seen.add(key)
            return "anchor" if element.tag in ("dt", "a") else "comment"
    kinds = element.get("class")
    if not kinds:
        return None
    # The icon that marks the blog's author is a "user" too.
    names = kinds.split()
    if "blog-author" in names and "icon" in names:
        return "owner"
    return next((_PARTS[name] for name in names if name in _PARTS and name != "blog-author"), None) or (
        "owner" if "blog-author" in names and element.tag != "dt" else None
    )


def _comment(block: Block, page: Page, found: list[Block]) -> DraftComment:
    base = page.url
    key = _key(block.element) or ""
    header = block.element if block.element.tag == "dt" else block.first("author")
    stamp, content = block.first("date"), block.first("body")
    author, author_url = _author(header, base)
    url, date = _when(stamp, header, page)
    body = clean(content, base=base, skip=set(block.inner)) if content is not None else clean("")
    removed = content is not None and bool(content.xpath(_DELETED))
    named = (block.element, *block.parts.get("author", ()))
    owner = "owner" in block.parts or any("blog-author" in (one.get("class") or "").split() for one in named)
    return DraftComment(
        key=key,
        native_id=key,
        parent=None if block.parent is None else _key(found[block.parent].element),
        author=author,
        author_url=author_url,
        by_post_author=owner,
        date=date,
        text=body.text,
        html=body.html,
        links=body.links,
        url=url or (f"{base}#c{key}" if base else None),
        status=Status.REMOVED if removed else Status.VISIBLE,
    )


def _author(header: HtmlElement | None, base: str | None) -> tuple[str | None, str | None]:
    if header is None:
        return None, None
    for link in header.iter("a"):
        if line_of(link) and not _ID.search((link.get("href") or "").rpartition("#")[2]):
            return line_of(link), absolute(link.get("href"), base)
    links = set(header.iter("a"))
    name = _SAID.sub("", line_of(header, skip=links)).strip(" ,")
    return name or None, None


def _when(stamp: HtmlElement | None, header: HtmlElement | None, page: Page) -> tuple[str | None, Date]:
    """Return a comment's permalink and date.

    The permalink holds the instant (``showComment=<milliseconds>``), the page the local clock; both together
    give the instant with its zone, even where the page prints no day at all.
    """
    lang = page.tree.get("lang")
    for place in (stamp, header):
        for link in place.iter("a") if place is not None else ():
            href = link.get("href") or ""
            shown = _SHOWN.search(href)
            if shown or _ID.search(href.rpartition("#")[2]) or place is stamp:
                printed = line_of(link)
                date = _instant(int(shown[1]), printed) if shown else parse_date(printed, lang=lang)
                return absolute(href, page.url), date
    return None, parse_date(line_of(stamp), lang=lang) if stamp is not None else Date()


def _instant(milliseconds: int, printed: str) -> Date:
    when = datetime.fromtimestamp(milliseconds // 1000, UTC)
    clock = _CLOCK.search(printed)
    if clock is not None:
        hour = int(clock[1]) % 12 + 12 * (clock[3].lower() == "p") if clock[3] else int(clock[1])
        ahead = (hour * 60 + int(clock[2]) - when.hour * 60 - when.minute + 720) % 1440 - 720
        if ahead % 15 == 0:
            when = when.astimezone(timezone(timedelta(minutes=ahead)))
    return Date.of(when, Precision.SECOND, printed or None)


def _declared(root: HtmlElement) -> int | None:
    for heading in root.iter("h2", "h3", "h4"):
        number = re.match(r"\s*(\d[\d.,]*)\s+\D", line_of(heading))
        if number:
            return int(re.sub(r"\D", "", number[1])[:9])
    return None


def _more(root: HtmlElement, base: str | None) -> tuple[str, ...]:
    found = (absolute(link, base) for link in root.xpath(_PAGING))
    return tuple(dict.fromkeys(link for link in found if link))


def _unloaded(root: HtmlElement) -> bool:
    return any(
        not {"hidden", "loaded"}.intersection((box.get("class") or "").split())
        for box in root.xpath(".//*[contains(concat(' ', @class, ' '), ' loadmore ')]")
    )
