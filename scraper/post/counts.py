"""How many comments a page says it has."""

import itertools
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import absolute, line_of, unwayback
from scraper.post.survey import Survey

_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_NO_HEAD = frozenset({"p", "option", "label", "script", "ul", "ol", "li", "form", "section", "article"})
_HEAD = re.compile(r"title|count|heading")
_NUMBER = re.compile(
    r"(?<![\w.,/:-])(\d{1,3}(?:[.,\u00a0' ]\d{3})+|\d{1,6})(?!st\b|nd\b|rd\b|th\b|[\d/:-]|[.,]\d)"
)
_WORD = re.compile(
    r"comment|kommentar|coment[aá]r|commenti|reacti|réaction|respon|respuesta|repl(?:y|ies)|thought|gedank|diskussion|"
    r"discussion|opini|отзыв|коммент|комент|评论|評論|コメント|留言|댓글|yorum|komentar|komentář|komentarz|hozzászól|"
    r"σχόλι|σχολι|bình luận|ergänz|beiträge|antwort|pensamento|pensamiento",
    re.IGNORECASE,
)
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
_LONGEST = 160


def declared_count(
    found: Survey, comments: Collection[HtmlElement], title: str | None, base: str | None, stated: int | None
) -> int | None:
    """Return the count that the page prints: over its comments, or in the post's head; the larger of both.

    Args:
        found: The page outside its comments.
        comments: The elements of the comments.
        title: The post's title, which the heading may repeat, numbers and all.
        base: The page's own URL: counts beside links to other posts' comments do not count.
        stated: The count that the page gives to machines.
    """
    counts = [
        stated,
        *(_over(root, title) for root in comments),
        *(_before(root, title) for root in comments),
    ]
    for _, link in found.counts:
        href = link.get("href")
        if href is None or _same_page(href, base):
            counts.append(_count(line_of(link), title))
    known = [count for count in counts if count is not None]
    return max(known) if known else None


def _over(root: HtmlElement, title: str | None) -> int | None:
    """Return the count in a section's headings, else in what stands before its first comment."""
    other: int | None = None
    for place, element in enumerate(root.iter(etree.Element)):
        if place > 60 or (place and _FIRST.search(element.get("id") or "")):
            break
        size = len(element)
        if size >= 6:
            continue
        if element.tag in _HEADS or _HEAD.search(f"{element.get('class', '')}{element.get('id', '')}"):
            if (count := _count(line_of(element, limit=2 * _LONGEST), title)) is not None:
                return count
        elif place and other is None and size < 4 and element.tag not in _NO_HEAD:
            text = line_of(element, limit=2 * _LONGEST)
            other = _count(text, title) if len(text) < 40 and _WORD.search(text) else None
    return other


def _before(root: HtmlElement, title: str | None) -> int | None:
    """Return the count in a heading just before a list."""
    for element in itertools.islice(root.itersiblings(preceding=True), 3):
        if isinstance(element.tag, str) and len(element) < 4 and element.tag not in ("ul", "ol", "form"):
            text = line_of(element, limit=2 * _LONGEST)
            if len(text) < 2 * _LONGEST and _WORD.search(text):
                return _count(text, title)
    return None


def _count(text: str, title: str | None) -> int | None:
    if not text or len(text) > _LONGEST + len(title or ""):
        return None
    short = text.replace(title, " ") if title else text
    cut = _QUOTED.sub("", short)
    short = cut if _NUMBER.search(cut) or _ONE.search(cut) else short
    numbers = _NUMBER.findall(short)
    if len(numbers) == 1 and len(short.split()) <= 9:
        return int(re.sub(r"\D", "", numbers[0]))
    if numbers:
        return None
    if _NONE.search(short):
        return 0
    return 1 if _ONE.search(short) and _WORD.search(short) else None


def _same_page(href: str, base: str | None) -> bool:
    if href.startswith("#"):
        return True
    if not base:
        return False
    one, other = urlsplit(unwayback(absolute(href, base) or href)), urlsplit(unwayback(base))
    return one.path.rstrip("/") == other.path.rstrip("/") and one.query == other.query
