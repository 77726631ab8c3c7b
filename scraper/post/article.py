"""The post of a page: identity, title, author, date, words, tags, declared count."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from scraper.clean import Clean, absolute, line_of, unwayback
from scraper.draft import DraftComment, DraftThread, PageKind
from scraper.head import Head
from scraper.platforms.base import Page
from scraper.post.body import find_body, read_body
from scraper.post.byline import dates_of, find_author, find_date
from scraper.post.counts import declared_count
from scraper.post.findings import Survey
from scraper.post.linked_data import Hints, read_linked_data
from scraper.post.site import site_title
from scraper.post.surroundings import Surroundings
from scraper.post.survey import survey
from scraper.post.title import find_title
from scraper.post.trackback import read_trackback
from scraper.urls import site_and_path

_NATIVE = re.compile(r"(?:^|\s)(?:postid|page-id)-(\d+)(?:\s|$)|[?&]p=(\d+)\b|^post-(\d+)$")
_LISTS = re.compile(
    r"(?:^|\s)(?:home|blog|archive|category|tag|search|search-results|date|author|paged)(?:\s|$)"
)
_SINGLE = re.compile(r"(?:^|\s)(?:single|single-post|postid-\d+|page-template\S*|attachment)(?:\s|$)")


def read_article(
    page: Page,
    comments: Collection[HtmlElement] = (),
    drafts: Collection[DraftComment] = (),
    *,
    is_headed: bool = True,
    is_opened: bool = False,
) -> DraftThread:
    """Return the page's post as a draft without comments.

    Args:
        page: The page.
        comments: Elements that hold the comments, their headings and forms: no part of the post.
        drafts: The comments read from them; their permalinks name the post too.
        is_headed: Whether a heading or a link may print their count: a forum's numbers count anything.
        is_opened: Whether a message is the post, on this page or another: other words here are not its.
    """
    head = page.head
    told = read_trackback(page.data, page.charset)
    hints = Hints(read_linked_data(head), head.metas, head.title, page.tree.get("lang"), told)
    found = survey(page, comments)
    url = _identity(page, head, hints, drafts)
    body = find_body(found)
    start = found.place.get(body, 10**9) if body is not None else 10**9
    title_place, title_element, title = find_title(found, hints, start, url)
    lines = Surroundings(found, title_element, body)  # read only where somebody asks
    author, author_element = find_author(found, hints, title_place, start, lines, title)
    date = find_date(dates_of(found, hints, title_place, start, lines))
    apart = {element for element in (title_element, author_element) if element is not None}
    words = Clean()
    if body is not None and not is_opened:
        words = read_body(body, found, comments, page.url or url, apart)
    site = hints.metas.first("og:site_name") or hints.data.site_title
    base, stated = _base(page, head, hints, url), hints.data.comment_count
    declared = declared_count(found, page.outline, comments, title, base, stated) if is_headed else stated
    return DraftThread(
        url=url,
        kind=_kind(found, hints, page, bool(drafts)),
        site_title=site_title(head, title, site),
        site_url=_site_url(url),
        native_id=_native_id(page, head, found),
        title=title,
        author=author,
        author_url=_author_link(author_element, page.url or url),
        date=date,
        text=words.text,
        html=words.html,
        tags=_tags(found, hints),
        links=words.links,
        declared_comments=declared,
    )


def _identity(page: Page, head: Head, hints: Hints, drafts: Collection[DraftComment]) -> str | None:
    """Return the post's canonical URL; a relative one counts only where the page makes it whole."""
    own = head.url
    if own is None and hints.data.url and len(site_and_path(hints.data.url)[1]) > 1:
        own = hints.data.url
    if own is None:
        relative = head.canonical[:1]
        if page.url and relative:
            own = urljoin(page.url, relative[0])
    if own is None:
        own = _from_permalinks(drafts) or hints.trackback.url or page.url
    return unwayback(own).partition("#")[0] if own else None


def _base(page: Page, head: Head, hints: Hints, url: str | None) -> str | None:
    """Return the URL that tells links to this page from others: a relative one where there is no better."""
    if page.url or (url and url != hints.trackback.url):
        return page.url or url
    return next(iter(head.canonical), url)


def _from_permalinks(drafts: Collection[DraftComment]) -> str | None:
    pages = {draft.url.partition("#")[0] for draft in drafts if draft.url and draft.url.startswith("http")}
    pages = {re.sub(r"comment-page-\d+/?$", "", unwayback(page)) for page in pages}
    return pages.pop() if len(pages) == 1 else None


def _site_url(url: str | None) -> str | None:
    site = site_and_path(url)[0] if url else ""
    return f"{site}/" if site else None


def _labels(page: Page) -> str:
    """Return the class names of the page's body: themes tell there what the page is."""
    body = next(page.tree.iterchildren("body"), None)
    return (body.get("class") or "") if body is not None else ""


def _native_id(page: Page, head: Head, found: Survey) -> str | None:
    named = [element.get("id") or "" for element in found.entries[:1]]
    for text in (_labels(page), *head.short, *named):
        if match := _NATIVE.search(text):
            return next(group for group in match.groups() if group)
    return None


def _kind(found: Survey, hints: Hints, page: Page, commented: bool) -> PageKind:
    if commented or _SINGLE.search(labels := _labels(page)):
        return PageKind.POST
    linked = {
        href
        for element in _outermost(found)
        for heading in element.iter("h1", "h2", "h3")
        if (href := next((a.get("href") for a in heading.iter("a") if a.get("href")), None))
    }
    if len(linked) >= 3 and (_LISTS.search(labels) or (hints.metas.first("og:type") or "") != "article"):
        return PageKind.LISTING
    if hints.metas.first("og:type") == "article" or hints.data.is_article:
        return PageKind.POST
    return PageKind.LISTING if _LISTS.search(labels) else PageKind.UNKNOWN


def _outermost(found: Survey) -> Iterator[HtmlElement]:
    """Yield the entries that stand in no other one."""
    end = 0
    for element in found.entries:
        if found.outline.places[element] >= end:
            end = found.outline.after(element)
            yield element


def _author_link(element: HtmlElement | None, base: str | None) -> str | None:
    if element is None:
        return None
    link = next(element.iter("a"), None)
    return absolute(link.get("href"), base) if link is not None else None


def _tags(found: Survey, hints: Hints) -> tuple[str, ...]:
    shown = [line_of(link).lstrip("#") for link in found.tags]
    stated = [*hints.metas.values.get("article:tag", ()), *hints.data.keywords]
    return tuple(dict.fromkeys(tag for tag in (shown or stated) if tag and len(tag) < 80))[:50]
