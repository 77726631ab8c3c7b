"""Slash, the software of Slashdot, and rehash, that of SoylentNews: nested lists, every part with its id.

Built on real pages of Slashdot and on the public templates of both. Parts are named for their comment:
``tree_12`` holds comment 12 and its replies, ``comment_body_12`` its words. Of a comment below the reader's
threshold Slashdot sends the shell alone, so that what replies to it has its place; of one folded into a line
neither the day nor, where it is long, all its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from pmlarchive.model import Date, Status
from scraper.clean import absolute, clean, join_texts, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.nesting import holders

_MARK = "comment_otherdetails_"
_PARTS = frozenset({
    "tree", "comment_top", "comment_link", "comment_otherdetails", "comment_body", "comment_sub",
    "comment_shrunk",
})  # fmt: skip
#: Digits of a number.
_LONGEST_NUMBER = 20
_STORY = re.compile(r"text-\d+")
_ROOTS = frozenset({"comments", "commentwrap", "commentlisting"})
_CID = re.compile(r"comments\.pl\?(?:[^=]{1,20}=[^&;]{0,40}[&;])*?cid=(\d{1,20})")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_POSTED_BY = re.compile(r"\bposted\s+by\s*(.*)$", re.IGNORECASE)
_USER_NUMBER = re.compile(r"\s*\(\s*\d+\s*\)$")
_ABBREVIATED = b"D2.abbrev_comments({"
_COUNT = re.compile(r"\d{1,7}")
#: So many characters can a name or a line of details have, and so many elements the part that holds it.
_LONGEST = 300
_MOST = 40

#: The elements of a comment by their ids, without its number.
Parts = dict[str, HtmlElement]


class Slash:
    """Comments on Slashdot's stories, and on those of other sites with its software."""

    name = "slash"

    def recognises(self, page: Page) -> bool:
        """Look for the id of a comment's details."""
        return _MARK in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read every comment in page order; what was not sent keeps its place."""
        outline = page.outline
        layout = _layout(outline)
        if not any("comment_body" in parts for parts in layout.comments.values()):
            return None
        post = _post(outline, layout, page.url)
        comments = _comments(page, layout.comments, post)
        declared = _declared(outline)
        is_cut = any("comment_shrunk" in parts for parts in layout.comments.values())
        is_hidden = any(comment.status is Status.GHOST for comment in comments)
        return Reading(
            platform=self.name,
            comments=comments,
            roots=layout.roots or [next(iter(layout.comments.values()))["tree"]],
            declared=declared,
            complete=not (is_cut or is_hidden or _labelled(outline, "beneth"))
            and (declared or 0) <= len(comments),
            more=_more(outline, page.url),
            notes=_notes(page.data),
            post=post,
        )


@dataclass(slots=True)
class _Layout:
    """Where things are on a page.

    Attributes:
        comments: The parts of each comment, by its number.
        first: The place of the first of them.
        story: The words of the story, where they have an id.
        roots: What holds the comments, with their headings and forms.
    """

    comments: dict[str, Parts] = field(default_factory=dict)
    first: int = 0
    story: HtmlElement | None = None
    roots: list[HtmlElement] = field(default_factory=list)


def _layout(outline: Outline) -> _Layout:
    found = _Layout()
    for place, name in outline.ids.items():
        part, _, number = name.rpartition("_")
        if part in _PARTS and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            found.first = found.first or place
            found.comments.setdefault(number, {}).setdefault(part, outline.elements[place])
        elif name in _ROOTS:
            found.roots.append(outline.elements[place])
        elif found.story is None and not found.first and _STORY.fullmatch(name):
            found.story = outline.elements[place]
    found.comments = {key: parts for key, parts in found.comments.items() if "tree" in parts}
    return found


# ---- a comment


def _comments(page: Page, found: dict[str, Parts], post: DraftComment | None) -> list[DraftComment]:
    keys, trees = list(found), [parts["tree"] for parts in found.values()]
    inner, lang = set(trees), page.tree.get("lang")
    comments = []
    for key, holder in zip(keys, holders(trees), strict=True):
        parts = found[key]
        parent = _answered(parts, key) if holder is None else keys[holder]
        words = parts.get("comment_body")
        if words is None:
            comments.append(DraftComment(key=key, native_id=key, parent=parent, status=Status.GHOST))
            continue
        author, author_url = _author(parts, page.url)
        body = clean(words, base=page.url, skip=inner)
        comments.append(
            DraftComment(
                key=key,
                native_id=key,
                parent=parent,
                author=author,
                author_url=author_url,
                by_post_author=post is not None and author is not None and author == post.author,
                date=_date(parts, lang),
                text=body.text,
                html=body.html,
                links=body.links,
                url=_permalink(parts, key, page.url),
            )
        )
    return comments


def _links(part: HtmlElement | None) -> Iterator[HtmlElement]:
    return islice(part.iter("a"), _MOST) if part is not None else iter(())


def _cid(link: HtmlElement) -> str | None:
    """Return the number of the comment that a link leads to."""
    found = _CID.search((link.get("href") or "")[:_LONGEST])
    return None if found is None else found[1]


def _answered(parts: Parts, key: str) -> str | None:
    """Return the number that "Parent" leads to: where comments are not nested, it alone tells it."""
    numbers = (_cid(link) for link in _links(parts.get("comment_sub")))
    return next((number for number in numbers if number not in (None, key)), None)


def _author(parts: Parts, base: str | None) -> tuple[str | None, str | None]:
    """Return a name without its user's number, and the link on it: who gave no name has none."""
    top, around = parts.get("comment_top"), None
    for element in islice(top.iter("span", "div"), _MOST) if top is not None else ():
        names = (element.get("class") or "").split()
        if "by" in names:
            around = element
            break
        if "details" in names:  # where older templates have the name
            around = element
    if around is None:
        return None, None
    details = parts.get("comment_otherdetails")
    for element in islice(around.iter("a", "span"), _MOST):
        if element is details:
            break
        if element.tag == "a" and (name := _USER_NUMBER.sub("", line_of(element, limit=_LONGEST))):
            return name, absolute(element.get("href"), base)
    words = line_of(around, skip={*islice(around.iterdescendants("span"), _MOST)}, limit=_LONGEST)
    return _BY.sub("", words) or None, None


