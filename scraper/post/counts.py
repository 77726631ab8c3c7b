"""How many comments a page says it has."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scraper.clean import absolute, line_of, unwayback
from scraper.dates import parse_date
from scraper.outline import Outline
from scraper.post.findings import Survey

_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_NO_HEAD = frozenset({"p", "option", "label", "script", "ul", "ol", "li", "form", "section", "article"})
_HEAD = re.compile(r"title|count|heading|comments_intro")
_NUMBER = re.compile(
    r"(?<![\w.,/:-])(\d{1,3}(?:[.,\u00a0' ]\d{3})+|\d{1,6})(?!st\b|nd\b|rd\b|th\b|[\d/:-]|[.,]\d)"
)
# What pages call comments, in small letters.
_WORDS = (
    "comment", "kommentar", "comentar", "comentár", "reacti", "réaction", "respon", "respuesta", "reply",
    "replies", "thought", "gedank", "diskussion", "discussion", "opini", "отзыв", "коммент", "комент", "评论",
    "評論", "コメント", "留言", "댓글", "yorum", "komentar", "komentář", "hozzászól", "σχόλι", "σχολι",
    "bình luận", "ergänz", "beiträge", "antwort", "pensamento", "pensamiento",
)  # fmt: skip
_ASCII_WORDS = tuple(filter(str.isascii, _WORDS))
_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_FIRST = re.compile(r"comm(?:ent)?[-_]\d")
_ONE = re.compile(
    r"^\W*(?:one|eine?|une?|un[ao]?|uma?|één|een|ett?|en|yksi|jeden|один|bir)\s+\w+", re.IGNORECASE
)
_NONE = re.compile(
    r"^\W*(?:no|kein[e]?|aucun|sin|nessun|sem|nenhum|geen|inga|ingen|brak|нет)\s+"
    r"(?:comments?|responses?|replies|kommentare?|commentaires?|comentarios?|commenti|coment[aá]rios?|reacties|"
    r"kommentarer|komentarzy|комментариев)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“”„«»\"‘’‹›].*", re.DOTALL)
_SPOKEN = re.compile(r"\S*\w\S*")
_BARE = re.compile(r"\W*\d[\d.,\s]*\W*")
_COMMENTS_LINK = "comments-link"
_LONGEST = 160
#: As many elements of a section at most stand before its first comment.
_FAR = 61


def declared_count(
    found: Survey,
    outline: Outline,
    comments: Collection[HtmlElement],
    title: str | None,
    base: str | None,
    stated: int | None,
) -> int | None:
    """Return the count that the page prints: over its comments, or in the post's head; the larger of both.

    Args:
        found: The page outside its comments.
        outline: The whole page.
        comments: The elements of the comments.
        title: The post's title, which the heading may repeat, numbers and all.
        base: The page's own URL: counts beside links to other posts' comments do not count.
        stated: The count that the page gives to machines.
    """
    counts = [stated]
    before: dict[HtmlElement, int | None] = {}
    for root in comments:
        counts += (_over(outline, root, title), _before(root, title, before))
    for _, link in found.counts:
        href = link.get("href")
        if href is None or _same_page(href, base):
            counts.append(_count(line_of(link), title))
    counts += (_count(line_of(link), title) for link in _own_links(outline, base))
    known = [count for count in counts if count is not None]
    return max(known) if known else None


def _own_links(outline: Outline, base: str | None) -> Iterator[HtmlElement]:
    """Yield the links to this page's own comments, as core's class calls them, wherever they stand."""
    if base is None or _COMMENTS_LINK not in outline.names:
        return
    for place, href in outline.having("href").items():
        if (
            href.endswith("#comments")
            and _COMMENTS_LINK in (outline.labels[place] or "")
            and outline.tags[place] == "a"
            and not href.startswith("#")
            and _same_page(href, base)
        ):
            yield outline.elements[place]


def _over(outline: Outline, root: HtmlElement, title: str | None) -> int | None:
    """Return the count in a section's headings, else in what stands before its first comment."""
    other: int | None = None
    start = outline.places[root]
    skip = start  # before this, all has been read with what it stands in
    for place in range(start, min(start + _FAR, outline.after(root))):
        tag, labels, name = outline.tags[place], outline.labels[place], outline.ids.get(place)
        if name and "comm" in name and place > start and _FIRST.search(name):
            break
        if place < skip:
            continue
        heads = tag in _HEADS or (labels and _is_head(labels)) or (name and _is_head(name))
        if not heads and (place == start or other is not None or tag in _NO_HEAD):
            continue
        element = outline.elements[place]
        size = len(element)
        if size >= (6 if heads else 4):
            continue
        text = line_of(element, limit=2 * _LONGEST)
        if size:
            if len(text) < _LONGEST and not _DIGIT.search(text) and not _speaks_of_comments(text):
                skip = outline.after(element)
                continue
        elif not text:
            continue
        if heads:
            # A comment may have headings of its own, with years and other numbers.
            told = "comm" in f"{labels} {name}".lower() or _BARE.fullmatch(text) or _speaks_of_comments(text)
            if told and (count := _count(text, title)) is not None:
                return count
        elif len(text) < 40 and _speaks_of_comments(text):
            other = _count(text, title)
    return other


