"""Who wrote the post, and when: stated, marked, or printed near the title."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from lxml.html import HtmlElement

from pmlarchive.model import Date, Precision
from scraper.clean import fold_line, line_of
from scraper.dates import parse_date
from scraper.head import AUTHORS, PUBLISHED, Metas
from scraper.post.findings import Survey
from scraper.post.linked_data import Hints
from scraper.post.names import LONGEST_NAME, as_name, byline_in, name_in
from scraper.post.senses import in_bio, is_changed, without_last
from scraper.post.surroundings import LONG_LINE, Surroundings

_DIGIT = re.compile(r"\d")
_OFFSET = re.compile(r"[+-]\d\d:\d\d$")
_JOINED = re.compile(r"[,&/+]|\b(?:and|und|et|y|e|en|og|och|with|mit)\b", re.IGNORECASE)


#: What a line after the text says before it tells the post's date: "This entry was posted on …".
_POSTED = re.compile(
    r"\b(?:posted|published|written|wurde|veröffentlicht|geschrieben|erstellt|publié|rédigé|écrit|publicado|escrito|"
    r"pubblicato|scritto|geplaatst|gepubliceerd|publicerat|опубликовано|(?:datum|date|fecha|data|dato)(?=\s?:))"
    r"[\s:]+(?:(?:on|am|le|el|il|op|den|em)\s+)?",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\W*(?:last\s+|zuletzt\s+|dernière\s+|última\s+)?(?:updated?|modified|edited|reviewed|aktualisiert|geändert|"
    r"bearbeitet|mise?\s+à\s+jour|modifié|actualizad[oa]|actualización|atualizad[oa]|aggiornat[oa]|bijgewerkt)\b",
    re.IGNORECASE,
)
#: One of these is in whatever of the first is plain ASCII; what looks for words anywhere in a line is slow.
_POSTED_WORDS = (
    "posted", "publi", "pubbli", "written", "wurde", "geschrieben", "erstellt", "scrit", "geplaatst", "dat",
    "fecha",
)  # fmt: skip
#: What classes call what stands beside an author's name, and a card that has an author.
_NOT_THE_NAME = re.compile(
    r"author[\w-]*[-_](?:desc\w*|role|job|position|views|count)(?:\s|$)|reviewer|has-author|(?:^|\s)summary-item(?:\s|$)|"
    r"(?:^|\s)meta-prep(?:-|\s|$)"
)
#: hCard, which themes put around the author's name.
_CARD = re.compile(r"(?:^|\s)author vcard(?:\s|$)")
#: Of a page's elements with names, the likeliest are read; and of those with dates.
_MOST_NAMES, _MOST_DATES = 60, 12
#: So many elements from where the text begins, and below its end, is said who wrote it, and when.
_BEYOND, _BELOW = 400, 40


def find_author(
    found: Survey,
    hints: Hints,
    title: int,
    start: int,
    lines: Surroundings,
    named: str | None,
) -> tuple[str | None, HtmlElement | None]:
    """Return the author's name, and the element that it stands in if it is marked as one.

    Args:
        found: The page outside its comments.
        hints: What the page says of itself.
        title: The place of the title.
        start: The place where the text begins.
        lines: The short lines around the title, and below the text.
        named: The title, which is nobody's name.
    """
    heading = fold_line(named or "")
    site = fold_line(hints.metas.first("og:site_name") or hints.data.site_title or "")
    told = (name.removeprefix("By ") for name in hints.data.authors)
    stated = list(dict.fromkeys(name for name in told if len(name) <= LONGEST_NAME))
    reach = _reach(found, found.names, start, lines.body)
    ranked = sorted(
        (
            (rank, place, element)
            for place, element in found.names
            if (rank := _name_rank(found, place, element, title, start, reach)) is not None
        ),
        key=lambda entry: entry[:2],
    )
    likely = [entry for entry in ranked if entry[0] < 4 or (entry[0] < 8 and entry[0] % 2 == 0)]
    best = next(_shown_names(likely, {site, heading}), None)
    if best is not None:
        return _as_stated(*best, stated), best[1]
    if stated:
        return ", ".join(stated), None
    bylines = itertools.chain(
        (line for line in lines.near if fold_line(line) != heading),
        (text for text, _ in _marked_dates(found, title, start, lines.body)),
        (line for line in lines.after if _POSTED.match(line)),
    )
    name = next(filter(None, map(byline_in, bylines)), None) or as_name(hints.trackback.author or "")
    if name is not None:
        return name, None
    for entries, but in ((likely, {heading}), (ranked, {site, heading})):
        if (other := next(_shown_names(entries, but), None)) is not None:
            return other
    return _told_by_metas(hints.metas, site), None


def _told_by_metas(metas: Metas, site: str) -> str | None:
    """Return the author that ``meta`` elements name; the site's own name is nobody's."""
    for value in map(metas.first, AUTHORS):
        if value and not _ADDRESS.search(value) and len(value) <= LONGEST_NAME:
            folded = fold_line(value)
            if folded != site and folded not in _NOBODY:
                return _LOGIN.sub("", value)
    return None


_ADDRESS = re.compile(r"https?:|^[./]|/.*/")
_NOBODY = frozenset({"admin", "administrator", "author"})
_LOGIN = re.compile(r"(?<=\S)\s+\([\w.-]+\)$")


def _shown_names(
    ranked: list[tuple[int, int, HtmlElement]], but: Collection[str]
) -> Iterator[tuple[str, HtmlElement]]:
    """Yield the names in elements; some only where the markup says that they are the author's."""
    for rank, _, element in ranked[:_MOST_NAMES]:
        name = name_in(element)
        if name is not None and (rank % 2 == 0 or fold_line(name) not in but):
            yield name, element


