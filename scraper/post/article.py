"""The post of a page: identity, title, author, date, words, tags, declared count."""

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pmlarchive.model import Date, Precision
from scraper.clean import Clean, absolute, fold_line, line_of, plain, unwayback
from scraper.dates import parse_date
from scraper.draft import DraftComment, DraftThread, PageKind
from scraper.platforms.base import Page
from scraper.post.body import find_body, read_body
from scraper.post.counts import declared_count
from scraper.post.linked_data import LinkedData, Metas, read_linked_data, read_metas
from scraper.post.survey import Survey, in_bio, is_changed, survey
from scraper.soup import own_url, selector

_TITLE = selector("/html/head/title | //title[not(ancestor::*[local-name()='svg'])]")
_CANONICAL = selector(
    "//link[@rel='canonical' or @rel='shortlink' or (@rel='alternate' and @type='application/rss+xml')]"
)
_BODY_CLASS = selector("/html/body/@class")
_NATIVE = re.compile(r"(?:^|\s)(?:postid|page-id)-(\d+)(?:\s|$)|[?&]p=(\d+)\b|^post-(\d+)$")
_SEPARATORS = re.compile(r"\s+[|–—·•»«:~-]+\s+|\s*[|»«]\s*|\s*::\s*")
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
_LISTS = re.compile(
    r"(?:^|\s)(?:home|blog|archive|category|tag|search|search-results|date|author|paged)(?:\s|$)"
)
_SINGLE = re.compile(r"(?:^|\s)(?:single|single-post|postid-\d+|page-template\S*|attachment)(?:\s|$)")
_SITE = re.compile(r"(?:^|[\s_-])(?:site|blog|logo|brand\w*|masthead)(?:$|[\s_-])", re.IGNORECASE)
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
_AWAY = re.compile(r"[+-](?!00:00)\d\d:\d\d$")
_LABEL = re.compile(r"^[^\W\d]+(?: [^\W\d]+)?\s?:\s+")
_LETTERS = re.compile(r"[^\W\d_]{2,}|[^\W\d_\x00-\x7f]")
_BYLINE = re.compile(
    r"\b(?:by|von|par|por|di|da|door|av|af|przez|от|автор:?|autor:?|auteur\s?:|author:?|@)\s+(?P<name>[^|•·,(–—/\n\d]{2,60})",
    re.IGNORECASE,
)
_BYLINE_END = re.compile(
    r"\s(?:on|am|um|at|in|under|le|el|il|op|den|unter|dans|en|posted|published|filed)(?:\s|:|$).*",
    re.IGNORECASE,
)
_LONGEST_NAME = 80


@dataclass(slots=True)
class Hints:
    """What the page says of itself outside its visible text."""

    data: LinkedData
    metas: Metas
    head: str
    lang: str | None


def read_article(
    page: Page, comments: Collection[HtmlElement] = (), drafts: Collection[DraftComment] = ()
) -> DraftThread:
    """Return the page's post as a draft without comments.

    Args:
        page: The page.
        comments: Elements that hold the comments, their headings and forms: no part of the post.
        drafts: The comments read from them; their permalinks name the post too.
    """
    tree = page.tree
    hints = Hints(read_linked_data(tree), read_metas(tree), _head_title(tree), tree.get("lang"))
    found = survey(tree, comments)
    url = _identity(page, hints, drafts)
    body = find_body(found)
    start = found.place.get(body, 10**9) if body is not None else 10**9
    title_place, title_element, title = _title(found, hints, start, url)
    lines = _lines_near(title_element, body)
    author, author_element = _author(found, hints, title_place, start, lines)
    date = _date(found, hints, title_place, start, lines)
    apart = {element for element in (title_element, author_element) if element is not None}
    words = read_body(body, found, comments, page.url or url, apart) if body is not None else Clean()
    site = hints.metas.first("og:site_name") or hints.data.site_title
    return DraftThread(
        url=url,
        kind=_kind(found, hints, page, bool(drafts)),
        site_title=site,
        site_url=_site_url(url),
        native_id=_native_id(page, found),
        title=title,
        author=author,
        author_url=_author_link(author_element, page.url or url),
        date=date,
        text=words.text,
        html=words.html,
        tags=_tags(found, hints),
        links=words.links,
        declared_comments=declared_count(found, comments, title, _base(page, url), hints.data.comment_count),
    )


# ---- identity


def _head_title(tree: HtmlElement) -> str:
    titles = _TITLE(tree)
    return line_of(titles[0]) or plain(titles[0].text or "") if titles else ""


def _identity(page: Page, hints: Hints, drafts: Collection[DraftComment]) -> str | None:
    """Return the post's canonical URL; a relative one counts only where the page makes it whole."""
    own = own_url(page.tree)
    if own is None and hints.data.url and len(urlsplit(hints.data.url).path) > 1:
        own = hints.data.url
    if own is None:
        relative = [
            element.get("href") or ""
            for element in _CANONICAL(page.tree)
            if element.get("rel") == "canonical"
        ]
        if page.url and relative:
            own = urljoin(page.url, relative[0])
    if own is None:
        own = _from_permalinks(drafts) or page.url
    return unwayback(own).partition("#")[0] if own else None


