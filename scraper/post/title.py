"""Which of a page's headings is the post's title."""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scraper.clean import fold_line, line_of
from scraper.post.findings import Survey
from scraper.post.linked_data import Hints
from scraper.urls import site_and_path

_SEPARATORS = re.compile(r"\s+[|–—·•»«:~-]+\s+|\s*[|»«]\s*|\s*::\s*")
#: After a colon, Movable Type has the post's title.
_JOINTS = re.compile(r"\s+[|–—·•»«~-]+\s+|\s*[|»«]\s*|\s*::?\s+")
_NAMED = re.compile(r"(?:entry|post|article|single)[-_]?(?:title|headline)|headline|p-name")
_RANKS = {"h1": 3.0, "h2": 2.0, "h3": 1.0}
#: What speaks for a heading that is called a title, and for what a trackback or the URL says too; and against
#: one that stands below where the text begins.
_CALLED_SO = _SAID_SO = 3.0
_LATE = 1.5
#: What the text of a heading can add at most, and by itself.
_MOST, _MOST_ALONE = 12.0, 6.0
_NO_LETTER = re.compile(r"\W|_")
_WORD_ENDS = re.compile(r"[-_.]+")
#: So many links are looked at in a heading.
_MOST_LINKS = 5
#: What stands so few elements after a title is its second line.
_BESIDE_IT = 3
#: Shorter words of a host tell too little, and these tell nothing.
_TELLING = 5
_ANY_HOST = frozenset(
    {"forum", "forums", "board", "boards", "community", "blogspot", "wordpress", "substack", "medium"}
)
_SITE = re.compile(r"(?:^|[\s_-])(?:site|blog|logo|brand\w*|masthead)(?:$|[\s_-])", re.IGNORECASE)


def find_title(
    found: Survey, hints: Hints, start: int, url: str | None
) -> tuple[int, HtmlElement | None, str | None]:
    """Return the title with its element and place; a place of -1 where only the page's head states it."""
    metas = hints.metas
    titles = (metas.first("og:title"), hints.data.title, metas.first("twitter:title"), hints.trackback.title)
    stated = [text for text in titles if text]
    known = {fold_line(text) for text in {*stated}}
    head = fold_line(hints.head)
    told = [words for text in (head, *known) if (words := set(text.split()))]
    site = fold_line(metas.first("og:site_name") or hints.data.site_title or "")
    trackback = fold_line(hints.trackback.title or "")
    slug = set(_slug(url))
    best: tuple[float, int, HtmlElement | None, str | None] = (3.0, -1, None, None)
    counts = {element for _, element in found.counts}
    outline, places = found.outline, found.outline.places
    parts = _parts_of(hints.head)
    named: list[tuple[int, HtmlElement, str]] = []  # headings that say what a part of the page's title says
    most = _MOST_ALONE + _SAID_SO * (bool(trackback) + (len(slug) > 2))
    for place, element in found.headings:
        at, late = places[element], _LATE if place > start else 0.0
        may_be_named = parts and not late
        needed = best[0] + late - (_MOST if may_be_named else most)
        if _RANKS.get(outline.tags[at], 0.0) + _CALLED_SO <= needed:
            continue  # whatever it is called, and says
        labels = f"{outline.labels[at] or ''} {outline.ids.get(at, '')}"
        score = _mark_score(element, labels)
        if score <= needed:
            continue
        score -= late
        text = line_of(element, skip=counts, limit=300)
        folded = fold_line(text)
        if not folded or len(text) > 300:
            continue
        if may_be_named and folded in parts:
            named.append((place, element, text))
        words = set(folded.split())
        score += _text_score(folded, words, known, head, told)
        score += _SAID_SO if folded == trackback else 0
        score += _SAID_SO if len(slug) > 2 and len(slug & words) > 0.6 * len(slug) else 0
        if score > best[0] and (folded == site or _is_of_site(labels) or _leads_home(element)):
            score -= 6
        if score > best[0]:
            best = (score, place, element, text)
    nearest = max(named, key=lambda heading: heading[0], default=None)
    if (
        nearest is not None
        and start < 10**9
        and len({text for _, _, text in named}) > 1
        and nearest[0] > best[1] + _BESIDE_IT
        and fold_line(best[3] or "") in {"", *parts}
    ):
        # Of the site's name and the post's, which page titles join in either order, the post's stands nearer.
        best = (best[0], *nearest)
    if best[2] is not None:
        title = best[3] or ""
        if len(best[2]) and fold_line(title) not in known:
            known |= {fold_line(_without_site(text, site, url)) for text in {*stated, hints.head}}
            title = _without_label(best[2], title, known, counts)
        return best[1], best[2], title
    return -1, None, _without_site(stated[0] if stated else hints.head, site, url) or None


