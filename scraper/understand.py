"""One capture → what it says of threads. Pure, so that many processes can share the work."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from pmlarchive.errors import ImportFailed
from scraper.captures import Capture
from scraper.crawl.events import dump_draft
from scraper.crawl.oddity import oddity
from scraper.discover import read_head
from scraper.discovery import READERS
from scraper.draft import PageKind
from scraper.parse import parse_page
from scraper.urls import clean_url, is_comment_page, is_trap, looks_like_listing, thread_of, url_key

API = "api:"
"""Marks the pieces of a thread that came from a list, beside those that came from its pages."""


@dataclass(slots=True)
class Understood:
    """What one capture brought.

    Attributes:
        key: Of its URL.
        threads: Pieces of threads: key of the thread, and the draft as JSON, which costs least to hand on.
        needs: Keys of URLs that belong to the same threads (for a list: to the lists) and must be there too.
        found: Whether the capture was what it ought to be.
        trouble: One line where it was not.
    """

    key: str
    url: str
    source: str
    fetched: str
    session: str | None
    status: int
    threads: list[tuple[str, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    found: bool = False
    trouble: str | None = None


def understand(capture: Capture) -> Understood:
    """Read a capture by what it is: a page, or a list that tells of threads; anything else brings nothing."""
    key = url_key(capture.url)
    result = Understood(key, capture.url, capture.source, capture.fetched, capture.session, capture.status)
    if capture.status != 200:
        return result
    via = _list_reader(capture.url)
    if via is not None:
        _list(capture, via, result)
    elif not is_trap(capture.url) and not capture.content_type.endswith("json"):
        _page(capture, result)
    return result


def understand_all(captures: list[Capture]) -> list[Understood]:
    """Read several captures; a batch costs a process pool less than its captures one by one."""
    return [understand(capture) for capture in captures]


def _list_reader(url: str) -> str | None:
    """Return the reader for a list that tells of threads; sitemaps and feeds only name pages."""
    parts = urlsplit(url)
    routes = [parts.path, *(value for name, value in parse_qsl(parts.query) if name == "rest_route")]
    for route in routes:
        if route.endswith(("/wp/v2/posts", "/wp/v2/pages")):
            return "wp-posts"
        if route.endswith("/wp/v2/comments"):
            return "wp-comments"
    return None


def _list(capture: Capture, via: str, result: Understood) -> None:
    found = READERS[via](capture)
    result.found = found.ok
    result.threads = [(API + url_key(url), dump_draft(draft)) for url, draft in found.threads]
    result.needs = [url_key(url) for _, url in found.lists]


def _page(capture: Capture, result: Understood) -> None:
    odd = oddity(capture)
    if odd is not None or b"post-password-form" in capture.body:
        result.trouble = odd
        return
    try:
        draft = parse_page(capture.body, url=capture.url, charset=capture.charset)
    except ImportFailed as error:
        result.trouble = str(error)
        return
    listing = draft.kind is PageKind.UNKNOWN and looks_like_listing(capture.url)
    if draft.kind is PageKind.LISTING or listing:
        return
    result.found = not capture.truncated
    if capture.truncated:
        draft.complete = draft.whole = False
        draft.notes.append(f"the page is not whole ({capture.truncated})")
    here = thread_of(capture.url) if is_comment_page(capture.url) else capture.url
    canonical = draft.url if draft.url and draft.url.startswith("http") else here
    result.threads = [(url_key(thread_of(canonical)), dump_draft(draft))]
    paged = b"comment-page-" in capture.body or b"cpage=" in capture.body
    more = [*filter(None, map(clean_url, draft.more)), *(read_head(capture).comment_pages if paged else ())]
    result.needs = list(dict.fromkeys(map(url_key, more)))
