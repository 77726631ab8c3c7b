"""Lemmy: a post and its comments as lemmy-ui, its own web interface, has laid them out since 0.16.

Built on a real page and on the interface's templates of 0.16 to 1.0 (``comment-node``, ``post-listing``).
The state that a page carries for its script (``window.isoData``) holds Markdown, so the words are read off
the markup. Of the state is read what stands at each comment's path: whom it replies to, even where the page
shows comments flat or one branch alone; when it was published; and whether it is gone, which the page itself
says in its reader's language.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from pmlarchive.model import Date, Status
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.nesting import holders

_MARK = "details comment-node"
_ID = re.compile(r"comment-(\d+)")
_STATE = re.compile(
    rb'"removed":(true|false),"published(?:_at)?":"([^"]{10,40})",(?:"updated(?:_at)?":[^,]{1,45},)?'
    rb'"deleted":(true|false),"ap_id":"[^"]{0,500}","local":(?:true|false),"path":"0\.([\d.]{1,2000})"'
)
_POSTED = re.compile(rb'"removed":(?:true|false),"locked":(?:true|false),"published(?:_at)?":"([^"]{10,40})"')
_USER = re.compile(r"/u/[^/?#]+$")
_COUNT = re.compile(r"\d{1,7}")
#: Addresses of pages that show one branch of the comments.
_BRANCH = re.compile(r"/comment/\d+|/post/\d+/\d+")
#: What stands in the place of a comment, in English.
_GONE = frozenset({"removed by mod", "deleted by creator"})
_POST = re.compile(r"/post/(\d{1,20})(?:\?|$)")
_TITLES = frozenset({"h1", "h5"})


class Lemmy:
    """Comments under a post of a Lemmy site."""

    name = "lemmy"

    def recognises(self, page: Page) -> bool:
        """Look for the class names of a comment."""
        return _MARK in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read every comment in page order; lists of comments on many posts are left alone."""
        outline = page.outline
        nodes = [place for place, label in enumerate(outline.labels) if label and "comment-node" in label]
        named = [(place, _ID.fullmatch(outline.ids.get(place, ""))) for place in nodes]
        found = [(place, name[1]) for place, name in named if name is not None]
        if not found:
            return None
        last = outline.after(outline.elements[found[-1][0]])
        stops = [*(place for place, _ in found[1:]), last]
        units = [_unit(outline, place, stop) for (place, _), stop in zip(found, stops, strict=True)]
        if any("community" in unit.parts for unit in units):
            return None
        post, declared = _post(page, found[0][0])
        boxes = [_box(outline.elements[place]) for place, _ in found]
        around = boxes[0].getparent()
        return Reading(
            platform=self.name,
            comments=_comments(page, [key for _, key in found], units, boxes, post),
            roots=[boxes[0] if around is None else around],
            declared=declared,
            # What has no id is a button that loads more replies.
            complete=len(found) == len(nodes) and _BRANCH.search(page.url or "") is None,
            post=post,
        )


@dataclass(slots=True)
class _Unit:
    """The first part of each role in a stretch of the page, and the links that have no role."""

    parts: dict[str, HtmlElement] = field(default_factory=dict)
    links: list[HtmlElement] = field(default_factory=list)

    def author(self, base: str | None) -> tuple[str | None, str | None]:
        """Return a name as shown, with its site where that is another one, and the link on it."""
        named = self.parts.get("author")
        if named is None:  # before 0.17
            named = next((link for link in self.links if _USER.search(link.get("href") or "")), None)
        if named is None:
            return None, None
        return line_of(named).removeprefix("@") or None, absolute(named.get("href"), base)

    def date(self, published: str | None = None) -> Date:
        """Return the day of writing: for what was edited it stands a line before that of the change."""
        stamp = self.parts.get("date")
        shown = "" if stamp is None else stamp.get("data-tippy-content") or ""
        return parse_date(shown.strip().partition("\n")[0], machine=published)


@lru_cache(maxsize=1024)
def _role(tag: str, label: str) -> str | None:
    """Say what an element with these class names is in a comment or a post."""
    if "md-div" in label:
        return None if "card-text" in label else "body"  # else what a linked page says of itself
    if tag == "span":
        return "date" if "pointer unselectable" in label else None
    if tag == "a":
        return "author" if "person-listing" in label else "community" if "community-link" in label else "link"
    return None


def _unit(outline: Outline, start: int, stop: int, *, beyond_words: bool = False) -> _Unit:
    elements, tags, labels = outline.elements, outline.tags, outline.labels
    unit = _Unit()
    for place in range(start, stop):
        label = labels[place]
        role = _role(tags[place], label) if label else None
        if role is None:
            continue
        if role == "link":
            unit.links.append(elements[place])
        elif role != "date" or elements[place].get("data-tippy-content"):
            unit.parts.setdefault(role, elements[place])
            if role == "body" and not beyond_words:
                break
    return unit