def _base(page: Page, url: str | None) -> str | None:
    """Return the URL that tells links to this page from others: a relative one where there is no better."""
    if page.url or url:
        return page.url or url
    return next((e.get("href") for e in _CANONICAL(page.tree) if e.get("rel") == "canonical"), None)


def _from_permalinks(drafts: Collection[DraftComment]) -> str | None:
    pages = {draft.url.partition("#")[0] for draft in drafts if draft.url and draft.url.startswith("http")}
    pages = {re.sub(r"comment-page-\d+/?$", "", unwayback(page)) for page in pages}
    return pages.pop() if len(pages) == 1 else None


def _site_url(url: str | None) -> str | None:
    parts = urlsplit(url) if url else None
    return f"{parts.scheme}://{parts.netloc}/" if parts and parts.netloc else None


def _native_id(page: Page, found: Survey) -> str | None:
    short = (
        element.get("href") or "" for element in _CANONICAL(page.tree) if element.get("rel") == "shortlink"
    )
    texts = [*_BODY_CLASS(page.tree), *short]
    texts += [element.get("id") or "" for element in found.entries[:1]]
    for text in texts:
        if match := _NATIVE.search(text):
            return next(group for group in match.groups() if group)
    return None


def _kind(found: Survey, hints: Hints, page: Page, commented: bool) -> PageKind:
    labels = " ".join(_BODY_CLASS(page.tree))
    if _SINGLE.search(labels) or commented:
        return PageKind.POST
    linked = {
        href
        for element in found.entries
        for heading in element.iter("h1", "h2", "h3")
        if (href := next((a.get("href") for a in heading.iter("a") if a.get("href")), None))
    }
    if len(linked) >= 3 and (_LISTS.search(labels) or (hints.metas.first("og:type") or "") != "article"):
        return PageKind.LISTING
    if hints.metas.first("og:type") == "article" or hints.data.is_article:
        return PageKind.POST
    return PageKind.LISTING if _LISTS.search(labels) else PageKind.UNKNOWN


# ---- title


def _title(
    found: Survey, hints: Hints, start: int, url: str | None
) -> tuple[int, HtmlElement | None, str | None]:
    stated = [
        text
        for text in (hints.metas.first("og:title"), hints.data.title, hints.metas.first("twitter:title"))
        if text
    ]
    known = {fold_line(text) for text in stated}
    head = fold_line(hints.head)
    site = fold_line(hints.metas.first("og:site_name") or hints.data.site_title or "")
    slug = _slug(url)
    best: tuple[float, int, HtmlElement | None, str | None] = (3.0, -1, None, None)
    counts = {element for _, element in found.counts}
    for place, element in found.headings:
        text = line_of(element, skip=counts, limit=300)
        folded = fold_line(text)
        if not folded or len(text) > 300:
            continue
        score = _title_score(element, folded, known, head, site) - (1.5 if place > start else 0)
        score += 3 if slug and len(slug) > 2 and _overlap(" ".join(slug), folded) > 0.6 else 0
        if score > best[0]:
            best = (score, place, element, text)
    if best[2] is not None:
        return best[1], best[2], best[3]
    return -1, None, _without_site(stated[0] if stated else hints.head, site) or None


def _slug(url: str | None) -> list[str]:
    """Return the words that a post's URL ends with."""
    path = urlsplit(url or "").path.rstrip("/").rpartition("/")[2]
    return [
        word
        for word in re.split(r"[-_.]+", path.lower())
        if len(word) > 2 and word not in ("html", "htm", "php")
    ]


def _title_score(element: HtmlElement, folded: str, known: set[str], head: str, site: str) -> float:
    labels = f"{element.get('class', '')} {element.get('id', '')}"
    score = {"h1": 3.0, "h2": 2.0, "h3": 1.0}.get(element.tag, 0.0)
    if re.search(r"(?:entry|post|article|single)[-_]?(?:title|headline)|headline|p-name", labels) or (
        element.get("itemprop") in ("headline", "name")
    ):
        score += 3
    if folded in known:
        score += 5
    elif folded in head and len(folded) > 3:
        score += 1 + 3 * len(folded) / max(len(head), 1)
    elif any(folded in text or text in folded for text in known if len(folded) > 8 and len(text) > 8):
        score += 2.5
    elif _overlap(folded, head) < 0.3 and not any(_overlap(folded, text) >= 0.3 for text in known):
        score -= 2
    overlap = max((_overlap(folded, text) for text in (head, *known)), default=0.0)
    if folded not in known and overlap >= 0.75 and len(folded.split()) > 3:
        score += 2
    if folded == site or _SITE.search(labels) or _leads_home(element):
        score -= 6
    return score


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


def _overlap(one: str, other: str) -> float:
    words = set(one.split())
    return len(words & set(other.split())) / len(words) if words else 0.0