@lru_cache(maxsize=8192)
def _is_head(name: str) -> bool:
    return _HEAD.search(name) is not None


def _before(root: HtmlElement, title: str | None, known: dict[HtmlElement, int | None]) -> int | None:
    """Return the count in a heading just before a list.

    Args:
        root: The list.
        title: The post's title.
        known: What has been read before other lists: they may all stand beside each other.
    """
    element = root
    for _ in range(3):
        element = element.getprevious()
        if element is None:
            break
        if element not in known:
            known[element] = _said_in(element, title)
        if (count := known[element]) is not None:  # a pager speaks of comments too
            return count
    return None


def _said_in(element: HtmlElement, title: str | None) -> int | None:
    """Return the count in an element that stands before a list, if it speaks of comments in few words."""
    if not isinstance(element.tag, str) or len(element) >= 4 or element.tag in ("ul", "ol", "form"):
        return None
    text = line_of(element, limit=2 * _LONGEST)
    if len(text) >= 2 * _LONGEST or len(text) > _LONGEST + len(title or ""):
        return None
    return _count(text, title) if _speaks_of_comments(text) else None


def _speaks_of_comments(text: str) -> bool:
    small = text.lower()
    for word in _ASCII_WORDS if small.isascii() else _WORDS:  # noqa: SIM110 - asked of every short text
        if word in small:
            return True
    return False


def _count(text: str, title: str | None) -> int | None:
    if not text or len(text) > _LONGEST + len(title or ""):
        return None
    short = text.replace(title, " ") if title else text
    if not (_DIGIT.search(short) or _ONE.search(short) or _NONE.search(short)):
        return None
    cut = _QUOTED.sub("", short)
    if (numbers := _numbers(cut)) or _ONE.search(cut):
        short = cut
    else:
        numbers = _numbers(short)
    if len(numbers) == 1 and len(_SPOKEN.findall(short)) <= 9:
        count = int(_NO_DIGIT.sub("", numbers[0]))
        is_year = len(numbers[0]) == 4 and 1990 <= count < 2100 and not _speaks_of_comments(short)
        return None if is_year and parse_date(short).value else count
    if numbers:
        return None
    if _NONE.search(short):
        return 0
    return 1 if _ONE.search(short) and _speaks_of_comments(short) else None


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text) if _DIGIT.search(text) else []


def _same_page(href: str, base: str | None) -> bool:
    if href.startswith("#"):
        return True
    if not base:
        return False
    one, other = urlsplit(unwayback(absolute(href, base) or href)), urlsplit(unwayback(base))
    return one.path.rstrip("/") == other.path.rstrip("/") and one.query == other.query