def _box(node: HtmlElement) -> HtmlElement:
    """Return what holds a comment together with its replies."""
    around = node.getparent()
    return node if around is None else around


def _comments(
    page: Page, keys: list[str], units: list[_Unit], boxes: list[HtmlElement], post: DraftComment | None
) -> list[DraftComment]:
    apart, stated = set(boxes), _stated(page.data)
    comments = []
    for key, unit, holder in zip(keys, units, holders(boxes), strict=True):
        nested = None if holder is None else keys[holder]
        parent, published, is_gone = stated.get(key, (nested, None, False))
        author, author_url = unit.author(page.url)
        words = unit.parts.get("body")
        body = Clean() if words is None else clean(words, base=page.url, skip=apart)
        is_gone = is_gone or body.text.lower() in _GONE or (words is not None and _is_faded(words))
        comments.append(
            DraftComment(
                key=key,
                native_id=key,
                parent=parent if parent != key else None,
                author=author,
                author_url=author_url,
                by_post_author=post is not None and author is not None and _is_same(post, author, author_url),
                date=unit.date(published),
                text=body.text,
                html=body.html,
                links=body.links,
                url=_permalink(key, unit, page.url),
                status=Status.REMOVED if is_gone else Status.VISIBLE,
            )
        )
    return comments


def _is_faded(words: HtmlElement) -> bool:
    """Say whether the words stand for a comment that is gone, as 1.0 shows it."""
    around = words.getparent()
    return around is not None and "text-muted" in (around.get("class") or "")


def _is_same(post: DraftComment, author: str, author_url: str | None) -> bool:
    """Say whether somebody wrote the post: many may show one name, but there is one page for each."""
    return author == post.author and author_url == post.author_url


def _permalink(key: str, unit: _Unit, base: str | None) -> str | None:
    for link in unit.links:
        href = link.get("href") or ""
        if href.endswith(f"/{key}") and (url := absolute(href, base)):
            return url
    return f"{base.partition('#')[0]}#comment-{key}" if base else None


def _stated(data: bytes) -> dict[str, tuple[str | None, str, bool]]:
    """Return whom each comment replies to, when it was published, and whether it is gone."""
    found: dict[str, tuple[str | None, str, bool]] = {}
    for removed, published, deleted, path in _STATE.findall(data):
        above, _, key = path.decode().rpartition(".")
        found[key] = above.rpartition(".")[2] or None, _zoned(published), b"true" in (removed, deleted)
    return found


def _posted(data: bytes, number: str) -> str | None:
    """Return when the post with a number was published, as the state has it."""
    start = data.find(b'"post":{"id":%s,' % number.encode())
    found = _POSTED.search(data, start) if start >= 0 else None
    return None if found is None else _zoned(found[1])


def _zoned(published: bytes) -> str:
    """Return a moment with its zone: UTC, which 0.18 and older leave out."""
    when = published.decode("utf-8", "replace")
    return when if when[19:].rstrip("0123456789.") else f"{when}Z"


def _post(page: Page, before: int) -> tuple[DraftComment | None, int | None]:
    """Return the post above the comments, and how many comments its button counts."""
    outline = page.outline
    labels = enumerate(outline.labels[:before])
    start = next((place for place, label in labels if label and "post-listing" in label.split()), None)
    if start is None:
        return None, None
    stop = min(before, outline.after(outline.elements[start]))
    unit = _unit(outline, start, stop, beyond_words=True)
    author, author_url = unit.author(page.url)
    words = unit.parts.get("body")
    body = Clean() if words is None else clean(words, base=page.url)
    title = next((outline.elements[at] for at in range(start, stop) if outline.tags[at] in _TITLES), None)
    if shared := _shared(title, page.url):
        body = body._replace(links=tuple(dict.fromkeys([shared, *body.links])))
    counted, published = _button(unit), None
    if counted is not None and (own := _POST.search(counted.get("href") or "")):
        published = _posted(page.data, own[1])
    number = None if counted is None else _COUNT.search(counted.get("title") or "")
    post = DraftComment(
        key="post",
        author=author,
        author_url=author_url,
        date=unit.date(published),
        text=body.text,
        html=body.html,
        links=body.links,
    )
    return post, None if number is None else int(number[0])


def _button(unit: _Unit) -> HtmlElement | None:
    """Return the link from a post to its comments, whose title counts them."""
    return next((link for link in unit.links if "scrollToComments" in (link.get("href") or "")), None)


def _shared(title: HtmlElement | None, base: str | None) -> str | None:
    """Return the address that a post shares: its title leads there, else to the post's own page."""
    link = None if title is None else title.find(".//a")
    href = "" if link is None else link.get("href") or ""
    return absolute(href, base) if href.startswith("http") and not _POST.search(href) else None