def _without_site(text: str, site: str) -> str:
    """Drop the site's name that a ``<title>`` begins or ends with."""
    parts = _SEPARATORS.split(text)
    if len(parts) < 2:
        return text
    for place in (-1, 0):
        if site and fold_line(parts[place]) == site:
            found = text[: text.rindex(parts[-1])] if place == -1 else text[len(parts[0]) :]
            return found.strip(" |–—·•»«:~-")
    return max(parts, key=len) if re.search(r"[|»«]", text) else text


# ---- author


def _lines_near(title: HtmlElement | None, body: HtmlElement | None) -> list[str]:
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
            if element is not body and element not in inside:
                text = line_of(element, limit=200)
                if 3 < len(text) <= 200 and len(element) < 25:
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


def _author(
    found: Survey, hints: Hints, title: int, start: int, lines: list[str]
) -> tuple[str | None, HtmlElement | None]:
    site = fold_line(hints.metas.first("og:site_name") or hints.data.site_title or "")
    stated = list(dict.fromkeys(name for name in hints.data.authors if len(name) <= _LONGEST_NAME))
    shown = [
        (rank, place, name, element)
        for place, element in found.names
        if (rank := _name_rank(place, element, title, start)) is not None
        and (name := _name_in(element)) is not None
        and (fold_line(name) != site or rank % 2 == 0)
    ]
    ranked = sorted(shown, key=lambda entry: entry[:2])
    best = next((entry for entry in ranked if entry[0] < 4 or (entry[0] < 8 and entry[0] % 2 == 0)), None)
    if best is not None:
        return best[2], best[3]
    if stated:
        return ", ".join(stated), None
    for line in lines:
        match = _BYLINE.search(line)
        if match and (name := _as_name(_BYLINE_END.sub("", match.group("name")))):
            return name, None
    if ranked:
        return ranked[0][2], ranked[0][3]
    for key in _AUTHORS:
        value = hints.metas.first(key)
        if value and "http" not in value and len(value) <= _LONGEST_NAME and fold_line(value) != site:
            return value, None
    return None, None


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
        if e.get("itemprop") == "name" or _FN.search(e.get("class", ""))
    ]
    links = [a for a in element.iter("a") if "author" in f"{a.get('rel', '')}{a.get('href', '')}"]
    for choice in (*inner[:1], *links[:1], element):
        if name := _as_name(line_of(choice, limit=100)):
            return name
    pieces = [text for text in (plain(text) for text in element.itertext()) if text]
    for piece in pieces[:4]:
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


def _author_link(element: HtmlElement | None, base: str | None) -> str | None:
    if element is None:
        return None
    link = next(element.iter("a"), None)
    return absolute(link.get("href"), base) if link is not None else None


# ---- date


def _date(found: Survey, hints: Hints, title: int, start: int, lines: list[str]) -> Date:
    """Return when the post was published: what says so to machines first, the printed date else.

    A theme that prints local time with ``+00:00`` is told by another statement of the same wall clock with
    the true offset.
    """
    candidates = [date for date in _dates(found, hints, title, start) if date.value]
    candidates += [date for line in lines if (date := parse_date(line, lang=hints.lang)).value]
    full = [
        date for date in candidates if date.precision in (Precision.DAY, Precision.MINUTE, Precision.SECOND)
    ]
    if not full:
        return candidates[0] if candidates else Date()
    best = full[0]
    for other in full[1:]:
        value, rival = best.value or "", other.value or ""
        if (
            best.precision is Precision.DAY
            and other.precision is not Precision.DAY
            and rival.startswith(value)
        ) or (
            value[:16] == rival[:16]
            and value.endswith("+00:00")
            and re.search(r"[+-]\d\d:\d\d$", rival)
            and not rival.endswith("+00:00")
        ):
            best = other
        best = _with_zone(best, other)
    return best


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


def _dates(found: Survey, hints: Hints, title: int, start: int) -> Iterator[Date]:
    for key in _PUBLISHED:
        if value := hints.metas.first(key):
            yield parse_date(None, machine=value, lang=hints.lang)
    if hints.data.published:
        yield parse_date(None, machine=hints.data.published, lang=hints.lang)
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
            yield parse_date(text, machine=machine, lang=hints.lang)


def _date_rank(place: int, element: HtmlElement, title: int, start: int) -> int:
    exact = 0 if element.get("datetime") or element.get("itemprop") == "datePublished" else 1
    if title <= place <= start:
        return exact
    if title - 25 <= place < title:
        return 2 + exact
    return 4 + exact if start < place < start + 400 else 9


def _tags(found: Survey, hints: Hints) -> tuple[str, ...]:
    shown = [line_of(link).lstrip("#") for link in found.tags]
    stated = [*hints.metas.values.get("article:tag", ()), *hints.data.keywords]
    return tuple(dict.fromkeys(tag for tag in (shown or stated) if tag and len(tag) < 80))[:50]