def _date(parts: Parts, lang: str | None) -> Date:
    details = parts.get("comment_otherdetails")
    if details is None:
        return Date()
    skip = {*islice(details.iter("a", "small"), _MOST)}  # a journal's link has a day of its own
    return parse_date(line_of(details, skip=skip, limit=_LONGEST), lang=lang)


def _permalink(parts: Parts, key: str, base: str | None) -> str | None:
    own = (link for link in _links(parts.get("comment_otherdetails")) if _cid(link) == key)
    link = next(own, parts.get("comment_link"))
    return None if link is None else absolute(link.get("href"), base)


# ---- around the comments


def _post(outline: Outline, layout: _Layout, base: str | None) -> DraftComment | None:
    """Return the story: its words, and what stands between them and its title."""
    labels = outline.labels[: layout.first]
    if layout.story is not None:
        words, start, line = [layout.story], 0, "story-byline"
    else:
        start, line = (
            next((at for at, label in enumerate(labels) if label == "article"), len(labels)),
            "details",
        )
        words = [outline.elements[at] for name in ("intro", "full") if (at := _next(labels, name, start))]
    if not words:
        return None
    at = _next(labels, line, start)
    author, author_url, date = (None, None, Date()) if at is None else _byline(outline.elements[at], base)
    body = join_texts([clean(part, base=base) for part in words])
    return DraftComment(
        key="post",
        author=author,
        author_url=author_url,
        date=date,
        text=body.text,
        html=body.html,
        links=body.links,
    )


def _next(labels: list[str | None], name: str, start: int) -> int | None:
    return next((at for at in range(start, len(labels)) if labels[at] == name), None)


def _byline(line: HtmlElement, base: str | None) -> tuple[str | None, str | None, Date]:
    """Return who posted a story, the link on the name, and when: "Posted by Ann on Friday January 12, …"."""
    stamp = line.find("time")
    before = line.text or ""
    for link in islice(line, _MOST):
        posted = _POSTED_BY.search(" ".join(before.split()))
        if posted is not None and link.tag == "a" and not posted[1]:
            day = line_of(stamp) if stamp is not None else link.tail
            return line_of(link) or None, absolute(link.get("href"), base), parse_date(day)
        if posted is not None and posted[1]:
            return posted[1], None, Date() if stamp is None else parse_date(line_of(stamp))
        before = link.tail or ""
    return None, None, Date() if stamp is None else parse_date(line_of(stamp))


def _labelled(outline: Outline, name: str) -> list[HtmlElement]:
    """Return some elements with a class name that few pages have."""
    return outline.labelled(name)[:_MOST] if name in outline.names else []


def _declared(outline: Outline) -> int | None:
    for element in _labelled(outline, "totalcommentcnt"):
        if number := _COUNT.search(line_of(element, limit=_LONGEST)):
            return int(number[0])
    for box in _labelled(outline, "commentBox"):
        for element in islice(box.iter("b"), _MOST):
            number = _COUNT.fullmatch(element.text or "")
            if number and (element.tail or "").split()[:1] == ["comments"]:
                return int(number[0])
    return None


def _more(outline: Outline, base: str | None) -> tuple[str, ...]:
    """Return the other pages of a long discussion."""
    links = (link for box in _labelled(outline, "linkCommentPage") for link in _links(box))
    found = (absolute(link.get("href"), base) for link in links)
    return tuple(dict.fromkeys(url.partition("#")[0] for url in found if url))


def _notes(data: bytes) -> list[str]:
    """Say how many comments the page holds the beginnings of."""
    start = data.find(_ABBREVIATED)
    number = data.count(b":", start, data.find(b"}", start)) if start >= 0 else 0
    return [f"{number} comments are cut short on this page"] if number else []
