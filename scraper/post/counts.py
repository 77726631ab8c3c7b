"""How many comments a page says it has."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scraper.clean import line_of
from scraper.post.survey import Survey
from scraper.soup import selector

_HEADS = selector(
    ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or contains(@class, 'title')"
    " or contains(@class, 'count') or contains(@class, 'heading') or contains(@id, 'comments-title')]"
)
_NUMBER = re.compile(r"(?<![\w.,/:-])(\d{1,3}(?:[.,\u00a0' ]\d{3})+|\d{1,6})(?![\w/:-]|[.,]\d)")
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
    found: Survey, comments: Collection[HtmlElement], title: str | None, url: str | None, stated: int | None
) -> int | None:
    """Return the count that the page prints: over its comments, or in the post's head; the larger of both.

    Args:
        found: The page outside its comments.
        comments: The elements of the comments.
        title: The post's title, which the heading may repeat, numbers and all.
        url: The page's own URL: counts beside links to other posts' comments do not count.
        stated: The count that the page gives to machines.
    """
    counts = [] if stated is None else [stated]
    for root in comments:
        for head in _HEADS(root)[:12]:
            count = _count(line_of(head), title)
            if count is not None:
                counts.append(count)
                break
    for _, link in found.counts:
        if _same_page(link.get("href") or "", url):
            count = _count(line_of(link), title)
            if count is not None:
                counts.append(count)
    return max(counts) if counts else None


def _count(text: str, title: str | None) -> int | None:
    if not text or len(text) > _LONGEST + len(title or ""):
        return None
    short = text.replace(title, " ") if title else text
    short = _QUOTED.sub("", short) if _NUMBER.search(_QUOTED.sub("", short)) or _ONE.search(short) else short
    if match := _NUMBER.search(short):
        return int(re.sub(r"\D", "", match.group(1)))
    if _NONE.search(short):
        return 0
    return 1 if _ONE.search(short) else None


def _same_page(href: str, url: str | None) -> bool:
    if href.startswith("#") or not url:
        return href.startswith("#")
    one, other = urlsplit(href), urlsplit(url)
    return one.path.rstrip("/") == other.path.rstrip("/") and one.query == other.query
