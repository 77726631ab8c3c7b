"""Pages: what a post's page, its comment pages and the start page bring to a crawl."""

from dataclasses import replace
from urllib.parse import urlsplit

from pmlarchive.errors import ImportFailed
from scraper import discover
from scraper.captures import Capture
from scraper.crawl import lists
from scraper.crawl.assemble import assemble, digest, gap_of, settle
from scraper.crawl.events import ThreadLanded, Trouble
from scraper.crawl.facts import Work
from scraper.crawl.frontier import Item, Part, Rank, Task
from scraper.crawl.plan import plan
from scraper.draft import DraftThread, PageKind
from scraper.urls import Scope, beside, clean_url, is_comment_page, looks_like_listing, thread_of, url_key

_COMMENT_PAGES = 2000
_BROKEN_PAGES = 20
_BROKEN_AT_ONCE = 5


def read_page(work: Work, item: Item, capture: Capture, sitemaps: list[str]) -> None:
    """Take in a page: its thread, the further pages of its comments and, where links are followed, its links.

    Args:
        sitemaps: Those that the site's robots.txt names.
    """
    head = discover.read_head(capture)
    try:
        draft = work.read(capture)
    except ImportFailed as error:
        work.frontier.landed(item, capture, "skipped", str(error))
        work.frontier.tell(Trouble(item.url, "unread", error.line()))
        missed(work, item)
        return
    if capture.truncated:
        note = f"the page is not whole ({capture.truncated})"
        draft = replace(draft, complete=False, whole=False, notes=[*draft.notes, note])
        work.frontier.tell(Trouble(item.url, "truncated", f"{item.url}: {note}; what came was kept"))
    work.frontier.landed(item, capture)
    if item.kind == Task.START:
        _start(work, item, capture, draft, head, sitemaps)
        if work.facts.mode == "site" and draft.kind is not PageKind.POST:
            return
    if work.facts.mode == "site" and work.facts.way == "links":
        lists.follow(work, head.links)
    if b"post-password-form" in capture.body and not draft.comments:
        work.frontier.tell(Trouble(item.url, "protected", f"{item.url}: needs a password; left out"))
    elif draft.kind is PageKind.POST or (draft.kind is PageKind.UNKNOWN and not looks_like_listing(item.url)):
        _thread_page(work, item, capture, draft, head.comment_pages)


def missed(work: Work, item: Item) -> None:
    """Do what is left to do for a URL that brought nothing."""
    if item.kind == Task.COMMENTS and item.thread:
        put_together(work, item.thread)
    elif item.kind == Task.LIST:
        work.facts.whole = False


def go_round(work: Work, item: Item) -> None:
    """Queue the comment pages beside one that its site fails to make, where WordPress's paging is in use.

    They link to each other only, so that the pages behind a broken one would be lost with it.
    """
    if not work.facts.wordpress or item.kind not in (Task.PAGE, Task.COMMENTS):
        return
    thread = item.thread or item.key
    failed = work.frontier.count("thread = ? AND state = 'failed'", thread)
    if failed >= (_BROKEN_PAGES if work.frontier.parts(thread) else _BROKEN_AT_ONCE):
        return
    for url in beside(item.url):
        work.frontier.add(url, Task.COMMENTS, Rank.COMMENTS, thread=thread)


def put_together(work: Work, thread: str) -> None:
    """Tell a thread once all of its pages have landed."""
    frontier = work.frontier
    if frontier.count("thread = ? AND state IN ('waiting', 'fetching')", thread):
        return
    parts = sorted(frontier.parts(thread), key=lambda part: is_comment_page(part.url))
    if not parts:
        return
    lost = "thread = ? AND state IN ('failed', 'skipped') AND note NOT LIKE 'redirects%'"
    missing = frontier.count(lost, thread)
    draft = assemble([part.draft for part in parts], whole=not missing)
    if missing:
        draft.notes.append(f"{missing} of its comment pages could not be fetched")
    frontier.drop_parts(thread)
    settle(draft, whole=not missing, before=frontier.gap(thread))
    if frontier.see(thread, draft.native_id, digest(draft), gap_of(draft)):
        url = thread_of(parts[0].url) if is_comment_page(parts[0].url) else parts[0].url
        frontier.tell(ThreadLanded(draft, parts[0].source, parts[0].fetched, url))


def _start(
    work: Work, item: Item, capture: Capture, draft: DraftThread, head: discover.Head, sitemaps: list[str]
) -> None:
    facts = work.facts
    scope = Scope.of(capture.url)
    facts.host, facts.folder = scope.host, scope.folder
    inner = [url for url in head.links if scope.holds(url) and url_key(url) != item.key]
    site = _is_site(capture.url, draft, inner) if work.whole_site is None else work.whole_site
    facts.mode = "site" if site else "page"
    if site:
        facts.links = inner[:5000]
        facts.wordpress = head.rest is not None or "wordpress" in head.generator
        facts.plan = plan(capture, head, sitemaps)


def _is_site(url: str, draft: DraftThread, inner: list[str]) -> bool:
    path = urlsplit(url).path
    if path in ("", "/") or draft.kind is PageKind.LISTING:
        return True
    if draft.kind is PageKind.POST or not path.endswith("/"):
        return False
    return len(inner) >= 3 and not draft.comments


def _thread_page(work: Work, item: Item, capture: Capture, draft: DraftThread, more: tuple[str, ...]) -> None:
    frontier = work.frontier
    further = item.kind == Task.COMMENTS and item.thread is not None
    thread = item.thread if further and item.thread else item.key
    # Some themes link onward for ever, and pages beyond the last are empty or repeat it.
    if not further or _brings_news(work, thread, draft):
        frontier.add_part(thread, Part(item.url, capture.source, capture.fetched, draft))
        pages = frontier.count("thread = ?", thread)
        for url in dict.fromkeys([*filter(None, map(clean_url, draft.more)), *more]):
            if pages < _COMMENT_PAGES and work.facts.in_scope(url, folder=False):
                pages += frontier.add(url, Task.COMMENTS, Rank.COMMENTS, thread=thread)
    put_together(work, thread)


def _brings_news(work: Work, thread: str, draft: DraftThread) -> bool:
    known = {c.native_id or c.text for part in work.frontier.parts(thread) for c in part.draft.comments}
    return any((c.native_id or c.text) not in known for c in draft.comments)