def _parts_of(head: str) -> frozenset[str]:
    """Return what a page's title joins, folded, where it joins several things."""
    parts = _JOINTS.split(head)
    return frozenset(fold_line(part) for part in parts if len(part) > 1) if len(parts) > 1 else frozenset()


def _without_label(
    element: HtmlElement, text: str, known: Collection[str], counts: Collection[HtmlElement]
) -> str:
    """Return a heading without what stands before or after the title in it: a date, a section, a source."""
    if fold_line(text) not in known:
        for label in (element[0], element[-1]):
            rest = line_of(element, skip={*counts, label}, limit=300)
            if rest and fold_line(rest) in known:
                return rest
        for link in islice(element.iter("a"), _MOST_LINKS):
            title = line_of(link, limit=300)
            if title and fold_line(title) in known:
                return title
    return text


def _slug(url: str | None) -> list[str]:
    """Return the words that a post's URL ends with."""
    last = site_and_path(url or "")[1].rstrip("/").rpartition("/")[2].lower()
    return [word for word in _WORD_ENDS.split(last) if len(word) > 2 and word not in ("html", "htm", "php")]


def _mark_score(element: HtmlElement, labels: str) -> float:
    """Say how much the markup of a heading speaks for it."""
    named = _is_named(labels) or element.get("itemprop") in ("headline", "name")
    return _RANKS.get(element.tag, 0.0) + (_CALLED_SO if named else 0)


@lru_cache(maxsize=4096)
def _is_named(labels: str) -> bool:
    return _NAMED.search(labels) is not None


@lru_cache(maxsize=4096)
def _is_of_site(labels: str) -> bool:
    return _SITE.search(labels) is not None


def _text_score(folded: str, words: set[str], known: set[str], head: str, told: list[set[str]]) -> float:
    """Say how much the text of a heading is what the page's head states; at most ``_MOST_ALONE``."""
    if folded in known:
        return 5
    score = 0.0
    overlap = max([len(words & others) for others in told], default=0) / len(words)
    if folded in head and len(folded) > 3:
        score = 1 + 3 * len(folded) / max(len(head), 1)
    elif any(folded in text or text in folded for text in known if len(folded) > 8 and len(text) > 8):
        score = 2.5
    elif overlap < 0.3:
        score = -2
    return score + (2 if overlap >= 0.75 and len(folded.split()) > 3 else 0)


def _leads_home(element: HtmlElement) -> bool:
    link = next(element.iter("a"), None)
    if link is None and (parent := element.getparent()) is not None and parent.tag == "a":
        link = parent
    href = (link.get("href") or "") if link is not None else ""
    return (
        bool(href)
        and not href.startswith("#")
        and not urlsplit(href).path.strip("/.")
        and not urlsplit(href).query
    )


def _without_site(text: str, site: str, url: str | None) -> str:
    """Drop the site's name that a ``<title>`` begins or ends with."""
    parts = _SEPARATORS.split(text)
    if len(parts) < 2:
        return text
    for place in (-1, 0):
        if site and fold_line(parts[place]) == site:
            found = text[: text.rindex(parts[-1])] if place == -1 else text[len(parts[0]) :]
            return found.strip(" |–—·•»«:~-")
    host = _host_words(url)
    for gap, part in zip(_SEPARATORS.finditer(text), parts[1:], strict=True):
        bare = _NO_LETTER.sub("", fold_line(part))
        if len(bare) >= _TELLING and any(word in bare or bare in word for word in host):
            return text[: gap.start()].strip()
    return max(parts, key=len) if re.search(r"[|»«]", text) else text


def _host_words(url: str | None) -> list[str]:
    """Return the words of a host that may be a site's name."""
    labels = (urlsplit(url or "").hostname or "").split(".")[:-1]
    words = (_NO_LETTER.sub("", label) for label in labels)
    return [word for word in words if len(word) >= _TELLING and word not in _ANY_HOST]