def _as_stated(name: str, element: HtmlElement, stated: list[str]) -> str:
    """Return the name that the page states for machines where the byline holds more: a role, a badge."""
    line = fold_line(line_of(element, limit=300))
    shown = fold_line(name)
    for other in stated:
        folded = fold_line(other)
        if folded != shown and folded in line:
            more = shown.removeprefix(folded)
            if (folded not in shown and shown not in folded) or (more != shown and not _JOINED.search(more)):
                return other
    return name


def _reach(found: Survey, marked: list[tuple[int, HtmlElement]], start: int, body: HtmlElement | None) -> int:
    """Return the place up to which what is called author or date is the post's: a little beyond its text."""
    reach = start + _BEYOND
    if body is None or not marked or marked[-1][0] < reach:
        return reach
    return max(reach, start + found.outline.after(body) - found.outline.places[body] + _BELOW)


def _name_rank(
    found: Survey, place: int, element: HtmlElement, title: int, start: int, reach: int
) -> int | None:
    """Rank a name by where it stands: between title and text, just above the title, after the text."""
    if element.tag in ("img", "meta", "link", "body", "main", "article", "html"):
        return None
    labels = found.outline.labels[found.outline.places[element]]
    if labels and _is_not_the_name(labels):
        return None
    marked = "author" in (element.get("rel") or "") or element.get("itemprop") in ("author", "creator")
    rank = 0 if marked else 1
    if element.tag == "address" and place > start and not marked:
        return None  # WordPress's editor has it for any line
    if in_bio(found.outline, element):
        return (2 if title <= place <= start < 10**9 else 8) + rank
    if title <= place <= start:
        return rank
    if title - 25 <= place < title:
        return 2 + rank
    if labels and _CARD.search(labels):
        return 4 if place < reach else None  # WordPress's own themes have it below the text
    return 4 + rank if place < reach or marked else None


@lru_cache(maxsize=4096)
def _is_not_the_name(labels: str) -> bool:
    return _NOT_THE_NAME.search(labels) is not None


def find_date(dates: Iterable[Date]) -> Date:
    """Return when the post was published, by the dates found, the surest first.

    A theme that prints local time with ``+00:00`` is told by another statement of the same wall clock with
    the true offset.
    """
    best = rough = Date()
    for other in dates:
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


def dates_of(
    found: Survey,
    hints: Hints,
    title: int,
    start: int,
    lines: Surroundings,
) -> Iterator[Date]:
    """Yield the dates found, the surest first: what says so to machines, then what is printed.

    Args:
        found: The page outside its comments.
        hints: What the page says of itself.
        title: The place of the title.
        start: The place where the text begins.
        lines: The lines near the title and below the text, read where it comes to that.
    """
    told = [hints.metas.first(key) for key in PUBLISHED if key in hints.metas.values]
    for stated in filter(None, (*told, hints.data.published, hints.trackback.date)):
        if (date := parse_date(None, machine=stated, lang=hints.lang)).value:
            yield date
    for text, machine in _marked_dates(found, title, start, lines.body):
        if (date := parse_date(text, machine=machine, lang=hints.lang)).value:
            yield date
    for line in lines.near:
        if (
            _DIGIT.search(line)
            and not _UPDATED.match(line)
            and (date := parse_date(line, lang=hints.lang)).value
        ):
            yield date
    for line in lines.after:
        if (
            _DIGIT.search(line)
            and (told_on := _posted(line))
            and (date := parse_date(told_on, lang=hints.lang)).value
        ):
            yield date


def _posted(line: str) -> str | None:
    """Return where a line says when something was posted."""
    if line.isascii():
        small = line.lower()
        if not any(word in small for word in _POSTED_WORDS):
            return None
    match = _POSTED.search(line)
    return line[match.end() : match.end() + 60] if match else None


def _marked_dates(
    found: Survey, title: int, start: int, body: HtmlElement | None
) -> Iterator[tuple[str, str | None]]:
    """Yield what elements of dates print and tell machines, those next to the title first."""
    reach = _reach(found, found.dates, start, body)
    ranked = sorted(
        (rank, place, number)
        for number, (place, element) in enumerate(found.dates)
        if (rank := _date_rank(place, element, title, start, reach)) is not None
        and not is_changed(found.outline, element)
    )
    for _, _, number in ranked[:_MOST_DATES]:
        element = found.dates[number][1]
        text = line_of(element, limit=LONG_LINE)
        machine = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag == "abbr" else None)
        )
        if _UPDATED.match(text) or _is_of_last(element, text):
            continue
        if machine or len(text) < 300:
            yield text, machine
        elif len(text) <= LONG_LINE and (told_on := _posted(text)):
            yield told_on, None


def _is_of_last(element: HtmlElement, text: str) -> bool:
    """Whether the line around a date says before it that it is the last answer's."""
    above = element.getparent()
    line = "" if above is None else line_of(above, limit=LONG_LINE)
    if len(line) > LONG_LINE:
        return False
    own = without_last(line)
    return own != line and text not in own


def _date_rank(place: int, element: HtmlElement, title: int, start: int, reach: int) -> int | None:
    """Rank a date by where it stands, as names are; ``None`` where it is not the post's."""
    if title <= place <= start:
        rank = 0
    elif title - 25 <= place < title:
        rank = 2
    elif start < place < reach:
        rank = 4
    else:
        return None
    is_exact = element.get("datetime") or element.get("itemprop") == "datePublished"
    return rank if is_exact else rank + 1
