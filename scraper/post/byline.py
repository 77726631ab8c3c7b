"""Who wrote the post, and when: stated, marked, or printed near the title."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from lxml import etree
from lxml.html import HtmlElement

from pmlarchive.model import Date, Precision
from scraper.clean import fold_line, line_of, plain
from scraper.dates import parse_date
from scraper.post.linked_data import Hints
from scraper.post.survey import Survey, in_bio, is_changed

_BY = re.compile(
    r"^\W*(?:(?:written|posted|published|geschrieben|veröffentlicht|publié|escrito|publicado|scritto|pubblicato|"
    r"geplaatst|article|text|story|words)\s+)?(?:by|von|par|por|di|da|door|av|af|przez|от|автор|autor|auteur|author|"
    r"kirjoittanut)"
    r"\b[\s:]*",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\s+(?:on|am|le|el|il|op|den|at|in|\||·|•|–|—|/|-)\s+.*\d{4}.*$|\s*[|·•,/–—-]+\s*$")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "og:published_time", "dcterms.created", "dcterms.date", "dc.date.issued", "dc.date",
    "dc.date.created", "date", "pubdate", "publish-date", "publish_date", "publication_date",
    "sailthru.date", "parsely-pub-date", "citation_date", "citation_publication_date",
    "article.published", "last-published",
)  # fmt: skip
_AUTHORS = (
    "author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "citation_author",
    "byl",
)
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d$")
_LABEL = re.compile(r"^[^\W\d]+(?: [^\W\d]+)?\s?:\s+")
_LETTERS = re.compile(r"[^\W\d_]{2,}|[^\W\d_\x00-\x7f]")
_BYLINE = re.compile(
    # Software is named in the same words as writers.
    r"(?<!powered )(?<!hosted )(?<!designed )(?<!developed )(?<!protected )"
    r"\b(?:by|von|par|por|di|da|door|av|af|przez|от|автор:?|autor:?|auteur\s?:|author:?|@)\s+(?P<name>[^|•·,(–—/\n\d]{2,60})",
    re.IGNORECASE,
)
_BYLINE_END = re.compile(
    r"\s(?:on|am|um|at|in|under|le|el|il|op|den|unter|dans|en|posted|published|filed)(?:\s|:|$).*",
    re.IGNORECASE,
)
_LONGEST_NAME = 80


def lines_near(title: HtmlElement | None, body: HtmlElement | None) -> list[str]:
    """Return the short lines around a title: where a theme without class names prints date and name."""
    lines: list[str] = []
    node = title
    inside = set(body.iterancestors()) if body is not None else set()
    for _ in range(3):
        if node is None or node.tag in ("body", "html") or node in inside:
            break
        near = [
            *itertools.islice(node.itersiblings(), 4),
            *itertools.islice(node.itersiblings(preceding=True), 3),
        ]
        for element in near:
            if not isinstance(element.tag, str) or is_changed(element):
                continue
            if element is not body and len(element) < 25 and element not in inside:
                text = line_of(element, limit=200)
                if 3 < len(text) <= 200:
                    lines.append(text)
            if element.tail and 3 < len(element.tail.strip()) <= 200:
                lines.append(plain(element.tail))
        node = node.getparent()
    if body is not None:
        lines += [
            text
            for element in itertools.islice(body, 3)
            if isinstance(element.tag, str)
            and not is_changed(element)
            and 3 < len(text := line_of(element, limit=120)) <= 120
        ]
    return lines


def find_author(
    found: Survey, hints: Hints, title: int, start: int, lines: Callable[[], list[str]]
) -> tuple[str | None, HtmlElement | None]:
    """Return the author's name, and the element that it stands in if it is marked as one."""
    site = fold_line(hints.metas.first("og:site_name") or hints.data.site_title or "")
    stated = list(dict.fromkeys(name for name in hints.data.authors if len(name) <= _LONGEST_NAME))
    ranked = sorted(
        (
            (rank, place, element)
            for place, element in found.names
            if (rank := _name_rank(place, element, title, start)) is not None
        ),
        key=lambda entry: entry[:2],
    )
    likely = [entry for entry in ranked if entry[0] < 4 or (entry[0] < 8 and entry[0] % 2 == 0)]
    best = next(_shown_names(likely, site), None)
    if best is not None:
        return best
    if stated:
        return ", ".join(stated), None
    for line in lines():
        match = _BYLINE.search(line)
        if match and (name := _as_name(_BYLINE_END.sub("", match.group("name")))):
            return name, None
    if (other := next(_shown_names(ranked, site), None)) is not None:
        return other
    for key in _AUTHORS:
        value = hints.metas.first(key)
        if value and "http" not in value and len(value) <= _LONGEST_NAME and fold_line(value) != site:
            return value, None
    return None, None


def _shown_names(ranked: list[tuple[int, int, HtmlElement]], site: str) -> Iterator[tuple[str, HtmlElement]]:
    """Yield the names in elements; the site's own only where the markup says that it is the author."""
    for rank, _, element in ranked:
        name = _name_in(element)
        if name is not None and (rank % 2 == 0 or fold_line(name) != site):
            yield name, element


