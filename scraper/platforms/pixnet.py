"""PIXNET: visitors' comments as flat lists, with the blogger's answer to each in the same list.

Built on a real page. A comment is a ``ul.single-post`` of a few ``li``: who wrote it when, a picture, the
words, the answer. The answer has no number; its author and date stand in a paragraph behind its words. Of a
comment for the blogger's eyes only, there is nothing but the word for it.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pmlarchive.model import Date, Status
from scraper.clean import absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading

_ID = re.compile(r"comment-([0-9]+)")
_COUNT = re.compile(r"\(\s*([0-9]{1,6})\s*\)\s*$")
_ACCOUNT = re.compile(r"\(([\w-]+)\)\s*$")
_ROLES = frozenset({"post-info", "post-text", "reply-text"})
_WHOLE = re.compile(r"https?://", re.IGNORECASE)
#: Behind an answer stands "<name> 於 <date> 回覆": "on <date> answered".
_ANSWERED = "回覆"
_ON = "於"


class Pixnet:
    """Comments of blogs at PIXNET."""

    name = "pixnet"

    def recognises(self, page: Page) -> bool:
        """Look for the class of a comment's words, and for the host's name in the bytes."""
        return "post-text" in page.outline.names and page.holds(b"pixnet")

    def read(self, page: Page) -> Reading | None:
        """Read every comment, each followed by its answer."""
        owner = _owner(page)
        comments: list[DraftComment] = []
        units: list[HtmlElement] = []
        for unit, parts, number in _units(page):
            units.append(unit)
            comment = _comment(number, f"#{len(comments) + 1}", parts, page.url, owner)
            if "secret" in (unit.get("class") or "").split():
                comment.status = Status.REMOVED
            comments.append(comment)
            if (reply := parts.get("reply-text")) is not None:
                comments.append(_answer(f"#{len(comments) + 1}", comment.key, reply, page.url, owner))
        if not comments:
            return None
        places, elements = {name: place for place, name in page.outline.ids.items()}, page.outline.elements
        root = elements[places["comment-box"]] if "comment-box" in places else None
        title = elements[places["comment-title"]] if "comment-title" in places else None
        counted = _COUNT.search(line_of(title)) if title is not None else None
        declared = int(counted[1]) if counted else None
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[root] if root is not None else units,
            declared=declared,
            # The count is of visitors' comments alone.
            complete=len(units) >= (declared or 0),
        )


def _units(page: Page) -> Iterator[tuple[HtmlElement, dict[str, HtmlElement], str | None]]:
    """Yield the list that each comment is, its parts and its number; none that lies in another."""
    outline, stop = page.outline, 0
    seen: set[str] = set()
    for place, label in enumerate(outline.labels):
        if not label or "single-post" not in label or place < stop:
            continue
        if outline.tags[place] != "ul" or "single-post" not in label.split():
            continue
        unit = outline.elements[place]
        stop = outline.after(unit)
        parts: dict[str, HtmlElement] = {}
        for item in unit.iterchildren("li"):
            for name in _ROLES.intersection((item.get("class") or "").split()):
                parts.setdefault(name, item)
        number = _number(parts)
        if parts and number not in seen:
            if number is not None:
                seen.add(number)
            yield unit, parts, number


def _number(parts: dict[str, HtmlElement]) -> str | None:
    for name in ("post-info", "post-text"):
        for element in parts[name].iterchildren("a", "p") if name in parts else ():
            if match := _ID.fullmatch(element.get("name") or element.get("id") or ""):
                return match[1]
    return None


def _owner(page: Page) -> str | None:
    """Return the blogger's account: it stands behind the name in the head, and begins the blog's address."""
    for meta in page.tree.iter("meta"):
        if meta.get("name") == "author" and (match := _ACCOUNT.search(meta.get("content") or "")):
            return match[1].lower()
    return _account(page.url)


def _account(url: str | None) -> str | None:
    """Return whose blog at PIXNET an address is in."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    account, _, site = host.partition(".")
    return account if site == "pixnet.net" and account != "www" else None


def _comment(
    number: str | None, key: str, parts: dict[str, HtmlElement], base: str | None, owner: str | None
) -> DraftComment:
    author, author_url, date = None, None, Date()
    for element in parts["post-info"].iter("span", "a") if "post-info" in parts else ():
        names = (element.get("class") or "").split()
        if "user-name" in names:
            author = line_of(element) or None
            author_url = next((link.get("href") for link in element.iter("a")), None)
        elif "homepage" in names and author_url is None:
            # Who leaves the field as it is has its label for an address.
            address = element.get("href") or ""
            author_url = address if _WHOLE.match(address) else None
        elif "post-time" in names:
            date = parse_date(line_of(element))
    body = clean(parts["post-text"], base=base) if "post-text" in parts else clean("")
    return DraftComment(
        key=number or key,
        native_id=number,
        author=author,
        author_url=absolute(author_url, base),
        by_post_author=owner is not None and _account(author_url) == owner,
        date=date,
        text=body.text,
        html=body.html,
        links=body.links,
        url=f"{base.partition('#')[0]}#comment-{number}" if base and number else None,
    )


def _answer(key: str, parent: str, reply: HtmlElement, base: str | None, owner: str | None) -> DraftComment:
    last = next(reply.iterchildren("p", reversed=True), None)
    line = line_of(last) if last is not None else ""
    author, author_url = None, None
    if last is not None and line.endswith(_ANSWERED):
        link = next((link for link in last.iter("a") if line_of(link)), None)
        author = line_of(link) if link is not None else line.rpartition(_ON)[0].strip()
        author_url = link.get("href") if link is not None else None
        date = parse_date(line.removeprefix(author))
        body = clean(reply, base=base, skip={last})
    else:
        date, body = Date(), clean(reply, base=base)
    return DraftComment(
        key=key,
        parent=parent,
        author=author or None,
        author_url=absolute(author_url, base),
        by_post_author=owner is not None and _account(author_url) == owner,
        date=date,
        text=body.text,
        html=body.html,
        links=body.links,
    )