def _name_rank(place: int, element: HtmlElement, title: int, start: int) -> int | None:
    """Rank a name by where it stands: between title and text, just above the title, after the text."""
    if element.tag in ("img", "meta", "link", "body", "main", "article", "html"):
        return None
    marked = "author" in (element.get("rel") or "") or element.get("itemprop") in ("author", "creator")
    rank = 0 if marked else 1
    if in_bio(element):
        return 8 + rank
    if title <= place <= start:
        return rank
    if title - 25 <= place < title:
        return 2 + rank
    return 4 + rank if place - start < 400 or marked else None


def _name_in(element: HtmlElement) -> str | None:
    """Return the name in a byline, which may also hold "by", a date, links to more of the same."""
    inner = [
        e
        for e in element.iter(etree.Element)
        if e.get("itemprop") == "name" or ("fn" in (labels := e.get("class", "")) and _FN.search(labels))
    ]
    links = [a for a in element.iter("a") if "author" in f"{a.get('rel', '')}{a.get('href', '')}"]
    for choice in (*inner[:1], *links[:1], element):
        if name := _as_name(line_of(choice, limit=100)):
            return name
    pieces = (text for text in (plain(text) for text in element.itertext()) if text)
    for piece in itertools.islice(pieces, 4):
        if not _BY.fullmatch(piece) and (name := _as_name(piece)):
            return name
    return None


def _as_name(text: str) -> str | None:
    text = _LABEL.sub("", text)
    text = _NAME_END.sub("", _BY.sub("", text)).strip(" ,:|·•–—-")
    if text.endswith(".") and len(text.rpartition(" ")[2]) > 3:
        text = text[:-1]
    fits = 0 < len(text) <= _LONGEST_NAME and len(text.split()) <= 7 and _LETTERS.search(text)
    return text if fits and not re.search(r"^\d|\d{4}|@|https?:", text) else None


def find_date(found: Survey, hints: Hints, title: int, start: int, lines: Callable[[], list[str]]) -> Date:
    """Return when the post was published: what says so to machines first, the printed date else.

    A theme that prints local time with ``+00:00`` is told by another statement of the same wall clock with
    the true offset.
    """
    best = rough = Date()
    for other in _dates(found, hints, title, start, lines):
        if other.precision not in (Precision.DAY, Precision.MINUTE, Precision.SECOND):
            rough = rough if rough.value else other
        elif best.value is None:
            best = other
        else:
            best = _with_zone(other if _says_more(other, best) else best, other)
        if best.value and best.precision is not Precision.DAY and not best.value.endswith("+00:00"):
            break  # nothing else could say more
    return best if best.value else rough


def _says_more(other: Date, best: Date) -> bool:
    """Whether a date gives the other's day a time of day, or its wall clock an offset that is not zero."""
    value, rival = best.value or "", other.value or ""
    if best.precision is Precision.DAY and other.precision is not Precision.DAY:
        return rival.startswith(value)
    away = value.endswith("+00:00") and not rival.endswith("+00:00")
    return away and value[:16] == rival[:16] and _OFFSET.search(rival) is not None


def _with_zone(best: Date, other: Date) -> Date:
    """Return an instant in UTC with the post's own zone, where its local time is printed beside it."""
    if (
        not (best.value or "").endswith("+00:00")
        or other.precision is not Precision.MINUTE
        or len(other.value or "") != 16
    ):
        return best
    when, local = datetime.fromisoformat(best.value or ""), datetime.fromisoformat(f"{other.value}+00:00")
    minutes = round((local - when.replace(second=0)).total_seconds() / 60)
    if minutes % 15 or not 0 < abs(minutes) <= 14 * 60:
        return best
    zoned = when.astimezone(timezone(timedelta(minutes=minutes)))
    return Date.of(zoned, best.precision or Precision.MINUTE, other.text)


def _dates(
    found: Survey, hints: Hints, title: int, start: int, lines: Callable[[], list[str]]
) -> Iterator[Date]:
    """Yield the dates found, the surest first."""
    told = [value for key in _PUBLISHED if (value := hints.metas.first(key))]
    for stated in filter(None, (*told, hints.data.published)):
        if (date := parse_date(None, machine=stated, lang=hints.lang)).value:
            yield date
    for text, machine in _marked_dates(found, title, start):
        if (date := parse_date(text, machine=machine, lang=hints.lang)).value:
            yield date
    for line in lines():
        if (date := parse_date(line, lang=hints.lang)).value:
            yield date


def _marked_dates(found: Survey, title: int, start: int) -> Iterator[tuple[str, str | None]]:
    """Yield what elements of dates print and tell machines, those next to the title first."""
    ranked = sorted(
        (_date_rank(place, element, title, start), place, number)
        for number, (place, element) in enumerate(found.dates)
        if not is_changed(element)
    )
    for rank, _, number in ranked[:12]:
        element = found.dates[number][1]
        if rank > 5:
            break
        text = line_of(element, limit=300)
        machine = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag == "abbr" else None)
        )
        if machine or len(text) < 300:
            yield text, machine


def _date_rank(place: int, element: HtmlElement, title: int, start: int) -> int:
    exact = 0 if element.get("datetime") or element.get("itemprop") == "datePublished" else 1
    if title <= place <= start:
        return exact
    if title - 25 <= place < title:
        return 2 + exact
    return 4 + exact if start < place < start + 400 else 9
